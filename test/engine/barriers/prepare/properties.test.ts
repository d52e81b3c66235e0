import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prepareBarriers } from '#engine/barriers/prepare/prepare-barriers.ts';
import { OVERRUN } from '#engine/barriers/prepare/write-barriers.ts';
import type { BarrierSource } from '#engine/barriers/types.ts';
import type { Position } from '#engine/coverage/types.ts';
import { lengthOf, line, type Metres, pathsOf, prepare, SQUARE, toMetres } from './town-plan.ts';

const metre = fc.integer({ min: -7000, max: 7000 }).map((decimetres) => decimetres / 10);

const street = fc.record({
  points: fc.array(fc.tuple(metre, metre), { minLength: 2, maxLength: 4 }),
  class: fc.constantFrom('arterial', 'local', 'path', 'river', 'canal', 'railway'),
  name: fc.constantFrom('', '学院路', '成府路'),
  oneway: fc.boolean(),
  link: fc.constantFrom(false, false, false, true),
  structure: fc.constantFrom(null, null, null, 'tunnel', 'bridge'),
});

/** Streets, some of them with a twin at a distance that carriageways have. */
const town = fc
  .array(fc.tuple(street, fc.option(fc.integer({ min: 1, max: 60 }))), { maxLength: 20 })
  .map((streets) =>
    streets.flatMap(([{ points, name, structure, ...rest }, gap], i): BarrierSource[] => {
      const attributes = {
        ...rest,
        ...(name === '' ? {} : { name }),
        ...(structure === null ? {} : { structure }),
      } as Partial<BarrierSource>;
      const twin = points.map(([x, y]): Metres => [x + (gap ?? 0), y + (gap ?? 0)]);
      const first = line(`${i}a`, points, attributes);
      return gap === null ? [first] : [first, line(`${i}b`, twin, attributes)];
    }),
  );

const totalMetres = (paths: readonly (readonly Position[])[]): number =>
  lengthOf(paths.map((path) => path.map(toMetres)));

const givenMetres = (sources: readonly BarrierSource[]): number =>
  sources.reduce(
    (sum, { geometry }) =>
      sum + (geometry.type === 'LineString' ? totalMetres([geometry.coordinates]) : 0),
    0,
  );

describe('prepareBarriers: what always holds', () => {
  it('does not depend on the order of the sources', () => {
    fc.assert(
      fc.property(
        town.chain((sources) =>
          fc.tuple(
            fc.constant(sources),
            fc.shuffledSubarray(sources, { minLength: sources.length }),
          ),
        ),
        ([sources, shuffled]) => {
          expect(prepare(shuffled)).toEqual(prepare(sources));
        },
      ),
      { numRuns: 40 },
    );
  });

  it('leaves its input as it was', () => {
    fc.assert(
      fc.property(town, (sources) => {
        const before = structuredClone(sources);
        prepare(sources);
        expect(sources).toEqual(before);
      }),
      { numRuns: 20 },
    );
  });

  it('every line lies inside the area, but for the overrun, and is made of numbers', () => {
    fc.assert(
      fc.property(town, (sources) => {
        const { lines, notes } = prepare(sources);
        const ids = new Set(sources.map(({ id }) => id));
        expect(new Set(lines.map(({ id }) => id)).size).toBe(lines.length);
        for (const barrier of lines) {
          expect(ids).toContain(barrier.id);
          for (const position of pathsOf(barrier).flat()) {
            const [x, y] = toMetres(position);
            expect(Math.max(Math.abs(x), Math.abs(y))).toBeLessThan(500 + OVERRUN + 0.1);
          }
        }
        for (const { lengthMetres, location, message } of notes) {
          expect(lengthMetres).toBeGreaterThanOrEqual(0);
          expect(location?.every(Number.isFinite) ?? true).toBe(true);
          expect(message.zh + message.en).not.toMatch(/undefined|NaN|\{/);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('no end of a line is in the open', () => {
    fc.assert(
      fc.property(town, (sources) => {
        const { lines } = prepare(sources);
        const degree = new Map<string, number>();
        const paths = lines.flatMap(pathsOf);
        for (const path of paths) {
          path.forEach((position, i) => {
            const ends = i === 0 || i === path.length - 1 ? 1 : 2;
            degree.set(position.join(), (degree.get(position.join()) ?? 0) + ends);
          });
        }
        for (const path of paths) {
          for (const end of [path[0]!, path.at(-1)!]) {
            const [x, y] = toMetres(end);
            if (Math.max(Math.abs(x), Math.abs(y)) > 499.9) continue;
            expect(degree.get(end.join())).toBeGreaterThan(1);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it('accounts for every metre: given = used + all that was left out − what was added', () => {
    fc.assert(
      fc.property(town, (sources) => {
        // Merging moves lines and ties others to them, which changes lengths by more than is noted.
        const { lines, notes } = prepare(sources, {
          mergeCarriagewaysWithinMetres: 0,
          toleranceMetres: 0,
          outlineToleranceMetres: 0,
        });
        const noted = notes.reduce(
          (sum, { kind, lengthMetres }) =>
            sum + (kind === 'closed-undershoot' ? -lengthMetres : lengthMetres),
          0,
        );
        const used = totalMetres(lines.flatMap(pathsOf));
        const given = givenMetres(sources);
        const ends = 2 * lines.flatMap(pathsOf).length;
        expect(used + noted).toBeGreaterThan(given * (1 - 1e-3) - 1);
        expect(used + noted).toBeLessThan(given * (1 + 1e-3) + 1 + ends * OVERRUN);
      }),
      { numRuns: 40 },
    );
  });

  it('gives the same at another place of the same latitude', () => {
    const moved = ([lon, lat]: Position): Position => [lon! + 3, lat!];
    fc.assert(
      fc.property(town, (sources) => {
        const away = sources.map((source) => ({
          ...source,
          geometry: {
            type: 'LineString' as const,
            coordinates: (source.geometry.coordinates as Position[]).map(moved),
          },
        }));
        const square = {
          type: 'Polygon' as const,
          coordinates: SQUARE.coordinates.map((ring) => ring.map(moved)),
        };
        const here = prepareBarriers(sources, SQUARE);
        const there = prepareBarriers(away, square);
        expect(there.lines.map(({ id }) => id)).toEqual(here.lines.map(({ id }) => id));
        expect(there.notes.map(({ kind }) => kind)).toEqual(here.notes.map(({ kind }) => kind));
        const back = there.lines.flatMap(pathsOf).map((path) => path.map(([x, y]) => [x! - 3, y!]));
        expect(totalMetres(back)).toBeCloseTo(totalMetres(here.lines.flatMap(pathsOf)), 1);
      }),
      { numRuns: 25 },
    );
  });
});
