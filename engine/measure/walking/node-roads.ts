import { orient2d } from 'robust-predicates';
import { localFrame } from '../../geometry/geodesic.ts';
import { fromGrid, toGrid } from '../../geometry/grid.ts';
import { PointIndex } from '../../geometry/point-index.ts';
import { SegmentIndex } from '../../geometry/segment-index.ts';
import { footOnSegment } from './foot-on-segment.ts';
import type { Obstacles } from './obstacles.ts';

/** A road that ends this close to another one joins it: the gap is the draughtsman's. Metres. */
export const JOIN_METRES = 5;
/** A vertex this close to another road lies on it. Metres. */
const TOUCH_METRES = 0.01;

/** Roads as nodes and the straight pieces between them, each once for each road that has it. */
export interface NodedRoads {
  /** Degrees. */
  lons: Float64Array;
  lats: Float64Array;
  /** Node at both ends, two numbers a piece. */
  pieces: Int32Array;
}

/**
 * Cuts road segments where they cross or touch one another (roads that cross are taken to meet, as
 * barriers have no levels), and joins ends of roads to others within {@link JOIN_METRES} unless an obstacle lies between.
 *
 * @param ends longitude and latitude of both ends, four numbers a segment
 */
export function nodeRoads(ends: Float64Array, obstacles: Obstacles): NodedRoads {
  return new RoadNoder(ends, obstacles).run();
}

interface Cut {
  t: number;
  node: number;
}

class RoadNoder {
  private readonly ends: Float64Array;
  private readonly obstacles: Obstacles;
  private readonly points: PointIndex;
  /** Node at both ends of each segment. */
  private readonly nodes: Int32Array;
  private readonly degree: Int32Array;
  private readonly cuts = new Map<number, Cut[]>();
  private readonly links: number[] = [];

  constructor(ends: Float64Array, obstacles: Obstacles) {
    this.ends = ends;
    this.obstacles = obstacles;
    this.points = new PointIndex(ends.length / 4);
    this.nodes = new Int32Array(ends.length / 2);
    this.degree = new Int32Array(ends.length / 2);
    for (let i = 0; i < this.nodes.length; i++) {
      this.nodes[i] = this.points.add(toGrid(ends[2 * i]!), toGrid(ends[2 * i + 1]!));
      this.degree[this.nodes[i]!]!++;
    }
  }

  run(): NodedRoads {
    new SegmentIndex(this.ends).forEachNearPair(this.pad(), (s, t) => this.relate(s, t));
    const pieces: number[] = [];
    for (let s = 0; s < this.nodes.length / 2; s++) {
      const cuts = this.cuts.get(s)?.sort((a, b) => a.t - b.t) ?? [];
      let from = this.nodes[2 * s]!;
      for (const { node } of [...cuts, { node: this.nodes[2 * s + 1]! }]) {
        if (node !== from) pieces.push(from, node);
        from = node;
      }
    }
    const { xs, ys, size } = this.points;
    return {
      lons: Float64Array.from(xs.subarray(0, size), fromGrid),
      lats: Float64Array.from(ys.subarray(0, size), fromGrid),
      pieces: Int32Array.from([...pieces, ...this.links]),
    };
  }

  /** {@link JOIN_METRES} in degrees, at the latitude where that is most. */
  private pad(): number {
    let furthest = 0;
    for (let i = 1; i < this.ends.length; i += 2) {
      furthest = Math.max(furthest, Math.abs(this.ends[i]!));
    }
    const { metresPerDegreeLon, metresPerDegreeLat } = localFrame(0, Math.min(furthest, 89));
    return JOIN_METRES / Math.min(metresPerDegreeLon, metresPerDegreeLat);
  }

  private relate(s: number, t: number): void {
    const { nodes } = this;
    const [a, b, c, d] = [nodes[2 * s]!, nodes[2 * s + 1]!, nodes[2 * t]!, nodes[2 * t + 1]!];
    if (a === c || a === d || b === c || b === d) return;
    if (this.cross(s, t)) return;
    this.attach(a, 4 * s, t);
    this.attach(b, 4 * s + 2, t);
    this.attach(c, 4 * t, s);
    this.attach(d, 4 * t + 2, s);
  }

  /** Cuts two segments that cross in their middles. */
  private cross(s: number, t: number): boolean {
    const [ax, ay, bx, by] = this.endsOf(s);
    const [cx, cy, dx, dy] = this.endsOf(t);
    const ofA = orient2d(cx, cy, dx, dy, ax, ay);
    const ofB = orient2d(cx, cy, dx, dy, bx, by);
    const ofC = orient2d(ax, ay, bx, by, cx, cy);
    const ofD = orient2d(ax, ay, bx, by, dx, dy);
    if (ofA * ofB >= 0 || ofC * ofD >= 0) return false;
    const u = ofA / (ofA - ofB);
    const v = ofC / (ofC - ofD);
    const node = this.points.add(toGrid(ax + u * (bx - ax)), toGrid(ay + u * (by - ay)));
    this.cut(s, u, node);
    this.cut(t, v, node);
    return true;
  }

  /** Joins a vertex to a segment that it lies on, or that it ends close to. */
  private attach(node: number, end: number, segment: number): void {
    const [lon, lat] = [this.ends[end]!, this.ends[end + 1]!];
    const foot = footOnSegment(lon, lat, ...this.endsOf(segment));
    const isOn = foot.distanceMetres <= TOUCH_METRES;
    const isDeadEnd = this.degree[node] === 1;
    if (!isOn && !(isDeadEnd && foot.distanceMetres <= JOIN_METRES)) return;
    if (!isOn && this.obstacles.bar([lon, lat], [foot.lon, foot.lat], 0, 0)) return;
    if (foot.t > 0 && foot.t < 1) {
      const target = isOn ? node : this.points.add(toGrid(foot.lon), toGrid(foot.lat));
      this.cut(segment, foot.t, target);
      if (target !== node) this.links.push(node, target);
    } else {
      this.links.push(node, this.nodes[2 * segment + foot.t]!);
    }
  }

  private endsOf(segment: number): [number, number, number, number] {
    const { ends } = this;
    const at = 4 * segment;
    return [ends[at]!, ends[at + 1]!, ends[at + 2]!, ends[at + 3]!];
  }

  private cut(segment: number, t: number, node: number): void {
    const cuts = this.cuts.get(segment);
    if (cuts === undefined) this.cuts.set(segment, [{ t, node }]);
    else cuts.push({ t, node });
  }
}
