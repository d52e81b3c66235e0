import Flatbush from 'flatbush';
import { side } from '../../geometry/predicates.ts';
import type { RingTable } from './ring-table.ts';

/** Consecutive segments under one box: neighbours on a ring are neighbours on the map. */
const RUN_LENGTH = 8;
/** What a visited pair costs, in comparisons of two boxes. */
const VISIT_COST = 15;

/**
 * The segments of all rings under a spatial index, in runs of consecutive segments of one ring.
 * Answers which pairs of segments may meet, and on which side of a ring a point lies.
 */
export class SegmentIndex {
  readonly table: RingTable;
  private readonly runStart: Int32Array;
  private readonly runEnd: Int32Array;
  private readonly runRing: Int32Array;
  private readonly runs: number;
  private readonly tree: Flatbush | null;
  private readonly boxes: Float64Array;

  constructor(table: RingTable) {
    this.table = table;
    let runs = 0;
    for (let r = 0; r < table.rings; r++) {
      runs += Math.ceil((table.start[r + 1]! - table.start[r]!) / RUN_LENGTH);
    }
    this.runs = runs;
    this.runStart = new Int32Array(runs);
    this.runEnd = new Int32Array(runs);
    this.runRing = new Int32Array(runs);
    this.boxes = new Float64Array(runs * 4);
    this.tree = runs > 0 ? new Flatbush(runs) : null;
    let run = 0;
    for (let r = 0; r < table.rings; r++) {
      for (let v = table.start[r]!; v < table.start[r + 1]!; v += RUN_LENGTH) {
        this.addRun(run++, r, v, Math.min(v + RUN_LENGTH, table.start[r + 1]!));
      }
    }
    this.tree?.finish();
  }

  private addRun(run: number, ring: number, start: number, end: number): void {
    const { xs, ys, next } = this.table;
    let [minX, minY, maxX, maxY] = [xs[start]!, ys[start]!, xs[start]!, ys[start]!];
    for (let v = start; v < end; v++) {
      const x = xs[next[v]!]!;
      const y = ys[next[v]!]!;
      if (x < minX) minX = x;
      if (x > maxX) maxX = x;
      if (y < minY) minY = y;
      if (y > maxY) maxY = y;
    }
    this.runRing[run] = ring;
    this.runStart[run] = start;
    this.runEnd[run] = end;
    this.boxes.set([minX, minY, maxX, maxY], run * 4);
    this.tree!.add(minX, minY, maxX, maxY);
  }

  /**
   * Calls back for each pair of segments s < t whose boxes meet, until the answer is false.
   * @param budget how many pairs of boxes may be compared; a visit counts for {@link VISIT_COST}
   * @returns false when the budget was used up or the callback stopped the search
   */
  forEachCandidatePair(
    budget: number,
    visit: (s: number, t: number, ringOfS: number, ringOfT: number) => boolean,
  ): boolean {
    const { runs, tree, boxes, runStart, runEnd, runRing } = this;
    let left = budget;
    let goOn = true;
    for (let run = 0; run < runs && goOn; run++) {
      const meets = (other: number): boolean => {
        if (other < run || !goOn) return false;
        const low = runStart[other]!;
        const high = runEnd[other]!;
        left -= (runEnd[run]! - runStart[run]!) * (high - low);
        for (let s = runStart[run]!; s < runEnd[run]! && goOn; s++) {
          for (let t = Math.max(low, s + 1); t < high && goOn; t++) {
            if (!this.boxesMeet(s, t)) continue;
            left -= VISIT_COST;
            goOn = visit(s, t, runRing[run]!, runRing[other]!);
          }
        }
        if (left < 0) goOn = false;
        return false;
      };
      const b = run * 4;
      tree!.search(boxes[b]!, boxes[b + 1]!, boxes[b + 2]!, boxes[b + 3]!, meets);
    }
    return goOn;
  }

  private boxesMeet(s: number, t: number): boolean {
    const { xs, ys, next } = this.table;
    const sx = xs[s]!;
    const sx1 = xs[next[s]!]!;
    const tx = xs[t]!;
    const tx1 = xs[next[t]!]!;
    if (Math.max(sx, sx1) < Math.min(tx, tx1) || Math.max(tx, tx1) < Math.min(sx, sx1)) {
      return false;
    }
    const sy = ys[s]!;
    const sy1 = ys[next[s]!]!;
    const ty = ys[t]!;
    const ty1 = ys[next[t]!]!;
    return Math.max(sy, sy1) >= Math.min(ty, ty1) && Math.max(ty, ty1) >= Math.min(sy, sy1);
  }

  /** Does the test accept a segment whose box meets this one? Touching boxes meet. */
  someSegmentIn(
    minX: number,
    minY: number,
    maxX: number,
    maxY: number,
    test: (segment: number) => boolean,
  ): boolean {
    const { xs, ys, next } = this.table;
    let found = false;
    this.tree?.search(minX, minY, maxX, maxY, (run) => {
      for (let v = this.runStart[run]!; v < this.runEnd[run]! && !found; v++) {
        const w = next[v]!;
        if (Math.max(xs[v]!, xs[w]!) < minX || Math.min(xs[v]!, xs[w]!) > maxX) continue;
        if (Math.max(ys[v]!, ys[w]!) < minY || Math.min(ys[v]!, ys[w]!) > maxY) continue;
        found = test(v);
      }
      return false;
    });
    return found;
  }

  /**
   * Is (x, y) inside ring r (+1), on it (0) or outside (−1)? Exact; even–odd where r crosses itself.
   * With r = null: inside the area of all rings together, by the even–odd rule.
   */
  locate(r: number | null, x: number, y: number): -1 | 0 | 1 {
    const { xs, ys, next } = this.table;
    let isInside = false;
    let isOn = false;
    this.tree?.search(x, y, Number.POSITIVE_INFINITY, y, (run) => {
      if (isOn || (r !== null && this.runRing[run] !== r)) return false;
      for (let v = this.runStart[run]!; v < this.runEnd[run]!; v++) {
        const ax = xs[v]!;
        const ay = ys[v]!;
        const bx = xs[next[v]!]!;
        const by = ys[next[v]!]!;
        if (Math.max(ax, bx) < x || Math.max(ay, by) < y || Math.min(ay, by) > y) continue;
        const turn = side(ax, ay, bx, by, x, y);
        if (turn === 0 && Math.min(ax, bx) <= x) {
          isOn = true;
          break;
        }
        // Half open in y, so that a vertex on the ray counts once; right of x when the point is
        // to the left of the upward line.
        if (ay > y !== by > y && (by > ay ? turn > 0 : turn < 0)) isInside = !isInside;
      }
      return false;
    });
    return isOn ? 0 : isInside ? 1 : -1;
  }

  /** A segment of ring r that passes through (x, y), as it starts there or holds it inside; else −1. */
  segmentThrough(r: number, x: number, y: number): number {
    const { xs, ys, next } = this.table;
    let found = -1;
    this.tree?.search(x, y, x, y, (run) => {
      if (this.runRing[run] !== r || found >= 0) return false;
      for (let v = this.runStart[run]!; v < this.runEnd[run]!; v++) {
        const w = next[v]!;
        if (xs[w] === x && ys[w] === y) continue;
        const [ax, ay, bx, by] = [xs[v]!, ys[v]!, xs[w]!, ys[w]!];
        if (x < Math.min(ax, bx) || x > Math.max(ax, bx)) continue;
        if (y < Math.min(ay, by) || y > Math.max(ay, by)) continue;
        if (side(ax, ay, bx, by, x, y) === 0) {
          found = v;
          break;
        }
      }
      return false;
    });
    return found;
  }
}
