import { noteShape } from '../../geometry/kept-shapes.ts';
import { NONE, RESIDUAL, type RingSegments } from './ring-segments.ts';
import { hashPosition, hashSegment, SegmentTable } from './segment-table.ts';

/**
 * So many of the highest bits of an anchor's hash are zero: the longer the rings, the fewer anchors
 * find nearly every border (a ring of a coverage has some six neighbours).
 */
function anchorBits(positions: number, rings: number): number {
  const mean = positions / Math.max(1, rings);
  return mean >= 160 ? 3 : mean >= 60 ? 2 : mean >= 24 ? 1 : 0;
}

/** Matches stretches of rings that run along one another, beginning at anchors. */
export class RunFollower {
  /** First and last segment of each run, the first {@link endCount} of the array. */
  ends = new Int32Array(1024);
  endCount = 0;
  private readonly segments: RingSegments;

  constructor(segments: RingSegments) {
    this.segments = segments;
    noteShape(this);
  }

  /** Anchors and runs. */
  followRuns(): void {
    const { mate, direction, packed } = this.segments;
    const { coordinates, ringStart } = packed;
    const bits = anchorBits(mate.length, direction.length);
    const room = Math.min(FIRST_ROOM, mate.length >>> (bits + 1));
    const table = new SegmentTable(coordinates, room, mate);
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
    const { segments } = this;
    const { bits: words, mate } = segments;
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
      if (segments.isRepeated(k)) mate[k] = NONE;
      else this.anchor(key, k, ring, table);
    }
  }

  private anchor(key: number, k: number, ring: number, table: SegmentTable): void {
    const known = table.findOrAdd(key, k);
    if (known === k) return;
    const other = this.segments.rings.ringOf(known);
    if (
      this.segments.mate[known] !== RESIDUAL ||
      !this.segments.areOpposite(k, ring, known, other)
    ) {
      this.segments.crowd(k, known);
    } else this.follow(k, ring, known, other);
  }

  /** Matches two segments and those before and after them, as long as both rings agree. */
  private follow(k0: number, ringK: number, s0: number, ringS: number): void {
    const { segments } = this;
    const { mate } = segments;
    const { coordinates, ringStart } = segments.packed;
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
          segments.isRepeated(k)
        ) {
          break;
        }
        mate[k] = s;
        mate[s] = k;
        reached = k;
      }
      this.addEnd(reached);
    }
  }

  private addEnd(segment: number): void {
    if (this.endCount === this.ends.length) this.ends = doubled(this.ends);
    this.ends[this.endCount++] = segment;
  }
}

/** Anchors that there is room for at first, at most. */
const FIRST_ROOM = 32768;

function doubled(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * array.length);
  larger.set(array);
  return larger;
}
