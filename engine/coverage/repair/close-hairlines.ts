import Flatbush from 'flatbush';
import { type LocalFrame, localFrame } from '../../geometry/geodesic.ts';
import { toGrid } from '../../geometry/grid.ts';
import { halfEdgeOrigin, twinOf } from '../trace-faces.ts';
import type { Finding, Position } from '../types.ts';
import { gridPosition, type Piece, type Scope } from './scope.ts';

/** Who shall own a piece is decided when it stands in the arrangement. */
const UNDECIDED = -1;
/** Marks the pieces that close a hairline. */
const CLOSING = 'close:';

export const isClosing = ({ region }: Piece): boolean => region.startsWith(CLOSING);

/** Ids of the pairs whose borders run close to one another without enclosing anything. */
export function openHairlinePairs(findings: readonly Finding[]): [string, string][] {
  return findings
    .filter(
      ({ kind, detail, areaSquareMetres }) =>
        kind === 'mismatch' && detail === 'near-coincident' && areaSquareMetres === 0,
    )
    .flatMap(({ communities: [a, b] }) => (a === undefined || b === undefined ? [] : [[a, b]]));
}

/**
 * Closes hairlines that are open to the outside: where the borders of a pair face one another within
 * the tolerance, with nothing between them, the land between becomes a piece. Beyond the mouth, where
 * they part, nothing is added.
 */
export function closeHairlines(
  scope: Scope,
  pairs: readonly (readonly [string, string])[],
  toleranceMetres: number,
): Piece[] {
  if (pairs.length === 0 || toleranceMetres === 0) return [];
  const ownersById = new Map<string, number[]>();
  scope.communities.forEach(({ id }, owner) => {
    const known = ownersById.get(id);
    if (known === undefined) ownersById.set(id, [owner]);
    else known.push(owner);
  });
  const edgesOf = new Map<number, OpenBorder>();
  const borderOf = (owner: number): OpenBorder => {
    const known = edgesOf.get(owner) ?? openBorder(scope, owner);
    edgesOf.set(owner, known);
    return known;
  };
  const pieces: Piece[] = [];
  for (const [idA, idB] of pairs) {
    for (const a of ownersById.get(idA) ?? []) {
      for (const b of ownersById.get(idB) ?? []) {
        // One id may stand for several communities, far apart.
        if (a === b || (idA === idB && a > b)) continue;
        const [borderA, borderB] = [borderOf(a), borderOf(b)];
        if (!areNear(borderA, borderB)) continue;
        pieces.push(...closePair(scope, { a, b }, borderA.edges, borderB.edges, toleranceMetres));
      }
    }
  }
  return pieces;
}

/** Half-edges that face nobody, the community on their left, and their box on the grid. */
interface OpenBorder {
  edges: readonly number[];
  west: number;
  south: number;
  east: number;
  north: number;
}

function openBorder(scope: Scope, owner: number): OpenBorder {
  const { noded } = scope.arrangement;
  const { xs, ys } = noded.points;
  const edges = openEdges(scope, owner);
  const box = {
    west: Number.POSITIVE_INFINITY,
    south: Number.POSITIVE_INFINITY,
    east: Number.NEGATIVE_INFINITY,
    north: Number.NEGATIVE_INFINITY,
  };
  for (const halfEdge of edges) {
    for (const end of [halfEdge, twinOf(halfEdge)]) {
      const vertex = halfEdgeOrigin(noded, end);
      box.west = Math.min(box.west, xs[vertex]!);
      box.south = Math.min(box.south, ys[vertex]!);
      box.east = Math.max(box.east, xs[vertex]!);
      box.north = Math.max(box.north, ys[vertex]!);
    }
  }
  return { edges, ...box };
}

/** Some hundred metres on the grid: more than any tolerance. */
const NEAR = toGrid(1e-3);

const areNear = (a: OpenBorder, b: OpenBorder): boolean =>
  a.west - NEAR <= b.east &&
  b.west - NEAR <= a.east &&
  a.south - NEAR <= b.north &&
  b.south - NEAR <= a.north;

/** A border segment that faces nobody, its community on the left; in metres in a flat frame. */
interface Facing {
  ax: number;
  ay: number;
  bx: number;
  by: number;
  from: Position;
  to: Position;
}

function closePair(
  scope: Scope,
  { a, b }: { a: number; b: number },
  edgesA: readonly number[],
  edgesB: readonly number[],
  toleranceMetres: number,
): Piece[] {
  if (edgesA.length === 0 || edgesB.length === 0) return [];
  const [lon, lat] = gridPosition(scope, halfEdgeOrigin(scope.arrangement.noded, edgesA[0]!));
  const frame = localFrame(lon!, lat!);
  const [facingA, facingB] = [edgesA, edgesB].map((edges) =>
    edges.map((halfEdge) => toFacing(scope, halfEdge, frame)),
  ) as [Facing[], Facing[]];
  // A little more than the tolerance, so that nothing within it is left at the mouth.
  const reach = 1.02 * toleranceMetres;
  const index = new Flatbush(facingB.length);
  for (const { ax, ay, bx, by } of facingB) {
    index.add(Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by));
  }
  index.finish();
  const coordinates = facingA.flatMap((s) => {
    const near = index.search(
      Math.min(s.ax, s.bx) - reach,
      Math.min(s.ay, s.by) - reach,
      Math.max(s.ax, s.bx) + reach,
      Math.max(s.ay, s.by) + reach,
    );
    return near
      .sort((i, j) => i - j)
      .flatMap((i) => [
        ...strip(s, facingB[i]!, reach, frame),
        ...strip(facingB[i]!, s, reach, frame),
      ]);
  });
  if (coordinates.length === 0) return [];
  return [
    {
      region: `${CLOSING}${a},${b}`,
      owner: UNDECIDED,
      geometry: { type: 'MultiPolygon', coordinates: coordinates.map((ring) => [ring]) },
    },
  ];
}

function openEdges({ arrangement, owners, facesOf }: Scope, owner: number): number[] {
  const { faces, boundaries } = arrangement;
  const edges: number[] = [];
  for (const face of facesOf[owner]!) {
    for (let i = boundaries.start[face]!; i < boundaries.start[face + 1]!; i++) {
      const halfEdge = boundaries.list[i]!;
      if (owners[faces.faceOf[twinOf(halfEdge)]!]!.length === 0) edges.push(halfEdge);
    }
  }
  return edges;
}

function toFacing(scope: Scope, halfEdge: number, frame: LocalFrame): Facing {
  const { noded } = scope.arrangement;
  const from = gridPosition(scope, halfEdgeOrigin(noded, halfEdge));
  const to = gridPosition(scope, halfEdgeOrigin(noded, twinOf(halfEdge)));
  return {
    ax: (from[0]! - frame.originLon) * frame.metresPerDegreeLon,
    ay: (from[1]! - frame.originLat) * frame.metresPerDegreeLat,
    bx: (to[0]! - frame.originLon) * frame.metresPerDegreeLon,
    by: (to[1]! - frame.originLat) * frame.metresPerDegreeLat,
    from,
    to,
  };
}

/** The land between two segments that run against one another, where s lies beside t within reach. */
function strip(s: Facing, t: Facing, reach: number, frame: LocalFrame): Position[][] {
  const length = Math.hypot(t.bx - t.ax, t.by - t.ay);
  const [dx, dy] = [s.bx - s.ax, s.by - s.ay];
  if (length === 0 || dx * (t.bx - t.ax) + dy * (t.by - t.ay) >= 0) return [];
  const [ux, uy] = [(t.bx - t.ax) / length, (t.by - t.ay) / length];
  const along = (x: number, y: number): number => (x - t.ax) * ux + (y - t.ay) * uy;
  const across = (x: number, y: number): number => (y - t.ay) * ux - (x - t.ax) * uy;
  let [low, high] = [0, 1];
  for (const [from, to, least, most] of [
    [along(s.ax, s.ay), along(s.bx, s.by), 0, length],
    [across(s.ax, s.ay), across(s.bx, s.by), -reach, reach],
  ] as const) {
    if (from === to) {
      if (from < least || from > most) return [];
      continue;
    }
    const [p, q] = [(least - from) / (to - from), (most - from) / (to - from)];
    low = Math.max(low, Math.min(p, q));
    high = Math.min(high, Math.max(p, q));
  }
  if (low >= high) return [];
  const onS = (share: number): Position =>
    share === 0
      ? s.from
      : share === 1
        ? s.to
        : [
            s.from[0]! + share * (s.to[0]! - s.from[0]!),
            s.from[1]! + share * (s.to[1]! - s.from[1]!),
          ];
  const onT = (share: number): Position => {
    const at = along(s.ax + share * dx, s.ay + share * dy);
    const [x, y] = [t.ax + at * ux, t.ay + at * uy];
    return at <= 0
      ? t.from
      : at >= length
        ? t.to
        : [
            frame.originLon + x / frame.metresPerDegreeLon,
            frame.originLat + y / frame.metresPerDegreeLat,
          ];
  };
  const first = onS(low);
  return [[first, onS(high), onT(high), onT(low), first]];
}
