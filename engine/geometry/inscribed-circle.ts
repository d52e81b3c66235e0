import type { Position } from '../coverage/types.ts';
import { type LocalFrame, localFrame } from './geodesic.ts';
import { noteShape } from './kept-shapes.ts';
import { type Circle, type FlatRings, largestCircle } from './largest-circle.ts';

/** The largest circle that fits into a polygon: its centre in degrees and its diameter in metres. */
export interface InscribedCircle {
  centre: Position;
  diameterMetres: number;
}

/** Below this mean width, relative to its length, a polygon is a thread and is measured along its edges. */
const THREAD_RATIO = 0.01;

/**
 * Largest inscribed circle of a polygon (shell first, then holes; closed rings; degrees).
 * Computed in a flat frame at the polygon; the diameter is good to 1 % or 1 mm.
 *
 * Compact shapes: branch and bound over cells ({@link largestCircle}). Threads, where that needs
 * millions of cells: circles grown from every edge towards the side opposite, best one kept.
 */
export function inscribedCircle(rings: readonly (readonly Position[])[]): InscribedCircle {
  const origin = rings[0]![0]!;
  const frame = localFrame(origin[0]!, origin[1]!);
  const flat = flatten(rings, frame);
  const { area, perimeter } = planarMeasure(flat);
  const meanWidth = perimeter > 0 ? (2 * area) / perimeter : 0;
  const circle =
    meanWidth > THREAD_RATIO * perimeter
      ? largestCircle(flat, Math.max(0.0005, meanWidth * 0.005))
      : widestAlongEdges(flat, area, perimeter);
  return {
    centre: [
      frame.originLon + circle.x / frame.metresPerDegreeLon,
      frame.originLat + circle.y / frame.metresPerDegreeLat,
    ],
    diameterMetres: 2 * circle.radius,
  };
}

/** No circle in a region of this area, in m², is wider than this, in metres. */
export function widestPossible(areaSquareMetres: number): number {
  return 2 * Math.sqrt(Math.max(0, areaSquareMetres) / Math.PI);
}

function flatten(rings: readonly (readonly Position[])[], frame: LocalFrame): FlatRings {
  const ringStart = [0];
  for (const ring of rings) ringStart.push(ringStart.at(-1)! + ring.length);
  const xs = new Float64Array(ringStart.at(-1)!);
  const ys = new Float64Array(xs.length);
  let k = 0;
  for (const ring of rings) {
    for (const position of ring) {
      xs[k] = (position[0]! - frame.originLon) * frame.metresPerDegreeLon;
      ys[k++] = (position[1]! - frame.originLat) * frame.metresPerDegreeLat;
    }
  }
  return noteShape({ xs, ys, ringStart });
}

const PROBES = [0.1, 0.3, 0.5, 0.7, 0.9];
/** Edges whose widest place is searched for after the first look. */
const REFINED_EDGES = 5;
const REFINEMENTS = 14;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** A promising place: the edge, where along it, and the circle's radius there. */
interface Probe {
  edge: number;
  share: number;
  radius: number;
}

/**
 * Grows circles that touch an edge from inside: the centre moves along the inward normal until
 * the circle meets another side. Every edge is probed at a few places; around the widest of them
 * the best place is found by golden-section search.
 */
function widestAlongEdges(flat: FlatRings, area: number, perimeter: number): Circle {
  // Rounding leaves an area uncertain by about 1e-12 of a metre along the perimeter.
  const most = 1.01 * Math.sqrt((area + 1e-9 * perimeter) / Math.PI);
  const edges = new InnerEdges(flat, most);
  const probes = widestProbes(edges);
  if (probes.length === 0) return { x: flat.xs[0]!, y: flat.ys[0]!, radius: 0 };
  let best = probes[0]!;
  for (const { edge, share } of probes) {
    const grow = (at: number): number => {
      const radius = edges.grow(edge, at, -1);
      if (radius > best.radius) best = { edge, share: at, radius };
      return radius;
    };
    let low = Math.max(0.001, share - 0.2);
    let high = Math.min(0.999, share + 0.2);
    let left = high - GOLDEN * (high - low);
    let right = low + GOLDEN * (high - low);
    let atLeft = grow(left);
    let atRight = grow(right);
    for (let i = 1; i < REFINEMENTS; i++) {
      if (atLeft < atRight) {
        low = left;
        [left, atLeft] = [right, atRight];
        right = low + GOLDEN * (high - low);
        atRight = grow(right);
      } else {
        high = right;
        [right, atRight] = [left, atLeft];
        left = high - GOLDEN * (high - low);
        atLeft = grow(left);
      }
    }
  }
  return edges.circleAt(best);
}

/** The widest probe of each of the most promising edges, widest first. */
function widestProbes(edges: InnerEdges): Probe[] {
  const probes: Probe[] = [];
  let least = 0;
  for (let edge = 0; edge < edges.count; edge++) {
    let widest: Probe | null = null;
    for (const share of PROBES) {
      const radius = edges.grow(edge, share, widest === null ? least : widest.radius);
      if (radius > (widest === null ? least : widest.radius)) widest = { edge, share, radius };
    }
    if (widest === null) continue;
    let at = probes.length;
    while (at > 0 && probes[at - 1]!.radius < widest.radius) at--;
    probes.splice(at, 0, widest);
    if (probes.length > REFINED_EDGES) probes.pop();
    if (probes.length === REFINED_EDGES) least = probes.at(-1)!.radius;
  }
  return probes;
}

/** Edges that share one box, to be skipped together. */
const CHUNK = 8;

/** All edges with length, the inside on their left whatever way the rings run. */
class InnerEdges {
  readonly count: number;
  private readonly ax: Float64Array;
  private readonly ay: Float64Array;
  private readonly length: Float64Array;
  /** Direction of each edge. */
  private readonly ux: Float64Array;
  private readonly uy: Float64Array;
  /** Left, bottom, right, top of every {@link CHUNK} edges. */
  private readonly boxes: Float64Array;
  /** No circle inside is larger. */
  private readonly most: number;
  /** The edge that stopped the last circle: the next one, nearby, mostly stops there too. */
  private lastStop = -1;

  constructor({ xs, ys, ringStart }: FlatRings, most: number) {
    this.most = most;
    const size = xs.length;
    this.ax = new Float64Array(size);
    this.ay = new Float64Array(size);
    this.length = new Float64Array(size);
    this.ux = new Float64Array(size);
    this.uy = new Float64Array(size);
    this.boxes = new Float64Array(4 * Math.ceil(size / CHUNK));
    let n = 0;
    for (let r = 0; r + 1 < ringStart.length; r++) {
      const start = ringStart[r]!;
      const end = ringStart[r + 1]!;
      const isReversed = signedArea(xs, ys, start, end) > 0 !== (r === 0);
      for (let k = start + 1; k < end; k++) {
        const from = isReversed ? k : k - 1;
        const to = isReversed ? k - 1 : k;
        const dx = xs[to]! - xs[from]!;
        const dy = ys[to]! - ys[from]!;
        const length = Math.sqrt(dx * dx + dy * dy);
        if (length === 0) continue;
        this.extendBox(n, xs[from]!, ys[from]!, xs[to]!, ys[to]!);
        this.ax[n] = xs[from]!;
        this.ay[n] = ys[from]!;
        this.length[n] = length;
        this.ux[n] = dx / length;
        this.uy[n++] = dy / length;
      }
    }
    this.count = n;
    noteShape(this);
  }

  private extendBox(edge: number, ax: number, ay: number, bx: number, by: number): void {
    const { boxes } = this;
    const at = 4 * Math.floor(edge / CHUNK);
    const isFirst = edge % CHUNK === 0;
    boxes[at] = Math.min(ax, bx, isFirst ? ax : boxes[at]!);
    boxes[at + 1] = Math.min(ay, by, isFirst ? ay : boxes[at + 1]!);
    boxes[at + 2] = Math.max(ax, bx, isFirst ? ax : boxes[at + 2]!);
    boxes[at + 3] = Math.max(ay, by, isFirst ? ay : boxes[at + 3]!);
  }

  /**
   * Radius of the circle inside the polygon that touches the edge at the given share of its
   * length. Where it is no more than `atLeast`, any number up to that may come back.
   */
  grow(edge: number, share: number, atLeast: number): number {
    const { boxes, count, most } = this;
    const along = share * this.length[edge]!;
    const nx = -this.uy[edge]!;
    const ny = this.ux[edge]!;
    const px = this.ax[edge]! + along * this.ux[edge]!;
    const py = this.ay[edge]! + along * this.uy[edge]!;
    let radius = most;
    if (this.lastStop >= 0) {
      radius = Math.min(radius, this.tangentRadius(px, py, nx, ny, this.lastStop));
    }
    for (let chunk = 0, at = 0; at < boxes.length; chunk++, at += 4) {
      if (radius <= atLeast) return radius;
      // The circle found so far lies within its diameter of p: edges beyond cannot touch it sooner.
      const reach = 2 * radius;
      if (
        boxes[at]! > px + reach ||
        boxes[at + 1]! > py + reach ||
        boxes[at + 2]! < px - reach ||
        boxes[at + 3]! < py - reach
      ) {
        continue;
      }
      const end = Math.min(count, (chunk + 1) * CHUNK);
      for (let other = chunk * CHUNK; other < end; other++) {
        const touching = this.tangentRadius(px, py, nx, ny, other);
        if (touching < radius) {
          radius = touching;
          this.lastStop = other;
        }
      }
    }
    // Rounding can keep every edge from stopping the circle.
    return radius < most ? radius : 0;
  }

  circleAt({ edge, share, radius }: Probe): Circle {
    const along = share * this.length[edge]!;
    const ux = this.ux[edge]!;
    const uy = this.uy[edge]!;
    return {
      x: this.ax[edge]! + along * ux - radius * uy,
      y: this.ay[edge]! + along * uy + radius * ux,
      radius,
    };
  }

  /**
   * Radius of the circle through p, centred on p + r·n, that touches the edge or its first end.
   * Infinite when it never does.
   */
  private tangentRadius(px: number, py: number, nx: number, ny: number, edge: number): number {
    const dx = this.ax[edge]! - px;
    const dy = this.ay[edge]! - py;
    const ux = this.ux[edge]!;
    const uy = this.uy[edge]!;
    const towards = dx * nx + dy * ny;
    let radius = towards > 1e-12 ? (dx * dx + dy * dy) / (2 * towards) : Number.POSITIVE_INFINITY;
    // Signed distance of the centre to the edge's line: `distance + slope · r`.
    let distance = dx * uy - dy * ux;
    let slope = -nx * uy + ny * ux;
    if (distance < 0) {
      distance = -distance;
      slope = -slope;
    }
    if (distance > 1e-12 && 1 - slope > 1e-12) {
      const r = distance / (1 - slope);
      if (r < radius) {
        const along = (nx * r - dx) * ux + (ny * r - dy) * uy;
        if (along >= 0 && along <= this.length[edge]!) radius = r;
      }
    }
    return radius;
  }
}

function signedArea(xs: Float64Array, ys: Float64Array, start: number, end: number): number {
  let sum = 0;
  for (let k = start + 1; k < end; k++) sum += xs[k - 1]! * ys[k]! - xs[k]! * ys[k - 1]!;
  return sum / 2;
}

/** Area and perimeter in the flat frame. */
function planarMeasure({ xs, ys, ringStart }: FlatRings): { area: number; perimeter: number } {
  let area = 0;
  let perimeter = 0;
  for (let r = 0; r + 1 < ringStart.length; r++) {
    const start = ringStart[r]!;
    const end = ringStart[r + 1]!;
    for (let k = start + 1; k < end; k++) {
      const dx = xs[k]! - xs[k - 1]!;
      const dy = ys[k]! - ys[k - 1]!;
      perimeter += Math.sqrt(dx * dx + dy * dy);
    }
    area += (r === 0 ? 1 : -1) * Math.abs(signedArea(xs, ys, start, end));
  }
  return { area: Math.max(0, area), perimeter };
}
