import type { PackedAreas } from '../../geometry/packed-areas.ts';
import { completeFigures, emptyFigures, ringFigures } from '../residual/ring-figures.ts';
import type { Box } from './boxes.ts';
import { type Member, roomFor } from './member.ts';

/**
 * The areas of some members, one after another, as far as a window shows them. Of the course of a ring on one and
 * the same side of the window only both ends are kept: the line between them stays on that side. So in the
 * window nothing changes, neither what runs there nor what covers it, and beyond it nothing is true. Members
 * that lie inside are whole. All polygons and rings stay, with the orientation that they have as a whole.
 */
export function cropMembers(members: readonly Member[], window: Box): PackedAreas {
  const cropped = roomFor(members, 0);
  const figures = emptyFigures(cropped);
  const cropper = new Cropper(scratchFor(members), window);
  let ring = 0;
  let polygon = 0;
  members.forEach(({ area }, i) => {
    const { boxes, turns } = ringFigures(area);
    figures.boxes.set(boxes, 4 * ring);
    figures.turns.set(turns, ring);
    for (let r = 0; r < turns.length; r++) {
      cropper.addRing(area, r, boxes);
      cropped.ringStart[ring + r + 1] = cropper.length;
    }
    for (let p = 1; p < area.polygonRing.length; p++) {
      cropped.polygonRing[polygon + p] = ring + area.polygonRing[p]!;
    }
    ring += turns.length;
    polygon += area.polygonRing.length - 1;
    cropped.areaPolygon[i + 1] = polygon;
    cropped.areaType[i] = area.areaType[0]!;
  });
  const shown = { ...cropped, coordinates: cropper.into.slice(0, 2 * cropper.length) };
  completeFigures(shown, figures);
  return shown;
}

/** What is cropped is mostly a small part of what there is: room for all is made once, not for every window. */
let scratch = new Float64Array();
/** Ordinates that room is kept for: 8 MB. Larger windows are rare, and their room is given back. */
const MOST_KEPT = 1 << 20;

function scratchFor(members: readonly Member[]): Float64Array {
  const ordinates = members.reduce((sum, { area }) => sum + area.coordinates.length, 0);
  // A ring of a window that is passed over takes two positions.
  const room = ordinates + 4 * members.reduce((sum, { area }) => sum + area.ringStart.length, 0);
  if (room > MOST_KEPT) return new Float64Array(room);
  if (scratch.length < room) scratch = new Float64Array(Math.min(2 * room, MOST_KEPT));
  return scratch;
}

/** Degrees: what is so near to the window counts as in it, as the close looks at places in it reach out by less than 1e-4. */
const AT_THE_WALL = 1.5e-4;

const WEST = 1;
const EAST = 2;
const SOUTH = 4;
const NORTH = 8;

/** Writes the rings, as far as they are kept. */
class Cropper {
  /** Positions written. */
  length = 0;
  readonly into: Float64Array;
  private readonly west: number;
  private readonly south: number;
  private readonly east: number;
  private readonly north: number;

  constructor(into: Float64Array, [west, south, east, north]: Box) {
    this.into = into;
    this.west = west - AT_THE_WALL;
    this.south = south - AT_THE_WALL;
    this.east = east + AT_THE_WALL;
    this.north = north + AT_THE_WALL;
  }

  addRing({ coordinates, ringStart }: PackedAreas, ring: number, boxes: Float64Array): void {
    const start = ringStart[ring]!;
    const end = ringStart[ring + 1]!;
    const west = boxes[4 * ring]!;
    const south = boxes[4 * ring + 1]!;
    const east = boxes[4 * ring + 2]!;
    const north = boxes[4 * ring + 3]!;
    if (west >= this.west && east <= this.east && south >= this.south && north <= this.north) {
      this.into.set(coordinates.subarray(2 * start, 2 * end), 2 * this.length);
      this.length += end - start;
    } else if (west > this.east || east < this.west || south > this.north || north < this.south) {
      this.add(coordinates, start);
      this.add(coordinates, start);
    } else this.addCourse(coordinates, start, end);
  }

  private addCourse(coordinates: Float64Array, start: number, end: number): void {
    this.add(coordinates, start);
    let kept = start;
    let last = this.sidesOf(coordinates, start);
    // The sides that all positions from the last one kept lie on.
    let common = last;
    for (let k = start + 1; k < end; k++) {
      const sides = this.sidesOf(coordinates, k);
      if ((common & sides) !== 0) common &= sides;
      else {
        if (kept < k - 1) this.add(coordinates, k - 1);
        common = kept < k - 1 ? last & sides : 0;
        kept = k - 1;
        if (common === 0) {
          this.add(coordinates, k);
          kept = k;
          common = sides;
        }
      }
      last = sides;
    }
    if (kept < end - 1) this.add(coordinates, end - 1);
  }

  /** The sides of the window that a position lies beyond: none for one in it. */
  private sidesOf(coordinates: Float64Array, k: number): number {
    const lon = coordinates[2 * k]!;
    const lat = coordinates[2 * k + 1]!;
    return (
      (lon < this.west ? WEST : lon > this.east ? EAST : 0) |
      (lat < this.south ? SOUTH : lat > this.north ? NORTH : 0)
    );
  }

  private add(coordinates: Float64Array, k: number): void {
    const at = 2 * this.length++;
    this.into[at] = coordinates[2 * k]!;
    this.into[at + 1] = coordinates[2 * k + 1]!;
  }
}
