import { difference, intersect } from '@turf/turf';
import Flatbush from 'flatbush';
import { findInvalid, type InvalidityKind } from '../coverage/find-invalid.ts';
import type { AreaGeometry, CommunityInput, Position } from '../coverage/types.ts';
import { readRings } from '../coverage/validity/ring-table.ts';
import { SegmentIndex } from '../coverage/validity/segment-index.ts';
import { geodesicArea } from '../geometry/geodesic.ts';
import { borderEnters, boxOf } from './border-enters.ts';
import { placeInside } from './place-inside.ts';

/** What of an area lies in one community. */
export interface Piece {
  community: CommunityInput;
  geometry: AreaGeometry;
  areaSquareMetres: number;
}

interface Shape {
  community: CommunityInput;
  geometry: AreaGeometry;
  index: SegmentIndex;
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
      const isUsable = findInvalid(geometry).every(({ kind }) => HARMLESS.has(kind));
      if (geometry === null || !isUsable) this.unusable.push(community);
      else this.shapes.push({ community, ...indexed(geometry) });
    }
    this.tree = this.shapes.length > 0 ? new Flatbush(this.shapes.length) : null;
    for (const { index } of this.shapes) this.tree!.add(...boxOf(index));
    this.tree?.finish();
  }

  /**
   * The pieces of a valid area, by community in the order of the communities. Polygons are
   * intersected only where a border enters a part of the area; elsewhere the part lies wholly in
   * the community or out of it.
   * @throws Error when Turf cannot intersect two polygons
   */
  piecesOf(area: AreaGeometry): Piece[] {
    const parts = partsOf(area).map((rings) => indexed({ type: 'Polygon', coordinates: rings }));
    const candidates = new Set(
      parts.flatMap(({ index }) => this.tree?.search(...boxOf(index)) ?? []),
    );
    return [...candidates]
      .sort((a, b) => a - b)
      .flatMap((i) => {
        const { community, ...shape } = this.shapes[i]!;
        const common = parts.flatMap((part) => commonParts(part, shape));
        if (common.length === 0) return [];
        const geometry: AreaGeometry = { type: 'MultiPolygon', coordinates: common };
        return [{ community, geometry, areaSquareMetres: geodesicArea(geometry) }];
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

type IndexedArea = Omit<Shape, 'community'>;

const partsOf = (area: AreaGeometry): Position[][][] =>
  area.type === 'Polygon' ? [area.coordinates] : area.coordinates;

function indexed(geometry: AreaGeometry): IndexedArea {
  // What is wrong with the rings was reported by findInvalid, which reads them in the same way.
  const table = readRings(geometry, () => undefined);
  return { geometry, index: new SegmentIndex(table) };
}

/** What of one part lies in a community, as polygons. */
function commonParts(part: IndexedArea, community: IndexedArea): Position[][][] {
  if (borderEnters(community.index, part.index)) {
    const common = intersect(collectionOf(part.geometry, community.geometry))?.geometry;
    return common ? partsOf(common as AreaGeometry) : [];
  }
  return isInside(part, community.index) ? partsOf(part.geometry) : [];
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
