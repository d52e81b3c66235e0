import type { PackedAreas } from '../../geometry/packed-areas.ts';
import { signedArea } from './match-segments.ts';

/**
 * A quick test that only ever errs on the side of doubt: true when the area is certainly valid,
 * false when {@link findInvalid} has to look. Rings are cut into runs of a few segments; runs
 * whose boxes are apart cannot meet, and segments whose boxes are apart neither.
 */
export class QuickValidity {
  private readonly packed: PackedAreas;
  private boxes = new Float64Array(4 * 64);
  private runStart = new Int32Array(64);
  private runRing = new Int32Array(64);

  constructor(packed: PackedAreas) {
    this.packed = packed;
  }

  /** Extent in longitude, in degrees; NaN-free only for finite coordinates. */
  degreesWide(area: number): number {
    const { areaPolygon, polygonRing, ringStart, coordinates } = this.packed;
    const first = ringStart[polygonRing[areaPolygon[area]!]!]!;
    const last = ringStart[polygonRing[areaPolygon[area + 1]!]!]!;
    let west = Number.POSITIVE_INFINITY;
    let east = Number.NEGATIVE_INFINITY;
    for (let k = first; k < last; k++) {
      const lon = coordinates[2 * k]!;
      if (lon < west) west = lon;
      if (lon > east) east = lon;
    }
    // Beyond the globe is another fault, told by the exact test.
    return west < -180 || east > 180 ? 0 : east - west;
  }

  looksValid(area: number): boolean {
    const { areaType, areaPolygon, polygonRing } = this.packed;
    if (areaType[area] === 0) return false;
    const first = areaPolygon[area]!;
    const last = areaPolygon[area + 1]!;
    if (first === last) return false;
    for (let polygon = first; polygon < last; polygon++) {
      const shell = polygonRing[polygon]!;
      const end = polygonRing[polygon + 1]!;
      if (shell === end) return false;
      for (let r = shell; r < end; r++) if (!this.isPlainRing(r)) return false;
      for (let r = shell + 1; r < end; r++) {
        if (!this.startsInside(r, shell)) return false;
        for (let other = shell + 1; other < r; other++) {
          if (!this.areApart(r, other)) return false;
        }
      }
      for (let other = first; other < polygon; other++) {
        if (!this.areApart(polygonRing[other]!, shell)) return false;
      }
    }
    return this.areSegmentsApart(polygonRing[first]!, polygonRing[last]!);
  }

  /** Closed, finite, on the globe, with an area and without a repeated closing. */
  private isPlainRing(ring: number): boolean {
    const { coordinates, ringStart } = this.packed;
    const start = ringStart[ring]!;
    const end = ringStart[ring + 1]!;
    if (end - start < 4) return false;
    if (
      coordinates[2 * start] !== coordinates[2 * end - 2] ||
      coordinates[2 * start + 1] !== coordinates[2 * end - 1]
    ) {
      return false;
    }
    for (let i = 2 * start; i < 2 * end; i += 2) {
      const lon = coordinates[i]!;
      const lat = coordinates[i + 1]!;
      // Written so that NaN fails.
      if (!(lon >= -180 && lon <= 180 && lat >= -90 && lat <= 90)) return false;
    }
    return signedArea(coordinates, start, end) !== 0;
  }

  /** Whether the first position of a hole lies inside the shell, by ray casting; false in doubt. */
  private startsInside(hole: number, shell: number): boolean {
    const { coordinates, ringStart } = this.packed;
    const x = coordinates[2 * ringStart[hole]!]!;
    const y = coordinates[2 * ringStart[hole]! + 1]!;
    let isInside = false;
    for (let k = ringStart[shell]!; k < ringStart[shell + 1]! - 1; k++) {
      const ax = coordinates[2 * k]!;
      const ay = coordinates[2 * k + 1]!;
      const bx = coordinates[2 * k + 2]!;
      const by = coordinates[2 * k + 3]!;
      if (ay > y === by > y) continue;
      // Which side of an edge it is may be off by rounding only within 1e-9 of the edge, where
      // the hole would touch the shell's boxes and the test below would be in doubt.
      if (x < ax + ((y - ay) / (by - ay)) * (bx - ax)) isInside = !isInside;
    }
    return isInside;
  }

  private areApart(ring: number, other: number): boolean {
    const a = this.boxOf(ring);
    const b = this.boxOf(other);
    return a[2] < b[0] || b[2] < a[0] || a[3] < b[1] || b[3] < a[1];
  }

  private boxOf(ring: number): [number, number, number, number] {
    const { coordinates, ringStart } = this.packed;
    let [minX, minY, maxX, maxY] = [
      Number.POSITIVE_INFINITY,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
    ];
    for (let k = ringStart[ring]!; k < ringStart[ring + 1]!; k++) {
      const x = coordinates[2 * k]!;
      const y = coordinates[2 * k + 1]!;
      if (x < minX) minX = x;
      if (x > maxX) maxX = x;
      if (y < minY) minY = y;
      if (y > maxY) maxY = y;
    }
    return [minX, minY, maxX, maxY];
  }

  /** No two segments of the rings meet but at the vertex that neighbours share. */
  private areSegmentsApart(firstRing: number, lastRing: number): boolean {
    const runs = this.cutIntoRuns(firstRing, lastRing);
    // Quadratic in the runs: for larger areas the indexed test is quicker.
    if (runs > MOST_RUNS) return false;
    const { boxes } = this;
    for (let i = 0; i < runs; i++) {
      const minX = boxes[4 * i]!;
      const minY = boxes[4 * i + 1]!;
      const maxX = boxes[4 * i + 2]!;
      const maxY = boxes[4 * i + 3]!;
      for (let j = i; j < runs; j++) {
        if (
          boxes[4 * j]! > maxX ||
          boxes[4 * j + 2]! < minX ||
          boxes[4 * j + 1]! > maxY ||
          boxes[4 * j + 3]! < minY
        ) {
          continue;
        }
        if (!this.areRunsApart(i, j)) return false;
      }
    }
    return true;
  }

  private cutIntoRuns(firstRing: number, lastRing: number): number {
    const { coordinates, ringStart } = this.packed;
    let runs = 0;
    for (let r = firstRing; r < lastRing; r++) {
      const end = ringStart[r + 1]! - 1;
      for (let k = ringStart[r]!; k < end; k += RUN) {
        if (runs === this.runStart.length - 1) this.grow();
        this.runStart[runs] = k;
        this.runRing[runs] = r;
        const last = k + RUN < end ? k + RUN : end;
        let minX = Number.POSITIVE_INFINITY;
        let minY = Number.POSITIVE_INFINITY;
        let maxX = Number.NEGATIVE_INFINITY;
        let maxY = Number.NEGATIVE_INFINITY;
        for (let i = k; i <= last; i++) {
          const x = coordinates[2 * i]!;
          const y = coordinates[2 * i + 1]!;
          if (x < minX) minX = x;
          if (x > maxX) maxX = x;
          if (y < minY) minY = y;
          if (y > maxY) maxY = y;
        }
        this.boxes[4 * runs] = minX;
        this.boxes[4 * runs + 1] = minY;
        this.boxes[4 * runs + 2] = maxX;
        this.boxes[4 * runs + 3] = maxY;
        runs++;
      }
    }
    return runs;
  }

  private grow(): void {
    const size = this.runStart.length * 2;
    const boxes = new Float64Array(4 * size);
    boxes.set(this.boxes);
    this.boxes = boxes;
    const runStart = new Int32Array(size);
    runStart.set(this.runStart);
    this.runStart = runStart;
    const runRing = new Int32Array(size);
    runRing.set(this.runRing);
    this.runRing = runRing;
  }

  private areRunsApart(i: number, j: number): boolean {
    const { coordinates, ringStart } = this.packed;
    const ringI = this.runRing[i]!;
    const ringJ = this.runRing[j]!;
    const endI = Math.min(this.runStart[i]! + RUN, ringStart[ringI + 1]! - 1);
    const endJ = Math.min(this.runStart[j]! + RUN, ringStart[ringJ + 1]! - 1);
    const closing = ringStart[ringI + 1]! - 2;
    for (let k = this.runStart[i]!; k < endI; k++) {
      const ax = coordinates[2 * k]!;
      const ay = coordinates[2 * k + 1]!;
      const bx = coordinates[2 * k + 2]!;
      const by = coordinates[2 * k + 3]!;
      const minX = ax < bx ? ax : bx;
      const maxX = ax < bx ? bx : ax;
      const minY = ay < by ? ay : by;
      const maxY = ay < by ? by : ay;
      for (let m = i === j ? k + 1 : this.runStart[j]!; m < endJ; m++) {
        const cx = coordinates[2 * m]!;
        const dx = coordinates[2 * m + 2]!;
        if ((cx < minX && dx < minX) || (cx > maxX && dx > maxX)) continue;
        const cy = coordinates[2 * m + 1]!;
        const dy = coordinates[2 * m + 3]!;
        if ((cy < minY && dy < minY) || (cy > maxY && dy > maxY)) continue;
        if (ringI === ringJ && m === k + 1) {
          if (isStraightOn(ax, ay, bx, by, dx, dy)) continue;
          return false;
        }
        if (ringI === ringJ && k === ringStart[ringI] && m === closing) {
          if (isStraightOn(cx, cy, ax, ay, bx, by)) continue;
          return false;
        }
        if (!areClearlyApart(ax, ay, bx, by, cx, cy, dx, dy)) return false;
      }
    }
    return true;
  }
}

/** Segments in a run, and runs up to which comparing all boxes is quick. */
const RUN = 8;
const MOST_RUNS = 512;

/** The step a → b → d does not fold back: it turns by a clear angle, or goes on. */
function isStraightOn(
  ax: number,
  ay: number,
  bx: number,
  by: number,
  dx: number,
  dy: number,
): boolean {
  const ux = bx - ax;
  const uy = by - ay;
  const vx = dx - bx;
  const vy = dy - by;
  if (ux * vx + uy * vy > 0) return true;
  const cross = ux * vy - uy * vx;
  return Math.abs(cross) > 1e-9 * (Math.abs(ux * vy) + Math.abs(uy * vx));
}

/** One segment lies wholly on one side of the other's line, beyond any rounding. */
function areClearlyApart(
  ax: number,
  ay: number,
  bx: number,
  by: number,
  cx: number,
  cy: number,
  dx: number,
  dy: number,
): boolean {
  return isOnOneSide(ax, ay, bx, by, cx, cy, dx, dy) || isOnOneSide(cx, cy, dx, dy, ax, ay, bx, by);
}

function isOnOneSide(
  ax: number,
  ay: number,
  bx: number,
  by: number,
  cx: number,
  cy: number,
  dx: number,
  dy: number,
): boolean {
  const ux = bx - ax;
  const uy = by - ay;
  const c1 = ux * (cy - ay);
  const c2 = uy * (cx - ax);
  const d1 = ux * (dy - ay);
  const d2 = uy * (dx - ax);
  const c = c1 - c2;
  const d = d1 - d2;
  // Differences of coordinates are exact to 1e-15 of the difference or to the last bit of 180.
  const doubt =
    1e-12 * (Math.abs(c1) + Math.abs(c2) + Math.abs(d1) + Math.abs(d2)) +
    1e-13 * (Math.abs(ux) + Math.abs(uy));
  return (c > doubt && d > doubt) || (c < -doubt && d < -doubt);
}
