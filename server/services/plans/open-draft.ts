import type { Knex } from 'knex';
import type { PlanDraft } from '#contract/plan-draft.ts';
import { wholeSteps } from '../../repositories/plan-operation-repository.ts';
import { findCountedPlan, type PlanRow } from '../../repositories/plan-repository.ts';
import { listWaivers } from '../../repositories/waiver-repository.ts';
import { describeCounted } from './describe-plan.ts';
import { readHeadOf } from './operate-plan.ts';
import { PlanMoved } from './plan-desk.ts';
import type { PlanServices } from './write-plan.ts';

/** Steps that an edit can undo without asking for more; each holds the communities that it changed. */
const MOST_STEPS = 500;

/**
 * All that an edit of a plan needs, as one JSON document: see `PlanDraft`. The texts of the database are spliced in as
 * they are, so that every coordinate stays digit for digit.
 * @throws DomainError `not-found`, and what the plan's thread throws
 */
export function openDraft(
  services: PlanServices,
  planId: string,
): Promise<{ json: Uint8Array; plan: PlanRow }> {
  // Between the writes of this process: a reader that loses the race against each of them would never get through.
  return services.turns.take(planId, () => readDraft(services, planId));
}

const readDraft = (
  { knex, desk }: PlanServices,
  planId: string,
): Promise<{ json: Uint8Array; plan: PlanRow }> =>
  readHeadOf(knex, planId, async (plan) => {
    const { described, done, undone, waivers } = await knex.transaction(
      (trx) => readHistory(trx, plan),
      { isolationLevel: 'repeatable read', readOnly: true },
    );
    // The thread has the states that the changes of the history are packed on.
    const { json } = await desk.run(knex, plan, 'draft', { done, undone });
    const encoder = new TextEncoder();
    const before = encoder.encode(`{"plan":${JSON.stringify(described)},`);
    const after = encoder.encode(`,"waivers":${JSON.stringify(waivers)}}`);
    // The braces of the thread's object give way to those of the whole.
    const inner = json.subarray(1, json.length - 1);
    return { json: Buffer.concat([before, inner, after]), plan };
  });

/** What the database has of the plan as it is: of another version by now, it would not go with the head that was read. */
async function readHistory(trx: Knex, seen: PlanRow) {
  const found = await findCountedPlan(trx, seen.id);
  if (found?.plan.version !== seen.version || found.plan.headId !== seen.headId) {
    throw new PlanMoved(`plan ${seen.id} has another version`);
  }
  const { plan, steps } = found;
  const waivers: PlanDraft['waivers'] = (await listWaivers(trx, plan)).map(
    ({ findingId, reason }) => ({ finding: findingId, reason }),
  );
  return {
    described: describeCounted(plan, steps),
    done: await wholeSteps(trx, plan, 'applied', MOST_STEPS),
    undone: await wholeSteps(trx, plan, 'undone', MOST_STEPS),
    waivers,
  };
}
