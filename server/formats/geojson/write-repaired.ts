import type { AreaGeometry, Position } from '#engine/coverage/types.ts';

/** What became of a feature: another geometry, nothing, or that it is gone. */
export type FeatureFate = { geometry: AreaGeometry } | 'same' | 'dropped';

type Json = Record<string, unknown>;

/**
 * The document with the geometries of some features replaced, as GeoJSON text (RFC 7946), one feature a
 * line. Ids, properties, foreign members and the order stay; a `bbox` that may no longer hold goes.
 * Heights stay with the vertices that had them; a new vertex has none.
 * @param document what a reader of this folder has accepted
 * @param fates one for each feature, in their order
 */
export function writeRepaired(document: unknown, fates: readonly FeatureFate[]): string {
  const root = document as Json;
  const isChanged = fates.some((fate) => fate !== 'same');
  if (root.type !== 'FeatureCollection') {
    const [fate = 'same'] = fates;
    const repaired = root.type === 'Feature' ? withFate(root, fate) : geometryOf(root, fate);
    return `${JSON.stringify(repaired)}\n`;
  }
  const { features, bbox, ...members } = root;
  const head = isChanged || bbox === undefined ? members : { ...members, bbox };
  const lines = (features as Json[]).flatMap((feature, i) => {
    const fate = fates[i] ?? 'same';
    return fate === 'dropped' ? [] : [JSON.stringify(withFate(feature, fate))];
  });
  const opening = JSON.stringify(head).slice(0, -1);
  return `${opening},"features":[\n${lines.join(',\n')}\n]}\n`;
}

function withFate(feature: Json, fate: FeatureFate): Json {
  if (fate === 'same' || fate === 'dropped') return feature;
  const { bbox: _bbox, ...members } = feature;
  return { ...members, geometry: geometryOf(feature.geometry as Json, fate) };
}

function geometryOf(original: Json, fate: FeatureFate): Json {
  if (fate === 'same' || fate === 'dropped') return original;
  const { type, coordinates } = fate.geometry;
  const full = new Map<string, Position>();
  collectHeights(original.coordinates, full);
  return {
    type,
    coordinates: full.size === 0 ? coordinates : withHeights(coordinates, full),
  };
}

const key = (position: readonly unknown[]): string => `${position[0]},${position[1]}`;

/** Positions with more than two ordinates, by their longitude and latitude. */
function collectHeights(nested: unknown, full: Map<string, Position>): void {
  if (!Array.isArray(nested)) return;
  if (typeof nested[0] !== 'number') for (const inner of nested) collectHeights(inner, full);
  else if (nested.length > 2) full.set(key(nested), nested as Position);
}

function withHeights(nested: readonly unknown[], full: ReadonlyMap<string, Position>): unknown[] {
  return nested.map((inner) => {
    const list = inner as readonly unknown[];
    return typeof list[0] === 'number' ? (full.get(key(list)) ?? list) : withHeights(list, full);
  });
}
