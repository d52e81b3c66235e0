import type { Message } from '#engine/coverage/types.ts';
import { type PlanGround, unitsOf } from '#engine/plan/audit-plan.ts';
import type { PlanState } from '#engine/plan/types.ts';
import type { SuggestInput } from '#engine/propose/suggest/types.ts';
import type { Policy } from '#engine/rules/types.ts';

/** A policy without rules: nothing is demanded but a sound coverage. */
const NO_POLICY: Policy = {
  id: 'none',
  name: { zh: '无', en: 'none' },
  source: { zh: '', en: '' },
  rules: [],
};

const POLICY_MISSING: Message = {
  zh: '服务器上没有此方案的政策：建议只保证覆盖完好，未按任何政策规则检查。',
  en: 'The server does not have the policy of this plan: suggestions keep the coverage sound and were not checked by the rules of any policy.',
};

/** What suggestions for a plan are made of. */
export function suggestInput(ground: PlanGround, plan: PlanState): SuggestInput {
  const { jurisdiction, barriers, estates, facilities, units, policy } = ground;
  return {
    communities: [...plan.communities.values()],
    units: unitsOf(plan, units ?? []),
    barriers: barriers ?? [],
    ...(jurisdiction === undefined ? {} : { jurisdiction }),
    ...(estates === undefined ? {} : { estates }),
    ...(facilities === undefined ? {} : { facilities }),
    policy: policy ?? NO_POLICY,
    ...(policy === undefined ? { notes: [POLICY_MISSING] } : {}),
  };
}
