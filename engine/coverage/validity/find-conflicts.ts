import type { Position } from '../types.ts';
import { groupOverlaps, type OverlapPiece, pairKey, pointKey } from './group-overlaps.ts';
import type { ProblemDraft } from './invalidity-problem.ts';
import { crossingPoint, type Meeting, pathsCross, relateSegments } from './relate-segments.ts';
import type { RingTable } from './ring-table.ts';
import type { SegmentIndex } from './segment-index.ts';

/** Faults after which the search stops: a random scribble of n lines has about n²/5 crossings. */
export const CROSSING_BUDGET = 10_000;
/** Pairs of boxes compared before the search stops: about a second. */
export const COMPARISON_BUDGET = 150_000_000;
/** Two rings that touch cost more than a comparison of boxes. */
const TOUCH_COST = 50;

/** Two rings of one part that meet in a point without crossing there. */
export interface Touch {
  ringA: number;
  ringB: number;
  x: number;
  y: number;
}

export interface Conflicts {
  drafts: ProblemDraft[];
  /** Keys (`pairKey`) of rings that cross or run along each other. */
  conflictingPairs: ReadonlySet<string>;
  touches: Touch[];
  /** False when a budget was used up: more may be wrong than is listed. */
  isComplete: boolean;
}

/** Compares all segments that may meet, and says where rings cross, overlap and touch. */
export function findConflicts(index: SegmentIndex): Conflicts {
  const collector = new Collector(index.table);
  const isComplete = index.forEachCandidatePair(COMPARISON_BUDGET, (s, t, a, b) =>
    collector.compare(s, t, a, b),
  );
  return { ...collector.conflicts(), isComplete };
}

/** A meeting at a vertex of one ring, or of two rings that cross there. */
interface VertexFault extends Touch {
  kind: ProblemDraft['kind'];
}

class Collector {
  private readonly table: RingTable;
  private readonly drafts: ProblemDraft[] = [];
  private readonly pieces: OverlapPiece[] = [];
  private readonly vertexFaults: VertexFault[] = [];
  private readonly touches: Touch[] = [];
  private readonly conflictingPairs = new Set<string>();
  private readonly meeting: Meeting = { x0: 0, y0: 0, x1: 0, y1: 0 };
  private faultsLeft = CROSSING_BUDGET;
  private touchesLeft = COMPARISON_BUDGET / TOUCH_COST;

  constructor(table: RingTable) {
    this.table = table;
  }

  /** @returns false when the search should stop */
  compare(s: number, t: number, ringA: number, ringB: number): boolean {
    const { xs, ys, next } = this.table;
    const s1 = next[s]!;
    const t1 = next[t]!;
    const relation = relateSegments(
      xs[s]!,
      ys[s]!,
      xs[s1]!,
      ys[s1]!,
      xs[t]!,
      ys[t]!,
      xs[t1]!,
      ys[t1]!,
      this.meeting,
    );
    if (relation === 'none') return true;
    if (relation === 'proper') this.addCrossing(s, t, ringA, ringB);
    else if (relation === 'overlap') this.addOverlap(s, t, ringA, ringB);
    else if (ringA !== ringB) this.addMeetingOfRings(s, t, ringA, ringB);
    else if (s1 !== t && t1 !== s) this.addVertexFault('ring-touches-itself', ringA, ringA);
    return this.faultsLeft > 0 && this.touchesLeft > 0;
  }

  private addCrossing(s: number, t: number, ringA: number, ringB: number): void {
    const { xs, ys, next } = this.table;
    const [s1, t1] = [next[s]!, next[t]!];
    const location = crossingPoint(
      xs[s]!,
      ys[s]!,
      xs[s1]!,
      ys[s1]!,
      xs[t]!,
      ys[t]!,
      xs[t1]!,
      ys[t1]!,
    );
    this.drafts.push(this.draft(this.kindOfConflict(ringA, ringB), location, ringA, ringB));
    this.noteConflict(ringA, ringB);
  }

  private addOverlap(s: number, t: number, ringA: number, ringB: number): void {
    const { next } = this.table;
    const tip = ringA !== ringB ? -1 : next[s] === t ? t : next[t] === s ? s : -1;
    this.pieces.push({ ringA, ringB, tip, ...this.meeting });
    this.noteConflict(ringA, ringB);
  }

  private addVertexFault(kind: ProblemDraft['kind'], ringA: number, ringB: number): void {
    this.vertexFaults.push({ kind, ringA, ringB, x: this.meeting.x0, y: this.meeting.y0 });
    this.faultsLeft--;
  }

  /** Different rings in one point. Each visit of a ring is judged once: where a segment starts or holds the point. */
  private addMeetingOfRings(s: number, t: number, ringA: number, ringB: number): void {
    const { x0: x, y0: y } = this.meeting;
    if (this.endsAt(s, x, y) || this.endsAt(t, x, y)) return;
    this.touchesLeft--;
    const [a0, a1] = this.pathThrough(s, x, y);
    const [b0, b1] = this.pathThrough(t, x, y);
    if (pathsCross(x, y, a0, a1, b0, b1)) {
      this.addVertexFault(this.kindOfConflict(ringA, ringB), ringA, ringB);
      this.conflictingPairs.add(pairKey(ringA, ringB));
    } else if (this.table.polygonOf[ringA] === this.table.polygonOf[ringB]) {
      this.touches.push({ ringA, ringB, x, y });
    }
  }

  private endsAt(s: number, x: number, y: number): boolean {
    const { xs, ys, next } = this.table;
    return xs[next[s]!] === x && ys[next[s]!] === y;
  }

  /** Where the ring comes from and where it goes when segment s starts at, or runs through, (x, y). */
  private pathThrough(s: number, x: number, y: number): [Position, Position] {
    const { xs, ys, next, previous } = this.table;
    const from = xs[s] === x && ys[s] === y ? previous[s]! : s;
    const to = next[s]!;
    return [
      [xs[from]!, ys[from]!],
      [xs[to]!, ys[to]!],
    ];
  }

  private noteConflict(ringA: number, ringB: number): void {
    this.faultsLeft--;
    if (ringA !== ringB) this.conflictingPairs.add(pairKey(ringA, ringB));
  }

  private kindOfConflict(ringA: number, ringB: number): ProblemDraft['kind'] {
    if (ringA === ringB) return 'self-crossing';
    const { polygonOf } = this.table;
    return polygonOf[ringA] === polygonOf[ringB] ? 'rings-cross' : 'parts-overlap';
  }

  private draft(
    kind: ProblemDraft['kind'],
    location: Position,
    ringA: number,
    ringB: number,
  ): ProblemDraft {
    const { polygonOf, ringOf } = this.table;
    const [first, second] = ringA < ringB ? [ringA, ringB] : [ringB, ringA];
    return {
      kind,
      location,
      polygon: polygonOf[first]!,
      ring: ringOf[first]!,
      ...(first !== second && {
        other: { polygon: polygonOf[second]!, ring: ringOf[second]! },
      }),
    };
  }

  /** What was found, with the consequences of overlaps taken out: where one ends, lines also touch. */
  conflicts(): Omit<Conflicts, 'isComplete'> {
    const drafts = [...this.drafts];
    const { runs, ends } = groupOverlaps(this.table, this.pieces);
    for (const run of runs) {
      const kind = run.isSpike ? 'spike' : this.kindOfConflict(run.ringA, run.ringB);
      const draft = this.draft(kind, run.location, run.ringA, run.ringB);
      drafts.push(run.isSpike ? draft : { ...draft, alongLine: true });
    }
    for (const { kind, ringA, ringB, x, y } of this.vertexFaults) {
      if (ends.get(pairKey(ringA, ringB))?.has(pointKey(x, y))) continue;
      drafts.push(this.draft(kind, [x, y], ringA, ringB));
    }
    return { drafts, conflictingPairs: this.conflictingPairs, touches: this.touches };
  }
}
