import type { Position } from '#engine/coverage/types.ts';
import { localFrame } from '#engine/geometry/geodesic.ts';

/** A line that comes back within this distance of itself runs back on itself. Metres. */
const ON_LINE = 0.5;

/**
 * A drawn line without what a border cannot have: stretches that run out and back on the same road (a click beyond the
 * crossing), and rounds that come back to a vertex they have been at. The ends stay.
 */
export function cleanLine(line: readonly Position[]): Position[] {
  const [first] = line;
  if (first === undefined) return [];
  const { metresPerDegreeLon: kx, metresPerDegreeLat: ky } = localFrame(first[0]!, first[1]!);
  const apart = (a: Position, b: Position): number =>
    Math.hypot((a[0]! - b[0]!) * kx, (a[1]! - b[1]!) * ky);
  /** Whether the line turns on its heel at `b`: `c` lies towards `a` again, on the same line. */
  const turnsBack = (a: Position, b: Position, c: Position): boolean => {
    const [ax, ay] = [(a[0]! - b[0]!) * kx, (a[1]! - b[1]!) * ky];
    const [cx, cy] = [(c[0]! - b[0]!) * kx, (c[1]! - b[1]!) * ky];
    const along = ax * cx + ay * cy;
    if (along <= 0) return false;
    const longer = Math.max(Math.hypot(ax, ay), Math.hypot(cx, cy));
    return longer > 0 && Math.abs(ax * cy - ay * cx) / longer <= ON_LINE;
  };
  const kept: Position[] = [];
  for (const vertex of line) {
    const seen = kept.findIndex((one) => apart(one, vertex) <= ON_LINE);
    // Back where it was: what lies between was a round, or a way out and back.
    if (seen >= 0) kept.length = seen + 1;
    else kept.push(vertex);
    while (kept.length > 2 && turnsBack(kept.at(-3)!, kept.at(-2)!, kept.at(-1)!)) {
      const [a, , c] = kept.slice(-3) as [Position, Position, Position];
      kept.length -= 2;
      if (kept.length > 1 || apart(a, c) > ON_LINE) kept.push(c);
    }
  }
  return kept;
}
