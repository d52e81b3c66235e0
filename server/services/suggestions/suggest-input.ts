import { DomainError } from '#contract/domain-error.ts';
import type { InlineSuggestionRequest } from '#contract/suggestions.ts';
import type { BarrierSource } from '#engine/barriers/types.ts';
import type { AreaGeometry, CommunityInput, Message } from '#engine/coverage/types.ts';
import type {
  BuildingInput,
  EstateInput,
  FacilityInput,
  UnitInput,
} from '#engine/material/types.ts';
import { linesToMeasure } from '#engine/measure/lines-to-measure.ts';
import {
  type CutGround,
  cutGround,
  type GroundMaterial,
  groundNotes,
} from '#engine/propose/suggest/cut-ground.ts';
import { sizeBounds } from '#engine/propose/suggest/size-bounds.ts';
import type { SuggestInput, SuggestionKind } from '#engine/propose/suggest/types.ts';
import { readFigure } from '#engine/rules/read-figure.ts';
import type { Policy } from '#engine/rules/types.ts';
import { allocateHouseholds } from '#engine/units/allocate-households.ts';
import type { HouseholdOptions } from '#engine/units/household-types.ts';
import { matchUnits } from '#engine/units/match-units.ts';
import type { UnitSet } from '#engine/units/types.ts';
import { matchableBarriers } from '../../formats/units/matchable-barriers.ts';
import type { RecordedJurisdiction } from '../material/material-reader.ts';
import { refuseUnusable } from '../units/run-units.ts';

/** What a request, or the register, has to make suggestions from; references are ids. */
export interface SuggestMaterial {
  communities: CommunityInput[];
  /** Left out: they are cut from the barriers. */
  units?: UnitInput[];
  barriers: BarrierSource[];
  jurisdiction?: RecordedJurisdiction;
  estates?: EstateInput[];
  facilities?: FacilityInput[];
  buildings?: BuildingInput[];
  residentialAreas?: AreaGeometry[];
}

/** How units are cut, and what their households are known from. */
export type GroundSettings = Pick<InlineSuggestionRequest, 'unitOptions' | 'households'>;

/**
 * What the engine makes suggestions from: supplied units matched to the barriers, or units cut along them; households that
 * units do not bring come from estates, communities, the jurisdiction and buildings.
 * @throws DomainError `invalid-geometry` for units without a usable shape, and where none can be cut
 */
export function suggestInput(
  kind: SuggestionKind,
  material: SuggestMaterial,
  settings: GroundSettings,
  policy: Policy,
  householdBand?: { min: number; max: number },
): SuggestInput {
  const { communities, barriers, jurisdiction, estates, facilities } = material;
  const mostHouseholds = sizeBounds(policy, householdBand === undefined ? {} : { householdBand })
    .hard.max;
  const { set, notes } = unitsOf(kind, material, settings, mostHouseholds);
  return {
    communities,
    units: set.units,
    borders: set.borders,
    barriers: linesToMeasure(barriers),
    ...(jurisdiction === undefined ? {} : { jurisdiction }),
    ...(estates === undefined ? {} : { estates }),
    ...(facilities === undefined ? {} : { facilities }),
    policy,
    ...(notes.length === 0 ? {} : { notes }),
  };
}

function unitsOf(
  kind: SuggestionKind,
  material: SuggestMaterial,
  settings: GroundSettings,
  mostHouseholds: number,
): CutGround {
  if (material.units !== undefined) return takeUnits(material.units, material, settings);
  // Repairs need no units, nor do merges; roads and rivers are what repairs draw borders along.
  if (material.barriers.length === 0 || kind === 'repair')
    return { set: matchUnits([], []), notes: [] };
  const { unitOptions } = settings;
  const cut = cutGround(groundOf(material), {
    ...(unitOptions === undefined ? {} : { units: unitOptions }),
    households: householdOptions(material, settings),
    mostHouseholds,
  });
  if (cut.set.units.length === 0) throw nothingCut(cut.set);
  return cut;
}

/** Census blocks differ from their neighbours by a hair; they border on one another all the same. */
const HAIRLINE_METRES = 0.5;

function takeUnits(
  units: readonly UnitInput[],
  material: SuggestMaterial,
  settings: GroundSettings,
): CutGround {
  refuseUnusable(units);
  const { toleranceMetres, prepare } = settings.unitOptions ?? {};
  const set = matchUnits(units, matchableBarriers(material.barriers, prepare?.classes), {
    borderToleranceMetres: HAIRLINE_METRES,
    ...(toleranceMetres === undefined ? {} : { toleranceMetres }),
  });
  const { estates, buildings } = material;
  const isAsked =
    estates !== undefined || buildings !== undefined || settings.households !== undefined;
  if (!isAsked || set.units.every(({ households }) => households !== undefined)) {
    return { set, notes: groundNotes(set.report, []) };
  }
  const { barriers: _cutNothing, jurisdiction: _area, ...sources } = groundOf(material);
  const known = allocateHouseholds(set.units, sources, householdOptions(material, settings));
  return {
    set: { ...set, units: known.units },
    notes: groundNotes(set.report, known.report.notes),
  };
}

function groundOf(material: SuggestMaterial): GroundMaterial {
  const { communities, units: _units, facilities: _facilities, ...ground } = material;
  return communities.length === 0 ? ground : { ...ground, communities };
}

/** The total on record for the jurisdiction, unless the request has another. */
function householdOptions(
  { jurisdiction }: SuggestMaterial,
  { households }: GroundSettings,
): HouseholdOptions {
  const onRecord = readFigure(jurisdiction?.properties, 'households');
  const isTotal = onRecord.state === 'known' && Number.isInteger(2 * onRecord.value);
  return { ...(isTotal ? { totalHouseholds: onRecord.value } : {}), ...households };
}

const NOTHING: Message = { zh: '没有划出任何地块', en: 'no units could be cut' };

function nothingCut({ report }: UnitSet): DomainError {
  const failed = report.notes.find(({ kind }) => kind === 'failed' || kind === 'invalid-area');
  const { zh, en } = failed?.message ?? NOTHING;
  return new DomainError('invalid-geometry', {
    zh: `无法划分地块：${zh.replace(/。$/, '')}。`,
    en: `Units cannot be cut: ${en.replace(/\.$/, '')}.`,
  });
}
