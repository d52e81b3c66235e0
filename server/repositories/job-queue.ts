import type { Knex } from 'knex';
import PgBoss from 'pg-boss';
import { QUEUE_SCHEMA } from '../database/queue-schema.ts';

/** How often pg-boss may hand out one job: it is not its business, see `losses` of the job's row. */
const NO_LIMIT = 1_000_000;

/**
 * The queue of each kind of job: pg-boss's tables, worked with inside transactions of ours, so that an entry and the job's own row
 * always change together. An entry is there as long as its job is queued or running.
 *
 * Neither pg-boss's connections nor its loops are used. Its `work` reports the end of a job without waiting for the
 * database's answer, which takes the process down when there is none; and of a worker that is gone it hears hours later.
 */
export class JobQueue {
  readonly #boss = new PgBoss({
    db: { executeSql: () => Promise.reject(new Error('the queue is used inside transactions')) },
    schema: QUEUE_SCHEMA,
    migrate: false,
    supervise: false,
    schedule: false,
  });

  /** Adds a job. */
  async send(trx: Knex.Transaction, kind: string, id: string): Promise<void> {
    const db = executor(trx);
    const sent = await this.#boss.send(kind, {}, { id, db, retryLimit: NO_LIMIT });
    if (sent !== id) throw new Error(`the queue ${kind} is missing, or has the job ${id} already`);
  }

  /** Takes the job that has waited longest; null when none waits. Of many who ask at once, each gets another. */
  async take(trx: Knex.Transaction, kind: string): Promise<string | null> {
    const db = executor(trx);
    const [entry] = await this.#boss.fetch(kind, { batchSize: 1, db });
    // pg-boss answers “nothing there” to every failure.
    if (db.failure) throw db.failure;
    return entry?.id ?? null;
  }

  /** Gives back a job that was taken; it keeps its place in the line. */
  async putBack(trx: Knex.Transaction, kind: string, id: string): Promise<void> {
    await this.#boss.fail(kind, id, {}, { db: executor(trx) });
  }

  /** Removes a job, whether it was taken or not. */
  async remove(trx: Knex.Transaction, kind: string, id: string): Promise<void> {
    await this.#boss.deleteJob(kind, id, { db: executor(trx) });
  }
}

interface Executor extends PgBoss.Db {
  failure?: Error;
}

/** What `knex.client` has that its types leave out. */
interface KnexClient {
  acquireConnection(): Promise<{
    query(text: string, values: unknown[]): Promise<{ rows: unknown[] }>;
  }>;
  releaseConnection(connection: unknown): Promise<void>;
}

/**
 * Runs pg-boss's statements on the connection of a transaction. Not through `knex.raw`: that knows no `$1`, and a statement that
 * uses one twice needs it.
 */
function executor(trx: Knex.Transaction): Executor {
  const client: KnexClient = trx.client;
  const db: Executor = {
    async executeSql(text, values) {
      const connection = await client.acquireConnection();
      try {
        return await connection.query(text, values);
      } catch (error) {
        db.failure = error instanceof Error ? error : new Error(String(error));
        throw error;
      } finally {
        await client.releaseConnection(connection);
      }
    },
  };
  return db;
}
