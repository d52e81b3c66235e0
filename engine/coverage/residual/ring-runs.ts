import { noteShape } from '../../geometry/kept-shapes.ts';
import type { PackedAreas } from '../../geometry/packed-areas.ts';
import { emptyFigures, type RingFigures } from './ring-figures.ts';

/** Segments in a run. */
export const RUN = 8;
const EAST = 1;
const WEST = 2;
const NORTH = 4;
const SOUTH = 8;

/** The rings of one area in runs of a few segments, each with its box. */
export class RingRuns {
  count = 0;
  /** West, south, east, north of each run. */
  boxes = new Float64Array(4 * 64);
  /** The first segment of each run, and its ring. */
  start = new Int32Array(64);
  ring = new Int32Array(64);
  /** Ways in which every step of a run goes: {@link EAST} and the like. */
  ways = new Uint8Array(64);
  /** Of the rings that were cut: what other stages need to know of them as well. */
  readonly figures: RingFigures;
  private readonly packed: PackedAreas;

  constructor(packed: PackedAreas) {
    this.packed = packed;
    this.figures = emptyFigures(packed);
    noteShape(this);
  }

  /** Forgets the runs of the last area. */
  begin(): void {
    this.count = 0;
  }

  /**
   * Cuts a ring into runs, with their boxes. False unless it is closed, finite and on the globe and
   * has an area.
   */
  cut(ring: number): boolean {
    const { coordinates, ringStart } = this.packed;
    const start = ringStart[ring]!;
    const end = ringStart[ring + 1]! - 1;
    if (end - start < 3) return false;
    const x0 = coordinates[2 * start]!;
    const y0 = coordinates[2 * start + 1]!;
    if (x0 !== coordinates[2 * end] || y0 !== coordinates[2 * end + 1]) return false;
    // Written out, for a call with numbers as arguments would put each of them on the heap.
    let runs = this.count;
    while (runs + (end - start) / RUN + 1 > this.start.length) this.grow();
    const { start: runStart, ring: runRing, ways: runWays, boxes } = this;
    let west = x0;
    let south = y0;
    let east = x0;
    let north = y0;
    let doubleArea = 0;
    let x = x0;
    let y = y0;
    let fromX = 0;
    let fromY = 0;
    for (let k = start; k < end; k += RUN) {
      const last = k + RUN < end ? k + RUN : end;
      let minX = x;
      let minY = y;
      let maxX = x;
      let maxY = y;
      // A step beyond all before it, counted: a run of nothing else goes one way.
      let toEast = 0;
      let toWest = 0;
      let toNorth = 0;
      let toSouth = 0;
      for (let i = k + 1; i <= last; i++) {
        x = coordinates[2 * i]!;
        y = coordinates[2 * i + 1]!;
        const toX = x - x0;
        const toY = y - y0;
        doubleArea += fromX * toY - toX * fromY;
        fromX = toX;
        fromY = toY;
        if (x < minX) {
          minX = x;
          toWest++;
        } else if (x > maxX) {
          maxX = x;
          toEast++;
        }
        if (y < minY) {
          minY = y;
          toSouth++;
        } else if (y > maxY) {
          maxY = y;
          toNorth++;
        }
      }
      const steps = last - k;
      runStart[runs] = k;
      runRing[runs] = ring;
      runWays[runs] =
        (toEast === steps ? EAST : toWest === steps ? WEST : 0) |
        (toNorth === steps ? NORTH : toSouth === steps ? SOUTH : 0);
      boxes[4 * runs] = minX;
      boxes[4 * runs + 1] = minY;
      boxes[4 * runs + 2] = maxX;
      boxes[4 * runs + 3] = maxY;
      runs++;
      if (minX < west) west = minX;
      if (minY < south) south = minY;
      if (maxX > east) east = maxX;
      if (maxY > north) north = maxY;
    }
    this.count = runs;
    const { boxes: ringBoxes, turns } = this.figures;
    ringBoxes[4 * ring] = west;
    ringBoxes[4 * ring + 1] = south;
    ringBoxes[4 * ring + 2] = east;
    ringBoxes[4 * ring + 3] = north;
    turns[ring] = doubleArea > 0 ? 1 : -1;
    // A coordinate that is no number makes the area none.
    return (
      Number.isFinite(doubleArea) &&
      doubleArea !== 0 &&
      west >= -180 &&
      south >= -90 &&
      east <= 180 &&
      north <= 90
    );
  }

  private grow(): void {
    const size = this.start.length * 2;
    const boxes = new Float64Array(4 * size);
    boxes.set(this.boxes);
    this.boxes = boxes;
    const start = new Int32Array(size);
    start.set(this.start);
    this.start = start;
    const ring = new Int32Array(size);
    ring.set(this.ring);
    this.ring = ring;
    const ways = new Uint8Array(size);
    ways.set(this.ways);
    this.ways = ways;
  }
}
