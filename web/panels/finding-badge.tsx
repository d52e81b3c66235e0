import { markOf } from '../map/finding-marks.ts';
import type { Category } from '../state/findings.ts';

/** The mark of a category as on the map: colour and glyph. */
export function FindingBadge({ category }: { category: Category }) {
  const { colour, glyph } = markOf(category);
  return (
    <svg class="badge" viewBox="0 0 22 22" aria-hidden="true">
      <circle cx="11" cy="11" r="11" fill={colour} />
      <path d={glyph} transform="translate(4 4) scale(0.875)" />
    </svg>
  );
}
