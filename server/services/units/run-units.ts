import { DomainError } from '#contract/domain-error.ts';
import type { InputProblem } from '#contract/input-problem.ts';
import type { HouseholdSettings, UnitSettings } from '#contract/units.ts';
import type { BarrierSource } from '#engine/barriers/types.ts';
import type { CommunityInput, Message } from '#engine/coverage/types.ts';
import { graphFacts } from '#engine/graph/graph-facts.ts';
import type { BuildingInput, EstateInput, UnitInput } from '#engine/material/types.ts';
import { readFigure } from '#engine/rules/read-figure.ts';
import { allocateHouseholds } from '#engine/units/allocate-households.ts';
import { buildUnits } from '#engine/units/build-units.ts';
import type { HouseholdReport, HouseholdSources } from '#engine/units/household-types.ts';
import { matchUnits } from '#engine/units/match-units.ts';
import type { UnitSet } from '#engine/units/types.ts';
import { usableArea } from '#engine/units/usable-area.ts';
import { matchableBarriers } from '../../formats/units/matchable-barriers.ts';
import { unitFeature } from '../../formats/units/units-geojson.ts';
import type { RecordedJurisdiction } from '../material/material-reader.ts';

/** What units are made of, or taken from, and what their households are known from. */
export interface UnitsInput extends HouseholdSources {
  jurisdiction?: RecordedJurisdiction;
  communities?: CommunityInput[];
  barriers: BarrierSource[];
  estates?: EstateInput[];
  buildings?: BuildingInput[];
  /** Units that come as they are; left out: they are cut from the barriers. */
  units?: UnitInput[];
  options?: UnitSettings;
  households?: HouseholdSettings;
  notes: Message[];
}

/**
 * Cuts or takes units, and gives them households.
 * @returns the answer of `POST /units`
 * @throws DomainError `invalid-geometry` for supplied units without a usable shape
 */
export function runUnits(input: UnitsInput): object {
  const set = input.units === undefined ? cut(input) : take(input.units, input);
  const known =
    set.units.length > 0 && hasHouseholds(input)
      ? allocateHouseholds(set.units, input, input.households)
      : { units: set.units, report: null };
  return answerOf({ ...set, units: known.units }, known.report, input);
}

function cut({ jurisdiction, communities, barriers, estates, options }: UnitsInput): UnitSet {
  return buildUnits(
    {
      ...(jurisdiction === undefined ? {} : { jurisdiction }),
      ...(communities === undefined ? {} : { communities }),
      barriers,
      ...(estates === undefined ? {} : { estates }),
    },
    options,
  );
}

function take(units: readonly UnitInput[], { barriers, options }: UnitsInput): UnitSet {
  refuseUnusable(units);
  const tolerance = options?.toleranceMetres;
  return matchUnits(
    units,
    matchableBarriers(barriers, options?.prepare?.classes),
    tolerance === undefined ? {} : { toleranceMetres: tolerance },
  );
}

/** @throws DomainError `invalid-geometry` for supplied units without a usable shape, each with its place */
export function refuseUnusable(units: readonly UnitInput[]): void {
  const problems = units.flatMap((unit, index) => shapeProblem(unit, index));
  if (problems.length > 0) throw noShapes(problems);
}

/** A unit that crosses itself covers something all the same, and the report says so; one without area does not. */
function shapeProblem({ id, geometry }: UnitInput, index: number): InputProblem[] {
  const { area, problem } = usableArea(geometry);
  if (area !== null || problem === null) return [];
  return [
    {
      code: 'unusable-unit',
      pointer: `/units/features/${index}/geometry`,
      id,
      message: problem,
    },
  ];
}

const noShapes = (problems: InputProblem[]): DomainError =>
  new DomainError(
    'invalid-geometry',
    {
      zh: '有地块的图形无法使用，逐条见 errors。',
      en: 'The shapes of some units cannot be used; errors lists each.',
    },
    problems.slice(0, 100),
  );

/** Whether there is anything that households could come from. */
function hasHouseholds({
  estates,
  buildings,
  jurisdiction,
  communities,
  units,
  households,
}: UnitsInput): boolean {
  const isFigured = ({ properties }: Pick<CommunityInput, 'properties'>): boolean =>
    ['households', 'population'].some((name) => readFigure(properties, name).state !== 'missing');
  return (
    estates !== undefined ||
    buildings !== undefined ||
    households?.totalHouseholds !== undefined ||
    households?.totalPopulation !== undefined ||
    (jurisdiction !== undefined && isFigured(jurisdiction)) ||
    (communities ?? []).some(isFigured) ||
    (units ?? []).some((unit) => unit.households !== undefined || unit.population !== undefined)
  );
}

function answerOf(set: UnitSet, households: HouseholdReport | null, input: UnitsInput): object {
  const idOf = (unit: number | null): string | null => (unit === null ? null : set.units[unit]!.id);
  return {
    version: set.version,
    supplied: input.units !== undefined,
    report: set.report,
    households,
    units: { type: 'FeatureCollection', features: set.units.map(unitFeature) },
    borders: set.borders.map((border) => ({ ...border, units: border.units.map(idOf) })),
    graph: graphFacts(set),
    notes: input.notes,
  };
}
