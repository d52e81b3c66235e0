import {
  type Candidate,
  chooseAlternatives,
  planDifference,
  REPLAN_AIMS,
  type ReplanAim,
} from '#engine/propose/alternatives.ts';
import { type PartitionInstance, toProblem } from '#engine/propose/instance.ts';
import { scorePlan } from '#engine/propose/score.ts';
import type { PartitionProblem } from '#engine/propose/search/partition-problem.ts';
import { movingFew } from '#engine/propose/search/temperatures.ts';
import type { PartitionAlternative } from '../formats/partition/partition-report.ts';
import type { CommandContext } from './command.ts';
import type { PartitionRequest } from './partition-request.ts';
import { type Found, runTask } from './partition-run.ts';
import type { Progress } from './terminal-progress.ts';

/**
 * What one search of several gets: the effort that was asked for is that of all of them together. The search that moves few
 * households gets twice as much: the others begin with its plan, and a short one may end half as high again.
 */
export function shareEffort(request: PartitionRequest, aim?: ReplanAim): PartitionRequest {
  const sharesOf = ({ moving }: ReplanAim): number => (moving === 'most' ? 2 : 1);
  const all = aimsFor(request).reduce((sum, one) => sum + sharesOf(one), 1);
  const share = (aim === undefined ? 1 : sharesOf(aim)) / all;
  const { timeLimit, moves } = request;
  return {
    ...request,
    timeLimit: timeLimit === undefined ? undefined : timeLimit * share,
    moves: moves === undefined ? undefined : Math.ceil(moves * share),
  };
}

/** Aims besides the one that was asked for, as many as plans are wanted. */
function aimsFor({ alternatives, gamma }: PartitionRequest): ReplanAim[] {
  if (alternatives < 2) return [];
  const others = REPLAN_AIMS.filter(({ moving, length }) => moving !== gamma || length > 0);
  return others.slice(0, alternatives);
}

interface Weighed extends Candidate {
  part: Int32Array;
  alternative: Omit<PartitionAlternative, 'difference'>;
}

/**
 * Plans that differ in kind from the one that was found: of searches with other aims, those worth showing.
 * @param joined the instance with its islands joined, where that is allowed
 * @param main the plan that was asked for
 */
export async function findAlternatives(
  instance: PartitionInstance,
  joined: PartitionInstance,
  main: Found,
  request: PartitionRequest,
  context: CommandContext,
  progress: Progress,
): Promise<PartitionAlternative[]> {
  if (main.part === null) return [];
  const households = instance.nodes.map(({ population }) => population);
  const weigh = (
    part: Int32Array,
    alternative: Omit<PartitionAlternative, 'difference'>,
    isResult = true,
  ): Weighed => {
    const { cutWeight, cutLength, movedHouseholds } = alternative.score;
    const figures = { borders: cutWeight, moved: movedHouseholds ?? 0, length: cutLength };
    return { part, figures, alternative, isResult };
  };
  const candidates: Weighed[] = [weigh(main.part, describe(instance, 'asked', main.part, main))];
  const known = [main.part];
  for (const aim of aimsFor(request)) {
    if (main.isInterrupted) break;
    const problem = problemOf(joined, aim);
    const found = await runTask(problem, shareEffort(request, aim), context, progress, known);
    if (found.part === null) continue;
    known.push(found.part);
    candidates.push(weigh(found.part, describe(instance, aim.id, found.part, found)));
    for (const part of found.others) {
      candidates.push(weigh(part, describe(instance, aim.id, part, null), false));
    }
    if (found.isInterrupted) break;
  }
  const chosen = chooseAlternatives(candidates, households, request.alternatives);
  return chosen.slice(1).map(({ part, alternative }, i) => {
    const before = chosen.slice(0, i + 1);
    const difference = Math.min(
      ...before.map((other) => planDifference(part, other.part, households)),
    );
    return { ...alternative, difference: Number(difference.toFixed(4)) };
  });
}

function describe(
  instance: PartitionInstance,
  aim: string,
  part: Int32Array,
  found: Pick<Found, 'certificate'> | null,
): Omit<PartitionAlternative, 'difference'> {
  const certificate = found?.certificate ?? { state: 'none', why: ON_THE_WAY };
  return { aim, assignment: Array.from(part), score: scorePlan(instance, part), certificate };
}

const ON_THE_WAY = {
  zh: '搜索途中得到的方案，未作证明。',
  en: 'The search came upon this plan on its way; nothing was proven of it.',
};

/** The task of the instance with another aim; it has all that a replan needs, or there would be no first plan. */
function problemOf(instance: PartitionInstance, { moving, length }: ReplanAim): PartitionProblem {
  const { edges, classWeight } = instance;
  const lengthOfAll = edges.reduce((sum, edge) => sum + edge.length, 0);
  const costOfAll = edges.reduce((sum, e) => sum + e.length * classWeight[e.barrierClass]!, 0);
  const mean = lengthOfAll > 0 ? costOfAll / lengthOfAll : 0;
  const blended = {
    ...instance,
    classWeight: classWeight.map((weight) => (1 - length) * weight + length * mean),
  };
  const problem = toProblem(blended, 'replan', moving === 'most' ? 1 : moving);
  if (!problem.ok) throw new Error(problem.error.en);
  return moving === 'most' ? movingFew(problem.value) : problem.value;
}
