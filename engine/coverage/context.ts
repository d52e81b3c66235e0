import { polygonArea } from '../geometry/geodesic.ts';
import { type InscribedCircle, inscribedCircle } from '../geometry/inscribed-circle.ts';
import type { PlanarGraph } from './arrangement.ts';
import { nameOf } from './name-of.ts';
import { type Region, traceRegion } from './trace-region.ts';
import type {
  AreaGeometry,
  AuditOptions,
  CommunityInput,
  JurisdictionInput,
  Message,
  Position,
} from './types.ts';

/** The options with their defaults in place. */
export type AuditSettings = Required<
  Pick<AuditOptions, 'toleranceMetres' | 'minAreaSquareMetres' | 'sliverWidthMetres'>
> &
  Pick<AuditOptions, 'queen'>;

/** What every find-stage reads. Nothing in it is changed by a stage. */
export interface CoverageContext {
  communities: readonly CommunityInput[];
  jurisdiction: JurisdictionInput | null;
  /** Owners whose geometry is invalid, whether or not it takes part. */
  invalid: ReadonlySet<number>;
  settings: AuditSettings;
}

/** A connected region with its figures. */
export interface MeasuredRegion extends Region {
  faces: readonly number[];
  areaSquareMetres: number;
  /** Its largest inscribed circle, found when it is first asked for. */
  readonly circle: InscribedCircle;
}

/** Traces and measures a connected group of faces; `owners` as in {@link traceRegion}. */
export function measureRegion(
  arrangement: PlanarGraph,
  faces: readonly number[],
  owners?: readonly number[],
): MeasuredRegion {
  const region = traceRegion(arrangement, faces, owners);
  if (region.rings.length > 0) return measureRings(region.rings, { ...region, faces });
  // A face between two edges that snapping brought together: a line, without area.
  const { edgeFrom, lons, lats } = arrangement.noded;
  const vertex = edgeFrom[region.boundary[0]! >> 1]!;
  const circle = { centre: [lons[vertex]!, lats[vertex]!], diameterMetres: 0 };
  return { ...region, faces, areaSquareMetres: 0, circle };
}

/** The figures of a polygon; `traced` is what is known of its faces and half-edges. */
export function measureRings(
  rings: Position[][],
  traced: Pick<MeasuredRegion, 'boundary' | 'shell' | 'faces'>,
): MeasuredRegion {
  let circle: InscribedCircle | null = null;
  return {
    rings,
    boundary: traced.boundary,
    shell: traced.shell,
    faces: traced.faces,
    areaSquareMetres: Math.max(0, polygonArea(rings)),
    get circle() {
      circle ??= inscribedCircle(rings);
      return circle;
    },
  };
}

/** Area of several regions together, in m². */
export function totalAreaOf(regions: readonly MeasuredRegion[]): number {
  let sum = 0;
  for (const { areaSquareMetres } of regions) sum += areaSquareMetres;
  return sum;
}

/** Several regions as one geometry, largest first. */
export function regionsGeometry(regions: readonly MeasuredRegion[]): AreaGeometry {
  const polygons = regions.filter((region) => region.rings.length > 0).map(({ rings }) => rings);
  return polygons.length === 1
    ? { type: 'Polygon', coordinates: polygons[0]! }
    : { type: 'MultiPolygon', coordinates: polygons };
}

/** Larger regions first; equal ones by place. */
export function byAreaThenPlace(a: MeasuredRegion, b: MeasuredRegion): number {
  return (
    b.areaSquareMetres - a.areaSquareMetres ||
    a.circle.centre[0]! - b.circle.centre[0]! ||
    a.circle.centre[1]! - b.circle.centre[1]!
  );
}

/** How a community is called in a message. */
export function labelOf({ communities }: CoverageContext, owner: number): Message {
  return nameOf(communities[owner]!);
}

/** Owners in the order of their ids, in which a message names them whatever the order of the input. */
export function inIdOrder({ communities }: CoverageContext, owners: Iterable<number>): number[] {
  return [...owners].sort((a, b) => byCodePoint(communities[a]!.id, communities[b]!.id) || a - b);
}

/** Ids of the owners, sorted by code point. */
export function sortedIds({ communities }: CoverageContext, owners: Iterable<number>): string[] {
  return [...owners].map((owner) => communities[owner]!.id).sort(byCodePoint);
}

export function byCodePoint(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
