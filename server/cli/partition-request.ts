import type { Message } from '#engine/coverage/types.ts';
import type { PartitionTask } from '#engine/propose/instance.ts';
import {
  choiceOption,
  describeOptions,
  numberOption,
  type OptionSpecs,
  parseArguments,
} from './arguments.ts';
import { type Language, UsageError } from './command.ts';
import { onlyFile, refuseOverwrite } from './file-arguments.ts';

/** What one call of `sizhi partition` asks for. */
export interface PartitionRequest {
  file: string;
  task: PartitionTask;
  gamma: number;
  /** In place of the instance's k, tolerance and band. */
  parts: number | undefined;
  tolerance: number | undefined;
  band: [number, number] | undefined;
  seed: number;
  threads: number;
  /** Seconds of search; undefined with `moves`. */
  timeLimit: number | undefined;
  moves: number | undefined;
  /** Steps of the chain; for `recom` alone. */
  steps: number;
  /** Seconds of proof. */
  proofLimit: number;
  joinIslands: boolean;
  /** Plans in all; for `replan`. */
  alternatives: number;
  out: string | undefined;
}

const COMMAND = 'partition';
const TASKS = ['split', 'replan', 'recom'] as const satisfies PartitionTask[];
const DEFAULTS = {
  timeLimit: 10,
  proofLimit: 5,
  steps: 10_000,
  seed: 1,
  threads: 1,
  gamma: 1,
  alternatives: 1,
};

const OPTIONS = {
  task: {
    value: 'T',
    help: {
      zh: 'split：分成 k 个大小相近的部分（默认）；\nreplan：从现状出发调整；recom：中性随机链',
      en: 'split: k parts of about equal size (default);\nreplan: from the present communities; recom: the\nneutral chain',
    },
  },
  parts: { value: 'K', help: { zh: '代替实例中的 k', en: "in place of the instance's k" } },
  tolerance: {
    value: 'T',
    help: {
      zh: '代替实例中的 tolerance，如 0.1',
      en: "in place of the instance's tolerance, as 0.1",
    },
  },
  band: {
    value: 'A,B',
    help: {
      zh: '代替实例中的 band，如 500,5000（replan）',
      en: "in place of the instance's band, as 500,5000\n(replan)",
    },
  },
  gamma: {
    value: 'G',
    help: {
      zh: '迁移一个平均单元的住户相当于几条平均边界\n（replan，默认 1）',
      en: 'what moving the households of an average unit\ncosts, in average borders (replan; default 1)',
    },
  },
  seed: {
    value: 'N',
    help: { zh: '随机种子（默认 1）', en: 'seed of the random numbers (default 1)' },
  },
  'time-limit': {
    value: 'S',
    help: { zh: '搜索秒数（默认 10）', en: 'seconds of search (default 10)' },
  },
  moves: {
    value: 'N',
    help: {
      zh: '以移动次数代替时间：种子与线程数相同，结果相同',
      en: 'effort in moves instead of time: the same seed and\nthreads then give the same plan',
    },
  },
  steps: {
    value: 'N',
    help: {
      zh: '随机链的步数（recom，默认 10000）',
      en: 'steps of the chain (recom; default 10000)',
    },
  },
  threads: { value: 'N', help: { zh: '线程数（默认 1）', en: 'threads (default 1)' } },
  alternatives: {
    value: 'N',
    help: {
      zh: '至多给出几个各不相同的方案（replan，默认 1），\n时间或移动次数由各次搜索平分',
      en: 'plans at most, each different in kind (replan;\ndefault 1); they share the time or the moves',
    },
  },
  'proof-limit': {
    value: 'S',
    help: {
      zh: '证明每个方案最优性的秒数（默认 5；用 --moves 时为 0）',
      en: 'seconds for proving how good each plan is\n(default 5; 0 with --moves)',
    },
  },
  'join-islands': {
    help: {
      zh: '把不接壤的离岛与最近的单元相连',
      en: 'join islands to the nearest unit of the rest',
    },
  },
  out: {
    value: 'FILE',
    help: { zh: '结果写入文件（JSON）', en: 'write the result to a file (JSON)' },
  },
} as const satisfies OptionSpecs;

const usage = (language: Language): string =>
  language === 'zh'
    ? `用法：sizhi partition 实例.json [选项]

把一张带权图划分为各自连通的部分：即 sizhi 搜索方案所用的引擎本身，便于与其他划分程序比较。实例格式见
docs/partition.md；sizhi units --graph FILE 可写出实例。结果（JSON）含 assignment、score、certificate。

${describeOptions(OPTIONS, language)}

退出码：0 有方案；1 没有可行方案（说明原因）；2 用法或输入有误。按 Ctrl-C 结束搜索并给出目前最好的方案。`
    : `Usage: sizhi partition INSTANCE.json [OPTIONS]

Divides a weighted graph into connected parts: the bare engine behind Sizhi's plans, to be compared with
other partitioners. docs/partition.md has the form of an instance; sizhi units --graph FILE writes one.
The result (JSON) has an assignment, a score and a certificate.

${describeOptions(OPTIONS, language)}

Exit codes: 0 a plan; 1 no feasible plan, with the cause; 2 bad usage or input. Ctrl-C ends the search with
the best plan so far.`;

export const PARTITION_USAGE: Message = { zh: usage('zh'), en: usage('en') };

/** @throws UsageError for anything that cannot be carried out as it was written */
export function parsePartitionRequest(args: readonly string[]): PartitionRequest {
  const { values, switches, positionals } = parseArguments(args, OPTIONS, COMMAND);
  const file = onlyFile(positionals, COMMAND, {
    verb: { zh: '划分', en: 'partition' },
    usage: 'sizhi partition INSTANCE.json',
  });
  const task = choiceOption(values.task, 'task', COMMAND, TASKS) ?? 'split';
  refuseIdle(values, task);
  if (values.moves !== undefined && values['time-limit'] !== undefined) {
    throw refuse('--moves 与 --time-limit 只能用其一', 'use --moves or --time-limit, not both');
  }
  const moves = whole(values.moves, 'moves', 1, 1e13, { zh: '次', en: 'moves' });
  const number = (name: 'gamma' | 'tolerance' | 'time-limit' | 'proof-limit', maximum: number) =>
    numberOption(values[name], name, COMMAND, {
      minimum: 0,
      maximum,
      unit: name.endsWith('limit') ? { zh: '秒', en: 'seconds' } : { zh: '倍', en: 'a ratio' },
    });
  const { out } = values;
  if (out !== undefined) refuseOverwrite([file], out, COMMAND);
  const isTimed = moves === undefined && (task !== 'recom' || values['time-limit'] !== undefined);
  const timeLimit = isTimed ? (number('time-limit', 1e6) ?? DEFAULTS.timeLimit) : undefined;
  return {
    file,
    task,
    gamma: number('gamma', 1e9) ?? DEFAULTS.gamma,
    parts: whole(values.parts, 'parts', 1, 1e6, { zh: '个', en: 'parts' }),
    tolerance: number('tolerance', 1e6),
    band: parseBand(values.band),
    seed: whole(values.seed, 'seed', 0, 2 ** 31 - 1, { zh: '种子', en: 'a seed' }) ?? DEFAULTS.seed,
    threads:
      whole(values.threads, 'threads', 1, 256, { zh: '个', en: 'threads' }) ?? DEFAULTS.threads,
    timeLimit,
    moves,
    steps:
      whole(values.steps, 'steps', 1, 1e12, { zh: '步', en: 'steps' }) ??
      (timeLimit === undefined ? DEFAULTS.steps : 1e12),
    proofLimit: number('proof-limit', 1e6) ?? (moves === undefined ? DEFAULTS.proofLimit : 0),
    alternatives:
      whole(values.alternatives, 'alternatives', 1, 20, { zh: '个', en: 'plans' }) ??
      DEFAULTS.alternatives,
    joinIslands: switches.has('join-islands'),
    out,
  };
}

/** Options that do nothing for some tasks: whoever gives them expects something of them. */
const FOR_TASKS: Readonly<Record<string, readonly PartitionTask[]>> = {
  gamma: ['replan'],
  band: ['replan'],
  alternatives: ['replan'],
  parts: ['split', 'recom'],
  tolerance: ['split', 'recom'],
  steps: ['recom'],
  threads: ['split', 'replan'],
  moves: ['split', 'replan'],
  'proof-limit': ['split', 'replan'],
};

function refuseIdle(values: Partial<Record<string, string>>, task: PartitionTask): void {
  for (const [name, tasks] of Object.entries(FOR_TASKS)) {
    if (values[name] === undefined || tasks.includes(task)) continue;
    const list = tasks.map((one) => `--task ${one}`);
    throw refuse(
      `--${name} 用于 ${list.join(' 或 ')}`,
      `--${name} goes with ${list.join(' or ')}, not with --task ${task}`,
    );
  }
}

function whole(
  text: string | undefined,
  name: string,
  minimum: number,
  maximum: number,
  unit: Message,
): number | undefined {
  const value = numberOption(text, name, COMMAND, { minimum, maximum, unit });
  if (value === undefined || Number.isInteger(value)) return value;
  throw refuse(
    `--${name} 应为整数，而不是 ${value}`,
    `--${name} must be a whole number, not ${value}`,
  );
}

function parseBand(text: string | undefined): [number, number] | undefined {
  if (text === undefined) return undefined;
  const [low = Number.NaN, high = Number.NaN, ...more] = text
    .replaceAll('，', ',')
    .split(/[,-]/)
    .map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (low >= 0 && high >= low && more.length === 0) return [low, high];
  throw refuse(
    '--band 应写作两个数，如 --band 500,5000',
    '--band takes two numbers, the lower first, as in --band 500,5000',
  );
}

const refuse = (zh: string, en: string): UsageError => new UsageError({ zh, en }, COMMAND);
