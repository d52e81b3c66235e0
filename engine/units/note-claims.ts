import type { Labels } from '../coverage/label-faces.ts';
import { traceRegion } from '../coverage/trace-region.ts';
import type { CommunityInput, Position } from '../coverage/types.ts';
import { polygonArea } from '../geometry/geodesic.ts';
import { inscribedCircle } from '../geometry/inscribed-circle.ts';
import type { Blocks } from './blocks.ts';
import type { Ground } from './read-ground.ts';
import type { UnitNote } from './types.ts';
import { outsideNote, overlapNote } from './unit-notes.ts';

/** Less than this is noise of rounding and not worth a note, m². */
export const LEAST_NOTED_SQUARE_METRES = 0.01;

/** Says what several communities claim, and what they claim beyond the jurisdiction. */
export function noteClaims(blocks: Blocks, labels: Labels, ground: Ground): UnitNote[] {
  const { communities, preference } = ground;
  if (communities === null) return [];
  const rank = new Map(preference.map((community, place) => [community, place]));
  return labels.owners.flatMap((owners, cover) => {
    const isOutside = !labels.inJurisdiction[cover];
    if (owners.length < (isOutside ? 1 : 2)) return [];
    const { areaSquareMetres, location } = measureCover(blocks, labels, cover);
    if (areaSquareMetres < LEAST_NOTED_SQUARE_METRES) return [];
    const claimants = [...owners]
      .sort((a, b) => rank.get(a)! - rank.get(b)!)
      .map((owner): CommunityInput => communities[owner]!);
    return isOutside
      ? [outsideNote(claimants, areaSquareMetres, location)]
      : [overlapNote(claimants, claimants[0]!, areaSquareMetres, location)];
  });
}

function measureCover(blocks: Blocks, { coverOf }: Labels, cover: number) {
  let areaSquareMetres = 0;
  let largest = 0;
  let rings: Position[][] | null = null;
  for (let face = 1; face < coverOf.length; face++) {
    if (coverOf[face] !== cover) continue;
    const traced = traceRegion(blocks, [face]).rings;
    const area = traced.length === 0 ? 0 : polygonArea(traced);
    areaSquareMetres += area;
    if (area <= largest) continue;
    largest = area;
    rings = traced;
  }
  return { areaSquareMetres, location: rings === null ? null : inscribedCircle(rings).centre };
}
