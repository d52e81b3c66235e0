import type { CommunityInput } from '../types.ts';
import type { IdIndex } from './id-index.ts';
import { type Member, makeMember } from './member.ts';
import type { MemberList } from './member-list.ts';

/** One change of one community. */
export type CommunityEdit =
  /** Another shape, id or name of the community at a position; null removes it. */
  | { readonly at: number; readonly community: CommunityInput | null }
  /** One more community; it gets the next position. */
  | { readonly add: CommunityInput };

/** The communities of an incremental audit, and what follows from each alone. Never changed. */
export interface Register {
  readonly members: MemberList;
  /** The communities by position; what stands at a removed one is not to be read. */
  readonly inputs: readonly CommunityInput[];
  readonly ids: IdIndex;
  /** Members that are invalid or cannot take part. */
  readonly flawed: ReadonlyMap<number, Member>;
  /** Positions of all vertices as they were given, and number of communities. */
  readonly vertices: number;
  readonly count: number;
}

/**
 * The edits as members by position; of several edits of one position the last counts.
 * @throws RangeError when a position has never been given to a community
 */
export function changesOf(
  { length }: MemberList,
  edits: readonly CommunityEdit[],
): Map<number, Member | null> {
  const inputs = new Map<number, CommunityInput | null>();
  let next = length;
  for (const edit of edits) {
    if ('add' in edit) {
      inputs.set(next++, edit.add);
      continue;
    }
    if (!Number.isInteger(edit.at) || edit.at < 0 || edit.at >= next) {
      throw new RangeError(
        `there is no community at position ${edit.at}, only at 0 to ${next - 1}`,
      );
    }
    inputs.set(edit.at, edit.community);
  }
  return new Map(
    Array.from(inputs, ([position, input]) => [
      position,
      input === null ? null : makeMember(input),
    ]),
  );
}

/** The register after some members have been replaced. */
export function changeRegister(
  before: Register,
  changes: ReadonlyMap<number, Member | null>,
): Register {
  const inputs = [...before.inputs];
  const flawed = new Map(before.flawed);
  const renamed: Parameters<IdIndex['with']>[0][number][] = [];
  let { vertices, count } = before;
  for (const [position, to] of changes) {
    const from = before.members.at(position);
    renamed.push({ position, from: from?.community.id, to: to?.community.id });
    vertices += (to?.vertices ?? 0) - (from?.vertices ?? 0);
    count += (to === null ? 0 : 1) - (from === null ? 0 : 1);
    if (to !== null) inputs[position] = to.community;
    if (to !== null && (to.findings.length > 0 || to.isInvalid)) flawed.set(position, to);
    else flawed.delete(position);
  }
  return {
    ...{ members: before.members.with(changes), inputs, ids: before.ids.with(renamed) },
    ...{ flawed, vertices, count },
  };
}
