import type { CoverageFacts } from './coverage-facts.ts';
import type { Border } from './find-adjacency.ts';
import type { PointContact } from './residual/collect-point-contacts.ts';
import type { AuditOptions, AuditResult, CommunityInput } from './types.ts';

/** Borders as a reader of the result knows them. */
export function namedBorders(
  communities: readonly CommunityInput[],
  borders: readonly Border[],
): NonNullable<AuditResult['adjacency']> {
  const named: NonNullable<AuditResult['adjacency']> = [];
  for (const { a, b, lengthMetres } of borders) {
    const pair = sortedPair(communities[a]!.id, communities[b]!.id);
    named.push({ communities: pair, sharedLengthMetres: lengthMetres });
  }
  return named;
}

const sortedPair = (a: string, b: string): [string, string] => (b < a ? [b, a] : [a, b]);

/** The lists of pairs in a result. */
export type PairLists = Pick<AuditResult, 'adjacency' | 'pointContacts'>;

/** The lists of pairs that were asked for. */
export function listPairs(
  communities: readonly CommunityInput[],
  { borders, pointContacts }: CoverageFacts,
  { adjacency }: Pick<AuditOptions, 'adjacency'>,
): PairLists {
  const lists: PairLists = {};
  if (adjacency) lists.adjacency = namedBorders(communities, borders);
  if (pointContacts !== undefined) {
    lists.pointContacts = namedPointContacts(communities, pointContacts);
  }
  return lists;
}

/** Contacts in points as a reader of the result knows them. */
export function namedPointContacts(
  communities: readonly CommunityInput[],
  pointContacts: readonly PointContact[],
): NonNullable<AuditResult['pointContacts']> {
  return pointContacts.map(({ a, b, points }) => ({
    communities: sortedPair(communities[a]!.id, communities[b]!.id),
    points,
  }));
}
