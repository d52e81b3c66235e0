import type { Operation } from '../../plan/types.ts';
import type { DraftCommunity } from './draft.ts';
import type { Ground } from './ground.ts';

type Move = { units: string[]; to: string };

/**
 * The operations that make a replan of the present communities, in an order in which each can be carried out: new communities
 * are created, those that end give their units away, then units pass between the others, all at once.
 *
 * A community that ends keeps its units until it is abolished, but for those that a new community would have no ground
 * without.
 * @param changed communities that are new or have other units
 */
export function replanOperations(
  { units, communityOf, communities, unitsOf }: Ground,
  changed: readonly DraftCommunity[],
  abolished: readonly string[],
): Operation[] {
  const ending = new Set(abolished);
  const isEnding = (u: number): boolean => ending.has(communityOf[u] ?? '');
  const idsOf = (list: readonly number[]): string[] => list.map((u) => units[u]!.id);
  const after = new Map(changed.flatMap(({ id, units: own }) => own.map((u) => [u, id] as const)));
  const created = new Set<number>();
  const operations: Operation[] = [];
  for (const { id, name, nameEn, properties, units: own } of changed) {
    if (communities.has(id)) continue;
    const lasting = own.filter((u) => !isEnding(u));
    const first = lasting.length > 0 ? lasting : own;
    for (const u of first) created.add(u);
    operations.push({
      operation: 'create',
      parameters: {
        id,
        ...(name === undefined ? {} : { name }),
        ...(nameEn === undefined ? {} : { nameEn }),
        ...(Object.keys(properties).length === 0 ? {} : { properties }),
        units: idsOf(first),
      },
    });
  }
  for (const community of abolished) {
    const left = (unitsOf.get(community) ?? []).filter((u) => !created.has(u));
    const moves = movesOf(left, after, idsOf);
    // One whose units all went into new communities has no ground left: it is gone.
    const [only, ...others] = moves;
    if (only === undefined) continue;
    const parameters = others.length === 0 ? { community, into: only.to } : { community, moves };
    operations.push({ operation: 'abolish', parameters });
  }
  const rest = [...after.keys()].filter(
    (u) => !created.has(u) && !isEnding(u) && communityOf[u] !== after.get(u),
  );
  const moves = movesOf(rest, after, idsOf);
  if (moves.length > 0) operations.push({ operation: 'transfer-units', parameters: { moves } });
  return operations;
}

/** Units by the community that they go to. */
function movesOf(
  list: readonly number[],
  after: ReadonlyMap<number, string>,
  idsOf: (list: readonly number[]) => string[],
): Move[] {
  const byCommunity = new Map<string, number[]>();
  for (const u of list) {
    const to = after.get(u);
    if (to === undefined) continue;
    const own = byCommunity.get(to);
    if (own === undefined) byCommunity.set(to, [u]);
    else own.push(u);
  }
  return [...byCommunity].map(([to, own]) => ({ units: idsOf(own), to }));
}
