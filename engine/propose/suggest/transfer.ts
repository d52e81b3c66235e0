import { nameOf } from '../../coverage/name-of.ts';
import type { Message } from '../../coverage/types.ts';
import { costOfFeasible } from '../check-plan.ts';
import { buildPartitionProblem, type PartitionProblem } from '../search/partition-problem.ts';
import { type Atoms, buildAtoms } from './atoms.ts';
import { lastingProperties } from './community-figures.ts';
import type { Draft, DraftCommunity } from './draft.ts';
import { type Ground, householdsOf } from './ground.ts';
import { offBand } from './size-bounds.ts';
import { solve } from './solve.ts';
import type { Infeasible, SuggestOptions } from './types.ts';

/** What moving a household costs, in metres of open border. */
const GAMMAS = [
  { character: 'least-change', gamma: 20 },
  { character: 'balanced', gamma: 1 },
  { character: 'best-borders', gamma: 0.1 },
] as const;
/** A border that becomes cheaper by less than this share is not worth a transfer. */
const WORTHWHILE = 0.1;

/** Moves the border between a community and each of its neighbours, to mend a size or to follow a barrier. */
export function draftTransfers(
  ground: Ground,
  id: string,
  options: SuggestOptions,
  onProgress: (share: number) => void,
): { drafts: Draft[]; infeasible: Infeasible[] } {
  const neighbours = neighboursOf(ground, id);
  const drafts: Draft[] = [];
  neighbours.forEach((other, i) => {
    onProgress(i / neighbours.length);
    if (options.shouldStop?.() === true) return;
    drafts.push(...betweenTwo(ground, id, other, options));
  });
  if (drafts.length > 0) return { drafts, infeasible: [] };
  const { zh, en } = nameOf(ground.communities.get(id)!);
  const message: Message =
    neighbours.length === 0
      ? {
          zh: `“${zh}”的地块与其他社区的地块没有共用界线，无从划转。`,
          en: `The units of ${en} border on those of no other community: nothing can be transferred.`,
        }
      : {
          zh: `“${zh}”与任何一个相邻社区之间都没有能改善户数或界线的划转。`,
          en: `No transfer between ${en} and any one of its neighbours mends its size or improves the border.`,
        };
  const cause = neighbours.length === 0 ? 'no-neighbour' : 'no-improvement';
  return { drafts, infeasible: [{ cause, communities: [id], units: [], message, nearest: null }] };
}

function neighboursOf({ edges, communityOf }: Ground, id: string): string[] {
  const found = new Set<string>();
  for (const {
    units: [a, b],
  } of edges) {
    const [one, other] = [communityOf[a]!, communityOf[b]!];
    if (one === id && other !== null && other !== id) found.add(other);
    if (other === id && one !== null && one !== id) found.add(one);
  }
  return [...found].sort();
}

function betweenTwo(ground: Ground, id: string, other: string, options: SuggestOptions): Draft[] {
  const ids = [id, other];
  const units = ids.flatMap((one) => ground.unitsOf.get(one)!);
  const atoms = buildAtoms(ground, units);
  const labels = Int32Array.from(atoms.members, (list) => {
    const own = list.filter((u) => ground.communityOf[u] === id).length;
    return 2 * own >= list.length ? 0 : 1;
  });
  const before = ids.map((one) => householdsOf(ground, ground.unitsOf.get(one)!));
  const { hard, target } = ground.bounds;
  const offBefore = offSum(before, target);
  const drafts: Draft[] = [];
  for (const { character, gamma } of GAMMAS) {
    for (const band of [target, hard]) {
      const problem = problemOf(atoms, labels, band, gamma);
      const [plan] = solve(problem, options);
      if (plan === undefined) continue;
      const moved = atoms.members.flatMap((list, node) =>
        plan.part[node] === labels[node] ? [] : list,
      );
      if (moved.length === 0) break;
      const sizes = [0, 1].map((label) =>
        atoms.households.reduce(
          (sum, size, node) => (plan.part[node] === label ? sum + size : sum),
          0,
        ),
      );
      const mends = offSum(sizes, target) < offBefore;
      if (mends || isBetterBorder(problem, labels, plan.part)) {
        drafts.push(toDraft(ground, atoms, ids, plan.part, character));
      }
      break;
    }
  }
  return drafts;
}

const offSum = (sizes: readonly number[], band: { min: number; max: number }): number =>
  sizes.reduce((sum, size) => sum + offBand(size, band), 0);

function problemOf(
  { households, edges, links }: Atoms,
  labels: Int32Array,
  band: { min: number; max: number },
  gamma: number,
): PartitionProblem {
  return buildPartitionProblem({
    households,
    edges: [
      ...edges.map(
        ({ nodes, border }) => [...nodes, Math.round(border.cost * 1000) / 1000] as const,
      ),
      // A piece of a community that lies apart stays with it.
      ...links.map(([a, b]) => [a, b, 0] as const),
    ],
    labels: 2,
    partCount: 2,
    lower: band.min,
    upper: band.max,
    present: { labels, gamma },
  });
}

function isBetterBorder(problem: PartitionProblem, before: Int32Array, after: Int32Array): boolean {
  const free = { ...problem, present: null, lower: 0, upper: Number.POSITIVE_INFINITY };
  const [was, is] = [costOfFeasible(free, before), costOfFeasible(free, after)];
  return was !== null && is !== null && is < (1 - WORTHWHILE) * was;
}

function toDraft(
  ground: Ground,
  { members }: Atoms,
  ids: readonly string[],
  part: Int32Array,
  character: string,
): Draft {
  const groups: number[][] = [[], []];
  members.forEach((list, node) => {
    groups[part[node]!]!.push(...list);
  });
  const communities = ids.map((id, label): DraftCommunity => {
    const community = ground.communities.get(id)!;
    const { name, nameEn } = community;
    return {
      id,
      ...(name === undefined ? {} : { name }),
      ...(nameEn === undefined ? {} : { nameEn }),
      properties: lastingProperties(community),
      from: [...ids],
      units: groups[label]!.sort((a, b) => a - b),
    };
  });
  const moves = communities.flatMap(({ id, units }) => {
    const gained = units.filter((u) => ground.communityOf[u] !== id);
    return gained.length === 0 ? [] : [{ units: gained.map((u) => ground.units[u]!.id), to: id }];
  });
  return {
    kind: 'transfer',
    character,
    communities,
    abolished: [],
    operations: [{ operation: 'transfer-units', parameters: { moves } }],
    certificate: {
      state: 'none',
      why: {
        zh: '从现状出发的调整目前没有最优性证明。',
        en: 'Nothing is proven of plans that start from the present communities.',
      },
    },
    remarks: [],
  };
}
