import { effect, type ReadonlySignal } from '@preact/signals';
import type { Geometry } from 'geojson';
import { createInspectMode } from '../modes/inspect.ts';
import { readyValue } from '../state/loadable.ts';
import { FILE_CODE, NO_TOWN } from '../state/local-file.ts';
import type { Selection, Store } from '../state/store.ts';
import { colourClassOf } from './colour-classes.ts';
import { colourFacts } from './colour-facts.ts';
import { connectChanges } from './compare-changes.ts';
import { connectTool } from './connect-tool.ts';
import { type Extent, extentOf } from './extent.ts';
import type { Look, MapController } from './map-controller.ts';
import { type ShownShapes, showFindings } from './show-findings.ts';
import { showTown, type TownData } from './show-town.ts';
import { shownMap } from './shown-map.ts';
import { type ActiveThings, activeSource, townSources } from './sources.ts';
import { DARK, LIGHT } from './theme.ts';

/** Shares of the view left free around a town, and around what is zoomed to, for its context. */
export const TOWN_MARGIN = 0.05;
const TARGET_MARGIN = 0.22;

/** How the map should look now. Read inside an effect it follows every change. */
export function lookOf(store: Store, dark: ReadonlySignal<boolean>): Look {
  return {
    theme: dark.value ? DARK : LIGHT,
    language: store.language.value,
    layers: store.layers.value,
    basemap: store.basemap.basemap.value,
    basemapView: store.basemap.view.value,
  };
}

/** The extent of the open town: its outline, or else its communities. */
export function townExtent(store: Store): Extent | null {
  const town = readyValue(store.town.value);
  if (town === null) return null;
  const outline = town.jurisdiction.geometry as Geometry | null;
  const communities = town.communities.map((community) => community.geometry as Geometry | null);
  return extentOf(outline ? [outline] : communities);
}

function extentOfTarget(store: Store, target: Exclude<Selection, null>): Extent | null {
  if (target.kind === 'community') {
    const community = store.communityIndex.peek().get(target.id);
    return extentOf([(community?.geometry ?? null) as Geometry | null]);
  }
  const finding = store.visibleFindings.peek().find((candidate) => candidate.id === target.id);
  if (!finding) return null;
  const place: Geometry | null = finding.location
    ? { type: 'Point', coordinates: finding.location }
    : null;
  return extentOf([(finding.geometry as Geometry | null) ?? place]);
}

const findingOf = (selection: Selection): string | null =>
  selection?.kind === 'finding' ? selection.id : null;

/** As it is on the page now, also while it is edited. Read inside an effect it follows that. */
const thingsOf = (store: Store, selection: Selection): ActiveThings => ({
  community:
    selection?.kind === 'community' ? (store.communityIndex.value.get(selection.id) ?? null) : null,
  finding:
    selection?.kind === 'finding'
      ? (store.visibleFindings.value.find(({ id }) => id === selection.id) ?? null)
      : null,
});

/** Lets the map outline what is looked at. @returns ends it */
function connectActive(store: Store, map: Pick<MapController, 'setData'>): () => void {
  let drawn: readonly unknown[] = [];
  return effect(() => {
    const selected = thingsOf(store, store.selection.value);
    const hover = thingsOf(store, store.hovered.value);
    const things = [selected, hover].flatMap(({ community, finding }) => [community, finding]);
    if (things.every((thing, at) => thing === (drawn[at] ?? null))) return;
    drawn = things;
    map.setData(activeSource({ selected, hover }));
  });
}

/**
 * Lets the map follow the state of the page, and the pointer change it.
 *
 * @param keepFirstView leave the view as the address gives it, instead of showing the whole town
 * @returns ends the connection
 */
export function connectStore(
  store: Store,
  map: MapController,
  dark: ReadonlySignal<boolean>,
  keepFirstView: boolean,
): () => void {
  map.setMode(createInspectMode(store));
  shownMap.value = map;
  let shownTown: string | null = null;
  let shownData: TownData | null = null;
  let shownShapes: ShownShapes | null = null;
  let isFirst = true;
  let frame = 0;
  // What floats above the map is measured for a fit, so it has to be drawn first.
  const afterDrawing = (move: () => void): void => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(move);
  };
  const ends = [
    effect(() => map.setLook(lookOf(store, dark))),
    effect(() => {
      const town = readyValue(store.town.value);
      if (town === null) {
        // Without a town to follow, a file that was put away would stay.
        if (shownTown?.startsWith(FILE_CODE)) map.setData(townSources(NO_TOWN, 1));
        return;
      }
      const by = store.view.colourBy.value;
      const facts = by === 'political' ? null : colourFacts(store);
      shownData = showTown(map, town, shownData, (community) =>
        facts === null ? null : colourClassOf(community, by, facts),
      );
      const extent = townExtent(store);
      if (extent && shownTown !== town.jurisdiction.code && !(isFirst && keepFirstView)) {
        afterDrawing(() => map.fit(extent, { margin: TOWN_MARGIN, instant: isFirst }));
      }
      shownTown = town.jurisdiction.code;
      isFirst = false;
    }),
    effect(() => {
      shownShapes = showFindings(map, store.visibleFindings.value, shownShapes);
    }),
    connectTool(store, map),
    connectChanges(store, map),
    effect(() => map.setHighlight('selected', findingOf(store.selection.value))),
    effect(() => map.setHighlight('hover', findingOf(store.hovered.value))),
    connectActive(store, map),
    effect(() => {
      const request = store.zoomRequest.value;
      const extent = request && extentOfTarget(store, request.target);
      if (extent) afterDrawing(() => map.fit(extent, { margin: TARGET_MARGIN }));
    }),
  ];
  return () => {
    shownMap.value = null;
    cancelAnimationFrame(frame);
    for (const end of ends) end();
  };
}
