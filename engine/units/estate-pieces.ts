import { findInvalid } from '../coverage/find-invalid.ts';
import type { AreaGeometry, CommunityInput, Message } from '../coverage/types.ts';
import { geodesicArea } from '../geometry/geodesic.ts';
import type { EstateInput } from '../material/types.ts';
import { CommunityShapes } from '../rules/community-shapes.ts';
import type { Regions } from './regions.ts';
import { type CancelSignal, throwIfCancelled } from './unit-options.ts';

/** Which blocks an estate lies in. */
export interface EstatePieces {
  estate: EstateInput;
  geometry: AreaGeometry;
  areaSquareMetres: number;
  /** Faces with a share of the estate, ascending, and its area in each. */
  faces: number[];
  areas: number[];
}

/** Estates whose place is unknown, and why. */
export interface UncheckedEstate {
  estate: EstateInput;
  because: Message;
}

/**
 * Cuts the estates with the blocks.
 * @throws the signal's reason when cancelled
 */
export function findEstatePieces(
  regions: Regions,
  estates: readonly EstateInput[],
  signal?: CancelSignal,
): { pieces: EstatePieces[]; unchecked: UncheckedEstate[] } {
  const pieces: EstatePieces[] = [];
  const unchecked: UncheckedEstate[] = [];
  if (estates.length === 0) return { pieces, unchecked };
  const shapes = new CommunityShapes(blockShapes(regions));
  for (const estate of estates) {
    throwIfCancelled(signal);
    const { geometry } = estate;
    const [problem] = findInvalid(geometry);
    if (geometry === null || problem) {
      unchecked.push({ estate, because: problem!.message });
      continue;
    }
    try {
      const found = shapes
        .piecesOf(geometry)
        .map(({ community, areaSquareMetres }) => [Number(community.id), areaSquareMetres] as const)
        .sort(([a], [b]) => a - b);
      pieces.push({
        estate,
        geometry,
        areaSquareMetres: geodesicArea(geometry),
        faces: found.map(([face]) => face),
        areas: found.map(([, area]) => area),
      });
    } catch (error) {
      // Turf could not intersect the estate with a block.
      const text = error instanceof Error ? error.message : String(error);
      unchecked.push({ estate, because: { zh: text, en: text } });
    }
  }
  return { pieces, unchecked };
}

function blockShapes(regions: Regions): CommunityInput[] {
  return regions.list().flatMap((face) => {
    const coordinates = regions.ringsOf(face);
    if (coordinates.length === 0) return [];
    return [{ id: String(face), geometry: { type: 'Polygon' as const, coordinates } }];
  });
}

/** A piece counts from this share of its estate and from this area, as for the rule `estate.whole`. */
const MIN_PIECE_SHARE = 0.01;
const MIN_PIECE_SQUARE_METRES = 5;

/** The regions in which a piece of the estate is large enough to count, ascending. */
export function countingRegions(regions: Regions, pieces: EstatePieces): number[] {
  const areas = new Map<number, number>();
  pieces.faces.forEach((face, i) => {
    const region = regions.find(face);
    areas.set(region, (areas.get(region) ?? 0) + pieces.areas[i]!);
  });
  const least = Math.max(MIN_PIECE_SQUARE_METRES, MIN_PIECE_SHARE * pieces.areaSquareMetres);
  const counting = [...areas].filter(([, area]) => area >= least);
  // An estate smaller than that lies where most of it lies.
  if (counting.length === 0 && areas.size > 0) {
    counting.push([...areas].reduce((most, next) => (next[1] > most[1] ? next : most)));
  }
  return counting.map(([region]) => region).sort((a, b) => a - b);
}
