import type { PackedAreas } from '../../geometry/packed-areas.ts';
import { affectedByEdit } from './affected-by-edit.ts';
import { forEachBlock } from './area-blocks.ts';
import { changesBetween, haveSameRings } from './area-changes.ts';
import { type Box, boxesMeet, hullOf, widened } from './boxes.ts';
import { type EditScene, surveySide } from './edit-scene.ts';
import type { Survey } from './survey-window.ts';

/**
 * Whether an edit certainly concerns only the communities that are judged anyway, by a look at the place where
 * their borders changed: mostly a few segments of long ones. False where that cannot be told so cheaply.
 *
 * What {@link affectedByEdit} compares lies near changed borders, but for the area of overlaps and voids, which
 * may reach further than the place. So it is told only where there is neither, before and after.
 * @param window around all that is judged: a place that is much of it would save nothing
 * @param margin in metres: how far borders can take notice of one another
 */
export function concernsOnlyEdited(
  scene: EditScene,
  isJudged: (position: number) => boolean,
  window: Box,
  margin: number,
): boolean {
  const boxes = changedBoxes(scene);
  if (boxes.length === 0) return true;
  const place = placeAround(boxes, scene, margin);
  if (areaOf(place) > LARGEST_SHARE * areaOf(window)) return false;
  const then = surveySide(scene.before, scene.settings, place);
  if (then === null || !isClean(then)) return false;
  const now = surveySide(scene.after, scene.settings, place);
  if (now === null || !isClean(now)) return false;
  return affectedByEdit(then, now, isJudged, scene.settings).size === 0;
}

/** A place larger than this share of the window around the edited communities is not looked at for itself. */
const LARGEST_SHARE = 0.25;

const areaOf = ([west, south, east, north]: Box): number => (east - west) * (north - south);

/** Every face inside the wall is covered once, or lies outside the outline and is not covered. */
function isClean({ graph }: Survey): boolean {
  const { isInside, count, hasJurisdiction, inJurisdiction } = graph;
  for (let face = 0; face < isInside.length; face++) {
    if (isInside[face] === 0) continue;
    if (count[face] !== (hasJurisdiction && inJurisdiction[face] === 0 ? 0 : 1)) return false;
  }
  return true;
}

/** The boxes of all border that changed. */
function changedBoxes({ before, after, edited, outlineBoxes }: EditScene): Box[] {
  const boxes: Box[] = [...outlineBoxes];
  for (const position of edited) {
    const [from, to] = [before.members.at(position), after.members.at(position)];
    if (from !== null && to !== null && haveSameRings(from.area, to.area)) {
      boxes.push(...changesBetween(from.area, to.area).flat());
    } else for (const member of [from, to]) if (member?.box) boxes.push(member.box);
  }
  return boxes;
}

/**
 * A box around some boxes, with the whole length of every segment that reaches into it, so that none that is cut
 * or left by a changed one is seen in part; and a margin.
 */
function placeAround(boxes: readonly Box[], { before, after }: EditScene, margin: number): Box {
  const changed = widened(hullOf(boxes), margin);
  const reached: Reached = [...changed];
  const areas = new Set<PackedAreas>();
  for (const { members, outline } of [before, after]) {
    for (const position of members.meeting(changed)) areas.add(members.at(position)!.area);
    if (outline !== null) areas.add(outline);
  }
  for (const area of areas) {
    forEachBlock(area, (block, from, to) => {
      if (boxesMeet(block, changed)) reachSegments(area.coordinates, from, to, changed, reached);
    });
  }
  return widened(reached, margin);
}

/** A box that grows. */
type Reached = [west: number, south: number, east: number, north: number];

/** Makes a box large enough for those of some segments that may reach into another one. */
function reachSegments(
  coordinates: Float64Array,
  from: number,
  to: number,
  [west, south, east, north]: Box,
  reached: Reached,
): void {
  let ax = coordinates[2 * from]!;
  let ay = coordinates[2 * from + 1]!;
  for (let k = from + 1; k <= to; k++) {
    const bx = coordinates[2 * k]!;
    const by = coordinates[2 * k + 1]!;
    const isApart =
      (ax < west && bx < west) ||
      (ax > east && bx > east) ||
      (ay < south && by < south) ||
      (ay > north && by > north);
    if (!isApart) {
      reached[0] = Math.min(reached[0], ax, bx);
      reached[1] = Math.min(reached[1], ay, by);
      reached[2] = Math.max(reached[2], ax, bx);
      reached[3] = Math.max(reached[3], ay, by);
    }
    ax = bx;
    ay = by;
  }
}
