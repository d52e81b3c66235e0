import { buildScope } from '../../coverage/repair/scope.ts';
import type { AreaGeometry } from '../../coverage/types.ts';
import { lineBox, uniteBoxes } from './area-box.ts';
import type { MaterialIndex } from './material-index.ts';
import type { MovedPiece } from './moved-pieces.ts';

type Placed = { id: string; geometry: AreaGeometry };

/** How much of a unit or an estate lies in a piece of ground. */
export interface ShareInPiece<T, P = MovedPiece> {
  item: T;
  piece: P;
  /** 0–1, of the item's own area. */
  share: number;
}

/** Less than this of an item is the width of a line. */
const NOTHING = 1e-6;

/**
 * The units or estates that lie in pieces of ground, each with the share of it that does.
 * @throws TooTangledError, InconsistentCoverageError
 */
export function sharesInPieces<T extends { id: string; geometry: AreaGeometry | null }>(
  index: MaterialIndex<T>,
  pieces: readonly MovedPiece[],
): ShareInPiece<T>[] {
  if (pieces.length === 0) return [];
  const box = uniteBoxes(pieces.map(({ geometry }) => lineBox(geometry.coordinates.flat())));
  return sharesOf(index.meeting(box), pieces);
}

/**
 * The shares of items that lie in pieces that do not overlap; exact, on one arrangement.
 * @throws TooTangledError, InconsistentCoverageError
 */
export function sharesOf<T extends Placed, P extends { geometry: AreaGeometry }>(
  items: readonly T[],
  pieces: readonly P[],
): ShareInPiece<T, P>[] {
  if (items.length === 0 || pieces.length === 0) return [];
  const scope = buildScope(
    items,
    new Set(),
    null,
    pieces.map(({ geometry }) => ({ region: 'piece', owner: -1, geometry })),
  );
  return items.flatMap((item, i) => {
    let whole = 0;
    const inside = new Map<number, number>();
    for (const face of scope.facesOf[i]!) {
      const area = scope.planeAreas[face]!;
      whole += area;
      const piece = scope.pieceOf[face]!;
      if (piece >= 0) inside.set(piece, (inside.get(piece) ?? 0) + area);
    }
    return [...inside]
      .map(([piece, area]) => ({ item, piece: pieces[piece]!, share: area / whole }))
      .filter(({ share }) => share > NOTHING);
  });
}
