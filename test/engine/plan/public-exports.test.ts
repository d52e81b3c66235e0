import { expect, it } from 'vitest';
import { applyOperation, auditPlan, parseOperation, planOf } from '#engine/index.ts';
import { samplePlan } from '../../helpers/sample-plan.ts';

it('a program applies an operation through the public exports', () => {
  const { plan, context } = samplePlan();
  const [community] = plan.communities.values();
  const parsed = parseOperation({
    operation: 'set-attributes',
    parameters: { community: community!.id, name: '新名社区' },
  });
  if (!parsed.ok) throw new Error('the operation is as documented');
  const start = planOf([...plan.communities.values()], plan.assignment);
  const applied = applyOperation(start, parsed.value, context);
  if (!applied.ok) throw new Error(applied.error.message.en);
  expect(applied.value.plan.communities.get(community!.id)?.name).toBe('新名社区');
  const { summary } = auditPlan(applied.value.plan, { ...context, base: start });
  expect(summary.communities).toBe(plan.communities.size);
});
