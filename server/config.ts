import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import type { Message } from '#engine/coverage/types.ts';
import { StartupError } from './startup-error.ts';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Everything that can be set from outside, validated. */
export interface Config {
  host: string;
  port: number;
  /** Absolute address that links begin with; undefined: as the request came. */
  publicUrl: string | undefined;
  /** Further host names to answer to while listening on this machine alone. */
  allowedHosts: string[];
  /** Believe X-Forwarded-* headers. */
  trustProxy: boolean;
  /** Origins of other sites whose pages may call the API. */
  corsOrigins: string[];
  /** A PostGIS server; undefined: the embedded database in `dataDirectory`. */
  databaseUrl: string | undefined;
  /** Absolute. */
  dataDirectory: string;
  /** Of policies of one's own; absolute. */
  policiesDirectory: string | undefined;
  logLevel: LogLevel;
  /** Load the sample town into a database that has never held anything. */
  sample: boolean;
  bodyLimitBytes: number;
  maxVertices: number;
  /** Threads that audit and read imports. */
  workers: number;
  auditTimeLimitSeconds: number;
  /** That a computation may wait for a thread. */
  queueTimeLimitSeconds: number;
  /** The service works off background jobs itself, besides those who do nothing else. */
  jobs: boolean;
  /** Jobs that one process works at once. */
  jobWorkers: number;
  jobTimeLimitSeconds: number;
  /** That a job, and a result kept with it, stays after its end. */
  jobRetentionDays: number;
  /** Per client address, loopback excepted; 0: no limit. */
  rateLimitPerMinute: number;
  /** Answer 503 while the event loop lags by more; 0: never. */
  maxEventLoopDelayMilliseconds: number;
  /** Address of raster tiles with {z}, {x} and {y} that the map may show below the town. */
  basemapTiles: string | undefined;
  /** A raster .pmtiles file in place of them; absolute. */
  basemapFile: string | undefined;
  /** Whom the basemap is owed to; shown on the map. */
  basemapAttribution: string;
}

/** A row of the table of settings in the documentation. */
export interface Setting {
  variable: string;
  /** As text, the way it would be set; '' when there is none. */
  fallback: string;
  meaning: Message;
}

const row = (variable: string, fallback: string, zh: string, en: string): Setting => ({
  variable,
  fallback,
  meaning: { zh, en },
});

/** Every environment variable that `sizhi` reads. */
export const SETTINGS = [
  row('HOST', '127.0.0.1', '监听地址', 'Address to listen on'),
  row('PORT', '3000', '监听端口；0 表示任选空闲端口', 'Port to listen on; 0 picks a free one'),
  row(
    'SIZHI_PUBLIC_URL',
    '',
    '对外网址，用于响应中的链接；缺省取自请求',
    'Address that links in answers begin with; by default that of the request',
  ),
  row(
    'SIZHI_ALLOWED_HOSTS',
    '',
    '仅在本机监听时，另外允许的主机名（逗号分隔）',
    'Further host names to answer to while listening on this machine alone, comma-separated',
  ),
  row(
    'SIZHI_TRUST_PROXY',
    'off',
    '是否信任 X-Forwarded-* 标头（on/off）；仅在反向代理之后开启',
    'Believe X-Forwarded-* headers (on/off); only behind a reverse proxy',
  ),
  row(
    'SIZHI_CORS_ORIGINS',
    '',
    '允许跨站调用接口的来源（逗号分隔，* 为全部）',
    'Origins whose pages may call the API, comma-separated; * for all',
  ),
  row(
    'DATABASE_URL',
    '',
    'PostGIS 服务器地址；缺省使用内置数据库',
    'PostGIS server, postgres://…; by default the embedded database',
  ),
  row(
    'SIZHI_DATA_DIR',
    '.sizhi',
    '内置数据库的目录，相对于当前目录',
    'Directory of the embedded database, relative to the working directory',
  ),
  row(
    'SIZHI_POLICIES_DIR',
    '',
    '自有政策（*.json）所在目录，相对于当前目录',
    'Directory of policies of your own (*.json), relative to the working directory',
  ),
  row('LOG_LEVEL', 'warn', `日志级别：${LOG_LEVELS.join('、')}`, `One of ${LOG_LEVELS.join(', ')}`),
  row(
    'SIZHI_SAMPLE',
    'on',
    '首次启动时是否载入示例镇街（on/off）',
    'Load the sample town into a new database (on/off)',
  ),
  row('SIZHI_BODY_LIMIT_MB', '64', '请求体上限（MB）', 'Largest request body in MB'),
  row(
    'SIZHI_MAX_VERTICES',
    '2000000',
    '一次请求的顶点总数上限',
    'Most vertices that one request may hold',
  ),
  row(
    'SIZHI_WORKERS',
    'cores − 1, at most 4',
    '执行检查的线程数',
    'Threads that audit and read imports',
  ),
  row(
    'SIZHI_AUDIT_TIME_LIMIT_S',
    '120',
    '单次计算的时限（秒），排队时间不计在内',
    'Longest that one computation may take, in seconds, its wait for a thread not counted',
  ),
  row(
    'SIZHI_QUEUE_TIME_LIMIT_S',
    '60',
    '计算排队的时限（秒），超过则返回 503，请稍后重试',
    'Longest that a computation may wait for a thread, in seconds; then 503, to be tried again',
  ),
  row(
    'SIZHI_JOBS',
    'on',
    'sizhi serve 是否自行执行后台任务（on/off）；off 时须另行运行 sizhi worker',
    'Whether sizhi serve runs background jobs itself (on/off); with off, run sizhi worker',
  ),
  row(
    'SIZHI_JOB_WORKERS',
    '',
    '每个进程同时执行的后台任务数；缺省与 SIZHI_WORKERS 相同，但不少于 2',
    'Background jobs that one process runs at once; by default as many as SIZHI_WORKERS, but at least 2',
  ),
  row(
    'SIZHI_JOB_TIME_LIMIT_S',
    '3600',
    '单个后台任务的时限（秒）',
    'Longest that a background job may take, in seconds',
  ),
  row(
    'SIZHI_JOB_RETENTION_DAYS',
    '7',
    '后台任务结束后保留的天数，连同随任务保存的结果',
    'Days that a background job stays after its end, with the result that is kept with it',
  ),
  row(
    'SIZHI_RATE_LIMIT',
    '600',
    '每个来源每分钟的请求数上限，本机除外；0 为不限',
    'Requests per minute from one address, loopback excepted; 0 for no limit',
  ),
  row(
    'SIZHI_MAX_EVENT_LOOP_DELAY_MS',
    '2000',
    '事件循环滞后超过此值时返回 503；0 为从不',
    'Answer 503 while the event loop lags by more; 0 for never',
  ),
  row(
    'SIZHI_BASEMAP_TILES',
    '',
    '底图栅格瓦片网址（Web 墨卡托），含 {z}、{x}、{y}，密钥写在网址中；缺省无底图，不访问外部地址',
    'Address of raster tiles (Web Mercator) for the map, with {z}, {x} and {y}, and the key in it; by default no basemap and no outside request',
  ),
  row(
    'SIZHI_BASEMAP_PMTILES',
    '',
    '底图 .pmtiles 文件（栅格），由本服务提供，相对于当前目录；与 SIZHI_BASEMAP_TILES 任选其一',
    'Raster .pmtiles file for the map, served by Sizhi itself, relative to the working directory; instead of SIZHI_BASEMAP_TILES',
  ),
  row(
    'SIZHI_BASEMAP_ATTRIBUTION',
    '',
    '底图的版权说明，显示在地图上',
    'Whom the basemap is owed to, shown on the map',
  ),
] as const satisfies readonly Setting[];

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings from the environment.
 * @param environment as `process.env`; an empty value counts as absent
 * @param workingDirectory what a relative data directory is relative to
 * @throws StartupError naming every variable at fault and how to mend it
 */
export function readConfig(
  environment: Environment = process.env,
  workingDirectory: string = process.cwd(),
): Config {
  const read = new SettingReader(environment);
  const workers = read.integer('SIZHI_WORKERS', defaultWorkers(), 1, 64);
  const config: Config = {
    host: read.text('HOST') ?? '127.0.0.1',
    port: read.integer('PORT', 3000, 0, 65535),
    publicUrl: read.url('SIZHI_PUBLIC_URL', ['http:', 'https:'])?.replace(/\/+$/, ''),
    allowedHosts: read.list('SIZHI_ALLOWED_HOSTS').map((host) => host.toLowerCase()),
    trustProxy: read.toggle('SIZHI_TRUST_PROXY', false),
    corsOrigins: read.list('SIZHI_CORS_ORIGINS'),
    databaseUrl: read.url('DATABASE_URL', ['postgres:', 'postgresql:']),
    dataDirectory: resolve(workingDirectory, read.text('SIZHI_DATA_DIR') ?? '.sizhi'),
    policiesDirectory: read.directory('SIZHI_POLICIES_DIR', workingDirectory),
    logLevel: read.choice('LOG_LEVEL', LOG_LEVELS, 'warn'),
    sample: read.toggle('SIZHI_SAMPLE', true),
    bodyLimitBytes: read.integer('SIZHI_BODY_LIMIT_MB', 64, 1, 1024) * 1024 * 1024,
    maxVertices: read.integer('SIZHI_MAX_VERTICES', 2_000_000, 100, 100_000_000),
    workers,
    auditTimeLimitSeconds: read.integer('SIZHI_AUDIT_TIME_LIMIT_S', 120, 1, 86_400),
    queueTimeLimitSeconds: read.integer('SIZHI_QUEUE_TIME_LIMIT_S', 60, 1, 86_400),
    jobs: read.toggle('SIZHI_JOBS', true),
    // Of one only, a short job would wait for a long one.
    jobWorkers: read.integer('SIZHI_JOB_WORKERS', Math.max(2, workers), 1, 64),
    jobTimeLimitSeconds: read.integer('SIZHI_JOB_TIME_LIMIT_S', 3600, 1, 604_800),
    jobRetentionDays: read.integer('SIZHI_JOB_RETENTION_DAYS', 7, 1, 3650),
    rateLimitPerMinute: read.integer('SIZHI_RATE_LIMIT', 600, 0, 1_000_000),
    maxEventLoopDelayMilliseconds: read.integer('SIZHI_MAX_EVENT_LOOP_DELAY_MS', 2000, 0, 600_000),
    basemapTiles: read.tileTemplate('SIZHI_BASEMAP_TILES'),
    basemapFile: read.directory('SIZHI_BASEMAP_PMTILES', workingDirectory),
    basemapAttribution: read.text('SIZHI_BASEMAP_ATTRIBUTION') ?? '',
  };
  read.notBoth('SIZHI_BASEMAP_TILES', 'SIZHI_BASEMAP_PMTILES');
  read.throwFaults();
  return config;
}

/** One core stays with the event loop; more than four audits at once would want a cluster. */
function defaultWorkers(): number {
  return Math.min(4, Math.max(1, availableParallelism() - 1));
}

/** Reads single variables and collects every fault, so that one start shows them all. */
class SettingReader {
  readonly #environment: Environment;
  readonly #faults: Message[] = [];

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  text(variable: string): string | undefined {
    const value = this.#environment[variable]?.trim();
    return value === '' ? undefined : value;
  }

  directory(variable: string, workingDirectory: string): string | undefined {
    const text = this.text(variable);
    return text === undefined ? undefined : resolve(workingDirectory, text);
  }

  list(variable: string): string[] {
    const items = (this.text(variable) ?? '').split(',').map((item) => item.trim());
    return items.filter((item) => item !== '');
  }

  integer(variable: string, fallback: number, minimum: number, maximum: number): number {
    const text = this.text(variable);
    if (text === undefined) return fallback;
    const value = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= minimum && value <= maximum) return value;
    this.#fault(
      variable,
      `须为 ${minimum} 到 ${maximum} 的整数`,
      `must be a whole number from ${minimum} to ${maximum}`,
    );
    return fallback;
  }

  toggle(variable: string, fallback: boolean): boolean {
    const text = this.text(variable)?.toLowerCase();
    if (text === undefined) return fallback;
    if (['on', 'true', '1', 'yes'].includes(text)) return true;
    if (['off', 'false', '0', 'no'].includes(text)) return false;
    this.#fault(variable, '须为 on 或 off', 'must be on or off');
    return fallback;
  }

  choice<T extends string>(variable: string, choices: readonly T[], fallback: T): T {
    const text = this.text(variable)?.toLowerCase();
    if (text === undefined) return fallback;
    const found = choices.find((choice) => choice === text);
    if (found !== undefined) return found;
    this.#fault(
      variable,
      `须为 ${choices.join('、')} 之一`,
      `must be one of ${choices.join(', ')}`,
    );
    return fallback;
  }

  /** The value itself is kept out of the message: a URL may hold a password. */
  url(variable: string, protocols: string[]): string | undefined {
    const text = this.text(variable);
    if (text === undefined) return undefined;
    if (URL.canParse(text) && protocols.includes(new URL(text).protocol)) return text;
    const schemes = protocols.map((protocol) => `${protocol}//`);
    this.#fault(
      variable,
      `须为以 ${schemes.join(' 或 ')} 开头的网址`,
      `must be an address that begins with ${schemes.join(' or ')}`,
    );
    return undefined;
  }

  /** An address with the places of zoom, column and row. The value is kept out of the message: it may hold a key. */
  tileTemplate(variable: string): string | undefined {
    const text = this.url(variable, ['http:', 'https:']);
    if (text === undefined) return undefined;
    const host = text.slice(0, text.indexOf('/', text.indexOf('//') + 2));
    const missing = ['{z}', '{x}', '{y}'].filter((place) => !text.includes(place));
    if (missing.length === 0 && !/[{}\s;,]/.test(host)) return text;
    if (missing.length > 0) {
      const list = missing.join(' ');
      this.#fault(variable, `须含有 ${list}`, `must contain ${list}`);
    } else {
      this.#fault(
        variable,
        '的主机名中不能有占位符（如 {s}）；请写明一个主机',
        'must name one host, without a place holder such as {s} in it',
      );
    }
    return undefined;
  }

  notBoth(first: string, second: string): void {
    if (this.text(first) === undefined || this.text(second) === undefined) return;
    this.#fault(first, `与 ${second} 只能设置一个`, `cannot be set together with ${second}`);
  }

  throwFaults(): void {
    if (this.#faults.length === 0) return;
    throw new StartupError({
      zh: `环境变量有误：${this.#faults.map((fault) => fault.zh).join('；')}`,
      en: `bad setting: ${this.#faults.map((fault) => fault.en).join('; ')}`,
    });
  }

  #fault(variable: string, zh: string, en: string): void {
    this.#faults.push({ zh: `${variable} ${zh}`, en: `${variable} ${en}` });
  }
}
