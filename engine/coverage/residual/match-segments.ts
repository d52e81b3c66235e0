import { IntList } from '../../geometry/int-list.ts';
import { noteShape } from '../../geometry/kept-shapes.ts';
import type { PackedAreas } from '../../geometry/packed-areas.ts';
import { ringFigures } from './ring-figures.ts';
import { RingIndex } from './ring-index.ts';
import { hashAt, hashPosition, hashSegment, SegmentTable } from './segment-table.ts';

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
  const matcher = new Matcher(packed, isUsed);
  matcher.followRuns();
  // Rings with a crowded place are resolved segment by segment; that may bring up others.
  do matcher.settleRest();
  while (matcher.findCrowded());
  return matcher.result();
}

/** A match that may take a place for settled that others claim as well, but only under an overlap. */
export interface QuickMatch {
  match: SegmentMatch;
  /**
   * Settles the given rings segment by segment; `match` is replaced.
   * @returns false when nothing had to be changed
   */
  settle(rings: Iterable<number>): boolean;
}

/**
 * {@link matchSegments} without the last comparison. Where a place is claimed by more than two
 * segments, two of their communities lie on the same side of it and overlap there. Counting covers
 * shows that as well: rightly, since a matched pair cancels out whoever else is there. So whoever finds
 * no overlap is done, and others settle the rings around it.
 */
export function matchQuickly(packed: PackedAreas, isUsed: (area: number) => boolean): QuickMatch {
  const matcher = new Matcher(packed, isUsed);
  matcher.followRuns();
  matcher.settleRest();
  const quick: QuickMatch = {
    match: matcher.result(),
    settle(rings) {
      const before = matcher.residual;
      for (const ring of rings) matcher.isCrowded[ring] = 1;
      matcher.settleRest();
      quick.match = matcher.result();
      // Every place with a third claim had a matched pair before and has none now.
      return matcher.residual !== before;
    },
  };
  return quick;
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
  residual = 0;
  /** Rings on which a place is claimed by three segments, or by two on the same side. */
  readonly isCrowded: Uint8Array;

  private readonly mate: Int32Array;
  private readonly direction: Int8Array;
  private readonly packed: PackedAreas;
  private readonly owners: Pick<SegmentMatch, 'ringPolygon' | 'polygonArea'>;
  private readonly survey: RingSurvey;
  /** The words of the ordinates, four a position. */
  private readonly bits: Int32Array;
  private readonly rings: RingIndex;
  /** First and last segment of each run. */
  private runEnds = new Int32Array(1024);
  private runEndCount = 0;
  /** What was settled segment by segment. */
  private rest: Int32Array = new Int32Array(0);

  constructor(packed: PackedAreas, isUsed: (area: number) => boolean) {
    const { coordinates, ringStart } = packed;
    this.packed = packed;
    this.owners = indexOwners(packed);
    this.survey = surveyRings(packed, this.owners, isUsed);
    const { direction } = this.survey;
    this.direction = direction;
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

  result(): SegmentMatch {
    const { mate, residual, direction, rings, owners } = this;
    const { south, north } = this.survey;
    const residualSegments = new Int32Array(residual);
    for (let i = 0, at = 0; at < residual; i++) {
      const k = this.rest[i]!;
      if (mate[k] === RESIDUAL) residualSegments[at++] = k;
    }
    return { mate, residual, residualSegments, direction, rings, south, north, ...owners };
  }

  /** Anchors and runs. */
  followRuns(): void {
    const { mate, direction } = this;
    const { coordinates, ringStart } = this.packed;
    const bits = anchorBits(mate.length, direction.length);
    const table = new SegmentTable(coordinates, FIRST_ROOM, mate);
    for (let r = 0; r < direction.length; r++) {
      this.followRing(r, ringStart[r]!, ringStart[r + 1]! - 1, bits, table);
    }
  }

  private followRing(
    ring: number,
    start: number,
    end: number,
    bits: number,
    table: SegmentTable,
  ): void {
    const { bits: words, mate } = this;
    // A shift by 32 would be none at all.
    const shift = bits === 0 ? 0 : 32 - bits;
    const all = bits === 0 ? 0 : -1;
    // The hash of position `hashed`, which the next segment needs as well.
    let hash = 0;
    let hashed = -1;
    for (let k = start; k < end; k++) {
      if (mate[k] !== RESIDUAL) continue;
      const from = hashed === k ? hash : hashPosition(words, k);
      hash = hashPosition(words, k + 1);
      hashed = k + 1;
      const key = hashSegment(from, hash);
      if ((key & all) >>> shift !== 0) continue;
      if (this.isRepeated(k)) mate[k] = NONE;
      else this.anchor(key, k, ring, table);
    }
  }

  private anchor(key: number, k: number, ring: number, table: SegmentTable): void {
    const known = table.findOrAdd(key, k);
    if (known === k) return;
    const other = this.rings.ringOf(known);
    if (this.mate[known] !== RESIDUAL || !this.areOpposite(k, ring, known, other)) {
      this.crowd(k, known);
    } else this.follow(k, ring, known, other);
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

  /** Settles segment by segment what the runs have left over, and all of the crowded rings. */
  settleRest(): void {
    const { packed, mate } = this;
    this.releaseCrowded();
    const rest = this.listRest();
    const table = new SegmentTable(packed.coordinates, 2 * rest.length);
    // How many claim the place that is kept in a slot; OVERCLAIMED for two on one side, or more.
    const claims = new Uint8Array(table.capacity);
    for (let i = 0; i < rest.length; i++) this.settle(rest[i]!, table, claims);
    let residual = 0;
    for (let i = 0; i < rest.length; i++) if (mate[rest[i]!] === RESIDUAL) residual++;
    this.residual = residual;
    this.rest = rest;
  }

  private settle(k: number, table: SegmentTable, claims: Uint8Array): void {
    const { bits, mate } = this;
    const known = table.findOrAdd(hashAt(bits, k), k);
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

  /**
   * Looks for matched segments at a place that others claim as well.
   *
   * @returns true when there are such, and their rings have to be settled once more
   */
  findCrowded(): boolean {
    const { packed, bits, mate, direction, rest } = this;
    const table = new SegmentTable(packed.coordinates, 2 * (rest.length + this.runEndCount));
    for (const k of rest) table.findOrAdd(hashAt(bits, k), k);
    let isCrowded = false;
    for (let i = 0; i < this.runEndCount; i++) {
      const k = this.runEnds[i]!;
      if (mate[k]! < 0) continue;
      const known = table.findOrAdd(hashAt(bits, k), k);
      if (known !== k && known !== mate[k] && this.crowd(k, known)) isCrowded = true;
    }
    this.runEndCount = 0;
    if (table.size === 0) return false;
    const bloom = table.bloom();
    for (let r = 0; r < direction.length; r++) {
      const end = packed.ringStart[r + 1]! - 1;
      for (let k = packed.ringStart[r]!; k < end; k++) {
        if (mate[k]! <= k) continue;
        const key = hashAt(bits, k);
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
    const rest = new IntList();
    for (let k = 0; k < mate.length; k += PIECE) {
      this.addRest(k, Math.min(k + PIECE, mate.length), rest);
    }
    return rest.toArray();
  }

  private addRest(start: number, end: number, rest: IntList): void {
    const { mate } = this;
    for (let k = start; k < end; k++) {
      if (mate[k] !== RESIDUAL) continue;
      if (this.isRepeated(k)) mate[k] = NONE;
      else rest.push(k);
    }
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

/** Anchors that there is room for at first. */
const FIRST_ROOM = 8192;
/** Positions that are looked through at a time. */
const PIECE = 1024;
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
