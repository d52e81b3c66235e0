import { setTimeout as sleep } from 'node:timers/promises';
import type { Message } from '#engine/coverage/types.ts';
import { readConfig, SETTINGS } from '../config.ts';
import { type RunningService, startService } from '../main.ts';
import type { JobHandlers } from '../services/jobs/job-handlers.ts';
import { describeOptions, numberOption, type OptionSpecs, parseArguments } from './arguments.ts';
import { type CommandContext, EXIT, UsageError } from './command.ts';
import { say, writeStream } from './write-output.ts';

const OPTIONS = {
  port: {
    value: 'N',
    help: { zh: '监听端口（默认 PORT 或 3000）', en: 'port to listen on (default PORT or 3000)' },
  },
  host: {
    value: 'ADDRESS',
    help: {
      zh: '监听地址（默认 HOST 或 127.0.0.1）',
      en: 'address to listen on (default HOST or 127.0.0.1)',
    },
  },
} as const satisfies OptionSpecs;

const settings = (language: keyof Message): string =>
  SETTINGS.map(
    ({ variable, fallback, meaning }) =>
      `  ${variable.padEnd(31)}${meaning[language]}${fallback === '' ? '' : ` [${fallback}]`}`,
  ).join('\n');

export const usage: Message = {
  zh: `用法：sizhi serve [选项]

启动服务：网页、接口和数据库。首次启动时建立数据库并载入示例镇街。按 Ctrl-C 停止。

${describeOptions(OPTIONS, 'zh')}

环境变量：
${settings('zh')}

退出码：0 已停止；2 无法启动。`,
  en: `Usage: sizhi serve [OPTIONS]

Starts the service: page, API and database. The first start makes the database and loads the sample
town. Ctrl-C stops it.

${describeOptions(OPTIONS, 'en')}

Environment:
${settings('en')}

Exit codes: 0 stopped, 2 cannot start.`,
};

/** How much later than its consequences a signal may be heard of. */
const LATE_SIGNAL_MILLISECONDS = 200;

/**
 * `sizhi serve`: runs until a signal ends it. Returns the exit code.
 * @param handlers of background jobs, other than those that come with Sizhi; for tests
 */
export async function run(
  args: string[],
  context: CommandContext,
  handlers?: JobHandlers,
): Promise<number> {
  const config = readConfig({ ...context.env, ...readOverrides(args) });
  const signals = new StopSignals();
  const starting = startService(config, (message) => say(context, message), handlers);
  const service = await Promise.race([starting, signals.first]).catch(async (error: unknown) => {
    // Ctrl-C reaches the process of the database as well, and its end may be heard of before the signal.
    const signal = await Promise.race([signals.first, sleep(LATE_SIGNAL_MILLISECONDS)]);
    if (signal === undefined) throw error;
    return signal;
  });
  if (typeof service === 'string') {
    // Opening a database cannot be interrupted; its process ends by itself when this one is gone.
    say(context, { zh: '启动中断', en: 'stopped while starting' });
    process.exit(EXIT.clean);
  }
  try {
    await writeStream(context.stdout, greeting(service, context));
  } catch (error) {
    // Nobody would know where it is; and a service left running keeps the command from ending.
    await service.close();
    throw error;
  }
  await signals.first;
  say(context, { zh: '正在停止……', en: 'stopping …' });
  await Promise.race([service.close(), signals.second.then(() => process.exit(EXIT.usage))]);
  signals.forget();
  return EXIT.clean;
}

function greeting({ url }: RunningService, { language }: CommandContext): string {
  return language === 'zh' ? `Sizhi 四至 已启动：${url}\n` : `Sizhi 四至 is at ${url}\n`;
}

function readOverrides(args: string[]): Record<string, string> {
  const { values, positionals } = parseArguments(args, OPTIONS, 'serve');
  if (positionals.length > 0) {
    throw new UsageError(
      { zh: '此命令不带参数，只有选项', en: 'this command takes options only' },
      'serve',
    );
  }
  const unit = { zh: '端口', en: 'a port' };
  const port = numberOption(values.port, 'port', 'serve', { minimum: 0, maximum: 65535, unit });
  return {
    ...(port === undefined ? {} : { PORT: String(port) }),
    ...(values.host === undefined ? {} : { HOST: values.host }),
  };
}

/** The first signal asks to stop, the second insists. */
class StopSignals {
  readonly first: Promise<'stop'>;
  readonly second: Promise<'stop'>;
  readonly forget: () => void;

  constructor() {
    let seen = 0;
    const resolvers: (() => void)[] = [];
    const nth = (index: number) =>
      new Promise<'stop'>((resolve) => {
        resolvers[index] = () => resolve('stop');
      });
    this.first = nth(0);
    this.second = nth(1);
    const onSignal = () => resolvers[seen++]?.();
    const names = ['SIGINT', 'SIGTERM'] as const;
    for (const name of names) process.on(name, onSignal);
    this.forget = () => {
      for (const name of names) process.off(name, onSignal);
    };
  }
}
