import { connectFaces } from '../coverage/arrangement.ts';
import type { LocalGround } from './ground/local-ground.ts';
import { namesIn, reason } from './reasons.ts';
import type { PlanState, Reason } from './types.ts';

/**
 * Why several communities are not one piece of ground; null when each borders another along a line. Contact at a corner is no
 * border. Parts of one community that lie apart do not count: they were apart before.
 */
export function findApart(
  plan: PlanState,
  { scope, ownerOf }: LocalGround,
  ids: readonly string[],
): Reason | null {
  const owners = new Set(ids.map((id) => ownerOf.get(id)!));
  const faces = scope.owners.flatMap((list, face) =>
    list.some((owner) => owners.has(owner)) ? [face] : [],
  );
  const joined = new Map([...owners].map((owner) => [owner, owner]));
  const rootOf = (owner: number): number => {
    const next = joined.get(owner)!;
    return next === owner ? owner : rootOf(next);
  };
  for (const group of connectFaces(scope.arrangement, faces)) {
    const [first, ...others] = group
      .flatMap((face) => [...scope.owners[face]!])
      .filter((owner) => owners.has(owner));
    for (const other of others) joined.set(rootOf(other), rootOf(first!));
  }
  const main = rootOf(ownerOf.get(ids[0]!)!);
  const apart = ids.filter((id) => rootOf(ownerOf.get(id)!) !== main);
  if (apart.length === 0) return null;
  const [one, rest] = [
    namesIn(plan, apart),
    namesIn(
      plan,
      ids.filter((id) => !apart.includes(id)),
    ),
  ];
  return reason(
    'not-neighbours',
    {
      zh: `${one.zh}与${rest.zh}没有共同边界，合并后会成为互不相连的几部分。请选择相邻的社区，或先捕捉两侧边界。`,
      en: `${one.en} shares no border with ${rest.en}: together they would be separate parts. Choose neighbours, or snap their borders first.`,
    },
    { communities: [...ids] },
  );
}
