import fc from 'fast-check';
import { expect, it } from 'vitest';
import { examineArea } from '#engine/coverage/find-invalid.ts';
import { isPlainlyValid } from '#engine/coverage/validity/plainly-valid.ts';
import { arbitraryAreas } from '../../helpers/arbitrary-area.ts';

it('calls nothing valid in which the whole examination finds a fault', () => {
  let plain = 0;
  fc.assert(
    fc.property(fc.oneof(...Object.values(arbitraryAreas)), (area) => {
      if (!isPlainlyValid(area)) return;
      plain += 1;
      expect(examineArea(area)).toEqual([]);
    }),
    { numRuns: 3000, seed: 7 },
  );
  expect(plain).toBeGreaterThan(300);
});

it.each([
  [
    'unclosed',
    [
      [0, 0],
      [2, 0],
      [2, 2],
      [0, 2],
    ],
  ],
  [
    'a spike',
    [
      [0, 0],
      [2, 0],
      [4, 0],
      [3, 0],
      [2, 2],
      [0, 0],
    ],
  ],
  [
    'a repeated vertex',
    [
      [0, 0],
      [2, 0],
      [2, 0],
      [2, 2],
      [0, 0],
    ],
  ],
  [
    'a ring that touches itself',
    [
      [0, 0],
      [4, 0],
      [2, 2],
      [4, 4],
      [0, 4],
      [2, 2],
      [0, 0],
    ],
  ],
  [
    'flat',
    [
      [0, 0],
      [1, 1],
      [2, 2],
      [0, 0],
    ],
  ],
  [
    'beyond the globe',
    [
      [0, 0],
      [200, 0],
      [200, 2],
      [0, 0],
    ],
  ],
])('leaves to the whole examination: %s', (_, ring) => {
  expect(isPlainlyValid({ type: 'Polygon', coordinates: [ring] })).toBe(false);
});
