import { byCodePoint } from '../../../coverage/context.ts';
import { findInvalid } from '../../../coverage/find-invalid.ts';
import { findingId } from '../../../coverage/finding-id.ts';
import type { LeftFault } from '../../../coverage/repair/types.ts';
import type { CommunityInput, Finding, Message } from '../../../coverage/types.ts';
import { packAreas } from '../../../geometry/packed-areas.ts';
import { namedShare } from '../border-evidence.ts';
import type {
  Infeasible,
  SuggestInput,
  Suggestion,
  SuggestOptions,
  SuggestResult,
} from '../types.ts';
import { infeasibleFinding, infeasibleLeft } from './infeasible-repairs.ts';
import { RepairJudge } from './judge-repair.ts';
import { Residents } from './moved-by-repair.ts';
import { FindingRepairer, type ScoredOption } from './repair-finding.ts';
import {
  brokenText,
  cutText,
  missingMaterial,
  NOTHING_TO_DO,
  sliversText,
  stoppedText,
  tooManyText,
  wholeBroken,
} from './repair-notes.ts';
import { operationsOf, snapping } from './repair-operations.ts';
import { explainOption } from './repair-texts.ts';
import { coveredBy, NOT_PROVEN, repairWhole, wholeSuggestion } from './whole-repair.ts';

/** Gaps and overlaps wider than this are for people to decide: they are land, not faults of drawing. */
export const LEAVE_WIDER_THAN_METRES = 200;

/** Ways to repair a finding that are shown, unless the request says otherwise. */
const DEFAULT_ALTERNATIVES = 3;

/** Findings with suggestions of their own; the others are mended with the whole. */
const MOST_FINDINGS = 60;

/** The whole is mended to the last hairline; what is smaller is the noise of the grid. m². */
const SMALLEST_AREA = 1e-9;

type Made = Pick<SuggestResult, 'suggestions' | 'infeasible' | 'dropped' | 'assumptions'>;

/**
 * Repairs: first of the whole, then, for each gap and overlap of the audit that is no sliver, the ways to mend it
 * that differ in kind, the best score first (see {@link RepairCharacter}). Every one is carried out exactly, audited with
 * all communities and judged by the policy: what brings a new fault, cuts an estate or breaks a rule of severity error
 * is under `dropped`. What cannot be repaired is under `infeasible` with its cause.
 *
 * Units, barriers and estates are optional. `targets` keeps to findings that concern one of them; the whole is then
 * not offered. Deterministic; `shouldStop` ends it with what there is, and says so.
 */
export function suggestRepairs(input: SuggestInput, options: SuggestOptions): Made {
  return new RepairSuggester(input, options).run();
}

const STAGES = {
  audit: { zh: '检查', en: 'auditing' },
  options: { zh: '比较修复方式', en: 'comparing repairs' },
  whole: { zh: '整体修复', en: 'repairing the whole' },
  judge: { zh: '核对方案', en: 'checking' },
} as const satisfies Record<string, Message>;

class RepairSuggester {
  private readonly input: SuggestInput;
  private readonly options: SuggestOptions;
  private readonly known: ReadonlyMap<string, CommunityInput>;
  private readonly limit: number;
  private readonly infeasible: Infeasible[] = [];
  private readonly dropped: Message[] = [];
  private readonly assumptions: Message[] = [];

  constructor(input: SuggestInput, options: SuggestOptions) {
    this.input = input;
    this.options = options;
    this.known = new Map(input.communities.map((community) => [community.id, community]));
    this.limit = options.leaveWiderThanMetres ?? LEAVE_WIDER_THAN_METRES;
  }

  run(): Made {
    const { input, options } = this;
    this.tell(0, STAGES.audit);
    const packed = packAreas(input.communities.map(({ geometry }) => geometry));
    const judge = new RepairJudge(input, packed);
    this.assumptions.push(...judge.before.assumptions, ...missingMaterial(input));
    const residents = new Residents(input.units, input.estates ?? []);
    const { jurisdiction } = input;
    const outline =
      jurisdiction !== undefined && findInvalid(jurisdiction.geometry).length === 0
        ? jurisdiction.geometry
        : null;
    const repairer = new FindingRepairer(
      { communities: input.communities, packed, outline },
      input.barriers,
      residents,
    );
    const wanted = this.wantedFindings(judge);
    const found = this.compare(repairer, wanted);
    const suggestions: Suggestion[] = [];
    if (options.targets === undefined) {
      this.tell(0.4, STAGES.whole);
      const chosen = [...found.values()].flatMap(([best]) =>
        best === undefined || best.cuts.length > 0 ? [] : [best],
      );
      const wholeInput = {
        input,
        packed,
        residents,
        chosen,
        leaveWiderThanMetres: this.limit,
        tell: () => this.tell(0.5, STAGES.whole),
      };
      const whole = repairWhole(wholeInput);
      const exact = new RepairJudge(input, packed, { minAreaSquareMetres: SMALLEST_AREA });
      const made = wholeSuggestion(wholeInput, whole, exact);
      if (made !== null && 'suggestion' in made) suggestions.push(made.suggestion);
      else if (made !== null) this.infeasible.push(wholeBroken(made.broken));
      this.tellLeft(whole.result.left, wanted);
    }
    suggestions.push(...this.judgeAll(repairer, judge, found));
    if (suggestions.length === 0 && this.infeasible.length === 0) {
      this.infeasible.push(NOTHING_TO_DO);
    }
    const { infeasible, dropped, assumptions } = this;
    return { suggestions, infeasible, dropped, assumptions };
  }

  /** Gaps and overlaps that get suggestions of their own, in the order of the audit; the rest is told. */
  private wantedFindings({ before }: RepairJudge): Finding[] {
    const { targets } = this.options;
    const concerned = before.findings.filter(
      ({ communities }) => targets === undefined || communities.some((id) => targets.includes(id)),
    );
    const unusable = new Set(
      before.findings
        .filter(({ kind }) => kind === 'invalid' || kind === 'unchecked' || kind === 'duplicate')
        .flatMap(({ communities }) => communities),
    );
    const wanted: Finding[] = [];
    let slivers = 0;
    for (const finding of concerned) {
      const { kind, communities, sliver, widthMetres } = finding;
      if (kind === 'unchecked') this.infeasible.push(infeasibleFinding(finding, 'unchecked'));
      if (kind !== 'gap' && kind !== 'overlap') continue;
      // Named targets are looked at closely.
      if (sliver === true && targets === undefined) slivers++;
      else if ((widthMetres ?? 0) > this.limit) {
        this.infeasible.push(infeasibleFinding(finding, 'too-wide', this.limit));
      } else if (communities.some((id) => unusable.has(id))) {
        this.infeasible.push(infeasibleFinding(finding, 'unusable'));
      } else wanted.push(finding);
    }
    if (slivers > 0) this.assumptions.push(sliversText(slivers));
    return wanted;
  }

  /** The ways to repair each finding. */
  private compare(
    repairer: FindingRepairer,
    wanted: readonly Finding[],
  ): Map<Finding, ScoredOption[]> {
    const found = new Map<Finding, ScoredOption[]>();
    for (const [i, finding] of wanted.entries()) {
      this.tell(0.1 + (0.3 * i) / wanted.length, STAGES.options);
      if (this.options.shouldStop?.() === true) {
        this.assumptions.push(stoppedText(wanted.length - i));
        break;
      }
      const options = repairer.optionsFor(finding);
      if (typeof options === 'string') {
        this.infeasible.push(infeasibleFinding(finding, options));
        continue;
      }
      found.set(finding, options);
    }
    return found;
  }

  private judgeAll(
    repairer: FindingRepairer,
    judge: RepairJudge,
    found: ReadonlyMap<Finding, readonly ScoredOption[]>,
  ): Suggestion[] {
    const shown = [...found].slice(0, MOST_FINDINGS);
    if (shown.length < found.size) {
      this.assumptions.push(tooManyText(shown.length, found.size));
    }
    const most = this.options.alternatives ?? DEFAULT_ALTERNATIVES;
    const suggestions: Suggestion[] = [];
    for (const [i, [finding, options]] of shown.entries()) {
      this.tell(0.6 + (0.4 * i) / shown.length, STAGES.judge);
      if (this.options.shouldStop?.() === true) {
        this.assumptions.push(stoppedText(shown.length - i));
        break;
      }
      const made = this.judgeFinding(repairer, judge, options, most);
      if (made.length === 0) this.infeasible.push(infeasibleFinding(finding, 'rule-broken'));
      suggestions.push(...made);
    }
    return suggestions;
  }

  /** The best way, then the others, those first that are different in kind, up to so many that hold. */
  private judgeFinding(
    repairer: FindingRepairer,
    judge: RepairJudge,
    options: readonly ScoredOption[],
    most: number,
  ): Suggestion[] {
    const isOther = ({ option }: ScoredOption): boolean => option.character === 'other-side';
    const inOrder = [...options].sort((a, b) => Number(isOther(a)) - Number(isOther(b)));
    const made: { scored: ScoredOption; suggestion: Suggestion }[] = [];
    for (const scored of inOrder) {
      if (made.length === most) break;
      const suggestion = this.judgeOption(repairer, judge, scored);
      if (suggestion !== null) made.push({ scored, suggestion });
    }
    return made
      .sort(
        (a, b) =>
          a.suggestion.score.total - b.suggestion.score.total ||
          byCodePoint(a.suggestion.id, b.suggestion.id),
      )
      .map(({ suggestion }) => suggestion);
  }

  private judgeOption(
    repairer: FindingRepairer,
    judge: RepairJudge,
    scored: ScoredOption,
  ): Suggestion | null {
    if (scored.cuts.length > 0) {
      this.dropped.push(cutText(scored));
      return null;
    }
    const verdict = judge.judge(scored.settled);
    if (isHeld(scored.finding, verdict)) return this.compose(judge, scored, verdict);
    const mended = repairer.withHairlines(scored);
    const again = mended === null ? null : judge.judge(mended.settled);
    if (mended !== null && again !== null && isHeld(scored.finding, again)) {
      return this.compose(judge, mended, again);
    }
    this.dropped.push(brokenText(scored, verdict));
    return null;
  }

  private compose(
    judge: RepairJudge,
    scored: ScoredOption,
    verdict: ReturnType<RepairJudge['judge']>,
  ): Suggestion {
    const { finding, option, settled, evidence, score } = scored;
    const { assignment, householdsMoved, householdsJoined } = scored;
    const { audit, newNeighbours, formerNeighbours, satisfied, missed, unchecked } = verdict;
    const around = [...settled.changed, ...settled.matched].map(({ id }) => id).sort(byCodePoint);
    const operations = [
      ...operationsOf(option.decisions),
      ...(scored.mendsHairlines ? [snapping(around)] : []),
    ];
    const suggestion: Omit<Suggestion, 'explanation'> = {
      id: findingId('suggest.repair', [finding.id, option.character]),
      kind: 'repair',
      character: option.character,
      communities: settled.changed,
      abolished: [],
      assignment,
      operations,
      score,
      satisfied,
      missed,
      unchecked,
      matched: settled.matched,
      ...(settled.outline === null ? {} : { outline: settled.outline }),
      evidence,
      namedBorderShare: this.input.barriers.length === 0 ? null : namedShare(evidence),
      householdsMoved,
      certificate: NOT_PROVEN,
      repair: {
        findings: [finding.id],
        changes: settled.changes,
        newNeighbours,
        formerNeighbours,
        before: judge.before.summary.counts,
        after: audit.summary.counts,
        householdsJoined,
        coveredSquareMetres: {
          before: coveredBy(judge.before.summary),
          after: coveredBy(audit.summary),
        },
      },
    };
    const knowsBarriers = this.input.barriers.length > 0;
    return {
      ...suggestion,
      explanation: explainOption(this.known, finding, option, suggestion, knowsBarriers),
    };
  }

  /** What the repair of the whole leaves and no finding was told of yet. */
  private tellLeft(left: readonly LeftFault[], wanted: readonly Finding[]): void {
    for (const fault of left) {
      const isTold =
        fault.reason === 'too-wide' ||
        (fault.kind === 'unchecked' && this.infeasible.some(({ cause }) => cause === 'unchecked'));
      const isWanted = wanted.some(({ location }) => location === fault.location);
      if (!isTold && !isWanted) this.infeasible.push(infeasibleLeft(fault));
    }
  }

  private tell(share: number, stage: Message): void {
    this.options.onProgress?.(share, stage);
  }
}

/** Is the finding gone, and nothing new there? */
function isHeld(finding: Finding, { errors, audit }: ReturnType<RepairJudge['judge']>): boolean {
  return errors.length === 0 && audit.findings.every(({ id }) => id !== finding.id);
}
