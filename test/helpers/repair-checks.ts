import { expect } from 'vitest';
import { findInvalid } from '#engine/coverage/find-invalid.ts';
import type { RepairResult } from '#engine/coverage/repair/types.ts';
import type { AreaGeometry, CommunityInput, Position } from '#engine/coverage/types.ts';
import { geodesicArea } from '#engine/geometry/geodesic.ts';

/** The rings of a geometry, one after the other. */
export const ringsOf = (geometry: AreaGeometry | null): Position[][] =>
  geometry === null
    ? []
    : geometry.type === 'Polygon'
      ? geometry.coordinates
      : geometry.coordinates.flat();

/** `lon,lat` of every vertex. */
export const verticesOf = (geometry: AreaGeometry | null): Set<string> =>
  new Set(ringsOf(geometry).flatMap((ring) => ring.map((position) => position.join())));

/** Area in square degrees with straight edges, by Kahan's summation: independent of the engine. */
export function planeAreaOf(geometry: AreaGeometry | null): number {
  const polygons =
    geometry === null
      ? []
      : geometry.type === 'Polygon'
        ? [geometry.coordinates]
        : geometry.coordinates;
  let [sum, lost] = [0, 0];
  for (const polygon of polygons) {
    polygon.forEach((ring, r) => {
      const [x0, y0] = ring[0] as [number, number];
      let twice = 0;
      for (let i = 1; i < ring.length; i++) {
        const [a, b] = [ring[i - 1]!, ring[i]!];
        twice += (a[0]! - x0) * (b[1]! - y0) - (b[0]! - x0) * (a[1]! - y0);
      }
      const term = ((r === 0 ? 1 : -1) * Math.abs(twice)) / 2 - lost;
      const next = sum + term;
      lost = next - sum - term;
      sum = next;
    });
  }
  return sum;
}

export const totalPlaneArea = (communities: readonly CommunityInput[]): number =>
  communities.reduce((sum, { geometry }) => sum + planeAreaOf(geometry), 0);

/**
 * before + filled − resolved − clipped + followed + bent = after, to a billionth; and the after is what
 * the communities cover, added up anew.
 */
export function expectBalancedBooks({ area, communities }: RepairResult): void {
  const balance =
    area.beforeSquareMetres +
    area.filledSquareMetres -
    area.resolvedSquareMetres -
    area.clippedSquareMetres +
    area.followedSquareMetres +
    area.bentSquareMetres;
  // Positions are written to a micrometre: on a few square metres that is more than a billionth.
  const noise = 1e-9 * Math.max(area.beforeSquareMetres, area.afterSquareMetres) + 1e-4;
  expect(Math.abs(balance - area.afterSquareMetres)).toBeLessThan(noise);
  if (communities.some(({ geometry }) => findInvalid(geometry).length > 0)) return;
  const span = (geometry: AreaGeometry | null): number => {
    const lons = ringsOf(geometry).flatMap((ring) => ring.map(([lon]) => lon!));
    return Math.max(...lons) - Math.min(...lons);
  };
  const covered = communities.reduce(
    // Across the antimeridian nothing is measured.
    (sum, { geometry }) => sum + (span(geometry) > 180 ? 0 : geodesicArea(geometry!)),
    0,
  );
  // The audit's sum, which it starts from, is good to 1e-8.
  expect(Math.abs(covered - area.afterSquareMetres)).toBeLessThan(10 * noise);
}

/** Directed segments `a>b` of all rings → how many communities have them. */
export function segmentsOf(communities: readonly CommunityInput[]): Map<string, number> {
  const segments = new Map<string, number>();
  for (const { geometry } of communities) {
    for (const ring of ringsOf(geometry)) {
      for (let i = 1; i < ring.length; i++) {
        const key = `${ring[i - 1]!.join()}>${ring[i]!.join()}`;
        segments.set(key, (segments.get(key) ?? 0) + 1);
      }
    }
  }
  return segments;
}

/** What a result is, whatever the order of the input. */
export function essenceOf({ communities, changes, left }: RepairResult) {
  return {
    communities: [...communities].map(({ id, geometry }) => JSON.stringify([id, geometry])).sort(),
    changes: changes.map(({ id, message }) => `${id} ${message.en}`).sort(),
    left: left.map(({ id, message }) => `${id} ${message.en}`).sort(),
  };
}
