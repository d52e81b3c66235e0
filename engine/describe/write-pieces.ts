import { byCodePoint } from '../coverage/context.ts';
import type { CommunityInput } from '../coverage/types.ts';
import { geodesicArea } from '../geometry/geodesic.ts';
import type { PieceWriter } from './adjusted-pieces.ts';
import type { AdjustedPiece, Adjustment } from './adjustment-types.ts';
import type { ChangedPiece } from './compare-states.ts';

/** Pieces that make up this share of a community are the whole of it. */
const WHOLE_SHARE = 0.99;

/**
 * Puts pieces of changed ground into words, by who gives and who takes, the largest first.
 * @param least pieces smaller or narrower than this are left out, and counted
 */
export function writePieces(
  before: readonly CommunityInput[],
  changed: readonly ChangedPiece[],
  writer: PieceWriter,
  least: { areaSquareMetres: number; widthMetres: number },
): { pieces: AdjustedPiece[]; ignored: Adjustment['ignored'] } {
  const pieces: AdjustedPiece[] = [];
  const ignored = { pieces: 0, areaSquareMetres: 0 };
  const wholes = findWholes(before, changed);
  for (const [passage, group] of byPassage(changed)) {
    const meant = group.filter(
      ({ region }) =>
        region.areaSquareMetres >= least.areaSquareMetres &&
        region.circle.diameterMetres >= least.widthMetres,
    );
    const fate = { isWhole: wholes.has(passage), isOnly: meant.length === 1 };
    const kept = new Set(meant);
    for (const piece of group) {
      const written = kept.has(piece) ? writer.write(piece, fate) : null;
      if (written !== null) pieces.push(written);
      else {
        ignored.pieces++;
        ignored.areaSquareMetres += piece.region.areaSquareMetres;
      }
    }
  }
  pieces.sort(
    (a, b) =>
      byCodePoint(a.from ?? '', b.from ?? '') ||
      byCodePoint(a.to ?? '', b.to ?? '') ||
      b.areaSquareMetres - a.areaSquareMetres,
  );
  return { pieces, ignored };
}

/** Pieces that pass in one manner between the same two. Two drawings of one town differ in thousands. */
function byPassage(changed: readonly ChangedPiece[]): Map<string, ChangedPiece[]> {
  const groups = new Map<string, ChangedPiece[]>();
  for (const piece of changed) {
    const passage = `${piece.kind} ${piece.from} ${piece.to}`;
    const group = groups.get(passage);
    if (group === undefined) groups.set(passage, [piece]);
    else group.push(piece);
  }
  return groups;
}

/** The passages by which communities go wholly; ground that others have as well does not count. */
function findWholes(
  before: readonly CommunityInput[],
  changed: readonly ChangedPiece[],
): ReadonlySet<string> {
  const settled = new Map<number, number>();
  for (const { kind, from, region } of changed) {
    if (kind !== 'resolve') continue;
    settled.set(from, (settled.get(from) ?? 0) + region.areaSquareMetres);
  }
  const wholes = new Set<string>();
  for (const [passage, group] of byPassage(changed)) {
    const { kind, from } = group[0]!;
    const geometry = before[from]?.geometry;
    if (!geometry || (kind !== 'transfer' && kind !== 'release')) continue;
    const gone = group.reduce((sum, { region }) => sum + region.areaSquareMetres, 0);
    const own = geodesicArea(geometry) - (settled.get(from) ?? 0);
    if (gone >= WHOLE_SHARE * own) wholes.add(passage);
  }
  return wholes;
}
