import { nameOf } from '../../coverage/name-of.ts';
import { movedHouseholds } from '../../measure/moved-households.ts';
import { communityAfter, type Draft } from './draft.ts';
import type { Ground } from './ground.ts';
import type { Suggestion } from './types.ts';

/** Households that get another community, and which estates they live in. */
export function countMoved(ground: Ground, draft: Draft): Suggestion['householdsMoved'] {
  const { units, communityOf, input } = ground;
  const after = communityAfter(draft, communityOf);
  const touched = [...units.keys()].filter((u) => communityOf[u] !== after[u]);
  const involved = new Set(touched.flatMap((u) => [communityOf[u], after[u]]));
  const own = [...units.keys()].filter(
    (u) => involved.has(communityOf[u]!) || involved.has(after[u]!),
  );
  const moved = movedHouseholds(
    own.map((u) => units[u]!),
    new Map(own.map((u) => [units[u]!.id, communityOf[u]!])),
    new Map(own.map((u) => [units[u]!.id, after[u]!])),
    input.estates ?? [],
  );
  const estates = new Map((input.estates ?? []).map((estate) => [estate.id, estate]));
  return {
    total: moved.households,
    estimated: moved.estimated,
    byEstate: moved.estates
      .flatMap(({ estate, from, to, households }) => {
        if (from === null || to === null || households === null) return [];
        const { zh: name, en } = nameOf(estates.get(estate) ?? { id: estate });
        const nameEn = en === name ? {} : { nameEn: en };
        return [{ estate, name, ...nameEn, households, from, to }];
      })
      .sort((a, b) => b.households - a.households || (a.estate < b.estate ? -1 : 1)),
  };
}
