import { geodesicDistance, localFrame } from '../../geometry/geodesic.ts';
import { noteShape } from '../../geometry/kept-shapes.ts';
import type { AuditSettings } from '../context.ts';
import { type GeneralisedSide, type GeneralisedStretch, isFurther } from '../find-generalised.ts';
import type { Position } from '../types.ts';
import type { ResidualGraph } from './residual-graph.ts';

/**
 * Communities whose side of a border is in places a generalised version of the other side: a
 * selection of its vertices. By the one, then by the other community.
 *
 * A residual segment of one community is a *short cut* when the border of another runs between
 * the same two vertices through further ones, all of them within the sliver width of the segment.
 * Short cuts that follow one another, between the same two polygons, are a stretch when
 * - they leave out at least two vertices together,
 * - both lines meet in between: at the end of a short cut, or by crossing it. One dent or strip
 *   beside a straight line is not a generalisation;
 * - a vertex left out is further away than the tolerance (else it is a T-junction or a hairline).
 */
export function collectGeneralised(
  graph: ResidualGraph,
  { toleranceMetres, sliverWidthMetres }: AuditSettings,
): GeneralisedSide[] {
  if (!hasCountFault(graph)) return [];
  const search = new ShortCutSearch(graph, sliverWidthMetres);
  const cuts = search.findAll();
  noteShape(search);
  const sides = new Map<number, GeneralisedSide>();
  for (const stretch of chain(cuts)) {
    if (!isGeneralised(stretch, toleranceMetres)) continue;
    const { coarse, fine } = stretch[0]!;
    const key = coarse * graph.communities + fine;
    const side = sides.get(key) ?? { coarse, fine, stretches: [] };
    side.stretches.push(search.describe(stretch));
    sides.set(key, side);
  }
  return [...sides.values()].sort((p, q) => p.coarse - q.coarse || p.fine - q.fine);
}

/** Without a gap or an overlap there is nothing between two lines. */
function hasCountFault({ count, faces }: ResidualGraph): boolean {
  for (let face = 1; face < faces.faceCount; face++) if (count[face] !== 1) return true;
  return false;
}

/** A segment of the coarse side, and the way of the fine side between the same vertices. */
interface ShortCut {
  segment: number;
  from: number;
  to: number;
  coarsePolygon: number;
  finePolygon: number;
  coarse: number;
  fine: number;
  /** Vertices of the fine side that it leaves out, from its end to its start. */
  leftOut: number[];
  /** Distance of the furthest of them in metres, and which it is. */
  distanceMetres: number;
  furthest: number;
  /** Vertices left out lie on both sides of the segment. */
  isCrossed: boolean;
}

class ShortCutSearch {
  private readonly graph: ResidualGraph;
  private readonly widest: number;
  /** Segments that begin at vertex v: `list[start[v] … start[v + 1])`. */
  private readonly start: Int32Array;
  private readonly list: Int32Array;

  constructor(graph: ResidualGraph, widest: number) {
    this.graph = graph;
    this.widest = widest;
    const { from } = graph.segments;
    this.start = new Int32Array(graph.noded.points.size + 1);
    for (let i = 0; i < from.length; i++) this.start[from[i]! + 1]!++;
    for (let v = 1; v < this.start.length; v++) this.start[v]! += this.start[v - 1]!;
    const end = this.start.slice();
    this.list = new Int32Array(from.length);
    for (let i = 0; i < from.length; i++) this.list[end[from[i]!]!++] = i;
  }

  findAll(): ShortCut[] {
    const { from, to, owner } = this.graph.segments;
    const cuts: ShortCut[] = [];
    for (let segment = 0; segment < from.length; segment++) {
      if (owner[segment]! >= this.graph.communities || from[segment] === to[segment]) continue;
      const found = this.findBeside(segment);
      if (found !== null) cuts.push(found);
    }
    return cuts;
  }

  /** The one other community that runs beside a segment through further vertices; null without. */
  private findBeside(segment: number): ShortCut | null {
    const { to, owner, polygon } = this.graph.segments;
    let found: ShortCut | null = null;
    for (let i = this.start[to[segment]!]!; i < this.start[to[segment]! + 1]!; i++) {
      const other = this.list[i]!;
      if (owner[other] === owner[segment] || owner[other]! >= this.graph.communities) continue;
      const cut = this.follow(segment, other);
      if (cut === null) continue;
      if (found !== null && polygon[other] !== found.finePolygon) return null;
      found = cut;
    }
    return found;
  }

  /** Follows a ring from the end of a segment to its start, as long as it stays near. */
  private follow(segment: number, first: number): ShortCut | null {
    const { noded, segments } = this.graph;
    const { from, to, owner, polygon } = segments;
    const distance = signedDistanceTo(noded, from[segment]!, to[segment]!);
    const cut: ShortCut = {
      segment,
      from: from[segment]!,
      to: to[segment]!,
      coarsePolygon: polygon[segment]!,
      finePolygon: polygon[first]!,
      coarse: owner[segment]!,
      fine: owner[first]!,
      leftOut: [],
      distanceMetres: 0,
      furthest: -1,
      isCrossed: false,
    };
    let side = 0;
    for (let at = first; to[at] !== from[segment]; ) {
      const vertex = to[at]!;
      const away = distance(vertex);
      if (Math.abs(away) > this.widest || vertex === to[segment]) return null;
      if (Math.abs(away) > cut.distanceMetres) {
        cut.distanceMetres = Math.abs(away);
        cut.furthest = vertex;
      }
      if (side !== 0 && Math.sign(away) === -side) cut.isCrossed = true;
      if (away !== 0) side = Math.sign(away);
      cut.leftOut.push(vertex);
      at = this.onlyNext(vertex, polygon[first]!);
      if (at < 0) return null;
    }
    return cut.leftOut.length > 0 ? cut : null;
  }

  /** The segment of a polygon that begins at a vertex where nobody else's does; −1 without. */
  private onlyNext(vertex: number, polygon: number): number {
    const next = this.start[vertex]!;
    if (this.start[vertex + 1] !== next + 1) return -1;
    return this.graph.segments.polygon[this.list[next]!] === polygon ? this.list[next]! : -1;
  }

  describe(stretch: readonly ShortCut[]): GeneralisedStretch {
    const { lons, lats } = this.graph.noded;
    const place = (vertex: number): Position => [lons[vertex]!, lats[vertex]!];
    const line = [stretch[0]!.from, ...stretch.map(({ to }) => to)].map(place);
    const fine = stretch.flatMap(({ from, to, leftOut }) => [from, ...leftOut.toReversed(), to]);
    let lengthMetres = 0;
    for (let i = 1; i < fine.length; i++) {
      if (fine[i] === fine[i - 1]) continue;
      lengthMetres += geodesicDistance(place(fine[i - 1]!), place(fine[i]!));
    }
    const furthest = stretch
      .map((cut) => ({ distanceMetres: cut.distanceMetres, place: place(cut.furthest) }))
      .reduce((most, cut) => (isFurther(cut, most) ? cut : most));
    return {
      line,
      coarseVertices: line.length,
      fineVertices: line.length + countLeftOut(stretch),
      lengthMetres,
      ...furthest,
    };
  }
}

/** Distance of a vertex from the segment a–b in metres, positive on its left. */
function signedDistanceTo({ lons, lats }: ResidualGraph['noded'], a: number, b: number) {
  const frame = localFrame(lons[a]!, lats[a]!);
  const bx = (lons[b]! - lons[a]!) * frame.metresPerDegreeLon;
  const by = (lats[b]! - lats[a]!) * frame.metresPerDegreeLat;
  const squared = bx * bx + by * by;
  return (vertex: number): number => {
    const x = (lons[vertex]! - lons[a]!) * frame.metresPerDegreeLon;
    const y = (lats[vertex]! - lats[a]!) * frame.metresPerDegreeLat;
    const share = Math.max(0, Math.min(1, (x * bx + y * by) / squared));
    const away = Math.hypot(x - share * bx, y - share * by);
    return bx * y - by * x < 0 ? -away : away;
  };
}

/** Short cuts one behind the other, between the same two polygons. */
function chain(cuts: readonly ShortCut[]): ShortCut[][] {
  const key = (cut: ShortCut, vertex: number): string =>
    `${cut.coarsePolygon},${cut.finePolygon},${vertex}`;
  const byStart = new Map(cuts.map((cut) => [key(cut, cut.from), cut]));
  const ends = new Set(cuts.map((cut) => key(cut, cut.to)));
  const taken = new Set<ShortCut>();
  const stretches: ShortCut[][] = [];
  const follow = (first: ShortCut): void => {
    const stretch: ShortCut[] = [];
    for (let cut: ShortCut | undefined = first; cut !== undefined && !taken.has(cut); ) {
      taken.add(cut);
      stretch.push(cut);
      cut = byStart.get(key(cut, cut.to));
    }
    stretches.push(stretch);
  };
  for (const cut of cuts) if (!ends.has(key(cut, cut.from))) follow(cut);
  // What is left goes round in a ring: from its smallest vertex, wherever the ring was begun.
  for (const cut of cuts) if (!taken.has(cut)) follow(cut);
  return stretches;
}

const countLeftOut = (stretch: readonly ShortCut[]): number =>
  stretch.reduce((sum, { leftOut }) => sum + leftOut.length, 0);

function isGeneralised(stretch: readonly ShortCut[], toleranceMetres: number): boolean {
  return (
    countLeftOut(stretch) > 1 &&
    (stretch.length > 1 || stretch[0]!.isCrossed) &&
    stretch.some(({ distanceMetres }) => distanceMetres > toleranceMetres)
  );
}
