import { byCodePoint } from '../context.ts';
import { listText } from '../format-figures.ts';
import { nameOf } from '../name-of.ts';
import type { AreaGeometry, Message, Position } from '../types.ts';
import type { RepairRegion } from './regions.ts';
import type { Decision, Resolution } from './resolve-faces.ts';
import { boundaryOf, faceBeyond, type Scope } from './scope.ts';
import type { TracedOwners } from './trace-owners.ts';

/** What changes and left faults are described from. */
export interface DescribeInput {
  scope: Scope;
  resolution: Resolution;
  traced: TracedOwners;
  /** Geometries after the repair; the last is the jurisdiction's. */
  geometries: readonly (AreaGeometry | null)[];
  invalid: ReadonlySet<number>;
  excluded: ReadonlySet<number>;
  dropped: ReadonlySet<number>;
}

/** Ids of some communities, each once, sorted. */
export function idsOf({ communities }: Scope, owners: Iterable<number>): string[] {
  return [...new Set([...owners].map((owner) => communities[owner]!.id))].sort(byCodePoint);
}

export function namesOf({ communities }: Scope, owners: readonly number[]): Message {
  return listText(owners.map((owner) => nameOf(communities[owner]!)));
}

/** Claimants and takers; of a gap, everyone along it. */
export function concernedBy(
  scope: Scope,
  { kind, region, to }: Pick<Decision, 'kind' | 'region' | 'to'>,
): number[] {
  const beside =
    kind === 'gap'
      ? boundaryOf(scope, region.faces).flatMap((h) => scope.owners[faceBeyond(scope, h)]!)
      : [];
  return [...new Set([...region.owners, ...(to ?? []), ...beside])].sort((a, b) => a - b);
}

/** The corner in a region's key: exact, and the same in any order of the input. */
export const cornerKey = ({ key }: RepairRegion): string => key.slice(key.indexOf('@'));

/** Shape and figures of a region, as changes and left faults carry them. */
export function figuresOf({ measure }: RepairRegion): {
  geometry: AreaGeometry | null;
  areaSquareMetres: number;
  widthMetres: number;
  location: Position;
} {
  return { ...measure };
}
