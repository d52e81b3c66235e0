import type { Knex } from 'knex';
import { appendEvent } from '../../repositories/event-repository.ts';
import type { StepCounts } from '../../repositories/plan-operation-repository.ts';
import {
  advancePlan,
  type CountedPlan,
  findCountedPlan,
  findPlan,
  lockPlan,
  type PlanRow,
  type PlanStep,
} from '../../repositories/plan-repository.ts';
import {
  type PlanStepRows,
  type StepOfHistory,
  type WrittenRow,
  writePlanStep,
} from '../../repositories/plan-step-repository.ts';
import type { PolicyStore } from '../audit/policy-store.ts';
import { answerOnce, keepOnce, type OnceRequest, type PlanAnswerText } from './answer-once.ts';
import { describeCounted } from './describe-plan.ts';
import { type PlanDesk, PlanMoved } from './plan-desk.ts';
import { noSuchPlan, planBusy, planClosed } from './plan-errors.ts';
import type { PlanTurns } from './plan-turns.ts';
import { etagOf, versionConflict } from './version-conflict.ts';
import type { WrittenPlans } from './written-plans.ts';

/** What the services of plans work with. */
export interface PlanServices {
  knex: Knex;
  desk: PlanDesk;
  turns: PlanTurns;
  written: WrittenPlans;
  policies: PolicyStore;
}

/** Who writes, what he has seen, and how the request is known again. */
export interface WriteRequest {
  planId: string;
  /** Versions of the plan that the writer has seen (If-Match). */
  seen: readonly number[];
  actor: string;
  once?: OnceRequest | undefined;
}

/** What a write does, worked out and not yet written. */
export interface PreparedWrite {
  step: Omit<PlanStep, 'actor'>;
  /** Of the event log. */
  action: string;
  before?: object;
  after: object;
  write(trx: Knex.Transaction, actor: string): Promise<void>;
  /** The members of the answer besides `plan`. */
  answer: object;
}

/** A step of the head, worked out and not yet written. */
export interface PreparedStep
  extends Omit<PreparedWrite, 'step' | 'write'>,
    Omit<PlanStepRows, 'actor' | 'event'> {}

/**
 * A write to a plan: worked out on the version that the writer has seen, and written in one transaction that takes the
 * plan from that version to the next. If anybody else has written first, nothing is, and the writer is told
 * of both versions.
 * @param isStep it is a step of the head, which is written only to the plan that it was worked out on: that may be remembered
 * @throws DomainError `not-found`, `version-conflict`, `plan-closed`, `idempotency-conflict`, and what `prepare` throws
 */
export function writePlan(
  services: PlanServices,
  request: WriteRequest,
  prepare: Prepare,
  { mayBeClosed = false, isStep = false }: { mayBeClosed?: boolean; isStep?: boolean } = {},
): Promise<PlanAnswerText> {
  return services.turns.take(request.planId, async () => {
    const known = isStep ? recall(services, request) : undefined;
    const answer = known && (await writeRemembered(services, known, request, prepare));
    return answer ?? writeInTurn(services, request, prepare, mayBeClosed);
  });
}

type Prepare = (plan: PlanRow) => Promise<PreparedWrite | PreparedStep>;

/** A request that may have been answered before is looked up, and its plan with it. */
const recall = ({ written }: PlanServices, { planId, seen, once }: WriteRequest) =>
  once === undefined ? written.recall(planId, seen) : undefined;

/**
 * A step on the plan as this process wrote it last.
 * @returns null when it is another one by now
 */
async function writeRemembered(
  services: PlanServices,
  known: CountedPlan,
  request: WriteRequest,
  prepare: Prepare,
): Promise<PlanAnswerText | null> {
  const { knex, written } = services;
  // Remembered again once it is written.
  written.forget(request.planId);
  let prepared: PreparedWrite | PreparedStep;
  try {
    prepared = await prepare(known.plan);
  } catch (error) {
    // Whatever it is, it holds only for the plan as it is.
    const now = await findPlan(knex, request.planId);
    const isSame =
      now?.rowStamp === known.plan.rowStamp && now.materialStamp === known.plan.materialStamp;
    if (!isSame || error instanceof PlanMoved) return null;
    written.remember(known);
    throw error;
  }
  return commitPrepared(services, known, request, prepared);
}

async function writeInTurn(
  services: PlanServices,
  request: WriteRequest,
  prepare: Prepare,
  mayBeClosed: boolean,
): Promise<PlanAnswerText> {
  const { knex } = services;
  let known = await readCounted(knex, request);
  return answerOnce(knex, known.plan.jurisdictionId, request.once, async () => {
    for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
      if (attempt > 1) known = await readCounted(knex, request);
      const { plan } = known;
      if (!request.seen.includes(plan.version)) throw await versionConflict(knex, plan, request);
      if (plan.status !== 'draft' && !mayBeClosed) throw planClosed(plan);
      try {
        const prepared = await prepare(plan);
        const answer = await commitPrepared(services, known, request, prepared);
        if (answer !== null) return answer;
      } catch (error) {
        if (!(error instanceof PlanMoved)) throw error;
      }
      // Somebody has written first, or an audit was stored, or the material is another one.
    }
    throw planBusy();
  });
}

const MOST_ATTEMPTS = 5;

async function readCounted(knex: Knex, { planId }: WriteRequest): Promise<CountedPlan> {
  const known = await findCountedPlan(knex, planId);
  if (known === undefined) throw noSuchPlan();
  return known;
}

/** @returns null when the plan is another one by now */
const commitPrepared = (
  services: PlanServices,
  known: CountedPlan,
  request: WriteRequest,
  prepared: PreparedWrite | PreparedStep,
): Promise<PlanAnswerText | null> =>
  'history' in prepared
    ? commitStep(services, known, request, prepared)
    : commit(services.knex, known.plan, request, prepared);

/** @returns null when the plan is at another version by now */
const commit = (
  knex: Knex,
  plan: PlanRow,
  { actor, once }: WriteRequest,
  prepared: PreparedWrite,
): Promise<PlanAnswerText | null> =>
  knex.transaction(async (trx) => {
    if (!(await advancePlan(trx, plan, { ...prepared.step, actor }))) return null;
    await prepared.write(trx, actor);
    return finish(trx, plan, { actor, once }, prepared);
  });

/**
 * A step is written by one statement, which is a transaction of its own when there is nothing else to write.
 * @returns null when the plan is another one by now
 */
async function commitStep(
  { knex, written }: PlanServices,
  known: CountedPlan,
  { actor, once }: WriteRequest,
  { action, before, after, answer, ...rows }: PreparedStep,
): Promise<PlanAnswerText | null> {
  const { plan } = known;
  const event = {
    action,
    before: { version: plan.version, ...before },
    after: { version: plan.version + 1, ...after },
  };
  const steps = stepsAfter(known, rows.history);
  const write = async (db: Knex): Promise<{ now: PlanRow; text: PlanAnswerText } | null> => {
    const changed = await writePlanStep(db, plan, { ...rows, actor, event });
    if (changed === null) return null;
    const now = planAfter(plan, rows, { ...changed, updatedBy: actor });
    const text = answerText(now, steps, answer);
    await keepOnce(db, plan, once, text);
    return { now, text };
  };
  const done = await (once === undefined ? write(knex) : knex.transaction(write));
  if (done === null) return null;
  written.remember({ plan: done.now, steps });
  return done.text;
}

/** The row of a plan after a step, as it would be read. */
const planAfter = (
  plan: PlanRow,
  { headId, engine, history }: Pick<PreparedStep, 'headId' | 'engine' | 'history'>,
  changed: WrittenRow & Pick<PlanRow, 'updatedBy'>,
): PlanRow => ({
  ...plan,
  ...changed,
  ...{ headId, coverageHead: headId, coverageEngine: engine },
  lastSequence: plan.lastSequence + ('operations' in history ? history.operations.length : 0),
});

/** How far undo and redo can go after a step; nobody else has written since they were counted. */
function stepsAfter({ steps: { undo, redo } }: CountedPlan, history: StepOfHistory): StepCounts {
  if ('operations' in history) return { undo: undo + history.operations.length, redo: 0 };
  const count = history.undone ? history.sequences.length : -history.sequences.length;
  return { undo: undo - count, redo: redo + count };
}

const answerText = (plan: PlanRow, steps: StepCounts, answer: object): PlanAnswerText => ({
  status: 200,
  headers: { etag: etagOf(plan) },
  body: JSON.stringify({ plan: describeCounted(plan, steps), ...answer }),
});

/** Event and answer of a write, within its transaction. */
export async function finish(
  trx: Knex.Transaction,
  plan: PlanRow,
  { actor, once }: Pick<WriteRequest, 'actor' | 'once'>,
  { action, before, after, answer }: Pick<PreparedWrite, 'action' | 'before' | 'after' | 'answer'>,
): Promise<PlanAnswerText> {
  const found = await findCountedPlan(trx, plan.id);
  if (found === undefined) throw new Error(`plan ${plan.id} is gone within its transaction`);
  const { plan: written, steps } = found;
  await appendEvent(trx, {
    jurisdictionId: plan.jurisdictionId,
    actor,
    action,
    entityType: 'plan',
    entityId: plan.id,
    before: { version: plan.version, ...before },
    after: { version: written.version, ...after },
  });
  const text = answerText(written, steps, answer);
  await keepOnce(trx, plan, once, text);
  return text;
}

/**
 * Something beside the plan, which stays at its version: a waiver, a snapshot. The writer must have seen that version all
 * the same.
 * @param prepare what takes long, before the transaction
 */
export async function writeBeside<T>(
  { knex }: PlanServices,
  request: WriteRequest,
  prepare: (plan: PlanRow) => Promise<T>,
  write: (
    trx: Knex.Transaction,
    plan: PlanRow,
    prepared: T,
  ) => Promise<Pick<PreparedWrite, 'action' | 'before' | 'after' | 'answer'>>,
): Promise<PlanAnswerText> {
  const known = await findPlan(knex, request.planId);
  if (known === undefined) throw noSuchPlan();
  const assertWritable = async (trx: Knex, plan: PlanRow): Promise<void> => {
    if (!request.seen.includes(plan.version)) throw await versionConflict(trx, plan, request);
    if (plan.status !== 'draft') throw planClosed(plan);
  };
  return answerOnce(knex, known.jurisdictionId, request.once, async () => {
    await assertWritable(knex, known);
    const prepared = await prepare(known);
    return knex.transaction(async (trx) => {
      const plan = await lockPlan(trx, known);
      if (plan === undefined) throw noSuchPlan();
      // The version that was prepared for is the one that is written to.
      if (plan.version !== known.version) throw await versionConflict(trx, plan, request);
      await assertWritable(trx, plan);
      return finish(trx, plan, request, await write(trx, plan, prepared));
    });
  });
}

/** For what is written without anything worked out before. */
export const nothingToPrepare = (): Promise<void> => Promise.resolve();
