import { difference, feature, featureCollection } from '@turf/turf';
import { byCodePoint } from '../coverage/context.ts';
import type { AreaGeometry, CommunityInput, Position } from '../coverage/types.ts';
import { geodesicArea } from '../geometry/geodesic.ts';
import { inscribedCircle } from '../geometry/inscribed-circle.ts';
import type { UnitInput } from '../material/types.ts';
import type { Piece } from './community-shapes.ts';
import { unitFacts } from './unit-facts.ts';

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
  const area = unitFacts(unit.geometry).areaSquareMetres;
  // Nothing narrower than the width is smaller: rounding alone leaves less.
  const least = Math.min((sliverWidthMetres * sliverWidthMetres) / 2, area / 100);
  if (main === undefined || area - main.areaSquareMetres < least) return null;
  const known = knownCuts.get(unit.geometry);
  const isSame =
    known?.sliverWidthMetres === sliverWidthMetres &&
    known.pieces.length === pieces.length &&
    pieces.every(({ geometry }, at) => geometry === known.pieces[at]);
  const cut = isSame ? known.cut : cutByPieces(unit.geometry, main, others, sliverWidthMetres);
  if (!isSame) {
    knownCuts.set(unit.geometry, {
      sliverWidthMetres,
      pieces: pieces.map(({ geometry }) => geometry),
      cut,
    });
  }
  if (cut === null || cut === 'failed') return cut;
  const { ownerPieces, ...rest } = cut;
  const owners = ownerPieces.map((at) => pieces[at]!.community);
  return {
    unit,
    communities: [...new Set(owners.map(({ id }) => id))].sort(byCodePoint),
    owners,
    ...rest,
  };
}

/** A {@link CutUnit} whose communities are told by their pieces: they are other objects at each step of an edit. */
interface Cut extends Pick<CutUnit, 'isOpen' | 'cutOffSquareMetres' | 'place'> {
  ownerPieces: number[];
}

/** How units were cut when that was last asked: pieces keep their geometries while the borders around the unit do. */
const knownCuts = new WeakMap<
  AreaGeometry,
  { sliverWidthMetres: number; pieces: readonly AreaGeometry[]; cut: Cut | null | 'failed' }
>();

function cutByPieces(
  unit: AreaGeometry,
  main: Piece,
  others: readonly Piece[],
  sliverWidthMetres: number,
): Cut | null | 'failed' {
  try {
    let left = subtract(unit, main.geometry);
    const ownerPieces = [0];
    const places: Position[] = [];
    let cutOff = 0;
    for (const [at, { geometry }] of others.entries()) {
      if (left === null) break;
      const rest = subtract(left, geometry);
      const held = rest === null ? left : subtract(left, rest);
      const wide = widest(held);
      if (wide !== null && wide.diameterMetres >= sliverWidthMetres) {
        ownerPieces.push(at + 1);
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
    return { ownerPieces, isOpen, cutOffSquareMetres: cutOff, place: places[0]! };
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
