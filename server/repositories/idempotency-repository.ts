import type { Knex } from 'knex';

/** An answer that was given under an `Idempotency-Key`. */
export interface KeptAnswer {
  /** Of the request: method, address and body. */
  fingerprint: string;
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** How long answers are kept. */
export const KEPT_DAYS = 7;

/** The answer that was given under a key of a jurisdiction. */
export async function findAnswer(
  knex: Knex,
  jurisdictionId: string,
  key: string,
): Promise<KeptAnswer | undefined> {
  return knex('idempotency')
    .select('fingerprint', 'status', 'headers', 'body')
    .where({ jurisdiction_id: jurisdictionId, key })
    .whereRaw(`created_at > now() - interval '${KEPT_DAYS} days'`)
    .first();
}

/**
 * Keeps the answer of a write, in its transaction: either both are there or neither is.
 * @throws the database's 23505 when another request with the key was faster
 */
export async function keepAnswer(
  trx: Knex,
  jurisdictionId: string,
  key: string,
  answer: KeptAnswer,
): Promise<void> {
  await trx('idempotency')
    .where({ jurisdiction_id: jurisdictionId })
    .whereRaw(`created_at <= now() - interval '${KEPT_DAYS} days'`)
    .delete();
  await trx('idempotency').insert({
    jurisdiction_id: jurisdictionId,
    key,
    fingerprint: answer.fingerprint,
    status: answer.status,
    headers: JSON.stringify(answer.headers),
    body: answer.body,
  });
}
