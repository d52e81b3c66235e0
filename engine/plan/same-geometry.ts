import type { AreaGeometry } from '../coverage/types.ts';

/** Have two areas the same coordinates in the same order? Communities come back from stores and messages as copies. */
export const isSameGeometry = (a: AreaGeometry, b: AreaGeometry): boolean =>
  a === b || (a.type === b.type && isSameNesting(a.coordinates, b.coordinates));

type Nested = number | readonly Nested[];

function isSameNesting(a: Nested, b: Nested): boolean {
  if (typeof a === 'number' || typeof b === 'number') return a === b;
  return a === b || (a.length === b.length && a.every((item, i) => isSameNesting(item, b[i]!)));
}
