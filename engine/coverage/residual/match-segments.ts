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

class Matcher {
  residual = 0;
  private readonly segments: RingSegments;
  private readonly runs: RunFollower;
  /** What was settled segment by segment. */
  private rest: Int32Array = new Int32Array(0);
  /** 1 for each block of {@link BLOCK} segments with some that have no partner; null as long as any may have some. */
  private open: Uint8Array | null = null;

  constructor(packed: PackedAreas, isUsed: (area: number) => boolean) {
    this.segments = new RingSegments(packed, isUsed);
    this.runs = new RunFollower(this.segments);
    noteShape(this);
  }

  get isCrowded(): Uint8Array {
    return this.segments.isCrowded;
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
    this.open ??= new Uint8Array((mate.length >>> BLOCK_BITS) + 1);
    const { open } = this;
    open.fill(0);
    let residual = 0;
    for (let i = 0; i < rest.length; i++) {
      const k = rest[i]!;
      if (mate[k] !== RESIDUAL) continue;
      open[k >>> BLOCK_BITS] = 1;
      residual++;
    }
    this.residual = residual;
    this.rest = rest;
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
    const { open } = this;
    for (let r = 0; r < isCrowded.length; r++) {
      if (!isCrowded[r]) continue;
      for (let k = ringStart[r]!; k < ringStart[r + 1]! - 1; k++) {
        const partner = mate[k]!;
        if (partner < 0) continue;
        mate[k] = mate[partner] = RESIDUAL;
        if (open !== null) open[k >>> BLOCK_BITS] = open[partner >>> BLOCK_BITS] = 1;
      }
    }
  }

  /** All segments without a partner. */
  private listRest(): Int32Array {
    const { mate } = this.segments;
    const { open } = this;
    const rest = new IntList();
    for (let block = 0, k = 0; k < mate.length; block++, k += BLOCK) {
      if (open === null || open[block] === 1) {
        this.addRest(k, Math.min(k + BLOCK, mate.length), rest);
      }
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

/** Segments that are looked through at a time. */
const BLOCK_BITS = 7;
const BLOCK = 1 << BLOCK_BITS;
/** Two segments on the same side of one place, or three and more there. */
const OVERCLAIMED = 3;
