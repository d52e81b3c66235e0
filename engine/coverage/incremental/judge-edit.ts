import type { AuditSettings } from '../context.ts';
import type { Gap } from '../find-gaps.ts';
import type { GeneralisedSide } from '../find-generalised.ts';
import type { TJunction } from '../find-mismatches.ts';
import { affectedByEdit } from './affected-by-edit.ts';
import { type Box, boxesMeet, hullOf, regionTouches, widened } from './boxes.ts';
import type { Contact } from './contacts.ts';
import { type EditScene, surveySide } from './edit-scene.ts';
import { type FoundFacts, isNear, type LocalFacts, type Void } from './local-facts.ts';
import { concernsOnlyEdited } from './only-the-edited.ts';
import type { Pair, PairList } from './pair-list.ts';
import { readFacts, type Survey, WindowTooSmallError } from './survey-window.ts';

/**
 * The facts after an edit, from those before it and a look at the window around it.
 *
 * The window is the box of all edited communities before and after, with a margin, and of every void
 * that touches one of these boxes. Where the outline is edited, the communities beside it are judged like edited ones. Inside it the survey is exact, so it tells all facts of the edited
 * communities. Facts of others stay as they are, but for the few that {@link affectedByEdit} finds by
 * comparing the survey with that of the coverage before the edit: then these are judged in the same way,
 * in a larger window. Mostly a look at the place of the edit tells that there are none (see
 * {@link concernsOnlyEdited}), and what was before is not surveyed.
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
  const beside = [...boxes];
  const isJudged = (position: number): boolean => judged.has(position);
  const isSettled = concernsOnlyEdited(scene, isJudged, window, margin);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    window = aroundCrumbs(widened(window, round * ODD_METRES), facts.voids, settings, margin);
    const now = surveySide(scene.after, settings, window);
    if (now === null) continue;
    const affected = isSettled ? NOBODY : affectedIn(scene, now, isJudged);
    if (affected === null) continue;
    if (affected.size === 0) {
      return splice(facts, readFacts(now, isJudged, touches), {
        ...{ edited, judged, touched, length: after.length },
        around: new Set([...beside.flatMap((box) => before.meeting(box)), ...judged]),
      });
    }
    for (const position of affected) judged.add(position);
    const more = [...affected].map((position) => widened(after.at(position)!.box!, margin));
    beside.push(...more);
    window = hullOf([window, ...more]);
  }
  throw new WindowTooSmallError('what the edit affects has no end');
}

/** Room around what is looked at, besides the tolerance on both sides and the width of slivers. */
const MARGIN_METRES = 1;
/** Moves the corner of the next window away from a border that ran through the last one's. */
const ODD_METRES = 0.37;
/** An edit affects its neighbours, and these nobody: two rounds, and some for unlucky corners. */
const MOST_ROUNDS = 6;
const NOBODY: ReadonlySet<number> = new Set();

/** Whom an edit affects besides those judged, as a survey of a window and one from before it tell; null without one. */
function affectedIn(
  { before, settings }: EditScene,
  now: Survey,
  isJudged: (position: number) => boolean,
): ReadonlySet<number> | null {
  const then = surveySide(before, settings, now.scene.window);
  if (then === null) return null;
  if (then.openings !== now.openings) {
    throw new WindowTooSmallError('the edit closes or opens land on the outside');
  }
  return affectedByEdit(then, now, isJudged, settings);
}

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

interface Replaced {
  edited: ReadonlySet<number>;
  judged: ReadonlySet<number>;
  touched: ReadonlySet<Void>;
  /** All that lay beside those judged before the edit: whoever was in a pair with one of them. */
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
  const isVoidKept = (item: Void): boolean => !touched.has(item);
  const areOwnersKept = ({ owners }: TJunction): boolean =>
    owners.every((owner) => isJudged[owner] === 0);
  const isSideKept = ({ coarse, fine }: GeneralisedSide): boolean =>
    isJudged[coarse] === 0 && isJudged[fine] === 0;
  const enclaves = spliced(facts.enclaves, isOwnerKept, found.enclaves);
  return {
    overlaps: spliced(facts.overlaps, isPairKept, found.overlaps),
    outside: spliced(facts.outside, isOwnerKept, found.outside),
    parted: spliced(facts.parted, isOwnerKept, found.parted),
    enclaves: enclaves.some(({ surrounding }) => edited.has(surrounding))
      ? // New objects, as the one around may have another name now.
        enclaves.map((one) => (edited.has(one.surrounding) ? { ...one } : one))
      : enclaves,
    tJunctions: spliced(facts.tJunctions, areOwnersKept, found.tJunctions),
    generalised: spliced(facts.generalised, isSideKept, found.generalised),
    voids: spliced(facts.voids, isVoidKept, found.voids),
    borders: facts.borders.replace(isJudged, around, found.borders).list,
    nearBorders: facts.nearBorders.replace(isJudged, around, found.borders.filter(isNear)).list,
    ...(facts.pointContacts === undefined
      ? {}
      : {
          pointContacts: facts.pointContacts.replace(isJudged, around, found.pointContacts ?? [])
            .list,
        }),
    contacts: replaceContacts(facts.contacts, found.contacts, isJudged, around),
  };
}

/** The very same list when nothing in it goes or comes, so that what was made of it holds on. */
function spliced<F>(
  facts: readonly F[],
  isKept: (fact: F) => boolean,
  found: readonly F[],
): readonly F[] {
  if (found.length === 0 && facts.every(isKept)) return facts;
  return [...facts.filter(isKept), ...found];
}

/** The very same list when nothing in it changed, so that what follows from it holds on. */
function replaceContacts(
  known: PairList<Contact>,
  found: readonly Contact[],
  isJudged: Uint8Array,
  around: ReadonlySet<number>,
): PairList<Contact> {
  const { list, replaced } = known.replace(isJudged, around, found);
  if (replaced.length !== found.length) return list;
  const key = ({ a, polygonA, b, polygonB }: Contact): string =>
    `${a},${polygonA},${b},${polygonB}`;
  const keys = new Set(found.map(key));
  return replaced.every((contact) => keys.has(key(contact))) ? known : list;
}
