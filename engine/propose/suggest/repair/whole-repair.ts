import { byCodePoint } from '../../../coverage/context.ts';
import { findingId } from '../../../coverage/finding-id.ts';
import type { Directions } from '../../../coverage/repair/directions.ts';
import {
  isRepairable,
  type RepairStep,
  repairPacked,
} from '../../../coverage/repair/repair-coverage.ts';
import type { RepairResult } from '../../../coverage/repair/types.ts';
import type { AreaGeometry } from '../../../coverage/types.ts';
import type { PackedAreas } from '../../../geometry/packed-areas.ts';
import { namedShare } from '../border-evidence.ts';
import type { BorderEvidence, RuleVerdict, SuggestInput, Suggestion } from '../types.ts';
import { explainWhole } from './explain-whole.ts';
import type { RepairJudge } from './judge-repair.ts';
import type { Residents } from './moved-by-repair.ts';
import type { RepairFacts } from './repair-facts.ts';
import type { ScoredOption } from './repair-finding.ts';
import { wholeOperations } from './repair-operations.ts';
import { directionsOf } from './repair-options.ts';
import { scoreRepair } from './score-repair.ts';
import type { WithArea } from './settle-option.ts';

/** What a repair of the whole is made from. */
export interface WholeInput {
  input: SuggestInput;
  packed: PackedAreas;
  residents: Residents;
  /** The way chosen for each finding that has one; all else goes to the longest border. */
  chosen: readonly ScoredOption[];
  leaveWiderThanMetres: number;
  tell: (step: RepairStep) => void;
}

/** A repair of the whole coverage, before it is judged. */
export interface WholeRepair {
  result: RepairResult;
  /** The ways that were followed. */
  followed: readonly ScoredOption[];
}

/**
 * Repairs everything at once: gaps and overlaps in the way that was chosen for each, slivers to the longest border,
 * borders that nearly agree snapped. Where that leaves more than the repair by the longest border alone, the latter.
 */
export function repairWhole(whole: WholeInput): WholeRepair {
  const { input, packed, chosen, leaveWiderThanMetres, tell } = whole;
  const run = (directions: Directions): RepairResult =>
    repairPacked(
      input.communities,
      packed,
      input.jurisdiction,
      { leaveWiderThanMetres },
      tell,
      directions,
    );
  const directed = run({
    list: chosen.flatMap(({ option }) => directionsOf(option)),
    isExclusive: false,
  });
  if (directed.isClean || chosen.length === 0) return { result: directed, followed: chosen };
  const plain = run({ list: [], isExclusive: false });
  return faults(plain) < faults(directed)
    ? { result: plain, followed: [] }
    : { result: directed, followed: chosen };
}

const faults = ({ audit }: RepairResult): number => audit.findings.filter(isRepairable).length;

/** The repair of the whole as a suggestion; the rule that it would break, or null where it changes nothing. */
export function wholeSuggestion(
  { input, residents }: WholeInput,
  { result, followed }: WholeRepair,
  judge: RepairJudge,
): { suggestion: Suggestion } | { broken: RuleVerdict } | null {
  if (result.changed.length === 0) return null;
  const before = new Map(input.communities.map((community) => [community.id, community]));
  const changedIds = new Set(result.changed);
  const put = result.communities.filter(({ id }) => changedIds.has(id)) as WithArea[];
  const gainers = new Set(
    result.changes
      .filter(({ kind }) => kind !== 'add-vertices')
      .flatMap(({ communities }) => communities),
  );
  const changed = put.filter(({ id }) => gainers.has(id));
  const matched = put.filter(({ id }) => !gainers.has(id));
  const outline = outlineOf(result, input);
  const verdict = judge.judge({ changed, matched, outline });
  const [broken] = verdict.errors;
  if (broken !== undefined) return { broken };
  const grounds = result.changes.map(({ geometry }) => (isArea(geometry) ? geometry : null));
  const { householdsJoined, ...moved } = residents.moved(grounds, result.communities);
  const evidence: BorderEvidence[] = followed.flatMap((one) => one.evidence);
  const facts = {
    ...factsOf(result, judge, verdict),
    newNeighbours: judge.newContacts({ changed, matched, outline }),
    householdsJoined,
  };
  const operations = wholeOperations(
    result.changes,
    followed.flatMap(({ option }) => option.decisions),
    snappedIds(result),
  );
  const suggestion: Omit<Suggestion, 'explanation'> = {
    id: findingId('suggest.repair', [
      'whole',
      ...result.changes.map(({ id }) => id).sort(byCodePoint),
    ]),
    kind: 'repair',
    character: 'whole',
    communities: changed,
    abolished: [],
    ...moved,
    operations,
    score: scoreRepair(
      evidence,
      moved.householdsMoved.total,
      before,
      changed,
      input.units.length === 0
        ? null
        : followed.reduce((sum, { score }) => sum + unitsCutBy(score), 0),
    ),
    satisfied: verdict.satisfied,
    missed: verdict.missed,
    unchecked: verdict.unchecked,
    matched,
    ...(outline === null ? {} : { outline }),
    evidence,
    namedBorderShare: input.barriers.length === 0 ? null : namedShare(evidence),
    certificate: NOT_PROVEN,
    repair: facts,
  };
  const explanation = explainWhole(before, suggestion, {
    along: evidence,
    leftCount: result.left.length,
    filledSquareMetres: result.area.filledSquareMetres,
  });
  return { suggestion: { ...suggestion, explanation } };
}

const unitsCutBy = ({ parts }: Suggestion['score']): number =>
  parts.find(({ id }) => id === 'units-cut')?.figures.units ?? 0;

export const NOT_PROVEN = {
  state: 'none',
  why: {
    zh: '逐一比较了各种归属，没有需要证明的最优性。',
    en: 'The ways to give the ground away were compared one by one; there is no optimum to prove.',
  },
} as const;

function factsOf(
  result: RepairResult,
  judge: RepairJudge,
  { audit, formerNeighbours }: ReturnType<RepairJudge['judge']>,
): Omit<RepairFacts, 'householdsJoined' | 'newNeighbours'> {
  const { area } = result;
  const disputed = result.audit.summary.overlapAreaSquareMetres;
  const left = new Set(audit.findings.map(({ id }) => id));
  return {
    findings: judge.before.findings
      .filter((finding) => isRepairable(finding) && !left.has(finding.id))
      .map(({ id }) => id),
    changes: result.changes,
    formerNeighbours,
    before: judge.before.summary.counts,
    after: audit.summary.counts,
    coveredSquareMetres: {
      before: area.beforeSquareMetres - area.resolvedSquareMetres - disputed,
      after: area.afterSquareMetres - disputed,
    },
  };
}

/** What communities cover, with what two of them claim counted once. */
export const coveredBy = ({
  areaSquareMetres,
  overlapAreaSquareMetres,
}: {
  areaSquareMetres: number;
  overlapAreaSquareMetres: number;
}): number => areaSquareMetres - overlapAreaSquareMetres;

function outlineOf({ jurisdiction }: RepairResult, input: SuggestInput): AreaGeometry | null {
  const now = jurisdiction?.geometry;
  return now === undefined || now === input.jurisdiction?.geometry ? null : now;
}

/** Communities whose borders were snapped or mended, or get vertices that were missing before. */
function snappedIds({ changes, before }: RepairResult): string[] {
  const lacked = before.findings.flatMap(({ kind, communities }) =>
    kind === 'mismatch' ? communities : [],
  );
  const ids = changes.flatMap(({ kind, communities }) => {
    if (kind === 'snap-border' || kind === 'mend-invalid') return communities;
    return kind === 'add-vertices' ? communities.filter((id) => lacked.includes(id)) : [];
  });
  return [...new Set(ids)].sort(byCodePoint);
}

const isArea = (geometry: { type: string } | null): geometry is AreaGeometry =>
  geometry?.type === 'Polygon' || geometry?.type === 'MultiPolygon';
