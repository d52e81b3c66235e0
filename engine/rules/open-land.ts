import type { AreaGeometry } from '../coverage/types.ts';
import { geodesicArea } from '../geometry/geodesic.ts';
import { CommunityShapes, type Piece, withoutAreas } from './community-shapes.ts';
import type { RuleContext } from './types.ts';

/** What of an area that lies partly in communities lies in none. */
export type OpenLand =
  | { state: 'none' }
  /** In no community, though in the jurisdiction. */
  | { state: 'open'; geometry: AreaGeometry }
  /** In no community known here; without an outline it may be another jurisdiction's. */
  | { state: 'unknown' };

/**
 * Tells what of an area is left over by the communities and those around them. What lies beyond the jurisdiction is not.
 * @returns a function of the area, its pieces in the communities, and which areas count; it throws what Turf throws
 */
export function openLandOf(
  context: RuleContext,
): (area: AreaGeometry, pieces: readonly Piece[], counts: (area: number) => boolean) => OpenLand {
  const { jurisdiction } = context;
  // Most audits have no such land: nothing is read of the surroundings until some is found.
  let shapes: { around: CommunityShapes; outline: CommunityShapes } | undefined;
  const read = () => {
    const outlines = jurisdiction ? [{ id: 'jurisdiction', geometry: jurisdiction.geometry }] : [];
    shapes ??= {
      around: new CommunityShapes(context.around),
      outline: new CommunityShapes(outlines),
    };
    return shapes;
  };
  return (area, pieces, counts) => {
    const left = withoutAreas(
      area,
      pieces.map(({ geometry }) => geometry),
    );
    if (left === null || !counts(geodesicArea(left))) return { state: 'none' };
    const { around, outline } = read();
    const beyond = around.piecesOf(left).map(({ geometry }) => geometry);
    const open = withoutAreas(left, beyond);
    if (open === null || !counts(geodesicArea(open))) return { state: 'none' };
    if (jurisdiction === undefined || outline.unusable.length > 0) return { state: 'unknown' };
    const [inside] = outline.piecesOf(open);
    if (inside === undefined || !counts(inside.areaSquareMetres)) return { state: 'none' };
    return { state: 'open', geometry: inside.geometry };
  };
}
