import { PointIndex } from '../../geometry/point-index.ts';
import { LATTICE } from './plane.ts';
import type { Point, Strand } from './strand.ts';

/**
 * Segments of noded strands and the nodes (distinct points) that they join. Segments are numbered
 * strand by strand.
 */
export class SegmentGraph {
  readonly strands: readonly Strand[];
  /** First segment of each strand; one more entry than strands. */
  readonly firstSegment: Int32Array;
  /** Nodes and strand of each segment. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly strandOf: Int32Array;
  private readonly nodes: PointIndex;
  /** Segments at node n: `list[start[n] … start[n + 1])`. */
  private readonly start: Int32Array;
  private readonly list: Int32Array;

  constructor(strands: readonly Strand[]) {
    this.strands = strands;
    this.firstSegment = new Int32Array(strands.length + 1);
    strands.forEach(({ points }, i) => {
      this.firstSegment[i + 1] = this.firstSegment[i]! + points.length - 1;
    });
    const count = this.firstSegment[strands.length]!;
    this.nodes = new PointIndex(count + strands.length);
    this.from = new Int32Array(count);
    this.to = new Int32Array(count);
    this.strandOf = new Int32Array(count);
    strands.forEach(({ points }, strand) => {
      const first = this.firstSegment[strand]!;
      for (let i = 1; i < points.length; i++) {
        this.from[first + i - 1] = this.add(points[i - 1]!);
        this.to[first + i - 1] = this.add(points[i]!);
        this.strandOf[first + i - 1] = strand;
      }
    });
    this.start = new Int32Array(this.nodes.size + 2);
    for (let s = 0; s < count; s++) {
      this.start[this.from[s]! + 2]!++;
      this.start[this.to[s]! + 2]!++;
    }
    for (let n = 2; n < this.start.length; n++) this.start[n]! += this.start[n - 1]!;
    this.list = new Int32Array(2 * count);
    for (let s = 0; s < count; s++) {
      this.list[this.start[this.from[s]! + 1]!++] = s;
      this.list[this.start[this.to[s]! + 1]!++] = s;
    }
  }

  get nodeCount(): number {
    return this.nodes.size;
  }

  /** The node at a point, or −1. */
  nodeAt(point: Point): number {
    return this.nodes.find(Math.round(point[0] * LATTICE), Math.round(point[1] * LATTICE));
  }

  pointOf(node: number): Point {
    return [this.nodes.xs[node]! / LATTICE, this.nodes.ys[node]! / LATTICE];
  }

  degree(node: number): number {
    return this.start[node + 1]! - this.start[node]!;
  }

  segmentsAt(node: number): Int32Array {
    return this.list.subarray(this.start[node]!, this.start[node + 1]!);
  }

  otherEnd(segment: number, node: number): number {
    return this.from[segment]! === node ? this.to[segment]! : this.from[segment]!;
  }

  private add(point: Point): number {
    return this.nodes.add(Math.round(point[0] * LATTICE), Math.round(point[1] * LATTICE));
  }
}
