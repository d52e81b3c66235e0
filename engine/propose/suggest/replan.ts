import type { Message } from '../../coverage/types.ts';
import { costOfFeasible } from '../check-plan.ts';
import { buildPartitionProblem, type PartitionProblem } from '../search/partition-problem.ts';
import { type Atoms, buildAtoms } from './atoms.ts';
import type { Draft } from './draft.ts';
import { type Ground, householdsOf } from './ground.ts';
import { mendPresent } from './mend-present.ts';
import { type Replan, remarksOf, replanDraft } from './replan-draft.ts';
import { effortOf, explain, prove, solve } from './solve.ts';
import type { Certificate, Infeasible, SuggestOptions } from './types.ts';

/**
 * What moving the households of an average unit costs, in average borders between two units, by what a plan aims at.
 */
const GAMMAS = [
  { character: 'balanced', gamma: 1 },
  // A plan that is feasible already is improved more easily than the present, which is not.
  { character: 'least-change', gamma: 5 },
  { character: 'best-borders', gamma: 0.2 },
] as const;
/** Flips of a search from the present communities: small town halls have patience for a few seconds. */
const LEAST_FLIPS = 4_000_000;

/** More numbers of communities than this are not tried for ground without any, unless one is asked for. */
const MOST_COUNTS = 3;

export interface ReplanDrafts {
  drafts: Draft[];
  infeasible: Infeasible[];
}

/**
 * Replans the whole jurisdiction: from the present communities, moving few households or many; where there are no
 * communities yet, into as many as the bounds allow.
 */
export function draftReplans(
  ground: Ground,
  options: SuggestOptions,
  onProgress: (share: number) => void,
): ReplanDrafts {
  const units = [...ground.units.keys()];
  const total = householdsOf(ground, units);
  const refuse = (cause: string, message: Message): ReplanDrafts => ({
    drafts: [],
    infeasible: [{ cause, communities: [], units: [], message, nearest: null }],
  });
  if (total === 0) return refuse('no-households', NO_HOUSEHOLDS);
  if (!ground.bounds.isGiven && options.parts === undefined) return refuse('no-bounds', NO_BOUNDS);
  const atoms = buildAtoms(ground, units);
  const present = presentLabels(ground, atoms);
  const remarks = remarksOf(ground, atoms);
  return present.ids.length === 0
    ? afresh({ ground, atoms, total, options, remarks }, onProgress)
    : fromPresent({ ground, atoms, total, options, remarks }, present, onProgress);
}

const NO_HOUSEHOLDS: Message = {
  zh: '各地块的户数都不明或为 0，无法按户数重新划分。',
  en: 'No households are known: there is nothing to replan by.',
};
const NO_BOUNDS: Message = {
  zh: '政策没有规定社区户数，请给出户数范围（--band）或社区数（--parts）。',
  en: 'The policy says nothing of how many households a community has: give a band (--band) or a number of communities (--parts).',
};

/** Ids of the present communities, and the label of each node: −1 where its units are in none. */
function presentLabels(
  { communityOf, unitsOf, communities }: Ground,
  { members }: Atoms,
): { ids: string[]; labels: Int32Array } {
  const ids = [...communities.keys()].filter((id) => unitsOf.has(id));
  const labelOf = new Map(ids.map((id, label) => [id, label]));
  const labels = Int32Array.from(members, (units) => {
    const tally = new Map<string, number>();
    for (const u of units) {
      const id = communityOf[u]!;
      if (id !== null) tally.set(id, (tally.get(id) ?? 0) + 1);
    }
    const [most] = [...tally].sort((a, b) => b[1] - a[1]);
    return most === undefined ? -1 : labelOf.get(most[0])!;
  });
  return { ids, labels };
}

const edgesOf = ({ edges, links }: Atoms): (readonly [number, number, number])[] => [
  ...edges.map(({ nodes, border }) => [...nodes, Math.round(border.cost * 1000) / 1000] as const),
  ...links.map((nodes) => [...nodes, 0] as const),
];

/** The target band where the ground can be divided within it, else the bounds that no suggestion leaves. */
const bandsOf = ({ bounds }: Ground): { min: number; max: number }[] => {
  const { hard, target } = bounds;
  return hard.min === target.min && hard.max === target.max ? [hard] : [target, hard];
};

function fromPresent(
  { ground, atoms, total, options, remarks }: Replan,
  { ids, labels }: ReturnType<typeof presentLabels>,
  onProgress: (share: number) => void,
): ReplanDrafts {
  const problemOf = (band: { min: number; max: number }, gamma: number): PartitionProblem => {
    const upper = Math.min(band.max, total);
    const sizes = ids.map((id) => householdsOf(ground, ground.unitsOf.get(id)!));
    const spare = sizes.reduce(
      (sum, size) => sum + (size > upper ? Math.ceil(size / upper) : 0),
      0,
    );
    return buildPartitionProblem({
      households: atoms.households,
      edges: edgesOf(atoms),
      labels: Math.max(ids.length, options.parts ?? 0) + Math.max(1, spare) + atoms.links.length,
      partCount: options.parts ?? null,
      lower: band.min,
      upper,
      present: { labels, gamma },
    });
  };
  const meanBorder =
    atoms.edges.reduce((sum, { border }) => sum + border.cost, 0) / Math.max(1, atoms.edges.length);
  const perHousehold = meanBorder / (total / atoms.members.length);
  const drafts: Draft[] = [];
  const known: Int32Array[] = [];
  for (const band of bandsOf(ground)) {
    const mended = mendPresent(problemOf(band, 0), {
      seed: options.seed ?? 1,
      shouldStop: options.shouldStop,
    });
    if (mended !== null && costOfFeasible(problemOf(band, 0), mended) !== null) {
      known.push(mended);
      const outcome = { ids, character: 'splits-and-merges', certificate: UNPROVEN };
      drafts.push(replanDraft({ ground, atoms, total, options, remarks }, mended, outcome));
    }
    GAMMAS.forEach(({ character, gamma }, i) => {
      if (options.shouldStop?.() === true) return;
      const problem = problemOf(band, gamma * perHousehold);
      const moves = options.moves ?? Math.max(LEAST_FLIPS, effortOf(problem.nodes, options));
      const tell = (share: number): void => onProgress((0.9 * (i + share)) / GAMMAS.length);
      const effort = { ...options, moves };
      let [plan] = solve(problem, effort, tell, known);
      if (plan === undefined && known.length === 0) {
        [plan] = solve(problem, effort, tell, freshPlans(problem, ids.length, effort));
      }
      if (plan === undefined) return;
      known.push(plan.part);
      const outcome = { ids, character, certificate: UNPROVEN };
      drafts.push(replanDraft({ ground, atoms, total, options, remarks }, plan.part, outcome));
    });
    if (drafts.length > 0) break;
  }
  // Where two prices lead to the same plan, it is the one of least change.
  drafts.sort(
    (a, b) => Number(b.character === 'least-change') - Number(a.character === 'least-change'),
  );
  if (drafts.length > 0) return { drafts, infeasible: [] };
  const problem = problemOf(ground.bounds.hard, 1);
  return { drafts, infeasible: [explain(problem, atoms, ground, [], options)] };
}

/**
 * Plans that are feasible but start from nothing, under the labels of the present communities that they overlap with
 * most: where the present is far from its bounds, a search from it alone may find none.
 */
function freshPlans(
  problem: PartitionProblem,
  present: number,
  options: SuggestOptions,
): Int32Array[] {
  const { totalHouseholds: total, lower, upper, labels } = problem;
  const [least, most] = [
    Math.max(1, Math.ceil(total / upper - 1e-9)),
    Math.min(labels, Math.floor(total / Math.max(1, lower) + 1e-9)),
  ];
  const counts: number[] = [];
  for (let k = least; k <= most; k++) counts.push(k);
  counts.sort((a, b) => Math.abs(a - present) - Math.abs(b - present));
  for (const parts of counts.slice(0, MOST_COUNTS)) {
    const [plan] = solve({ ...problem, present: null, labels: parts, partCount: parts }, options);
    if (plan !== undefined) return [underPresentLabels(problem, plan.part)];
  }
  return [];
}

function underPresentLabels({ present, households, labels }: PartitionProblem, part: Int32Array) {
  const overlap = new Map<number, number>();
  part.forEach((label, node) => {
    const was = present?.labels[node] ?? -1;
    if (was < 0) return;
    const key = label * labels + was;
    overlap.set(key, (overlap.get(key) ?? 0) + households[node]! + 1e-6);
  });
  const nameOfPart = new Map<number, number>();
  const taken = new Set<number>();
  for (const [key] of [...overlap].sort((a, b) => b[1] - a[1] || a[0] - b[0])) {
    const [label, was] = [Math.floor(key / labels), key % labels];
    if (nameOfPart.has(label) || taken.has(was)) continue;
    nameOfPart.set(label, was);
    taken.add(was);
  }
  const free = Array.from({ length: labels }, (_, label) => label).filter((l) => !taken.has(l));
  return part.map((label) => {
    const known = nameOfPart.get(label) ?? free.pop()!;
    nameOfPart.set(label, known);
    return known;
  });
}

const UNPROVEN: Certificate = {
  state: 'none',
  why: {
    zh: '从现状出发的调整目前没有最优性证明。',
    en: 'Nothing is proven of plans that start from the present communities.',
  },
};

function afresh(replan: Replan, onProgress: (share: number) => void): ReplanDrafts {
  const { ground, atoms, total, options } = replan;
  const { hard, target } = ground.bounds;
  const counts = partCounts(total, target, options);
  if (counts.length === 0) counts.push(...partCounts(total, hard, options));
  const aims = [
    { character: 'best-borders', share: 0 },
    { character: 'most-compact', share: 0.7 },
  ];
  const drafts: Draft[] = [];
  const infeasible: Infeasible[] = [];
  const total_ = counts.length * aims.length;
  counts.forEach((parts, i) => {
    const mean = total / parts;
    const bounds = ground.bounds.isGiven ? hard : { min: 0.9 * mean, max: 1.1 * mean };
    aims.forEach(({ character, share }, j) => {
      if (options.shouldStop?.() === true) return;
      const problem = buildPartitionProblem({
        households: atoms.households,
        edges: edgesOf(atoms).map(([a, b, cost], e) => {
          const length = atoms.edges[e]?.border.lengthMetres ?? 0;
          return [a, b, share * length + (1 - share) * cost] as const;
        }),
        labels: parts,
        partCount: parts,
        lower: bounds.min,
        upper: Math.min(bounds.max, total),
      });
      const [plan] = solve(problem, options, (done) =>
        onProgress((0.9 * (i * aims.length + j + done)) / total_),
      );
      if (plan === undefined) {
        if (j === 0) infeasible.push(explain(problem, atoms, ground, [], options));
        return;
      }
      const proven = prove(problem, plan, options);
      drafts.push(
        replanDraft(replan, proven.plan.part, {
          ids: [],
          character,
          certificate: proven.certificate,
        }),
      );
    });
  });
  return { drafts, infeasible: drafts.length > 0 ? [] : infeasible };
}

/** Numbers of communities that a band allows, those nearest to its middle first. */
function partCounts(
  total: number,
  { min, max }: { min: number; max: number },
  { parts }: SuggestOptions,
): number[] {
  if (parts !== undefined) return [parts];
  const least = Math.max(1, Math.ceil(total / max - 1e-9));
  const most = Math.floor(total / Math.max(1, min) + 1e-9);
  const middle = total / ((min + Math.min(max, total)) / 2);
  const counts: number[] = [];
  for (let k = least; k <= most && counts.length < 200; k++) counts.push(k);
  return counts.sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle)).slice(0, MOST_COUNTS);
}
