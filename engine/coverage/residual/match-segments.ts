import type { PackedAreas } from '../../geometry/packed-areas.ts';
import { RingIndex } from './ring-index.ts';
import { hashBits, hashSegment, SegmentTable } from './segment-table.ts';

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

/**
 * Matches the segments of all rings, in time linear in their number.
 *
 * A table of all segments would be larger than any cache. So only one segment in four, chosen by
 * its hash and therefore the same one on both sides, is looked up (*anchor*); from a pair of anchors
 * the two rings are followed side by side in both directions while they agree (*run*). What
 * remains is looked up as a whole: the residual, short borders without an anchor, and all that belongs
 * to a ring on which three segments were seen at one place.
 *
 * Two runs can lie on one place without any anchor showing it. Then at one end of the common
 * stretch one of them begins, so comparing every matched segment with the ends of all runs finds it.
 */
export function matchSegments(
  packed: PackedAreas,
  isUsed: (area: number) => boolean,
): SegmentMatch {
  const owners = indexOwners(packed);
  const survey = surveyRings(packed, owners, isUsed);
  const matcher = new Matcher(packed, survey);
  matcher.followRuns();
  // Rings with a crowded place are resolved segment by segment; that may bring up others.
  while (matcher.settleRest());
  return {
    mate: matcher.mate,
    residual: matcher.residual,
    direction: matcher.direction,
    rings: matcher.rings,
    south: survey.south,
    north: survey.north,
    ...owners,
  };
}

/**
 * So many of the highest bits of an anchor's hash are zero: the longer the rings, the fewer anchors
 * find nearly every border (a ring of a coverage has some six neighbours).
 */
function anchorBits(positions: number, rings: number): number {
  const mean = positions / Math.max(1, rings);
  return mean >= 160 ? 3 : mean >= 60 ? 2 : mean >= 24 ? 1 : 0;
}

class Matcher {
  readonly mate: Int32Array;
  readonly direction: Int8Array;
  residual = 0;

  private readonly packed: PackedAreas;
  private readonly hashes: Int32Array;
  readonly rings: RingIndex;
  /** Rings on which a place is claimed by three segments, or by two on the same side. */
  private readonly isCrowded: Uint8Array;
  /** First and last segment of each run. */
  private runEnds = new Int32Array(1024);
  private runEndCount = 0;

  constructor(packed: PackedAreas, { direction, hashes }: RingSurvey) {
    const { coordinates, ringStart } = packed;
    this.packed = packed;
    this.direction = direction;
    this.hashes = hashes;
    this.isCrowded = new Uint8Array(direction.length);
    this.mate = new Int32Array(coordinates.length / 2).fill(RESIDUAL);
    this.rings = new RingIndex(ringStart);
    for (let r = 0; r < direction.length; r++) {
      const end = ringStart[r + 1]!;
      if (direction[r] === 0) this.mate.fill(NONE, ringStart[r], end);
      else if (end > ringStart[r]!) this.mate[end - 1] = NONE;
    }
  }

  /** Anchors and runs. */
  followRuns(): void {
    const { packed, hashes, mate, direction } = this;
    const { ringStart } = packed;
    const shift = 32 - anchorBits(mate.length, direction.length);
    const table = new SegmentTable(packed.coordinates, (mate.length / 2) >>> (32 - shift));
    for (let r = 0; r < direction.length; r++) {
      const end = ringStart[r + 1]! - 1;
      for (let k = ringStart[r]!; k < end; k++) {
        if (mate[k] !== RESIDUAL) continue;
        const key = hashSegment(hashes[k]!, hashes[k + 1]!);
        if (shift < 32 && key >>> shift !== 0) continue;
        if (this.isRepeated(k)) {
          mate[k] = NONE;
          continue;
        }
        const known = table.findOrAdd(key, k);
        if (known === k) continue;
        const other = this.rings.ringOf(known);
        if (mate[known] !== RESIDUAL || !this.areOpposite(k, r, known, other)) {
          this.crowd(k, known);
          continue;
        }
        this.follow(k, r, known, other);
      }
    }
  }

  /** Matches two segments and those before and after them, as long as both rings agree. */
  private follow(k0: number, ringK: number, s0: number, ringS: number): void {
    const { mate } = this;
    const { coordinates, ringStart } = this.packed;
    const firstK = ringStart[ringK]!;
    const lastK = ringStart[ringK + 1]! - 2;
    const firstS = ringStart[ringS]!;
    const lastS = ringStart[ringS + 1]! - 2;
    const isReversed =
      coordinates[2 * k0] !== coordinates[2 * s0] ||
      coordinates[2 * k0 + 1] !== coordinates[2 * s0 + 1];
    mate[k0] = s0;
    mate[s0] = k0;
    for (let way = 1; way >= -1; way -= 2) {
      const wayS = isReversed ? -way : way;
      // The far end of a segment is its end when its ring is followed forwards, else its beginning.
      const farK = way === 1 ? 1 : 0;
      const farS = wayS === 1 ? 1 : 0;
      let k = k0;
      let s = s0;
      let reached = k0;
      for (;;) {
        k += way;
        if (k > lastK) k = firstK;
        else if (k < firstK) k = lastK;
        s += wayS;
        if (s > lastS) s = firstS;
        else if (s < firstS) s = lastS;
        if (mate[k] !== RESIDUAL || mate[s] !== RESIDUAL || k === s) break;
        const atK = 2 * (k + farK);
        const atS = 2 * (s + farS);
        if (
          coordinates[atK] !== coordinates[atS] ||
          coordinates[atK + 1] !== coordinates[atS + 1] ||
          this.isRepeated(k)
        ) {
          break;
        }
        mate[k] = s;
        mate[s] = k;
        reached = k;
      }
      this.addRunEnd(reached);
    }
  }

  /**
   * Settles segment by segment what the runs have left over, then looks for matched segments at a
   * place that others claim as well.
   *
   * @returns true when there are such, and all of it has to be settled once more
   */
  settleRest(): boolean {
    const { packed, hashes, mate, direction } = this;
    this.releaseCrowded();
    const rest = this.listRest();
    const table = new SegmentTable(packed.coordinates, 2 * (rest.length + this.runEndCount));
    // How many claim the place that is kept in a slot; OVERCLAIMED for two on one side, or more.
    const claims = new Uint8Array(table.capacity);
    for (const k of rest) {
      const known = table.findOrAdd(hashSegment(hashes[k]!, hashes[k + 1]!), k);
      const { slot } = table;
      if (known === k) claims[slot] = 1;
      else if (claims[slot] === 1) {
        if (this.areOpposite(k, this.rings.ringOf(k), known, this.rings.ringOf(known))) {
          claims[slot] = 2;
          mate[known] = k;
          mate[k] = known;
        } else claims[slot] = OVERCLAIMED;
      } else {
        const partner = mate[known]!;
        if (partner >= 0) mate[partner] = mate[known] = RESIDUAL;
        claims[slot] = OVERCLAIMED;
      }
    }
    this.residual = rest.reduce((sum, k) => sum + (mate[k] === RESIDUAL ? 1 : 0), 0);

    let isCrowded = false;
    for (let i = 0; i < this.runEndCount; i++) {
      const k = this.runEnds[i]!;
      if (mate[k]! < 0) continue;
      const known = table.findOrAdd(hashSegment(hashes[k]!, hashes[k + 1]!), k);
      if (known !== k && known !== mate[k] && this.crowd(k, known)) isCrowded = true;
    }
    this.runEndCount = 0;
    if (table.size === 0) return false;
    const bloom = table.bloom();
    for (let r = 0; r < direction.length; r++) {
      const end = packed.ringStart[r + 1]! - 1;
      for (let k = packed.ringStart[r]!; k < end; k++) {
        if (mate[k]! <= k) continue;
        const key = hashSegment(hashes[k]!, hashes[k + 1]!);
        if ((bloom[(key >>> 5) & (bloom.length - 1)]! & (1 << (key & 31))) === 0) continue;
        const known = table.find(key, k);
        if (known >= 0 && known !== k && known !== mate[k] && this.crowd(k, known))
          isCrowded = true;
      }
    }
    return isCrowded;
  }

  private releaseCrowded(): void {
    const { mate } = this;
    const { ringStart } = this.packed;
    for (let r = 0; r < this.isCrowded.length; r++) {
      if (!this.isCrowded[r]) continue;
      for (let k = ringStart[r]!; k < ringStart[r + 1]! - 1; k++) {
        const partner = mate[k]!;
        if (partner >= 0) mate[k] = mate[partner] = RESIDUAL;
      }
    }
  }

  /** All segments without a partner. */
  private listRest(): Int32Array {
    const { mate } = this;
    let rest = new Int32Array(4096);
    let count = 0;
    for (let k = 0; k < mate.length; k++) {
      if (mate[k] !== RESIDUAL) continue;
      if (this.isRepeated(k)) {
        mate[k] = NONE;
        continue;
      }
      if (count === rest.length) rest = doubled(rest);
      rest[count++] = k;
    }
    return rest.subarray(0, count);
  }

  /** Their communities lie on opposite sides of two segments that have the same ends. */
  private areOpposite(k: number, ringK: number, s: number, ringS: number): boolean {
    const { coordinates } = this.packed;
    const isSameWay =
      coordinates[2 * k] === coordinates[2 * s] &&
      coordinates[2 * k + 1] === coordinates[2 * s + 1];
    return isSameWay !== (this.direction[ringK] === this.direction[ringS]);
  }

  private isRepeated(k: number): boolean {
    const { coordinates } = this.packed;
    return (
      coordinates[2 * k] === coordinates[2 * k + 2] &&
      coordinates[2 * k + 1] === coordinates[2 * k + 3]
    );
  }

  /** Marks the rings of segments at one place; false when all of them were. */
  private crowd(k: number, known: number): boolean {
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

  private addRunEnd(segment: number): void {
    if (this.runEndCount === this.runEnds.length) this.runEnds = doubled(this.runEnds);
    this.runEnds[this.runEndCount++] = segment;
  }
}

/** Two segments on the same side of one place, or three and more there. */
const OVERCLAIMED = 3;

function doubled(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * array.length);
  larger.set(array);
  return larger;
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

/** Direction of each ring, 0 for rings that take no part; a hash of each position; range of latitudes. */
interface RingSurvey {
  direction: Int8Array;
  hashes: Int32Array;
  south: number;
  north: number;
}

/** All that takes a walk over the coordinates of every ring. */
function surveyRings(
  { coordinates, ringStart, polygonRing }: PackedAreas,
  { polygonArea }: { polygonArea: Int32Array },
  isUsed: (area: number) => boolean,
): RingSurvey {
  const direction = new Int8Array(ringStart.length - 1);
  const hashes = new Int32Array(coordinates.length / 2);
  const bits = new Int32Array(coordinates.buffer, coordinates.byteOffset, coordinates.length * 2);
  let south = 90;
  let north = -90;
  for (let polygon = 0; polygon < polygonRing.length - 1; polygon++) {
    if (!isUsed(polygonArea[polygon]!)) continue;
    const shell = polygonRing[polygon]!;
    for (let r = shell; r < polygonRing[polygon + 1]!; r++) {
      const start = ringStart[r]!;
      const end = ringStart[r + 1]!;
      const x0 = coordinates[2 * start]!;
      const y0 = coordinates[2 * start + 1]!;
      let sum = 0;
      let ax = 0;
      let ay = 0;
      for (let k = start; k < end; k++) {
        const bx = coordinates[2 * k]! - x0;
        const lat = coordinates[2 * k + 1]!;
        const by = lat - y0;
        if (lat < south) south = lat;
        if (lat > north) north = lat;
        sum += ax * by - bx * ay;
        ax = bx;
        ay = by;
        hashes[k] = hashBits(bits[4 * k]!, bits[4 * k + 1]!, bits[4 * k + 2]!, bits[4 * k + 3]!);
      }
      direction[r] = sum > 0 === (r === shell) ? 1 : -1;
    }
  }
  return { direction, hashes, south, north };
}

/** Shoelace around the ring's first position: its sign is that of the ring's orientation. */
export function signedArea(coordinates: Float64Array, start: number, end: number): number {
  const x0 = coordinates[2 * start]!;
  const y0 = coordinates[2 * start + 1]!;
  let sum = 0;
  let ax = 0;
  let ay = 0;
  for (let k = start + 1; k < end; k++) {
    const bx = coordinates[2 * k]! - x0;
    const by = coordinates[2 * k + 1]! - y0;
    sum += ax * by - bx * ay;
    ax = bx;
    ay = by;
  }
  return sum / 2;
}
