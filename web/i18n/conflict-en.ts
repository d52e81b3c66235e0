import type { ConflictTexts } from './conflict-zh.ts';

export const conflictEn: ConflictTexts = {
  title: 'Someone else has changed this plan',
  body: (mine, theirs) =>
    `You began with version ${mine}; the server has version ${theirs} by now. Below is what each side changed; choose what becomes of it.`,
  reading: 'Reading their changes…',
  readFailed: 'Their changes could not be read',
  failed: 'That was not done',
  mine: 'My changes',
  unsaved: 'not saved',
  theirs: 'Their changes',
  version: (n) => `version ${n}`,
  mapOf: (side, communities) => `${side}, small map: ${communities}`,
  concerned: 'Communities',
  moved: 'Households moved',
  households: (count, isUnsure) => `${isUnsure ? 'about ' : ''}${count}`,
  none: 'None',
  steps: (n) => `Steps (${n})`,
  nobody: 'no name given',
  together: (words) => words.join('; '),
  andMore: (first, n) => `${first}, and ${n} more`,
  action: {
    undo: (what) => `Undid: ${what}`,
    redo: (what) => `Redid: ${what}`,
  },
  other: {
    operate: 'Changed boundaries',
    undo: 'Undid a step',
    redo: 'Redid a step',
    restore: 'Restored a snapshot',
    rebase: 'Put the plan on the boundaries in force now',
    change: 'Changed the name, description or policy of the plan',
    archive: 'Archived the plan',
    register: 'Registered the plan',
  },
  shared: (names) => `Both sides changed ${names}.`,
  apart: 'No community was changed by both.',
  allFits: 'All of my changes can be done again on the latest version.',
  stops: 'Doing mine again on the latest version will stop',
  choose: 'What to do',
  again: {
    title: 'Do mine again on the latest',
    hint: 'Theirs stay, mine follow one by one; a step that no longer fits stops there and says why.',
  },
  copy: {
    title: 'Keep mine as a plan of its own',
    hint: (name) => `Both versions stay: mine as “${name}”, this plan as they left it.`,
  },
  copyName: (plan) => `${plan.slice(0, 180)} (my changes)`,
  drop: {
    title: 'Drop my changes',
    hint: 'Take the version on the server; the steps that are not saved are gone.',
  },
  closed: 'The plan is registered or archived and takes no more changes; keep yours as a plan.',
  rebased:
    'They put the plan on another base: the version that you began with cannot be had any more.',
  later: 'Later',
};
