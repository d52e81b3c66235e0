import type { Message } from '#engine/coverage/types.ts';
import { costOfFeasible } from '#engine/propose/check-plan.ts';
import { contractPockets } from '#engine/propose/contract-pockets.ts';
import { findObstacle, type Infeasible } from '#engine/propose/explain-infeasible.ts';
import { type PartitionInstance, toProblem } from '#engine/propose/instance.ts';
import { type IslandLink, joinIslands } from '#engine/propose/join-islands.ts';
import { parseInstance } from '#engine/propose/parse-instance.ts';
import { scorePlan } from '#engine/propose/score.ts';
import type { PartitionProblem } from '#engine/propose/search/partition-problem.ts';
import { writePartitionJson } from '../formats/partition/partition-json.ts';
import type { ChainFigures, PartitionReport } from '../formats/partition/partition-report.ts';
import { writePartitionText } from '../formats/partition/partition-text.ts';
import { type CommandContext, EXIT } from './command.ts';
import {
  PARTITION_USAGE,
  type PartitionRequest,
  parsePartitionRequest,
} from './partition-request.ts';
import { searchInThreads } from './partition-search.ts';
import { PartitionThreads } from './partition-threads.ts';
import { readDocument } from './read-document.ts';
import { inputName } from './read-input.ts';
import { createProgress, type Progress } from './terminal-progress.ts';
import { canWriteFile, say, writeFileWhole, writeStream } from './write-output.ts';

export const usage: Message = PARTITION_USAGE;

/** What the search found, before it is scored. */
interface Found {
  part: Int32Array | null;
  certificate: PartitionReport['certificate'];
  infeasible: Infeasible | null;
  chain: ChainFigures | null;
  moves: number;
  isInterrupted: boolean;
}

/**
 * `sizhi partition`: reads an instance, searches, proves and writes. Returns the exit code: 0 a plan, 1 no
 * feasible plan, 2 bad input.
 * @throws UsageError
 */
export async function run(args: string[], context: CommandContext): Promise<number> {
  const request = parsePartitionRequest(args);
  const { out, file } = request;
  if (out !== undefined) {
    const obstacle = await canWriteFile(out);
    if (obstacle !== null) return cannotWrite(out, obstacle, context);
  }
  const progress = createProgress(context.stderr);
  const read = await readDocument(file, context, progress, parseInstance);
  if (read === null) return EXIT.usage;
  const started = performance.now();
  const instance = adjust(read, request);
  const joined: { instance: PartitionInstance; links: IslandLink[] } = request.joinIslands
    ? joinIslands(instance)
    : { instance, links: [] };
  const problem = toProblem(joined.instance, request.task, request.gamma);
  if (!problem.ok) {
    const name = inputName(file, context.language);
    say(context, { zh: `${name}：${problem.error.zh}`, en: `${name}: ${problem.error.en}` });
    return EXIT.usage;
  }
  const nameOf = (unit: number): string => String(instance.nodes[unit]!.id);
  const obstacle = findObstacle(problem.value, nameOf);
  const found =
    obstacle === null
      ? await search(problem.value, request, context, progress)
      : { ...NOTHING, infeasible: obstacle };
  progress.clear();
  return deliver(
    report(instance, joined.links, problem.value, found, request, started),
    request,
    context,
  );
}

/** Options stand in place of the instance's members. */
function adjust(instance: PartitionInstance, request: PartitionRequest): PartitionInstance {
  const { parts, tolerance, band } = request;
  return {
    ...instance,
    ...(parts === undefined ? {} : { k: parts }),
    ...(tolerance === undefined ? {} : { tolerance }),
    ...(band === undefined ? {} : { band }),
  };
}

const NO_PLAN: Message = { zh: '没有方案。', en: 'There is no plan.' };
const NOT_ASKED: Message = {
  zh: '未要求证明（--proof-limit）。',
  en: 'No proof was asked for (--proof-limit).',
};
const INTERRUPTED: Message = {
  zh: '搜索被中断，未作证明。',
  en: 'The search was interrupted before anything was proven.',
};
const RANDOM_PLAN: Message = {
  zh: '随机链不追求更好的方案。',
  en: 'The chain does not look for better plans.',
};

const NOTHING: Found = {
  part: null,
  certificate: { state: 'none', why: NO_PLAN },
  infeasible: null,
  chain: null,
  moves: 0,
  isInterrupted: false,
};

/** Of the search for a plan that the chain begins from, at least. */
const FIRST_PLAN_MOVES = 200_000;
/** For finding out why there is no plan, without a time limit. */
const EXPLANATION_SECONDS = 60;

async function search(
  whole: PartitionProblem,
  request: PartitionRequest,
  context: CommandContext,
  progress: Progress,
): Promise<Found> {
  const { problem, clusterOf } = contractPockets(whole);
  const label = context.language === 'zh' ? '搜索' : 'searching';
  const shown = (cost: number | null): string =>
    cost === null ? label : `${label} ${cost.toFixed(1)}`;
  let known: number | null = null;
  const tell = (share: number, cost: number | null): void => {
    known = cost ?? known;
    progress.update(shown(known), share);
  };
  const threads = new PartitionThreads(problem, request.threads, (thread, share, cost) => {
    if (thread === 0) tell(share, cost);
  });
  const interrupt = (): void => {
    threads.stop();
    say(context, {
      zh: '正在结束搜索……（再按一次 Ctrl-C 立即退出）',
      en: 'ending the search … (Ctrl-C again quits at once)',
    });
  };
  process.once('SIGINT', interrupt);
  try {
    const found = await searchOrWalk(problem, threads, request, tell);
    const part = found.part && clusterOf.map((cluster) => found.part![cluster]!);
    return { ...found, part, isInterrupted: threads.isStopped };
  } finally {
    process.off('SIGINT', interrupt);
    await threads.close();
  }
}

async function searchOrWalk(
  problem: PartitionProblem,
  threads: PartitionThreads,
  request: PartitionRequest,
  tell: (share: number, cost: number | null) => void,
): Promise<Found> {
  const { seed, task, timeLimit } = request;
  const isWalk = task === 'recom';
  const now = Date.now();
  const seconds = timeLimit ?? EXPLANATION_SECONDS;
  // The chain begins from any feasible plan: a short search, the rest of the time is its own.
  const effort =
    request.moves !== undefined
      ? { moves: request.moves }
      : isWalk
        ? { moves: Math.max(FIRST_PLAN_MOVES, 100 * problem.nodes) }
        : { until: now + 1000 * seconds };
  const proofLimit = isWalk ? 0 : request.proofLimit;
  const outcome = await searchInThreads(problem, threads, { seed, effort, proofLimit }, tell);
  const { plan, moves } = outcome;
  if (plan === null) {
    if (threads.isStopped) return { ...NOTHING, moves, infeasible: NONE_YET };
    const deadline = Date.now() + 1000 * seconds;
    const { infeasible } = await threads.run<'explain'>(0, { kind: 'explain', deadline, seed });
    return { ...NOTHING, moves, infeasible };
  }
  if (isWalk) {
    const { steps } = request;
    const deadline = timeLimit === undefined ? Number.POSITIVE_INFINITY : now + 1000 * timeLimit;
    const walk = await threads.run<'recom'>(0, {
      kind: 'recom',
      deadline,
      part: plan.part,
      seed,
      steps,
    });
    const certificate = { state: 'none' as const, why: RANDOM_PLAN };
    return { ...NOTHING, part: walk.part, moves, certificate, chain: chainFigures(walk) };
  }
  const why = threads.isStopped ? INTERRUPTED : NOT_ASKED;
  const certificate = outcome.certificate ?? { state: 'none' as const, why };
  return { ...NOTHING, part: plan.part, moves, certificate };
}

const NONE_YET: Infeasible = {
  cause: 'not-found',
  units: [],
  nearest: null,
  message: {
    zh: '搜索被中断时还没有找到可行方案。',
    en: 'none had been found when the search was interrupted.',
  },
};

const chainFigures = (walk: ChainFigures): ChainFigures => ({
  steps: walk.steps,
  trees: walk.trees,
  elapsedMilliseconds: Math.round(walk.elapsedMilliseconds),
  cpuMilliseconds: Math.round(walk.cpuMilliseconds),
});

function report(
  instance: PartitionInstance,
  links: readonly IslandLink[],
  problem: PartitionProblem,
  found: Found,
  request: PartitionRequest,
  started: number,
): PartitionReport {
  const { part, infeasible } = found;
  const cost = part && costOfFeasible(problem, part);
  if (part !== null && cost === null) throw new Error('the plan that was found is not feasible');
  const idOf = (unit: number): string | number => instance.nodes[unit]!.id;
  return {
    task: request.task,
    assignment: part && Array.from(part),
    cost: cost === null ? null : Number(cost.toFixed(3)),
    score: part && scorePlan(instance, part),
    certificate: found.certificate,
    infeasible: infeasible && { ...infeasible, units: infeasible.units.map(idOf) },
    links: links.map(({ from, to, distanceMetres }) => ({
      from: idOf(from),
      to: idOf(to),
      distanceMetres: Number(distanceMetres.toFixed(1)),
    })),
    chain: found.chain,
    stoppedBy: found.isInterrupted ? 'interrupt' : null,
    seed: request.seed,
    threads: request.threads,
    moves: found.moves,
    elapsedMilliseconds: performance.now() - started,
  };
}

async function deliver(
  report: PartitionReport,
  { out }: PartitionRequest,
  context: CommandContext,
): Promise<number> {
  const code = report.assignment === null ? EXIT.findings : EXIT.clean;
  context.announceExitCode(code);
  const text = writePartitionText(report, context.language);
  if (out === undefined) {
    await writeStream(context.stdout, writePartitionJson(report));
    context.stderr.write(text);
    return code;
  }
  // Without a plan there is nothing that could be taken for one.
  if (report.assignment !== null) {
    const written = await writeFileWhole(out, writePartitionJson(report));
    if (!written.ok) return cannotWrite(out, written.error, context);
  }
  await writeStream(context.stdout, text);
  return code;
}

function cannotWrite(path: string, reason: Message, context: CommandContext): number {
  const name = inputName(path, context.language);
  say(context, { zh: `无法写入 ${name}：${reason.zh}`, en: `cannot write ${name}: ${reason.en}` });
  return EXIT.usage;
}
