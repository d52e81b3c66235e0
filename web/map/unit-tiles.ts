import type { Map as MapLibreMap, VectorTileSource } from 'maplibre-gl';
import { townLayers } from './layers/town-layers.ts';
import type { Look } from './map-controller.ts';

const SOURCE = 'unit-tiles';
const LAYER = 'unit-tiles-line';
/** The layer of blocks that came as features; those of tiles look like it and lie beside it. */
const MODEL = 'units-line';
/** As the server's TileJSON has it: nothing is gained below. */
const DEEPEST = 16;

/** Blocks of a town that has too many to hold as features. */
export class UnitTiles {
  readonly #map: MapLibreMap;
  #template: string | null = null;

  constructor(map: MapLibreMap) {
    this.#map = map;
  }

  /** @param template address of the tiles; null takes them off the map */
  show(template: string | null, look: Look): void {
    if (template === this.#template) return;
    this.#template = template;
    const map = this.#map;
    if (template === null) {
      map.removeLayer(LAYER);
      map.removeSource(SOURCE);
      return;
    }
    const known = map.getSource<VectorTileSource>(SOURCE);
    if (known !== undefined) {
      known.setTiles([template]);
      return;
    }
    map.addSource(SOURCE, { type: 'vector', tiles: [template], maxzoom: DEEPEST });
    const model = modelOf(look);
    if (model.layer.type !== 'line') return;
    map.addLayer({ ...model.layer, id: LAYER, source: SOURCE, 'source-layer': 'units' }, MODEL);
    this.look(look);
  }

  /** Follows the look of the blocks that came as features. */
  look(look: Look): void {
    if (this.#template === null) return;
    const { layer } = modelOf(look);
    for (const [name, value] of Object.entries(layer.paint ?? {})) {
      this.#map.setPaintProperty(LAYER, name as never, value as never);
    }
    this.#map.setLayoutProperty(LAYER, 'visibility', look.layers.units ? 'visible' : 'none');
  }
}

function modelOf(look: Look) {
  const model = townLayers(look).find(({ layer }) => layer.id === MODEL);
  if (model === undefined) throw new Error(`The map has no layer ${MODEL}.`);
  return model;
}
