import { type Arrangement, isInJurisdiction, ownersOf } from './arrangement.ts';
import type { AuditSettings } from './context.ts';
import type { EdgeSides } from './edge-sides.ts';
import { type Border, findAdjacency } from './find-adjacency.ts';
import { collectParted, labelComponents, type Parted } from './find-components.ts';
import { collectEnclaves, type Enclave, ownersAlong } from './find-enclaves.ts';
import { collectGaps, type GapCollection } from './find-gaps.ts';
import type { GeneralisedSide } from './find-generalised.ts';
import { collectTJunctions, pairsAcross, type TJunction } from './find-mismatches.ts';
import { collectOutside, type Outside } from './find-outside.ts';
import { collectOverlaps, type OverlapPair } from './find-overlaps.ts';
import type { PointContact } from './residual/collect-point-contacts.ts';
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
  overlaps: readonly OverlapPair[];
  outside: readonly Outside[];
  parted: readonly Parted[];
  enclaves: readonly Enclave[];
  tJunctions: readonly TJunction[];
  /** Told by the residual audit only; none where the facts come from an arrangement. */
  generalised: readonly GeneralisedSide[];
  borders: readonly Border[];
  /** Pairs that meet in points only, when asked for. */
  pointContacts?: readonly PointContact[];
  /** Connected parts of the area covered by all communities together. */
  components: number;
  /** Places too tangled to examine. */
  unexamined: readonly Unexamined[];
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
    generalised: [],
    borders: findAdjacency(
      {
        noded: arrangement.noded,
        communities: arrangement.communities,
        sides: sidesOf(arrangement),
        borderOf: (owner) => borderOf(arrangement, facesOf[owner]!, owner),
      },
      settings.toleranceMetres,
    ),
    components,
    unexamined: [],
    areaSquareMetres: 0,
  };
}

/** Owners of one side of each edge that are not owners of the other. */
function sidesOf(arrangement: Arrangement): EdgeSides {
  const { faces, noded } = arrangement;
  const edges = noded.edgeFrom.length;
  const start = new Int32Array(edges + 1);
  const owner: number[] = [];
  const isLeft: number[] = [];
  for (let e = 0; e < edges; e++) {
    const left = ownersOf(arrangement, faces.faceOf[2 * e]!);
    const right = ownersOf(arrangement, faces.faceOf[2 * e + 1]!);
    if (left !== right) {
      for (const of of left) if (!right.includes(of)) isLeft[owner.push(of) - 1] = 1;
      for (const of of right) if (!left.includes(of)) isLeft[owner.push(of) - 1] = 0;
    }
    start[e + 1] = owner.length;
  }
  return { start, owner: Int32Array.from(owner), isLeft: Uint8Array.from(isLeft) };
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
