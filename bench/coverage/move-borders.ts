import type {
  CommunityEdit,
  IncrementalAudit,
} from '#engine/coverage/incremental/incremental-audit.ts';
import type { AreaGeometry, CommunityInput, Position } from '#engine/coverage/types.ts';

/**
 * One edit a border: all its inner vertices moved by some two metres, on both sides, as a planner drags
 * a border. Borders spread evenly over the list of neighbours; those without an inner vertex are passed over.
 */
export function borderMoves(audit: IncrementalAudit, count: number): CommunityEdit[][] {
  const pairs = audit.result.adjacency ?? [];
  const moves: CommunityEdit[][] = [];
  for (let i = 0; i < pairs.length && moves.length < count; i++) {
    // A step without a common factor with the number of pairs comes by each of them once.
    const { communities } = pairs[(i * stepFor(pairs.length)) % pairs.length]!;
    const at = communities.map((id) => audit.positionsOf(id)[0]!) as [number, number];
    const move = moveBorder(audit, at);
    if (move !== null) moves.push(move);
  }
  return moves;
}

function stepFor(length: number): number {
  const divides = (a: number, b: number): number => (b === 0 ? a : divides(b, a % b));
  let step = Math.max(1, Math.floor(length * 0.618));
  while (divides(step, length) !== 1) step++;
  return step;
}

/** Degrees: some two metres. */
const SHIFT: Position = [2e-5, 1e-5];

function moveBorder(audit: IncrementalAudit, at: [number, number]): CommunityEdit[] | null {
  const [a, b] = at.map((position) => audit.at(position)!) as [CommunityInput, CommunityInput];
  const ofB = new Set(positionsOf(b).map(String));
  const shared = positionsOf(a).filter((position) => ofB.has(String(position)));
  // The ends of the border belong to others as well.
  const inner = new Set(shared.slice(1, -1).map(String));
  if (inner.size < 2) return null;
  const move = (position: Position): Position =>
    inner.has(String(position)) ? [position[0]! + SHIFT[0]!, position[1]! + SHIFT[1]!] : position;
  return [a, b].map((community, i) => ({
    at: at[i]!,
    community: { ...community, geometry: mapPositions(community.geometry!, move) },
  }));
}

const positionsOf = ({ geometry }: CommunityInput): Position[] =>
  geometry?.type === 'Polygon'
    ? geometry.coordinates.flatMap((ring) => ring.slice(1))
    : (geometry?.coordinates.flatMap((rings) => rings.flatMap((ring) => ring.slice(1))) ?? []);

function mapPositions(
  geometry: AreaGeometry,
  change: (position: Position) => Position,
): AreaGeometry {
  return geometry.type === 'Polygon'
    ? { type: 'Polygon', coordinates: geometry.coordinates.map((ring) => ring.map(change)) }
    : {
        type: 'MultiPolygon',
        coordinates: geometry.coordinates.map((rings) => rings.map((ring) => ring.map(change))),
      };
}
