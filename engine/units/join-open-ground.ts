import type { Regions } from './regions.ts';

/**
 * Joins blocks of one community that no line parts: between them runs the border of a community to
 * which the ground beyond was not counted (where two overlap, or one is drawn twice).
 */
export function joinOpenGround(regions: Regions): void {
  const { noded, faces, isGround, lineOf } = regions.blocks;
  for (let e = 0; e < noded.edgeFrom.length; e++) {
    if (lineOf[e]! >= 0) continue;
    const [left, right] = [faces.faceOf[2 * e]!, faces.faceOf[2 * e + 1]!];
    if (isGround[left] === 0 || isGround[right] === 0) continue;
    const [a, b] = [regions.find(left), regions.find(right)];
    if (a !== b && regions.communityOf[a] === regions.communityOf[b]) regions.join(a, b);
  }
}
