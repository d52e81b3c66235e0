import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { evaluatePolicy } from '#engine/rules/evaluate-policy.ts';
import { RULE_MODULES } from '#engine/rules/rule-registry.ts';
import type { PolicyRule } from '#engine/rules/types.ts';
import { policyFile, yuhang } from './town.ts';

const folder = new URL('../../../data/policies/', import.meta.url);
const IDS = readdirSync(folder).map((name) => name.replace('.json', ''));
const rule = (policy: string, id: string): PolicyRule =>
  policyFile(policy).rules.find((candidate) => candidate.id === id)!;

describe('the shipped policies', () => {
  it('are those of the domain', () => {
    expect(IDS.sort()).toEqual([
      ...['generic', 'grid', 'jinjiang', 'village-conversion', 'yaohai', 'yuhang-2020'],
    ]);
  });

  it('use every rule that there is', () => {
    const used = new Set(IDS.flatMap((id) => policyFile(id).rules.map((entry) => entry.id)));
    expect([...RULE_MODULES.keys()].filter((id) => !used.has(id))).toEqual([]);
  });

  it('have what the guidance of Yuhang says, in figures', () => {
    const rules = Object.fromEntries(yuhang().rules.map(({ id, thresholds }) => [id, thresholds]));
    expect(rules).toMatchObject({
      'size.split': { maxHouseholds: 5000 },
      'size.merge': { minHouseholds: 500 },
      'size.max': { maxHouseholds: 4000 },
      'size.band': {
        minHouseholds: 1500,
        maxHouseholds: 3000,
        minPopulation: 10_000,
        maxPopulation: 15_000,
      },
      'service.ratio': { minSquareMetresPer100Households: 60 },
      'service.elderly': { minSquareMetresPer100Households: 30, minPlaceSquareMetres: 300 },
      'service.centre': { minSquareMetres: 800, minServiceShare: 0.8 },
      'staff.founding': { minPeople: 3, maxPeople: 5 },
      'village.converted': { minRehousingRate: 0.8 },
    });
    const severities = Object.fromEntries(yuhang().rules.map(({ id, severity }) => [id, severity]));
    const milder = { newCommunity: 'error', existingCommunity: 'warning' };
    expect(severities).toEqual({
      'coverage.gap': 'error',
      'coverage.overlap': 'error',
      'coverage.outside': 'error',
      'shape.contiguous': 'error',
      'shape.enclave': 'warning',
      'shape.regular': 'warning',
      'shape.extent': 'warning',
      'boundary.clear': 'warning',
      'size.split': milder,
      'size.merge': milder,
      'size.max': 'error',
      'size.band': 'warning',
      'service.ratio': 'warning',
      'service.elderly': 'warning',
      'service.centre': 'warning',
      'staff.founding': 'warning',
      'estate.whole': 'error',
      'estate.town': 'warning',
      'village.converted': 'error',
      'zone.industrial': 'warning',
    });
  });

  it('of Jinjiang asks for six facilities, that of conversions for two thirds', () => {
    expect(Object.values(rule('jinjiang', 'service.facilities').thresholds)).toEqual([
      1, 1, 1, 1, 1, 1,
    ]);
    expect(rule('village-conversion', 'village.labour').thresholds.minOffFarmShare).toBeCloseTo(
      2 / 3,
    );
  });

  it.each(IDS)(
    '%s tells by what it was not checked, and never throws, for one bare community',
    (id) => {
      const findings = evaluatePolicy(policyFile(id), {
        communities: [{ id: 'A', geometry: null }],
      });
      expect(
        findings.every(({ kind, severity }) => kind === 'unchecked' && severity === 'info'),
      ).toBe(true);
      expect(findings.map(({ detail }) => detail)).not.toContain('failed');
    },
  );
});
