import type { Knex } from 'knex';
import type { Message } from '#engine/coverage/types.ts';
import type { PlanRow } from './plan-repository.ts';

/**
 * One step of a plan's history, to be written. The JSON texts keep numbers as they are; the change and its inverse are a
 * `PackedChange` of the engine each.
 */
export interface NewOperation {
  kind: string;
  parametersJson: string;
  description: Message;
  changeJson: string;
  inverseJson: string;
  /** Of one that a rebase applied again: the sequence it had before. */
  rebasedFrom?: number;
  /** Of one that a rebase or a branch carried over: who made it, and when. */
  made?: { author: string; at: Date };
}

export type OperationState = 'applied' | 'undone' | 'abandoned';

/** One step of a plan's history, as it is listed. */
export interface OperationRow {
  sequence: number;
  kind: string;
  parameters: unknown;
  description: Message;
  author: string;
  at: Date;
  /** Version of the plan with which it was written. */
  planVersion: number;
  state: OperationState;
  rebasedFrom: number | null;
}

/**
 * Appends operations to the history; what had been undone can be redone no more.
 * @param plan as it was before: its version and last sequence
 */
export async function appendOperations(
  trx: Knex.Transaction,
  plan: PlanRow,
  operations: readonly NewOperation[],
  author: string,
): Promise<void> {
  const abandoned = abandonUndone(trx, plan);
  if (operations.length === 0) {
    await abandoned;
    return;
  }
  const now = new Date();
  const rows = operations.map((operation, index) => ({
    jurisdiction_id: plan.jurisdictionId,
    plan_id: plan.id,
    sequence: plan.lastSequence + 1 + index,
    kind: operation.kind,
    parameters: operation.parametersJson,
    description_zh: operation.description.zh,
    description_en: operation.description.en,
    change: operation.changeJson,
    inverse: operation.inverseJson,
    author: operation.made?.author ?? author,
    at: operation.made?.at ?? now,
    plan_version: plan.version + 1,
    rebased_from: operation.rebasedFrom ?? null,
  }));
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    const insert = trx('plan_operation').insert(rows.slice(from, from + ROWS_AT_ONCE));
    // In one statement with the first rows: they are few and small, and what a write takes is the number of its statements.
    await (from === 0 ? insert.with('abandoned', abandoned) : insert);
  }
}

const ROWS_AT_ONCE = 200;

const ofPlan = ({ jurisdictionId, id }: Pick<PlanRow, 'jurisdictionId' | 'id'>) => ({
  jurisdiction_id: jurisdictionId,
  plan_id: id,
});

const abandonUndone = (trx: Knex.Transaction, plan: PlanRow): Knex.Raw =>
  trx.raw(
    `update plan_operation set abandoned = true
     where jurisdiction_id = ? and plan_id = ? and undone and not abandoned`,
    [plan.jurisdictionId, plan.id],
  );

/** All that has been applied or could be redone is given up: a rebase writes it anew. */
export async function abandonAll(trx: Knex.Transaction, plan: PlanRow): Promise<void> {
  await trx('plan_operation')
    .where({ ...ofPlan(plan), abandoned: false })
    .update({ undone: true, abandoned: true });
}

/** One step of the history with the change that takes the plan over it, as JSON text. */
export interface StoredStep {
  sequence: number;
  kind: string;
  changeJson: string;
}

/**
 * The steps that an undo or a redo takes, in its order: applied ones from the last backwards with their inverses, or undone
 * ones from the first forwards with their changes.
 * @param limit how many at most, @param to take steps as long as their sequence is beyond this one (undo), or not beyond it (redo)
 */
export async function stepsToTake(
  knex: Knex,
  plan: PlanRow,
  direction: 'undo' | 'redo',
  { limit, to }: { limit: number; to?: number | undefined },
): Promise<StoredStep[]> {
  const column = direction === 'undo' ? 'inverse' : 'change';
  const query = knex('plan_operation')
    .select('sequence', 'kind', { changeJson: knex.raw(`cast(${column} as text)`) })
    .where({ ...ofPlan(plan), undone: direction === 'redo', abandoned: false })
    .orderBy('sequence', direction === 'undo' ? 'desc' : 'asc')
    .limit(limit);
  if (to !== undefined) query.where('sequence', direction === 'undo' ? '>' : '<=', to);
  return query;
}

/** How far undo and redo can go. */
export interface StepCounts {
  undo: number;
  redo: number;
}

/** Counts the steps that can be undone and redone. */
export async function countSteps(
  knex: Knex,
  plan: Pick<PlanRow, 'jurisdictionId' | 'id'>,
): Promise<StepCounts> {
  const row = await knex('plan_operation')
    .where({ ...ofPlan(plan), abandoned: false })
    .select(
      knex.raw(`cast(count(*) filter (where not undone) as integer) as undo,
        cast(count(*) filter (where undone) as integer) as redo`),
    )
    .first();
  return { undo: row?.undo ?? 0, redo: row?.redo ?? 0 };
}

/** The history in the order of the sequence. */
export async function listOperations(
  knex: Knex,
  plan: PlanRow,
  page: { after: number; limit: number },
): Promise<OperationRow[]> {
  const rows = await knex('plan_operation')
    .select({
      ...{ sequence: 'sequence', kind: 'kind', parameters: 'parameters', author: 'author' },
      ...{ zh: 'description_zh', en: 'description_en', at: 'at', planVersion: 'plan_version' },
      ...{ undone: 'undone', abandoned: 'abandoned', rebasedFrom: 'rebased_from' },
    })
    .where(ofPlan(plan))
    .where('sequence', '>', page.after)
    .orderBy('sequence')
    .limit(page.limit);
  return rows.map(({ zh, en, undone, abandoned, ...rest }) => ({
    ...rest,
    description: { zh, en },
    state: abandoned ? 'abandoned' : undone ? 'undone' : 'applied',
  }));
}

/** An applied operation with all that a rebase needs of it. */
export interface AppliedOperation {
  sequence: number;
  kind: string;
  parametersJson: string;
  changeJson: string;
  description: Message;
  author: string;
  at: Date;
}

/** The operations that made the head, in their order. */
export async function appliedOperations(knex: Knex, plan: PlanRow): Promise<AppliedOperation[]> {
  const rows = await knex('plan_operation')
    .select({
      ...{ sequence: 'sequence', kind: 'kind', author: 'author', at: 'at' },
      ...{ zh: 'description_zh', en: 'description_en' },
      parametersJson: knex.raw('cast(parameters as text)'),
      changeJson: knex.raw('cast(change as text)'),
    })
    .where({ ...ofPlan(plan), undone: false })
    .orderBy('sequence');
  return rows.map(({ zh, en, ...rest }) => ({ ...rest, description: { zh, en } }));
}

/** A branch begins with the operations that made its parent's head, so that it can be undone and rebased like it. */
export async function copyOperations(
  trx: Knex.Transaction,
  from: PlanRow,
  toId: string,
): Promise<void> {
  await trx.raw(
    `insert into plan_operation (jurisdiction_id, plan_id, sequence, kind, parameters, description_zh,
       description_en, change, inverse, author, at, plan_version)
     select jurisdiction_id, cast(? as uuid), sequence, kind, parameters, description_zh,
       description_en, change, inverse, author, at, 1
     from plan_operation where jurisdiction_id = ? and plan_id = ? and not undone`,
    [toId, from.jurisdictionId, from.id],
  );
}

/** A step of the history with what takes a plan over it and back, as JSON texts. */
export interface WholeStep {
  /** Members of a DraftStep but for `change` and `inverse`, without braces. */
  said: string;
  changeJson: string;
  inverseJson: string;
}

/**
 * Steps of the history, the oldest first: of those that made the head the last ones, of those that can
 * be redone the next ones.
 */
export async function wholeSteps(
  knex: Knex,
  plan: PlanRow,
  state: 'applied' | 'undone',
  limit: number,
): Promise<WholeStep[]> {
  const rows = await knex('plan_operation')
    .select({
      ...{ sequence: 'sequence', kind: 'kind', planVersion: 'plan_version', at: 'at' },
      ...{ zh: 'description_zh', en: 'description_en' },
      parameters: knex.raw('cast(parameters as text)'),
      changeJson: knex.raw('cast(change as text)'),
      inverseJson: knex.raw('cast(inverse as text)'),
    })
    .where({ ...ofPlan(plan), undone: state === 'undone', abandoned: false })
    .orderBy('sequence', state === 'applied' ? 'desc' : 'asc')
    .limit(limit);
  const steps = rows.map(
    ({ sequence, kind, planVersion, at, zh, en, parameters, changeJson, inverseJson }) => ({
      said: `"sequence":${sequence},"planVersion":${planVersion},"at":"${at.toISOString()}","operation":${JSON.stringify(kind)},"parameters":${parameters},"description":${JSON.stringify({ zh, en })}`,
      ...{ changeJson, inverseJson },
    }),
  );
  return state === 'applied' ? steps.reverse() : steps;
}
