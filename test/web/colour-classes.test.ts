import { describe, expect, it } from 'vitest';
import type { PlanCommunity, PlanState } from '#engine/plan/types.ts';
import {
  COLOUR_CLASSES,
  type ColourFacts,
  colourClassOf,
  compactnessBreaks,
} from '../../web/map/colour-classes.ts';
import { DARK, LIGHT } from '../../web/map/theme.ts';
import type { Community } from '../../web/state/town.ts';

const community = (given: Partial<Community>): Community => ({
  id: 'c1',
  code: 'c1',
  name: null,
  nameEn: null,
  kind: null,
  households: null,
  dwellings: null,
  population: null,
  geometry: null,
  ...given,
});
const facts = (given: Partial<ColourFacts>): ColourFacts => ({
  households: { merge: 500, min: 1500, max: 3000, split: 5000 },
  compactness: compactnessBreaks(0.15),
  compactnessOf: () => null,
  plan: null,
  ...given,
});

describe('colourClassOf', () => {
  it.each([
    [null, 'no-households'],
    [499, 'far-below'],
    [500, 'below'],
    [1499, 'below'],
    [1500, 'fitting'],
    [3000, 'fitting'],
    [3001, 'above'],
    [5000, 'above'],
    [5001, 'far-above'],
  ])('holds %s households against the band: %s', (households, expected) => {
    expect(colourClassOf(community({ households }), 'households', facts({}))).toBe(expected);
  });

  it('knows no extremes where the policy names none', () => {
    const breaks = { merge: null, min: 1500, max: 3000, split: null };
    const classes = [1, 9999].map((households) =>
      colourClassOf(community({ households }), 'households', facts({ households: breaks })),
    );
    expect(classes).toEqual(['below', 'above']);
  });

  it('has no class without the figures of a policy, and none when neighbours are to differ', () => {
    const one = community({ households: 2000 });
    expect(colourClassOf(one, 'households', facts({ households: null }))).toBeNull();
    expect(colourClassOf(one, 'political', facts({}))).toBeNull();
    expect(colourClassOf(one, 'change', facts({}))).toBeNull();
  });

  it('puts a kind that it does not know with the others', () => {
    expect(colourClassOf(community({ kind: 'park' }), 'kind', facts({}))).toBe('park');
    expect(colourClassOf(community({ kind: 'moon' }), 'kind', facts({}))).toBe('other-kind');
  });

  it('begins the classes of compactness with what the policy calls irregular', () => {
    const classOf = (value: number | null) =>
      colourClassOf(community({}), 'compactness', facts({ compactnessOf: () => value }));
    expect([null, 0.149, 0.15, 0.3, 0.69, 0.7].map(classOf)).toEqual([
      'no-shape',
      'compact-1',
      'compact-2',
      'compact-3',
      'compact-4',
      'compact-5',
    ]);
    expect(compactnessBreaks(0.4)).toEqual([0.4, 0.4, 0.5, 0.7]);
  });

  it('tells what a plan has made, changed and left', () => {
    const [a, b] = [{ id: 'c1' }, { id: 'c1' }] as PlanCommunity[];
    const state = (...list: PlanCommunity[]): PlanState =>
      ({ communities: new Map(list.map((one) => [one.id, one])) }) as unknown as PlanState;
    const change = (before: PlanState, now: PlanState) =>
      colourClassOf(community({}), 'change', facts({ plan: { before, now } }));
    expect(change(state(), state(a!))).toBe('created');
    expect(change(state(a!), state(b!))).toBe('changed');
    expect(change(state(a!), state(a!))).toBe('unchanged');
  });
});

describe('the colours', () => {
  const luminance = (colour: string): number => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a: string, b: string): number => {
    const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
  };

  it.each([
    ['light', LIGHT],
    ['dark', DARK],
  ])('let names be read on every class: %s', (_, theme) => {
    for (const one of Object.values(COLOUR_CLASSES).flat()) {
      expect(contrast(theme.classes[one], theme.text), one).toBeGreaterThan(4.5);
    }
  });
});
