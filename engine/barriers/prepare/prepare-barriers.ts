import type { AreaGeometry, PolygonGeometry } from '../../coverage/types.ts';
import type { BarrierNote } from '../../units/types.ts';
import { throwIfCancelled } from '../../units/unit-options.ts';
import type { Barrier, BarrierSource } from '../types.ts';
import { leaveOutAlongOutline } from './along-outline.ts';
import { AreaOutline } from './area-outline.ts';
import { chooseStrands } from './choose-sources.ts';
import { clipInside, clipNear, noteOutside } from './clip-to-area.ts';
import { closeUndershoots, settleExtensions } from './close-undershoots.ts';
import { mergeCarriageways } from './merge-carriageways.ts';
import { mergeDuplicates } from './merge-duplicates.ts';
import { nodeStrands } from './node-strands.ts';
import { NoteBook } from './notes.ts';
import { type PrepareOptions, settingsOf } from './options.ts';
import { planeOf } from './plane.ts';
import { pruneDangling } from './prune-dangling.ts';
import { readSources } from './read-sources.ts';
import { closeRing } from './rings.ts';
import { keepLakesWhole, leaveOutShores } from './settle-waters.ts';
import { addWaterLines } from './water-lines.ts';
import { writeBarriers } from './write-barriers.ts';

export type { PrepareOptions } from './options.ts';

/** Barriers that cut, and what was done on the way. */
export interface PreparedBarriers {
  /** Lines with a common vertex wherever they meet, by id. */
  lines: Barrier[];
  /** Waters that are bounded by their shores, and not by a line in their middle. */
  lakes: PolygonGeometry[];
  notes: BarrierNote[];
  /** How many sources were given. */
  given: number;
}

/** Lines further from the area than this cannot matter to it. Metres. */
const MARGIN = 150;

/**
 * Makes barriers ready to be noded and polygonised inside an area:
 * a. choose classes, without tunnels and slip roads;
 * b. put lines in place of waters;
 * c. leave out what is far, then shores beside their river and rivers inside lakes, then what runs along the
 *    outline, then what is outside;
 * d. merge carriageways, tracks and lines that coincide to one centreline;
 * e. close undershoots;
 * f. take away what dangles.
 *
 * Lines are left where they bound: an end on the outline reaches past it by a metre, so that it is
 * sure to cut, and every other end is a vertex of another line. Pure, and independent of the
 * order of the sources; works in a plane that is good for tens of kilometres.
 * @throws RangeError for options that are negative or no numbers, TangledBarriersError for lines that cross too
 *   often, and the signal's reason when cancelled; never for another fault of a source
 */
export function prepareBarriers(
  sources: readonly BarrierSource[],
  area: AreaGeometry,
  options: PrepareOptions = {},
): PreparedBarriers {
  const settings = settingsOf(options);
  const pause = (): void => throwIfCancelled(options.signal);
  const plane = planeOf(area);
  const outline = new AreaOutline(area, plane, options.borders);
  const book = new NoteBook(plane);

  const { strands, waters } = readSources(sources, plane, book);
  const chosen = chooseStrands(strands, settings, book);
  pause();
  const { lines, lakes } = addWaterLines(chosen, waters, settings, book);
  const { near, far } = clipNear(lines, outline, MARGIN);
  pause();
  const banked = leaveOutShores(nodeStrands(near), book);
  const watered = keepLakesWhole(banked, lakes, book);
  pause();
  const centred = mergeCarriageways(watered, settings, book);
  pause();
  const single = mergeDuplicates(nodeStrands(centred), settings, book);
  pause();
  const across = leaveOutAlongOutline(single, outline, settings, book);
  pause();
  const { inside, outside, anchors } = clipInside(across, outline);
  noteOutside([...far, ...outside], book);
  pause();
  const closed = closeUndershoots(inside, outline, anchors, settings);
  const { isOnOutline, isOnBorder } = closed.anchors;
  const bounding = pruneDangling(
    closed.strands,
    (p) => isOnOutline(p) || isOnBorder(p),
    ({ barrier }) => closed.extensions.has(barrier),
    settings.closeWithinMetres,
    book,
  );
  const settled = settleExtensions(bounding, closed.extensions, book);
  return {
    lines: writeBarriers(settled, closed.anchors, outline, plane),
    lakes: lakes.map(({ shell, holes }) => ({
      type: 'Polygon',
      coordinates: [shell, ...holes].map((ring) => closeRing(ring).map(plane.toPosition)),
    })),
    notes: book.notes,
    given: sources.length,
  };
}
