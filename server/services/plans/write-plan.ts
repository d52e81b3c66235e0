import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { DomainError } from '#contract/domain-error.ts';
import { appendEvent } from '../../repositories/event-repository.ts';
import {
  findAnswer,
  type KeptAnswer,
  keepAnswer,
} from '../../repositories/idempotency-repository.ts';
import { listOperations } from '../../repositories/plan-operation-repository.ts';
import {
  advancePlan,
  findCountedPlan,
  findPlan,
  lockPlan,
  type PlanRow,
  type PlanStep,
} from '../../repositories/plan-repository.ts';
import type { PolicyStore } from '../audit/policy-store.ts';
import { describeCounted } from './describe-plan.ts';
import { type PlanDesk, PlanMoved } from './plan-desk.ts';
import { noSuchPlan, planClosed } from './plan-errors.ts';
import type { PlanTurns } from './plan-turns.ts';

/** What the services of plans work with. */
export interface PlanServices {
  knex: Knex;
  desk: PlanDesk;
  turns: PlanTurns;
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

/** A request that may be sent again. */
export interface OnceRequest {
  key: string;
  fingerprint: string;
}

/** An answer as it is sent, and sent again. */
export type PlanAnswerText = Omit<KeptAnswer, 'fingerprint'>;

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

/** One fingerprint for a method, an address and a body. */
export const fingerprintOf = (method: string, url: string, body: Uint8Array): string =>
  createHash('sha256').update(`${method} ${url}\n`).update(body).digest('hex');

/**
 * A write to a plan: worked out on the version that the writer has seen, and written in one transaction that takes the
 * plan from that version to the next. If anybody else has written first, nothing is, and the writer is told
 * of both versions.
 * @throws DomainError `not-found`, `version-conflict`, `plan-closed`, `idempotency-conflict`, and what `prepare` throws
 */
export function writePlan(
  services: PlanServices,
  request: WriteRequest,
  prepare: (plan: PlanRow) => Promise<PreparedWrite>,
  { mayBeClosed = false }: { mayBeClosed?: boolean } = {},
): Promise<PlanAnswerText> {
  return services.turns.take(request.planId, () =>
    writeInTurn(services, request, prepare, mayBeClosed),
  );
}

async function writeInTurn(
  { knex }: PlanServices,
  request: WriteRequest,
  prepare: (plan: PlanRow) => Promise<PreparedWrite>,
  mayBeClosed: boolean,
): Promise<PlanAnswerText> {
  const plan = await findPlan(knex, request.planId);
  if (plan === undefined) throw noSuchPlan();
  return answerOnce(knex, plan.jurisdictionId, request.once, async () => {
    if (!request.seen.includes(plan.version)) throw await versionConflict(knex, plan, request);
    if (plan.status !== 'draft' && !mayBeClosed) throw planClosed(plan);
    let prepared: PreparedWrite;
    try {
      prepared = await prepare(plan);
    } catch (error) {
      if (error instanceof PlanMoved) throw await versionConflict(knex, plan, request);
      throw error;
    }
    const answer = await knex.transaction((trx) => commit(trx, plan, request, prepared));
    if (answer === null) throw await versionConflict(knex, plan, request);
    return answer;
  });
}

/** @returns null when the plan is at another version by now */
async function commit(
  trx: Knex.Transaction,
  plan: PlanRow,
  { actor, once }: WriteRequest,
  prepared: PreparedWrite,
): Promise<PlanAnswerText | null> {
  if (!(await advancePlan(trx, plan, { ...prepared.step, actor }))) return null;
  await prepared.write(trx, actor);
  return finish(trx, plan, { actor, once }, prepared);
}

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
  const text: PlanAnswerText = {
    status: 200,
    headers: { etag: etagOf(written) },
    body: JSON.stringify({ plan: describeCounted(written, steps), ...answer }),
  };
  if (once !== undefined) {
    await keepAnswer(trx, plan.jurisdictionId, once.key, {
      ...text,
      fingerprint: once.fingerprint,
    });
  }
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

/**
 * The answer that was given under the request's key, or a new one. Of two requests with one key that come together, the
 * second is given the answer of the first.
 */
export async function answerOnce(
  knex: Knex,
  jurisdictionId: string,
  once: OnceRequest | undefined,
  answer: () => Promise<PlanAnswerText>,
): Promise<PlanAnswerText> {
  const known = await answerGiven(knex, jurisdictionId, once);
  if (known !== null) return known;
  try {
    return await answer();
  } catch (error) {
    const late = isRace(error) ? await answerGiven(knex, jurisdictionId, once) : null;
    if (late !== null) return late;
    throw error;
  }
}

const isRace = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  (error.code === 'version-conflict' || error.code === UNIQUE_VIOLATION);

const UNIQUE_VIOLATION = '23505';

async function answerGiven(
  knex: Knex,
  jurisdictionId: string,
  once: OnceRequest | undefined,
): Promise<PlanAnswerText | null> {
  if (once === undefined) return null;
  const kept = await findAnswer(knex, jurisdictionId, once.key);
  if (kept === undefined) return null;
  if (kept.fingerprint === once.fingerprint) return kept;
  throw new DomainError('idempotency-conflict', {
    zh: '此 Idempotency-Key 已用于另一请求，请换一个。',
    en: 'This Idempotency-Key was used for another request; use another.',
  });
}

/** A plan's ETag is its version. */
export const etagOf = ({ version }: Pick<PlanRow, 'version'>): string => `"${version}"`;

const MOST_SHOWN = 20;

/** Tells a writer of both versions, and what came between. */
export async function versionConflict(
  knex: Knex,
  seenPlan: PlanRow,
  { seen }: WriteRequest,
): Promise<DomainError> {
  const plan = (await findPlan(knex, seenPlan.id)) ?? seenPlan;
  const given = seen.length === 0 ? null : Math.max(...seen);
  const since = await operationsSince(knex, plan, given);
  return new DomainError(
    'version-conflict',
    {
      zh: `方案现为第 ${plan.version} 版，请求依据的是第 ${given ?? '？'} 版：${plan.updatedBy} 已作修改。请读取新版本后重试。`,
      en: `The plan is at version ${plan.version}, the request was made for version ${given ?? '?'}: ${plan.updatedBy} has changed it. Read it anew and try again.`,
    },
    [],
    {
      given: { version: given },
      current: {
        version: plan.version,
        etag: etagOf(plan),
        updatedAt: plan.updatedAt.toISOString(),
        updatedBy: plan.updatedBy,
        status: plan.status,
      },
      operations: since,
    },
  );
}

async function operationsSince(knex: Knex, plan: PlanRow, given: number | null): Promise<object[]> {
  const after = Math.max(0, plan.lastSequence - MOST_SHOWN);
  const rows = await listOperations(knex, plan, { after, limit: MOST_SHOWN });
  return rows
    .filter(({ planVersion }) => given === null || planVersion > given)
    .map(({ sequence, kind, description, author, at, planVersion, state }) => ({
      ...{ sequence, operation: kind, description, author, at: at.toISOString() },
      ...{ planVersion, state },
    }));
}
