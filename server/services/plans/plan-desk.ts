import type { Knex } from 'knex';
import { DomainError } from '#contract/domain-error.ts';
import type { Policy } from '#engine/rules/types.ts';
import { findPlan, type PlanRow } from '../../repositories/plan-repository.ts';
import { ComputePool } from '../compute/compute-pool.ts';
import { buffersOfState, readPlanMaterial, readStoredState } from './read-stored-state.ts';
import type {
  PlanCommandName,
  PlanCommands,
  PlanLack,
  PlanTask,
  StoredPlanMaterial,
  StoredState,
} from './thread/plan-messages.ts';

export interface PlanDeskOptions {
  /** Threads; a plan always goes to the same one. */
  workers: number;
  timeLimitSeconds: number;
  waitLimitSeconds: number;
  policies: readonly Policy[];
}

/** The head that was asked for is no more: somebody has written in the meantime. */
export class PlanMoved extends Error {}

interface Stored {
  state: StoredState;
  material?: StoredPlanMaterial;
}

/**
 * Where plans are worked on: in threads that keep the plans they know, each with the audit of its coverage, so that an
 * operation costs what it touches. A plan always goes to the same thread; one that is not there is read from the
 * database. What a thread keeps is named by the head's id, so it can be lost, or be of another process, at any time.
 */
export class PlanDesk {
  readonly #pools: ComputePool[];
  readonly #loading = new Map<string, Promise<unknown>>();

  constructor({ workers, ...options }: PlanDeskOptions) {
    this.#pools = Array.from(
      { length: workers },
      () => new ComputePool({ ...options, workers: 1, queueLimit: MOST_WAITING }),
    );
  }

  /**
   * Does a piece of work on the head of a plan.
   * @param knex reads what the thread lacks: a transaction reads its own view
   * @throws PlanMoved when the head is another one by the time that it is read
   * @throws DomainError what the work threw, `busy`, `time-limit`, `out-of-memory`
   */
  async run<N extends PlanCommandName>(
    knex: Knex,
    plan: PlanRow,
    command: N,
    input: PlanCommands[N]['input'],
    signal?: AbortSignal,
  ): Promise<PlanCommands[N]['output']> {
    const { id: planId, jurisdictionId, headId, materialStamp, policy } = plan;
    const address = { planId, jurisdictionId, headId, materialStamp, policy };
    const ask = async (stored?: Stored) => {
      const task = { address, ...stored, command, input } as PlanTask;
      const transfer = stored === undefined ? [] : buffersOfState(...Object.values(stored));
      return this.#poolOf(planId).run('plan', task, { signal, transfer });
    };
    const key = `${planId} ${headId} ${materialStamp}`;
    let answer = await ask();
    for (let attempt = 0; answer.outcome === 'lacks'; attempt++) {
      if (attempt === MOST_ATTEMPTS) throw doesNotStay();
      const { lack } = answer;
      // A transaction does not wait for others' reads: they may be waiting for the connection, or the lock, that it holds.
      const underWay = knex.isTransaction ? undefined : this.#loading.get(key);
      if (underWay !== undefined) {
        // Whether it succeeds is the concern of the one that loads.
        await underWay.catch(() => undefined);
        answer = await ask();
        continue;
      }
      const loaded = readLacking(knex, plan, lack).then(ask);
      if (knex.isTransaction) {
        answer = await loaded;
        continue;
      }
      this.#loading.set(key, loaded);
      try {
        answer = await loaded;
      } finally {
        this.#loading.delete(key);
      }
    }
    return answer.value as PlanCommands[N]['output'];
  }

  /** Ends the threads. */
  async close(): Promise<void> {
    await Promise.all(this.#pools.map((pool) => pool.close()));
  }

  #poolOf(planId: string): ComputePool {
    const pool = this.#pools[Number.parseInt(planId.slice(0, 8), 16) % this.#pools.length];
    if (pool === undefined) throw new RangeError(`no thread for the plan ${planId}`);
    return pool;
  }
}

/** Pieces of work that wait for one thread; more are refused as `busy`. */
const MOST_WAITING = 500;
const MOST_ATTEMPTS = 8;

/** Other plans push it out of the thread before its turn comes. */
const doesNotStay = (): DomainError =>
  new DomainError('busy', {
    zh: '同时编辑的方案过多，请稍后重试。',
    en: 'Too many plans are worked on at once; try again shortly.',
  });

async function readLacking(knex: Knex, plan: PlanRow, lack: PlanLack): Promise<Stored> {
  const read = async (trx: Knex): Promise<Stored> => {
    const now = await findPlan(trx, plan.id);
    if (now?.headId !== plan.headId || now.materialStamp !== plan.materialStamp) {
      throw new PlanMoved(`plan ${plan.id} has another head`);
    }
    return {
      state: await readStoredState(trx, plan),
      ...(lack.material ? { material: await readPlanMaterial(trx, plan.jurisdictionId) } : {}),
    };
  };
  if (knex.isTransaction) return read(knex);
  return knex.transaction(read, { isolationLevel: 'repeatable read', readOnly: true });
}
