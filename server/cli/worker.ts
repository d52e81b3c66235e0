import { hostname } from 'node:os';
import type { Message } from '#engine/coverage/types.ts';
import { type Config, readConfig } from '../config.ts';
import { migrationStatus } from '../database/migrate.ts';
import { type Database, openDatabase } from '../database/open-database.ts';
import { secondsText, severitiesText } from '../formats/report/figures.ts';
import { type AuditAllOptions, type AuditOutcome, auditAll } from '../jobs/audit-all.ts';
import { auditNightly } from '../jobs/audit-nightly.ts';
import { type DailyTime, parseDailyTime } from '../jobs/daily-time.ts';
import type { JobNotice } from '../jobs/job-log.ts';
import { startJobs } from '../jobs/start-jobs.ts';
import { openPolicies } from '../services/audit/open-policies.ts';
import type { PolicyStore } from '../services/audit/policy-store.ts';
import { ComputePool } from '../services/compute/compute-pool.ts';
import type { JobHandlers } from '../services/jobs/job-handlers.ts';
import { StartupError } from '../startup-error.ts';
import { describeOptions, type OptionSpecs, parseArguments } from './arguments.ts';
import { type CommandContext, EXIT, UsageError } from './command.ts';
import { say } from './write-output.ts';

const DEFAULT_TIME = '02:00';

const OPTIONS = {
  at: {
    value: 'HH:MM',
    help: {
      zh: `每天的检查时刻，按本机时区（默认 ${DEFAULT_TIME}）`,
      en: `when to audit every day, on this machine's clock (default ${DEFAULT_TIME})`,
    },
  },
  once: {
    help: {
      zh: '立即检查一次，然后退出；不执行后台任务',
      en: 'audit now, once, and end; run no background jobs',
    },
  },
  jurisdiction: {
    value: 'CODES',
    help: {
      zh: '只检查这些编码的辖区（逗号分隔）',
      en: 'audit only the jurisdictions of these codes, comma-separated',
    },
  },
} as const satisfies OptionSpecs;

export const usage: Message = {
  zh: `用法：sizhi worker [选项]

执行后台任务（/jobs），并每天检查登记库中的每个辖区，把结果记入事件日志（event 表）。数据库由
DATABASE_URL 指定；可以同时运行多个，每个任务、每个辖区只由其中一个处理。按 Ctrl-C 或收到 SIGTERM 时停止，
未完成的任务交还队列。

${describeOptions(OPTIONS, 'zh')}

退出码：0 完成或已停止；1 有辖区未能检查，或其政策未安装（--once）；2 用法有误或数据库不可用。`,
  en: `Usage: sizhi worker [OPTIONS]

Runs background jobs (/jobs); and audits every jurisdiction of the register once a day and enters the
result in the event log (table event). DATABASE_URL names the database. Any number may run at once: each
job and each jurisdiction is one worker's. Ctrl-C or SIGTERM stops it; jobs under way go back to the queue.

${describeOptions(OPTIONS, 'en')}

Exit codes: 0 done or stopped, 1 a jurisdiction could not be audited, or not under its own policy
(--once), 2 bad usage or no database.`,
};

/**
 * `sizhi worker`: runs background jobs, and audits the register every night. Returns the exit code.
 * @param handlers of jobs, other than those that come with Sizhi; for tests
 */
export async function run(
  args: string[],
  context: CommandContext,
  handlers?: JobHandlers,
): Promise<number> {
  const { once, time, only } = parseRequest(args);
  const config = readConfig(context.env);
  const policies = openPolicies(config);
  const stop = stopOnSignals();
  const database = await openDatabase({
    ...(config.databaseUrl === undefined ? {} : { databaseUrl: config.databaseUrl }),
    dataDirectory: config.dataDirectory,
    onNotice: (text) => say(context, { zh: text, en: text }),
  });
  const pool = new ComputePool({
    // One audit at a time: the nightly round has all night, and the machine may be the API's too.
    workers: 1,
    policies: policies.policies,
    timeLimitSeconds: config.auditTimeLimitSeconds,
  });
  try {
    await assertMigrated(database);
    const { signal } = stop;
    const options = auditOptions({ config, context, database, pool, policies, signal, only });
    if (once) {
      const counts = await auditAll({ ...options, since: null });
      const { failed, audited, skipped, withoutPolicy } = counts;
      if (failed + audited + skipped === 0) say(context, NOTHING_THERE);
      return failed + withoutPolicy > 0 ? EXIT.findings : EXIT.clean;
    }
    const jobs = startJobs({
      ...{ knex: database.knex, config, policies },
      ...(handlers === undefined ? {} : { handlers }),
      log: (notice) => sayOfJob(context, notice),
    });
    try {
      await runNightly(options, time, context);
    } finally {
      await jobs.stop();
    }
    return EXIT.clean;
  } finally {
    stop.forget();
    await pool.close();
    await database.close();
  }
}

function parseRequest(args: string[]): { once: boolean; time: DailyTime; only: string[] } {
  const { values, switches, positionals } = parseArguments(args, OPTIONS, 'worker');
  if (positionals.length > 0) {
    throw new UsageError(
      { zh: '此命令不带参数，只有选项', en: 'this command takes options only' },
      'worker',
    );
  }
  const time = parseDailyTime(values.at ?? DEFAULT_TIME);
  if (time === null) {
    throw new UsageError(
      { zh: '--at 应为 00:00 到 23:59 之间的时刻', en: '--at must be a time from 00:00 to 23:59' },
      'worker',
    );
  }
  const codes = (values.jurisdiction ?? '').split(',').map((code) => code.trim());
  return { once: switches.has('once'), time, only: codes.filter((code) => code !== '') };
}

const NOTHING_THERE: Message = {
  zh: '登记库中没有（这样的）辖区',
  en: 'the register has no such jurisdiction, or none at all',
};

/** The first signal asks to stop; a second one ends the process as it would have without us. */
function stopOnSignals(): { signal: AbortSignal; forget: () => void } {
  const controller = new AbortController();
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const forget = (): void => {
    for (const signal of signals) process.off(signal, stop);
  };
  const stop = (): void => {
    forget();
    controller.abort(new Error('stopped'));
  };
  for (const signal of signals) process.on(signal, stop);
  return { signal: controller.signal, forget };
}

/** The schema belongs to `sizhi serve` and `sizhi migrate`: a worker may be of another version. */
async function assertMigrated({ knex, connectionUrl }: Database): Promise<void> {
  const { pending, unknown } = await migrationStatus(knex);
  if (pending.length > 0) {
    throw new StartupError({
      zh: `数据库 ${connectionUrl} 的结构尚未建立或不是最新，请先运行 sizhi migrate。`,
      en: `The schema of ${connectionUrl} is missing or out of date; run sizhi migrate first.`,
    });
  }
  if (unknown.length > 0) {
    throw new StartupError({
      zh: `数据库 ${connectionUrl} 由更新版本的 Sizhi 建立，请升级程序。`,
      en: `The schema of ${connectionUrl} was made by a newer Sizhi; upgrade this program.`,
    });
  }
}

interface Surroundings {
  config: Config;
  context: CommandContext;
  database: Database;
  pool: ComputePool;
  policies: PolicyStore;
  signal: AbortSignal;
  only: string[];
}

function auditOptions(given: Surroundings): Omit<AuditAllOptions, 'since'> {
  const { config, context, database, pool, policies, signal, only } = given;
  return {
    knex: database.knex,
    pool,
    policies,
    actor: `worker ${hostname()}:${process.pid}`,
    timeLimitSeconds: config.auditTimeLimitSeconds,
    signal,
    ...(only.length > 0 ? { only } : {}),
    onOutcome({ code, name }, outcome) {
      const text = describeOutcome(outcome);
      const prefix = `${new Date().toISOString()} ${code} ${name}`;
      say(context, { zh: `${prefix}：${text.zh}`, en: `${prefix}: ${text.en}` });
    },
  };
}

async function runNightly(
  options: Omit<AuditAllOptions, 'since'>,
  time: DailyTime,
  context: CommandContext,
): Promise<void> {
  const tell = (message: Message): void => {
    const now = new Date().toISOString();
    say(context, { zh: `${now} ${message.zh}`, en: `${now} ${message.en}` });
  };
  await auditNightly({
    ...options,
    time,
    onWait: (next) =>
      tell({ zh: `下次检查：${next.toString()}`, en: `the next round is at ${next.toString()}` }),
    onRound: ({ audited, skipped, failed, withoutPolicy }) =>
      tell({
        zh: `本轮完成：检查 ${audited} 个${withoutPolicy > 0 ? `（其中 ${withoutPolicy} 个政策未安装）` : ''}，跳过 ${skipped} 个，失败 ${failed} 个`,
        en: `the round is over: ${audited} audited${withoutPolicy > 0 ? ` (${withoutPolicy} without their policy, which is not installed)` : ''}, ${skipped} skipped, ${failed} failed`,
      }),
    onInterrupted: (error) => {
      const reason = error instanceof Error ? error.message : String(error);
      tell({ zh: `本轮中断：${reason}`, en: `the round broke off: ${reason}` });
    },
  });
  tell({ zh: '已停止', en: 'stopped' });
}

/** A line of the log for what happens to jobs; how often it purges is nobody's concern. */
function sayOfJob(context: CommandContext, notice: JobNotice): void {
  const text = describeNotice(notice);
  if (text === null) return;
  const now = new Date().toISOString();
  say(context, { zh: `${now} ${text.zh}`, en: `${now} ${text.en}` });
}

function describeNotice(notice: JobNotice): Message | null {
  if (notice.event === 'purged') return null;
  if (notice.event === 'interrupted') {
    const { error } = notice;
    const reason = error instanceof Error ? error.message : String(error);
    return {
      zh: `数据库无响应，后台任务等待中：${reason}`,
      en: `jobs wait, the database does not answer: ${reason}`,
    };
  }
  if (notice.event === 'resumed') return { zh: '数据库已恢复', en: 'the database answers again' };
  const zh = `任务 ${notice.id}（${notice.kind}）`;
  const en = `job ${notice.id} (${notice.kind})`;
  switch (notice.event) {
    case 'begun':
      return { zh: `${zh}：第 ${notice.attempt} 次执行`, en: `${en}: attempt ${notice.attempt}` };
    case 'ended': {
      const seconds = notice.seconds.toFixed(1);
      return {
        zh: `${zh}：${notice.state}，${seconds} 秒`,
        en: `${en}: ${notice.state}, ${seconds} s`,
      };
    }
    case 'recovered':
      return { zh: `${zh}：原执行进程已中断`, en: `${en}: its worker was lost` };
    case 'fault': {
      const { error } = notice;
      const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
      return { zh: `${zh}：内部错误 ${stack}`, en: `${en}: a fault of Sizhi: ${stack}` };
    }
  }
}

/** What the log says of one jurisdiction. */
export function describeOutcome(outcome: AuditOutcome): Message {
  if (outcome.status === 'failed') {
    return { zh: `未能检查：${outcome.reason}`, en: `could not be audited: ${outcome.reason}` };
  }
  if (outcome.status === 'skipped') {
    return outcome.reason === 'done'
      ? { zh: '已检查过', en: 'has been audited already' }
      : { zh: '另一个进程正在检查', en: 'is being audited by another worker' };
  }
  const { findings, summary, missingPolicy } = outcome.record;
  const severities = severitiesText(findings);
  const seconds = secondsText(summary.elapsedMilliseconds);
  const kinds = countsText({ ...summary.counts, ...summary.rules });
  const alone =
    missingPolicy === undefined
      ? { zh: '', en: '' }
      : {
          zh: `；政策 ${missingPolicy} 未安装，只检查了覆盖`,
          en: `; its policy ${missingPolicy} is not installed, so only the coverage was checked`,
        };
  return {
    zh: `${summary.communities} 个社区，${severities.zh}${kinds === '' ? '' : `（${kinds}）`}，用时 ${seconds.zh}${alone.zh}`,
    en: `${summary.communities} communities, ${severities.en}${kinds === '' ? '' : ` (${kinds})`}, in ${seconds.en}${alone.en}`,
  };
}

/** `overlap 2, gap 3`, in the words of the API; what was not found is left out. */
function countsText(counts: Readonly<Record<string, number>>): string {
  const found = Object.entries(counts).filter(([, count]) => count > 0);
  return found.map(([name, count]) => `${name} ${count}`).join(', ');
}
