import { geodesicDistance, localFrame } from '../../geometry/geodesic.ts';
import { fromGrid } from '../../geometry/grid.ts';
import { type Arrangement, buildArrangement, isInJurisdiction, ownersOf } from '../arrangement.ts';
import { halfEdgeOrigin, twinOf } from '../trace-faces.ts';
import { vertexPosition } from '../trace-region.ts';
import type { AreaGeometry, CommunityInput, Position } from '../types.ts';

/** Land that a division gives to one of the candidates: it stands in the arrangement as a polygon. */
export interface Piece {
  /** Key of the region that was divided. */
  region: string;
  owner: number;
  geometry: AreaGeometry;
}

/** What is being repaired: the involved communities on one arrangement. */
export interface Scope {
  arrangement: Arrangement;
  communities: readonly CommunityInput[];
  jurisdiction: AreaGeometry | null;
  /** Communities that cover a face in the input, ascending. */
  owners: readonly (readonly number[])[];
  /** Faces that a community covers in the input. */
  facesOf: readonly (readonly number[])[];
  /** Area of each face in the plane, in m² to within a percent: to compare and to add up. */
  planeAreas: Float64Array;
  /** m² per square degree in {@link planeAreas}. */
  planeScale: number;
  /** The piece that a face lies in, or −1. */
  pieceOf: Int32Array;
  pieces: readonly Piece[];
}

/** Builds the arrangement of the communities, the outline and the pieces of earlier divisions. */
export function buildScope(
  communities: readonly CommunityInput[],
  excluded: ReadonlySet<number>,
  jurisdiction: AreaGeometry | null,
  pieces: readonly Piece[],
): Scope {
  const count = communities.length;
  const arrangement = buildArrangement(
    [
      ...communities.map(({ geometry }, owner) => (excluded.has(owner) ? null : geometry)),
      ...pieces.map(({ geometry }) => geometry),
    ],
    jurisdiction,
  );
  const owners: number[][] = [];
  const facesOf: number[][] = communities.map(() => []);
  const pieceOf = new Int32Array(arrangement.faces.faceCount).fill(-1);
  for (let face = 0; face < arrangement.faces.faceCount; face++) {
    const real: number[] = [];
    for (const owner of ownersOf(arrangement, face)) {
      if (owner < count) {
        real.push(owner);
        facesOf[owner]!.push(face);
      } else if (pieceOf[face]! < 0) {
        pieceOf[face] = owner - count;
      }
    }
    owners.push(real);
  }
  return {
    arrangement,
    communities,
    jurisdiction,
    owners,
    facesOf,
    ...measureFaces(arrangement),
    pieceOf,
    pieces,
  };
}

function measureFaces({ noded, faces }: Arrangement): {
  planeAreas: Float64Array;
  planeScale: number;
} {
  const planeAreas = new Float64Array(faces.faceCount);
  if (noded.edgeFrom.length === 0) return { planeAreas, planeScale: 1 };
  const [lon, lat] = vertexPosition(noded, noded.edgeFrom[0]!) as [number, number];
  const frame = localFrame(lon, lat);
  const planeScale = frame.metresPerDegreeLon * frame.metresPerDegreeLat;
  for (let e = 0; e < noded.edgeFrom.length; e++) {
    const [ax, ay] = vertexPosition(noded, noded.edgeFrom[e]!) as [number, number];
    const [bx, by] = vertexPosition(noded, noded.edgeTo[e]!) as [number, number];
    const twice = (ax - lon) * (by - lat) - (bx - lon) * (ay - lat);
    planeAreas[faces.faceOf[2 * e]!]! += (twice / 2) * planeScale;
    planeAreas[faces.faceOf[2 * e + 1]!]! -= (twice / 2) * planeScale;
  }
  return { planeAreas, planeScale };
}

/** Sum of the plane areas of some faces. */
export const areaOfFaces = ({ planeAreas }: Scope, faces: readonly number[]): number =>
  faces.reduce((sum, face) => sum + planeAreas[face]!, 0);

export const isInside = ({ arrangement }: Scope, face: number): boolean =>
  isInJurisdiction(arrangement, face);

/** A vertex on the grid, in degrees: read again, it is the same vertex. */
export const gridPosition = ({ arrangement: { noded } }: Scope, vertex: number): Position => [
  fromGrid(noded.points.xs[vertex]!),
  fromGrid(noded.points.ys[vertex]!),
];

/** Length of an edge in metres. */
export function edgeLength({ arrangement: { noded } }: Scope, halfEdge: number): number {
  return geodesicDistance(
    vertexPosition(noded, halfEdgeOrigin(noded, halfEdge)),
    vertexPosition(noded, halfEdgeOrigin(noded, twinOf(halfEdge))),
  );
}

/** Half-edges of a group of faces with something else on their right. */
export function boundaryOf({ arrangement }: Scope, group: readonly number[]): number[] {
  const { faces, boundaries } = arrangement;
  const inside = new Set(group);
  const boundary: number[] = [];
  for (const face of group) {
    for (let i = boundaries.start[face]!; i < boundaries.start[face + 1]!; i++) {
      const halfEdge = boundaries.list[i]!;
      if (!inside.has(faces.faceOf[twinOf(halfEdge)]!)) boundary.push(halfEdge);
    }
  }
  return boundary;
}

/** The face on the other side of a half-edge. */
export const faceBeyond = ({ arrangement: { faces } }: Scope, halfEdge: number): number =>
  faces.faceOf[twinOf(halfEdge)]!;
