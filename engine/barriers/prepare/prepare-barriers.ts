import type { AreaGeometry } from '../../coverage/types.ts';
import type { BarrierNote } from '../../units/types.ts';
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
import { addWaterLines } from './water-lines.ts';
import { writeBarriers } from './write-barriers.ts';

export type { PrepareOptions } from './options.ts';

/** Barriers that cut, and what was done on the way. */
export interface PreparedBarriers {
  /** Lines with a common vertex wherever they meet, by id. */
  lines: Barrier[];
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
 * c. leave out what is far, then what runs along the outline, then what is outside;
 * d. merge carriageways, tracks and lines that coincide to one centreline;
 * e. close undershoots;
 * f. take away what dangles.
 *
 * Lines are left where they bound: an end on the outline reaches past it by a metre, so that it is
 * sure to cut, and every other end is a vertex of another line. Pure, and independent of the
 * order of the sources; works in a plane that is good for tens of kilometres.
 * @throws RangeError for options that are negative or no numbers; never for a source
 */
export function prepareBarriers(
  sources: readonly BarrierSource[],
  area: AreaGeometry,
  options: PrepareOptions = {},
): PreparedBarriers {
  const settings = settingsOf(options);
  const plane = planeOf(area);
  const outline = new AreaOutline(area, plane);
  const book = new NoteBook(plane);

  const { strands, waters } = readSources(sources, plane, book);
  const chosen = chooseStrands(strands, settings, book);
  const lines = addWaterLines(chosen, waters, settings, book);
  const { near, far } = clipNear(lines, outline, MARGIN);
  const centred = mergeCarriageways(nodeStrands(near), settings, book);
  const single = mergeDuplicates(nodeStrands(centred), settings, book);
  const across = leaveOutAlongOutline(single, outline, settings, book);
  const { inside, outside, isOnOutline } = clipInside(across, outline);
  noteOutside([...far, ...outside], book);
  const closed = closeUndershoots(inside, outline, isOnOutline, settings);
  const bounding = pruneDangling(
    closed.strands,
    closed.isOnOutline,
    ({ barrier }) => closed.extensions.has(barrier),
    settings.closeWithinMetres,
    book,
  );
  const settled = settleExtensions(bounding, closed.extensions, book);
  return {
    lines: writeBarriers(settled, closed.isOnOutline, outline, plane),
    notes: book.notes,
    given: sources.length,
  };
}
