import { describe, expect, it } from 'vitest';
import { evaluatePolicy } from '#engine/rules/evaluate-policy.ts';
import { findUnitFaults } from '#engine/rules/find-unit-faults.ts';
import { community, facility, lines, only, rectangle, unit, withProperties } from './town.ts';

const A = withProperties('A', {});
const B = withProperties('B', {}, rectangle(1, 0));

describe('findUnitFaults', () => {
  it('finds units that a border cuts, together for the same communities', () => {
    const units = [
      unit('u1', rectangle(0.9, 0, 0.2, 0.2)),
      unit('u2', rectangle(0.95, 0.5, 0.2, 0.2)),
      unit('u3', rectangle(0.9, 0.9, 0.05, 0.2)),
    ];
    const findings = findUnitFaults({ communities: [A, B], units });
    expect(lines(findings)).toEqual(['policy A', 'policy A B']);
    expect(findings[1]).toMatchObject({
      rule: 'unit.whole',
      severity: 'warning',
      figures: { units: 2, ids: 'u1, u2' },
    });
    expect(findings[1]!.message.en).toMatch(
      /^2 units \(u1 and u2\) lie in A社区 and B社区: a border cuts them; [\d,]+ m² are cut off\.$/,
    );
    expect(findings[0]!.message.zh).toMatch(
      /^1 个地块（“u3”）被社区边界分割：分属“A社区”，一部分不属于任何社区；切出部分共 [\d,]+ 平方米。$/,
    );
    expect(findings[1]!.location![0]).toBeGreaterThan(120.0095);
  });

  it('finds units in no community; of those beyond the outline nothing is said', () => {
    const units = [unit('u1', rectangle(2, 0, 0.2, 0.2)), unit('u2', rectangle(8, 8))];
    const found = findUnitFaults({ communities: [A, B], units });
    expect(found).toMatchObject([
      { rule: 'unit.assigned', communities: [], figures: { units: 2, ids: 'u1, u2' } },
    ]);
    const jurisdiction = { geometry: rectangle(0, 0, 3, 1) };
    expect(findUnitFaults({ communities: [A, B], jurisdiction, units })).toMatchObject([
      { figures: { ids: 'u1' } },
    ]);
  });

  it('finds nothing in units that lie along borders, reach over by a sliver, or lie in an overlap', () => {
    // 0.003 of the square is 3 m.
    const units = [
      unit('u1', rectangle(0.8, 0, 0.2, 0.2)),
      unit('u2', rectangle(0.8, 0.4, 0.203, 0.2)),
      unit('u3', rectangle(0.6, 0.8, 0.2, 0.1)),
    ];
    const wide = withProperties('B', {}, rectangle(0.7, 0.7, 1.3, 0.3));
    expect(findUnitFaults({ communities: [A, B], units })).toEqual([]);
    expect(findUnitFaults({ communities: [A, wide], units })).toEqual([]);
    expect(findUnitFaults({ communities: [A, B], units }, { sliverWidthMetres: 2 })).toHaveLength(
      1,
    );
  });

  it('says which units could not be judged', () => {
    const units = [unit('u1', { type: 'Polygon', coordinates: [[[120, 30]]] })];
    expect(findUnitFaults({ communities: [A], units })).toMatchObject([
      { kind: 'unchecked', severity: 'info', detail: 'invalid-units', figures: { ids: 'u1' } },
    ]);
  });
});

describe('communities without figures of their own', () => {
  const policy = only('size.split');
  const halves = [
    unit('u1', rectangle(0, 0, 0.5, 1), { households: 3000 }),
    unit('u2', rectangle(0.5, 0, 0.5, 1), { households: 2600.5, householdsEstimated: true }),
  ];

  it('take them from the units that lie in them, as an estimate where one of these is', () => {
    const [finding] = evaluatePolicy(policy, { communities: [A], units: halves });
    expect(finding).toMatchObject({ kind: 'policy', figures: { households: 5600.5 } });
    expect(finding!.message.en).toContain('has 5,600.5* households');
  });

  it('keep what they record, and have none when a unit has none', () => {
    const recorded = [community('A', 2000)];
    expect(evaluatePolicy(policy, { communities: recorded, units: halves })).toEqual([]);
    const short = [halves[0]!, unit('u2', rectangle(0.5, 0, 0.5, 1))];
    expect(lines(evaluatePolicy(policy, { communities: [A], units: short }))).toEqual([
      'no-households A',
    ]);
  });
});

describe('facilities of a register', () => {
  it('name their community by its code', () => {
    const registered = withProperties('0a-1b', { code: '990101001001' });
    const facilities = [facility('service-centre', '990101001001', { spaceSquareMetres: 100 })];
    const findings = evaluatePolicy(only('service.centre'), {
      communities: [registered],
      facilities,
    });
    expect(lines(findings)).toEqual(['policy 0a-1b', 'no-service-share 0a-1b']);
  });
});
