import type { EstateInput, UnitInput } from '../material/types.ts';
import { readFigure } from '../rules/read-figure.ts';
import { matchLabels, type Overlap } from './match-labels.ts';

/** Community of each unit, by the unit's id; null: in none. */
export type Assignment = ReadonlyMap<string, string | null>;

/** Units that pass from one community to another. */
export interface HouseholdFlow {
  /** Id in the old state; null: they were in no community. */
  from: string | null;
  /** Id in the new state; null: they are in none now. */
  to: string | null;
  units: number;
  /** Sum over the units whose households are known. */
  households: number;
  /** An estimate is among them. */
  estimated: boolean;
}

/** An estate that passes from one community to another, or parts of it. */
export interface EstateMove {
  estate: string;
  from: string | null;
  to: string | null;
  /** As recorded for the estate where all its units move so, else those of the units that hold it alone; null: unknown. */
  households: number | null;
  estimated: boolean;
}

export interface MovedHouseholds {
  /** Households that had a community and now have another one, or none. */
  households: number;
  /** Households that had no community and now have one: they were not moved. */
  joined: number;
  /** Households of all units, for the share. */
  total: number;
  estimated: boolean;
  /** Those that pass from one community to another, most households first. */
  flows: HouseholdFlow[];
  /** By estate, in the order of their ids. */
  estates: EstateMove[];
  /** New ids of communities that continue one with another id: the old id by the new one. */
  renamed: Map<string, string>;
  /** Ids of moved units without a household figure: the sums are that much too low. */
  unknownUnits: string[];
}

/**
 * Households that a plan moves from one community to another. A community that goes on under another id is still
 * the same one: an id that stands in both states names the same community, the others are paired so that
 * the most households stay (where households are unknown, the most units).
 *
 * @param units all units, with their households
 * @param before the old state, @param after the new one; both know every unit
 * @param estates with the households on record, where they are known
 * @throws RangeError for a unit that one of the states does not know
 */
export function movedHouseholds(
  units: readonly UnitInput[],
  before: Assignment,
  after: Assignment,
  estates: readonly EstateInput[] = [],
): MovedHouseholds {
  const steps = units.map((unit): Step => {
    const [from, to] = [before.get(unit.id), after.get(unit.id)];
    if (from === undefined || to === undefined) {
      const state = from === undefined ? 'before' : 'after';
      throw new RangeError(`unit ${unit.id} has no community ${state}, not even null`);
    }
    return { unit, from, to };
  });
  const continues = matchStates(steps);
  const moved = steps.filter(({ from, to }) => from !== (to === null ? null : oldId(to)));
  const flows = flowsOf(moved);
  return {
    households: sum(moved.filter(({ from }) => from !== null)),
    joined: sum(moved.filter(({ from }) => from === null)),
    total: sum(steps),
    estimated: flows.some(({ estimated }) => estimated),
    flows,
    estates: estateMoves(steps, new Set(moved), estates),
    renamed: new Map([...continues].filter(([now, then]) => now !== then)),
    unknownUnits: moved.flatMap(({ unit }) => (unit.households === undefined ? [unit.id] : [])),
  };

  /** What a community of the new state was; a new one is none of the old. */
  function oldId(to: string): string | undefined {
    return continues.get(to);
  }
}

/** One unit on its way. */
interface Step {
  unit: UnitInput;
  from: string | null;
  to: string | null;
}

const sum = (steps: readonly Step[]): number =>
  steps.reduce((total, { unit }) => total + (unit.households ?? 0), 0);

function matchStates(steps: readonly Step[]): Map<string, string> {
  const distinct = (ids: readonly (string | null)[]): string[] =>
    [...new Set(ids)].filter((id) => id !== null);
  const overlaps = steps.flatMap(({ unit, from, to }): Overlap[] => {
    if (from === null || to === null) return [];
    // Empty units decide where no household does.
    return [{ before: from, after: to, weight: (unit.households ?? 0) + 1e-6 }];
  });
  return matchLabels(
    distinct(steps.map(({ from }) => from)),
    distinct(steps.map(({ to }) => to)),
    overlaps,
  );
}

function flowsOf(moved: readonly Step[]): HouseholdFlow[] {
  return [...groupBy(moved, ({ from, to }) => JSON.stringify([from, to])).values()]
    .map((steps) => ({
      from: steps[0]!.from,
      to: steps[0]!.to,
      units: steps.length,
      households: sum(steps),
      estimated: isEstimated(steps),
    }))
    .sort(
      (a, b) =>
        b.households - a.households ||
        b.units - a.units ||
        byId(a.from, b.from) ||
        byId(a.to, b.to),
    );
}

function estateMoves(
  steps: readonly Step[],
  moved: ReadonlySet<Step>,
  estates: readonly EstateInput[],
): EstateMove[] {
  const recorded = new Map(estates.map((estate) => [estate.id, estate]));
  const stepsOf = new Map<string, Step[]>();
  for (const step of steps) {
    for (const id of step.unit.estates ?? []) {
      const list = stepsOf.get(id);
      if (list === undefined) stepsOf.set(id, [step]);
      else list.push(step);
    }
  }
  return [...stepsOf]
    .sort(([a], [b]) => byId(a, b))
    .flatMap(([estate, all]) => {
      const ways = groupBy(
        all.filter((step) => moved.has(step)),
        ({ from, to }) => JSON.stringify([from, to]),
      );
      return [...ways.values()].map((steps): EstateMove => {
        const figure = readFigure(recorded.get(estate)?.properties, 'households');
        const isWhole = steps.length === all.length;
        const isRecorded = isWhole && figure.state === 'known';
        return {
          estate,
          from: steps[0]!.from,
          to: steps[0]!.to,
          households: isRecorded ? figure.value : householdsOfUnits(steps),
          estimated: !isRecorded && isEstimated(steps),
        };
      });
    });
}

/** Null where a unit holds other estates as well, or has no figure. */
function householdsOfUnits(steps: readonly Step[]): number | null {
  const isKnown = steps.every(
    ({ unit }) => unit.estates?.length === 1 && unit.households !== undefined,
  );
  return isKnown ? sum(steps) : null;
}

const isEstimated = (steps: readonly Step[]): boolean =>
  steps.some(({ unit }) => unit.householdsEstimated === true);

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}

/** By code point, null first. */
function byId(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null) return -1;
  return b === null || a > b ? 1 : -1;
}
