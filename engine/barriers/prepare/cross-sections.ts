import type { LineIndex } from './line-index.ts';
import type { Point } from './strand.ts';
import { directionAt, placeAt, type Stroke } from './strokes.ts';

/** Spacing of the cross-sections, and the window over which the direction is taken. Metres. */
export const SECTION_STEP = 8;
export const WINDOW = 8;
/** Twins run within 30° of one another. */
export const PARALLEL = 0.87;

/**
 * A cross-section: how far to the left the outermost of the stroke's peers lie, and how far to
 * either side any line that it stands for; null: the stroke is alone.
 */
export type Section = { least: number; most: number; reach: number } | null;

/** How far twins may lie from one another, and from the stroke in all. Metres. */
export interface TwinReach {
  apart: number;
  inAll: number;
}

/** The cross-sections of a stroke, one in the middle of each of its equal parts. */
export interface CrossSections {
  sections: Section[];
  /** Length of a part. Metres. */
  size: number;
  /** Strokes, by their index, that lie beside it somewhere. */
  beside: Set<number>;
}

/** What may lie beside a stroke. */
export interface Company {
  reach: TwinReach;
  /** May this place of stroke `line` be taken? */
  isFree: (line: number, at: number) => boolean;
  /** Does stroke `line` count for the middle? An auxiliary lane does not. */
  isPeer: (line: number) => boolean;
}

/** What lies beside a stroke of a group, every few metres. */
export function takeSections(
  master: number,
  strokes: readonly Stroke[],
  index: LineIndex,
  { reach, isFree, isPeer }: Company,
): CrossSections {
  const stroke = strokes[master]!;
  const length = stroke.along.at(-1)!;
  const count = Math.max(1, Math.round(length / SECTION_STEP));
  const size = length / count;
  const sections: Section[] = [];
  const beside = new Set<number>();
  for (let i = 0; i < count; i++) {
    const at = (i + 0.5) * size;
    const parallels = parallelsAt(stroke, at, index, reach.inAll).filter(
      ({ line, place }) => line !== master && isFree(line, arcOf(strokes[line]!, place)),
    );
    const chain = chainOf(parallels, reach.apart);
    for (const { line } of chain) beside.add(line);
    sections.push(sectionOf(chain, isPeer));
  }
  return { sections, size, beside };
}

/** A line beside the stroke on a cross-section. */
interface Parallel {
  line: number;
  place: PlaceOnLine;
  /** To the left. Metres. */
  offset: number;
}

function parallelsAt(stroke: Stroke, at: number, index: LineIndex, within: number): Parallel[] {
  const [x, y] = placeAt(stroke, at);
  const [dx, dy] = directionAt(stroke, at, WINDOW);
  const across: [Point, Point] = [
    [x + dy * within, y - dx * within],
    [x - dy * within, y + dx * within],
  ];
  const parallels: Parallel[] = [];
  index.forEachNear(...across, 0, (a, b, line, segment) => {
    const [ex, ey] = [b[0] - a[0], b[1] - a[1]];
    const cosine = Math.abs(ex * dx + ey * dy) / (Math.hypot(ex, ey) || 1);
    if (cosine < PARALLEL) return;
    // a + u (b − a) lies on the cross-section where its part along the direction is none.
    const u = ((x - a[0]) * dx + (y - a[1]) * dy) / (ex * dx + ey * dy);
    if (!(u >= 0 && u <= 1)) return;
    const offset = (a[0] + u * ex - x) * -dy + (a[1] + u * ey - y) * dx;
    if (Math.abs(offset) <= within) parallels.push({ line, place: { segment, u }, offset });
  });
  return parallels.sort((p, q) => Math.abs(p.offset) - Math.abs(q.offset) || p.line - q.line);
}

/** Those that can be reached from the stroke in steps of at most `apart`. */
function chainOf(parallels: readonly Parallel[], apart: number): Parallel[] {
  let [least, most] = [0, 0];
  return parallels.filter(({ offset }) => {
    if (offset > most + apart || offset < least - apart) return false;
    least = Math.min(least, offset);
    most = Math.max(most, offset);
    return true;
  });
}

function sectionOf(chain: readonly Parallel[], isPeer: (line: number) => boolean): Section {
  if (chain.length === 0) return null;
  const section = { least: 0, most: 0, reach: 0 };
  for (const { line, offset } of chain) {
    section.reach = Math.max(section.reach, Math.abs(offset));
    if (!isPeer(line)) continue;
    section.least = Math.min(section.least, offset);
    section.most = Math.max(section.most, offset);
  }
  return section;
}

interface PlaceOnLine {
  segment: number;
  u: number;
}

const arcOf = ({ along }: Stroke, { segment, u }: PlaceOnLine): number =>
  along[segment]! + u * (along[segment + 1]! - along[segment]!);
