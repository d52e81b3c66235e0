import type { AreaGeometry, Position } from '../../coverage/types.ts';
import { polygonArea } from '../../geometry/geodesic.ts';
import { frameAround, toFrame } from '../../geometry/local-plane.ts';

/** Where an area is drawn together and where it juts out. Metres. */
export interface NarrowPlaces {
  /** The shortest straight cut through it that leaves a tenth or more of it on either side. */
  waistMetres: number;
  /** Diameter of a circle of the same area: what the waist is to be held against. */
  diameterMetres: number;
  /**
   * By how much its longest spike is longer than it is wide, over all straight cuts that leave less than a tenth on one
   * side: how far what is cut off reaches from the cut (by its area divided by the cut, where that is less), less
   * the length of the cut; 0 where nothing juts out so far.
   */
  spikeMetres: number;
}

/** Either side of a waist has this share of the area or more; what is less is a spike. */
const WAIST_SHARE = 0.1;
/** Crumbs of a border's course are no spikes. */
const SPIKE_SHARE = 0.002;
/** Points on the outer ring, evenly spaced: a cut runs from one to another. */
const POINTS = 360;

/**
 * Looks for necks and spikes along the outer ring of an area's largest part; holes are not looked at. Compactness by
 * perimeter misses both: a neck of 50 m takes away border. Figures are exact to about a 360th of the perimeter.
 */
export function narrowPlaces(geometry: AreaGeometry): NarrowPlaces {
  const ring = planeRing(geometry);
  const cuts = new Cuts(ring);
  const diameterMetres = 2 * Math.sqrt(cuts.area / Math.PI);
  // No cut that leaves a tenth of a compact area is longer.
  let [waist, spike] = [diameterMetres, 0];
  for (let i = 0; i < POINTS; i++) {
    for (let j = 0; j < POINTS; j++) {
      if (i === j) continue;
      const share = cuts.areaBetween(i, j) / cuts.area;
      // Each cut has a lesser side; one across a bay has a negative one, and then more than all.
      if (share < SPIKE_SHARE || share > 0.5) continue;
      const length = cuts.length(i, j);
      if (share >= WAIST_SHARE) {
        if (length < waist && cuts.isInside(i, j)) waist = length;
        continue;
      }
      if ((share * cuts.area) / length - length <= spike || !cuts.isInside(i, j)) continue;
      const depth = Math.min((share * cuts.area) / length, cuts.reach(i, j));
      spike = Math.max(spike, depth - length);
    }
  }
  return { waistMetres: waist, diameterMetres, spikeMetres: spike };
}

/** Straight cuts between points that lie evenly on a ring; counter-clockwise. */
class Cuts {
  readonly area: number;
  private readonly x = new Float64Array(POINTS);
  private readonly y = new Float64Array(POINTS);
  /** Twice the area swept from the first point to each, and all around. */
  private readonly swept = new Float64Array(POINTS + 1);

  constructor(ring: readonly (readonly [number, number])[]) {
    spread(ring, this.x, this.y);
    for (let i = 0; i < POINTS; i++) {
      this.swept[i + 1] = this.swept[i]! + this.cross(i, (i + 1) % POINTS);
    }
    if (this.swept[POINTS]! < 0) {
      this.x.reverse();
      this.y.reverse();
      for (let i = 0; i < POINTS; i++) {
        this.swept[i + 1] = this.swept[i]! + this.cross(i, (i + 1) % POINTS);
      }
    }
    this.area = this.swept[POINTS]! / 2;
  }

  /** What lies between the ring from one point on to another, and the cut back. */
  areaBetween(i: number, j: number): number {
    const along = this.swept[j]! - this.swept[i]! + (j < i ? this.swept[POINTS]! : 0);
    return (along + this.cross(j, i)) / 2;
  }

  length(i: number, j: number): number {
    return Math.hypot(this.x[i]! - this.x[j]!, this.y[i]! - this.y[j]!);
  }

  /** How far the ring between two points goes from the middle of the cut. */
  reach(i: number, j: number): number {
    const [x, y] = [(this.x[i]! + this.x[j]!) / 2, (this.y[i]! + this.y[j]!) / 2];
    let furthest = 0;
    for (let a = i; a !== j; a = (a + 1) % POINTS) {
      furthest = Math.max(furthest, Math.hypot(this.x[a]! - x, this.y[a]! - y));
    }
    return furthest;
  }

  /** Whether a cut crosses the ring nowhere on its way. */
  isInside(i: number, j: number): boolean {
    for (let a = 0; a < POINTS; a++) {
      const b = (a + 1) % POINTS;
      if (a === i || a === j || b === i || b === j) continue;
      const splits = this.side(i, j, a) > 0 !== this.side(i, j, b) > 0;
      if (splits && this.side(a, b, i) > 0 !== this.side(a, b, j) > 0) return false;
    }
    return true;
  }

  private side(a: number, b: number, c: number): number {
    const { x, y } = this;
    return (x[b]! - x[a]!) * (y[c]! - y[a]!) - (y[b]! - y[a]!) * (x[c]! - x[a]!);
  }

  private cross(i: number, j: number): number {
    return this.x[i]! * this.y[j]! - this.x[j]! * this.y[i]!;
  }
}

/** The outer ring of the largest part, in metres. */
function planeRing(geometry: AreaGeometry): [number, number][] {
  const parts = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  const rings = parts.map(([outer]) => outer!);
  const ring =
    rings.length === 1
      ? rings[0]!
      : rings.reduce((a, b) => (polygonArea([b]) > polygonArea([a]) ? b : a));
  const frame = frameAround([ring]);
  return ring.map((position: Position) => toFrame(frame, position));
}

/** Puts points on a closed ring, evenly. */
function spread(
  ring: readonly (readonly [number, number])[],
  x: Float64Array,
  y: Float64Array,
): void {
  const ends = [0];
  for (let i = 1; i < ring.length; i++) {
    const [[x0, y0], [x1, y1]] = [ring[i - 1]!, ring[i]!];
    ends.push(ends[i - 1]! + Math.hypot(x1 - x0, y1 - y0));
  }
  const perimeter = ends.at(-1)!;
  let edge = 1;
  for (let p = 0; p < POINTS; p++) {
    const at = (perimeter * p) / POINTS;
    while (edge < ring.length - 1 && ends[edge]! < at) edge++;
    const [from, to] = [ring[edge - 1]!, ring[edge]!];
    const span = ends[edge]! - ends[edge - 1]!;
    const t = span === 0 ? 0 : (at - ends[edge - 1]!) / span;
    x[p] = from[0] + t * (to[0] - from[0]);
    y[p] = from[1] + t * (to[1] - from[1]);
  }
}
