import { auditCoverage } from '../../coverage/audit.ts';
import type {
  AreaGeometry,
  AuditResult,
  CommunityInput,
  Finding,
  JurisdictionInput,
} from '../../coverage/types.ts';
import { evaluatePolicy } from '../../rules/evaluate-policy.ts';
import { UNIT_FIELDS } from '../../rules/fields.ts';
import { gradeCoverage } from '../../rules/grade-coverage.ts';
import { readHouseholds } from '../../rules/read-households.ts';
import type { Policy, PolicyInput } from '../../rules/types.ts';
import { countUnits } from './community-figures.ts';
import type { Draft } from './draft.ts';
import type { Ground } from './ground.ts';
import { HAIRLINE_METRES, presentOutline } from './present-outline.ts';
import type { RuleVerdict } from './types.ts';

/** What the rules say of a draft. */
export interface Judgement {
  /** Errors that were not there before: with any of these a draft is no suggestion. */
  errors: RuleVerdict[];
  satisfied: RuleVerdict[];
  missed: RuleVerdict[];
  unchecked: RuleVerdict[];
  /** Communities that do not change and are party to a new fault of the coverage. */
  bystanders: string[];
}

/** A town as a draft would have it. */
export interface AfterDraft {
  communities: readonly CommunityInput[];
  /** The jurisdiction's outline, where it has vertices more; null: as it was. */
  outline: AreaGeometry | null;
}

/** Kinds of coverage findings that are about one community, not about a line between two. */
const OWN_KINDS: ReadonlySet<Finding['kind']> = new Set(['non-contiguous', 'enclave'] as const);

/** Rules about what lies on both sides of a border. */
export const ACROSS = /^(estate\.|size\.merge$|shape\.enclave$|zone\.|village\.)/;

/** Judges drafts by the audit and the policy, against what was there before. */
export class Judge {
  private readonly ground: Ground;
  private before: AuditResult | null = null;
  private ownOutline: { geometry: AreaGeometry | null } | null = null;
  private readonly evaluatedBefore = new Map<string, Finding[]>();

  /** Rules about land use read it from units; comparing shapes for the others would take long and tell nothing. */
  private readonly looksAtUnits: boolean;

  constructor(ground: Ground) {
    this.ground = ground;
    this.looksAtUnits = ground.units.some(
      ({ properties }) => properties?.[UNIT_FIELDS.landUse] !== undefined,
    );
  }

  /** @param changed communities that the draft makes or changes */
  judge(draft: Draft, after: AfterDraft, changed: ReadonlySet<string>): Judgement {
    const { input } = this.ground;
    const { communities, outline } = after;
    const within = this.within(outline);
    const audit = this.audit(communities, within);
    const near = neighboursOf(audit, changed);
    const material = this.policyInput(communities, near, audit);
    const policyInput: PolicyInput = {
      ...material,
      newCommunities: changed,
      before: input.communities,
      ...(this.looksAtUnits ? { units: unitsAfter(this.ground, draft, near) } : {}),
    };
    const lineage = lineageOf(draft);
    const earlier = this.findingsBefore(
      new Set([...near].flatMap((id) => lineage.get(id) ?? [id])),
    );
    const isOld = (finding: Finding): boolean =>
      earlier.some((old) => isSame(old, finding, lineage));
    const coverage = gradeCoverage(input.policy, audit.findings, material);
    const rules = this.evaluate(policyInput, changed);
    // What could not be judged for want of material names no community: it is about all of them.
    const concerns = ({ kind, communities: parties }: Finding): boolean =>
      parties.some((id) => changed.has(id)) || (kind === 'unchecked' && parties.length === 0);
    const own = [...coverage, ...rules].filter(concerns);
    const fresh = [...coverage.filter((finding) => !isOld(finding)), ...rules.filter(concerns)];
    const errors = fresh.filter(
      (finding) => (finding.severity === 'error' || isBorderFault(finding)) && !isOld(finding),
    );
    return {
      errors: errors.map(verdictOf),
      ...this.verdicts(own, errors, changed),
      bystanders: [
        ...new Set(errors.filter(isBorderFault).flatMap(({ communities }) => communities)),
      ].filter((id) => !changed.has(id)),
    };
  }

  /**
   * The jurisdiction; where its outline is not known, that of the present communities, so that no ground of theirs is
   * lost. What lies beyond that is no fault: it may be the jurisdiction's as well.
   */
  private within(outline: AreaGeometry | null): JurisdictionInput | null {
    const { jurisdiction, communities } = this.ground.input;
    if (jurisdiction !== undefined) {
      return outline === null ? jurisdiction : { ...jurisdiction, geometry: outline };
    }
    this.ownOutline ??= { geometry: presentOutline(communities) };
    const { geometry } = this.ownOutline;
    return geometry === null ? null : { geometry };
  }

  private audit(communities: readonly CommunityInput[], within: JurisdictionInput | null) {
    const audit = auditCoverage(communities, within, { adjacency: true });
    if (this.ground.input.jurisdiction !== undefined) return audit;
    // What the outline itself is at odds with is nobody's fault.
    const isKnown = ({ kind, widthMetres, communities: parties }: Finding): boolean =>
      kind !== 'outside' &&
      !(kind === 'mismatch' && parties.length < 2) &&
      !(kind === 'gap' && (widthMetres ?? 0) < HAIRLINE_METRES);
    return { ...audit, findings: audit.findings.filter(isKnown) };
  }

  private verdicts(
    own: readonly Finding[],
    errors: readonly Finding[],
    changed: ReadonlySet<string>,
  ) {
    const failing = new Set(errors.map(({ id }) => id));
    const missed: RuleVerdict[] = [];
    const unchecked: RuleVerdict[] = [];
    for (const finding of own) {
      if (finding.kind === 'unchecked') unchecked.push(verdictOf(finding));
      else if (!failing.has(finding.id)) missed.push(verdictOf(finding));
    }
    const touched = new Set([...missed, ...unchecked, ...errors].map(({ rule }) => rule));
    const satisfied = this.ground.input.policy.rules
      .filter(({ enabled, id }) => enabled && !touched.has(id))
      .map(
        ({ id, clause, text }): RuleVerdict => ({
          rule: id,
          clause,
          communities: [...changed].sort(),
          message: text,
        }),
      );
    return { satisfied, missed, unchecked };
  }

  /** Rules that look across borders see the neighbours too; the others speak of those that change alone. */
  private evaluate(near: PolicyInput, changed: ReadonlySet<string>): Finding[] {
    const { policy } = this.ground.input;
    const only = (looksAcross: boolean): Policy => ({
      ...policy,
      rules: policy.rules.filter(({ id }) => ACROSS.test(id) === looksAcross),
    });
    const own: PolicyInput = {
      ...near,
      communities: near.communities.filter(({ id }) => changed.has(id)),
      ...(near.units === undefined
        ? {}
        : { units: near.units.filter(({ community }) => changed.has(community ?? '')) }),
    };
    return [...evaluatePolicy(only(true), near), ...evaluatePolicy(only(false), own)];
  }

  /** Households of the units, for a community that has none on record. */
  private withFigures(community: CommunityInput): CommunityInput {
    const units = this.ground.unitsOf.get(community.id);
    if (units === undefined || readHouseholds(community).state === 'known') return community;
    const { id, name, nameEn, properties, geometry } = community;
    return {
      id,
      ...(name === undefined ? {} : { name }),
      ...(nameEn === undefined ? {} : { nameEn }),
      properties: { ...properties, ...countUnits(this.ground, units) },
      geometry,
    };
  }

  private findingsBefore(near: ReadonlySet<string>): Finding[] {
    const { input } = this.ground;
    this.before ??= this.audit(input.communities, this.within(null));
    const key = [...near].sort().join('\u0000');
    const known = this.evaluatedBefore.get(key);
    if (known !== undefined) return known;
    const material = this.policyInput(input.communities, near, this.before);
    const { units, communityOf } = this.ground;
    const findings = [
      ...this.before.findings,
      ...this.evaluate(
        {
          ...material,
          newCommunities: near,
          ...(this.looksAtUnits
            ? {
                units: units.flatMap((unit, u) => {
                  const community = communityOf[u]!;
                  return community !== null && near.has(community) ? [{ ...unit, community }] : [];
                }),
              }
            : {}),
        },
        near,
      ),
    ];
    this.evaluatedBefore.set(key, findings);
    return findings;
  }

  private policyInput(
    communities: readonly CommunityInput[],
    near: ReadonlySet<string>,
    { adjacency }: AuditResult,
  ): PolicyInput {
    const { jurisdiction, estates, facilities, barriers } = this.ground.input;
    return {
      communities: communities.flatMap((community) =>
        near.has(community.id) ? [this.withFigures(community)] : [],
      ),
      ...(jurisdiction === undefined ? {} : { jurisdiction }),
      ...(estates === undefined ? {} : { estates }),
      ...(facilities === undefined ? {} : { facilities }),
      // No lines at all are lines that nobody gave: what a border follows is not known then.
      ...(barriers.length === 0 ? {} : { barriers }),
      ...(adjacency === undefined ? {} : { adjacency }),
    };
  }
}

/** The communities that change, and those that border on them. */
function neighboursOf({ adjacency = [] }: AuditResult, changed: ReadonlySet<string>): Set<string> {
  const near = new Set(changed);
  for (const { communities } of adjacency) {
    if (communities.some((id) => changed.has(id))) for (const id of communities) near.add(id);
  }
  return near;
}

function unitsAfter(
  { units, communityOf }: Ground,
  draft: Draft,
  near: ReadonlySet<string>,
): NonNullable<PolicyInput['units']> {
  const made = new Map<number, string>();
  for (const { id, units: own } of draft.communities) for (const u of own) made.set(u, id);
  const abolished = new Set(draft.abolished);
  return units.flatMap((unit, u) => {
    const present = communityOf[u]!;
    const community = made.get(u) ?? (present !== null && abolished.has(present) ? null : present);
    return community !== null && near.has(community) ? [{ ...unit, community }] : [];
  });
}

/** From which communities each one comes. */
const lineageOf = (draft: Draft): Map<string, readonly string[]> =>
  new Map(draft.communities.map(({ id, from }) => [id, from.length > 0 ? from : [id]]));

/**
 * A new overlap, gap or mismatch between communities is never suggested, however mild a policy finds it. Hairlines
 * along the jurisdiction's outline come from units that do not match it: they are told, and left to a repair.
 */
const isBorderFault = ({ kind, rule, communities }: Finding): boolean =>
  kind !== 'policy' &&
  kind !== 'unchecked' &&
  !OWN_KINDS.has(kind) &&
  rule.startsWith('coverage.') &&
  (kind !== 'mismatch' || communities.length > 1);

/** Is it the same fault, in a community that may have another id and another shape now? */
function isSame(
  old: Finding,
  now: Finding,
  lineage: ReadonlyMap<string, readonly string[]>,
): boolean {
  if (old.rule !== now.rule || old.kind !== now.kind) return false;
  const parents = new Set(now.communities.flatMap((id) => [id, ...(lineage.get(id) ?? [])]));
  if (!old.communities.some((id) => parents.has(id)) && old.communities.length > 0) return false;
  if (OWN_KINDS.has(now.kind)) return true;
  if (old.location !== null && now.location !== null) {
    const near = old.location.every((value, i) => Math.abs(value - now.location![i]!) < 1e-5);
    if (near) return true;
  }
  const [a, b] = [old.areaSquareMetres, now.areaSquareMetres];
  // A fault that has become smaller is not a new one.
  return a !== null && b !== null && b <= a * 1.001 && now.kind !== 'policy';
}

const verdictOf = ({ rule, clause, communities, message }: Finding): RuleVerdict => ({
  rule,
  clause: clause ?? '',
  communities,
  message,
});
