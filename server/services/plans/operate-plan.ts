import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import type { StepsRequest } from '#contract/plans.ts';
import type { Finding } from '#engine/coverage/types.ts';
import { ENGINE_VERSION } from '#engine/version.ts';
import { type FindingDelta, writeFindingDelta } from '../../repositories/finding-repository.ts';
import { writeHead } from '../../repositories/plan-head-repository.ts';
import { type NewOperation, stepsToTake } from '../../repositories/plan-operation-repository.ts';
import { findPlan, type PlanRow } from '../../repositories/plan-repository.ts';
import type { PlanAnswerText } from './answer-once.ts';
import { describePlan } from './describe-plan.ts';
import { PlanMoved } from './plan-desk.ts';
import { noSuchPlan, nothingToDo, planBusy } from './plan-errors.ts';
import type { AppliedStep, CoverageStep, HeadStep } from './thread/plan-messages.ts';
import { RESTORE } from './thread/restore-kind.ts';
import {
  type PlanServices,
  type PreparedStep,
  type WriteRequest,
  writePlan,
} from './write-plan.ts';

/**
 * Applies operations to a plan, all or none.
 * @param body of the request: an operation, or a list of them
 * @throws DomainError `operation-refused` with the reason, `invalid-body`, and what {@link writePlan} throws
 */
export function operatePlan(
  services: PlanServices,
  request: WriteRequest,
  body: Uint8Array,
): Promise<PlanAnswerText> {
  const prepare = async (plan: PlanRow): Promise<PreparedStep> => {
    const nextHead = randomUUID();
    const input = { body, nextHead, dryRun: false, replaces: isFindingsGone(plan) };
    const step = await services.desk.run(services.knex, plan, 'operate', input);
    return prepareStep(plan, step, nextHead, 'plan.operate');
  };
  return writePlan(services, request, prepare, { isStep: true });
}

/**
 * What operations would do, or why they may not: nothing is written.
 * @throws as {@link operatePlan}
 */
export async function tryOperations(
  { knex, desk }: PlanServices,
  planId: string,
  body: Uint8Array,
): Promise<object> {
  return readHeadOf(knex, planId, async (plan) => {
    const input = { body, nextHead: randomUUID(), dryRun: true, replaces: false };
    const step = await desk.run(knex, plan, 'operate', input);
    return { dryRun: true, plan: await describePlan(knex, plan), ...answerOf(step, null) };
  });
}

const MOST_ATTEMPTS = 5;

/** Reads something of a plan's head; when somebody writes in the meantime, of the next one. */
export async function readHeadOf<T>(
  knex: Knex,
  planId: string,
  read: (plan: PlanRow) => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const plan = await findPlan(knex, planId);
    if (plan === undefined) throw noSuchPlan();
    try {
      return await read(plan);
    } catch (error) {
      if (!(error instanceof PlanMoved)) throw error;
      if (attempt === MOST_ATTEMPTS) throw planBusy();
    }
  }
}

/** The stored findings of the coverage are not those of the head, by this engine. */
export const isFindingsGone = ({ coverageHead, coverageEngine, headId }: PlanRow): boolean =>
  coverageHead !== headId || coverageEngine !== ENGINE_VERSION;

/** Takes the plan back, or forward again, by one step or several. */
export function movePlan(
  services: PlanServices,
  request: WriteRequest,
  direction: 'undo' | 'redo',
  { steps, to }: StepsRequest,
): Promise<PlanAnswerText> {
  const prepare = async (plan: PlanRow): Promise<PreparedStep> => {
    const limit = steps ?? (to === undefined ? 1 : MOST_STEPS);
    const taken = await stepsToTake(services.knex, plan, direction, { limit, to });
    if (taken.length === 0) {
      throw direction === 'undo'
        ? nothingToDo('没有可撤销的步骤。', 'There is no step to undo.')
        : nothingToDo('没有可重做的步骤。', 'There is no step to redo.');
    }
    const nextHead = randomUUID();
    const step = await services.desk.run(services.knex, plan, 'replay', {
      changes: taken.map(({ changeJson }) => changeJson),
      whole: taken.some(({ kind }) => kind === RESTORE),
      nextHead,
      replaces: isFindingsGone(plan),
    });
    const sequences = taken.map(({ sequence }) => sequence);
    const prepared = prepareStep(plan, step, nextHead, `plan.${direction}`);
    return {
      ...prepared,
      history: { sequences, undone: direction === 'undo' },
      after: { ...prepared.after, sequences },
      answer: { ...prepared.answer, sequences },
    };
  };
  return writePlan(services, request, prepare, { isStep: true });
}

const MOST_STEPS = 1000;

/** What is written for a step of the head. */
export function prepareStep(
  plan: PlanRow,
  step: HeadStep,
  nextHead: string,
  action: string,
): PreparedStep {
  const { put, removed, steps, head, coverage } = step;
  return {
    headId: nextHead,
    engine: coverage.engine,
    history: { operations: steps.map(toNewOperation) },
    head,
    findings: findingDelta(coverage),
    action,
    after: {
      operations: steps.map(({ kind }, index) => ({
        sequence: plan.lastSequence + 1 + index,
        operation: kind,
      })),
      ...{ put, removed },
    },
    answer: answerOf(step, plan.lastSequence),
  };
}

const findingDelta = ({ added, removed, all }: CoverageStep): FindingDelta => ({
  ...{ added: all ?? added, removed },
  replaces: all !== null,
});

/** A step of the thread as the history keeps it. */
export const toNewOperation = (step: AppliedStep): NewOperation => ({
  kind: step.kind,
  parametersJson: step.parametersJson,
  description: step.description,
  changeJson: step.changeJson,
  inverseJson: step.inverseJson,
  ...(step.rebasedFrom === undefined ? {} : { rebasedFrom: step.rebasedFrom }),
});

/** The head and the findings of its coverage, by one statement each; for writes that do more than a step. */
export async function writeChanges(
  trx: Knex.Transaction,
  plan: PlanRow,
  { head, coverage }: HeadStep,
): Promise<void> {
  await writeHead(trx, plan, head);
  const versions = { plan: plan.version + 1, engine: coverage.engine };
  await writeFindingDelta(trx, plan, findingDelta(coverage), versions);
}

/** @param lastSequence before the step; null: nothing is written */
export const answerOf = (
  { steps, put, removed, coverage }: HeadStep,
  lastSequence: number | null,
): object => ({
  operations: steps.map(({ kind, description, extent, lineage }, index) => ({
    sequence: lastSequence === null ? null : lastSequence + 1 + index,
    operation: kind,
    ...{ description, extent, lineage },
  })),
  communities: { put, removed },
  audit: {
    engine: coverage.engine,
    counts: coverage.counts,
    added: coverage.added.map(({ body: text }): Finding => JSON.parse(text)),
    removed: coverage.removed,
    wholeBecause: coverage.wholeBecause,
  },
});
