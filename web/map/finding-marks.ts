import type { Category } from '../state/findings.ts';

/**
 * How each category of finding looks, in the list, in the legend and on the map: one colour and
 * one glyph, so that nobody has to tell them apart by colour alone.
 */
export interface FindingMark {
  /** Carries a white glyph at a contrast of 4.5 : 1 or better. */
  colour: string;
  /** SVG path in a 16 × 16 box, drawn as a stroke. */
  glyph: string;
}

const RED = '#c81e1e';
const MAGENTA = '#b0179b';
const VIOLET = '#6d28d9';
const BLUE = '#1d4ed8';
const TEAL = '#0f766e';
const BROWN = '#92400e';
const INK = '#3f3f46';
const ORANGE = '#b45309';

const MARKS: Readonly<Record<string, FindingMark>> = {
  overlap: { colour: RED, glyph: 'M3 3h7v7H3z M6.5 6.5h6.5v6.5H6.5z' },
  gap: {
    colour: MAGENTA,
    glyph: 'M2.5 2.5h11v11h-11z M8 5.6a2.4 2.4 0 1 0 0 4.8a2.4 2.4 0 1 0 0-4.8z',
  },
  outside: { colour: VIOLET, glyph: 'M7.5 4H3v9h9V8.5 M8 8l5.2-5.2 M9.8 2.8h3.4v3.4' },
  'non-contiguous': { colour: BLUE, glyph: 'M2.5 2.5h6.5v6.5H2.5z M10.8 10.8h2.7v2.7h-2.7z' },
  enclave: { colour: TEAL, glyph: 'M2.5 2.5h11v11h-11z M6 6h4v4H6z' },
  mismatch: { colour: BROWN, glyph: 'M2 5.5h5l2-2h5 M2 9.5h5l2 3h5' },
  invalid: { colour: INK, glyph: 'M3 4l10 8V4L3 12z' },
  duplicate: { colour: INK, glyph: 'M5.5 5.5h8v8h-8z M2.5 10.5v-8h8' },
  unchecked: {
    colour: INK,
    glyph: 'M5.6 6a2.4 2.4 0 1 1 3.5 2.1C8.3 8.6 8 9 8 9.9 M8 12.6v.1',
  },
  'size.split': {
    colour: ORANGE,
    glyph: 'M8 2.5v11 M5.8 8H1.8 M3.8 6l-2 2 2 2 M10.2 8h4 M12.2 6l2 2-2 2',
  },
  'size.merge': {
    colour: ORANGE,
    glyph: 'M8 2.5v11 M1.8 8h4 M3.8 6l2 2-2 2 M14.2 8h-4 M12.2 6l-2 2 2 2',
  },
  'size.max': { colour: ORANGE, glyph: 'M3 3h10 M8 13V6 M5 8.8L8 5.8l3 3' },
  'size.band': {
    colour: ORANGE,
    glyph: 'M3 3h10 M3 13h10 M8 5.2v5.6 M6.2 7L8 5.2 9.8 7 M6.2 9L8 10.8 9.8 9',
  },
  'estate.whole': { colour: RED, glyph: 'M2.5 7.5L8 3l5.5 4.5V13h-11z M10.5 2.5l-5 11.5' },
  'estate.town': { colour: ORANGE, glyph: 'M2.5 7.5L8 3l5.5 4.5V13h-11z M8 7v6' },
  'shape.regular': { colour: ORANGE, glyph: 'M3 13V4l4 3 2-4.5L13 6l-2.5 3 2.5 4z' },
  'shape.extent': { colour: ORANGE, glyph: 'M9.5 2.5h4v4 M6.5 13.5h-4v-4 M13.5 2.5l-11 11' },
  'boundary.clear': {
    colour: ORANGE,
    glyph: 'M5 2.5v11 M11 2.5v11 M8 3v1.6 M8 7.2v1.6 M8 11.4V13',
  },
};
/** Categories that have a mark of their own. */
export const MARKED_CATEGORIES: readonly Category[] = Object.keys(MARKS);

const SERVICE: FindingMark = { colour: ORANGE, glyph: 'M3 13.5v-8L8 2.5l5 3v8z M8 6.5v4 M6 8.5h4' };
const OTHER_RULE: FindingMark = { colour: ORANGE, glyph: 'M8 3v6 M8 12.6v.1' };

/** The mark of a category; a rule that we do not know yet has the general one. */
export function markOf(category: Category): FindingMark {
  return MARKS[category] ?? (category.startsWith('service.') ? SERVICE : OTHER_RULE);
}
