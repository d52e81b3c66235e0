import type { Barrier, BarrierClass } from '../../barriers/types.ts';
import type { Position } from '../../coverage/types.ts';
import { DisjointSets } from '../../geometry/disjoint-sets.ts';
import { geodesicDistance, localFrame } from '../../geometry/geodesic.ts';
import { SegmentIndex } from '../../geometry/segment-index.ts';
import { type Foot, footOnSegment } from './foot-on-segment.ts';
import { segmentsOf } from './line-segments.ts';
import { MinHeap } from './min-heap.ts';
import { nodeRoads } from './node-roads.ts';
import { Obstacles } from './obstacles.ts';

/** Barriers that people walk along. */
export const WALKED_CLASSES: ReadonlySet<BarrierClass> = new Set<BarrierClass>([
  'arterial',
  'collector',
  'local',
  'path',
]);
/** Barriers that people do not walk across, except on a road that crosses them. */
export const CROSSED_ON_ROADS_ONLY: ReadonlySet<BarrierClass> = new Set<BarrierClass>([
  'expressway',
  'river',
  'canal',
  'railway',
  'ridge',
  'wall',
]);

/** No road within this of a place, in a straight line that crosses no obstacle: it is not on the network. Metres. */
export const LONGEST_LEG_METRES = 2000;
/** An obstacle this close to the end of a leg is not crossed: it is where the place or the road lies. Metres. */
const END_METRES = 1;
/** Roads are looked for within this of a place, then within four times as much, and so on. Metres. */
const FIRST_LOOK_METRES = 31.25;

/** Where a place joins the network. */
export interface Access extends Foot {
  edge: number;
}

/**
 * The roads of an area as a graph: what of its places can be reached from where, and how far it is.
 * Not to be asked from two sides at once: it keeps its working memory.
 */
export class WalkingNetwork {
  /** Node at both ends, two numbers an edge. */
  private readonly edges: Int32Array;
  private readonly lengths: Float64Array;
  /** Edges at node n: `edgeList[start[n] … start[n + 1])`. */
  private readonly start: Int32Array;
  private readonly edgeList: Int32Array;
  /** A node that stands for all that can be reached from one. */
  private readonly component: Int32Array;
  private readonly ends: Float64Array;
  private readonly index: SegmentIndex;
  private readonly obstacles: Obstacles;
  /** Metres from the start of the present search; infinite outside of one. */
  private readonly distances: Float64Array;

  constructor(barriers: readonly Barrier[]) {
    this.obstacles = new Obstacles(segmentsOf(barriers, CROSSED_ON_ROADS_ONLY));
    const { lons, lats, pieces } = nodeRoads(segmentsOf(barriers, WALKED_CLASSES), this.obstacles);
    this.edges = pieces;
    const nodes = lons.length;
    const count = pieces.length / 2;
    this.lengths = new Float64Array(count);
    this.ends = new Float64Array(4 * count);
    this.start = new Int32Array(nodes + 1);
    const sets = new DisjointSets(nodes);
    for (let e = 0; e < count; e++) {
      const [a, b] = [pieces[2 * e]!, pieces[2 * e + 1]!];
      this.ends.set([lons[a]!, lats[a]!, lons[b]!, lats[b]!], 4 * e);
      this.lengths[e] = geodesicDistance([lons[a]!, lats[a]!], [lons[b]!, lats[b]!]);
      this.start[a]!++;
      this.start[b]!++;
      sets.union(a, b);
    }
    this.component = Int32Array.from({ length: nodes }, (_, node) => sets.find(node));
    this.edgeList = this.listEdges();
    this.index = new SegmentIndex(this.ends);
    this.distances = new Float64Array(nodes).fill(Number.POSITIVE_INFINITY);
  }

  /** Are there any roads to walk on? */
  get isEmpty(): boolean {
    return this.edges.length === 0;
  }

  /**
   * Where a place joins the network: of the feet of the place on the straight pieces of road, the nearest
   * that a straight line reaches without crossing an obstacle; null where none is within
   * {@link LONGEST_LEG_METRES}.
   *
   * @param onObstacleMetres a place this close to an obstacle lies on it, and so on both its sides
   */
  accessOf(place: Position, onObstacleMetres = END_METRES): Access | null {
    const [lon, lat] = place as [number, number];
    const frame = localFrame(lon, lat);
    let looked = 0;
    for (let radius = FIRST_LOOK_METRES; looked < LONGEST_LEG_METRES; radius *= 4) {
      const reach = Math.min(radius, LONGEST_LEG_METRES);
      const dLon = reach / frame.metresPerDegreeLon;
      const dLat = reach / frame.metresPerDegreeLat;
      const found: Access[] = [];
      this.index.forEachMeeting(lon - dLon, lat - dLat, lon + dLon, lat + dLat, (edge) => {
        const foot = this.footOn(edge, lon, lat);
        const { distanceMetres } = foot;
        const isNew = looked === 0 || distanceMetres > looked;
        if (isNew && distanceMetres <= reach) found.push({ ...foot, edge });
      });
      found.sort((a, b) => a.distanceMetres - b.distanceMetres || a.edge - b.edge);
      for (const access of found) {
        const foot = [access.lon, access.lat];
        if (!this.obstacles.bar(place, foot, onObstacleMetres, END_METRES)) return access;
      }
      looked = reach;
    }
    return null;
  }

  /**
   * Walking distances in metres from the nearest of several starts, legs to and from the network included;
   * infinite where no road leads.
   */
  distancesTo(starts: readonly Access[], targets: readonly Access[]): Float64Array {
    const { edges, component, distances, lengths } = this;
    const reachable = new Set(starts.map(({ edge }) => component[edges[2 * edge]!]!));
    const waiting = new Set<number>();
    for (const { edge } of targets) {
      const [a, b] = [edges[2 * edge]!, edges[2 * edge + 1]!];
      if (reachable.has(component[a]!)) waiting.add(a).add(b);
    }
    const touched = this.search(starts, waiting);
    const result = Float64Array.from(targets, ({ edge, t, distanceMetres }) => {
      const length = lengths[edge]!;
      let best = Math.min(
        distances[edges[2 * edge]!]! + t * length,
        distances[edges[2 * edge + 1]!]! + (1 - t) * length,
      );
      for (const start of starts) {
        if (start.edge !== edge) continue;
        best = Math.min(best, start.distanceMetres + Math.abs(start.t - t) * length);
      }
      return best + distanceMetres;
    });
    for (const node of touched) distances[node] = Number.POSITIVE_INFINITY;
    return result;
  }

  /** Dijkstra's algorithm, until the nodes that are waited for are settled. @returns nodes with a distance */
  private search(starts: readonly Access[], waiting: Set<number>): number[] {
    const { edges, lengths, distances, start, edgeList } = this;
    const touched: number[] = [];
    const heap = new MinHeap();
    const relax = (node: number, distance: number): void => {
      if (distance >= distances[node]!) return;
      if (distances[node] === Number.POSITIVE_INFINITY) touched.push(node);
      distances[node] = distance;
      heap.push(node, distance);
    };
    for (const { edge, t, distanceMetres } of starts) {
      relax(edges[2 * edge]!, distanceMetres + t * lengths[edge]!);
      relax(edges[2 * edge + 1]!, distanceMetres + (1 - t) * lengths[edge]!);
    }
    while (waiting.size > 0) {
      const next = heap.pop();
      if (next === undefined) break;
      const { item: node, priority } = next;
      if (priority > distances[node]!) continue;
      waiting.delete(node);
      for (let i = start[node]!; i < start[node + 1]!; i++) {
        const edge = edgeList[i]!;
        const [a, b] = [edges[2 * edge]!, edges[2 * edge + 1]!];
        relax(a === node ? b : a, priority + lengths[edge]!);
      }
    }
    return touched;
  }

  private footOn(edge: number, lon: number, lat: number): Foot {
    const { ends } = this;
    const at = 4 * edge;
    return footOnSegment(lon, lat, ends[at]!, ends[at + 1]!, ends[at + 2]!, ends[at + 3]!);
  }

  /** Turns the counts in `start` into the beginnings of the lists, and fills them. */
  private listEdges(): Int32Array {
    const { start, edges } = this;
    for (let n = 1; n < start.length; n++) start[n]! += start[n - 1]!;
    const list = new Int32Array(edges.length);
    for (let i = edges.length - 1; i >= 0; i--) list[--start[edges[i]!]!] = i >> 1;
    return list;
  }
}
