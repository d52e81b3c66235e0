import { randomUUID } from 'node:crypto';
import { DomainError } from '#contract/domain-error.ts';
import { isUuid } from '../../repositories/feature-repository.ts';
import { findPlan, type PlanRow } from '../../repositories/plan-repository.ts';
import {
  deleteSnapshot,
  findSnapshot,
  insertSnapshot,
  listSnapshots,
  type SnapshotRow,
} from '../../repositories/plan-snapshot-repository.ts';
import type { PlanAnswerText } from './answer-once.ts';
import { isFindingsGone, prepareStep, readHeadOf } from './operate-plan.ts';
import { noSuch, noSuchPlan, nothingToDo } from './plan-errors.ts';
import {
  nothingToPrepare,
  type PlanServices,
  type PreparedStep,
  type WriteRequest,
  writeBeside,
  writePlan,
} from './write-plan.ts';

const noSuchSnapshot = () => noSuch('快照', 'snapshot');

const describe = (plan: PlanRow, snapshot: SnapshotRow): object => ({
  id: snapshot.id,
  name: snapshot.name,
  planVersion: snapshot.planVersion,
  createdAt: snapshot.createdAt.toISOString(),
  createdBy: snapshot.createdBy,
  restorable: isOfBase(plan, snapshot),
});

const isOfBase = ({ base }: PlanRow, snapshot: SnapshotRow): boolean =>
  base.recorded === snapshot.base.recorded && base.day === snapshot.base.day;

/** The named states of a plan. */
export async function snapshotsOf(
  { knex }: PlanServices,
  planId: string,
): Promise<{ snapshots: object[] }> {
  const plan = await findPlan(knex, planId);
  if (plan === undefined) throw noSuchPlan();
  const rows = await listSnapshots(knex, plan);
  return { snapshots: rows.map((row) => describe(plan, row)) };
}

/** Keeps the head under a name. @throws DomainError `name-taken` */
export async function takeSnapshot(
  services: PlanServices,
  request: WriteRequest,
  name: string,
): Promise<PlanAnswerText> {
  const { knex, desk } = services;
  // Read before the transaction: the head is named by its id, and is the same state for ever.
  const prepare = () =>
    readHeadOf(knex, request.planId, async (plan) => ({
      headId: plan.headId,
      content: (await desk.run(knex, plan, 'content', {})).content,
    }));
  return writeBeside(services, request, prepare, async (trx, plan, read) => {
    const content =
      plan.headId === read.headId
        ? read.content
        : (await desk.run(trx, plan, 'content', {})).content;
    const id = await insertSnapshot(trx, plan, { name, content, actor: request.actor });
    if (id === undefined) throw nameTaken();
    const snapshot = await findSnapshot(trx, plan, id);
    if (snapshot === undefined) throw noSuchSnapshot();
    return {
      action: 'plan.snapshot',
      after: { snapshot: id, name },
      answer: { snapshot: describe(plan, snapshot) },
    };
  });
}

const nameTaken = (): DomainError =>
  new DomainError('name-taken', {
    zh: '方案中已有同名快照，请另取名称。',
    en: 'The plan has a snapshot of that name; choose another.',
  });

/**
 * Goes to the state of a snapshot, as one more step that can be undone.
 * @throws DomainError `operation-refused` for one from before a rebase, `nothing-to-do` when the plan is in that state
 */
export function restoreSnapshot(
  services: PlanServices,
  request: WriteRequest,
  snapshotId: string,
): Promise<PlanAnswerText> {
  const { knex, desk } = services;
  const prepare = async (plan: PlanRow): Promise<PreparedStep> => {
    const snapshot = isUuid(snapshotId) ? await findSnapshot(knex, plan, snapshotId) : undefined;
    if (snapshot === undefined) throw noSuchSnapshot();
    if (!isOfBase(plan, snapshot)) throw otherBase();
    const { name, content } = snapshot;
    const nextHead = randomUUID();
    const replaces = isFindingsGone(plan);
    const step = await desk.run(knex, plan, 'restore', { name, content, nextHead, replaces });
    if (step.put.length + step.removed.length + step.head.units.length === 0) {
      throw nothingToDo('方案已处于该快照的状态。', 'The plan is in the state of that snapshot.');
    }
    return prepareStep(plan, step, nextHead, 'plan.restore');
  };
  return writePlan(services, request, prepare, { isStep: true });
}

function otherBase(): DomainError {
  const message = {
    zh: '快照存于变基之前，恢复会抹去登记库后来的变动；可将其与现状比较（diff）后再编辑。',
    en: 'The snapshot is from before a rebase: to restore it would undo what the register has changed since. Compare it with the plan (diff) and edit.',
  };
  return new DomainError(
    'operation-refused',
    message,
    [{ code: 'other-base', pointer: '', message }],
    { reason: { code: 'other-base', message, location: null, communities: [] } },
  );
}

/** Forgets a snapshot. */
export function dropSnapshot(
  services: PlanServices,
  request: WriteRequest,
  snapshotId: string,
): Promise<PlanAnswerText> {
  return writeBeside(services, request, nothingToPrepare, async (trx, plan) => {
    const snapshot = isUuid(snapshotId) ? await findSnapshot(trx, plan, snapshotId) : undefined;
    if (snapshot === undefined || !(await deleteSnapshot(trx, plan, snapshotId))) {
      throw noSuchSnapshot();
    }
    return {
      action: 'plan.snapshot.delete',
      before: { snapshot: snapshotId, name: snapshot.name },
      after: {},
      answer: {},
    };
  });
}
