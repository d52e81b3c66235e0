import { bulgeArea } from '../../geometry/bulge-area.ts';
import { geodesicArea } from '../../geometry/geodesic.ts';
import { resolveInvalid } from '../residual/resolve-invalid.ts';
import type { AreaGeometry, Position } from '../types.ts';
import type { RegionMeasure } from './regions.ts';
import type { Resolution } from './resolve-faces.ts';
import type { Scope } from './scope.ts';

/** Where the land of one pass went. */
export interface PassArea {
  filledSquareMetres: number;
  resolvedSquareMetres: number;
  clippedSquareMetres: number;
  /** What communities that are left as duplicates gained or lost, following whom they repeat; signed. */
  followedSquareMetres: number;
  /** By how much vertices put on straight edges moved the geodesics between them; signed. */
  bentSquareMetres: number;
  /** Sum of the areas of the communities that changed, after less before. */
  gainedSquareMetres: number;
  /** What the communities cover now, less what the faces that they stand on cover; in the plane. */
  planeDifferenceSquareMetres: number;
}

/**
 * Adds up the decisions, and checks the geometries against the faces: what is written must cover in
 * the plane exactly what was decided.
 *
 * A geodesic area is the area with edges that are straight in degrees, which does not change when a
 * vertex is put on one, and the bulges between those edges and their geodesics, which do. So the
 * bend is counted edge by edge, and the figures add up without it being what is left over.
 */
export function accountFor(
  scope: Scope,
  { decisions, owners, twins }: Resolution,
  geometries: readonly (AreaGeometry | null)[],
  { dropped, invalid }: { dropped: ReadonlySet<number>; invalid: ReadonlySet<number> },
): PassArea {
  const total = { filled: 0, resolved: 0, clipped: 0, followed: 0, bent: 0, gained: 0 };
  const move = (
    kind: 'filled' | 'resolved' | 'clipped',
    { areaSquareMetres, geometry }: Pick<RegionMeasure, 'areaSquareMetres' | 'geometry'>,
    times: number,
  ): void => {
    total[kind] += areaSquareMetres * times;
    if (geometry === null) return;
    // What is told of a region is never less than 0, whatever its holes measure.
    const straight = geodesicArea(geometry) - bulgeArea(geometry);
    total.bent += (areaSquareMetres - straight) * times * (kind === 'filled' ? -1 : 1);
  };
  for (const { kind, region, to } of decisions) {
    if (to === null) continue;
    if (kind === 'gap') move('filled', region.measure, 1);
    else if (kind === 'overlap') move('resolved', region.measure, region.owners.length - 1);
    else if (kind === 'outside') move('clipped', region.measure, region.owners.length);
  }
  scope.communities.forEach(({ geometry: given }, owner) => {
    const written = geometries[owner]!;
    const isDropped = dropped.has(owner);
    if (given === null || (written === given && !isDropped)) return;
    const before = invalid.has(owner) ? resolveInvalid(given) : given;
    const areaBefore = before === null ? 0 : geodesicArea(before);
    if (isDropped) {
      // Its share of the overlap that it was; nothing bends where nothing is written.
      total.resolved += areaBefore;
      total.gained -= areaBefore;
      return;
    }
    const gained = (written === null ? 0 : geodesicArea(written)) - areaBefore;
    total.gained += gained;
    if (twins.has(owner)) {
      total.followed += gained;
      return;
    }
    if (before !== null) total.bent -= bulgeArea(before);
    if (written !== null) total.bent += bulgeArea(written);
  });
  return {
    filledSquareMetres: total.filled,
    resolvedSquareMetres: total.resolved,
    clippedSquareMetres: total.clipped,
    followedSquareMetres: total.followed,
    bentSquareMetres: total.bent,
    gainedSquareMetres: total.gained,
    planeDifferenceSquareMetres: planeDifference(scope, owners, geometries, dropped),
  };
}

function planeDifference(
  scope: Scope,
  owners: Resolution['owners'],
  geometries: readonly (AreaGeometry | null)[],
  dropped: ReadonlySet<number>,
): number {
  const decided = new Float64Array(scope.communities.length);
  owners.forEach((list, face) => {
    for (const owner of list) decided[owner]! += scope.planeAreas[face]!;
  });
  let difference = 0;
  scope.communities.forEach((_, owner) => {
    const geometry = geometries[owner];
    // Nothing was decided about a geometry that takes no part.
    if (geometry == null || dropped.has(owner) || decided[owner] === 0) return;
    difference += planeArea(geometry) * scope.planeScale - decided[owner]!;
  });
  return difference;
}

/** Area in square degrees with straight edges; shells count, holes are taken off. */
export function planeArea(geometry: AreaGeometry): number {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  return polygons.reduce(
    (sum, rings) =>
      sum + rings.reduce((area, ring, i) => area + (i === 0 ? 1 : -1) * ringArea(ring), 0),
    0,
  );
}

function ringArea(ring: readonly Position[]): number {
  const [lon, lat] = ring[0] as [number, number];
  let twice = 0;
  for (let i = 1; i < ring.length; i++) {
    const [a, b] = [ring[i - 1]!, ring[i]!];
    twice += (a[0]! - lon) * (b[1]! - lat) - (b[0]! - lon) * (a[1]! - lat);
  }
  return Math.abs(twice) / 2;
}
