import type { Feature, Point } from 'geojson';
import type { Community, Town } from '../state/town.ts';
import type { ColourClass } from './colour-classes.ts';
import type { MapController } from './map-controller.ts';
import { townSources } from './sources.ts';
import { LIGHT } from './theme.ts';

/** What of a town is on the map. */
export interface TownData {
  town: Town;
  communities: ReadonlyMap<string, Feature>;
  labels: ReadonlyMap<string, Feature>;
}

/**
 * Puts a town on the map. Of the town that is there already, under edit, only the communities that differ are
 * drawn anew: the map must not take in a whole town for each step of a drag.
 */
export function showTown(
  map: MapController,
  town: Town,
  before: TownData | null,
  classOf: (community: Community) => ColourClass | null,
): TownData {
  const data = townSources(town, LIGHT.communities.length, classOf);
  const after: TownData = {
    town,
    communities: byId(data.communities?.features ?? []),
    labels: byId(data['community-labels']?.features ?? []),
  };
  const isEdit =
    before !== null &&
    before.town.jurisdiction === town.jurisdiction &&
    before.town.material === town.material;
  if (!isEdit) {
    map.setData(data);
    map.setUnitTiles(town.unitTiles ?? null);
    return after;
  }
  for (const [source, old, now] of [
    ['communities', before.communities, after.communities],
    ['community-labels', before.labels, after.labels],
  ] as const) {
    const changed = [...now].filter(([id, feature]) => !isSame(old.get(id), feature));
    const removed = [...old.keys()].filter((id) => !now.has(id));
    if (changed.length + removed.length > 0) {
      map.updateData(
        source,
        changed.map(([, feature]) => feature),
        removed,
      );
    }
  }
  return after;
}

const byId = (features: readonly Feature[]): ReadonlyMap<string, Feature> =>
  new Map(features.map((feature) => [String(feature.properties?.id), feature]));

/** Geometries of communities stay the same objects while they stay the same. */
function isSame(a: Feature | undefined, b: Feature): boolean {
  if (a === b) return true;
  if (a === undefined) return false;
  const isPlace = a.geometry.type === 'Point' && b.geometry.type === 'Point';
  const sameGeometry = isPlace
    ? String((a.geometry as Point).coordinates) === String((b.geometry as Point).coordinates)
    : a.geometry === b.geometry;
  return sameGeometry && JSON.stringify(a.properties) === JSON.stringify(b.properties);
}
