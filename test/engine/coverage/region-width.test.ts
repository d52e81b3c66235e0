import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isNarrowerThan, isWiderThan } from '#engine/coverage/repair/region-width.ts';
import type { RegionMeasure } from '#engine/coverage/repair/regions.ts';
import type { Position } from '#engine/coverage/types.ts';
import { polygonArea } from '#engine/geometry/geodesic.ts';
import { inscribedCircle } from '#engine/geometry/inscribed-circle.ts';
import { ring } from '../../helpers/squares.ts';

const metres = fc.double({ min: 0.001, max: 200, noNaN: true });
/** Length and width of a sliver that may be as short as wide, or three kilometres long. */
const extents = fc.record({
  length: fc.double({ min: 0.5, max: 3000, noNaN: true }),
  width: metres,
});

/** Convex, and bent by `bend` of its length so that it is not. */
const slivers = fc
  .tuple(extents, fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 0, 0.05, 0.4))
  .chain(([{ length, width }, apex, bend]) =>
    fc.constantFrom(
      ring([0, 0], [length, 0], [apex * length, width]),
      ring([0, 0], [length, 0], [length, width], [0, width]),
      ring([0, 0], [length / 2, bend * length], [length, 0], [length / 2, bend * length + width]),
    ),
  );

function measured(shell: Position[]): RegionMeasure {
  const { centre, diameterMetres } = inscribedCircle([shell]);
  return {
    geometry: { type: 'Polygon', coordinates: [shell] },
    areaSquareMetres: polygonArea([shell]),
    widthMetres: diameterMetres,
    location: centre,
  };
}

it('says of a region what its largest circle says, whether or not that is fitted', () => {
  fc.assert(
    fc.property(slivers, metres, (shell, limit) => {
      const measure = measured(shell);
      // The circle is good to 1 % or a millimetre.
      const isClose = Math.abs(measure.widthMetres - limit) < 0.01 * limit + 0.001;
      if (isClose) return;
      expect(isNarrowerThan(measure, limit)).toBe(measure.widthMetres < limit);
      expect(isWiderThan(measure, limit)).toBe(measure.widthMetres > limit);
    }),
    { numRuns: 2000 },
  );
});

it('fits no circle into a triangle that is plainly narrower or wider', () => {
  const { widthMetres: _, ...measure } = measured(ring([0, 0], [100, 0], [50, 1]));
  const unfitted = Object.defineProperty(measure, 'widthMetres', {
    get: () => {
      throw new Error('a circle was fitted');
    },
  }) as RegionMeasure;
  // A metre high: a circle of almost a metre.
  expect(isNarrowerThan(unfitted, 0.1)).toBe(false);
  expect(isNarrowerThan(unfitted, 1.2)).toBe(true);
  expect(isWiderThan(unfitted, 50)).toBe(false);
});
