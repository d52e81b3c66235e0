import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { DomainError } from '#contract/domain-error.ts';
import {
  findAnswer,
  type KeptAnswer,
  keepAnswer,
} from '../../repositories/idempotency-repository.ts';
import type { PlanRow } from '../../repositories/plan-repository.ts';

/** A request that may be sent again. */
export interface OnceRequest {
  key: string;
  fingerprint: string;
}

/** An answer as it is sent, and sent again. */
export type PlanAnswerText = Omit<KeptAnswer, 'fingerprint'>;

/** One fingerprint for a method, an address and a body. */
export const fingerprintOf = (method: string, url: string, body: Uint8Array): string =>
  createHash('sha256').update(`${method} ${url}\n`).update(body).digest('hex');

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

/** So that the request is answered in the same way when it is sent again. */
export async function keepOnce(
  knex: Knex,
  { jurisdictionId }: PlanRow,
  once: OnceRequest | undefined,
  text: PlanAnswerText,
): Promise<void> {
  if (once === undefined) return;
  await keepAnswer(knex, jurisdictionId, once.key, { ...text, fingerprint: once.fingerprint });
}
