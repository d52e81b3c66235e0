import { nameOf } from '../../coverage/name-of.ts';
import type { CommunityInput, Message } from '../../coverage/types.ts';
import type { PartitionProblem } from '../search/partition-problem.ts';
import { type Atoms, buildAtoms } from './atoms.ts';
import { inheritedProperties, lastingProperties } from './community-figures.ts';
import type { Draft, DraftCommunity } from './draft.ts';
import { type Ground, householdsOf } from './ground.ts';
import { newIds } from './new-ids.ts';
import { explain, prove, solve } from './solve.ts';
import { splitOperations } from './split-operations.ts';
import { namedShareOf, partCounts, type SplitAim, splitProblem } from './split-problem.ts';
import { bandText, householdText } from './texts.ts';
import type { Certificate, Infeasible, SuggestOptions } from './types.ts';

/** How far the parts of an even split may differ from one another, tried in turn: shares of the mean. */
const EVENNESS = [0.02, 0.04, 0.08, 0.15];
/** Borders of which less than this share can be put into words are worth another try. */
export const CLEAR_SHARE = 0.9;
const AIMS: readonly SplitAim[] = ['best-borders', 'most-compact', 'most-even'];
/** Where the best borders have too few names. */
const NAMED_AIMS: readonly SplitAim[] = ['named-borders', 'short-named-borders'];

export interface SplitDrafts {
  drafts: Draft[];
  infeasible: Infeasible[];
}

/**
 * Divides a community into every number of parts that its households allow, each by three aims: borders along
 * strong barriers, short borders, parts alike in size; where the strong barriers have too few names, by two more: borders
 * along named lines, as many as can be and short ones, for which the parts may leave the band that they ought to be in,
 * but not the bounds.
 * @param centreUnits units with a service centre: the part that holds it keeps the name
 */
export function draftSplits(
  ground: Ground,
  id: string,
  options: SuggestOptions,
  centreUnits: ReadonlySet<number>,
  onProgress: (share: number) => void,
): SplitDrafts {
  const community = ground.communities.get(id)!;
  const enclosed = enclosedBlanks(ground, id);
  const units = [...(ground.unitsOf.get(id) ?? []), ...enclosed];
  const refuse = (cause: string, message: Message): SplitDrafts => ({
    drafts: [],
    infeasible: [{ cause, communities: [id], units: [], message, nearest: null }],
  });
  const name = nameOf(community);
  if (units.length < 2) {
    return refuse('too-few-units', {
      zh: `“${name.zh}”只有 ${units.length} 个地块，无法拆分；请提供更细的地块，或道路、河流。`,
      en: `${name.en} has ${units.length} ${units.length === 1 ? 'unit' : 'units'} and cannot be split: give finer units, or roads and rivers to cut them along.`,
    });
  }
  const total = householdsOf(ground, units);
  if (total === 0) {
    return refuse('no-households', {
      zh: `“${name.zh}”各地块的户数都不明或为 0，无法按户数拆分；请提供带户数的地块、楼盘或建筑。`,
      en: `No households are known in ${name.en}: give units, estates or buildings that tell them.`,
    });
  }
  const counts = partCounts(ground, total, options);
  if (counts.length === 0) {
    const band = bandText(ground.bounds.hard);
    const size = householdText(total, false);
    return refuse('no-number-of-parts', {
      zh: `“${name.zh}”共 ${size} 户，无法分成两个以上且每个 ${band.zh} 户的社区。`,
      en: `${name.en} has ${size} households: two or more communities of ${band.en} each cannot be made of them.`,
    });
  }
  const atoms = buildAtoms(ground, units);
  const remarks = remarksOf(ground, community, atoms, enclosed);
  const drafts: Draft[] = [];
  const infeasible: Infeasible[] = [];
  const aims = [...AIMS, ...NAMED_AIMS];
  counts.forEach((parts, i) => {
    let found = false;
    let isClear = false;
    aims.forEach((aim, j) => {
      onProgress((i * aims.length + j) / (counts.length * aims.length));
      if (options.shouldStop?.() === true || (NAMED_AIMS.includes(aim) && isClear)) return;
      const plan =
        aim === 'named-borders'
          ? solveNamed(ground, atoms, total, parts, options)
          : solveAim(ground, atoms, total, parts, aim, options);
      if (plan === null) return;
      found = true;
      if (aim === 'best-borders') isClear = namedShareOf(atoms, plan.part) >= CLEAR_SHARE;
      const labels = atoms.members.flatMap((list, node) =>
        list.map((u) => [u, plan.part[node]!] as const),
      );
      drafts.push(
        toDraft({ ground, community, centreUnits, remarks }, aim, labels, parts, plan.certificate),
      );
    });
    if (found || options.shouldStop?.() === true) return;
    infeasible.push(
      explain(
        splitProblem(ground, atoms, total, parts, 'best-borders'),
        atoms,
        ground,
        [id],
        options,
      ),
    );
  });
  return { drafts, infeasible: drafts.length > 0 ? [] : distinctCauses(infeasible) };
}

/** One unit too large stands in the way of every number of parts: it is told once, with the widest bounds. */
function distinctCauses(infeasible: readonly Infeasible[]): Infeasible[] {
  const seen = new Set<string>();
  return infeasible.filter(({ cause, units }) => {
    const key = JSON.stringify([cause, units]);
    if (units.length > 0 && seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

interface Solved {
  part: Int32Array;
  certificate: Certificate;
}

/** Named borders that are as short as nine tenths with a name allow; where they are not to be had so, at any length. */
function solveNamed(
  ground: Ground,
  atoms: Atoms,
  total: number,
  parts: number,
  options: SuggestOptions,
): Solved | null {
  const solved = solveAim(ground, atoms, total, parts, 'named-borders', options);
  if (solved === null || namedShareOf(atoms, solved.part) >= CLEAR_SHARE) return solved;
  const longer = solveAim(ground, atoms, total, parts, 'named-at-any-length', options);
  const isWorthIt = longer !== null && namedShareOf(atoms, longer.part) >= CLEAR_SHARE;
  return isWorthIt ? longer : solved;
}

function solveAim(
  ground: Ground,
  atoms: Atoms,
  total: number,
  parts: number,
  aim: SplitAim,
  options: SuggestOptions,
): Solved | null {
  const problem = splitProblem(ground, atoms, total, parts, aim);
  const mean = total / parts;
  const tries: PartitionProblem[] =
    aim !== 'most-even'
      ? [problem]
      : EVENNESS.map((share) => ({
          ...problem,
          lower: Math.max(problem.lower, mean * (1 - share)),
          upper: Math.min(problem.upper, mean * (1 + share)),
        }));
  for (const one of tries) {
    const [plan] = solve(one, options);
    if (plan === undefined) continue;
    const proven = prove(one, plan, options);
    return { part: proven.plan.part, certificate: proven.certificate };
  }
  return null;
}

interface SplitOf {
  ground: Ground;
  community: CommunityInput;
  centreUnits: ReadonlySet<number>;
  remarks: readonly Message[];
}

function toDraft(
  { ground, community, centreUnits, remarks }: SplitOf,
  aim: SplitAim,
  labels: readonly (readonly [number, number])[],
  parts: number,
  certificate: Certificate,
): Draft {
  const groups: number[][] = Array.from({ length: parts }, () => []);
  for (const [u, label] of labels) groups[label]!.push(u);
  const hasCentre = (units: readonly number[]): number =>
    Number(units.some((u) => centreUnits.has(u)));
  // The part with the service centre, else the largest, goes on under the name.
  groups.sort(
    (a, b) =>
      hasCentre(b) - hasCentre(a) ||
      householdsOf(ground, b) - householdsOf(ground, a) ||
      Math.min(...a) - Math.min(...b),
  );
  const ids = newIds(ground, community.id, parts - 1);
  const { zh, en } = nameOf(community);
  const communities = groups.map((units, i): DraftCommunity => {
    const common = { from: [community.id], units };
    if (i === 0) {
      const { id, name, nameEn } = community;
      return {
        ...common,
        id,
        ...(name === undefined ? {} : { name }),
        ...(nameEn === undefined ? {} : { nameEn }),
        properties: lastingProperties(community),
      };
    }
    return {
      ...common,
      id: ids[i - 1]!,
      name: `${zh}（新设${parts > 2 ? ` ${i}` : ''}）`,
      nameEn: `${en} (new${parts > 2 ? ` ${i}` : ''})`,
      properties: inheritedProperties(community),
    };
  });
  return {
    kind: 'split',
    character: aim,
    communities,
    abolished: [],
    operations: splitOperations(ground, community.id, communities),
    certificate,
    remarks,
  };
}

/** Units in no community that lie among those of one community alone. */
function enclosedBlanks({ communityOf, edges }: Ground, id: string): number[] {
  const around = new Map<number, Set<string | null>>();
  for (const {
    units: [a, b],
  } of edges) {
    for (const [u, v] of [
      [a, b],
      [b, a],
    ] as const) {
      if (communityOf[u] !== null) continue;
      const known = around.get(u) ?? new Set();
      around.set(u, known.add(communityOf[v]!));
    }
  }
  return [...around].filter(([, ids]) => ids.size === 1 && ids.has(id)).map(([u]) => u);
}

function remarksOf(
  ground: Ground,
  community: CommunityInput,
  { links }: Atoms,
  enclosed: readonly number[],
): Message[] {
  const remarks: Message[] = [];
  const { zh, en } = nameOf(community);
  if (links.length > 0) {
    remarks.push({
      zh: `“${zh}”由 ${links.length + 1} 片互不接壤的地块组成，较小的一片随其最近的地块。`,
      en: `${en} lies in ${links.length + 1} separate pieces; a smaller one goes with the unit nearest to it.`,
    });
  }
  if (enclosed.length > 0) {
    const ids = enclosed.map((u) => ground.units[u]!.id);
    remarks.push({
      zh: `其中 ${ids.length} 个不属任何社区的地块（${ids.slice(0, 3).join('、')}）一并划入。`,
      en: `${ids.length} ${ids.length === 1 ? 'unit' : 'units'} in no community (${ids.slice(0, 3).join(', ')}) ${ids.length === 1 ? 'is' : 'are'} included.`,
    });
  }
  return remarks;
}
