import { geodesicArea } from '../../geometry/geodesic.ts';
import type { AreaGeometry, Position } from '../types.ts';
import type { Resolution } from './resolve-faces.ts';
import type { Scope } from './scope.ts';

/** Where the land of one pass went. */
export interface PassArea {
  filledSquareMetres: number;
  resolvedSquareMetres: number;
  clippedSquareMetres: number;
  /** What the communities cover now, less what the faces that they stand on cover; in the plane. */
  planeDifferenceSquareMetres: number;
}

/**
 * Adds up the decisions, and checks the geometries against the faces: what is written must cover in
 * the plane exactly what was decided.
 */
export function accountFor(
  scope: Scope,
  { decisions, owners }: Resolution,
  geometries: readonly (AreaGeometry | null)[],
  dropped: ReadonlySet<number>,
): PassArea {
  let [filled, resolved, clipped] = [0, 0, 0];
  for (const { kind, region, to } of decisions) {
    if (to === null) continue;
    const { areaSquareMetres } = region.measure;
    if (kind === 'gap') filled += areaSquareMetres;
    else if (kind === 'overlap') resolved += areaSquareMetres * (region.owners.length - 1);
    else if (kind === 'outside') clipped += areaSquareMetres * region.owners.length;
  }
  for (const owner of dropped) resolved += geodesicArea(scope.communities[owner]!.geometry!);
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
  return {
    filledSquareMetres: filled,
    resolvedSquareMetres: resolved,
    clippedSquareMetres: clipped,
    planeDifferenceSquareMetres: difference,
  };
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
