import { auditCoverage } from '../../coverage/audit.ts';
import { nameOf } from '../../coverage/name-of.ts';
import type { CommunityInput, Message } from '../../coverage/types.ts';
import { readHouseholds } from '../../rules/read-households.ts';
import { lastingProperties } from './community-figures.ts';
import type { Draft } from './draft.ts';
import { type Ground, householdsOf } from './ground.ts';
import { householdText } from './texts.ts';
import type { Infeasible } from './types.ts';

/** Neighbours with less border in common are none, where the policy does not say. Metres. */
const LEAST_BORDER = 10;

/** Merges each target with every neighbour that is fit to take it (`size.merge`). */
export function draftMerges(
  ground: Ground,
  targets: readonly string[],
): { drafts: { target: string; draft: Draft }[]; infeasible: Infeasible[] } {
  const { input } = ground;
  const rule = input.policy.rules.find(({ id, enabled }) => id === 'size.merge' && enabled);
  const least = rule?.thresholds.minSharedBorderMetres ?? LEAST_BORDER;
  const most = Math.min(
    rule?.thresholds.maxMergedHouseholds ?? Number.POSITIVE_INFINITY,
    ground.bounds.hard.max,
  );
  const { adjacency = [] } = auditCoverage(input.communities, null, { adjacency: true });
  const drafts: { target: string; draft: Draft }[] = [];
  const infeasible: Infeasible[] = [];
  for (const id of targets) {
    const neighbours = adjacency
      .filter(
        ({ communities: pair, sharedLengthMetres }) =>
          pair.includes(id) && sharedLengthMetres >= least,
      )
      .map(({ communities: [a, b] }) => (a === id ? b : a));
    const own = sizeOf(ground, id);
    const fit = neighbours.filter((other) => {
      const size = sizeOf(ground, other);
      return own !== null && size !== null && own + size <= most;
    });
    for (const other of fit) drafts.push({ target: id, draft: toDraft(ground, id, other) });
    if (fit.length === 0) infeasible.push(whyNone(ground, id, neighbours, most));
  }
  return { drafts, infeasible };
}

/** Households of a community: those of its units, else those on record. */
export function sizeOf(ground: Ground, id: string): number | null {
  const units = ground.unitsOf.get(id) ?? [];
  const counted = householdsOf(ground, units);
  if (counted > 0) return counted;
  const stated = readHouseholds(ground.communities.get(id)!);
  return stated.state === 'known' ? stated.value : units.length > 0 ? 0 : null;
}

/** The larger of the two goes on. */
function toDraft(ground: Ground, small: string, other: string): Draft {
  const { communities } = ground;
  const [sizeA, sizeB] = [sizeOf(ground, small) ?? 0, sizeOf(ground, other) ?? 0];
  const [kept, gone] = sizeB >= sizeA ? [other, small] : [small, other];
  const [into, from] = [communities.get(kept)!, communities.get(gone)!];
  const { id, name, nameEn } = into;
  const units = [...(ground.unitsOf.get(kept) ?? []), ...(ground.unitsOf.get(gone) ?? [])];
  const joined = sumFigures(into, from);
  return {
    kind: 'merge',
    character: 'alternative',
    communities: [
      {
        id,
        ...(name === undefined ? {} : { name }),
        ...(nameEn === undefined ? {} : { nameEn }),
        properties: { ...lastingProperties(into), ...joined },
        from: [kept, gone],
        units,
        joins: [into, from],
      },
    ],
    abolished: [gone],
    operations: [{ operation: 'merge', parameters: { communities: [kept, gone], into: kept } }],
    certificate: { state: 'none', why: NOT_SEARCHED },
    remarks: [],
  };
}

const NOT_SEARCHED: Message = {
  zh: '合并只需逐一比较相邻社区，无须搜索。',
  en: 'A merge compares all fit neighbours: there is nothing to search.',
};

/** Amounts on record for both add up. */
const AMOUNTS = [
  'households',
  'population',
  'dwellings',
  'dispersedHouseholds',
  'serviceSpaceSquareMetres',
  'elderlySpaceSquareMetres',
];

function sumFigures(a: CommunityInput, b: CommunityInput): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const field of AMOUNTS) {
    const [one, other] = [a.properties?.[field], b.properties?.[field]];
    if (typeof one === 'number' && typeof other === 'number') sums[field] = one + other;
  }
  return sums;
}

function whyNone(
  ground: Ground,
  id: string,
  neighbours: readonly string[],
  most: number,
): Infeasible {
  const { zh, en } = nameOf(ground.communities.get(id)!);
  const own = sizeOf(ground, id);
  const unknown = neighbours.filter((other) => sizeOf(ground, other) === null);
  const base = { communities: [id], units: [], nearest: null };
  if (neighbours.length === 0) {
    return {
      ...base,
      cause: 'no-neighbour',
      message: {
        zh: `“${zh}”与任何社区都没有足够长的共用界线，无从合并。`,
        en: `${en} shares no border of any length with another community: there is nothing to merge it with.`,
      },
    };
  }
  if (own === null || unknown.length === neighbours.length) {
    return {
      ...base,
      cause: 'no-households',
      message: {
        zh: `“${zh}”或其相邻社区的户数不明，无法判断合并后是否超限。`,
        en: `The households of ${en} or of its neighbours are not known: whether they fit together cannot be told.`,
      },
    };
  }
  const sizes = neighbours.flatMap((other) => sizeOf(ground, other) ?? []);
  const together = own + Math.min(...sizes);
  const text = (size: number): string => householdText(size, false);
  return {
    ...base,
    cause: 'merged-above',
    message: {
      zh: `“${zh}”（${text(own)} 户）与最小的相邻社区合并后也有 ${text(together)} 户，超过上限 ${text(most)} 户。`,
      en: `${en} (${text(own)} households) with its smallest neighbour would have ${text(together)}, above the upper bound of ${text(most)}.`,
    },
    nearest: {
      zh: `上限放宽到 ${text(together)} 户时可以合并。`,
      en: `With an upper bound of ${text(together)} they could be merged.`,
    },
  };
}
