import { createRandom, type Random } from '../../../data/generator/random.ts';
import { type Cell, type HexagonMesh, type Point, roundDegrees } from './hexagon-mesh.ts';

export const FAULT_KINDS = [
  'bulge',
  'dent',
  'jitter',
  'generalise',
  'tjunction',
  'shift',
  'missing',
  'duplicate',
  'lake',
  'rim',
] as const;
/**
 * - `bulge`, `dent`: one side pushed over, or drawn back from, the neighbour
 * - `jitter`: the vertices of one side off by up to 50 units of 1e-7 degrees
 * - `generalise`: every second vertex of one side dropped
 * - `tjunction`: vertices in the middle of the segments of one side that the neighbour lacks
 * - `shift`: the whole shell moved
 * - `missing`, `duplicate`: a cell left out, or written twice
 * - `lake`: a hole that nothing fills
 * - `rim`: a side on the outer boundary drawn back
 */
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface PlannedFault {
  kind: FaultKind;
  cell: Cell;
  /** The side concerned, where there is one. */
  side: number | null;
  random: Random;
}

/**
 * Chooses cells for faults, evenly over the kinds and far enough apart (two cells between any two)
 * that each fault can be told from the others.
 *
 * @param mayBear leaves out cells that cannot bear a fault of a kind
 */
export function planFaults(
  mesh: HexagonMesh,
  count: number,
  seed: number,
  mayBear: (cell: Cell, kind: FaultKind) => boolean,
): Map<number, PlannedFault> {
  const planned = new Map<number, PlannedFault>();
  const taken = new Set<number>();
  const random = createRandom(seed, 'faults');
  // Rim cells are few: they are looked through first for the faults that need one.
  const isAtRim = (cell: Cell) => sidesOf(mesh, cell, false).length > 0;
  const shuffled = random.shuffled(mesh.cells);
  const queues = { rim: shuffled.filter(isAtRim), inner: shuffled.filter((c) => !isAtRim(c)) };
  const next = { rim: 0, inner: 0 };
  for (let i = 0; i < count; i++) {
    const kind = FAULT_KINDS[i % FAULT_KINDS.length]!;
    const where = kind === 'rim' ? 'rim' : 'inner';
    const queue = queues[where];
    let at = next[where];
    while (at < queue.length && (taken.has(queue[at]!.index) || !mayBear(queue[at]!, kind))) at++;
    const cell = queue[at];
    if (cell === undefined) continue;
    // A cell passed over only because of its kind may serve the next kind.
    [queue[at], queue[next[where]]] = [queue[next[where]]!, cell];
    next[where]++;
    for (const near of cellsWithin(mesh, cell, 3)) taken.add(near.index);
    const stream = createRandom(seed, `fault ${cell.index}`);
    const sides = sidesOf(mesh, cell, kind !== 'rim');
    const concernsSide = !['shift', 'missing', 'duplicate', 'lake'].includes(kind);
    const side = concernsSide ? stream.pick(sides) : null;
    planned.set(cell.index, { kind, cell, side, random: stream });
  }
  return planned;
}

function sidesOf(mesh: HexagonMesh, cell: Cell, inner: boolean): number[] {
  return [0, 1, 2, 3, 4, 5].filter((k) => (mesh.neighbour(cell, k) !== null) === inner);
}

function cellsWithin(mesh: HexagonMesh, { q, r }: Cell, distance: number): Cell[] {
  const found: Cell[] = [];
  for (let dq = -distance; dq <= distance; dq++) {
    const low = Math.max(-distance, -dq - distance);
    const high = Math.min(distance, -dq + distance);
    for (let dr = low; dr <= high; dr++) {
      const cell = mesh.cellAt(q + dq, r + dr);
      if (cell !== null) found.push(cell);
    }
  }
  return found;
}

/**
 * The side as the fault leaves it (positions without the last; `end` is the next corner). Kinds that
 * concern no side return it unchanged.
 */
export function spoilSide({ kind, random }: PlannedFault, side: Point[], end: Point): Point[] {
  switch (kind) {
    case 'bulge':
      return bend(side, end, random.between(0.005, 0.025));
    case 'dent':
    case 'rim':
      return bend(side, end, -random.between(0.005, 0.025));
    case 'jitter': {
      const units = 1 + random.integer(50);
      const off = () => Math.round(random.between(-1, 1) * units) * 1e-7;
      return side.map(([x, y], i) =>
        i === 0 ? [x, y] : [roundDegrees(x + off()), roundDegrees(y + off())],
      );
    }
    case 'generalise':
      return side.filter((_, i) => i === 0 || i % 2 === 1);
    case 'tjunction':
      return side.flatMap(([x, y], i): Point[] => {
        const [nextX, nextY] = side[i + 1] ?? end;
        const midpoint: Point = [roundDegrees((x + nextX) / 2), roundDegrees((y + nextY) / 2)];
        return i % 4 === 1 ? [[x, y], midpoint] : [[x, y]];
      });
    default:
      return side;
  }
}

/** Pushes the inner positions sideways, outwards where `share` (of the chord) is positive. */
function bend(side: Point[], end: Point, share: number): Point[] {
  const [fromX, fromY] = side[0]!;
  const [dx, dy] = [end[0] - fromX, end[1] - fromY];
  return side.map(([x, y], i) => {
    if (i === 0) return [x, y];
    const push = share * Math.sin((Math.PI * i) / side.length);
    return [roundDegrees(x + push * dy), roundDegrees(y - push * dx)];
  });
}

/** Moves a ring by up to half a hundredth of its extent. */
export function shiftRing({ random }: PlannedFault, ring: Point[]): Point[] {
  const xs = ring.map(([x]) => x);
  const ys = ring.map(([, y]) => y);
  const dx = (Math.max(...xs) - Math.min(...xs)) * random.between(0.001, 0.005);
  const dy = (Math.max(...ys) - Math.min(...ys)) * random.between(-0.005, -0.001);
  return ring.map(([x, y]) => [roundDegrees(x + dx), roundDegrees(y + dy)]);
}
