import { byCodePoint } from '../coverage/context.ts';
import type { CommunityInput } from '../coverage/types.ts';
import type { UnitInput } from '../material/types.ts';
import { sumInOrder } from './apportion.ts';
import { type Figure, readFigure, toHalves } from './household-figures.ts';
import type { HouseholdGround } from './household-ground.ts';
import type { HouseholdShare, QuantityReport } from './household-types.ts';
import { divideEstate, type PlacedEstate } from './spread-estates.ts';
import { type SpreadPool, type SpreadTier, spreadRemainder } from './spread-remainder.ts';

export type QuantityName = 'households' | 'population';

/** A figure of an estate that is not to be spread again. */
export interface EstateShare {
  placed: PlacedEstate;
  value: number;
}

/** What is known of one quantity. */
export interface QuantityInput {
  name: QuantityName;
  units: readonly UnitInput[];
  communities: readonly CommunityInput[];
  ground: HouseholdGround;
  /** Of all units together; null: unknown. */
  total: number | null;
  estates: readonly EstateShare[];
  tiers: readonly SpreadTier[];
}

/** A quantity on parcels, in the order of `ground.parcels`. */
export interface QuantityResult {
  /** Recorded for the unit, or of an estate that lies in it alone. */
  counted: Float64Array;
  /** Parts of estates that lie in several, and units' own estimates. */
  divided: Float64Array;
  /** The spread remainder. */
  spread: Float64Array;
  /** 1: an estate lies on it. */
  isSourced: Uint8Array;
  /** 1: the unit came with a figure of its own. */
  isOwn: Uint8Array;
  /** 1: a total says what all parcels of the pool have, and nothing of it had to be spread. */
  isSettled: Uint8Array;
  /** 1: a total is known for the pool. */
  hasTotal: Uint8Array;
  /** Estates' figures in units that all came with figures of their own. */
  beside: readonly BesideOwn[];
  shares: HouseholdShare[];
  /**
   * What the totals of communities add up to, where all have one and that is not the total given for all;
   * whether units in no community took the difference.
   */
  disagreement: { communities: number; total: number; isGiven: boolean } | null;
  unreadable: CommunityInput[];
}

/** What estates have that lie in the same units, one or several, and in no other. */
export interface BesideOwn {
  /** Indexes, in the order of ids. */
  units: number[];
  value: number;
}

/** Gives a quantity to parcels: own figures, estates, and the remainder of each total. */
export function allocateQuantity(input: QuantityInput): QuantityResult {
  const { parcels } = input.ground;
  const numbers = () => new Float64Array(parcels.length);
  const flags = () => new Uint8Array(parcels.length);
  const { pools, disagreement, unreadable } = listPools(input);
  const result: QuantityResult = {
    ...{ counted: numbers(), divided: numbers(), spread: numbers() },
    ...{ isSourced: flags(), isOwn: flags(), isSettled: flags(), hasTotal: flags() },
    beside: [],
    shares: [],
    disagreement,
    unreadable,
  };
  fillOwn(input, result);
  result.beside = fillEstates(input, result);
  const known = result.counted.map((value, parcel) => value + result.divided[parcel]!);
  for (const pool of pools) {
    const done = spreadRemainder(pool, known, result.isOwn, input.tiers, result.spread);
    for (const parcel of pool.parcels) {
      result.hasTotal[parcel] = pool.total === null ? 0 : 1;
      result.isSettled[parcel] = done.remainder !== null && done.remainder <= 0 ? 1 : 0;
    }
    const sumOf = (values: Float64Array) => sumInOrder(pool.parcels.map((p) => values[p]!));
    const counted = sumOf(result.counted);
    const estimated = sumOf(result.divided) + done.spread;
    result.shares.push({
      area: pool.area,
      given: pool.total,
      counted,
      estimated,
      basis: done.basis,
      difference: pool.total === null ? 0 : pool.total - counted - estimated,
    });
  }
  return result;
}

/** A figure of a unit's own stays as it is, also where it is no multiple of one half. */
function fillOwn({ name, units, ground }: QuantityInput, result: QuantityResult): void {
  units.forEach((unit) => {
    const value = unit[name];
    if (value === undefined) return;
    const parcels = ground.ofUnit(unit.id);
    for (const parcel of parcels) result.isOwn[parcel] = 1;
    const isEstimate = name === 'households' && unit.householdsEstimated === true;
    const into = isEstimate ? result.divided : result.counted;
    into[parcels[0]!]! += value;
  });
}

function fillEstates({ estates, ground }: QuantityInput, result: QuantityResult): BesideOwn[] {
  const { isOwn, isSourced, counted, divided } = result;
  const beside = new Map<string, BesideOwn>();
  for (const { placed, value } of estates) {
    const units = [...new Set(placed.parcels.map(({ parcel }) => ground.parcels[parcel]!.unit))];
    for (const part of divideEstate(placed, value)) {
      isSourced[part.parcel] = 1;
      if (isOwn[part.parcel] === 1) continue;
      (units.length === 1 ? counted : divided)[part.parcel]! += part.value;
    }
    if (units.length === 0 || placed.parcels.some(({ parcel }) => isOwn[parcel] === 0)) continue;
    const known = beside.get(units.join());
    beside.set(units.join(), { units, value: (known?.value ?? 0) + value });
  }
  return [...beside.values()];
}

/** One pool for each community with a figure, and one for the rest. */
function listPools({ name, communities, ground, total }: QuantityInput): {
  pools: SpreadPool[];
  disagreement: QuantityResult['disagreement'];
  unreadable: CommunityInput[];
} {
  const round = name === 'households' ? toHalves : Math.round;
  const figures = communities.map(({ properties }): Figure => readFigure(properties, name));
  const parcelsOf = communities.map((): number[] => []);
  const rest: number[] = [];
  ground.parcels.forEach(({ community }, parcel) => {
    (figures[community]?.state === 'known' ? parcelsOf[community]! : rest).push(parcel);
  });
  const pools = communities.flatMap(({ id }, c): (SpreadPool & { area: string })[] => {
    const figure = figures[c]!;
    if (figure.state !== 'known') return [];
    return [{ area: id, total: round(figure.value), parcels: parcelsOf[c]! }];
  });
  pools.sort((a, b) => byCodePoint(a.area, b.area));
  const known = sumInOrder(pools.map((pool) => pool.total!));
  const left = total === null ? null : total - known;
  const isComplete = figures.length > 0 && figures.every(({ state }) => state === 'known');
  const disagrees = left !== null && (left < 0 || (left > 0 && isComplete));
  const isOpen = rest.length > 0 || pools.length === 0;
  return {
    pools: isOpen
      ? [...pools, { area: null, total: left === null ? null : Math.max(0, left), parcels: rest }]
      : pools,
    disagreement: disagrees
      ? { communities: known, total: total!, isGiven: left > 0 && rest.length > 0 }
      : null,
    unreadable: communities.filter((_, c) => figures[c]!.state === 'unreadable'),
  };
}

/** The report of a quantity. @param figures of the units; undefined is unknown */
export function reportQuantity(
  { shares }: QuantityResult,
  figures: readonly (number | undefined)[],
): QuantityReport {
  const givens = shares.flatMap(({ given }) => (given === null ? [] : [given]));
  const counted = sumInOrder(shares.map((share) => share.counted));
  const estimated = sumInOrder(shares.map((share) => share.estimated));
  return {
    given: givens.length === 0 ? null : sumInOrder(givens),
    allocated: sumInOrder(figures.flatMap((figure) => (figure === undefined ? [] : [figure]))),
    counted,
    estimated,
    unitsUnknown: figures.filter((figure) => figure === undefined).length,
    areas: shares,
  };
}
