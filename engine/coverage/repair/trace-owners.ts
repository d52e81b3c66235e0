import { connectFaces } from '../arrangement.ts';
import { halfEdgeOrigin, twinOf } from '../trace-faces.ts';
import { findStill } from './find-still.ts';
import type { OwnVertices } from './own-vertices.ts';
import { boundaryOf, isInside, type Scope } from './scope.ts';
import { loopsAround } from './walk-loops.ts';

/** A polygon as vertices of the arrangement: shell counter-clockwise first, then holes clockwise. */
export type VertexPolygon = number[][];

export interface TracedOwners {
  /** Polygons of each community and, last, of the jurisdiction; none for those that stay as they are. */
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
 * @param invalid owners whose rings cannot stay as they are
 */
export function traceOwners(
  scope: Scope,
  owners: readonly (readonly number[])[],
  own: OwnVertices,
  invalid: ReadonlySet<number>,
): TracedOwners {
  const tracer = new Tracer(scope, owners, own);
  const count = scope.communities.length;
  const isStill = findStill(scope, owners);
  for (const owner of invalid) isStill[owner] = 0;
  const facesOf: number[][] = Array.from({ length: count + 1 }, () => []);
  owners.forEach((list, face) => {
    for (const owner of list) if (isStill[owner] === 0) facesOf[owner]!.push(face);
    if (isStill[count] === 0 && isInside(scope, face)) facesOf[count]!.push(face);
  });
  const loopsOf = facesOf.map((faces, owner) => {
    const polygons = connectFaces(scope.arrangement, faces).map((group) =>
      loopsAround(scope, group, boundaryOf(scope, group)),
    );
    tracer.noteLacking(polygons.flat(), owner);
    return polygons;
  });
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

  /**
   * Notes the vertices that an owner passes and has no need of. What one of its parts needs, all keep:
   * they may touch there.
   * @param loops of all parts of the owner
   */
  noteLacking(loops: readonly number[][], owner: number): void {
    const { noded } = this.scope.arrangement;
    const neededIn = loops.map((loop) => this.neededIn(loop, owner));
    const lacked = new Set<number>();
    loops.forEach((loop, l) => {
      neededIn[l]!.forEach((needed, i) => {
        if (needed === 1) return;
        const vertex = halfEdgeOrigin(noded, loop[i]!);
        this.leaving.set(vertex, loop[i]!);
        lacked.add(vertex);
      });
    });
    if (lacked.size === 0) return;
    loops.forEach((loop, l) => {
      neededIn[l]!.forEach((needed, i) => {
        if (needed === 1) lacked.delete(halfEdgeOrigin(noded, loop[i]!));
      });
    });
    for (const vertex of lacked) {
      const lacking = this.lacking.get(vertex);
      if (lacking === undefined) this.lacking.set(vertex, new Set([owner]));
      else lacking.add(owner);
    }
  }

  /** For each half-edge of a loop, 1 if the ring needs the vertex that it leaves from. */
  private neededIn(loop: readonly number[], owner: number): Uint8Array {
    const { noded } = this.scope.arrangement;
    const own = this.own.positionsOf[owner]!;
    const needed = new Uint8Array(loop.length);
    let before = loop.at(-1)! >> 1;
    let wasBefore = this.wasBorder(before, owner);
    loop.forEach((halfEdge, i) => {
      const edge = halfEdge >> 1;
      const wasBorder = this.wasBorder(edge, owner);
      const isOwn = wasBefore && wasBorder && own.has(halfEdgeOrigin(noded, halfEdge));
      needed[i] = isOwn || !this.shareSource(before, edge) ? 1 : 0;
      [before, wasBefore] = [edge, wasBorder];
    });
    if (!needed.includes(0)) return needed;
    const first = needed.indexOf(1);
    if (first < 0) return needed.fill(1);
    // A run may pass from one edge to another over a piece of both, too short to show its turn.
    const sources = loop.map((halfEdge) => this.sourcesOf(halfEdge >> 1));
    for (let i = first; i < first + loop.length; ) {
      const run = [i % loop.length];
      while (needed[(i + run.length) % loop.length] === 0) run.push((i + run.length) % loop.length);
      i += run.length;
      const shared = run
        .map((at) => sources[at]!)
        .reduce((common, list) => common.filter((source) => list.includes(source)));
      if (shared.length > 0) continue;
      for (const at of run) {
        const [last, next] = [sources.at(at - 1)!, sources[at]!];
        if (last.length !== next.length || last.some((source) => !next.includes(source))) {
          needed[at] = 1;
        }
      }
    }
    return needed;
  }

  /** Are two edges pieces of one edge of the input? */
  private shareSource(a: number, b: number): boolean {
    const { edgeStart, edgeSources } = this.scope.arrangement.noded;
    for (let i = edgeStart[a]!; i < edgeStart[a + 1]!; i++) {
      for (let j = edgeStart[b]!; j < edgeStart[b + 1]!; j++) {
        if (edgeSources[i] === edgeSources[j]) return true;
      }
    }
    return false;
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
