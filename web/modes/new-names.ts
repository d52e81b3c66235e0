import { newIds } from '#engine/plan/new-community.ts';
import type { NewCommunity, PlanState } from '#engine/plan/types.ts';

const DIGITS = '零一二三四五六七八九十';
/** The one that is there already is the first. */
const FIRST = 2;

/** 二 … 九, 十, 十一 … 九十九. */
export function chineseNumber(n: number): string {
  if (n <= 10) return DIGITS[n] ?? String(n);
  if (n >= 100) return String(n);
  const [tens, ones] = [Math.floor(n / 10), n % 10];
  return `${tens === 1 ? '' : (DIGITS[tens] ?? '')}十${ones === 0 ? '' : (DIGITS[ones] ?? '')}`;
}

/**
 * Ids and names of communities that are made from another one, until they get names of their own: “桃源社区二”,
 * “Taoyuan Community 2”. Without a community to be named after, they are called by their id.
 * @param stem id of the community that they come from
 */
export function newCommunities(state: PlanState, stem: string, count: number): NewCommunity[] {
  const ids = newIds(state, stem, count, new Set());
  const from = state.communities.get(stem);
  const all = [...state.communities.values()];
  const taken = new Set(all.flatMap(({ name, nameEn }) => [name, nameEn]));
  let n = FIRST;
  return ids.map((id) => {
    if (from?.name === undefined && from?.nameEn === undefined) return { id };
    const named = (): { name?: string; nameEn?: string } => ({
      ...(from.name === undefined ? {} : { name: `${from.name}${chineseNumber(n)}` }),
      ...(from.nameEn === undefined ? {} : { nameEn: `${from.nameEn} ${n}` }),
    });
    while (taken.has(named().name) && from.name !== undefined) n += 1;
    const made = { id, ...named() };
    n += 1;
    return made;
  });
}
