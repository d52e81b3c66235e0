import { nameOf } from '../../coverage/name-of.ts';
import type { Message } from '../../coverage/types.ts';
import type { Atoms } from './atoms.ts';
import { inheritedProperties, lastingProperties } from './community-figures.ts';
import type { Draft, DraftCommunity } from './draft.ts';
import type { Ground } from './ground.ts';
import { newIds } from './new-ids.ts';
import { replanOperations } from './replan-operations.ts';
import type { Certificate, SuggestOptions } from './types.ts';

/** What a replan works on. */
export interface Replan {
  ground: Ground;
  atoms: Atoms;
  total: number;
  options: SuggestOptions;
  remarks: readonly Message[];
}

/**
 * A plan over the nodes as a draft: labels of present communities (`ids`) go on as those, others are new ones. Communities
 * that keep exactly their units are left out.
 */
export function replanDraft(
  { ground, atoms, remarks }: Replan,
  part: Int32Array,
  {
    ids,
    character,
    certificate,
  }: { ids: readonly string[]; character: string; certificate: Certificate },
): Draft {
  const groups = new Map<number, number[]>();
  atoms.members.forEach((units, node) => {
    const group = groups.get(part[node]!) ?? [];
    group.push(...units);
    groups.set(part[node]!, group);
  });
  const labels = [...groups.keys()].sort((a, b) => a - b);
  const fresh = newIds(ground, 'new', labels.length, 1);
  let made = 0;
  const communities = labels.map((label): DraftCommunity => {
    const units = groups.get(label)!.sort((a, b) => a - b);
    const from = [...new Set(units.flatMap((u) => ground.communityOf[u] ?? []))];
    const id = ids[label];
    const community = id === undefined ? undefined : ground.communities.get(id);
    if (community !== undefined) {
      const { name, nameEn } = community;
      return {
        id: community.id,
        ...(name === undefined ? {} : { name }),
        ...(nameEn === undefined ? {} : { nameEn }),
        properties: lastingProperties(community),
        from: from.includes(community.id) ? from : [community.id, ...from],
        units,
      };
    }
    made++;
    const parent = ground.communities.get(largestPart(ground, units) ?? '');
    return {
      id: fresh[made - 1]!,
      name: `新设社区 ${made}`,
      nameEn: `New community ${made}`,
      properties: parent === undefined ? {} : inheritedProperties(parent),
      from,
      units,
    };
  });
  const used = new Set(communities.map(({ id }) => id));
  const abolished = ids.filter((id) => !used.has(id));
  const changed = communities.filter(({ id, units }) => !isUnchanged(ground, id, units));
  return {
    kind: 'replan',
    character,
    communities: changed,
    abolished,
    operations: replanOperations(ground, changed, abolished),
    certificate,
    remarks: [...remarks, ...abolishedText(ground, abolished)],
  };
}

function largestPart({ communityOf, households }: Ground, units: readonly number[]): string | null {
  const tally = new Map<string, number>();
  for (const u of units) {
    const id = communityOf[u]!;
    if (id !== null) tally.set(id, (tally.get(id) ?? 0) + households[u]! + 1e-6);
  }
  return [...tally].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
}

const isUnchanged = (
  { unitsOf, communityOf }: Ground,
  id: string,
  units: readonly number[],
): boolean => unitsOf.get(id)?.length === units.length && units.every((u) => communityOf[u] === id);

function abolishedText(
  { communities, bounds, unitsOf, ...ground }: Ground,
  ids: readonly string[],
): Message[] {
  if (ids.length === 0) return [];
  const { min, max } = bounds.target;
  const names = ids.map((id) => {
    const { zh, en } = nameOf(communities.get(id)!);
    const size = (unitsOf.get(id) ?? []).reduce((sum, u) => sum + ground.households[u]!, 0);
    const inBand = size >= min && size <= max;
    return {
      zh: `“${zh}”${inBand ? '（户数原在范围内）' : ''}`,
      en: `${en}${inBand ? ' (within its band before)' : ''}`,
    };
  });
  return [
    {
      zh: `撤销${names.map(({ zh }) => zh).join('、')}。`,
      en: `Dissolved: ${names.map(({ en }) => en).join(', ')}.`,
    },
  ];
}

/** What has to be said of ground in no community, and of ground in several pieces. */
export function remarksOf({ communityOf, households }: Ground, { links }: Atoms): Message[] {
  const remarks: Message[] = [];
  const blank = communityOf.filter((id) => id === null).length;
  if (blank > 0 && blank < communityOf.length) {
    const homes = communityOf.reduce((sum, id, u) => (id === null ? sum + households[u]! : sum), 0);
    remarks.push({
      zh: `${blank} 个原不属任何社区的地块（${Math.round(homes)} 户）划入相邻社区。`,
      en: `${blank} ${blank === 1 ? 'unit' : 'units'} in no community before (${Math.round(homes)} households) ${blank === 1 ? 'joins' : 'join'} a neighbour.`,
    });
  }
  if (links.length > 0) {
    remarks.push({
      zh: `地块分为 ${links.length + 1} 片互不接壤的部分，较小的各片随其最近的地块。`,
      en: `The units form ${links.length + 1} pieces that do not touch; a smaller one goes with the unit nearest to it.`,
    });
  }
  return remarks;
}
