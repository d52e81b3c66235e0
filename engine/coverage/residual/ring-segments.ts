import { noteShape } from '../../geometry/kept-shapes.ts';
import type { PackedAreas } from '../../geometry/packed-areas.ts';
import { ringFigures } from './ring-figures.ts';
import { RingIndex } from './ring-index.ts';

/**
 * Stage 1 of the fast audit: segments that two communities share exactly.
 *
 * Every ring is walked with its interior on the left (shells counter-clockwise, holes clockwise,
 * whatever way they are written). A segment whose reverse belongs to another ring is *matched*:
 * there the border is settled. All others are the *residual*: the rim of the coverage, and its
 * dirt. Where three or more segments lie on one place, or two on the same side, none is matched.
 *
 * Requires valid, closed rings of finite coordinates.
 */
export interface SegmentMatch {
  /** For the segment that starts at position k: the start of its partner, or {@link RESIDUAL}, or {@link NONE}. */
  mate: Int32Array;
  /** Number of residual segments. */
  residual: number;
  /** The residual segments in order. */
  residualSegments: Int32Array;
  /** Ring of the interior-left direction: 1 as written, −1 against it. */
  direction: Int8Array;
  /** Polygon of each ring, area of each polygon. */
  ringPolygon: Int32Array;
  polygonArea: Int32Array;
  rings: RingIndex;
  /** Range of latitudes of the rings that take part; 90 and −90 when there are none. */
  south: number;
  north: number;
}

export const RESIDUAL = -1;
/** No segment starts here: the closing position of a ring, or a repeated one. */
export const NONE = -2;

/** The segments of all rings while they are being matched. */
export class RingSegments {
  readonly packed: PackedAreas;
  readonly mate: Int32Array;
  readonly direction: Int8Array;
  readonly rings: RingIndex;
  readonly owners: Pick<SegmentMatch, 'ringPolygon' | 'polygonArea'>;
  readonly south: number;
  readonly north: number;
  /** The words of the ordinates, four a position. */
  readonly bits: Int32Array;
  /** Rings on which a place is claimed by three segments, or by two on the same side. */
  readonly isCrowded: Uint8Array;

  constructor(packed: PackedAreas, isUsed: (area: number) => boolean) {
    const { coordinates, ringStart } = packed;
    this.packed = packed;
    this.owners = indexOwners(packed);
    const { direction, south, north } = surveyRings(packed, this.owners, isUsed);
    this.direction = direction;
    this.south = south;
    this.north = north;
    this.bits = new Int32Array(coordinates.buffer, coordinates.byteOffset, coordinates.length * 2);
    this.isCrowded = new Uint8Array(direction.length);
    this.mate = new Int32Array(coordinates.length / 2).fill(RESIDUAL);
    this.rings = new RingIndex(ringStart);
    noteShape(this);
    for (let r = 0; r < direction.length; r++) {
      const end = ringStart[r + 1]!;
      if (direction[r] === 0) this.mate.fill(NONE, ringStart[r], end);
      else if (end > ringStart[r]!) this.mate[end - 1] = NONE;
    }
  }

  /** Their communities lie on opposite sides of two segments that have the same ends. */
  areOpposite(k: number, ringK: number, s: number, ringS: number): boolean {
    const { coordinates } = this.packed;
    const isSameWay =
      coordinates[2 * k] === coordinates[2 * s] &&
      coordinates[2 * k + 1] === coordinates[2 * s + 1];
    return isSameWay !== (this.direction[ringK] === this.direction[ringS]);
  }

  isRepeated(k: number): boolean {
    const { coordinates } = this.packed;
    return (
      coordinates[2 * k] === coordinates[2 * k + 2] &&
      coordinates[2 * k + 1] === coordinates[2 * k + 3]
    );
  }

  /** Marks the rings of segments at one place; false when all of them were. */
  crowd(k: number, known: number): boolean {
    let isNews = false;
    for (const segment of [k, known, this.mate[k]!, this.mate[known]!]) {
      if (segment < 0) continue;
      const ring = this.rings.ringOf(segment);
      if (this.isCrowded[ring]) continue;
      this.isCrowded[ring] = 1;
      isNews = true;
    }
    return isNews;
  }
}

function indexOwners({ ringStart, polygonRing, areaPolygon, count }: PackedAreas) {
  const ringPolygon = new Int32Array(ringStart.length - 1);
  for (let polygon = 0; polygon < polygonRing.length - 1; polygon++) {
    ringPolygon.fill(polygon, polygonRing[polygon], polygonRing[polygon + 1]);
  }
  const polygonArea = new Int32Array(polygonRing.length - 1);
  for (let area = 0; area < count; area++) {
    polygonArea.fill(area, areaPolygon[area], areaPolygon[area + 1]);
  }
  return { ringPolygon, polygonArea };
}

/** Direction of each ring, 0 for rings that take no part; range of latitudes. */
interface RingSurvey {
  direction: Int8Array;
  south: number;
  north: number;
}

function surveyRings(
  packed: PackedAreas,
  { polygonArea }: { polygonArea: Int32Array },
  isUsed: (area: number) => boolean,
): RingSurvey {
  const { polygonRing } = packed;
  const { boxes, turns } = ringFigures(packed);
  const direction = new Int8Array(turns.length);
  let south = 90;
  let north = -90;
  for (let polygon = 0; polygon < polygonRing.length - 1; polygon++) {
    if (!isUsed(polygonArea[polygon]!)) continue;
    const shell = polygonRing[polygon]!;
    for (let r = shell; r < polygonRing[polygon + 1]!; r++) {
      direction[r] = r === shell ? turns[r]! : -turns[r]!;
      south = Math.min(south, boxes[4 * r + 1]!);
      north = Math.max(north, boxes[4 * r + 3]!);
    }
  }
  return { direction, south, north };
}
