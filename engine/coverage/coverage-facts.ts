import { type Arrangement, isInJurisdiction, ownersOf } from './arrangement.ts';
import type { AuditSettings } from './context.ts';
import { type Border, findAdjacency } from './find-adjacency.ts';
import { collectParted, labelComponents, type Parted } from './find-components.ts';
import { collectEnclaves, type Enclave, ownersAlong } from './find-enclaves.ts';
import { collectGaps, type GapCollection } from './find-gaps.ts';
import { collectTJunctions, pairsAcross, type TJunction } from './find-mismatches.ts';
import { collectOutside, type Outside } from './find-outside.ts';
import { collectOverlaps, type OverlapPair } from './find-overlaps.ts';
import { halfEdgeOrigin, twinOf } from './trace-faces.ts';
import { vertexPosition } from './trace-region.ts';

/** A place where who overlaps whom could not be told. */
export interface Unexamined {
  /** West, south, east, north in degrees. */
  box: readonly [number, number, number, number];
  reason: string;
}

/** All that was measured in a coverage, before it is put into findings. */
export interface CoverageFacts extends GapCollection {
  overlaps: OverlapPair[];
  outside: Outside[];
  parted: Parted[];
  enclaves: Enclave[];
  tJunctions: TJunction[];
  borders: Border[];
  /** Connected parts of the area covered by all communities together. */
  components: number;
  /** Places too tangled to examine. */
  unexamined: Unexamined[];
  /** Sum of the communities' geodesic areas. */
  areaSquareMetres: number;
}

/** Reads the facts off an arrangement of the whole coverage. */
export function measureArrangement(
  arrangement: Arrangement,
  settings: AuditSettings,
): CoverageFacts {
  const facesOf: number[][] = Array.from({ length: arrangement.communities }, () => []);
  for (let face = 0; face < arrangement.faces.faceCount; face++) {
    for (const owner of ownersOf(arrangement, face)) facesOf[owner]!.push(face);
  }
  const isCovered = (face: number): boolean => ownersOf(arrangement, face).length > 0;
  const { componentOf, components } = labelComponents(arrangement, isCovered);
  const overlaps = collectOverlaps(arrangement, (owner) => facesOf[owner]!.length);
  const voids = collectGaps({
    ...arrangement,
    isCovered,
    isInside: (face) => isInJurisdiction(arrangement, face),
    ownersBeyond: (halfEdge) => ownersAlong(arrangement, halfEdge),
    componentOf,
  });
  return {
    overlaps,
    ...voids,
    outside: collectOutside(arrangement),
    parted: collectParted(arrangement, facesOf),
    enclaves: collectEnclaves(arrangement, facesOf, overlaps, crumbFaces(settings, voids)),
    tJunctions: collectTJunctions(arrangement.noded, arrangement.communities, (edge) =>
      pairsAcross(arrangement, edge),
    ),
    borders: findAdjacency(
      {
        noded: arrangement.noded,
        communities: arrangement.communities,
        sidesOf: (edge) => sidesOf(arrangement, edge),
        borderOf: (owner) => borderOf(arrangement, facesOf[owner]!, owner),
      },
      settings.toleranceMetres,
    ),
    components,
    unexamined: [],
    areaSquareMetres: 0,
  };
}

function sidesOf(arrangement: Arrangement, edge: number): { left: number[]; right: number[] } {
  const { faces } = arrangement;
  const left = ownersOf(arrangement, faces.faceOf[2 * edge]!);
  const right = ownersOf(arrangement, faces.faceOf[2 * edge + 1]!);
  if (left === right) return { left: [], right: [] };
  return {
    left: [...left].filter((owner) => !right.includes(owner)),
    right: [...right].filter((owner) => !left.includes(owner)),
  };
}

function borderOf(arrangement: Arrangement, faces: readonly number[], owner: number): Float64Array {
  const { boundaries, noded } = arrangement;
  const ends: number[] = [];
  for (const face of faces) {
    for (let i = boundaries.start[face]!; i < boundaries.start[face + 1]!; i++) {
      const halfEdge = boundaries.list[i]!;
      const other = arrangement.faces.faceOf[twinOf(halfEdge)]!;
      if (ownersOf(arrangement, other).includes(owner)) continue;
      ends.push(...vertexPosition(noded, halfEdgeOrigin(noded, halfEdge)));
      ends.push(...vertexPosition(noded, halfEdgeOrigin(noded, twinOf(halfEdge))));
    }
  }
  return Float64Array.from(ends);
}

/** Faces of gaps too small to count. */
function crumbFaces(
  { minAreaSquareMetres }: AuditSettings,
  { gaps, pinched }: GapCollection,
): Set<number> {
  return new Set(
    [...gaps.map(({ region }) => region), ...pinched]
      .filter((region) => region.areaSquareMetres < minAreaSquareMetres)
      .flatMap(({ faces }) => faces),
  );
}
