import type { CommunityInput } from '../coverage/types.ts';
import { FIELDS } from './fields.ts';

/** Kinds of community (DOMAIN §1) and the words for them in files. */
export const COMMUNITY_KINDS = {
  urban: ['社区', '城市社区'],
  village: ['村', '行政村'],
  converted: ['村改社区', '村改居', '撤村建居'],
  park: ['园区'],
} as const;

export type CommunityKind = keyof typeof COMMUNITY_KINDS;

const BY_WORD: ReadonlyMap<string, CommunityKind> = new Map(
  (Object.keys(COMMUNITY_KINDS) as CommunityKind[]).flatMap((kind) =>
    [kind, ...COMMUNITY_KINDS[kind]].map((word): [string, CommunityKind] => [word, kind]),
  ),
);

/** The kind that a community is recorded as; null where none, or one that is not known, is recorded. */
export function readKind({ properties }: CommunityInput): CommunityKind | null {
  const given = properties?.[FIELDS.kind];
  return typeof given === 'string' ? (BY_WORD.get(given.trim()) ?? null) : null;
}
