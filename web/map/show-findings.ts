import type { Feature } from 'geojson';
import type { Finding } from '#engine/coverage/types.ts';
import type { MapController } from './map-controller.ts';
import { findingSources } from './sources.ts';

/** Shapes of findings on the map, by the findings' ids. */
export type ShownShapes = ReadonlyMap<string, Feature>;

/**
 * Puts findings on the map. Shapes that are there already stay: many are as large as a community, and most stand from one
 * audit to the next.
 */
export function showFindings(
  map: Pick<MapController, 'setData' | 'updateData'>,
  findings: readonly Finding[],
  before: ShownShapes | null,
): ShownShapes | null {
  const data = findingSources(findings);
  const shapes = data.findings?.features ?? [];
  const after = new Map(shapes.map((shape) => [String(shape.properties?.id), shape]));
  // Without ids of their own they cannot be told apart: all of them, each time.
  const hasIds = after.size === shapes.length;
  if (before === null || !hasIds) {
    map.setData(data);
    return hasIds ? after : null;
  }
  const changed = [...after].filter(([id, shape]) => before.get(id) !== shape);
  const removed = [...before.keys()].filter((id) => !after.has(id));
  if (changed.length + removed.length > 0) {
    map.updateData(
      'findings',
      changed.map(([, shape]) => shape),
      removed,
    );
  }
  const places = data['finding-places'];
  if (places !== undefined) map.setData({ 'finding-places': places });
  return after;
}
