import { describe, expect, it } from 'vitest';
import type { Finding } from '#engine/coverage/types.ts';
import {
  categoryOf,
  countByCategory,
  countBySeverity,
  filterFindings,
  groupFindings,
  isFiltering,
  NO_FILTER,
  toggleCategory,
} from '../../web/state/findings.ts';

const finding = (
  id: string,
  kind: Finding['kind'],
  severity: Finding['severity'],
  rule = '',
): Finding => ({
  id,
  rule: rule || `coverage.${kind}`,
  kind,
  severity,
  communities: [],
  areaSquareMetres: null,
  widthMetres: null,
  location: null,
  geometry: null,
  message: { zh: '', en: '' },
  fixes: [],
});

const findings = [
  finding('1', 'overlap', 'error'),
  finding('2', 'gap', 'error'),
  finding('3', 'overlap', 'error'),
  finding('4', 'policy', 'warning', 'size.split'),
  finding('5', 'policy', 'error', 'estate.whole'),
  finding('6', 'non-contiguous', 'warning'),
];

describe('categoryOf', () => {
  it('is the kind, but the rule for what a policy says', () => {
    expect(findings.map(categoryOf)).toEqual([
      'overlap',
      'gap',
      'overlap',
      'size.split',
      'estate.whole',
      'non-contiguous',
    ]);
  });
});

describe('groupFindings', () => {
  it('puts what is waived last, in groups of its own', () => {
    const groups = groupFindings(findings, new Set(['1', '5']));
    expect(
      groups.map(({ isWaived, category, findings: list }) => [isWaived, category, list.length]),
    ).toEqual([
      [false, 'gap', 1],
      [false, 'overlap', 1],
      [false, 'size.split', 1],
      [false, 'non-contiguous', 1],
      [true, 'overlap', 1],
      [true, 'estate.whole', 1],
    ]);
  });
  it('puts errors first and keeps the order of the audit within', () => {
    const groups = groupFindings(findings);
    expect(groups.map((group) => [group.severity, group.category])).toEqual([
      ['error', 'overlap'],
      ['error', 'gap'],
      ['error', 'estate.whole'],
      ['warning', 'size.split'],
      ['warning', 'non-contiguous'],
    ]);
    expect(groups[0]?.findings.map(({ id }) => id)).toEqual(['1', '3']);
  });
  it('loses none and doubles none', () => {
    const ids = groupFindings(findings).flatMap((group) => group.findings.map(({ id }) => id));
    expect(ids.sort()).toEqual(findings.map(({ id }) => id));
  });
  it('keeps a kind that comes in two severities apart', () => {
    const both = [finding('1', 'gap', 'warning'), finding('2', 'gap', 'error')];
    expect(groupFindings(both).map((group) => group.severity)).toEqual(['error', 'warning']);
  });
});

describe('filterFindings', () => {
  it('shows all without a filter', () => {
    expect(filterFindings(findings, NO_FILTER)).toEqual(findings);
    expect(isFiltering(NO_FILTER)).toBe(false);
  });
  it('narrows by severity and by category together', () => {
    const filter = { severity: 'error', categories: new Set(['gap', 'size.split']) } as const;
    expect(filterFindings(findings, filter).map(({ id }) => id)).toEqual(['2']);
    expect(isFiltering(filter)).toBe(true);
  });
});

describe('toggleCategory', () => {
  it('adds, takes out, and leaves the given filter alone', () => {
    const one = toggleCategory(NO_FILTER, 'gap');
    expect([...one.categories]).toEqual(['gap']);
    expect([...toggleCategory(one, 'gap').categories]).toEqual([]);
    expect(NO_FILTER.categories.size).toBe(0);
  });
});

describe('the counts', () => {
  it('add up to the findings', () => {
    expect(countBySeverity(findings)).toEqual({ error: 4, warning: 2, info: 0 });
    const byCategory = countByCategory(findings);
    expect(byCategory.get('overlap')).toBe(2);
    expect([...byCategory.values()].reduce((a, b) => a + b, 0)).toBe(findings.length);
  });
});
