import type { Message } from '#engine/coverage/types.ts';
import { costOfFeasible } from '#engine/propose/check-plan.ts';
import { findObstacle } from '#engine/propose/explain-infeasible.ts';
import { type PartitionInstance, toProblem } from '#engine/propose/instance.ts';
import { type IslandLink, joinIslands } from '#engine/propose/join-islands.ts';
import { parseInstance } from '#engine/propose/parse-instance.ts';
import { scorePlan } from '#engine/propose/score.ts';
import type { PartitionProblem } from '#engine/propose/search/partition-problem.ts';
import { writePartitionJson } from '../formats/partition/partition-json.ts';
import type { PartitionReport } from '../formats/partition/partition-report.ts';
import { writePartitionText } from '../formats/partition/partition-text.ts';
import { type CommandContext, EXIT } from './command.ts';
import { findAlternatives, shareEffort } from './partition-alternatives.ts';
import {
  PARTITION_USAGE,
  type PartitionRequest,
  parsePartitionRequest,
} from './partition-request.ts';
import { type Found, NOTHING, runTask } from './partition-run.ts';
import { readDocument } from './read-document.ts';
import { inputName } from './read-input.ts';
import { createProgress } from './terminal-progress.ts';
import { canWriteFile, say, writeFileWhole, writeStream } from './write-output.ts';

export const usage: Message = PARTITION_USAGE;

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
      ? await runTask(problem.value, shareEffort(request), context, progress)
      : { ...NOTHING, infeasible: obstacle };
  const others = await findAlternatives(
    instance,
    joined.instance,
    found,
    request,
    context,
    progress,
  );
  progress.clear();
  const made = report(instance, joined.links, problem.value, found, request, started);
  return deliver({ ...made, alternatives: others }, request, context);
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
    alternatives: [],
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
