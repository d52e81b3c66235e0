import { divideRegion } from '../coverage/repair/divide-region.ts';
import { Ownership } from '../coverage/repair/ownership.ts';
import { RegionMarks } from '../coverage/repair/region-marks.ts';
import { RegionMeasures, regionOf } from '../coverage/repair/regions.ts';
import type { AreaGeometry } from '../coverage/types.ts';
import { geodesicArea } from '../geometry/geodesic.ts';
import type { LocalGround } from './ground/local-ground.ts';
import type { PlanState } from './types.ts';

export const STRATEGIES = ['longest-border', 'largest', 'smallest', 'divide'] as const;
export type Strategy = (typeof STRATEGIES)[number];

/** A community that may take a region, and the border that it has with it. */
export interface Candidate {
  owner: number;
  metres: number;
}

/** Who takes a region, by a strategy that does not divide it; of equal ones the first in the plan. */
export function chooseTaker(
  plan: PlanState,
  { ids }: LocalGround,
  candidates: readonly Candidate[],
  strategy: Exclude<Strategy, 'divide'>,
): number {
  const figureOf = ({ owner, metres }: Candidate): number => {
    if (strategy === 'longest-border') return metres;
    const area = geodesicArea(plan.communities.get(ids[owner]!)!.geometry);
    return strategy === 'largest' ? area : -area;
  };
  const figures = new Map(candidates.map((candidate) => [candidate, figureOf(candidate)]));
  return candidates.reduce((a, b) => (figures.get(b)! > figures.get(a)! ? b : a)).owner;
}

/** The piece of a region that each candidate gets along the middle; none when it cannot be divided. */
export function divideAmong(
  { scope }: LocalGround,
  faces: readonly number[],
  candidates: readonly Candidate[],
): { owner: number; geometry: AreaGeometry }[] {
  const owners = scope.owners[faces[0]!]!;
  const measures = new RegionMeasures(new RegionMarks([]));
  const region = regionOf(scope, owners.length === 0 ? 'gap' : 'overlap', faces, owners, measures);
  const ownership = new Ownership(scope, scope.owners);
  ownership.contest(faces);
  const wanted = new Set(candidates.map(({ owner }) => owner));
  return divideRegion(scope, region, ownership, wanted);
}
