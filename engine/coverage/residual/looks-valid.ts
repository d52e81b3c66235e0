import { noteShape } from '../../geometry/kept-shapes.ts';
import type { PackedAreas } from '../../geometry/packed-areas.ts';
import type { RingFigures } from './ring-figures.ts';
import { RingRuns, RUN } from './ring-runs.ts';

/**
 * A quick test that only ever errs on the side of doubt: true when the area is certainly valid,
 * false when {@link findInvalid} has to look. Rings are cut into runs of a few segments. Most runs
 * go on in one direction, and so meet neither themselves nor the next; runs whose boxes are apart
 * cannot meet, and segments whose boxes are apart neither.
 */
export class QuickValidity {
  private readonly packed: PackedAreas;
  private readonly runs: RingRuns;
  /** West, south, east, north of each group of runs. */
  private groupBoxes = new Float64Array(4 * 16);

  constructor(packed: PackedAreas) {
    this.packed = packed;
    this.runs = new RingRuns(packed);
    noteShape(this);
  }

  /** Of the rings that were cut: what other stages need to know of them as well. */
  get figures(): RingFigures {
    return this.runs.figures;
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

  /** Valid, and at most half the globe wide. */
  looksValid(area: number): boolean {
    const { areaType, areaPolygon, polygonRing } = this.packed;
    if (areaType[area] === 0) return false;
    const first = areaPolygon[area]!;
    const last = areaPolygon[area + 1]!;
    if (first === last) return false;
    let west = 180;
    let east = -180;
    this.runs.begin();
    for (let polygon = first; polygon < last; polygon++) {
      const shell = polygonRing[polygon]!;
      const end = polygonRing[polygon + 1]!;
      if (shell === end) return false;
      for (let r = shell; r < end; r++) {
        if (!this.runs.cut(r)) return false;
        west = Math.min(west, this.figures.boxes[4 * r]!);
        east = Math.max(east, this.figures.boxes[4 * r + 2]!);
      }
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
    return east - west <= 180 && this.areSegmentsApart();
  }

  /** Whether the first position of a ring lies inside another, by ray casting. */
  private startsInside(ring: number, other: number): boolean {
    const { coordinates, ringStart } = this.packed;
    const x = coordinates[2 * ringStart[ring]!]!;
    const y = coordinates[2 * ringStart[ring]! + 1]!;
    let isInside = false;
    for (let k = ringStart[other]!; k < ringStart[other + 1]! - 1; k++) {
      const ax = coordinates[2 * k]!;
      const ay = coordinates[2 * k + 1]!;
      const bx = coordinates[2 * k + 2]!;
      const by = coordinates[2 * k + 3]!;
      if (ay > y === by > y) continue;
      // Which side of an edge it is may be off by rounding only within 1e-9 of the edge, where
      // the ring would come so near the other that the test of their segments is in doubt.
      if (x < ax + ((y - ay) / (by - ay)) * (bx - ax)) isInside = !isInside;
    }
    return isInside;
  }

  /**
   * Of two rings that were cut: does neither lie in the other? Whether they meet shows when their segments are
   * looked at; where they do not, one position of each tells.
   */
  private areApart(ring: number, other: number): boolean {
    const { boxes } = this.figures;
    const areBoxesApart =
      boxes[4 * ring + 2]! < boxes[4 * other]! ||
      boxes[4 * other + 2]! < boxes[4 * ring]! ||
      boxes[4 * ring + 3]! < boxes[4 * other + 1]! ||
      boxes[4 * other + 3]! < boxes[4 * ring + 1]!;
    return areBoxesApart || !(this.startsInside(ring, other) || this.startsInside(other, ring));
  }

  /** No two segments of the rings meet but at the vertex that neighbours share. */
  private areSegmentsApart(): boolean {
    const runs = this.runs.count;
    // Quadratic in the runs: for larger areas the indexed test is quicker.
    if (runs > MOST_RUNS) return false;
    for (let run = 0; run < runs; run++) {
      if (!this.isRunApartFromNext(run)) return false;
    }
    this.joinBoxes();
    const { groupBoxes } = this;
    const groups = Math.ceil(runs / GROUP);
    for (let g = 0; g < groups; g++) {
      const minX = groupBoxes[4 * g]!;
      const minY = groupBoxes[4 * g + 1]!;
      const maxX = groupBoxes[4 * g + 2]!;
      const maxY = groupBoxes[4 * g + 3]!;
      for (let h = g; h < groups; h++) {
        if (
          groupBoxes[4 * h]! > maxX ||
          groupBoxes[4 * h + 2]! < minX ||
          groupBoxes[4 * h + 1]! > maxY ||
          groupBoxes[4 * h + 3]! < minY
        ) {
          continue;
        }
        if (!this.areGroupsApart(g, h)) return false;
      }
    }
    return true;
  }

  /** But for runs that follow one another. */
  private areGroupsApart(g: number, h: number): boolean {
    const { groupBoxes } = this;
    const { boxes, count } = this.runs;
    const endG = Math.min((g + 1) * GROUP, count);
    const endH = Math.min((h + 1) * GROUP, count);
    const west = groupBoxes[4 * h]!;
    const south = groupBoxes[4 * h + 1]!;
    const east = groupBoxes[4 * h + 2]!;
    const north = groupBoxes[4 * h + 3]!;
    for (let i = g * GROUP; i < endG; i++) {
      const minX = boxes[4 * i]!;
      const minY = boxes[4 * i + 1]!;
      const maxX = boxes[4 * i + 2]!;
      const maxY = boxes[4 * i + 3]!;
      if (minX > east || maxX < west || minY > north || maxY < south) continue;
      for (let j = Math.max(i + 2, h * GROUP); j < endH; j++) {
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

  private joinBoxes(): void {
    const { count: runs, boxes } = this.runs;
    const groups = Math.ceil(runs / GROUP);
    if (this.groupBoxes.length < 4 * groups) this.groupBoxes = new Float64Array(8 * groups);
    const { groupBoxes } = this;
    for (let g = 0; g < groups; g++) {
      let minX = boxes[4 * GROUP * g]!;
      let minY = boxes[4 * GROUP * g + 1]!;
      let maxX = boxes[4 * GROUP * g + 2]!;
      let maxY = boxes[4 * GROUP * g + 3]!;
      const end = Math.min((g + 1) * GROUP, runs);
      for (let i = g * GROUP + 1; i < end; i++) {
        if (boxes[4 * i]! < minX) minX = boxes[4 * i]!;
        if (boxes[4 * i + 1]! < minY) minY = boxes[4 * i + 1]!;
        if (boxes[4 * i + 2]! > maxX) maxX = boxes[4 * i + 2]!;
        if (boxes[4 * i + 3]! > maxY) maxY = boxes[4 * i + 3]!;
      }
      groupBoxes[4 * g] = minX;
      groupBoxes[4 * g + 1] = minY;
      groupBoxes[4 * g + 2] = maxX;
      groupBoxes[4 * g + 3] = maxY;
    }
  }

  /** A run against itself and the next one: nothing to do where the two go on in one direction. */
  private isRunApartFromNext(run: number): boolean {
    const { ring, ways, count } = this.runs;
    const hasNext = run + 1 < count;
    if (hasNext && ring[run + 1] === ring[run]) {
      if ((ways[run]! & ways[run + 1]!) !== 0 || this.goOn(run, run + 1)) return true;
    }
    if (ways[run] === 0 && !this.goOn(run, run) && !this.areRunsApart(run, run)) return false;
    return !hasNext || this.areRunsApart(run, run + 1);
  }

  /**
   * Whether every step of one or two runs of a ring advances along the line from their beginning to
   * their end: such a chain meets itself nowhere.
   */
  private goOn(run: number, lastRun: number): boolean {
    const { coordinates, ringStart } = this.packed;
    const first = this.runs.start[run]!;
    const last = Math.min(
      this.runs.start[lastRun]! + RUN,
      ringStart[this.runs.ring[run]! + 1]! - 1,
    );
    let ax = coordinates[2 * first]!;
    let ay = coordinates[2 * first + 1]!;
    const dx = coordinates[2 * last]! - ax;
    const dy = coordinates[2 * last + 1]! - ay;
    const chord = dx * dx + dy * dy;
    // A thousand times what rounding does to steps of at most a thousand chords.
    const least = 1e-9 * chord;
    const { boxes } = this.runs;
    for (let i = run; i <= lastRun; i++) {
      const width = boxes[4 * i + 2]! - boxes[4 * i]!;
      const height = boxes[4 * i + 3]! - boxes[4 * i + 1]!;
      if (width * width + height * height > 1e6 * chord) return false;
    }
    for (let k = first + 1; k <= last; k++) {
      const bx = coordinates[2 * k]!;
      const by = coordinates[2 * k + 1]!;
      // A position that is repeated is no step.
      if (bx === ax && by === ay) continue;
      if ((bx - ax) * dx + (by - ay) * dy <= least) return false;
      ax = bx;
      ay = by;
    }
    return true;
  }

  private areRunsApart(i: number, j: number): boolean {
    const { coordinates, ringStart } = this.packed;
    const ringI = this.runs.ring[i]!;
    const ringJ = this.runs.ring[j]!;
    const endI = Math.min(this.runs.start[i]! + RUN, ringStart[ringI + 1]! - 1);
    const endJ = Math.min(this.runs.start[j]! + RUN, ringStart[ringJ + 1]! - 1);
    // Segments between a position and its repetition are left out: those beside them share a vertex.
    let opening = ringStart[ringI]!;
    while (isPoint(coordinates, opening)) opening++;
    let closing = ringStart[ringI + 1]! - 2;
    while (isPoint(coordinates, closing)) closing--;
    for (let k = this.runs.start[i]!; k < endI; k++) {
      const ax = coordinates[2 * k]!;
      const ay = coordinates[2 * k + 1]!;
      const bx = coordinates[2 * k + 2]!;
      const by = coordinates[2 * k + 3]!;
      if (ax === bx && ay === by) continue;
      let next = k + 1;
      while (next < closing && isPoint(coordinates, next)) next++;
      const minX = ax < bx ? ax : bx;
      const maxX = ax < bx ? bx : ax;
      const minY = ay < by ? ay : by;
      const maxY = ay < by ? by : ay;
      for (let m = i === j ? k + 1 : this.runs.start[j]!; m < endJ; m++) {
        const cx = coordinates[2 * m]!;
        const dx = coordinates[2 * m + 2]!;
        if ((cx < minX && dx < minX) || (cx > maxX && dx > maxX)) continue;
        const cy = coordinates[2 * m + 1]!;
        const dy = coordinates[2 * m + 3]!;
        if ((cy < minY && dy < minY) || (cy > maxY && dy > maxY)) continue;
        if (cx === dx && cy === dy) continue;
        if (ringI === ringJ && m === next) {
          if (isStraightOn(coordinates, k, m)) continue;
          return false;
        }
        if (ringI === ringJ && k === opening && m === closing) {
          if (isStraightOn(coordinates, m, k)) continue;
          return false;
        }
        if (!isOnOneSide(coordinates, k, m) && !isOnOneSide(coordinates, m, k)) return false;
      }
    }
    return true;
  }
}

/** Runs in a group. */
const GROUP = 4;
/** Runs up to which comparing all boxes is quick. */
const MOST_RUNS = 512;

// These take positions, not numbers, which a call would put on the heap.

/** Are both ends of a segment one position? */
const isPoint = (coordinates: Float64Array, k: number): boolean =>
  coordinates[2 * k] === coordinates[2 * k + 2] &&
  coordinates[2 * k + 1] === coordinates[2 * k + 3];

/** Of two segments that follow one another, the second does not fold back: it turns by a clear angle, or goes on. */
function isStraightOn(coordinates: Float64Array, first: number, second: number): boolean {
  const ux = coordinates[2 * first + 2]! - coordinates[2 * first]!;
  const uy = coordinates[2 * first + 3]! - coordinates[2 * first + 1]!;
  const vx = coordinates[2 * second + 2]! - coordinates[2 * second]!;
  const vy = coordinates[2 * second + 3]! - coordinates[2 * second + 1]!;
  if (ux * vx + uy * vy > 0) return true;
  const cross = ux * vy - uy * vx;
  return Math.abs(cross) > 1e-9 * (Math.abs(ux * vy) + Math.abs(uy * vx));
}

/** One segment lies wholly on one side of another's line, beyond any rounding. */
function isOnOneSide(coordinates: Float64Array, of: number, segment: number): boolean {
  const ax = coordinates[2 * of]!;
  const ay = coordinates[2 * of + 1]!;
  const ux = coordinates[2 * of + 2]! - ax;
  const uy = coordinates[2 * of + 3]! - ay;
  const c1 = ux * (coordinates[2 * segment + 1]! - ay);
  const c2 = uy * (coordinates[2 * segment]! - ax);
  const d1 = ux * (coordinates[2 * segment + 3]! - ay);
  const d2 = uy * (coordinates[2 * segment + 2]! - ax);
  const c = c1 - c2;
  const d = d1 - d2;
  // Differences of coordinates are exact to 1e-15 of the difference or to the last bit of 180.
  const doubt =
    1e-12 * (Math.abs(c1) + Math.abs(c2) + Math.abs(d1) + Math.abs(d2)) +
    1e-13 * (Math.abs(ux) + Math.abs(uy));
  return (c > doubt && d > doubt) || (c < -doubt && d < -doubt);
}
