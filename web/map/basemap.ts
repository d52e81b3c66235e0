import { addProtocol, type Map as MapLibreMap, type RasterTileSource } from 'maplibre-gl';
import { Protocol } from 'pmtiles';
import type { Basemap } from '#contract/map-settings.ts';
import type { BasemapView } from '../state/basemap.ts';
import type { MapTheme } from './theme.ts';

const SOURCE = 'basemap';
const LAYER = 'basemap';
/** The town's ground and all that is on it lie above. */
const BELOW = 'town-fill';

/** Of the look of the map, what concerns the basemap. */
export interface BasemapLook {
  basemap: Basemap | null;
  basemapView: BasemapView;
  theme: MapTheme;
}

let knowsFiles = false;

/** Takes a `.pmtiles` file piece by piece from our own server. */
function addFileProtocol(): void {
  if (knowsFiles) return;
  knowsFiles = true;
  addProtocol('pmtiles', new Protocol().tile);
}

/** The fills of communities let the streets below show through. */
const FILL_OPACITY = 0.4;

/** Shows the operator's basemap under the town, or leaves the plain ground. After each change of the look. */
export function showBasemap(
  map: MapLibreMap,
  { basemap, basemapView: view, theme }: BasemapLook,
): void {
  const isThere = map.getSource<RasterTileSource>(SOURCE) !== undefined;
  // Nothing is asked of its host before it is wanted.
  if (basemap !== null && !isThere && view.isShown) {
    if (basemap.kind === 'pmtiles') {
      addFileProtocol();
      const address = new URL(basemap.url, document.baseURI);
      map.addSource(SOURCE, { type: 'raster', url: `pmtiles://${address}`, tileSize: 256 });
    } else {
      map.addSource(SOURCE, { type: 'raster', tiles: [basemap.url], tileSize: 256, maxzoom: 18 });
    }
    map.addLayer({ id: LAYER, type: 'raster', source: SOURCE }, BELOW);
  }
  if (map.getLayer(LAYER) === undefined) return;
  const isOn = view.isShown && basemap !== null;
  map.setLayoutProperty(LAYER, 'visibility', isOn ? 'visible' : 'none');
  map.setPaintProperty(LAYER, 'raster-opacity', view.opacity);
  map.setPaintProperty('town-fill', 'fill-opacity', isOn ? 0 : 1);
  map.setPaintProperty(
    'communities-fill',
    'fill-opacity',
    isOn ? FILL_OPACITY : theme.communityOpacity,
  );
}
