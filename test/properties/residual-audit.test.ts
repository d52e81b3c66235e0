import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildArrangement } from '#engine/coverage/arrangement.ts';
import { DEFAULT_SETTINGS } from '#engine/coverage/audit.ts';
import { type CoverageFacts, measureArrangement } from '#engine/coverage/coverage-facts.ts';
import { measureResidual } from '#engine/coverage/residual/measure-residual.ts';
import type { AreaGeometry } from '#engine/coverage/types.ts';
import { packAreas } from '#engine/geometry/packed-areas.ts';
import { dirtyCoverage } from '../helpers/dirty-coverage.ts';

/** All that a reader of the findings would see of the facts; the same whichever way they were found. */
function essence(facts: CoverageFacts) {
  const area = (squareMetres: number): number => Number(squareMetres.toFixed(4));
  const areas = (regions: readonly { areaSquareMetres: number }[]): number[] =>
    regions.map((region) => area(region.areaSquareMetres));
  const byText = (a: unknown, b: unknown): number =>
    JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
  return {
    overlaps: facts.overlaps
      .map(({ a, b, regions, contained }) => ({ a, b, contained, areas: areas(regions) }))
      .sort(byText),
    gaps: facts.gaps
      .map(({ region, neighbours }) => ({
        area: area(region.areaSquareMetres),
        neighbours: neighbours.map(({ owner }) => owner).sort((a, b) => a - b),
      }))
      .sort(byText),
    pinched: areas(facts.pinched),
    outside: facts.outside.map(({ owner, regions }) => ({ owner, areas: areas(regions) })),
    parted: facts.parted.map(({ owner, parts }) => ({ owner, areas: areas(parts) })),
    enclaves: facts.enclaves.map(({ owner, surrounding }) => [owner, surrounding]),
    tJunctions: facts.tJunctions
      .map(({ owners, place }) => [[...owners].sort((a, b) => a - b), place])
      .sort(byText),
    borders: facts.borders.map(({ a, b, nearPlace }) => [a, b, nearPlace !== undefined]),
    components: facts.components,
  };
}

/** Lengths come from a table on one side, good to 1e-8; places themselves to some 2e-9 m. */
const lengths = (facts: CoverageFacts): number[] =>
  facts.borders.map(({ lengthMetres }) => lengthMetres);

function bothWays(geometries: readonly AreaGeometry[], outline: AreaGeometry | null) {
  return {
    residual: measureResidual(
      packAreas(geometries),
      outline && packAreas([outline]),
      DEFAULT_SETTINGS,
    ),
    whole: measureArrangement(buildArrangement(geometries, outline), DEFAULT_SETTINGS),
  };
}

describe('the audit of the residual equals that of the whole arrangement', () => {
  const seeds = fc.integer({ min: 0, max: 2 ** 30 });
  const shares = fc.constantFrom(0, 0.05, 0.3, 0.9);

  it.each([true, false])('on random dirty coverages (outline given: %s)', (isOutlineGiven) => {
    fc.assert(
      fc.property(seeds, shares, (seed, share) => {
        const { communities, outline } = dirtyCoverage(seed, share);
        const { residual, whole } = bothWays(
          communities.map(({ geometry }) => geometry!),
          isOutlineGiven ? outline : null,
        );
        expect(essence(residual)).toEqual(essence(whole));
        const expected = lengths(whole);
        lengths(residual).forEach((length, i) => {
          expect(Math.abs(length - expected[i]!)).toBeLessThan(1e-7 * expected[i]! + 1e-8);
        });
      }),
      // The example has a border of 0.2 mm.
      { numRuns: 60, examples: [[650208688, 0.05]] },
    );
  });
});
