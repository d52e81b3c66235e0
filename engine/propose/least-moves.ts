import { forcedMoves } from './forced-moves.ts';

/** What a community must give or take, of a replan within a band. */
export interface MovesInput {
  /** Households of each unit, and its present community (−1: none). */
  households: ArrayLike<number>;
  current: ArrayLike<number>;
  /** Least and most households of a community. */
  band: readonly [number, number];
  /** Units that share a border. */
  edges: readonly { from: number; to: number }[];
}

/**
 * A lower bound on the households that any plan within a band must move, whatever its borders.
 *
 * - A community above the band sheds whole units, at least as many households as the smallest sum of its units that
 *   suffices.
 * - One below it is dissolved (none of its households stays), and all of them move, or it takes in what it lacks.
 * - What a small community that goes on takes in can be of another one that is dissolved only if its ground reaches that
 *   one: what lies between the two comes to it as well, and that is of communities that are not small.
 *
 * A household that moves leaves one community and comes to one. So a plan moves at least what is dissolved together
 * with what is shed or else taken in from the others, and at least what all those that go on lack: the bound is the
 * least of the greater of the two, over all choices of communities to dissolve. Households of no community fill up
 * any without being moved.
 *
 * What has to be passed on, because those beside a community above the band are full as well, is seen by
 * {@link forcedMoves}; it holds for plans that put no community on wholly new ground, which moves the lower end of the band or
 * more. The greater bound counts.
 */
export function leastMoves(input: MovesInput): number {
  const { households, current } = input;
  const [low, high] = input.band;
  const units: number[][] = [];
  let homeless = 0;
  for (let u = 0; u < households.length; u++) {
    const label = current[u]!;
    if (label < 0) homeless += households[u]!;
    else {
      units[label] ??= [];
      units[label].push(u);
    }
  }
  let shed = 0;
  const sizes = units.map((own) => own.reduce((sum, u) => sum + households[u]!, 0));
  const isSmall = sizes.map((size) => size > 0 && size < low);
  const small: Small[] = [];
  const reach = new Reach(input, isSmall);
  sizes.forEach((size, label) => {
    const own = units[label]!;
    if (size > high) {
      shed += leastSum(
        own.map((u) => households[u]!),
        size - high,
      );
    }
    if (isSmall[label]) {
      const lack = low - size;
      small.push({ size, lack, fromOthers: reach.from(own, label, lack) });
    }
  });
  const least = leastWithDissolved(small, shed, homeless);
  const onNewGround = Math.ceil(low - homeless - 1e-9);
  return onNewGround > least ? Math.max(least, forcedMoves(input, onNewGround)) : least;
}

/** A community below the band: what it has, what it lacks, and what of that must come from communities that are not small. */
interface Small {
  size: number;
  lack: number;
  fromOthers: number;
}

/** Ways through the units between one small community and another. */
class Reach {
  private readonly input: MovesInput;
  private readonly isSmall: readonly (boolean | undefined)[];
  private readonly adjacent: number[][];
  private readonly isConnected: boolean;

  constructor(input: MovesInput, isSmall: readonly (boolean | undefined)[]) {
    this.input = input;
    this.isSmall = isSmall;
    this.adjacent = Array.from({ length: input.households.length }, () => []);
    for (const { from, to } of input.edges) {
      this.adjacent[from]!.push(to);
      this.adjacent[to]!.push(from);
    }
    this.isConnected = countReached(this.adjacent) === input.households.length;
  }

  /**
   * Households, of communities that are not small, on the way from a small community to the nearest other one (Dijkstra);
   * no more than `enough`. Where there are islands 0: whoever joins them may make a shorter way.
   */
  from(own: readonly number[], label: number, enough: number): number {
    const { households, current } = this.input;
    if (!this.isConnected) return 0;
    const least = new Map<number, number>(own.map((u) => [u, 0]));
    const open = new Map(least);
    while (open.size > 0) {
      let [next, way] = [-1, Number.POSITIVE_INFINITY];
      for (const [u, length] of open) if (length < way) [next, way] = [u, length];
      if (way >= enough) return enough;
      open.delete(next);
      const home = current[next]!;
      if (home >= 0 && home !== label && this.isSmall[home]) return way;
      for (const v of this.adjacent[next]!) {
        const isFree = current[v]! < 0 || this.isSmall[current[v]!];
        const length = way + (isFree ? 0 : households[v]!);
        if (length >= (least.get(v) ?? Number.POSITIVE_INFINITY)) continue;
        least.set(v, length);
        open.set(v, length);
      }
    }
    return enough;
  }
}

/** Units that can be reached from the first one. */
function countReached(adjacent: readonly (readonly number[])[]): number {
  if (adjacent.length === 0) return 0;
  const reached = new Set([0]);
  for (const u of reached) for (const v of adjacent[u]!) reached.add(v);
  return reached.size;
}

/** The smallest sum of some of the values that reaches a goal; the goal itself where they are no whole numbers. */
function leastSum(values: readonly number[], goal: number): number {
  const target = Math.ceil(goal - 1e-9);
  if (!values.every(Number.isInteger)) return goal;
  const most = target + Math.max(...values);
  const canReach = new Uint8Array(most + 1);
  canReach[0] = 1;
  for (const value of values) {
    for (let sum = most; sum >= value; sum--) if (canReach[sum - value] === 1) canReach[sum] = 1;
  }
  const reached = canReach.indexOf(1, target);
  return reached === -1 ? goal : reached;
}

/**
 * Over all choices of small communities to dissolve: for each number of households that they may have together, the most
 * need that can go with them.
 */
function leastWithDissolved(small: readonly Small[], shed: number, homeless: number): number {
  const lacking = small.reduce((sum, { lack }) => sum + lack, 0);
  const fromOthers = small.reduce((sum, one) => sum + one.fromOthers, 0);
  const moved = (dissolved: number, lackGone: number, othersGone: number): number =>
    Math.max(
      dissolved + Math.max(shed, fromOthers - othersGone - homeless),
      lacking - lackGone - homeless,
    );
  let least = moved(0, 0, 0);
  // To dissolve more than that is never less.
  const most = Math.floor(least);
  const lackGone = mostNeed(small, most, ({ lack }) => lack);
  const othersGone = mostNeed(small, most, (one) => one.fromOthers);
  for (let sum = 1; sum <= most; sum++) {
    least = Math.min(least, moved(sum, lackGone[sum]!, othersGone[sum]!));
  }
  return Math.max(0, Math.ceil(least - 1e-9));
}

/** The most need of communities that have so many households or fewer together, for each number of households. */
function mostNeed(
  small: readonly Small[],
  most: number,
  needOf: (one: Small) => number,
): Float64Array {
  const gone = new Float64Array(most + 1);
  for (const one of small) {
    const size = Math.floor(one.size);
    for (let sum = most; sum >= size; sum--) {
      gone[sum] = Math.max(gone[sum]!, gone[sum - size]! + needOf(one));
    }
  }
  return gone;
}
