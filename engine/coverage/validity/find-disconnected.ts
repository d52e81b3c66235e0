import { DisjointSets } from '../../geometry/disjoint-sets.ts';
import type { Touch } from './find-conflicts.ts';
import { pairKey, pointKey } from './group-overlaps.ts';
import type { ProblemDraft } from './invalidity-problem.ts';
import { isBefore } from './relate-segments.ts';
import type { RingTable } from './ring-table.ts';

/**
 * Parts whose interior is cut in two by rings that touch. Join each ring with each point in which
 * it touches another ring of its part: the interior is connected exactly when that graph has no
 * cycle. (A hole may touch its shell once; two touches, or a chain of holes from shell to shell or
 * in a circle, close a cycle. Many holes meeting in one point do not.)
 *
 * @param touches meetings without crossing, of rings of one part
 * @param conflictingPairs rings that cross: their touches say nothing
 */
export function findDisconnected(
  table: RingTable,
  touches: readonly Touch[],
  conflictingPairs: ReadonlySet<string>,
): ProblemDraft[] {
  const points = collectPoints(table, touches, conflictingPairs);
  const sets = new DisjointSets(table.rings + points.length);
  const drafts: ProblemDraft[] = [];
  points.forEach(({ x, y, rings }, p) => {
    let isReported = false;
    for (const r of [...rings].sort((a, b) => a - b)) {
      if (sets.find(r) !== sets.find(table.rings + p)) {
        sets.union(r, table.rings + p);
      } else if (!isReported) {
        isReported = true;
        drafts.push({
          kind: 'interior-disconnected',
          location: [x, y],
          polygon: table.polygonOf[r]!,
          ring: table.ringOf[r]!,
        });
      }
    }
  });
  return drafts;
}

interface TouchPoint {
  polygon: number;
  x: number;
  y: number;
  rings: Set<number>;
}

/** The distinct points of touch of each part, in an order that only the places decide. */
function collectPoints(
  { polygonOf }: RingTable,
  touches: readonly Touch[],
  conflictingPairs: ReadonlySet<string>,
): TouchPoint[] {
  const points = new Map<string, TouchPoint>();
  for (const { ringA, ringB, x, y } of touches) {
    if (conflictingPairs.has(pairKey(ringA, ringB))) continue;
    const polygon = polygonOf[ringA]!;
    const key = `${polygon} ${pointKey(x, y)}`;
    const point = points.get(key) ?? { polygon, x, y, rings: new Set() };
    points.set(key, point);
    point.rings.add(ringA).add(ringB);
  }
  return [...points.values()].sort((a, b) => {
    if (a.polygon !== b.polygon) return a.polygon - b.polygon;
    if (a.x === b.x && a.y === b.y) return 0;
    return isBefore(a.x, a.y, b.x, b.y) ? -1 : 1;
  });
}
