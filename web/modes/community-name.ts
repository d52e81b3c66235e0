import { nameOf } from '#engine/coverage/name-of.ts';
import type { Message } from '#engine/coverage/types.ts';
import type { PlanState } from '#engine/plan/types.ts';

/** The name of a community of a plan in both languages; its id where it is not there. */
export function communityNamed({ communities }: PlanState, id: string): Message {
  const community = communities.get(id);
  return community === undefined ? { zh: id, en: id } : nameOf(community);
}
