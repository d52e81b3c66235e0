import { describe, expect, it } from 'vitest';
import { chooseAlternatives, planDifference } from '#engine/propose/alternatives.ts';

const HOUSEHOLDS = Array.from({ length: 100 }, () => 10);
/** The first so many units in one part, the rest in the other. */
const split = (at: number) => HOUSEHOLDS.map((_, u) => (u < at ? 0 : 1));
const plan = (at: number, borders: number, moved: number, length: number, isResult = true) => ({
  ...{ at, part: split(at), figures: { borders, moved, length }, isResult },
});

describe('planDifference', () => {
  it('is the share of households that are put differently, whatever the names of parts', () => {
    expect(planDifference(split(50), split(53), HOUSEHOLDS)).toBeCloseTo(0.03, 9);
    const renamed = split(50).map((label) => 7 - label);
    expect(planDifference(split(50), renamed, HOUSEHOLDS)).toBe(0);
  });

  it('counts units where nobody lives', () => {
    expect(planDifference([0, 0, 1, 1], [0, 1, 1, 1], [0, 0, 0, 0])).toBeCloseTo(0.25, 9);
  });
});

describe('chooseAlternatives', () => {
  const places = (chosen: readonly { at: number }[]) => chosen.map(({ at }) => at);

  it('keeps what was asked for, and nothing that is hardly different from it', () => {
    const chosen = chooseAlternatives(
      [plan(50, 10, 10, 10), plan(51, 5, 5, 5), plan(60, 9, 20, 9)],
      HOUSEHOLDS,
      5,
    );
    expect(places(chosen)).toEqual([50, 60]);
  });

  it('takes what is best in something before what lies between, and what is beaten last', () => {
    const candidates = [
      plan(50, 10, 10, 10),
      plan(80, 11, 11, 11),
      plan(56, 9, 11, 10),
      plan(62, 2, 30, 10),
      plan(68, 12, 1, 12),
      plan(74, 12, 9, 5),
    ];
    expect(places(chooseAlternatives(candidates, HOUSEHOLDS, 4))).toEqual([50, 68, 62, 74]);
    expect(places(chooseAlternatives(candidates, HOUSEHOLDS, 6))).toEqual([50, 68, 62, 74, 56, 80]);
  });

  it('prefers results of searches to plans that were come upon', () => {
    const candidates = [
      plan(50, 10, 10, 10),
      plan(56, 1, 20, 11),
      plan(62, 20, 1, 12),
      plan(68, 12, 12, 1),
      plan(80, 9, 9, 30, false),
      plan(74, 9.5, 9.5, 9.5),
    ];
    expect(places(chooseAlternatives(candidates, HOUSEHOLDS, 5))).toEqual([50, 62, 56, 68, 74]);
  });
});
