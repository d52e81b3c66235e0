import { DomainError } from '#contract/domain-error.ts';
import type { PlanPatch } from '#contract/plans.ts';
import type { PlanRow } from '../../repositories/plan-repository.ts';
import type { PlanAnswerText } from './answer-once.ts';
import { planClosed } from './plan-errors.ts';
import { type PlanServices, type WriteRequest, writePlan } from './write-plan.ts';

const particulars = ({ name, description, policy, status }: PlanRow) => ({
  ...{ name, description, policy, status },
});

/** Changes the particulars of a plan; an archived one may be taken up again. */
export function patchPlan(
  services: PlanServices,
  request: WriteRequest,
  patch: PlanPatch,
): Promise<PlanAnswerText> {
  return writePlan(
    services,
    request,
    async (plan) => {
      if (plan.status === 'registered') throw planClosed(plan);
      if (plan.status === 'archived' && patch.status !== 'draft') throw planClosed(plan);
      if (patch.policy !== undefined) services.policies.get(patch.policy);
      return {
        step: patch,
        action: 'plan.change',
        before: particulars(plan),
        after: patch,
        write: () => Promise.resolve(),
        answer: {},
      };
    },
    { mayBeClosed: true },
  );
}

/** Puts a plan away; its history stays. */
export function archivePlan(
  services: PlanServices,
  request: WriteRequest,
): Promise<PlanAnswerText> {
  return writePlan(
    services,
    request,
    async (plan) => {
      if (plan.status === 'archived') {
        throw new DomainError('nothing-to-do', {
          zh: '方案已归档。',
          en: 'The plan is archived already.',
        });
      }
      if (plan.status === 'registered') throw planClosed(plan);
      return {
        step: { status: 'archived' },
        action: 'plan.archive',
        before: { status: plan.status },
        after: { status: 'archived' },
        write: () => Promise.resolve(),
        answer: {},
      };
    },
    { mayBeClosed: true },
  );
}
