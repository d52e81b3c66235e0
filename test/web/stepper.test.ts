import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { positionIn, step } from '../../web/state/stepper.ts';

describe('step', () => {
  const ids = ['a', 'b', 'c'];
  it('goes on and back', () => {
    expect(step(ids, 'a', 1)).toBe('b');
    expect(step(ids, 'c', -1)).toBe('b');
  });
  it('goes round the ends', () => {
    expect(step(ids, 'c', 1)).toBe('a');
    expect(step(ids, 'a', -1)).toBe('c');
  });
  it('enters at the first, or at the last when stepping back', () => {
    expect(step(ids, null, 1)).toBe('a');
    expect(step(ids, null, -1)).toBe('c');
  });
  it('enters anew when the current one was filtered out', () => {
    expect(step(ids, 'gone', 1)).toBe('a');
  });
  it('has nowhere to go in an empty list', () => {
    expect(step([], null, 1)).toBeNull();
    expect(step([], 'a', -1)).toBeNull();
  });
  it('undoes itself, and comes round after as many steps as there are ids', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 30 }),
        fc.nat(),
        (list, seed) => {
          const start = list[seed % list.length] ?? null;
          expect(step(list, step(list, start, 1), -1)).toBe(start);
          let at = start;
          for (let i = 0; i < list.length; i++) at = step(list, at, 1);
          expect(at).toBe(start);
        },
      ),
    );
  });
});

describe('positionIn', () => {
  it('counts from one', () => expect(positionIn(['a', 'b'], 'b')).toBe(2));
  it('is null for none and for one that is not there', () => {
    expect(positionIn(['a'], null)).toBeNull();
    expect(positionIn(['a'], 'b')).toBeNull();
  });
});
