import { auditCoverage } from '../../../coverage/audit.ts';
import { IncrementalAudit } from '../../../coverage/incremental/incremental-audit.ts';
import { isRepairable } from '../../../coverage/repair/repair-coverage.ts';
import type {
  AreaGeometry,
  AuditOptions,
  AuditResult,
  CommunityInput,
  Finding,
} from '../../../coverage/types.ts';
import type { PackedAreas } from '../../../geometry/packed-areas.ts';
import { evaluatePolicy } from '../../../rules/evaluate-policy.ts';
import type { Policy, PolicyInput } from '../../../rules/types.ts';
import { ACROSS } from '../judge-draft.ts';
import type { RuleVerdict, SuggestInput } from '../types.ts';
import { boxOfArea, meets } from './cut-by-barriers.ts';
import type { NeighbourPair } from './repair-facts.ts';
import type { WithArea } from './settle-option.ts';

/** What the audit and the rules say of the result of a repair. */
export interface RepairVerdict {
  /** New faults: with any of these a repair is no suggestion. */
  errors: RuleVerdict[];
  satisfied: RuleVerdict[];
  missed: RuleVerdict[];
  unchecked: RuleVerdict[];
  audit: AuditResult;
  newNeighbours: NeighbourPair[];
  formerNeighbours: NeighbourPair[];
}

/** A coverage as a repair would have it. */
export interface AfterRepair {
  changed: readonly WithArea[];
  matched: readonly WithArea[];
  outline: AreaGeometry | null;
}

/** Judges repairs by the audit of the whole coverage, and by the policy around what changes. */
export class RepairJudge {
  readonly before: AuditResult;
  private readonly input: SuggestInput;
  private readonly audit: IncrementalAudit;
  private readonly options: AuditOptions;
  private readonly pairsBefore: ReadonlyMap<string, NeighbourPair>;

  /** @param options of the audits before and after */
  constructor(input: SuggestInput, packed: PackedAreas, options: AuditOptions = {}) {
    this.input = input;
    this.options = { ...options, adjacency: true };
    this.audit = IncrementalAudit.start(input.communities, {
      ...this.options,
      packed,
      jurisdiction: input.jurisdiction ?? null,
    });
    this.before = this.audit.result;
    this.pairsBefore = byPair(this.before);
  }

  /** All communities, with those that a repair changes as it has them. */
  after({ changed, matched }: AfterRepair): CommunityInput[] {
    const now = new Map([...matched, ...changed].map((one) => [one.id, one]));
    return this.input.communities.map((community) => now.get(community.id) ?? community);
  }

  judge(after: AfterRepair): RepairVerdict {
    const audit = this.auditAfter(after);
    const { newNeighbours, formerNeighbours } = this.compareNeighbours(audit);
    const fresh = newFaults(this.before.findings, audit.findings);
    const rules = this.judgeRules(after, audit);
    return {
      ...rules,
      errors: [...fresh.map(verdictOf), ...rules.errors],
      audit,
      newNeighbours,
      formerNeighbours,
    };
  }

  private auditAfter(after: AfterRepair): AuditResult {
    const { jurisdiction } = this.input;
    if (after.outline !== null && jurisdiction !== undefined) {
      return auditCoverage(
        this.after(after),
        { ...jurisdiction, geometry: after.outline },
        this.options,
      );
    }
    const edits = [...after.matched, ...after.changed].map((community) => ({
      at: this.audit.positionsOf(community.id)[0]!,
      community,
    }));
    return this.audit.edit(edits).result;
  }

  private compareNeighbours(
    audit: AuditResult,
  ): Pick<RepairVerdict, 'newNeighbours' | 'formerNeighbours'> {
    const now = byPair(audit);
    const without = (a: ReadonlyMap<string, NeighbourPair>, b: ReadonlyMap<string, unknown>) =>
      [...a].flatMap(([key, pair]) => (b.has(key) ? [] : [pair]));
    return {
      newNeighbours: without(now, this.pairsBefore),
      formerNeighbours: without(this.pairsBefore, now),
    };
  }

  /**
   * Pairs that share a line afterwards, however short, and did not before: the audit takes what is shorter than ten
   * tolerances for contact at a corner.
   */
  newContacts(after: AfterRepair): NeighbourPair[] {
    const exact = (communities: readonly CommunityInput[]): Map<string, NeighbourPair> =>
      byPair(auditCoverage(communities, null, { toleranceMetres: 0, adjacency: true }));
    const then = exact(this.input.communities);
    return [...exact(this.after(after))].flatMap(([key, pair]) =>
      then.has(key) || this.pairsBefore.has(key) || pair.sharedLengthMetres < SHORTEST_METRES
        ? []
        : [pair],
    );
  }

  /** The rules of the policy on the communities that change and their neighbours, before and after. */
  private judgeRules(
    { changed, matched, outline }: AfterRepair,
    audit: AuditResult,
  ): Pick<RepairVerdict, 'errors' | 'satisfied' | 'missed' | 'unchecked'> {
    const { policy } = this.input;
    const ids = new Set(changed.map(({ id }) => id));
    const near = new Set(ids);
    for (const { communities } of [...(audit.adjacency ?? []), ...(this.before.adjacency ?? [])]) {
      if (communities.some((id) => ids.has(id))) for (const id of communities) near.add(id);
    }
    const concerns = ({ communities }: Finding): boolean => communities.some((id) => ids.has(id));
    const everyone = this.after({ changed, matched, outline });
    const then = this.evaluate(this.input.communities, ids, near, this.before, null);
    const now = this.evaluate(everyone, ids, near, audit, outline).filter(concerns);
    const isOld = (finding: Finding): boolean =>
      then.some(
        (old) =>
          old.rule === finding.rule &&
          old.kind === finding.kind &&
          old.communities.some((id) => finding.communities.includes(id)),
      );
    const errors = now.filter(
      (finding) => finding.kind === 'policy' && finding.severity === 'error' && !isOld(finding),
    );
    const broken = now.filter((finding) => finding.kind === 'policy' && !errors.includes(finding));
    const unchecked = now.filter(({ kind }) => kind === 'unchecked');
    const touched = new Set(now.map(({ rule }) => rule));
    return {
      errors: errors.map(verdictOf),
      missed: broken.map(verdictOf),
      unchecked: unchecked.map(verdictOf),
      satisfied: policy.rules
        .filter(({ enabled, id }) => enabled && !touched.has(id))
        .map(({ id, clause, text }) => ({
          rule: id,
          clause,
          communities: [...ids].sort(),
          message: text,
        })),
    };
  }

  /** Rules that look across borders see the neighbours too; the others those that change alone. */
  private evaluate(
    communities: readonly CommunityInput[],
    changed: ReadonlySet<string>,
    near: ReadonlySet<string>,
    { adjacency }: AuditResult,
    outline: AreaGeometry | null,
  ): Finding[] {
    const { jurisdiction, estates, facilities, barriers, policy } = this.input;
    const around = communities.filter(({ id }) => near.has(id));
    const boxes = around.flatMap(({ geometry }) =>
      geometry === null ? [] : [boxOfArea(geometry)],
    );
    const input: PolicyInput = {
      communities: around,
      before: this.input.communities,
      barriers,
      ...(jurisdiction === undefined
        ? {}
        : {
            jurisdiction: outline === null ? jurisdiction : { ...jurisdiction, geometry: outline },
          }),
      ...(estates === undefined
        ? {}
        : {
            estates: estates.filter(
              ({ geometry }) =>
                geometry === null || boxes.some((box) => meets(box, boxOfArea(geometry))),
            ),
          }),
      ...(facilities === undefined ? {} : { facilities }),
      ...(adjacency === undefined ? {} : { adjacency }),
    };
    const rules = (looksAcross: boolean): Policy => ({
      ...policy,
      rules: policy.rules.filter(({ id }) => ACROSS.test(id) === looksAcross),
    });
    const own = { ...input, communities: around.filter(({ id }) => changed.has(id)) };
    return [...evaluatePolicy(rules(true), input), ...evaluatePolicy(rules(false), own)];
  }
}

/** Rounding alone makes contacts of this length. */
const SHORTEST_METRES = 0.001;

function byPair({ adjacency = [] }: AuditResult): Map<string, NeighbourPair> {
  return new Map(
    adjacency.map(({ communities, sharedLengthMetres }) => {
      const pair = [...communities].sort() as [string, string];
      return [JSON.stringify(pair), { communities: pair, sharedLengthMetres }];
    }),
  );
}

/**
 * Faults of the coverage that were not there: neither the same nor, of the same kind among the same communities,
 * one at least as grave.
 */
export function newFaults(before: readonly Finding[], after: readonly Finding[]): Finding[] {
  const known = new Set(before.map(({ id }) => id));
  const spare = new Map<string, Finding[]>();
  const keyOf = ({ rule, communities }: Finding): string => [rule, ...communities].join('\u0000');
  const stay = new Set(after.map(({ id }) => id));
  for (const finding of before) {
    if (stay.has(finding.id)) continue;
    spare.set(keyOf(finding), [...(spare.get(keyOf(finding)) ?? []), finding]);
  }
  return after.filter((finding) => {
    if (known.has(finding.id)) {
      const old = before.find(({ id }) => id === finding.id)!;
      return isRepairable(finding) && !isAtMost(finding, old);
    }
    if (finding.kind === 'duplicate' && wasOverlap(before, finding)) return false;
    const own = keyOf(finding);
    const old = spare.get(own) ?? [];
    const at = old.findIndex((one) => isAtMost(finding, one));
    if (at >= 0) spare.set(own, old.toSpliced(at, 1));
    return at < 0;
  });
}

/** Two that differed by hairlines are the same area once these are mended. */
const wasOverlap = (before: readonly Finding[], { communities }: Finding): boolean =>
  before.some(
    (old) => old.kind === 'overlap' && old.communities.every((id) => communities.includes(id)),
  );

const isAtMost = (now: Finding, old: Finding): boolean =>
  (now.areaSquareMetres ?? 0) <= (old.areaSquareMetres ?? 0) * 1.001 + 1e-3;

const verdictOf = ({ rule, clause, communities, message }: Finding): RuleVerdict => ({
  rule,
  clause: clause ?? '',
  communities,
  message,
});
