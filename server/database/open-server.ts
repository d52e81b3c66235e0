import knexModule from 'knex';
import pg from 'pg';
import { StartupError, withoutStop } from '../startup-error.ts';
import { columnTypes } from './column-types.ts';
import { endPool } from './end-pool.ts';
import { IDLE_TRANSACTION_LIMIT_MILLISECONDS } from './idle-transaction-limit.ts';
import type { Database } from './open-database.ts';
import { useUtc } from './use-utc.ts';

const CONNECT_TIMEOUT_MILLISECONDS = 5_000;
/** How long a server that says “starting up” is waited for. */
const STARTING_UP_MILLISECONDS = 20_000;
const MINIMUM_VERSION = 140_000;

/**
 * Opens a PostGIS server: reachable, PostgreSQL 14 or later, PostGIS there or creatable.
 *
 * @throws StartupError in one line when it is not so
 */
export async function openServer(options: {
  databaseUrl: string;
  poolMax: number;
}): Promise<Database> {
  const connectionUrl = withoutPassword(options.databaseUrl);
  const connection = {
    connectionString: options.databaseUrl,
    types: columnTypes,
    application_name: 'sizhi',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MILLISECONDS,
    idle_in_transaction_session_timeout: IDLE_TRANSACTION_LIMIT_MILLISECONDS,
  };
  await assertUsable(connection, connectionUrl);
  const knex = knexModule({
    client: 'pg',
    connection,
    pool: { min: 0, max: options.poolMax, afterCreate: useUtc },
  });
  return { knex, kind: 'server', connectionUrl, close: () => endPool(knex) };
}

async function assertUsable(config: pg.ClientConfig, connectionUrl: string): Promise<void> {
  const client = await connect(config, connectionUrl);
  // A server that goes away in the middle is reported by the query that is under way.
  client.on('error', () => undefined);
  try {
    const { rows } = await client.query<{ number: number; version: string; postgis: boolean }>(
      `select current_setting('server_version_num')::int as number,
              current_setting('server_version') as version,
              exists (select from pg_extension where extname = 'postgis') as postgis`,
    );
    const server = rows[0];
    if (!server || server.number < MINIMUM_VERSION) {
      throw new StartupError({
        zh: `数据库 ${connectionUrl} 的 PostgreSQL 版本为 ${server?.version},需要 14 或更高版本。`,
        en: `The database ${connectionUrl} is PostgreSQL ${server?.version}; 14 or later is needed.`,
      });
    }
    if (!server.postgis) await createPostgis(client, connectionUrl);
  } finally {
    await client.end();
  }
}

async function createPostgis(client: pg.Client, connectionUrl: string): Promise<void> {
  try {
    await client.query('create extension if not exists postgis');
  } catch (error) {
    const reason = messageOf(error);
    throw new StartupError(
      {
        zh: `数据库 ${connectionUrl} 没有 PostGIS 扩展,也无法创建(${reason})。请安装 PostGIS,并由管理员执行 CREATE EXTENSION postgis。`,
        en: `The database ${connectionUrl} has no PostGIS and it cannot be created (${reason}). Install PostGIS and let an administrator run CREATE EXTENSION postgis.`,
      },
      { cause: error },
    );
  }
}

async function connect(config: pg.ClientConfig, connectionUrl: string): Promise<pg.Client> {
  const giveUp = Date.now() + STARTING_UP_MILLISECONDS;
  for (;;) {
    let client: pg.Client | undefined;
    try {
      client = new pg.Client(config);
      await client.connect();
      return client;
    } catch (error) {
      if (codeOf(error) === '57P03' && Date.now() < giveUp) {
        await new Promise((resolve) => setTimeout(resolve, 500));
        continue;
      }
      throw unreachable(error, connectionUrl);
    }
  }
}

/** SQLSTATE or system code → what is wrong, in words that say how to mend it. */
const REASONS: Record<string, { zh: string; en: string }> = {
  ECONNREFUSED: {
    zh: '连接被拒绝,服务器未运行或端口不对',
    en: 'connection refused; see that the server runs and listens on that port',
  },
  ENOTFOUND: { zh: '找不到主机', en: 'no such host' },
  EAI_AGAIN: { zh: '无法解析主机名', en: 'the host name cannot be resolved' },
  ENOENT: { zh: '套接字不存在', en: 'the socket does not exist' },
  ETIMEDOUT: { zh: '连接超时', en: 'the connection timed out' },
  EHOSTUNREACH: { zh: '主机不可达', en: 'the host is unreachable' },
  '28P01': { zh: '用户名或密码错误', en: 'wrong user name or password' },
  '28000': { zh: '服务器拒绝该用户', en: 'the server does not admit this user' },
  '3D000': { zh: '数据库不存在,请先创建', en: 'the database does not exist; create it first' },
  '53300': { zh: '服务器连接数已满', en: 'the server has no connection left' },
  '57P03': { zh: '服务器尚未就绪', en: 'the server is not ready' },
};

function unreachable(error: unknown, connectionUrl: string): StartupError {
  const message = messageOf(error);
  const code = /timeout/i.test(message) ? 'ETIMEDOUT' : codeOf(error);
  const own = withoutStop(message);
  const reason = REASONS[code] ?? { zh: own, en: own };
  return new StartupError(
    {
      zh: `无法连接数据库 ${connectionUrl}(DATABASE_URL):${reason.zh}。`,
      en: `Cannot connect to the database ${connectionUrl} (DATABASE_URL): ${reason.en}.`,
    },
    { cause: error },
  );
}

/** Node wraps the attempts on several addresses of one host into an AggregateError. */
function codeOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string')
    return error.code;
  return error instanceof AggregateError ? codeOf(error.errors[0]) : '';
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return (
    error.message || (error instanceof AggregateError ? messageOf(error.errors[0]) : error.name)
  );
}

/** The URL fit for a log: without password, and without parameters, which may hold one. */
function withoutPassword(databaseUrl: string): string {
  try {
    const url = new URL(databaseUrl);
    url.password = '';
    url.search = '';
    return url.href;
  } catch {
    throw new StartupError({
      zh: 'DATABASE_URL 不是有效的网址,应形如 postgresql://用户:密码@主机:5432/数据库。',
      en: 'DATABASE_URL is not a valid URL; it looks like postgresql://user:password@host:5432/database.',
    });
  }
}
