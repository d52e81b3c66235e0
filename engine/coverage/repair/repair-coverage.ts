import { type PackedAreas, packAreas } from '../../geometry/packed-areas.ts';
import { auditPacked } from '../audit.ts';
import { byCodePoint } from '../context.ts';
import type {
  AuditOptions,
  AuditResult,
  CommunityInput,
  CoverageKind,
  Finding,
  JurisdictionInput,
} from '../types.ts';
import type { PassArea } from './account-area.ts';
import { describeUnsettled } from './describe-unsettled.ts';
import { type Directions, NO_DIRECTIONS } from './directions.ts';
import { FAULT_KINDS, type Faults, faultsOf, hasFaults } from './faults.ts';
import { repackAreas } from './repack-areas.ts';
import { type PassResult, repairFaults } from './repair-once.ts';
import { resolveRepairOptions } from './settings.ts';
import { type Survey, surveyFaults } from './survey-faults.ts';
import type { AreaAccount, RepairOptions, RepairResult } from './types.ts';
import { whenAsked } from './when-asked.ts';

/** What a repair mends, and what could not be checked. */
const REPAIRABLE: ReadonlySet<Finding['kind'] | CoverageKind> = new Set([
  ...FAULT_KINDS,
  'unchecked' as const,
]);

/** Is the finding of a kind that a repair is for? */
export const isRepairable = ({ kind }: Pick<Finding, 'kind'>): boolean => REPAIRABLE.has(kind);

/** Everything counts; below this is the noise of the grid. */
const SMALLEST_AREA = 1e-9;

/** One pass mends what it sees; a further one looks at what rounding may have left. */
const MOST_PASSES = 8;

/** What a repair is about to do; a pass usually suffices. */
export type RepairStep = { step: 'audit' | 'repair'; pass: number };

/**
 * Repairs a coverage: gives every piece of land one owner and every border one line.
 *
 * 1. Land claimed by several communities goes to one of them, gaps to a neighbour, as the strategies
 *    say; wide ones are left. 2. Borders that run within the tolerance of one another become one of
 *    the two given lines. 3. A vertex on a shared border stands in the rings of both sides. 4. Invalid
 *    shapes become the valid area that the even–odd rule gives them.
 *
 * Nothing else moves: a vertex keeps the very coordinates it had, a community without a change is
 * the same object. New vertices stand only where given lines cross, and along a dividing line.
 * A community never vanishes; where giving land away would make it, the fault is left and reported.
 * The result does not depend on the order of the input, and repairing it again changes nothing.
 * Input in degrees, figures in metres on the ellipsoid.
 * @throws RangeError for an option that is no strategy or no length
 */
export function repairCoverage(
  communities: readonly CommunityInput[],
  jurisdiction?: JurisdictionInput | null,
  options: RepairOptions = {},
): RepairResult {
  const packed = packAreas(communities.map(({ geometry }) => geometry));
  return repairPacked(communities, packed, jurisdiction, options);
}

/**
 * The same repair on areas that are typed arrays already. `communities[i]` is the area i; its
 * `geometry` may be a getter, and is read only near a fault.
 * @param tell hears of every step before it begins
 * @param directions decisions on single regions, which go before the strategies
 */
export function repairPacked(
  communities: readonly CommunityInput[],
  packed: PackedAreas,
  jurisdiction?: JurisdictionInput | null,
  options: RepairOptions = {},
  tell: (step: RepairStep) => void = () => undefined,
  directions: Directions = NO_DIRECTIONS,
): RepairResult {
  const settings = resolveRepairOptions(options);
  const auditOptions = {
    toleranceMetres: settings.toleranceMetres,
    minAreaSquareMetres: SMALLEST_AREA,
  };
  const stages = [
    stageOf(communities, packed, [...communities.keys()], jurisdiction ?? null, auditOptions, tell),
  ];
  for (let number = 1; number <= MOST_PASSES; number++) {
    const here = stages.at(-1)!;
    tell({ step: 'repair', pass: number });
    const run = (faults: Faults): PassResult =>
      repairFaults(here.communities, here.areas, here.outline, faults, settings, directions);
    let pass = run(here.survey?.faults ?? faultsOf(here.audit.findings));
    // A place that the audit leaves out, as too tangled, must not keep the rest from being repaired.
    if (pass.isTangled && here.survey !== null) pass = run(faultsOf(here.audit.findings));
    here.pass = pass;
    if (!pass.isChanged) break;
    const there = stageOf(
      pass.communities,
      repackAreas(here.areas, here.communities, pass.communities, pass.origins),
      pass.origins.map((at) => here.origins[at]!),
      pass.jurisdiction,
      auditOptions,
      () => tell({ step: 'audit', pass: number }),
    );
    const seen = stages.findIndex((stage) => areStagesAlike(stage, there));
    if (seen < 0) {
      stages.push(there);
      if (isMended(there)) break;
      continue;
    }
    // It goes round in circles; wherever one enters the circle, the same stage is the result.
    const best = stages.slice(seen).reduce((a, b) => (isBetter(b.audit, a.audit) ? b : a));
    stages.splice(stages.indexOf(best) + 1);
    break;
  }
  return resultOf(communities, stages);
}

/** The coverage between two passes. */
interface Stage {
  communities: readonly CommunityInput[];
  areas: PackedAreas;
  /** Index in the input of each community. */
  origins: readonly number[];
  outline: JurisdictionInput | null;
  /** Null where the audit has to say what the faults are. */
  survey: Survey | null;
  /** The pass that was tried from here. */
  pass: PassResult | null;
  /** Made when somebody asks for it: where a survey tells enough, nobody but the reader of a report does. */
  readonly audit: AuditResult;
}

function stageOf(
  communities: readonly CommunityInput[],
  areas: PackedAreas,
  origins: readonly number[],
  outline: JurisdictionInput | null,
  options: AuditOptions,
  tell: (step: RepairStep) => void,
): Stage {
  tell({ step: 'audit', pass: 0 });
  const survey = surveyFaults(communities, areas, outline, options);
  return whenAsked<Omit<Stage, 'audit'>, Pick<Stage, 'audit'>>(
    { communities, areas, origins, outline, survey, pass: null },
    { audit: () => auditPacked(communities, areas, outline, options) },
  );
}

/** The survey, which has something wherever the audit has, has nothing. */
const isMended = ({ survey }: Stage): boolean => survey !== null && !hasFaults(survey.faults);

/** {@link isAlike}; audits are made only where the surveys leave it open. */
function areStagesAlike(stage: Stage, there: Stage): boolean {
  // A pass was made from the first, so it had faults.
  if (isMended(there)) return false;
  if (stage.survey !== null && there.survey !== null) {
    if (stage.survey.gaps !== there.survey.gaps) return false;
    const difference = stage.survey.gapAreaSquareMetres - there.survey.gapAreaSquareMetres;
    if (Math.abs(difference) > 2 * SAME_AREA) return false;
    const [a, b] = [stage.survey, there.survey];
    if ((a.claims === 0) !== (b.claims === 0)) return false;
    const haveSameMismatches = a.mismatches === b.mismatches && a.places === b.places;
    if (a.claims === 0 && !haveSameMismatches) return false;
  }
  return isAlike(stage.audit, there.audit);
}

/** Areas in m² that differ by less are the same. */
const SAME_AREA = 1e-5;

type Judged = Pick<AuditResult, 'summary' | 'findings'>;

/** Are as many faults of every kind left, and as much area? */
function isAlike({ summary: a, findings }: Judged, other: Judged): boolean {
  const b = other.summary;
  const figures = [
    'overlapAreaSquareMetres',
    'gapAreaSquareMetres',
    'outsideAreaSquareMetres',
  ] as const;
  return (
    [...REPAIRABLE].every((kind) => kind === 'policy' || a.counts[kind] === b.counts[kind]) &&
    figures.every((figure) => Math.abs(a[figure] - b[figure]) < SAME_AREA) &&
    placesOf(findings) === placesOf(other.findings)
  );
}

/** Less area in dispute; of equal area, fewer faults. */
function isBetter({ summary: a, findings }: Judged, other: Judged): boolean {
  const b = other.summary;
  const areaOf = (summary: AuditResult['summary']): number =>
    summary.overlapAreaSquareMetres + summary.gapAreaSquareMetres + summary.outsideAreaSquareMetres;
  const difference = areaOf(a) - areaOf(b);
  if (Math.abs(difference) > SAME_AREA) return difference < 0;
  const repairable = (list: readonly Finding[]): number => list.filter(isRepairable).length;
  return repairable(findings) < repairable(other.findings);
}

const placesOf = (findings: readonly Finding[]): number =>
  findings.reduce(
    (sum, { kind, figures }) => sum + (kind === 'mismatch' ? Number(figures?.places ?? 0) : 0),
    0,
  );

function resultOf(communities: readonly CommunityInput[], stages: readonly Stage[]): RepairResult {
  const first = stages[0]!;
  const last = stages.at(-1)!;
  const { communities: repaired, origins, outline, pass } = last;
  const passes = stages.slice(0, -1).map((stage) => stage.pass!);
  const repairable = (): Finding[] => last.audit.findings.filter(isRepairable);
  const result = {
    communities: [...repaired],
    origins: [...origins],
    jurisdiction: outline,
    changed: repaired.filter((item, i) => item !== communities[origins[i]!]).map(({ id }) => id),
    looksClean: isMended(last),
  };
  return whenAsked<
    typeof result,
    Pick<RepairResult, 'changes' | 'left' | 'before' | 'audit' | 'isClean' | 'area'>
  >(result, {
    changes: () => withUniqueIds(passes.flatMap(({ changes }) => changes)).sort(bySizeThenId),
    left: () => {
      const left = pass?.left ?? [];
      return withUniqueIds([...left, ...describeUnsettled(repairable(), left)]).sort(bySizeThenId);
    },
    before: () => first.audit,
    audit: () => last.audit,
    isClean: () => repairable().length === 0,
    area: () => accountOf(first.audit, passes),
  });
}

function accountOf({ summary }: AuditResult, passes: readonly PassResult[]): AreaAccount {
  const total = (figure: keyof PassArea): number =>
    passes.reduce((sum, { area }) => sum + area[figure], 0);
  const afterSquareMetres = summary.areaSquareMetres + total('gainedSquareMetres');
  const difference = Math.abs(total('planeDifferenceSquareMetres'));
  return {
    beforeSquareMetres: summary.areaSquareMetres,
    afterSquareMetres,
    filledSquareMetres: total('filledSquareMetres'),
    resolvedSquareMetres: total('resolvedSquareMetres'),
    clippedSquareMetres: total('clippedSquareMetres'),
    followedSquareMetres: total('followedSquareMetres'),
    bentSquareMetres: total('bentSquareMetres'),
    planeDifference: afterSquareMetres > 0 ? difference / afterSquareMetres : 0,
  };
}

/** A later pass may change the border of the same communities once more. */
function withUniqueIds<T extends { id: string }>(items: readonly T[]): T[] {
  const uses = new Map<string, number>();
  return items.map((item) => {
    const use = (uses.get(item.id) ?? 0) + 1;
    uses.set(item.id, use);
    return use === 1 ? item : { ...item, id: `${item.id}-${use}` };
  });
}

function bySizeThenId(
  a: { areaSquareMetres: number | null; id: string },
  b: { areaSquareMetres: number | null; id: string },
): number {
  return (b.areaSquareMetres ?? -1) - (a.areaSquareMetres ?? -1) || byCodePoint(a.id, b.id);
}
