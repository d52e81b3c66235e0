import type { CommunityInput, Message } from '../../coverage/types.ts';
import type { Operation } from '../../plan/types.ts';
import type { Certificate, SuggestionKind } from './types.ts';

/** A community that a draft makes or changes, before it has a shape. */
export interface DraftCommunity {
  id: string;
  name?: string;
  nameEn?: string;
  properties: Readonly<Record<string, unknown>>;
  /** Ids of the communities whose ground it is made from, its own among them. */
  from: readonly string[];
  /** Indexes of its units. */
  units: readonly number[];
  /** Its ground is that of these communities together, to the vertex; left out: that of its units. */
  joins?: readonly CommunityInput[];
}

/** A suggestion in the making: who gets which units. */
export interface Draft {
  kind: SuggestionKind;
  character: string;
  communities: readonly DraftCommunity[];
  abolished: readonly string[];
  operations: readonly Operation[];
  certificate: Certificate;
  /** What this draft leaves to be known. */
  remarks: readonly Message[];
}

/** Community of each unit after a draft; what it does not touch stays. */
export function communityAfter(
  draft: Draft,
  communityOf: readonly (string | null)[],
): (string | null)[] {
  const after = [...communityOf];
  const abolished = new Set(draft.abolished);
  after.forEach((community, u) => {
    if (community !== null && abolished.has(community)) after[u] = null;
  });
  for (const { id, units } of draft.communities) for (const u of units) after[u] = id;
  return after;
}
