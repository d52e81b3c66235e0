import type { Message } from '#engine/coverage/types.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { printable } from '../formats/printable.ts';
import { StartupError } from '../startup-error.ts';
import {
  type CommandContext,
  type CommandModule,
  EXIT,
  OutputError,
  UsageError,
} from './command.ts';
import { isLanguage, languageOfLocale } from './language.ts';
import { suggestWord } from './suggest-word.ts';
import { say, writeStream } from './write-output.ts';

interface Command {
  summary: Message;
  load: () => Promise<CommandModule>;
}

/** Each command's module is loaded when it is called for: `sizhi audit` never loads the HTTP server. */
const COMMANDS: Readonly<Record<string, Command>> = {
  serve: {
    summary: { zh: '启动服务（即 npm start）', en: 'start the service (what npm start runs)' },
    load: () => import('./serve.ts'),
  },
  audit: {
    summary: {
      zh: '检查社区边界：重叠、空白、越界、不接壤……',
      en: 'check communities for overlaps, gaps, exclaves and more',
    },
    load: () => import('./audit.ts'),
  },
  repair: {
    summary: {
      zh: '修复边界：消除重叠、填补空白、共用界线',
      en: 'repair borders: overlaps, gaps, lines that do not match',
    },
    load: () => import('./repair.ts'),
  },
  describe: {
    summary: { zh: '写出四至、界线走向和调整文字', en: 'write four limits, courses, adjustments' },
    load: () => import('./describe.ts'),
  },
  measure: {
    summary: {
      zh: '量算社区指标：面积、紧凑度、距离、户数……',
      en: 'take measures: area, compactness, distances, households',
    },
    load: () => import('./measure.ts'),
  },
  units: {
    summary: {
      zh: '以道路、河流划分地块，或核对所给地块',
      en: 'cut units along roads and rivers, or match your own',
    },
    load: () => import('./units.ts'),
  },
  suggest: {
    summary: {
      zh: '提出合并、拆分、划转和重新划分的方案',
      en: 'suggest merges, splits, transfers, replans',
    },
    load: () => import('./suggest.ts'),
  },
  partition: {
    summary: {
      zh: '划分带权图：方案搜索所用的引擎本身',
      en: 'divide a weighted graph: the bare engine of plans',
    },
    load: () => import('./partition.ts'),
  },
  import: {
    summary: {
      zh: '把社区和辖区导入登记库',
      en: 'import communities and their jurisdiction into the register',
    },
    load: () => import('./import.ts'),
  },
  worker: {
    summary: {
      zh: '每晚检查登记库中的所有辖区',
      en: 'audit every jurisdiction of the register each night',
    },
    load: () => import('./worker.ts'),
  },
  migrate: {
    summary: { zh: '升级数据库结构', en: 'bring the database schema up to date' },
    load: () => import('./migrate.ts'),
  },
};

/**
 * The `sizhi` command. Prints to the streams of the context and returns the exit code: 0 clean or done,
 * 1 findings of severity error, 2 bad usage or input, 70 a fault of the program itself.
 */
export async function main(argv: string[], given: Partial<CommandContext> = {}): Promise<number> {
  const context = processContext();
  Object.defineProperties(context, Object.getOwnPropertyDescriptors(given));
  try {
    const rest = takeGlobalOptions(argv, context);
    return await dispatch(rest, context);
  } catch (error) {
    return report(error, context);
  }
}

async function dispatch(args: string[], context: CommandContext): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined) {
    await writeStream(context.stderr, overview(context));
    return EXIT.usage;
  }
  if (name === '--version' || name === '-V' || name === 'version') {
    await writeStream(context.stdout, `sizhi ${packageJson.version}\n`);
    return EXIT.clean;
  }
  const wantsHelp = (list: readonly string[]): boolean => {
    const end = list.indexOf('--');
    return list
      .slice(0, end === -1 ? list.length : end)
      .some((arg) => arg === '--help' || arg === '-h');
  };
  if (name === 'help' || wantsHelp([name])) {
    const about = name === 'help' ? rest[0] : undefined;
    if (about !== undefined && about !== '--help') return printUsage(find(about), context);
    await writeStream(context.stdout, overview(context));
    return EXIT.clean;
  }
  if (name.startsWith('-')) {
    throw new UsageError({
      zh: `没有选项 ${printable(name)}，命令应写在最前面`,
      en: `unknown option ${printable(name)}; the command comes first`,
    });
  }
  const command = find(name);
  if (wantsHelp(rest)) return printUsage(command, context);
  const module = await command.load();
  return module.run(rest, context);
}

function find(name: string): Command {
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command !== undefined) return command;
  const guess = suggestWord(name, Object.keys(COMMANDS));
  const shown = printable(name);
  throw new UsageError({
    zh: `没有命令 “${shown}”${guess === null ? '' : `；是否要用 “sizhi ${guess}”？`}`,
    en: `unknown command “${shown}”${guess === null ? '' : `; did you mean “sizhi ${guess}”?`}`,
  });
}

async function printUsage(command: Command, context: CommandContext): Promise<number> {
  const { usage } = await command.load();
  const text = typeof usage === 'string' ? usage : usage[context.language];
  await writeStream(context.stdout, `${text.trimEnd()}\n`);
  return EXIT.clean;
}

function overview({ language }: CommandContext): string {
  const zh = language === 'zh';
  const rows = Object.entries(COMMANDS).map(
    ([name, { summary }]) => `  ${name.padEnd(10)}${summary[language]}`,
  );
  return `${
    zh
      ? `四至（Sizhi）${packageJson.version}：社区边界的检查与调整\n\n用法：sizhi 命令 [选项]\n\n命令：`
      : `Sizhi 四至 ${packageJson.version}: coverage audits and community boundaries\n\nUsage: sizhi COMMAND [OPTIONS]\n\nCommands:`
  }
${rows.join('\n')}

${zh ? '通用选项：' : 'Options for every command:'}
  --help      ${zh ? '显示帮助；“sizhi 命令 --help” 显示该命令的帮助' : 'show help; “sizhi COMMAND --help” shows that of a command'}
  --version   ${zh ? '显示版本' : 'show the version'}
  --lang L    ${zh ? '消息语言：zh 或 en；默认依 LC_ALL、LC_MESSAGES、LANG' : 'language of messages, zh or en; default from LC_ALL, LC_MESSAGES, LANG'}
  --debug     ${zh ? '程序出错时显示调用栈' : 'show the stack of an internal error'}

${
  zh
    ? '退出码：0 正常；1 检查发现错误，或没有可行方案；2 用法或输入有误；70 程序内部错误。'
    : 'Exit codes: 0 clean or done; 1 errors found, or no feasible plan; 2 bad usage or input; 70 internal error.'
}
`;
}

/** Takes `--lang` and `--debug` out of the arguments, wherever they stand before `--`. */
function takeGlobalOptions(argv: readonly string[], context: CommandContext): string[] {
  const end = argv.indexOf('--');
  const options = argv.slice(0, end === -1 ? argv.length : end);
  const rest: string[] = [];
  for (let index = 0; index < options.length; index++) {
    const arg = options[index] ?? '';
    if (arg === '--debug') context.debug = true;
    else if (arg === '--lang' || arg.startsWith('--lang=')) {
      const value = arg === '--lang' ? options[++index] : arg.slice('--lang='.length);
      if (value === undefined || !isLanguage(value)) {
        throw new UsageError({
          zh: '--lang 可取 zh 或 en',
          en: '--lang must be zh or en',
        });
      }
      context.language = value;
    } else rest.push(arg);
  }
  return end === -1 ? rest : [...rest, ...argv.slice(end)];
}

/** Words for whatever a command threw. Only what is nobody's input error counts as internal. */
function report(error: unknown, context: CommandContext): number {
  if (error instanceof UsageError) {
    const name = error.command === undefined ? 'sizhi' : `sizhi ${error.command}`;
    say(context, {
      zh: `${name}：${error.text.zh}\n用法请看：${name} --help`,
      en: `${name}: ${error.text.en}\nSee: ${name} --help`,
    });
    return EXIT.usage;
  }
  if (error instanceof StartupError) {
    say(context, { zh: `sizhi：${error.zh}`, en: `sizhi: ${error.en}` });
    return error.exitCode;
  }
  if (error instanceof OutputError) {
    say(context, {
      zh: `sizhi：无法写到标准输出：${error.reason.zh}`,
      en: `sizhi: cannot write to standard output: ${error.reason.en}`,
    });
    return EXIT.usage;
  }
  const reason = printable(
    error instanceof Error ? `${error.name}: ${error.message}` : String(error),
  );
  const hint = context.debug
    ? { zh: '', en: '' }
    : { zh: '（加 --debug 显示调用栈）', en: ' (--debug shows the stack)' };
  say(context, {
    zh: `sizhi：程序内部错误：${reason}${hint.zh}`,
    en: `sizhi: internal error: ${reason}${hint.en}`,
  });
  if (context.debug && error instanceof Error && error.stack)
    context.stderr.write(`${error.stack}\n`);
  return EXIT.internal;
}

function processContext(): CommandContext {
  return {
    language: languageOfLocale(process.env),
    // Setting a stream up takes milliseconds: not before somebody reads or writes.
    get stdin() {
      return process.stdin;
    },
    get stdout() {
      return process.stdout;
    },
    get stderr() {
      return process.stderr;
    },
    env: process.env,
    debug: false,
    announceExitCode(code) {
      process.exitCode = code;
    },
  };
}
