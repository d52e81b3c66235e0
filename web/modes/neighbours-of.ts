import { sharedBorders } from '#engine/graph/shared-borders.ts';
import { areaBox, boxesMeet, growBox } from '#engine/plan/ground/area-box.ts';
import type { PlanState } from '#engine/plan/types.ts';
import type { NeighbourOf } from '../state/draft/plan-desk.ts';

/** Around the box of a community, for neighbours whose borders nearly match. Degrees: some ten metres. */
const AROUND = 1e-4;

/** The communities that share a border with one, the longest border first. Contact at a corner is no border. */
export function neighboursOf({ communities }: PlanState, id: string): NeighbourOf[] {
  const own = communities.get(id);
  if (own === undefined) return [];
  const box = growBox(areaBox(own.geometry), AROUND);
  const near = [...communities.values()].filter(
    (other) => other.id !== id && boxesMeet(areaBox(other.geometry), box),
  );
  const list = [own, ...near];
  return sharedBorders(list.map(({ geometry }) => geometry))
    .flatMap(({ areas: [a, b], lengthMetres }) => {
      const other = a === 0 ? b : b === 0 ? a : null;
      const community = other === null ? undefined : list[other];
      return community === undefined ? [] : [{ id: community.id, borderMetres: lengthMetres }];
    })
    .sort((a, b) => b.borderMetres - a.borderMetres);
}
