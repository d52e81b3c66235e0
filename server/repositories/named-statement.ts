import { createHash } from 'node:crypto';
import type { Knex } from 'knex';

/** By their text: where two versions of the service share a connection of a pooler, a name means one text. */
const names = new Map<string, string>();

function nameOf(sql: string): string {
  const known = names.get(sql);
  if (known !== undefined) return known;
  const name = `sizhi-${createHash('sha256').update(sql).digest('hex').slice(0, 24)}`;
  names.set(sql, name);
  return name;
}

/** Databases behind which somebody does not keep statements apart. */
const withoutNames = new WeakSet<object>();

/**
 * Runs a statement that each connection parses and plans once: for a long one that writes little, that is half of what it takes.
 * A pooler that lends connections for a transaction may not know names; then they are done without from there on.
 * @param sql one of few texts, with `:name` for what differs
 */
export async function runNamed<Row>(
  knex: Knex,
  sql: string,
  bindings: Readonly<Record<string, unknown>>,
): Promise<{ rows: Row[] }> {
  const raw = () => knex.raw(sql, bindings as Record<string, Knex.RawBinding>);
  // A refused name would end the transaction.
  if (knex.isTransaction || withoutNames.has(knex.client)) return raw();
  try {
    return await raw().options({ name: nameOf(sql) });
  } catch (error) {
    if (!isAboutNames(error)) throw error;
    withoutNames.add(knex.client);
    return raw();
  }
}

/** Refused before anything was done: the connection has no such statement, or another one has it already. */
const isAboutNames = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === '26000' || error.code === '42P05');
