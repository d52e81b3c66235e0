import { IntList } from '../../geometry/int-list.ts';
import { noteShape } from '../../geometry/kept-shapes.ts';
import type { PackedAreas } from '../../geometry/packed-areas.ts';
import { RunFollower } from './follow-runs.ts';
import { NONE, RESIDUAL, RingSegments, type SegmentMatch } from './ring-segments.ts';
import { hashAt, SegmentTable } from './segment-table.ts';

export { NONE, RESIDUAL, type SegmentMatch } from './ring-segments.ts';

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
   * Settles segments one by one; `match` is replaced.
   * @param segments ascending; with each of them all others at the same place
   * @returns false when nothing had to be changed
   */
  settle(segments: Int32Array): boolean;
}

/**
 * {@link matchSegments} without the last comparison. Where a place is claimed by more than two
 * segments, two of their communities lie on the same side of it and overlap there. Counting covers
 * shows that as well: rightly, since a matched pair cancels out whoever else is there. So whoever finds
 * no overlap is done, and others settle the segments around it.
 */
export function matchQuickly(packed: PackedAreas, isUsed: (area: number) => boolean): QuickMatch {
  const matcher = new Matcher(packed, isUsed);
  matcher.followRuns();
  matcher.settleRest();
  const quick: QuickMatch = {
    match: matcher.result(),
    settle(segments) {
      if (!matcher.settleAgain(segments)) return false;
      quick.match = matcher.result();
      return true;
    },
  };
  return quick;
}

class Matcher {
  residual = 0;
  private readonly segments: RingSegments;
  private readonly runs: RunFollower;
  /** What was settled segment by segment. */
  private rest: Int32Array = new Int32Array(0);

  constructor(packed: PackedAreas, isUsed: (area: number) => boolean) {
    this.segments = new RingSegments(packed, isUsed);
    this.runs = new RunFollower(this.segments);
    noteShape(this);
  }

  followRuns(): void {
    this.runs.followRuns();
  }

  result(): SegmentMatch {
    const { residual } = this;
    const { mate, direction, rings, owners, south, north } = this.segments;
    const residualSegments = new Int32Array(residual);
    for (let i = 0, at = 0; at < residual; i++) {
      const k = this.rest[i]!;
      if (mate[k] === RESIDUAL) residualSegments[at++] = k;
    }
    return { mate, residual, residualSegments, direction, rings, south, north, ...owners };
  }

  /** Settles segment by segment what the runs have left over, and all of the crowded rings. */
  settleRest(): void {
    const { packed, mate } = this.segments;
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

  /**
   * Settles some segments anew, one by one.
   * @param segments ascending; with each of them all others at the same place
   * @returns false when as many are left over as before
   */
  settleAgain(segments: Int32Array): boolean {
    const { packed, mate } = this.segments;
    let before = 0;
    for (let i = 0; i < segments.length; i++) if (mate[segments[i]!] === RESIDUAL) before++;
    const table = new SegmentTable(packed.coordinates, 2 * segments.length);
    const claims = new Uint8Array(table.capacity);
    for (let i = 0; i < segments.length; i++) {
      const k = segments[i]!;
      if (mate[k] !== NONE) mate[k] = RESIDUAL;
    }
    for (let i = 0; i < segments.length; i++) {
      if (mate[segments[i]!] !== NONE) this.settle(segments[i]!, table, claims);
    }
    let after = 0;
    for (let i = 0; i < segments.length; i++) if (mate[segments[i]!] === RESIDUAL) after++;
    // Every place with a third claim had a matched pair before and has none now.
    if (after === before) return false;
    this.rest = mergeAscending(this.rest, segments);
    this.residual += after - before;
    return true;
  }

  private settle(k: number, table: SegmentTable, claims: Uint8Array): void {
    const { segments } = this;
    const { bits, mate, rings } = segments;
    const known = table.findOrAdd(hashAt(bits, k), k);
    const { slot } = table;
    if (known === k) claims[slot] = 1;
    else if (claims[slot] === 1) {
      if (segments.areOpposite(k, rings.ringOf(k), known, rings.ringOf(known))) {
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
    const { segments, runs, rest } = this;
    const { packed, bits, mate, direction } = segments;
    const table = new SegmentTable(packed.coordinates, 2 * (rest.length + runs.endCount));
    for (const k of rest) table.findOrAdd(hashAt(bits, k), k);
    let isCrowded = false;
    for (let i = 0; i < runs.endCount; i++) {
      const k = runs.ends[i]!;
      if (mate[k]! < 0) continue;
      const known = table.findOrAdd(hashAt(bits, k), k);
      if (known !== k && known !== mate[k] && segments.crowd(k, known)) isCrowded = true;
    }
    runs.endCount = 0;
    if (table.size === 0) return false;
    const bloom = table.bloom();
    for (let r = 0; r < direction.length; r++) {
      const end = packed.ringStart[r + 1]! - 1;
      for (let k = packed.ringStart[r]!; k < end; k++) {
        if (mate[k]! <= k) continue;
        const key = hashAt(bits, k);
        if ((bloom[(key >>> 5) & (bloom.length - 1)]! & (1 << (key & 31))) === 0) continue;
        const known = table.find(key, k);
        if (known >= 0 && known !== k && known !== mate[k] && segments.crowd(k, known))
          isCrowded = true;
      }
    }
    return isCrowded;
  }

  private releaseCrowded(): void {
    const { mate, isCrowded, packed } = this.segments;
    const { ringStart } = packed;
    for (let r = 0; r < isCrowded.length; r++) {
      if (!isCrowded[r]) continue;
      for (let k = ringStart[r]!; k < ringStart[r + 1]! - 1; k++) {
        const partner = mate[k]!;
        if (partner >= 0) mate[k] = mate[partner] = RESIDUAL;
      }
    }
  }

  /** All segments without a partner. */
  private listRest(): Int32Array {
    const { mate } = this.segments;
    const rest = new IntList();
    for (let k = 0; k < mate.length; k += PIECE) {
      this.addRest(k, Math.min(k + PIECE, mate.length), rest);
    }
    return rest.toArray();
  }

  private addRest(start: number, end: number, rest: IntList): void {
    const { segments } = this;
    const { mate } = segments;
    for (let k = start; k < end; k++) {
      if (mate[k] !== RESIDUAL) continue;
      if (segments.isRepeated(k)) mate[k] = NONE;
      else rest.push(k);
    }
  }
}

/** All of two ascending lists, once each. */
function mergeAscending(first: Int32Array, second: Int32Array): Int32Array {
  const merged = new Int32Array(first.length + second.length);
  let length = 0;
  for (let i = 0, j = 0; i < first.length || j < second.length; ) {
    const a = i < first.length ? first[i]! : Number.POSITIVE_INFINITY;
    const b = j < second.length ? second[j]! : Number.POSITIVE_INFINITY;
    if (a <= b) i++;
    if (b <= a) j++;
    merged[length++] = Math.min(a, b);
  }
  return merged.subarray(0, length);
}

/** Positions that are looked through at a time. */
const PIECE = 1024;
/** Two segments on the same side of one place, or three and more there. */
const OVERCLAIMED = 3;
