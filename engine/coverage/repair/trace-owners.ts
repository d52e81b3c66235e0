import { connectFaces } from '../arrangement.ts';
import { halfEdgeOrigin, twinOf } from '../trace-faces.ts';
import type { OwnVertices } from './own-vertices.ts';
import { boundaryOf, isInside, type Scope } from './scope.ts';
import { loopsAround } from './walk-loops.ts';

/** A polygon as vertices of the arrangement: shell counter-clockwise first, then holes clockwise. */
export type VertexPolygon = number[][];

export interface TracedOwners {
  /** Polygons of each community and, last, of the jurisdiction. */
  polygonsOf: VertexPolygon[][];
  /** Vertices that an owner gets on a border that it already had. */
  addedTo: ReadonlyMap<number, readonly number[]>;
}

/**
 * Traces the land of every owner back into rings.
 *
 * Of the nodes that a ring passes, it keeps
 * 1. its own vertices, where it passes them as it did; 2. those where it turns from one given line to
 * another; and 3. those that whoever lies on the other side of the border keeps. A node on its
 * straight edge that nobody there needs is left out: the edge stays the one that was given.
 */
export function traceOwners(
  scope: Scope,
  owners: readonly (readonly number[])[],
  own: OwnVertices,
): TracedOwners {
  const tracer = new Tracer(scope, owners, own);
  const count = scope.communities.length;
  const facesOf: number[][] = Array.from({ length: count + 1 }, () => []);
  owners.forEach((list, face) => {
    for (const owner of list) facesOf[owner]!.push(face);
    if (isInside(scope, face)) facesOf[count]!.push(face);
  });
  const loopsOf = facesOf.map((faces, owner) =>
    connectFaces(scope.arrangement, faces).map((group) => tracer.loopsOf(group, owner)),
  );
  tracer.shareVertices();
  return {
    polygonsOf: loopsOf.map((polygons, owner) =>
      polygons.map((loops) => loops.map((loop) => tracer.keptVertices(loop, owner))),
    ),
    addedTo: tracer.addedTo,
  };
}

class Tracer {
  private readonly scope: Scope;
  private readonly owners: readonly (readonly number[])[];
  private readonly own: OwnVertices;
  /** Owners whose border passes a vertex that they have no need of. */
  private readonly lacking = new Map<number, Set<number>>();
  readonly addedTo = new Map<number, number[]>();
  /** Some half-edge that leaves a vertex in `lacking`. */
  private readonly leaving = new Map<number, number>();

  constructor(scope: Scope, owners: readonly (readonly number[])[], own: OwnVertices) {
    this.scope = scope;
    this.owners = owners;
    this.own = own;
  }

  /** Simple closed walks around a connected group of faces, the shell first. */
  loopsOf(group: readonly number[], owner: number): number[][] {
    const loops = loopsAround(this.scope, group, boundaryOf(this.scope, group));
    this.noteLacking(loops, owner);
    return loops;
  }

  private noteLacking(loops: readonly number[][], owner: number): void {
    const { noded } = this.scope.arrangement;
    const isNeeded = new Map<number, boolean>();
    for (const loop of loops) {
      const needed = this.neededIn(loop, owner);
      loop.forEach((halfEdge, i) => {
        const vertex = halfEdgeOrigin(noded, halfEdge);
        if (!needed[i]) this.leaving.set(vertex, halfEdge);
        isNeeded.set(vertex, needed[i]! || isNeeded.get(vertex) === true);
      });
    }
    for (const [vertex, needed] of isNeeded) {
      if (needed) continue;
      const lacking = this.lacking.get(vertex);
      if (lacking === undefined) this.lacking.set(vertex, new Set([owner]));
      else lacking.add(owner);
    }
  }

  /** For each half-edge of a loop: does the ring need the vertex that it leaves from? */
  private neededIn(loop: readonly number[], owner: number): boolean[] {
    const { noded } = this.scope.arrangement;
    const own = this.own.positionsOf[owner]!;
    const sources = loop.map((halfEdge) => this.sourcesOf(halfEdge >> 1));
    const wasBorder = loop.map((halfEdge) => this.wasBorder(halfEdge >> 1, owner));
    const needed = loop.map((halfEdge, i) => {
      const isOwn = wasBorder.at(i - 1)! && wasBorder[i]!;
      if (isOwn && own.has(halfEdgeOrigin(noded, halfEdge))) return true;
      return !sources.at(i - 1)!.some((source) => sources[i]!.includes(source));
    });
    const first = needed.indexOf(true);
    if (first < 0) return needed.fill(true);
    // A run may pass from one edge to another over a piece of both, too short to show its turn.
    for (let i = first; i < first + loop.length; ) {
      const run = [i % loop.length];
      while (!needed[(i + run.length) % loop.length]) run.push((i + run.length) % loop.length);
      i += run.length;
      const shared = run
        .map((at) => sources[at]!)
        .reduce((common, list) => common.filter((source) => list.includes(source)));
      if (shared.length > 0) continue;
      for (const at of run) {
        const [before, after] = [sources.at(at - 1)!, sources[at]!];
        if (before.length !== after.length || before.some((source) => !after.includes(source))) {
          needed[at] = true;
        }
      }
    }
    return needed;
  }

  /** The edges of the input that an edge is a piece of. */
  private sourcesOf(edge: number): readonly number[] {
    const { edgeStart, edgeSources } = this.scope.arrangement.noded;
    return [...new Set(edgeSources.subarray(edgeStart[edge]!, edgeStart[edge + 1]!))];
  }

  /** Gives a vertex that one side of a border keeps to the other side too. */
  shareVertices(): void {
    for (const [vertex, lacking] of this.lacking) {
      const pairs = this.pairsAt(vertex);
      for (let isStable = false; !isStable; ) {
        isStable = true;
        for (const [a, b] of pairs) {
          if (lacking.has(a) === lacking.has(b)) continue;
          lacking.delete(lacking.has(a) ? a : b);
          isStable = false;
        }
      }
    }
  }

  /** Owners that share an edge at a vertex as a border, the jurisdiction with who ends at its outline. */
  private pairsAt(vertex: number): [number, number][] {
    const { faces } = this.scope.arrangement;
    const outline = this.scope.communities.length;
    const pairs: [number, number][] = [];
    const start = this.leaving.get(vertex)!;
    let h = start;
    do {
      const [left, right] = [faces.faceOf[h]!, faces.faceOf[twinOf(h)]!];
      const [onLeft, onRight] = [this.owners[left]!, this.owners[right]!];
      const leftOnly = onLeft.filter((owner) => !onRight.includes(owner));
      const rightOnly = onRight.filter((owner) => !onLeft.includes(owner));
      for (const a of leftOnly) for (const b of rightOnly) pairs.push([a, b]);
      const isLeftInside = isInside(this.scope, left);
      if (isLeftInside !== isInside(this.scope, right)) {
        for (const owner of isLeftInside ? leftOnly : rightOnly) pairs.push([owner, outline]);
      }
      h = faces.next[twinOf(h)]!;
    } while (h !== start);
    return pairs;
  }

  keptVertices(loop: readonly number[], owner: number): number[] {
    const { noded } = this.scope.arrangement;
    const own = this.own.positionsOf[owner]!;
    const vertices = loop.map((halfEdge) => halfEdgeOrigin(noded, halfEdge));
    const kept = vertices.filter((vertex, i) => {
      if (this.lacking.get(vertex)?.has(owner) === true) return false;
      if (own.has(vertex)) return true;
      if (this.wasBorder(loop.at(i - 1)! >> 1, owner) && this.wasBorder(loop[i]! >> 1, owner)) {
        const added = this.addedTo.get(owner);
        if (added === undefined) this.addedTo.set(owner, [vertex]);
        else added.push(vertex);
      }
      return true;
    });
    return kept.length > 2 ? kept : vertices;
  }

  /** Did the owner's own ring run along the edge? */
  private wasBorder(edge: number, owner: number): boolean {
    const { edgeStart, edgePolygons, polygonOwner } = this.scope.arrangement.noded;
    const count = this.scope.communities.length;
    for (let i = edgeStart[edge]!; i < edgeStart[edge + 1]!; i++) {
      const of = polygonOwner[edgePolygons[i]!]!;
      // Behind the communities stand the pieces, and last the outline.
      if (of === owner || (owner === count && of === count + this.scope.pieces.length)) return true;
    }
    return false;
  }
}
