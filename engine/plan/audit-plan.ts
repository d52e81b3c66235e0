import type { AuditOptions, AuditResult, CommunityInput } from '../coverage/types.ts';
import type { FacilityInput, UnitInput } from '../material/types.ts';
import { auditUnderPolicy } from '../rules/audit-under-policy.ts';
import type { Policy } from '../rules/types.ts';
import type { PlanContext, PlanState } from './types.ts';

/** What a plan is judged by, besides what its operations may look at. */
export interface PlanGround extends PlanContext {
  facilities?: readonly FacilityInput[];
  policy?: Policy;
  /** The communities that the plan began with. */
  base: PlanState;
}

/**
 * The audit of a plan as it stands: the coverage and the rules of the policy, for an unsaved draft, a stored plan
 * and the gate of registration alike. Communities that the plan made or changed count as new ones (`size.max` and
 * the like are stricter with them); units belong to the communities that the plan says.
 * @param coverage the coverage audit of `plan` with `adjacency`, where it is known already (`IncrementalAudit`)
 */
export function auditPlan(
  plan: PlanState,
  { base, policy, ...ground }: PlanGround,
  { coverage, options }: { coverage?: AuditResult; options?: AuditOptions } = {},
): AuditResult {
  const { jurisdiction, units, barriers, estates, facilities } = ground;
  const communities = [...plan.communities.values()];
  return auditUnderPolicy(
    {
      communities,
      ...(jurisdiction === undefined ? {} : { jurisdiction }),
      ...(units === undefined ? {} : { units: unitsOf(plan, units) }),
      ...(barriers === undefined ? {} : { barriers }),
      ...(estates === undefined ? {} : { estates }),
      ...(facilities === undefined ? {} : { facilities }),
      ...(policy === undefined ? {} : { policy }),
      ...(options === undefined ? {} : { options }),
      newCommunities: changedCommunities(base, plan),
      before: [...base.communities.values()],
    },
    coverage,
  );
}

/** Ids of the communities of a plan that are not as they were: their shape, their name or an attribute. */
export function changedCommunities(base: PlanState, plan: PlanState): ReadonlySet<string> {
  const changed = new Set<string>();
  for (const [id, community] of plan.communities) {
    const before = base.communities.get(id);
    if (before === undefined || !isSame(before, community)) changed.add(id);
  }
  return changed;
}

/** The units of a plan, each with the community that the plan gives it. */
export function unitsOf(plan: PlanState, units: readonly UnitInput[]): UnitInput[] {
  return units.map((unit) => {
    const community = plan.assignment.get(unit.id);
    return community === undefined || community === unit.community ? unit : { ...unit, community };
  });
}

/** Communities come back from stores and messages as copies. */
const isSame = (a: CommunityInput, b: CommunityInput): boolean =>
  a === b ||
  (a.name === b.name &&
    a.nameEn === b.nameEn &&
    sameValue(a.properties ?? {}, b.properties ?? {}) &&
    sameValue(a.geometry, b.geometry));

function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [keysOfA, keysOfB] = [Object.keys(a), Object.keys(b)];
  return (
    keysOfA.length === keysOfB.length &&
    keysOfA.every(
      (key) =>
        Object.hasOwn(b, key) &&
        sameValue((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]),
    )
  );
}
