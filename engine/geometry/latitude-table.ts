import { curvatureRadii, LOCAL_EDGE } from './geodesic.ts';
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

  /**
   * Length in metres of a line of short edges; NaN when one of them is longer than {@link LOCAL_EDGE}.
   * @param coordinates longitude and latitude in turn, in degrees
   * @param from first position of the line, @param to its last one
   */
  lengthOf(coordinates: Float64Array, from: number, to: number): number {
    const { meridians, parallels } = this;
    const start = this.first * (1 / STEP);
    let sum = 0;
    let ax = coordinates[2 * from]!;
    let ay = coordinates[2 * from + 1]!;
    for (let k = from + 1; k <= to; k++) {
      const bx = coordinates[2 * k]!;
      const by = coordinates[2 * k + 1]!;
      const width = bx - ax;
      const height = by - ay;
      if (
        width > LOCAL_EDGE ||
        width < -LOCAL_EDGE ||
        height > LOCAL_EDGE ||
        height < -LOCAL_EDGE
      ) {
        return Number.NaN;
      }
      const at = (ay + by) * STEPS_PER_TWO_DEGREES - start;
      // Never negative, so this is the floor.
      const i = at | 0;
      const t = at - i;
      const meridian = meridians[i]! + t * (meridians[i + 1]! - meridians[i]!);
      const parallel = parallels[i]! + t * (parallels[i + 1]! - parallels[i]!);
      const dx = width * parallel;
      const dy = height * meridian;
      sum += Math.sqrt(dx * dx + dy * dy);
      ax = bx;
      ay = by;
    }
    return sum * RADIANS;
  }

  /**
   * Area in m² between the first latitude and a short edge, its geodesic bulge included; positive
   * towards the east. Around a ring the sum is minus the area that lies on its left.
   * @param coordinates longitude and latitude in turn, in degrees, @param from position that the edge starts at
   */
  strip(coordinates: Float64Array, from: number): number {
    const ax = coordinates[2 * from]!;
    const ay = coordinates[2 * from + 1]!;
    const bx = coordinates[2 * from + 2]!;
    const by = coordinates[2 * from + 3]!;
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
const STEPS_PER_TWO_DEGREES = RADIANS / (2 * STEP);

/** ∫ M N cos φ dφ over one step. */
function simpson(phi: number): number {
  const density = (at: number): number => {
    const { meridian, primeVertical } = curvatureRadii(at);
    return meridian * primeVertical * Math.cos(at);
  };
  return (STEP * (density(phi) + 4 * density(phi + STEP / 2) + density(phi + STEP))) / 6;
}
