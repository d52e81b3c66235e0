import { createServer } from 'node:net';
import type { Message } from '#engine/coverage/types.ts';
import { buildApp, makePool } from './app.ts';
import type { Config } from './config.ts';
import { migrateToLatest } from './database/migrate.ts';
import { type Database, openDatabase } from './database/open-database.ts';
import type { JobNotice } from './jobs/job-log.ts';
import { type RunningJobs, startJobs } from './jobs/start-jobs.ts';
import type { App } from './routes/context.ts';
import { openPolicies } from './services/audit/open-policies.ts';
import type { ComputePool } from './services/compute/compute-pool.ts';
import type { JobHandlers } from './services/jobs/job-handlers.ts';
import { JobService } from './services/jobs/job-service.ts';
import { loadSample } from './services/load-sample.ts';
import { StartupError } from './startup-error.ts';

/** Requests under way get this long to end before their connections are cut. */
const GRACE_MILLISECONDS = 3000;

/** A service that listens. */
export interface RunningService {
  /** Where to point a browser. */
  url: string;
  /** Ends the server, the jobs, the compute threads and the database; once, however often it is called. */
  close(): Promise<void>;
}

/**
 * Starts everything: database, schema, sample town, HTTP, background jobs.
 * @param onProgress told what is going on meanwhile
 * @param handlers of jobs, other than those that come with Sizhi; for tests
 * @throws StartupError in one line when something outside keeps it from starting
 */
export async function startService(
  config: Config,
  onProgress: (message: Message) => void,
  handlers?: JobHandlers,
): Promise<RunningService> {
  // Found out first: opening the embedded database takes seconds.
  await assertPortFree(config);
  const policies = openPolicies(config);
  const database = await openDatabase({
    ...(config.databaseUrl === undefined ? {} : { databaseUrl: config.databaseUrl }),
    dataDirectory: config.dataDirectory,
    onNotice: (text) => onProgress({ zh: text, en: text }),
  });
  const pool = makePool(config, policies);
  try {
    await prepare(config, database, pool, onProgress);
    const jobs = new JobService(database.knex);
    const app = await buildApp({ config, database, pool, policies, jobs });
    const url = await listen(app, config);
    const running = config.jobs
      ? startJobs({
          ...{ knex: database.knex, config, policies, jobs },
          ...(handlers === undefined ? {} : { handlers }),
          log: (notice) => logJob(app, notice),
        })
      : null;
    let closing: Promise<void> | null = null;
    return {
      url,
      close: () => {
        closing ??= closeAll(app, running, pool, database);
        return closing;
      },
    };
  } catch (error) {
    await pool.close();
    await database.close();
    throw error;
  }
}

async function prepare(
  config: Config,
  database: Database,
  pool: ComputePool,
  onProgress: (message: Message) => void,
): Promise<void> {
  const { applied } = await migrateToLatest(database.knex);
  if (applied.length > 0) {
    onProgress({ zh: '已建立数据库结构', en: 'created the database schema' });
  }
  if (!config.sample) return;
  const report = await loadSample(database.knex, pool);
  if (!report) return;
  const { name, code } = report.jurisdiction;
  onProgress({
    zh: `已载入示例镇街：${name}（${code}），${report.communities.created} 个社区`,
    en: `loaded the sample town ${name} (${code}), ${report.communities.created} communities`,
  });
}

async function listen(app: App, { host, port }: Config): Promise<string> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    throw cannotListen(error, host, port);
  }
  const address = app.server.address();
  const actualPort = typeof address === 'object' && address !== null ? address.port : port;
  return `http://${shownHost(host)}:${actualPort}`;
}

/** What a browser on this machine can open. */
function shownHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

function assertPortFree({ host, port }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error) => reject(cannotListen(error, host, port)));
    probe.listen({ host, port }, () => probe.close(() => resolve()));
  });
}

function cannotListen(error: unknown, host: string, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const reason = LISTEN_FAULTS[String(code)]?.(host, port);
  return reason ? new StartupError(reason, { cause: error }) : error;
}

const LISTEN_FAULTS: Record<string, (host: string, port: number) => Message> = {
  EADDRINUSE: (host, port) => ({
    zh: `${host} 的端口 ${port} 已被占用；请停止占用它的程序，或另选端口，例如 PORT=${port + 1}。`,
    en: `Port ${port} of ${host} is in use; stop the program that uses it, or choose another, for example PORT=${port + 1}.`,
  }),
  EACCES: (_host, port) => ({
    zh: `无权监听端口 ${port}；请用 PORT 选择 1024 以上的端口。`,
    en: `No permission to listen on port ${port}; choose one above 1023 with PORT.`,
  }),
  EADDRNOTAVAIL: (host) => ({
    zh: `本机没有地址 ${host}；请改正 HOST。`,
    en: `This machine has no address ${host}; correct HOST.`,
  }),
  ENOTFOUND: (host) => ({
    zh: `无法解析主机名 ${host}；请改正 HOST。`,
    en: `The host name ${host} cannot be resolved; correct HOST.`,
  }),
};

/** An operator wants to hear of faults; of every job only who asks for it. */
function logJob(app: App, notice: JobNotice): void {
  const { event } = notice;
  if (event === 'fault') app.log.error({ ...notice, err: notice.error }, 'a job failed');
  else if (event === 'interrupted') {
    app.log.warn({ err: notice.error }, 'jobs wait: the database does not answer');
  } else if (event === 'recovered') app.log.warn(notice, 'a worker was lost');
  else app.log.info(notice, 'job');
}

async function closeAll(
  app: App,
  jobs: RunningJobs | null,
  pool: ComputePool,
  database: Database,
): Promise<void> {
  const cut = setTimeout(() => {
    void pool.close();
    app.server.closeAllConnections();
  }, GRACE_MILLISECONDS);
  try {
    await Promise.all([app.close(), jobs?.stop()]);
  } finally {
    clearTimeout(cut);
    await pool.close();
    await database.close();
  }
}
