import type { MovesInput } from './least-moves.ts';

/** Steps that are looked at before the search ends with what it has shown by then: two or three seconds at the most. */
const MOST_LOOKS = 30_000;
/** More units are not worth a search: each of them is too small a step. */
const MOST_UNITS = 3000;

/**
 * A lower bound on the households that a plan must move to bring every community down to the upper bound, which sees what has to be
 * passed on: where the neighbours of a community are full as well, what they take they must shed in turn, in whole units.
 *
 * Best-first search over plans in the making. A community above the bound must shed one of its units: each of them is
 * tried, to each community; a unit that went to a community whose ground it does not touch must be joined to it, by one of the units beside it. What a
 * partial plan has moved, with the least sum of whole units that each community above the bound must still shed, is a bound
 * on every plan that comes of it; the least of these over all partial plans that are left is one for all plans. What
 * makes plans fewer still – that what a community keeps is connected, that it keeps enough – is not looked at.
 *
 * Only plans are covered in which each community keeps some of its own ground, or ends. A plan with a community on ground that is
 * none of its own moves all that has, at least the lower bound less the households of no community: the caller's
 * `enough` may not be more than that, and nothing above it is returned.
 */
export function forcedMoves(input: MovesInput, enough: number): number {
  const { households } = input;
  if (households.length > MOST_UNITS) return 0;
  for (let u = 0; u < households.length; u++) if (!Number.isInteger(households[u]!)) return 0;
  return new Search(input, enough).run();
}

/** A partial plan: what was decided last, and all before it. */
interface Partial {
  parent: Partial | null;
  /** A unit that goes to a label (−1: none does). */
  unit: number;
  label: number;
  /** Units that were tried before it in the same place: they stay where they are, or do not go to `label`. */
  passed: readonly number[];
  passedStay: boolean;
  moved: number;
  bound: number;
}

const [OPEN, STAYS, MOVED] = [0, 1, 2];

class Search {
  private readonly households: ArrayLike<number>;
  private readonly home: ArrayLike<number>;
  private readonly high: number;
  private readonly enough: number;
  private readonly adjacent: number[][];
  private readonly unitsOf: number[][] = [];
  private readonly labels: number;
  private readonly heap = new Heap();
  private looks = 0;
  /** The partial plan that is looked at: what each unit is decided to do, and its label. */
  private readonly state: Uint8Array;
  private readonly label: Int32Array;
  private readonly size: Float64Array;
  private readonly forbidden = new Set<number>();
  private readonly sums = new Map<string, Float64Array>();
  private readonly ways = new Map<number, Float64Array>();

  constructor({ households, current, band, edges }: MovesInput, enough: number) {
    this.households = households;
    this.home = current;
    this.high = band[1];
    this.enough = enough;
    const neighbours = Array.from({ length: households.length }, () => new Set<number>());
    for (const { from, to } of edges) {
      neighbours[from]!.add(to);
      neighbours[to]!.add(from);
    }
    this.adjacent = neighbours.map((set) => [...set].sort((a, b) => a - b));
    for (let u = 0; u < households.length; u++) {
      const label = current[u]!;
      if (label < 0) continue;
      this.unitsOf[label] ??= [];
      this.unitsOf[label].push(u);
    }
    this.labels = this.unitsOf.length;
    for (let label = 0; label < this.labels; label++) this.unitsOf[label] ??= [];
    this.state = new Uint8Array(households.length);
    this.label = new Int32Array(households.length);
    this.size = new Float64Array(this.labels);
  }

  run(): number {
    const root = { parent: null, unit: -1, label: -1, passed: [], passedStay: true, moved: 0 };
    this.heap.push({ ...root, bound: 0 });
    let bound = 0;
    for (let next = this.heap.pop(); next !== null; next = this.heap.pop()) {
      bound = next.bound;
      if (bound >= this.enough || this.looks > MOST_LOOKS) return Math.min(bound, this.enough);
      this.lay(next);
      const loose = this.looseUnits();
      if (loose !== null) this.join(next, loose);
      else {
        const label = this.fullest();
        // Nothing is left to be done: no plan moves fewer.
        if (label === -1) return Math.min(bound, this.enough);
        this.shed(next, label);
      }
    }
    // No plan of the kind that moves fewer.
    return this.enough;
  }

  /** Writes a partial plan out. */
  private lay(partial: Partial): void {
    const { state, label, size, home, households, forbidden } = this;
    state.fill(OPEN);
    size.fill(0);
    forbidden.clear();
    for (let u = 0; u < state.length; u++) {
      label[u] = home[u]!;
      if (home[u]! >= 0) size[home[u]!]! += households[u]!;
    }
    for (let at: Partial | null = partial; at !== null; at = at.parent) {
      for (const u of at.passed) {
        if (at.passedStay) state[u] = STAYS;
        else forbidden.add(u * this.labels + at.label);
      }
      if (at.unit === -1) continue;
      const own = home[at.unit]!;
      if (own >= 0) size[own]! -= households[at.unit]!;
      size[at.label]! += households[at.unit]!;
      state[at.unit] = MOVED;
      label[at.unit] = at.label;
    }
  }

  /** Units that went to a community whose ground they do not touch, all together that hang together. */
  private looseUnits(): { units: number[]; label: number } | null {
    const { state, label, home, adjacent } = this;
    const seen = new Set<number>();
    for (let u = 0; u < state.length; u++) {
      if (state[u] !== MOVED || seen.has(u)) continue;
      const to = label[u]!;
      const units = [u];
      seen.add(u);
      let isJoined = false;
      for (const v of units) {
        for (const w of adjacent[v]!) {
          if (label[w] !== to) continue;
          if (home[w] === to) isJoined = true;
          else if (!seen.has(w)) {
            seen.add(w);
            units.push(w);
          }
        }
      }
      if (!isJoined) return { units, label: to };
    }
    return null;
  }

  /** One of the units beside loose ones goes the same way. */
  private join(partial: Partial, { units, label }: { units: number[]; label: number }): void {
    const beside = new Set<number>();
    for (const u of units) {
      for (const v of this.adjacent[u]!) {
        const isFree = this.state[v] === OPEN && this.home[v] !== label;
        if (isFree && !this.forbidden.has(v * this.labels + label)) beside.add(v);
      }
    }
    const passed: number[] = [];
    for (const v of [...beside].sort((a, b) => a - b)) {
      this.look(partial, v, label, passed.slice(), false, this.needs());
      passed.push(v);
    }
  }

  /** The community above the bound that has the fewest units to choose from. */
  private fullest(): number {
    let [best, fewest] = [-1, Number.POSITIVE_INFINITY];
    for (let label = 0; label < this.labels; label++) {
      if (this.size[label]! <= this.high) continue;
      const open = this.unitsOf[label]!.filter((u) => this.state[u] === OPEN).length;
      if (open < fewest) [best, fewest] = [label, open];
    }
    return best;
  }

  /** One of its units leaves a community, those before it in the list do not. */
  private shed(partial: Partial, from: number): void {
    const passed: number[] = [];
    const needs = this.needs();
    for (const u of this.unitsOf[from]!.filter((one) => this.state[one] === OPEN)) {
      for (let to = 0; to < this.labels; to++) {
        if (to === from || this.forbidden.has(u * this.labels + to)) continue;
        this.look(partial, u, to, passed.slice(), true, needs);
      }
      passed.push(u);
    }
  }

  /** What each community must still shed, and all of them together. */
  private needs(): { each: Float64Array; all: number } {
    const each = new Float64Array(this.labels);
    let all = 0;
    for (let label = 0; label < this.labels; label++) {
      each[label] = this.least(label, this.size[label]! - this.high, []);
      all += each[label]!;
    }
    return { each, all };
  }

  /** A partial plan with one more unit moved, kept unless it cannot lead to a plan that moves few enough. */
  private look(
    parent: Partial,
    unit: number,
    label: number,
    passed: readonly number[],
    passedStay: boolean,
    needs: { each: Float64Array; all: number },
  ): void {
    this.looks++;
    const { households, home, high, size } = this;
    const own = home[unit]!;
    const weight = households[unit]!;
    const gone = own >= 0 ? weight : 0;
    const moved = parent.moved + gone;
    // Whoever takes something must keep ground of its own: all else is left to the caller.
    const keepsGround = this.unitsOf[label]!.some((u) => this.label[u] === label);
    if (!keepsGround || moved >= this.enough) return;
    let left = needs.all - needs.each[label]! + this.least(label, size[label]! + weight - high, []);
    if (own >= 0) {
      const shut = passedStay ? [unit, ...passed] : [unit];
      left += this.least(own, size[own]! - weight - high, shut) - needs.each[own]!;
    }
    const bound = Math.max(parent.bound, moved + left, moved + this.way(unit, label));
    if (bound < this.enough) {
      this.heap.push({ parent, unit, label, passed, passedStay, moved, bound });
    }
  }

  /** Least households of whole units, of those that a community may still shed, that come to a goal. */
  private least(label: number, goal: number, shut: readonly number[]): number {
    if (goal <= 0) return 0;
    const open = this.unitsOf[label]!.filter((u) => this.state[u] === OPEN && !shut.includes(u));
    const key = `${label}:${open.join()}`;
    let sums = this.sums.get(key);
    if (sums === undefined) {
      sums = reachable(open.map((u) => this.households[u]!));
      this.sums.set(key, sums);
    }
    return goal < sums.length ? sums[Math.ceil(goal)]! : Number.POSITIVE_INFINITY;
  }

  /**
   * Households on the way from a unit to the ground of a community that has taken nothing yet: they come to it as well.
   * 0 where it has: the way may be shorter.
   */
  private way(unit: number, label: number): number {
    for (let u = 0; u < this.state.length; u++) {
      if (this.state[u] === MOVED && this.label[u] === label) return 0;
    }
    let ways = this.ways.get(label);
    if (ways === undefined) {
      ways = this.waysTo(label);
      this.ways.set(label, ways);
    }
    return ways[unit]!;
  }

  /** Dijkstra from the ground of a community. */
  private waysTo(label: number): Float64Array {
    const { households, home, adjacent } = this;
    const least = new Float64Array(households.length).fill(Number.POSITIVE_INFINITY);
    const open = new Set<number>();
    for (const u of this.unitsOf[label]!) {
      least[u] = 0;
      open.add(u);
    }
    while (open.size > 0) {
      let next = -1;
      for (const u of open) if (next === -1 || least[u]! < least[next]!) next = u;
      open.delete(next);
      // Up to a unit, not with it.
      const own = home[next]! >= 0 && home[next] !== label ? households[next]! : 0;
      for (const v of adjacent[next]!) {
        if (least[next]! + own >= least[v]!) continue;
        least[v] = least[next]! + own;
        open.add(v);
      }
    }
    return least;
  }
}

/** For each goal up to the sum of all values: the least sum of some of them that is no less. */
function reachable(values: readonly number[]): Float64Array {
  const all = values.reduce((sum, value) => sum + value, 0);
  const canReach = new Uint8Array(all + 1);
  canReach[0] = 1;
  for (const value of values) {
    for (let sum = all; sum >= value; sum--) if (canReach[sum - value] === 1) canReach[sum] = 1;
  }
  const least = new Float64Array(all + 1);
  let next = all;
  for (let sum = all; sum >= 0; sum--) {
    if (canReach[sum] === 1) next = sum;
    least[sum] = next;
  }
  return least;
}

/** The least bound first; of equal ones the partial plan that has moved most. */
class Heap {
  private readonly list: Partial[] = [];

  push(one: Partial): void {
    const { list } = this;
    let at = list.length;
    list.push(one);
    while (at > 0) {
      const up = (at - 1) >> 1;
      if (!isBefore(one, list[up]!)) break;
      list[at] = list[up]!;
      at = up;
    }
    list[at] = one;
  }

  pop(): Partial | null {
    const { list } = this;
    const first = list[0];
    const last = list.pop();
    if (first === undefined || last === undefined) return null;
    if (list.length === 0) return first;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= list.length) break;
      if (below + 1 < list.length && isBefore(list[below + 1]!, list[below]!)) below++;
      if (!isBefore(list[below]!, last)) break;
      list[at] = list[below]!;
      at = below;
    }
    list[at] = last;
    return first;
  }
}

const isBefore = (a: Partial, b: Partial): boolean =>
  a.bound < b.bound || (a.bound === b.bound && a.moved > b.moved);
