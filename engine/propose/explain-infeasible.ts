import type { Message } from '../coverage/types.ts';
import { contractPockets } from './contract-pockets.ts';
import { canProve, proveOptimal } from './exact/prove-optimal.ts';
import type { PartitionProblem } from './search/partition-problem.ts';
import { searchPlans } from './search/search-plans.ts';
import { findComponents } from './search/seed-plan.ts';

/** Why there is no feasible plan, the plainest cause first. */
export interface Infeasible {
  cause:
    | 'unit-above'
    | 'pocket-above'
    | 'island-below'
    | 'more-islands-than-parts'
    | 'no-number-of-parts'
    | 'proven'
    | 'not-found';
  /** Units that it is about, by their numbers; empty where it is about all of them. */
  units: number[];
  message: Message;
  /** Bounds nearest to those asked for under which a plan was found; null: not looked for, or not found. */
  nearest: { lower: number; upper: number } | null;
}

/** Units up to which enumeration proves that there is no plan. */
const SMALL = 100;
const MOST_STATES = 30_000;
/** How far the bounds are widened in search of a plan, in shares of the mean part. */
const WIDENINGS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5];

/**
 * Causes that can be seen without a search, in order: a unit above the upper bound; an island below the lower one;
 * no whole number of parts that fits; a unit above the upper bound with the pocket that hangs on it.
 * @param nameOf what a unit is called
 * @returns null when none of these stands in the way
 */
export function findObstacle(
  problem: PartitionProblem,
  nameOf: (unit: number) => string,
): Infeasible | null {
  return (
    unitAbove(problem, nameOf) ??
    islandBelow(problem, nameOf) ??
    noNumberOfParts(problem) ??
    pocketAbove(problem, nameOf)
  );
}

/**
 * Why a search found nothing, when {@link findObstacle} sees no cause: small problems are enumerated, and in any
 * case bounds are looked for under which there is a plan.
 */
export function explainFailure(
  problem: PartitionProblem,
  options: { seed: number; shouldStop?: () => boolean },
): Infeasible {
  const shouldStop = options.shouldStop ?? (() => false);
  const isProven = proveInfeasible(problem, shouldStop);
  const nearest = findNearest(problem, options.seed, shouldStop);
  const [low, high] = [figure(problem.lower), figure(problem.upper)];
  const near = nearest && [figure(nearest.lower), figure(nearest.upper)].join('–');
  const hint =
    near === null
      ? NO_HINT
      : {
          zh: `放宽到每个社区 ${near} 户时有方案。`,
          en: `With ${near} households a part there is one.`,
        };
  const message = isProven
    ? {
        zh: `已逐一验证：不存在每个社区 ${low}–${high} 户且各自连成一片的划分。${hint.zh}`,
        en: `Every possibility was examined: no division into connected parts of ${low}–${high} households exists. ${hint.en}`,
      }
    : {
        zh: `在给定的搜索量内没有找到每个社区 ${low}–${high} 户的划分；并未证明不存在。${hint.zh}`,
        en: `No division into parts of ${low}–${high} households was found with this effort; none was proven impossible. ${hint.en}`,
      };
  return {
    cause: isProven ? 'proven' : 'not-found',
    units: [],
    message: { zh: message.zh, en: message.en.trim() },
    nearest,
  };
}

const NO_HINT: Message = { zh: '', en: '' };

function unitAbove(
  { households, upper }: PartitionProblem,
  nameOf: (unit: number) => string,
): Infeasible | null {
  const units = Array.from(households.keys()).filter((u) => households[u]! > upper);
  if (units.length === 0) return null;
  const sizes = (and: string): string =>
    listed(units.map((u) => `${nameOf(u)}${and}${figure(households[u]!)}`));
  return {
    cause: 'unit-above',
    units,
    nearest: null,
    message: {
      zh: `单元 ${sizes('：')} 户，单独一个就超过上限 ${figure(upper)} 户；请提高上限或细分该单元。`,
      en: `Units above the upper bound of ${figure(upper)} households by themselves: ${sizes(' has ')}. Raise the bound, or divide the unit.`,
    },
  };
}

function pocketAbove(
  problem: PartitionProblem,
  nameOf: (unit: number) => string,
): Infeasible | null {
  const { problem: joined, clusterOf } = contractPockets(problem);
  const cluster = joined.households.findIndex((size) => size > problem.upper);
  if (cluster === -1) return null;
  const units = Array.from(clusterOf.keys()).filter((u) => clusterOf[u] === cluster);
  const size = figure(joined.households[cluster]!);
  const names = listed(units.map(nameOf));
  return {
    cause: 'pocket-above',
    units,
    nearest: null,
    message: {
      zh: `单元 ${names} 只能经其中一个单元与外界相通，少于下限 ${figure(problem.lower)} 户的部分不能单独成社区；合计 ${size} 户，超过上限 ${figure(problem.upper)} 户。`,
      en: `Units ${names} are reached through one of them alone, and what lies behind it has fewer than ${figure(problem.lower)} households; together they have ${size}, above the upper bound of ${figure(problem.upper)}.`,
    },
  };
}

function islandBelow(
  problem: PartitionProblem,
  nameOf: (unit: number) => string,
): Infeasible | null {
  const { component, components } = findComponents(problem);
  const sizes = islandSizes(problem, component, components);
  const small = sizes.findIndex((size) => size < problem.lower);
  if (small !== -1 && components > 1) {
    const units = Array.from(component.keys()).filter((u) => component[u] === small);
    const names = listed(units.map(nameOf));
    const size = figure(sizes[small]!);
    return {
      cause: 'island-below',
      units,
      nearest: null,
      message: {
        zh: `单元 ${names} 与其余单元不接壤，共 ${size} 户，少于下限 ${figure(problem.lower)} 户，无法单独成社区；如可经桥梁、渡口等相连，请加上相邻关系或同意连接离岛。`,
        en: `Units ${names} border on none of the others and have ${size} households together, below the lower bound of ${figure(problem.lower)}: they cannot be a part of their own. Where a bridge or a ferry joins them, add the border, or allow islands to be joined.`,
      },
    };
  }
  const { partCount } = problem;
  if (partCount === null || components <= partCount) return null;
  return {
    cause: 'more-islands-than-parts',
    units: [],
    nearest: null,
    message: {
      zh: `单元分为 ${components} 片，互不接壤，多于要求的 ${partCount} 个社区。`,
      en: `The units form ${components} separate pieces, more than the ${partCount} parts asked for.`,
    },
  };
}

/** Each island holds a whole number of parts: together they must make the number asked for. */
function noNumberOfParts(problem: PartitionProblem): Infeasible | null {
  const { component, components } = findComponents(problem);
  const { lower, upper, partCount } = problem;
  let [fewest, most] = [0, 0];
  for (const size of islandSizes(problem, component, components)) {
    const [least, greatest] = [
      Math.max(1, Math.ceil(size / upper - 1e-9)),
      lower > 0 ? Math.floor(size / lower + 1e-9) : problem.nodes,
    ];
    if (least > greatest) {
      return noNumber({
        zh: `${figure(size)} 户（${components > 1 ? '其中一片' : '全部'}）不能分成若干个 ${figure(lower)}–${figure(upper)} 户的社区：分成 ${greatest} 个则户数过多，分成 ${least} 个则户数过少。`,
        en: `No whole number of parts of ${figure(lower)}–${figure(upper)} households makes ${figure(size)} (${components > 1 ? 'one of the pieces' : 'all of them'}): ${greatest} would be too large, ${least} too small.`,
      });
    }
    fewest += least;
    most += greatest;
  }
  if (partCount === null || (partCount >= fewest && partCount <= most)) return null;
  return noNumber({
    zh: `按每个社区 ${figure(lower)}–${figure(upper)} 户只能分成 ${fewest}–${most} 个，而不是 ${partCount} 个。`,
    en: `With ${figure(lower)}–${figure(upper)} households each there can be ${fewest}–${most} parts, not ${partCount}.`,
  });
}

const noNumber = (message: Message): Infeasible => ({
  cause: 'no-number-of-parts',
  units: [],
  nearest: null,
  message,
});

function islandSizes(
  { households }: PartitionProblem,
  component: Int32Array,
  components: number,
): number[] {
  const sizes = Array.from({ length: components }, () => 0);
  households.forEach((size, u) => {
    sizes[component[u]!]! += size;
  });
  return sizes;
}

function proveInfeasible(problem: PartitionProblem, shouldStop: () => boolean): boolean {
  if (problem.nodes > SMALL || !canProve(problem)) return false;
  const proof = proveOptimal(problem, Number.POSITIVE_INFINITY, {
    shouldStop,
    mostStates: MOST_STATES,
  });
  return proof.isComplete && proof.better === null;
}

function findNearest(problem: PartitionProblem, seed: number, shouldStop: () => boolean) {
  const parts = problem.partCount ?? Math.max(1, problem.labels - 1);
  const mean = problem.totalHouseholds / parts;
  for (const widening of WIDENINGS) {
    if (shouldStop()) return null;
    const lower = Math.max(0, Math.ceil(problem.lower - widening * mean));
    const upper = Math.floor(problem.upper + widening * mean);
    const moves = Math.max(20_000, 100 * problem.nodes);
    const wider = { ...problem, lower, upper };
    const reduced = contractPockets(wider).problem;
    if (searchPlans(reduced, { seed, moves, shouldStop }).length > 0) return { lower, upper };
  }
  return null;
}

const LISTED = 5;
const listed = (items: readonly string[]): string =>
  items.slice(0, LISTED).join(', ') + (items.length > LISTED ? `, … (${items.length})` : '');

const figure = (value: number): string =>
  Number.isFinite(value) ? String(Number(value.toFixed(1))) : '∞';
