import type { PlanDraft } from '#contract/plan-draft.ts';
import { draftSteps } from '../../repositories/plan-operation-repository.ts';
import type { PlanRow } from '../../repositories/plan-repository.ts';
import { listWaivers } from '../../repositories/waiver-repository.ts';
import { describePlan } from './describe-plan.ts';
import { readHeadOf } from './operate-plan.ts';
import type { PlanServices } from './write-plan.ts';

/** Steps that an edit can undo without asking for more; each holds the communities that it changed. */
const MOST_STEPS = 500;

/**
 * All that an edit of a plan needs, as one JSON document: see `PlanDraft`. The texts of the database are spliced in as
 * they are, so that every coordinate stays digit for digit.
 * @throws DomainError `not-found`, and what the plan's thread throws
 */
export function openDraft(
  { knex, desk }: PlanServices,
  planId: string,
): Promise<{ json: Uint8Array; plan: PlanRow }> {
  return readHeadOf(knex, planId, async (plan) => {
    const { json } = await desk.run(knex, plan, 'draft', {});
    const [done, undone] = await Promise.all([
      draftSteps(knex, plan, 'applied', MOST_STEPS),
      draftSteps(knex, plan, 'undone', MOST_STEPS),
    ]);
    const waivers: PlanDraft['waivers'] = (await listWaivers(knex, plan)).map(
      ({ findingId, reason }) => ({ finding: findingId, reason }),
    );
    const encoder = new TextEncoder();
    const before = encoder.encode(`{"plan":${JSON.stringify(await describePlan(knex, plan))},`);
    const after = encoder.encode(
      `,"done":[${done.join()}],"undone":[${undone.join()}],"waivers":${JSON.stringify(waivers)}}`,
    );
    // The braces of the thread's object give way to those of the whole.
    const inner = json.subarray(1, json.length - 1);
    return { json: Buffer.concat([before, inner, after]), plan };
  });
}
