import type { Message } from '../../coverage/types.ts';
import {
  type Candidate,
  chooseAlternatives,
  REPLAN_AIMS,
  type ReplanAim,
} from '../alternatives.ts';
import { costOfFeasible } from '../check-plan.ts';
import { leastMoves } from '../least-moves.ts';
import type { FoundPlan } from '../search/anneal.ts';
import { buildPartitionProblem, type PartitionProblem } from '../search/partition-problem.ts';
import { PartitionState } from '../search/partition-state.ts';
import { movingFew } from '../search/temperatures.ts';
import { edgesOf } from './atoms.ts';
import { freshPlans } from './fresh-plans.ts';
import { type Ground, householdsOf } from './ground.ts';
import { mendPresent } from './mend-present.ts';
import type { ReplanDrafts } from './replan.ts';
import { type Replan, replanDraft } from './replan-draft.ts';
import { effortOf, explain, prove, solve } from './solve.ts';
import { bandText, householdText } from './texts.ts';
import type { Certificate } from './types.ts';

/** Flips of a search from the present communities: small town halls have patience for a few seconds. */
const LEAST_FLIPS = 4_000_000;
/** The plan that moves fewest is worth twice that: the other searches begin with it. */
const LEAST_CHANGE_FLIPS = 8_000_000;
/** Aims of a replan of which no more than a few plans are wanted. */
const FEWEST_AIMS = 3;
/** Plans beyond those wanted: the rules may refuse some. */
const SPARE = 2;

/** Ids of the present communities, and the label of each node: −1 where its units are in none. */
export interface Present {
  ids: string[];
  labels: Int32Array;
}

/**
 * Replans from the present communities. The search with the aim of moving few households comes first: it
 * finds a feasible plan where one that weighs borders finds none, and the others begin with its plan.
 */
export function replanPresent(
  replan: Replan,
  present: Present,
  onProgress: (share: number) => void,
): ReplanDrafts {
  const { ground, atoms, options } = replan;
  const wanted = options.alternatives ?? FEWEST_AIMS;
  for (const band of bandsOf(ground)) {
    const plans = new PresentSearch(replan, present, band, onProgress).run(wanted);
    if (plans.length === 0) continue;
    const told = {
      ...replan,
      remarks: [...replan.remarks, ...leastMovesText(replan, present, band)],
    };
    const drafts = plans.map(({ part, character, certificate }) =>
      replanDraft(told, part, { ids: present.ids, character, certificate }),
    );
    return { drafts, infeasible: [] };
  }
  const problem = problemOf(replan, present, ground.bounds.hard);
  return { drafts: [], infeasible: [explain(problem, atoms, ground, [], options)] };
}

/**
 * How many households any plan within a band moves at least: what the plans are to be held against. Of the units, not the
 * nodes: where an estate lies in two communities, some of its households move whatever becomes of it.
 */
function leastMovesText(
  { ground, atoms }: Replan,
  { ids }: Present,
  band: { min: number; max: number },
): Message[] {
  const labelOf = new Map(ids.map((id, label) => [id, label]));
  const links = atoms.links.flatMap(([a, b]) =>
    atoms.members[a]!.flatMap((from) => atoms.members[b]!.map((to) => [from, to] as const)),
  );
  const least = leastMoves({
    households: ground.households,
    current: ground.communityOf.map((id) => (id === null ? -1 : labelOf.get(id)!)),
    band: [band.min, band.max],
    edges: [...ground.edges.map(({ units }) => units), ...links].map(([from, to]) => ({
      from,
      to,
    })),
  });
  if (least === 0) return [];
  const [text, size] = [bandText(band), householdText(least, false)];
  return [
    {
      zh: `每个社区 ${text.zh} 户的方案，至少有 ${size} 户改属。`,
      en: `No plan with ${text.en} households in each community moves fewer than ${size}.`,
    },
  ];
}

/** The target band where the ground can be divided within it, else the bounds that no suggestion leaves. */
const bandsOf = ({ bounds }: Ground): { min: number; max: number }[] => {
  const { hard, target } = bounds;
  return hard.min === target.min && hard.max === target.max ? [hard] : [target, hard];
};

/** The task where moving costs nothing yet. */
function problemOf(
  { ground, atoms, total, options }: Replan,
  { ids, labels }: Present,
  band: { min: number; max: number },
): PartitionProblem {
  const upper = Math.min(band.max, total);
  const sizes = ids.map((id) => householdsOf(ground, ground.unitsOf.get(id)!));
  const spare = sizes.reduce((sum, size) => sum + (size > upper ? Math.ceil(size / upper) : 0), 0);
  return buildPartitionProblem({
    households: atoms.households,
    edges: edgesOf(atoms),
    labels: Math.max(ids.length, options.parts ?? 0) + Math.max(1, spare) + atoms.links.length,
    partCount: options.parts ?? null,
    lower: band.min,
    upper,
    present: { labels, gamma: 0 },
  });
}

interface Planned extends Candidate {
  part: Int32Array;
  character: string;
  certificate: Certificate;
}

/** The searches within one band. */
class PresentSearch {
  private readonly replan: Replan;
  private readonly present: Present;
  private readonly problem: PartitionProblem;
  private readonly byLength: PartitionProblem;
  private readonly onProgress: (share: number) => void;
  private readonly found: Planned[] = [];
  private readonly known: Int32Array[] = [];

  constructor(
    replan: Replan,
    present: Present,
    band: { min: number; max: number },
    onProgress: (share: number) => void,
  ) {
    this.replan = replan;
    this.present = present;
    this.problem = problemOf(replan, present, band);
    this.byLength = byLength(this.problem, replan);
    this.onProgress = onProgress;
  }

  /** @returns plans that differ in kind, and some to spare, of which some may differ little */
  run(wanted: number): Planned[] {
    const { problem } = this;
    const { options } = this.replan;
    const mended = mendPresent(problem, {
      seed: options.seed ?? 1,
      shouldStop: options.shouldStop,
    });
    if (mended !== null && costOfFeasible(problem, mended) !== null) {
      this.known.push(mended);
      this.keep(mended, 'splits-and-merges', UNPROVEN, true);
    }
    const aims = REPLAN_AIMS.slice(0, Math.max(FEWEST_AIMS, wanted + 1)).sort(
      (a, b) => Number(b.moving === 'most') - Number(a.moving === 'most'),
    );
    aims.forEach((aim, i) => {
      if (options.shouldStop?.() === true) return;
      this.search(aim, (share) => this.onProgress((0.9 * (i + share)) / aims.length));
    });
    const chosen = chooseAlternatives(this.found, problem.households, wanted + SPARE);
    // What a search ended with stands for election even where it is hardly different: drawn, it may have the better shape.
    return [...chosen, ...this.found.filter((one) => one.isResult && !chosen.includes(one))];
  }

  private search(aim: ReplanAim, tell: (share: number) => void): void {
    const { replan, known, present } = this;
    const { options } = replan;
    const problem = this.weighed(aim);
    const least = aim.moving === 'most' ? LEAST_CHANGE_FLIPS : LEAST_FLIPS;
    const moves = options.moves ?? Math.max(least, effortOf(problem.nodes, options));
    const effort = { ...options, moves };
    let plans = solve(problem, effort, tell, known);
    if (plans.length === 0 && known.length === 0) {
      plans = solve(problem, effort, tell, freshPlans(problem, present.ids.length, effort));
    }
    const [best, ...others] = plans;
    if (best === undefined) return;
    const { plan, certificate } = prove(problem, best, options);
    this.keep(plan.part, aim.id, certificate, true);
    known.push(plan.part);
    for (const { part } of worse(others, plan)) this.keep(part, aim.id, ON_THE_WAY, false);
  }

  private weighed({ moving, length }: ReplanAim): PartitionProblem {
    const { problem, replan } = this;
    const edgeCost = problem.edgeCost.map(
      (cost, e) => (1 - length) * cost + length * this.byLength.edgeCost[e]!,
    );
    const adjacentCost = problem.adjacentEdge.reduce((costs, e, h) => {
      costs[h] = edgeCost[e]!;
      return costs;
    }, new Float64Array(problem.adjacentEdge.length));
    const mean = edgeCost.reduce((sum, cost) => sum + cost, 0) / Math.max(1, edgeCost.length);
    const perHousehold = mean / (replan.total / problem.nodes);
    const gamma = (moving === 'most' ? 1 : moving) * perHousehold;
    const made = { ...problem, edgeCost, adjacentCost };
    const weighed = { ...made, present: { labels: this.present.labels, gamma } };
    return moving === 'most' ? movingFew(weighed) : weighed;
  }

  private keep(
    part: Int32Array,
    character: string,
    certificate: Certificate,
    isResult: boolean,
  ): void {
    const { cutCost, moved } = new PartitionState(this.problem, part);
    const { cutCost: length } = new PartitionState(this.byLength, part);
    const figures = { borders: cutCost, moved, length };
    this.found.push({ part, character, certificate, figures, isResult });
  }
}

/** The task with what borders cost in proportion to their lengths, whatever they follow. */
function byLength(problem: PartitionProblem, { atoms }: Replan): PartitionProblem {
  const lengths = buildPartitionProblem({
    ...{ households: problem.households, labels: problem.labels, partCount: problem.partCount },
    ...{ lower: problem.lower, upper: problem.upper },
    edges: [
      ...atoms.edges.map(({ nodes, border }) => [...nodes, border.lengthMetres] as const),
      ...atoms.links.map((nodes) => [...nodes, 0] as const),
    ],
  });
  const [cost, length] = [sum(problem.edgeCost), sum(lengths.edgeCost)];
  const scale = length > 0 ? cost / length : 0;
  // Both are of the same edges: their order goes by the nodes.
  const edgeCost = lengths.edgeCost.map((one) => one * scale);
  return { ...problem, edgeCost };
}

const sum = (values: Float64Array): number => values.reduce((all, value) => all + value, 0);

const worse = (plans: readonly FoundPlan[], { cost }: FoundPlan): FoundPlan[] =>
  plans.filter((plan) => plan.cost > cost + 1e-6);

const UNPROVEN: Certificate = {
  state: 'none',
  why: {
    zh: '分大并小逐个社区处理，没有最优性证明。',
    en: 'Splits and merges are done one community at a time: nothing is proven of them together.',
  },
};
const ON_THE_WAY: Certificate = {
  state: 'none',
  why: {
    zh: '搜索途中得到的方案，未作证明。',
    en: 'The search came upon this plan on its way; nothing was proven of it.',
  },
};
