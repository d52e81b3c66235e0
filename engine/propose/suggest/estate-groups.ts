import { findInvalid } from '../../coverage/find-invalid.ts';
import type { Message } from '../../coverage/types.ts';
import { geodesicArea } from '../../geometry/geodesic.ts';
import type { EstateInput, UnitInput } from '../../material/types.ts';
import { CommunityShapes } from '../../rules/community-shapes.ts';

/** A piece of an estate counts from this share of it (as for the rule `estate.whole`). */
const LEAST_SHARE = 0.01;

/** Units that have to stay together, because an estate lies in several of them. */
export interface EstateGroup {
  /** Id of the estate. */
  estate: string;
  /** Indexes, ascending; at least two. */
  units: readonly number[];
}

/** Estates in more than one unit: as the units say, and as the estates' own shapes do. */
export function estateGroups(
  units: readonly UnitInput[],
  estates: readonly EstateInput[],
  assumptions: Message[],
): EstateGroup[] {
  const members = new Map<string, Set<number>>();
  const add = (estate: string, unit: number): void => {
    const known = members.get(estate) ?? new Set();
    members.set(estate, known.add(unit));
  };
  units.forEach((unit, u) => {
    for (const estate of unit.estates ?? []) add(estate, u);
  });
  const usable = estates.filter(({ geometry }) => findInvalid(geometry).length === 0);
  if (usable.length < estates.length) {
    const count = estates.length - usable.length;
    assumptions.push({
      zh: `${count} 个楼盘没有有效图形，是否保持完整只能以地块所载为准。`,
      en: `${count} ${count === 1 ? 'estate has' : 'estates have'} no valid shape: only what the units say keeps ${count === 1 ? 'it' : 'them'} whole.`,
    });
  }
  if (usable.length > 0) {
    const index = new Map(units.map(({ id }, u) => [id, u]));
    const shapes = new CommunityShapes(units.map(({ id, geometry }) => ({ id, geometry })));
    for (const { id, geometry } of usable) {
      if (geometry === null) continue;
      const least = LEAST_SHARE * geodesicArea(geometry);
      for (const piece of shapes.piecesOf(geometry)) {
        if (piece.areaSquareMetres >= least) add(id, index.get(piece.community.id)!);
      }
    }
  }
  return [...members]
    .filter(([, group]) => group.size > 1)
    .map(([estate, group]) => ({ estate, units: [...group].sort((a, b) => a - b) }));
}
