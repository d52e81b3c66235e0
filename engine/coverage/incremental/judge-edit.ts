import type { PackedAreas } from '../../geometry/packed-areas.ts';
import type { AuditSettings } from '../context.ts';
import type { Gap } from '../find-gaps.ts';
import { affectedByEdit } from './affected-by-edit.ts';
import { type Box, boxesMeet, hullOf, regionTouches, widened } from './boxes.ts';
import type { Contact } from './contacts.ts';
import { type FoundFacts, isNear, type LocalFacts, type Void } from './local-facts.ts';
import type { Member } from './member.ts';
import type { MemberList } from './member-list.ts';
import type { Pair, PairList } from './pair-list.ts';
import { readFacts, surveyWindow, WindowTooSmallError } from './survey-window.ts';

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

/**
 * The facts after an edit, from those before it and a look at the window around it.
 *
 * The window is the box of all edited communities before and after, with a margin, and of every void
 * that touches one of these boxes. Where the outline is edited, the communities beside it are judged like edited ones. Inside it the survey is exact, so it tells all facts of the edited
 * communities. Facts of others stay as they are, but for the few that {@link affectedByEdit} finds by
 * comparing the survey with that of the coverage before the edit: then these are judged in the same way,
 * in a larger window.
 *
 * Open land that reaches the wall of the window is the outside, or a void that the edit does not
 * touch. It stays what it was as long as the same places along the wall are connected inside the window.
 *
 * @throws WindowTooSmallError when this cannot be told from a part of the coverage
 */
export function judgeEdit(scene: EditScene): LocalFacts {
  const { edited, facts, settings } = scene;
  const [before, after] = [scene.before.members, scene.after.members];
  // The finer side of a generalised border leaves the coarser one's box by up to the sliver width.
  const margin = 2 * settings.toleranceMetres + settings.sliverWidthMetres + MARGIN_METRES;
  const outlineBoxes = scene.outlineBoxes.map((box) => widened(box, margin));
  const besideOutline = outlineBoxes.flatMap((box) => [
    ...before.meeting(box),
    ...after.meeting(box),
  ]);
  const judged = new Set([...edited, ...besideOutline]);
  const boxes = [...judged]
    .flatMap((position) => [before.at(position)?.box, after.at(position)?.box])
    .filter((box) => box !== null && box !== undefined)
    .map((box) => widened(box, margin));
  boxes.push(...outlineBoxes);
  if (boxes.length === 0) return facts;
  const touches = (box: Box, { region }: Gap): boolean =>
    boxes.some((edit) => boxesMeet(edit, box) && regionTouches(region.rings, edit));
  const touched = new Set(facts.voids.filter((item) => touches(item.box, item.gap)));
  let window = hullOf([...boxes, ...[...touched].map(({ box }) => widened(box, margin))]);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    window = aroundCrumbs(widened(window, round * ODD_METRES), facts.voids, settings, margin);
    const then = survey(scene.before, settings, window);
    const now = survey(scene.after, settings, window);
    if (then === null || now === null) continue;
    if (then.openings !== now.openings) {
      throw new WindowTooSmallError('the edit closes or opens land on the outside');
    }
    const isJudged = (position: number): boolean => judged.has(position);
    const affected = affectedByEdit(then, now, isJudged, settings);
    if (affected.size === 0) {
      return splice(facts, readFacts(now, isJudged, touches), {
        ...{ edited, judged, touched, length: after.length },
        around: new Set([...then.scene.positions, ...now.scene.positions, ...judged]),
      });
    }
    for (const position of affected) judged.add(position);
    const more = [...affected].map((position) => after.at(position)!.box!);
    window = hullOf([window, ...more.map((box) => widened(box, margin))]);
  }
  throw new WindowTooSmallError('what the edit affects has no end');
}

/** Room around what is looked at, besides the tolerance on both sides and the width of slivers. */
const MARGIN_METRES = 1;
/** Moves the corner of the next window away from a border that ran through the last one's. */
const ODD_METRES = 0.37;
/** An edit affects its neighbours, and these nobody: two rounds, and some for unlucky corners. */
const MOST_ROUNDS = 6;
/** A window may hold so many communities, or so large a share of them; past it, all are audited. */
const MOST_MEMBERS = 64;
const LARGEST_SHARE = 0.25;

/** The window with all voids too small to count that its wall would cut. */
function aroundCrumbs(
  given: Box,
  voids: readonly Void[],
  { minAreaSquareMetres }: AuditSettings,
  margin: number,
): Box {
  let window = given;
  for (let grown = true; grown; ) {
    grown = false;
    for (const { box, gap } of voids) {
      if (gap.region.areaSquareMetres >= minAreaSquareMetres || !boxesMeet(box, window)) continue;
      const [west, south, east, north] = window;
      if (box[0] > west && box[1] > south && box[2] < east && box[3] < north) continue;
      window = hullOf([window, widened(box, margin)]);
      grown = true;
    }
  }
  return window;
}

function survey({ members: list, outline }: Side, settings: AuditSettings, window: Box) {
  const positions = list.meeting(window);
  if (positions.length > Math.max(MOST_MEMBERS, LARGEST_SHARE * list.length)) {
    throw new WindowTooSmallError('the edit touches too much of the coverage');
  }
  const members: Member[] = positions.map((position) => list.at(position)!);
  return surveyWindow({ window, positions, members, outline, settings });
}

interface Replaced {
  edited: ReadonlySet<number>;
  judged: ReadonlySet<number>;
  touched: ReadonlySet<Void>;
  /** All that reached into the window before or after the edit. */
  around: ReadonlySet<number>;
  /** Positions there are. */
  length: number;
}

/** The facts of others, and the new ones of those that were judged. */
function splice(facts: LocalFacts, found: FoundFacts, replaced: Replaced): LocalFacts {
  const { edited, judged, touched, around } = replaced;
  const isJudged = new Uint8Array(replaced.length);
  for (const position of judged) isJudged[position] = 1;
  const isPairKept = ({ a, b }: Pair): boolean => isJudged[a] === 0 && isJudged[b] === 0;
  const isOwnerKept = ({ owner }: { owner: number }): boolean => isJudged[owner] === 0;
  const isReplaced = (pair: Pair): boolean => !isPairKept(pair);
  return {
    overlaps: [...facts.overlaps.filter(isPairKept), ...found.overlaps],
    outside: [...facts.outside.filter(isOwnerKept), ...found.outside],
    parted: [...facts.parted.filter(isOwnerKept), ...found.parted],
    enclaves: [
      ...facts.enclaves
        .filter(isOwnerKept)
        // A new object, as the one around may have another name now.
        .map((enclave) => (edited.has(enclave.surrounding) ? { ...enclave } : enclave)),
      ...found.enclaves,
    ],
    tJunctions: [
      ...facts.tJunctions.filter(({ owners }) => owners.every((owner) => isJudged[owner] === 0)),
      ...found.tJunctions,
    ],
    generalised: [
      ...facts.generalised.filter(({ coarse, fine }) => isPairKept({ a: coarse, b: fine })),
      ...found.generalised,
    ],
    voids: [...facts.voids.filter((item) => !touched.has(item)), ...found.voids],
    borders: facts.borders.replace(isReplaced, around, found.borders).list,
    nearBorders: facts.nearBorders.replace(isReplaced, around, found.borders.filter(isNear)).list,
    ...(facts.pointContacts === undefined
      ? {}
      : {
          pointContacts: facts.pointContacts.replace(isReplaced, around, found.pointContacts ?? [])
            .list,
        }),
    contacts: replaceContacts(facts.contacts, found.contacts, isReplaced, around),
  };
}

/** The very same list when nothing in it changed, so that what follows from it holds on. */
function replaceContacts(
  known: PairList<Contact>,
  found: readonly Contact[],
  isReplaced: (contact: Contact) => boolean,
  around: ReadonlySet<number>,
): PairList<Contact> {
  const { list, replaced } = known.replace(isReplaced, around, found);
  if (replaced.length !== found.length) return list;
  const key = ({ a, polygonA, b, polygonB }: Contact): string =>
    `${a},${polygonA},${b},${polygonB}`;
  const keys = new Set(found.map(key));
  return replaced.every((contact) => keys.has(key(contact))) ? known : list;
}
