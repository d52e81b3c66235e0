import { difference, feature, featureCollection } from '@turf/turf';
import { byCodePoint } from '../coverage/context.ts';
import type { AreaGeometry, CommunityInput, Position } from '../coverage/types.ts';
import { geodesicArea } from '../geometry/geodesic.ts';
import { inscribedCircle } from '../geometry/inscribed-circle.ts';
import type { UnitInput } from '../material/types.ts';
import type { Piece } from './community-shapes.ts';

/** A unit that no community holds wholly. */
export interface CutUnit {
  unit: UnitInput;
  /** Ids of the communities that hold a piece of it that counts, sorted. */
  communities: string[];
  /** The same communities, the one with the largest piece first. */
  owners: CommunityInput[];
  /** A piece that counts lies in no community. */
  isOpen: boolean;
  /** All but the largest piece. */
  cutOffSquareMetres: number;
  /** In what is cut off. */
  place: Position;
}

/**
 * How a unit is cut, or null when one community holds it wholly. Slivers are no pieces. What a second community holds of
 * land that the first holds too is an overlap of the communities, and cuts nothing.
 * @returns `failed` where Turf cannot subtract the polygons
 */
export function cutOf(
  unit: UnitInput,
  pieces: readonly Piece[],
  sliverWidthMetres: number,
): CutUnit | null | 'failed' {
  const [main, ...others] = pieces;
  const area = geodesicArea(unit.geometry);
  // Nothing narrower than the width is smaller: rounding alone leaves less.
  const least = Math.min((sliverWidthMetres * sliverWidthMetres) / 2, area / 100);
  if (main === undefined || area - main.areaSquareMetres < least) return null;
  try {
    let left = subtract(unit.geometry, main.geometry);
    const owners = [main.community];
    const places: Position[] = [];
    let cutOff = 0;
    for (const { community, geometry } of others) {
      if (left === null) break;
      const rest = subtract(left, geometry);
      const held = rest === null ? left : subtract(left, rest);
      const wide = widest(held);
      if (wide !== null && wide.diameterMetres >= sliverWidthMetres) {
        owners.push(community);
        places.push(wide.centre);
        cutOff += geodesicArea(held!);
      }
      left = rest;
    }
    const open = widest(left);
    const isOpen = open !== null && open.diameterMetres >= sliverWidthMetres;
    if (isOpen) {
      places.push(open.centre);
      cutOff += geodesicArea(left!);
    }
    if (places.length === 0) return null;
    return {
      unit,
      communities: [...new Set(owners.map(({ id }) => id))].sort(byCodePoint),
      owners,
      isOpen,
      cutOffSquareMetres: cutOff,
      place: places[0]!,
    };
  } catch {
    return 'failed';
  }
}

const subtract = (from: AreaGeometry, what: AreaGeometry): AreaGeometry | null =>
  (difference(featureCollection([feature(from), feature(what)]))?.geometry as
    | AreaGeometry
    | undefined) ?? null;

/** The largest circle in any part of an area. */
function widest(geometry: AreaGeometry | null): ReturnType<typeof inscribedCircle> | null {
  if (geometry === null) return null;
  const parts = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  return parts
    .map((rings) => inscribedCircle(rings))
    .reduce((best, circle) => (circle.diameterMetres > best.diameterMetres ? circle : best));
}
