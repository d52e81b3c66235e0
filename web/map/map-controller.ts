import type { Feature } from 'geojson';
import {
  type GeoJSONSource,
  type ErrorEvent as MapErrorEvent,
  Map as MapLibreMap,
  type PointLike,
  ScaleControl,
  type SourceSpecification,
} from 'maplibre-gl';
import type { Basemap } from '#contract/map-settings.ts';
import { type Language, textsIn } from '../i18n/language.ts';
import type { Hit, Mode } from '../modes/mode.ts';
import type { MapPointer, ToolMap } from '../modes/tool.ts';
import type { BasemapView } from '../state/basemap.ts';
import type { LayerVisibility } from '../state/layers.ts';
import { showBasemap } from './basemap.ts';
import { captureMap, sharpenMap } from './capture-map.ts';
import { createCamera, type MapCamera } from './compare-camera.ts';
import { drawLightly } from './draw-lightly.ts';
import type { Extent } from './extent.ts';
import { MARKED_CATEGORIES } from './finding-marks.ts';
import { addFindingImages, addThemeImages } from './images.ts';
import { PICKABLE_FINDING_LAYERS } from './layers/finding-layers.ts';
import { townLayers } from './layers/town-layers.ts';
import type { MapCapture } from './map-capture.ts';
import { overlayInsets } from './overlay-insets.ts';
import { SourceFeed } from './source-feed.ts';
import { SOURCES, type SourceData, type SourceName } from './sources.ts';
import type { MapTheme } from './theme.ts';
import { tilesLoaded } from './tiles-loaded.ts';
import { createToolMap } from './tool-map.ts';
import { watchTool } from './tool-pointer.ts';
import { UnitTiles } from './unit-tiles.ts';

/** How the map looks; a change redraws it without loading anything. */
export interface Look {
  theme: MapTheme;
  language: Language;
  layers: LayerVisibility;
  /** What the operator lets be shown below the town, and how the reader wants it. */
  basemap: Basemap | null;
  basemapView: BasemapView;
}

/** Closer than this a finding of a few square metres would fill the screen. */
const CLOSEST_ZOOM = 17;
/** Half the breadth of a community's name, in pixels. */
const LABEL_ROOM = 56;
/** How near to a thing the pointer has to be, in pixels. */
const REACH = 4;

/** The map as the rest of the page knows it; nothing else touches MapLibre. */
export interface MapController {
  setData(data: SourceData): void;
  setLook(look: Look): void;
  /** Marks the shape and the place of a finding; what else is looked at is drawn by the source `active`. */
  setHighlight(state: 'hover' | 'selected', finding: string | null): void;
  /** Takes some features of a source for others, by the `id` of their properties; the rest stays as it is. */
  updateData(source: SourceName, changed: readonly Feature[], removed: readonly string[]): void;
  setMode(mode: Mode): void;
  /** A tool that gets the pointer before the mode does, or none. */
  setTool(tool: ((event: MapPointer) => boolean) | null): void;
  /** For tools. */
  readonly toolMap: ToolMap;
  /** Shows an extent with `margin` (a share of the view) around it, clear of what floats above. */
  fit(extent: Extent, options: { margin: number; instant?: boolean }): void;
  zoomBy(steps: number): void;
  /** Gives it the keyboard. */
  focus(): void;
  /** For a second map of the same place. */
  readonly camera: MapCamera;
  /** For printing. */
  readonly capture: MapCapture;
  /** Blocks as vector tiles, for a town that has too many for features; null: none. */
  setUnitTiles(template: string | null): void;
  destroy(): void;
}

function emptySources(): Record<string, SourceSpecification> {
  const sources: Record<string, SourceSpecification> = {};
  for (const name of SOURCES) {
    sources[name] = {
      type: 'geojson',
      data: { type: 'FeatureCollection', features: [] },
      // Ids of findings and communities are words; highlighting goes by them.
      promoteId: 'id',
      // In pixels, up to zoom 17; closer up nothing is left out.
      tolerance: name === 'communities' ? 0.5 : 0.2,
    };
  }
  return sources;
}

/** What lies within reach of a point of the screen. */
function pick(map: MapLibreMap, { x, y }: { x: number; y: number }): Hit {
  const box: [PointLike, PointLike] = [
    [x - REACH, y - REACH],
    [x + REACH, y + REACH],
  ];
  const findings = new Set<string>();
  for (const layer of PICKABLE_FINDING_LAYERS) {
    for (const feature of map.queryRenderedFeatures(box, { layers: [layer] })) {
      findings.add(String(feature.properties.id));
    }
  }
  const [community] = map.queryRenderedFeatures([x, y], { layers: ['communities-fill'] });
  return {
    findings: [...findings],
    community: community === undefined ? null : String(community.properties.id),
  };
}

function watchPointer(map: MapLibreMap, mode: () => Mode | null): void {
  map.on('click', (event) => mode()?.click(pick(map, event.point)));
  let frame = 0;
  map.on('mousemove', (event) => {
    // One look a frame is enough, however often the mouse reports.
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => {
      if (map.isMoving()) return;
      const hit = pick(map, event.point);
      const active = mode();
      if (active === null) return;
      map.getCanvas().style.cursor = hit.findings.length > 0 || hit.community ? 'pointer' : '';
      active.hover(hit);
    });
  });
  map.on('mouseout', () => {
    cancelAnimationFrame(frame);
    mode()?.hover(null);
  });
}

const FINDING_SOURCES: ReadonlySet<SourceName> = new Set(['findings', 'finding-places', 'active']);

/** Images of categories that have no mark of their own, before a tile asks for them. */
const drawMarks = (map: MapLibreMap, features: readonly Feature[]): void =>
  addFindingImages(
    map,
    new Set(features.flatMap(({ properties }) => (properties?.category as string) ?? [])),
  );

/**
 * Applies the properties of all layers anew; MapLibre leaves alone what did not change. Layers of a source that has had nothing to
 * draw are left out: for each source that it goes over MapLibre masks the whole view.
 */
function applyLook(map: MapLibreMap, look: Look, used: ReadonlySet<string>): void {
  map.getCanvas().setAttribute('aria-label', textsIn(look.language).mapKeys);
  for (const { layer, toggle } of townLayers(look)) {
    for (const [name, value] of Object.entries(layer.paint ?? {})) {
      map.setPaintProperty(layer.id, name as never, value as never);
    }
    for (const [name, value] of Object.entries(layer.layout ?? {})) {
      map.setLayoutProperty(layer.id, name as never, value as never);
    }
    const isUsed = !('source' in layer) || used.has(layer.source);
    const shown = isUsed && (toggle === null || look.layers[toggle]);
    map.setLayoutProperty(layer.id, 'visibility', shown ? 'visible' : 'none');
  }
}

/** Waits for the style; a style that MapLibre refuses is an error here, not a blank map. */
function styleLoaded(map: MapLibreMap): Promise<void> {
  return new Promise((resolve, reject) => {
    map.once('style.load', () => {
      map.off('error', fail);
      resolve();
    });
    const fail = (event: MapErrorEvent): void => reject(event.error);
    map.on('error', fail);
  });
}

/**
 * Draws a map into an element.
 *
 * @param isSecond beside the map of the page: its view is not the one of the address
 * @throws when the browser offers no WebGL 2
 */
export async function createMapController(
  container: HTMLElement,
  look: Look,
  { isSecond = false }: { isSecond?: boolean } = {},
): Promise<MapController> {
  const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const map = new MapLibreMap({
    container,
    style: {
      version: 8,
      ...(isStill ? { transition: { duration: 0, delay: 0 } } : {}),
      sources: emptySources(),
      layers: townLayers(look).map(({ layer }) => layer),
    },
    center: [110, 34],
    zoom: 3,
    maxZoom: 20,
    // The view is part of the address, so that it survives a reload and can be passed on.
    hash: isSecond ? false : 'map',
    // North stays up: these maps are read beside paper ones, and the legend says so.
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    attributionControl: false,
    fadeDuration: isStill ? 0 : 120,
  });
  drawLightly(map);
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new ScaleControl({ maxWidth: 110, unit: 'metric' }), 'bottom-left');

  let mode: Mode | null = null;
  let tool: ((event: MapPointer) => boolean) | null = null;
  // What a tool takes is not a click on what lies there.
  watchPointer(map, () => (tool === null ? mode : null));
  watchTool(
    map,
    () => tool,
    (kind, point) => mode?.[kind](pick(map, point)),
  );
  const setBusy = (isBusy: boolean): void => container.setAttribute('aria-busy', String(isBusy));
  setBusy(true);
  for (const event of ['movestart', 'dataloading', 'render'] as const) {
    map.on(event, () => setBusy(true));
  }
  map.on('idle', () => setBusy(false));

  await styleLoaded(map);
  addThemeImages(map, look.theme);
  addFindingImages(map, MARKED_CATEGORIES);
  const used = new Set<string>();
  /** What is on its way to a map that was taken away comes to nothing. */
  let isGone = false;
  applyLook(map, look, used);
  showBasemap(map, look);
  const unitTiles = new UnitTiles(map);
  let shownLook = look;

  const highlighted: Record<'hover' | 'selected', string | null> = { hover: null, selected: null };
  const feeds = new Map<SourceName, SourceFeed>();
  const feedOf = (name: SourceName): SourceFeed | undefined => {
    const source = map.getSource<GeoJSONSource>(name);
    if (source !== undefined && !feeds.has(name)) {
      feeds.set(
        name,
        new SourceFeed(source, async () => (isGone ? undefined : tilesLoaded(map, name))),
      );
    }
    return feeds.get(name);
  };
  /** Shows the layers of sources that are about to have something to draw. */
  const use = (given: readonly (readonly [SourceName, readonly Feature[]])[]): void => {
    const added = given.filter(([name, features]) => features.length > 0 && !used.has(name));
    if (isGone || added.length === 0) return;
    for (const [name] of added) used.add(name);
    applyLook(map, shownLook, used);
  };
  const mark = (source: SourceName, id: string | null, state: object): void => {
    if (id !== null) map.setFeatureState({ source, id }, state);
  };

  return {
    setData(data) {
      for (const name of SOURCES) {
        const collection = data[name];
        if (collection === undefined) continue;
        if (FINDING_SOURCES.has(name)) drawMarks(map, collection.features);
        // A source that is shown for the first time loads its tiles when it has all of its features, and not with each piece.
        feedOf(name)?.set(collection, () => use([[name, collection.features]]));
      }
    },
    setLook(next) {
      addThemeImages(map, next.theme);
      applyLook(map, next, used);
      showBasemap(map, next);
      unitTiles.look(next);
      shownLook = next;
    },
    setHighlight(state, next) {
      for (const [finding, on] of [
        [highlighted[state], false],
        [next, true],
      ] as const) {
        mark('findings', finding, { [state]: on });
        mark('finding-places', finding, { [state]: on });
      }
      highlighted[state] = next;
    },
    updateData(source, changed, removed) {
      if (FINDING_SOURCES.has(source)) drawMarks(map, changed);
      use([[source, changed]]);
      feedOf(source)?.update(changed, removed);
    },
    setMode(next) {
      mode = next;
    },
    setTool(next) {
      tool = next;
      if (next !== null) mode?.hover(null);
      map.getCanvas().style.cursor = '';
      // A double click ends a line; it must not zoom as well.
      if (next === null) map.doubleClickZoom.enable();
      else map.doubleClickZoom.disable();
    },
    toolMap: createToolMap(map, (features) => use([['sketch', features]])),
    camera: createCamera(map),
    fit(extent, { margin, instant = false }) {
      const insets = overlayInsets(container);
      const breadth = container.clientWidth - insets.left - insets.right;
      // Names reach beyond what they name.
      const sideways = Math.max(breadth * margin, Math.min(LABEL_ROOM, breadth * 0.1));
      const upright = (container.clientHeight - insets.top - insets.bottom) * margin;
      map.fitBounds(extent, {
        padding: {
          top: insets.top + upright,
          bottom: insets.bottom + upright,
          left: insets.left + sideways,
          right: insets.right + sideways,
        },
        maxZoom: CLOSEST_ZOOM,
        duration: instant ? 0 : 700,
      });
    },
    zoomBy(steps) {
      map.easeTo({ zoom: map.getZoom() + steps, duration: 250 });
    },
    focus() {
      // Anew, where a click has given it the focus: that of the keyboard brings the crosshair.
      map.getCanvas().blur();
      map.getCanvas().focus();
    },
    setUnitTiles(template) {
      unitTiles.show(template, shownLook);
    },
    capture: {
      take: (texts) => captureMap(map, texts),
      sharpen: (extent) => sharpenMap(map, extent),
    },
    destroy() {
      isGone = true;
      map.remove();
    },
  };
}
