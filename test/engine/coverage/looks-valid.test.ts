import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findInvalid } from '#engine/coverage/find-invalid.ts';
import { QuickValidity } from '#engine/coverage/residual/looks-valid.ts';
import type { AreaGeometry, Position } from '#engine/coverage/types.ts';
import { packAreas } from '#engine/geometry/packed-areas.ts';
import { arbitraryAreas } from '../../helpers/arbitrary-area.ts';

/** How often a position stands in its ring, one behind the other. */
const copies = fc.constantFrom(1, 1, 1, 1, 2, 3);

it('calls nothing valid in which the whole examination finds a fault, with positions repeated too', () => {
  let [valid, quick] = [0, 0];
  fc.assert(
    fc.property(
      fc.oneof(...Object.values(arbitraryAreas)),
      fc.infiniteStream(copies),
      (area, counts) => {
        const ringWithCopies = (ring: readonly Position[]): Position[] =>
          ring.flatMap((position) =>
            Array.from({ length: counts.next().value }, () => [...position]),
          );
        const polygons = area.type === 'Polygon' ? [area.coordinates] : area.coordinates;
        const geometry: AreaGeometry = {
          type: 'MultiPolygon',
          coordinates: polygons.map((rings) => rings.map(ringWithCopies)),
        };
        const problems = findInvalid(geometry);
        if (problems.length === 0) valid++;
        if (!new QuickValidity(packAreas([geometry])).looksValid(0)) return;
        quick++;
        expect(problems).toEqual([]);
      },
    ),
    { numRuns: 2000, seed: 11 },
  );
  // And does not leave most of them to the whole examination.
  expect(quick).toBeGreaterThan(valid / 2);
});
