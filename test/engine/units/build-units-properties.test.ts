import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BARRIER_CLASSES, type Barrier, type BarrierSource } from '#engine/barriers/types.ts';
import { findInvalid } from '#engine/coverage/find-invalid.ts';
import type { AreaGeometry, CommunityInput, Position } from '#engine/coverage/types.ts';
import { polygonArea, ringMeasure } from '#engine/geometry/geodesic.ts';
import { inscribedCircle } from '#engine/geometry/inscribed-circle.ts';
import type { EstateInput } from '#engine/material/types.ts';
import { buildUnits } from '#engine/units/build-units.ts';
import { cutUnits } from '#engine/units/cut-units.ts';
import { readGround } from '#engine/units/read-ground.ts';
import type { UnitSet } from '#engine/units/types.ts';
import { propertyRuns } from '../../helpers/property-runs.ts';
import { at, box, polygon } from '../../helpers/squares.ts';
import { expectTiling, polygonsOf } from './tiling-checks.ts';

const runs = Number(process.env.UNIT_RUNS ?? propertyRuns(60));

/** A star-shaped, hence simple, outline of about a kilometre. */
const ground: fc.Arbitrary<AreaGeometry> = fc
  .array(fc.integer({ min: 250, max: 600 }), { minLength: 4, maxLength: 20 })
  .map((radii) => {
    const open = radii.map((radius, i) => {
      const angle = (2 * Math.PI * i) / radii.length;
      return at(radius * Math.cos(angle), radius * Math.sin(angle));
    });
    return { type: 'Polygon', coordinates: [[...open, [...open[0]!]]] };
  });

/** Whole tens of metres: lines meet at vertices, overlap and repeat often. */
const gridPlace = fc
  .tuple(fc.integer({ min: -65, max: 65 }), fc.integer({ min: -65, max: 65 }))
  .map(([x, y]) => at(10 * x, 10 * y));
const anyPlace = fc
  .tuple(
    fc.double({ min: -650, max: 650, noNaN: true }),
    fc.double({ min: -650, max: 650, noNaN: true }),
  )
  .map(([x, y]) => at(x, y));
const path = fc.oneof(
  fc.array(gridPlace, { minLength: 2, maxLength: 6 }),
  fc.array(anyPlace, { minLength: 2, maxLength: 6 }),
);
const lines: fc.Arbitrary<Barrier[]> = fc
  .array(fc.tuple(path, fc.constantFrom(...BARRIER_CLASSES)), { maxLength: 12 })
  .map((drawn) =>
    drawn.map(([coordinates, barrierClass], i) => ({
      id: `L${String(i).padStart(2, '0')}`,
      class: barrierClass,
      name: `${i}路`,
      geometry: { type: 'LineString', coordinates },
    })),
  );

/** Two communities that overlap, gape and reach beyond the ground. */
const communities: fc.Arbitrary<CommunityInput[] | undefined> = fc.option(
  fc
    .tuple(fc.integer({ min: -300, max: 300 }), fc.integer({ min: -60, max: 60 }))
    .map(([middle, gap]) => {
      const box = (west: number, east: number): AreaGeometry => ({
        type: 'Polygon',
        coordinates: [
          [at(west, -500), at(east, -500), at(east, 700), at(west, 700), at(west, -500)],
        ],
      });
      return [
        { id: 'A', geometry: box(-700, middle) },
        { id: 'B', geometry: box(middle + gap, 500) },
      ];
    }),
  { nil: undefined },
);

const THRESHOLDS = { minAreaSquareMetres: 500, minWidthMetres: 8 };

/** Cut along lines as they are. */
function cut(
  area: AreaGeometry,
  drawn: readonly Barrier[],
  present?: readonly CommunityInput[],
  estates: readonly EstateInput[] = [],
): UnitSet {
  const read = readGround({ geometry: area }, present, []);
  return cutUnits(
    read!,
    { lines: drawn, given: drawn.length },
    { jurisdictionId: undefined, estates, naming: drawn, notes: [], options: THRESHOLDS },
  );
}

/** Even–odd. */
function isIn(geometry: AreaGeometry, [x, y]: Position): boolean {
  let inside = false;
  for (const ring of polygonsOf(geometry).flat()) {
    for (let k = 1; k < ring.length; k++) {
      const [ax, ay] = ring[k - 1] as [number, number];
      const [bx, by] = ring[k] as [number, number];
      if (ay > y! !== by > y! && x! < ((bx - ax) * (y! - ay)) / (by - ay) + ax) inside = !inside;
    }
  }
  return inside;
}

describe('units from any lines', () => {
  it('tile the ground: valid, connected, each place in one of them', () => {
    fc.assert(
      fc.property(
        ground,
        lines,
        communities,
        fc.array(anyPlace, { minLength: 5, maxLength: 20 }),
        (area, drawn, present, places) => {
          const set = cut(area, drawn, present);
          expectTiling(set, area);
          for (const unit of set.units) {
            expect(unit.geometry.type).toBe('Polygon');
            expect(findInvalid(unit.geometry)).toEqual([]);
          }
          for (const place of places) {
            const holders = set.units.filter(({ geometry }) => isIn(geometry, place));
            expect(holders.length).toBe(isIn(area, place) ? 1 : 0);
          }
        },
      ),
      { numRuns: runs },
    );
  });

  it('do not depend on the order of the lines, their direction, or where the outline starts', () => {
    fc.assert(
      fc.property(ground, lines, communities, fc.nat(), (area, drawn, present, turn) => {
        const set = cut(area, drawn, present);
        const reversed = drawn.map(
          (line): Barrier => ({
            ...line,
            geometry: {
              type: 'LineString',
              coordinates: [...(line.geometry.coordinates as Position[])].reverse(),
            },
          }),
        );
        const open = polygonsOf(area)[0]![0]!.slice(0, -1);
        const by = turn % open.length;
        const rotated = [...open.slice(by), ...open.slice(0, by)].reverse();
        const turned: AreaGeometry = {
          type: 'Polygon',
          coordinates: [[...rotated, rotated[0]!]],
        };
        const again = cut(turned, reversed.reverse(), present && [...present].reverse());
        expect(again.units).toEqual(set.units);
        expect(again.outline).toEqual(set.outline);
        expect(again.borders.map(({ units }) => units)).toEqual(
          set.borders.map(({ units }) => units),
        );
      }),
      { numRuns: runs },
    );
  });

  it('lie each in the community they name', () => {
    fc.assert(
      fc.property(
        ground,
        lines,
        communities,
        fc.array(anyPlace),
        (area, drawn, present, places) => {
          if (present === undefined) return;
          const set = cut(area, drawn, present);
          // A crumb of a gap is counted to a neighbour, and said to be.
          const filled = new Set(
            set.report.notes.flatMap((note) =>
              note.kind === 'community-gap' && 'units' in note ? note.units : [],
            ),
          );
          for (const place of places) {
            const unit = set.units.find(({ geometry }) => isIn(geometry, place));
            if (unit === undefined || filled.has(unit.id)) continue;
            const claims = present.filter(({ geometry }) => isIn(geometry!, place));
            if (claims.length === 0) expect(unit.community).toBeNull();
            else expect(claims.map(({ id }) => id)).toContain(unit.community);
          }
        },
      ),
      { numRuns: runs },
    );
  });

  it('are no crumbs, but for those that the report names', () => {
    fc.assert(
      fc.property(ground, lines, communities, (area, drawn, present) => {
        const set = cut(area, drawn, present);
        const kept = new Set(
          set.report.notes.flatMap((note) =>
            note.kind === 'crumb-kept' && 'units' in note ? note.units : [],
          ),
        );
        for (const { id, geometry } of set.units) {
          if (kept.has(id)) continue;
          const rings = polygonsOf(geometry)[0]!;
          const area = polygonArea(rings);
          const perimeter = rings.reduce((sum, ring) => sum + ringMeasure(ring).perimeter, 0);
          expect(area).toBeGreaterThanOrEqual(THRESHOLDS.minAreaSquareMetres - 0.01);
          expect((2 * area) / perimeter).toBeGreaterThanOrEqual(THRESHOLDS.minWidthMetres - 0.01);
          // The circle is good to 1 %.
          const { diameterMetres } = inscribedCircle(rings);
          expect(diameterMetres).toBeGreaterThan(0.98 * THRESHOLDS.minWidthMetres);
        }
      }),
      { numRuns: runs },
    );
  });

  it('hold each estate whole, but for those that the report names', () => {
    const corner = fc.tuple(fc.integer({ min: -55, max: 45 }), fc.integer({ min: -55, max: 45 }));
    const estates = fc.array(corner, { minLength: 1, maxLength: 4 }).map((corners) =>
      corners.map(([x, y], i): EstateInput & { corner: [number, number] } => ({
        id: `E${i}`,
        corner: [10 * x + 3, 10 * y + 4],
        geometry: polygon(box(10 * x + 3, 10 * y + 4, 10 * x + 83, 10 * y + 64)),
      })),
    );
    fc.assert(
      fc.property(ground, lines, communities, estates, (area, drawn, present, compounds) => {
        const set = cut(area, drawn, present, compounds);
        expectTiling(set, area);
        const named = new Set(
          set.report.notes.flatMap((note) =>
            note.kind === 'estate-divided' && 'estates' in note ? note.estates : [],
          ),
        );
        for (const { id, corner } of compounds) {
          const holders = set.units.filter((unit) => unit.estates!.includes(id));
          expect(holders.length > 1).toBe(named.has(id));
          if (named.has(id)) continue;
          // Of the places in the estate and the ground, all but a sliver lie in its one unit.
          const places = Array.from({ length: 16 * 12 }, (_, i) =>
            at(corner[0] + 5 * (i % 16) + 2.6, corner[1] + 5 * Math.floor(i / 16) + 2.4),
          ).filter((place) => isIn(area, place));
          const outside = places.filter(
            (place) => !holders.some((unit) => isIn(unit.geometry, place)),
          );
          expect(outside.length).toBeLessThanOrEqual(0.03 * 16 * 12);
        }
      }),
      { numRuns: runs },
    );
  });

  it('tile the ground as well after the lines have been prepared', () => {
    fc.assert(
      fc.property(ground, lines, communities, (area, drawn, present) => {
        const sources: readonly BarrierSource[] = drawn;
        const input = { jurisdiction: { geometry: area }, barriers: sources };
        expectTiling(buildUnits(present ? { ...input, communities: present } : input), area);
      }),
      { numRuns: runs },
    );
  });
});
