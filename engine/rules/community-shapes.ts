import { difference, intersect } from '@turf/turf';
import Flatbush from 'flatbush';
import { findInvalid, type InvalidityKind } from '../coverage/find-invalid.ts';
import type { AreaGeometry, CommunityInput, Position } from '../coverage/types.ts';
import { readRings } from '../coverage/validity/ring-table.ts';
import { SegmentIndex } from '../coverage/validity/segment-index.ts';
import { geodesicArea } from '../geometry/geodesic.ts';
import { remember } from '../measure/remember.ts';
import { borderEnters, boxOf } from './border-enters.ts';
import { placeInside } from './place-inside.ts';

/** What of an area lies in one community. */
export interface Piece {
  community: CommunityInput;
  geometry: AreaGeometry;
  areaSquareMetres: number;
}

interface IndexedArea {
  geometry: AreaGeometry;
  index: SegmentIndex;
}

interface Shape extends IndexedArea {
  community: CommunityInput;
}

type Box = readonly [minX: number, minY: number, maxX: number, maxY: number];

/** A polygon of an area. */
interface Part {
  rings: Position[][];
  box: Box;
}

/** The parts of an area, and what of it lay where when it was last asked for. */
interface KnownArea {
  parts: readonly Part[];
  /** Geometries of the communities around it then, in their order. */
  around: readonly AreaGeometry[];
  pieces: readonly KnownPiece[];
}

interface KnownPiece extends Piece {
  /** Index of its community among those around. */
  at: number;
}

/** Problems with which an area is still what it looks like. */
const HARMLESS: ReadonlySet<InvalidityKind> = new Set<InvalidityKind>([
  'ring-touches-itself',
  'unclosed-ring',
]);

/** The areas of communities under an index, to be asked what of another area lies in which. */
export class CommunityShapes {
  /** Communities without a shape, or with one too faulty to cut anything with. */
  readonly unusable: CommunityInput[] = [];
  private readonly shapes: Shape[] = [];
  private readonly tree: Flatbush | null;

  constructor(communities: readonly CommunityInput[]) {
    for (const community of communities) {
      const { geometry } = community;
      const shape = geometry === null ? null : usableShape(geometry);
      if (shape === null) this.unusable.push(community);
      else this.shapes.push({ community, ...shape });
    }
    this.tree = this.shapes.length > 0 ? new Flatbush(this.shapes.length) : null;
    for (const { index } of this.shapes) this.tree!.add(...boxOf(index));
    this.tree?.finish();
  }

  /**
   * The pieces of a valid area, by community in the order of the communities. Polygons are
   * intersected only where a border enters a part of the area; elsewhere the part lies wholly in
   * the community or out of it. They are kept with the area for as long as the communities around it have the same
   * geometries, so that at a step of an edit only what lies near the border that moved is worked out anew.
   * @throws Error when Turf cannot intersect two polygons
   */
  piecesOf(area: AreaGeometry): readonly Piece[] {
    const known = knownAreas.get(area);
    const parts = known?.parts ?? partsOf(area).map(readPart);
    const around = this.around(parts);
    const isSame =
      known !== undefined &&
      known.around.length === around.length &&
      around.every((i, at) => this.shapes[i]!.geometry === known.around[at]);
    if (!isSame) {
      const geometries = around.map((i) => this.shapes[i]!.geometry);
      const pieces = this.cut(parts, around);
      knownAreas.set(area, { parts, around: geometries, pieces });
      return pieces;
    }
    const communityOf = ({ at }: KnownPiece): CommunityInput => this.shapes[around[at]!]!.community;
    if (known.pieces.every((piece) => piece.community === communityOf(piece))) return known.pieces;
    // The same ground under other attributes.
    const pieces = known.pieces.map((piece) => ({ ...piece, community: communityOf(piece) }));
    knownAreas.set(area, { ...known, pieces });
    return pieces;
  }

  /** Indexes of the communities that may have a piece, ascending. */
  private around(parts: readonly Part[]): number[] {
    const [only, second] = parts;
    if (only !== undefined && second === undefined) {
      return (this.tree?.search(...only.box) ?? []).sort((a, b) => a - b);
    }
    const found = new Set(parts.flatMap(({ box }) => this.tree?.search(...box) ?? []));
    return [...found].sort((a, b) => a - b);
  }

  private cut(parts: readonly Part[], around: readonly number[]): KnownPiece[] {
    const indexes = new Map<Part, IndexedArea>();
    return around.flatMap((i, at) => {
      const { community, ...shape } = this.shapes[i]!;
      const common = parts.flatMap((part) => commonParts(part, shape, indexes));
      if (common.length === 0) return [];
      const geometry: AreaGeometry = { type: 'MultiPolygon', coordinates: common };
      return [{ at, community, geometry, areaSquareMetres: geodesicArea(geometry) }];
    });
  }

  /** The first community that a place lies in or on the border of; null where there is none. */
  at([x, y]: Position): CommunityInput | null {
    const candidates = this.tree?.search(x!, y!, x!, y!) ?? [];
    const found = candidates
      .sort((a, b) => a - b)
      .find((i) => this.shapes[i]!.index.locate(null, x!, y!) >= 0);
    return found === undefined ? null : this.shapes[found]!.community;
  }
}

const knownAreas = new WeakMap<AreaGeometry, KnownArea>();

const partsOf = (area: AreaGeometry): Position[][][] =>
  area.type === 'Polygon' ? [area.coordinates] : area.coordinates;

/** Null: too faulty to cut anything with. */
const usableShape = remember((geometry: AreaGeometry): IndexedArea | null =>
  findInvalid(geometry).every(({ kind }) => HARMLESS.has(kind)) ? indexed(geometry) : null,
);

function indexed(geometry: AreaGeometry): IndexedArea {
  // What is wrong with the rings was reported by findInvalid, which reads them in the same way.
  const table = readRings(geometry, () => undefined);
  return { geometry, index: new SegmentIndex(table) };
}

function readPart(rings: Position[][]): Part {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const ring of rings) {
    for (const [x, y] of ring) {
      if (x! < minX) minX = x!;
      if (y! < minY) minY = y!;
      if (x! > maxX) maxX = x!;
      if (y! > maxY) maxY = y!;
    }
  }
  return { rings, box: [minX, minY, maxX, maxY] };
}

/**
 * What of one part lies in a community, as polygons.
 * @param indexes of parts, made when one is first needed: most lie in a community whose border is nowhere near
 */
function commonParts(
  part: Part,
  community: IndexedArea,
  indexes: Map<Part, IndexedArea>,
): Position[][][] {
  const isBorderNear = community.index.someSegmentIn(...part.box, () => true);
  if (!isBorderNear) {
    const [x, y] = part.rings[0]![0]!;
    return community.index.locate(null, x!, y!) > 0 ? [part.rings] : [];
  }
  const shape = indexes.get(part) ?? indexed({ type: 'Polygon', coordinates: part.rings });
  indexes.set(part, shape);
  const { geometry, index } = shape;
  if (borderEnters(community.index, index)) {
    const common = intersect(collectionOf(geometry, community.geometry))?.geometry;
    return common ? partsOf(common as AreaGeometry) : [];
  }
  return isInside(shape, community.index) ? [part.rings] : [];
}

/** For a part that the border does not enter: a point of it that is not on the border decides. */
function isInside(part: IndexedArea, border: SegmentIndex): boolean {
  const { xs, ys } = part.index.table;
  for (let v = 0; v < xs.length; v++) {
    const where = border.locate(null, xs[v]!, ys[v]!);
    if (where !== 0) return where > 0;
  }
  const [x, y] = placeInside(part.geometry);
  return border.locate(null, x!, y!) > 0;
}

function collectionOf(first: AreaGeometry, second: AreaGeometry) {
  const feature = (geometry: AreaGeometry) =>
    ({ type: 'Feature', properties: {}, geometry }) as const;
  return {
    type: 'FeatureCollection' as const,
    features: [feature(first), feature(second)],
  };
}

/** What of an area is in none of others; null where nothing is left. @throws Error from Turf */
export function withoutAreas(
  area: AreaGeometry,
  others: readonly AreaGeometry[],
): AreaGeometry | null {
  let left: AreaGeometry | null = area;
  for (const other of others) {
    if (left === null) break;
    left = (difference(collectionOf(left, other))?.geometry as AreaGeometry | undefined) ?? null;
  }
  return left;
}

/** Geodesic area of what of the first area is not in the second, m². @throws Error from Turf */
export function areaOutside(a: AreaGeometry, b: AreaGeometry): number {
  const rest = difference(collectionOf(a, b))?.geometry;
  return rest ? geodesicArea(rest) : 0;
}
