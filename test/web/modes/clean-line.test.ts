import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Position } from '#engine/coverage/types.ts';
import { cleanLine } from '../../../web/modes/clean-line.ts';

/** A hundred metres, nearly. */
const M = 0.001;
const at = (x: number, y: number): Position => [120 + x * M, 30 + y * M];

describe('a line without what a border cannot have', () => {
  it('leaves a line that has nothing of it', () => {
    const line = [at(0, 0), at(1, 0), at(1, 1), at(2, 1)];
    expect(cleanLine(line)).toEqual(line);
    expect(cleanLine([])).toEqual([]);
    expect(cleanLine([at(0, 0)])).toEqual([at(0, 0)]);
  });

  it('cuts a spur off that runs beyond a crossing and back to it', () => {
    // Clicked 30 m beyond the crossing, then along the side road.
    const line = [at(0, 0), at(1, 0), at(1.3, 0), at(1, 0), at(1, 1)];
    expect(cleanLine(line)).toEqual([at(0, 0), at(1, 0), at(1, 1)]);
  });

  it('cuts a spur off that comes back part of the way, without a vertex there', () => {
    const line = [at(0, 0), at(2, 0), at(1, 0), at(1, 1)];
    expect(cleanLine(line)).toEqual([at(0, 0), at(1, 0), at(1, 1)]);
  });

  it('cuts off a spur of several vertices', () => {
    const out = [at(0, 0), at(1, 0), at(2, 0.5), at(3, 0.5)];
    const line = [...out, at(2, 0.5), at(1, 0), at(1, -1)];
    expect(cleanLine(line)).toEqual([at(0, 0), at(1, 0), at(1, -1)]);
  });

  it('cuts a round off that comes back to where it has been', () => {
    const line = [at(0, 0), at(1, 0), at(2, 0), at(2, 1), at(1, 1), at(1, 0), at(0.5, -1)];
    expect(cleanLine(line)).toEqual([at(0, 0), at(1, 0), at(0.5, -1)]);
  });

  it('keeps a sharp bend that is none of it', () => {
    const line = [at(0, 0), at(1, 0), at(0, 0.2)];
    expect(cleanLine(line)).toEqual(line);
  });

  it('keeps its beginning and its end, visits no place twice, and cleans nothing a second time', () => {
    const position = fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 }));
    fc.assert(
      fc.property(fc.array(position, { minLength: 1, maxLength: 14 }), (steps) => {
        const line = steps.map(([x, y]) => at(x, y));
        const clean = cleanLine(line);
        expect(clean[0]).toEqual(line[0]);
        expect(clean.at(-1)).toEqual(line.at(-1));
        expect(new Set(clean.map(String)).size).toBe(clean.length);
        expect(cleanLine(clean)).toEqual(clean);
      }),
    );
  });
});
