import type { PackedAreas } from '../../geometry/packed-areas.ts';
import type { AuditSettings } from '../context.ts';
import type { Box } from './boxes.ts';
import type { LocalFacts } from './local-facts.ts';
import type { Member } from './member.ts';
import type { MemberList } from './member-list.ts';
import { type Survey, surveyWindow, WindowTooSmallError } from './survey-window.ts';

/** A coverage before or after an edit. */
export interface Side {
  members: MemberList;
  outline: PackedAreas | null;
}

/** An edit, and the coverage around it. */
export interface EditScene {
  before: Side;
  after: Side;
  /** Positions of the members that the edit adds, changes or removes. */
  edited: ReadonlySet<number>;
  /** Facts before the edit. */
  facts: LocalFacts;
  /** Where the outline is another one afterwards. */
  outlineBoxes: readonly Box[];
  settings: AuditSettings;
}

/** A window may hold so many communities, or so large a share of them; past it, all are audited. */
const MOST_MEMBERS = 64;
const LARGEST_SHARE = 0.25;

/**
 * Surveys a window of one side.
 * @returns null when a border runs through its corner and another window has to be tried
 * @throws WindowTooSmallError when too many reach into it
 */
export function surveySide(
  { members: list, outline }: Side,
  settings: AuditSettings,
  window: Box,
): Survey | null {
  const positions = list.meeting(window);
  if (positions.length > Math.max(MOST_MEMBERS, LARGEST_SHARE * list.length)) {
    throw new WindowTooSmallError('the edit touches too much of the coverage');
  }
  const members: Member[] = positions.map((position) => list.at(position)!);
  return surveyWindow({ window, positions, members, outline, settings });
}
