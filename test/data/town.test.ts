import { describe, expect, it } from 'vitest';
import { buildTown } from '../../data/generator/town.ts';
import { areaFeatures, featureArea, ringFlaws, unmatchedSegments } from './coverage-checks.ts';

const sizes = [
  { seed: 4, communities: 20, units: 1100 },
  ...[11, 12, 13, 14, 15].map((seed) => ({ seed, communities: 8, units: 160 })),
];

describe.each(sizes)('sound town of seed $seed with $units units', (parameters) => {
  const town = buildTown(parameters);
  const [jurisdiction] = areaFeatures(town.jurisdiction);
  const communities = areaFeatures(town.communities);
  const units = areaFeatures(town.units);

  it('has the sizes asked for', () => {
    expect(communities).toHaveLength(parameters.communities);
    expect(units).toHaveLength(parameters.units);
  });

  it('has valid rings in RFC 7946 winding everywhere', () => {
    const all = [jurisdiction!, ...communities, ...units, ...areaFeatures(town.estates)];
    const flaws = all.flatMap((part) => ringFlaws(part).map((flaw) => `${part.id}: ${flaw}`));
    expect(flaws).toEqual([]);
  });

  it('matches every border vertex for vertex', () => {
    expect(unmatchedSegments(communities, jurisdiction!)).toEqual([]);
    expect(unmatchedSegments(units, jurisdiction!)).toEqual([]);
  });

  it('adds up to the area of the jurisdiction', () => {
    const whole = featureArea(jurisdiction!);
    for (const parts of [communities, units]) {
      const sum = parts.reduce((total, part) => total + featureArea(part), 0);
      expect(Math.abs(sum / whole - 1)).toBeLessThan(1e-9);
    }
  });

  it('makes each community the union of its units', () => {
    for (const community of communities) {
      const own = units.filter((unit) => unit.properties?.community === community.id);
      expect(unmatchedSegments(own, community)).toEqual([]);
    }
  });

  it('keeps every community one polygon without holes, within the size band', () => {
    for (const { geometry, properties } of communities) {
      expect(geometry.type).toBe('Polygon');
      expect(geometry.coordinates).toHaveLength(1);
      expect(properties?.households).toBeGreaterThanOrEqual(1500);
      expect(properties?.households).toBeLessThanOrEqual(3000);
    }
  });

  it('is named throughout, no two lines or estates alike', () => {
    for (const layer of [town.communities, town.barriers, town.estates, town.facilities]) {
      const names = layer.features.map((feature) => String(feature.properties?.name));
      expect(names.every((name) => /^\p{Script=Han}+\d*$/u.test(name))).toBe(true);
      expect(new Set(names).size).toBe(names.length);
    }
  });
});

describe('buildTown', () => {
  it('gives the same town for the same seed, and another for another', () => {
    const small = { communities: 4, units: 70 };
    const [one, again, other] = [21, 21, 22].map((seed) =>
      JSON.stringify(buildTown({ seed, ...small }).units),
    );
    expect(again).toBe(one);
    expect(other).not.toBe(one);
  });

  it('says which sizes it cannot build', () => {
    expect(() => buildTown({ seed: 1, communities: 20, units: 100 })).toThrow(
      '100 units are too few for 20 communities: 15 for each at least',
    );
    expect(() => buildTown({ seed: 1.5 })).toThrow('whole numbers');
    expect(() => buildTown({ seed: 1, communities: 1 })).toThrow('at least 2');
  });
});
