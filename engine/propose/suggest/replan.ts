import type { Message } from '../../coverage/types.ts';
import { buildPartitionProblem } from '../search/partition-problem.ts';
import { type Atoms, buildAtoms, edgesOf } from './atoms.ts';
import type { Draft } from './draft.ts';
import { type Ground, householdsOf } from './ground.ts';
import { type Replan, remarksOf, replanDraft } from './replan-draft.ts';
import { type Present, replanPresent } from './replan-present.ts';
import { explain, prove, solve } from './solve.ts';
import type { Infeasible, SuggestOptions } from './types.ts';

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
    : replanPresent({ ground, atoms, total, options, remarks }, present, onProgress);
}

const NO_HOUSEHOLDS: Message = {
  zh: '各地块的户数都不明或为 0，无法按户数重新划分。',
  en: 'No households are known: there is nothing to replan by.',
};
const NO_BOUNDS: Message = {
  zh: '政策没有规定社区户数，请给出户数范围（--band）或社区数（--parts）。',
  en: 'The policy says nothing of how many households a community has: give a band (--band) or a number of communities (--parts).',
};

/** A node of several units counts to the community that most of them are in. */
function presentLabels({ communityOf, unitsOf, communities }: Ground, { members }: Atoms): Present {
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
