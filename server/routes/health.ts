import { Type } from 'typebox';
import { DomainError } from '#contract/domain-error.ts';
import { ENGINE_VERSION } from '#engine/version.ts';
import { migrationStatus } from '../database/migrate.ts';
import type { Database } from '../database/open-database.ts';
import type { App, AppContext } from './context.ts';
import { content, problemResponses } from './problem-responses.ts';

/** An import keeps the embedded database to itself for some seconds; a server should answer at once. */
const READY_WITHIN_MILLISECONDS = { embedded: 15_000, server: 5000 } as const;

/** `/healthz`: the process answers. `/readyz`: it can do its work. */
export function healthRoutes(app: App, { database }: AppContext): void {
  app.get(
    '/healthz',
    {
      config: { rateLimit: false },
      schema: {
        operationId: 'getHealth',
        tags: ['operations'],
        summary: 'Whether the process answers',
        response: {
          200: content(
            'application/json',
            Type.Object({ status: Type.Literal('ok'), version: Type.String() }),
            'It does',
          ),
        },
      },
    },
    async () => ({ status: 'ok', version: ENGINE_VERSION }),
  );

  let underWay: Promise<void> | null = null;
  app.get(
    '/readyz',
    {
      config: { rateLimit: false },
      schema: {
        operationId: 'getReadiness',
        tags: ['operations'],
        summary: 'Whether the database answers and has the current schema',
        response: {
          200: content(
            'application/json',
            Type.Object({
              status: Type.Literal('ready'),
              database: Type.Enum(['embedded', 'server']),
            }),
            'It does',
          ),
          ...problemResponses('database-unavailable'),
        },
      },
    },
    async () => {
      // However often it is asked, one connection at most is taken from the pool.
      underWay ??= assertReady(database).finally(() => {
        underWay = null;
      });
      await underWay;
      return { status: 'ready', database: database.kind };
    },
  );
}

async function assertReady(database: Database): Promise<void> {
  const milliseconds = READY_WITHIN_MILLISECONDS[database.kind];
  const status = await within(migrationStatus(database.knex), milliseconds);
  if (status.pending.length > 0) {
    throw unavailable(
      '数据库结构尚未升级；请运行 sizhi migrate。',
      'The schema of the database is not up to date; run sizhi migrate.',
    );
  }
}

async function within<T>(promise: Promise<T>, milliseconds: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(unavailable('数据库未在时限内应答。', 'The database did not answer in time.')),
      milliseconds,
    );
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

const unavailable = (zh: string, en: string): DomainError =>
  new DomainError('database-unavailable', { zh, en });
