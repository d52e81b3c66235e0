import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditCoverage } from '#engine/coverage/audit.ts';
import { findInvalid } from '#engine/coverage/find-invalid.ts';
import type { AreaGeometry, Position } from '#engine/coverage/types.ts';
import { geodesicDistance, ringMeasure } from '#engine/geometry/geodesic.ts';
import { sharedBorders } from '#engine/graph/shared-borders.ts';
import { dirtyCoverage } from '../../helpers/dirty-coverage.ts';
import { latticeCoverage } from '../../helpers/lattice-coverage.ts';
import { ringsOf } from '../../helpers/repair-checks.ts';
import { at, box, multiPolygon, polygon } from '../../helpers/squares.ts';
import { CELL, cellRegions, sharedSides } from './cell-regions.ts';

const lengthOf = (line: readonly Position[]): number =>
  line.slice(1).reduce((sum, position, i) => sum + geodesicDistance(line[i]!, position), 0);

const perimeterOf = (geometry: AreaGeometry): number =>
  ringsOf(geometry).reduce((sum, ring) => sum + ringMeasure(ring).perimeter, 0);

const areasOf = (borders: ReturnType<typeof sharedBorders>) => borders.map(({ areas }) => areas);

describe('sharedBorders', () => {
  it('two squares: one line with the first on its left, and two outer ones', () => {
    const borders = sharedBorders([polygon(box(0, 0, 100, 100)), polygon(box(100, 0, 200, 100))]);
    expect(areasOf(borders)).toEqual([
      [0, 1],
      [0, null],
      [1, null],
    ]);
    expect(borders[0]!.lines).toEqual([[at(100, 0), at(100, 100)]]);
    expect(borders[1]!.lines).toEqual([[at(100, 100), at(0, 100), at(0, 0), at(100, 0)]]);
    expect(borders[0]!.lengthMetres).toBeCloseTo(100, 3);
  });

  it('lines end at junctions, also where a third area only touches', () => {
    const squares = [0, 1, 2, 3].map((i) => {
      const [x, y] = [100 * (i % 2), 100 * Math.floor(i / 2)];
      return polygon(box(x, y, x + 100, y + 100));
    });
    const borders = sharedBorders(squares);
    expect(areasOf(borders).filter(([, b]) => b !== null)).toEqual([
      [0, 1],
      [0, 2],
      [1, 3],
      [2, 3],
    ]);
    for (const { lines } of borders) expect(lines.length).toBe(1);
  });

  it('vertices of one side on the other’s segments: an exact border with all of them', () => {
    const left = polygon(box(0, 0, 100, 200));
    const right = [polygon(box(100, 0, 200, 100)), polygon(box(100, 100, 200, 200))];
    const borders = sharedBorders([left, ...right], { toleranceMetres: 0 });
    expect(borders.find(({ areas }) => areas[0] === 0 && areas[1] === 2)!.lines).toEqual([
      [at(100, 100), at(100, 200)],
    ]);
  });

  it('an enclosed area: one closed line, clockwise around the hole', () => {
    const inner = box(40, 40, 60, 60);
    const borders = sharedBorders([polygon(box(0, 0, 100, 100), inner), polygon(inner)]);
    expect(areasOf(borders)).toEqual([
      [0, 1],
      [0, null],
    ]);
    const [line] = borders[0]!.lines;
    expect(line!.length).toBe(5);
    expect(line![0]).toEqual(line!.at(-1));
    expect(borders[0]!.lengthMetres).toBeCloseTo(80, 2);
  });

  it('two lines of one pair that are apart stay apart', () => {
    const u = polygon(
      box(0, 0, 300, 100)
        .slice(0, -1)
        .concat([at(0, 100)], [at(0, 0)])
        .filter((_, i) => i !== 3),
    );
    const arch: AreaGeometry = polygon([
      at(0, 100),
      at(100, 100),
      at(100, 150),
      at(200, 150),
      at(200, 100),
      at(300, 100),
      at(300, 200),
      at(0, 200),
      at(0, 100),
    ]);
    const [border] = sharedBorders([u, arch]);
    expect(border!.lines.length).toBe(2);
    expect(border!.lengthMetres).toBeCloseTo(200, 2);
  });

  it('contact in a point is none, nor are the parts of one area', () => {
    const parts = multiPolygon([box(0, 0, 100, 100)], [box(100, 100, 200, 200)]);
    expect(areasOf(sharedBorders([parts]))).toEqual([[0, null]]);
    const diagonal = [polygon(box(0, 0, 100, 100)), polygon(box(100, 100, 200, 200))];
    expect(areasOf(sharedBorders(diagonal))).toEqual([
      [0, null],
      [1, null],
    ]);
  });

  it('borders that run within the tolerance are shared: one line for both, no rest outside', () => {
    const left = polygon(box(0, 0, 100, 100));
    const right = polygon([
      at(100.05, 0),
      at(200, 0),
      at(200, 100),
      at(100.02, 100),
      at(100.05, 0),
    ]);
    const borders = sharedBorders([left, right]);
    expect(areasOf(borders)).toEqual([
      [0, 1],
      [0, null],
      [1, null],
    ]);
    expect(borders[0]!.lines.length).toBe(1);
    expect(borders[0]!.lengthMetres).toBeCloseTo(100, 0);
    expect(borders[1]!.lengthMetres).toBeCloseTo(300, 0);
    expect(areasOf(sharedBorders([left, right], { toleranceMetres: 0.01 }))).toEqual([
      [0, null],
      [1, null],
    ]);
  });

  it('noise of rounding at every corner, and bends: one line', () => {
    const bends = Array.from({ length: 21 }, (_, i) => [100 + (i % 2) * 15, 5 * i] as const);
    const noise = (i: number): number => 1e-3 * Math.sin(7 * i);
    const left = polygon([at(0, 0), ...bends.map(([x, y]) => at(x, y)), at(0, 100), at(0, 0)]);
    const right = polygon([
      at(200, 100),
      ...[...bends].reverse().map(([x, y], i) => at(x + noise(i), y + noise(i + 3))),
      at(200, 0),
      at(200, 100),
    ]);
    const [border] = sharedBorders([left, right]);
    expect(border!.areas).toEqual([0, 1]);
    expect(border!.lines.length).toBe(1);
    expect(border!.lengthMetres).toBeCloseTo(20 * Math.hypot(15, 5), 0);
  });

  it('refuses invalid areas by index and a tolerance that is none', () => {
    const bow = polygon([at(0, 0), at(100, 100), at(100, 0), at(0, 100), at(0, 0)]);
    expect(() => sharedBorders([polygon(box(0, 0, 1, 1)), bow])).toThrow(/by index — 1: /);
    expect(() => sharedBorders([], { toleranceMetres: -1 })).toThrow('toleranceMetres');
    expect(sharedBorders([])).toEqual([]);
  });

  it.each([0, 30])(
    'any subdivision (corners moved by %i m): pairs, lengths, every perimeter',
    (jitter) => {
      fc.assert(
        fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
          const cells = cellRegions(seed, 0.15, jitter);
          for (const geometry of cells.geometries) expect(findInvalid(geometry)).toEqual([]);
          const borders = sharedBorders(cells.geometries);
          const sides = sharedSides(cells);
          expect(new Set(borders.map(({ areas: [a, b] }) => `${a},${b ?? -1}`))).toEqual(
            new Set(sides.keys()),
          );
          const sums = cells.geometries.map(() => 0);
          for (const { areas, lines, lengthMetres } of borders) {
            expect(lines.reduce((sum, line) => sum + lengthOf(line), 0)).toBeCloseTo(
              lengthMetres,
              6,
            );
            for (const area of areas) if (area !== null) sums[area]! += lengthMetres;
            if (jitter > 0) continue;
            const expected = CELL * sides.get(`${areas[0]},${areas[1] ?? -1}`)!;
            // The frame in which the cells were laid out is flat.
            expect(Math.abs(lengthMetres - expected)).toBeLessThan(1e-3 * expected);
          }
          cells.geometries.forEach((geometry, i) => {
            expect(sums[i]).toBeCloseTo(perimeterOf(geometry), 5);
          });
        }),
      );
    },
  );

  it('has the first area on the left of every line', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
        const { geometries } = cellRegions(seed, 0.15, 0);
        const edges = geometries.map((geometry) => {
          const walked = new Set<string>();
          for (const ring of ringsOf(geometry)) {
            for (let i = 1; i < ring.length; i++) walked.add(directionOf(ring[i - 1]!, ring[i]!));
          }
          return walked;
        });
        for (const { areas, lines } of sharedBorders(geometries)) {
          for (const line of lines) {
            for (let i = 1; i < line.length; i++) {
              const key = directionOf(line[i - 1]!, line[i]!);
              // The rings of the board keep their region on the left; lines on one course are told apart by place.
              const isKnown = [...edges[areas[0]]!].some((edge) => edge === key);
              expect(isKnown).toBe(true);
            }
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  it.each([
    ['spoilt meshes', (seed: number) => dirtyCoverage(seed).communities],
    ['spoilt lattices', (seed: number) => latticeCoverage(seed).communities],
  ])('%s: the pairs and lengths of the audit', (_, make) => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), (seed) => {
        const communities = make(seed).map(({ geometry }, i) => ({ id: String(i), geometry }));
        const geometries = communities.map(({ geometry }) => geometry!);
        const { adjacency } = auditCoverage(communities, null, { adjacency: true });
        const audited = new Map(
          adjacency!.map(({ communities: pair, sharedLengthMetres }) => [
            pair
              .map(Number)
              .sort((a, b) => a - b)
              .join(),
            sharedLengthMetres,
          ]),
        );
        const ours = sharedBorders(geometries).filter(({ areas }) => areas[1] !== null);
        expect(ours.map(({ areas }) => areas.join()).sort()).toEqual([...audited.keys()].sort());
        for (const { areas, lengthMetres } of ours) {
          // Breaks at bends are closed.
          expect(Math.abs(lengthMetres - audited.get(areas.join())!)).toBeLessThan(0.5);
        }
      }),
      { numRuns: 40 },
    );
  });
});

/** The line that an axis-parallel edge lies on, and its direction. */
function directionOf(a: Position, b: Position): string {
  return a[0] === b[0]
    ? `x${a[0]} ${b[1]! > a[1]! ? 'north' : 'south'}`
    : `y${a[1]} ${b[0]! > a[0]! ? 'east' : 'west'}`;
}
