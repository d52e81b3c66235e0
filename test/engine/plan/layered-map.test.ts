import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LayeredMap } from '#engine/plan/layered-map.ts';

const keys = fc.integer({ min: 0, max: 60 });
const values = fc.constantFrom(null, undefined, 'A', 'B');
const steps = fc.array(
  fc.record({
    put: fc.array(fc.tuple(keys, values), { maxLength: 4 }),
    gone: fc.array(keys, { maxLength: 2 }),
  }),
  { maxLength: 8 },
);

const sorted = <V>(map: Iterable<[number, V]>): [number, V][] => [...map].sort(([a], [b]) => a - b);

describe('a layered map', () => {
  it('is the map that it stands for, step by step', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(keys, values), { minLength: 16 }), steps, (first, list) => {
        const plain = new Map(first);
        let layered: ReadonlyMap<number, string | null | undefined> = new Map(first);
        for (const { put, gone } of list) {
          const before = sorted(layered);
          const next = LayeredMap.after(layered, put, gone, { small: 1 });
          expect(sorted(layered)).toEqual(before);
          layered = next;
          for (const [key, value] of put) plain.set(key, value);
          for (const key of gone) plain.delete(key);
          expect(layered.size).toBe(plain.size);
          expect(sorted(layered)).toEqual(sorted(plain));
          expect([...layered.keys()].toSorted()).toEqual([...plain.keys()].toSorted());
          expect([...layered.values()].toSorted()).toEqual([...plain.values()].toSorted());
          const visited: [number, string | null | undefined][] = [];
          layered.forEach((value, key) => {
            visited.push([key, value]);
          });
          expect(visited).toEqual([...layered]);
          for (let key = 0; key <= 60; key++) {
            expect(layered.has(key)).toBe(plain.has(key));
            expect(layered.get(key)).toBe(plain.get(key));
          }
        }
      }),
    );
  });

  it('taken back to what it was made from is that very map', () => {
    const base = new Map(Array.from({ length: 100 }, (_, i) => [i, 'A'] as const));
    const moved = LayeredMap.after(base, [[3, 'B']], [4], { small: 1 });
    expect(moved).toBeInstanceOf(LayeredMap);
    const back = LayeredMap.after(
      moved,
      [
        [3, 'A'],
        [4, 'A'],
      ],
      [],
      { small: 1 },
    );
    expect(back).toBe(base);
  });

  it('is a copy where it is small, or where much of it differs', () => {
    const base = new Map([[1, 'A']]);
    expect(LayeredMap.after(base, [[2, 'B']], [])).toEqual(
      new Map([
        [1, 'A'],
        [2, 'B'],
      ]),
    );
    const large = new Map(Array.from({ length: 64 }, (_, i) => [i, 'A'] as const));
    const many = Array.from({ length: 9 }, (_, i) => [i, 'B'] as const);
    expect(LayeredMap.after(large, many, [], { small: 1 })).toBeInstanceOf(Map);
  });
});
