import type { Position } from '../coverage/types.ts';
import type { BorderSteps } from './border-steps.ts';

/**
 * The steps of a border in an order that hangs on its places alone, not on where a ring begins or which
 * way it runs: from the westernmost (of equals the southernmost) vertex of a ring, or from an end of an
 * open border, in the direction in which the vertices come first by longitude, then latitude.
 */
export function canonicalSteps(
  border: readonly Position[],
  { count, segment }: BorderSteps,
  isRing: boolean,
): Int32Array {
  const starts: number[] = [];
  for (let i = 0; i < count; i++) if (i === 0 || segment[i] !== segment[i - 1]) starts.push(i);
  const vertices = starts.map((step) => border[segment[step]!]!);
  if (!isRing) vertices.push(border[segment[count - 1]! + 1]!);
  const { first, isReversed } = isRing ? firstWalk(vertices) : firstEnd(vertices);
  if (isReversed) {
    const before = (isRing ? starts[first]! : 0) + count - 1;
    return Int32Array.from({ length: count }, (_, k) => (before - k) % count);
  }
  const from = starts[first]!;
  return Int32Array.from({ length: count }, (_, k) => (from + k) % count);
}

interface Walk {
  /** Vertex. */
  first: number;
  isReversed: boolean;
}

function firstEnd(vertices: readonly Position[]): Walk {
  const last = vertices.length - 1;
  for (let k = 0; k <= last; k++) {
    const order = compare(vertices[k]!, vertices[last - k]!);
    if (order !== 0) return { first: 0, isReversed: order > 0 };
  }
  return { first: 0, isReversed: false };
}

function firstWalk(vertices: readonly Position[]): Walk {
  let best: Walk = { first: 0, isReversed: false };
  vertices.forEach((vertex, first) => {
    if (compare(vertex, vertices[best.first]!) > 0) return;
    for (const isReversed of [false, true]) {
      const walk = { first, isReversed };
      if (isEarlier(walk, best, vertices)) best = walk;
    }
  });
  return best;
}

/** Compares vertex by vertex; two walks part after a few, unless the ring repeats itself. */
function isEarlier(walk: Walk, than: Walk, vertices: readonly Position[]): boolean {
  const count = vertices.length;
  const at = ({ first, isReversed }: Walk, k: number): Position =>
    vertices[(first + (isReversed ? count - k : k)) % count]!;
  for (let k = 0; k < count; k++) {
    const order = compare(at(walk, k), at(than, k));
    if (order !== 0) return order < 0;
  }
  return false;
}

const compare = (a: Position, b: Position): number => a[0]! - b[0]! || a[1]! - b[1]!;
