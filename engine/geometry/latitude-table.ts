import { curvatureRadii } from './geodesic.ts';
import { noteShape } from './kept-shapes.ts';

/**
 * Figures of the ellipsoid by latitude, tabulated over a range so that a million short edges cost
 * a few additions each instead of sines and roots. Linear for radii (5e-9 relative), cubic Hermite for areas.
 */
export class LatitudeTable {
  private readonly first: number;
  private readonly meridians: Float64Array;
  private readonly parallels: Float64Array;
  /** Area per radian of longitude between the first latitude and each node, m². */
  private readonly bands: Float64Array;

  /** Latitudes in degrees. */
  constructor(south: number, north: number) {
    // At multiples of the step, so that a length does not depend on the range of the table.
    this.first = Math.floor((south * RADIANS) / STEP - 1) * STEP;
    const nodes = Math.ceil((north - south) * RADIANS * (1 / STEP)) + 5;
    this.meridians = new Float64Array(nodes);
    this.parallels = new Float64Array(nodes);
    this.bands = new Float64Array(nodes);
    noteShape(this);
    for (let i = 0; i < nodes; i++) {
      const phi = this.first + i * STEP;
      const { meridian, primeVertical } = curvatureRadii(phi);
      this.meridians[i] = meridian;
      this.parallels[i] = primeVertical * Math.cos(phi);
      if (i > 0) this.bands[i] = this.bands[i - 1]! + simpson(phi - STEP);
    }
  }

  /** Length in metres of a short edge; coordinates in degrees. */
  length(ax: number, ay: number, bx: number, by: number): number {
    const at = (((ay + by) / 2) * RADIANS - this.first) / STEP;
    const i = Math.floor(at);
    const t = at - i;
    const meridian = this.meridians[i]! + t * (this.meridians[i + 1]! - this.meridians[i]!);
    const parallel = this.parallels[i]! + t * (this.parallels[i + 1]! - this.parallels[i]!);
    const dx = (bx - ax) * RADIANS * parallel;
    const dy = (by - ay) * RADIANS * meridian;
    return Math.sqrt(dx * dx + dy * dy);
  }

  /**
   * Area in m² between the first latitude and a short edge, its geodesic bulge included; positive
   * towards the east. Around a ring the sum is minus the area that lies on its left.
   */
  strip(ax: number, ay: number, bx: number, by: number): number {
    const width = (bx - ax) * RADIANS;
    const height = (by - ay) * RADIANS;
    const middle = ((ay + by) / 2) * RADIANS;
    const at = (middle - this.first) / STEP;
    const i = Math.floor(at);
    const t = at - i;
    const meridian = this.meridians[i]! + t * (this.meridians[i + 1]! - this.meridians[i]!);
    const parallel = this.parallels[i]! + t * (this.parallels[i + 1]! - this.parallels[i]!);
    const under = (this.band(ay * RADIANS) + 4 * this.band(middle) + this.band(by * RADIANS)) / 6;
    const sine = Math.sin(middle);
    // As in geodesicBulge, without the term of the flattening (1e-2 of a term that is 1e-6).
    const bulge =
      (width *
        sine *
        (parallel * parallel * width * width + 2 * meridian * meridian * height * height)) /
      12;
    return width * under + bulge;
  }

  /** ∫ M N cos φ dφ from the first latitude. */
  private band(phi: number): number {
    const at = (phi - this.first) / STEP;
    const i = Math.floor(at);
    const t = at - i;
    const u = 1 - t;
    const from = this.meridians[i]! * this.parallels[i]! * STEP;
    const to = this.meridians[i + 1]! * this.parallels[i + 1]! * STEP;
    return (
      u * u * (1 + 2 * t) * this.bands[i]! +
      t * t * (1 + 2 * u) * this.bands[i + 1]! +
      t * u * (u * from - t * to)
    );
  }
}

const RADIANS = Math.PI / 180;
/** Distance of the nodes in radians: some 1.3 km. */
const STEP = 2e-4;

/** ∫ M N cos φ dφ over one step. */
function simpson(phi: number): number {
  const density = (at: number): number => {
    const { meridian, primeVertical } = curvatureRadii(at);
    return meridian * primeVertical * Math.cos(at);
  };
  return (STEP * (density(phi) + 4 * density(phi + STEP / 2) + density(phi + STEP))) / 6;
}
