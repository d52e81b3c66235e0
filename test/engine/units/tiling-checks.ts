import { expect } from 'vitest';
import { auditCoverage } from '#engine/coverage/audit.ts';
import type { AreaGeometry, Position } from '#engine/coverage/types.ts';
import { ringMeasure } from '#engine/geometry/geodesic.ts';
import type { UnitSet } from '#engine/units/types.ts';

export const polygonsOf = (geometry: AreaGeometry): Position[][][] =>
  geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;

/** Area in square degrees, edges straight: a vertex on an edge changes nothing. */
export function planarArea(geometry: AreaGeometry): number {
  const [x0, y0] = polygonsOf(geometry)[0]![0]![0] as [number, number];
  const ringArea = (ring: readonly Position[]): number => {
    let twice = 0;
    for (let k = 1; k < ring.length; k++) {
      const [ax, ay] = [ring[k - 1]![0]! - x0, ring[k - 1]![1]! - y0];
      const [bx, by] = [ring[k]![0]! - x0, ring[k]![1]! - y0];
      twice += ax * by - bx * ay;
    }
    return Math.abs(twice) / 2;
  };
  let sum = 0;
  for (const rings of polygonsOf(geometry)) {
    rings.forEach((ring, i) => {
      sum += (i === 0 ? 1 : -1) * ringArea(ring);
    });
  }
  return sum;
}

/** Perimeter in degrees. */
const planarLength = (geometry: AreaGeometry): number =>
  polygonsOf(geometry)
    .flat()
    .flatMap((ring) =>
      ring.slice(1).map((b, k) => Math.hypot(b[0]! - ring[k]![0]!, b[1]! - ring[k]![1]!)),
    )
    .reduce((sum, length) => sum + length, 0);

/**
 * Units tile the ground: the audit finds nothing but enclaves (lakes, roundabouts); against the
 * outline as it was given it misses the vertices where borders meet it, and nothing else. Areas add
 * up, and the borders of every unit to its perimeter.
 */
export function expectTiling(set: UnitSet, ground: AreaGeometry): void {
  expect(set.outline).toBeDefined();
  const strict = auditCoverage(
    set.units,
    { geometry: set.outline! },
    {
      minAreaSquareMetres: 0,
    },
  );
  expect(strict.findings.filter(({ kind }) => kind !== 'enclave')).toEqual([]);
  const given = auditCoverage(set.units, { geometry: ground }, { minAreaSquareMetres: 0 });
  const departures = given.findings.filter(({ kind }) => kind !== 'enclave');
  expect(
    departures.filter(
      ({ detail, communities }) => detail !== 't-junction' || communities.length !== 1,
    ),
  ).toEqual([]);
  const sum = set.units.reduce((area, { geometry }) => area + planarArea(geometry), 0);
  expect(Math.abs(sum / planarArea(set.outline!) - 1)).toBeLessThan(1e-11);
  // The outline is on the snap grid: an edge with a vertex put on it moves by half a unit at most.
  const rounding = planarLength(ground) * 0.5e-11;
  const difference = Math.abs(sum - planarArea(ground));
  expect(difference).toBeLessThan(Math.max(1e-9 * planarArea(ground), rounding));
  expectOutlineKept(set, ground);
  expectPerimeters(set);
}

function expectOutlineKept({ outline }: UnitSet, ground: AreaGeometry): void {
  const keyed = (geometry: AreaGeometry) =>
    polygonsOf(geometry).flatMap((rings) => rings.flatMap((ring) => ring.map(String)));
  const kept = new Set(keyed(outline!));
  expect(keyed(ground).filter((vertex) => !kept.has(vertex))).toEqual([]);
}

export function expectPerimeters({ units, borders }: UnitSet): void {
  const lengths = new Float64Array(units.length);
  for (const border of borders) {
    const parts = border.stretches.reduce((sum, { lengthMetres }) => sum + lengthMetres, 0);
    expect(border.lengthMetres).toBeCloseTo(parts, 6);
    lengths[border.units[0]]! += border.lengthMetres;
    if (border.units[1] !== null) lengths[border.units[1]]! += border.lengthMetres;
  }
  units.forEach(({ geometry }, i) => {
    const perimeter = polygonsOf(geometry)
      .flat()
      .reduce((sum, ring) => sum + ringMeasure(ring).perimeter, 0);
    expect(Math.abs(lengths[i]! / perimeter - 1)).toBeLessThan(1e-7);
  });
}
