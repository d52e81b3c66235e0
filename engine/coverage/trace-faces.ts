import { noteShape } from '../geometry/kept-shapes.ts';
import { side } from '../geometry/predicates.ts';
import type { NodedCoverage } from './node-edges.ts';

/**
 * Stage 3 of the audit: the faces of the noded edges.
 *
 * Edge e has two half-edges: 2e runs from → to, 2e + 1 runs to → from. A half-edge's face lies on
 * its left. Face 0 is the unbounded one. A face may have several boundary cycles: its outer one
 * and one for every connected group of edges (*component*) that floats inside it.
 */
export interface Faces {
  /** Number of faces, the unbounded one included. */
  faceCount: number;
  /** Face on the left of each half-edge. */
  faceOf: Int32Array;
  /** The half-edge after this one along its cycle. */
  next: Int32Array;
}

export const halfEdgeOrigin = (noded: NodedCoverage, halfEdge: number): number =>
  (halfEdge & 1 ? noded.edgeTo : noded.edgeFrom)[halfEdge >> 1]!;
export const twinOf = (halfEdge: number): number => halfEdge ^ 1;

/** Traces the faces of a noded coverage. */
export function traceFaces(noded: NodedCoverage): Faces {
  const around = sortAroundVertices(noded);
  const next = linkHalfEdges(noded, around);
  const { cycleOf, cycleCount } = traceCycles(next);
  const outer = findOuterCycles(noded, around, cycleOf);
  const faceOfCycle = nestCycles(noded, cycleOf, cycleCount, outer);
  const faceOf = new Int32Array(cycleOf.length);
  for (let h = 0; h < faceOf.length; h++) faceOf[h] = faceOfCycle.face[cycleOf[h]!]!;
  return { faceCount: faceOfCycle.faceCount, faceOf, next };
}

/** One mark a face, and one a half-edge: all 0 between uses, so that nobody has to clear them. */
export interface Marks {
  isMarked: Uint8Array;
  isSeen: Uint8Array;
}

const marks = new WeakMap<Faces, Marks>();

/** The marks of these faces; whoever sets some takes them back before returning. */
export function marksOf(faces: Faces): Marks {
  let known = marks.get(faces);
  if (known === undefined) {
    known = {
      isMarked: new Uint8Array(faces.faceCount),
      isSeen: new Uint8Array(faces.faceOf.length),
    };
    marks.set(faces, known);
  }
  return known;
}

/** Half-edges grouped by the face on their left: `list[start[f] … start[f + 1])`. */
export interface FaceBoundaries {
  start: Int32Array;
  list: Int32Array;
}

export function indexFaceBoundaries({ faceCount, faceOf }: Faces): FaceBoundaries {
  const start = new Int32Array(faceCount + 1);
  for (let h = 0; h < faceOf.length; h++) start[faceOf[h]! + 1]!++;
  for (let f = 0; f < faceCount; f++) start[f + 1]! += start[f]!;
  const fill = start.slice();
  const list = new Int32Array(faceOf.length);
  for (let h = 0; h < faceOf.length; h++) list[fill[faceOf[h]!]!++] = h;
  return { start, list };
}

interface Around {
  /** Outgoing half-edges of vertex v, counter-clockwise from −90°: `list[start[v] … start[v+1])`. */
  start: Int32Array;
  list: Int32Array;
}

function sortAroundVertices(noded: NodedCoverage): Around {
  const { edgeFrom, edgeTo, points } = noded;
  const edges = edgeFrom.length;
  const start = new Int32Array(points.size + 1);
  for (let e = 0; e < edges; e++) {
    start[edgeFrom[e]! + 1]!++;
    start[edgeTo[e]! + 1]!++;
  }
  for (let v = 0; v < points.size; v++) start[v + 1]! += start[v]!;
  const end = start.slice(0, points.size);
  const list = new Int32Array(2 * edges);
  for (let e = 0; e < edges; e++) {
    list[end[edgeFrom[e]!]!++] = 2 * e;
    list[end[edgeTo[e]!]!++] = 2 * e + 1;
  }
  const isBefore = noteShape(compareAround(noded));
  for (let v = 0; v < points.size; v++) {
    const first = start[v]!;
    const last = start[v + 1]!;
    if (last - first > MANY_EDGES) {
      list
        .subarray(first, last)
        .sort((g, h) => (isBefore(v, g, h) ? -1 : isBefore(v, h, g) ? 1 : 0));
      continue;
    }
    for (let i = first + 1; i < last; i++) {
      const halfEdge = list[i]!;
      let at = i;
      for (; at > first && isBefore(v, halfEdge, list[at - 1]!); at--) list[at] = list[at - 1]!;
      list[at] = halfEdge;
    }
  }
  return { start, list };
}

/** Above this, the edges around a vertex are sorted by a method for long lists. */
const MANY_EDGES = 24;

/** Of two half-edges that leave a vertex: does the first come earlier counter-clockwise from −90°? */
function compareAround({ edgeFrom, edgeTo, points: { xs, ys } }: NodedCoverage) {
  return (v: number, g: number, h: number): boolean => {
    const a = (g & 1 ? edgeFrom : edgeTo)[g >> 1]!;
    const b = (h & 1 ? edgeFrom : edgeTo)[h >> 1]!;
    const x = xs[v]!;
    const y = ys[v]!;
    // Two halves, each below 180°: directions in (−90°, 90°], then in (90°, 270°].
    const isLeftA = xs[a]! < x || (xs[a] === x && ys[a]! < y);
    const isLeftB = xs[b]! < x || (xs[b] === x && ys[b]! < y);
    if (isLeftA !== isLeftB) return isLeftB;
    return side(x, y, xs[a]!, ys[a]!, xs[b]!, ys[b]!) > 0;
  };
}

/** next(h): at h's end, the outgoing half-edge clockwise-next from h's twin, which keeps the face on the left. */
function linkHalfEdges(noded: NodedCoverage, { start, list }: Around): Int32Array {
  const next = new Int32Array(list.length);
  for (let v = 0; v < noded.points.size; v++) {
    const from = start[v]!;
    const to = start[v + 1]!;
    for (let i = from; i < to; i++) {
      const clockwise = list[i === from ? to - 1 : i - 1]!;
      next[twinOf(list[i]!)] = clockwise;
    }
  }
  return next;
}

function traceCycles(next: Int32Array): { cycleOf: Int32Array; cycleCount: number } {
  const cycleOf = new Int32Array(next.length).fill(-1);
  let cycleCount = 0;
  for (let h = 0; h < next.length; h++) {
    if (cycleOf[h]! >= 0) continue;
    for (let at = h; cycleOf[at]! < 0; at = next[at]!) cycleOf[at] = cycleCount;
    cycleCount++;
  }
  return { cycleOf, cycleCount };
}

interface OuterCycle {
  cycle: number;
  /** Leftmost, then lowest vertex of the component. */
  vertex: number;
}

/**
 * The outer cycle of every component. At a component's leftmost-lowest vertex all edges leave to
 * the right; beyond the last of them counter-clockwise lies the outside.
 */
function findOuterCycles(noded: NodedCoverage, around: Around, cycleOf: Int32Array): OuterCycle[] {
  const { edgeFrom, edgeTo, points } = noded;
  const { xs, ys } = points;
  const component = new Int32Array(points.size).fill(-1);
  const outer: OuterCycle[] = [];
  const stack: number[] = [];
  for (let seed = 0; seed < points.size; seed++) {
    if (component[seed]! >= 0 || around.start[seed] === around.start[seed + 1]) continue;
    let lowest = seed;
    component[seed] = outer.length;
    stack.push(seed);
    while (stack.length > 0) {
      const v = stack.pop()!;
      if (xs[v]! < xs[lowest]! || (xs[v] === xs[lowest] && ys[v]! < ys[lowest]!)) lowest = v;
      for (let i = around.start[v]!; i < around.start[v + 1]!; i++) {
        const h = around.list[i]!;
        const w = (h & 1 ? edgeFrom : edgeTo)[h >> 1]!;
        if (component[w]! >= 0) continue;
        component[w] = outer.length;
        stack.push(w);
      }
    }
    outer.push({ cycle: cycleOf[around.list[around.start[lowest + 1]! - 1]!]!, vertex: lowest });
  }
  return outer;
}

/** Gives every cycle its face: inner cycles bound a face of their own, outer ones lie in a face. */
function nestCycles(
  noded: NodedCoverage,
  cycleOf: Int32Array,
  cycleCount: number,
  outer: OuterCycle[],
): { face: Int32Array; faceCount: number } {
  const face = new Int32Array(cycleCount).fill(-1);
  const isOuter = new Uint8Array(cycleCount);
  for (const { cycle } of outer) isOuter[cycle] = 1;
  let faceCount = 1;
  for (let cycle = 0; cycle < cycleCount; cycle++) if (!isOuter[cycle]) face[cycle] = faceCount++;

  // From left to right, so that the component a ray hits is already placed.
  const { xs, ys } = noded.points;
  const fromLeft = (a: OuterCycle, b: OuterCycle): number =>
    xs[a.vertex]! - xs[b.vertex]! || ys[a.vertex]! - ys[b.vertex]!;
  const order = [...outer].sort(noteShape(fromLeft));
  const rays = order.length > 1 ? noteShape(buildRayIndex(noded)) : null;
  for (const { cycle, vertex } of order) {
    const hit = rays === null ? -1 : rays(vertex);
    face[cycle] = hit < 0 ? 0 : face[cycleOf[hit]!]!;
  }
  return { face, faceCount };
}

/**
 * Shoots a ray to the left of a vertex and returns the half-edge that it meets first and that has
 * the vertex on its left, or −1. Rays pass just above the height of the vertex, so an edge counts
 * when its lower end is at or below that height and its upper end above.
 */
function buildRayIndex(noded: NodedCoverage): (vertex: number) => number {
  const { edgeFrom, edgeTo, points } = noded;
  const { xs, ys } = points;
  const slabs = indexSlabs(noded);

  return (vertex) => {
    const x = xs[vertex]!;
    const y = ys[vertex]!;
    let best = -1;
    let bestLow = -1;
    let bestHigh = -1;
    const slab = slabs.at(y);
    for (let i = slabs.start[slab]!; i < slabs.start[slab + 1]!; i++) {
      const e = slabs.list[i]!;
      const fromIsLow = ys[edgeFrom[e]!]! < ys[edgeTo[e]!]!;
      const low = (fromIsLow ? edgeFrom : edgeTo)[e]!;
      const high = (fromIsLow ? edgeTo : edgeFrom)[e]!;
      if (ys[low]! > y || ys[high]! <= y || low === vertex) continue;
      if (xs[low]! > x && xs[high]! > x) continue;
      if (side(xs[low]!, ys[low]!, xs[high]!, ys[high]!, x, y) !== -1) continue;
      if (best >= 0 && !isRightOf(low, high, bestLow, bestHigh)) continue;
      best = fromIsLow ? 2 * e + 1 : 2 * e;
      bestLow = low;
      bestHigh = high;
    }
    return best;
  };

  /** Both edges span the ray's height and do not cross: which is further right? */
  function isRightOf(low: number, high: number, otherLow: number, otherHigh: number): boolean {
    const ox = xs[otherLow]!;
    const oy = ys[otherLow]!;
    const px = xs[otherHigh]!;
    const py = ys[otherHigh]!;
    // A lower end that is the higher of the two lower ends is compared with the other edge.
    if (ys[low]! >= oy) {
      const s = side(ox, oy, px, py, xs[low]!, ys[low]!);
      if (s !== 0) return s < 0;
      return side(ox, oy, px, py, xs[high]!, ys[high]!) < 0;
    }
    const s = side(xs[low]!, ys[low]!, xs[high]!, ys[high]!, ox, oy);
    if (s !== 0) return s > 0;
    return side(xs[low]!, ys[low]!, xs[high]!, ys[high]!, px, py) > 0;
  }
}

/** Edges by the horizontal slab of the plane they reach into: `list[start[s] … start[s + 1])`. */
interface Slabs {
  start: Int32Array;
  list: Int32Array;
  /** The slab of a height. */
  at: (y: number) => number;
}

/** Entries an edge has on average at most: long edges make the slabs fewer. */
const ENTRIES_PER_EDGE = 3;

function indexSlabs({ edgeFrom, edgeTo, points: { ys } }: NodedCoverage): Slabs {
  const edges = edgeFrom.length;
  let bottom = Number.POSITIVE_INFINITY;
  let top = Number.NEGATIVE_INFINITY;
  let heights = 0;
  for (let e = 0; e < edges; e++) {
    const a = ys[edgeFrom[e]!]!;
    const b = ys[edgeTo[e]!]!;
    heights += Math.abs(a - b);
    bottom = Math.min(bottom, a, b);
    top = Math.max(top, a, b);
  }
  const total = top - bottom;
  const wanted = heights > 0 ? Math.floor(((ENTRIES_PER_EDGE - 1) * edges * total) / heights) : 1;
  const count = Math.max(1, Math.min(edges, wanted));
  const scale = total > 0 ? count / total : 0;
  const at = noteShape((y: number): number =>
    Math.min(count - 1, Math.floor((y - bottom) * scale)),
  );
  const lows = new Int32Array(edges);
  const highs = new Int32Array(edges);
  const start = new Int32Array(count + 1);
  for (let e = 0; e < edges; e++) {
    const a = at(ys[edgeFrom[e]!]!);
    const b = at(ys[edgeTo[e]!]!);
    const low = a < b ? a : b;
    const high = a < b ? b : a;
    lows[e] = low;
    highs[e] = high;
    for (let slab = low; slab <= high; slab++) start[slab + 1]!++;
  }
  for (let slab = 0; slab < count; slab++) start[slab + 1]! += start[slab]!;
  const list = new Int32Array(start[count]!);
  const end = start.slice(0, count);
  for (let e = 0; e < edges; e++) {
    for (let slab = lows[e]!; slab <= highs[e]!; slab++) list[end[slab]!++] = e;
  }
  return noteShape({ start, list, at });
}
