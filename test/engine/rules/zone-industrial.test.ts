import { describe, expect, it } from 'vitest';
import { evaluatePolicy } from '#engine/rules/evaluate-policy.ts';
import { lines, only, rectangle, unit, withProperties } from './town.ts';

const policy = only('zone.industrial');
const communities = [
  withProperties('A', { kind: 'urban' }),
  withProperties('B', { kind: '园区' }, rectangle(1, 0)),
  withProperties('C', {}, rectangle(2, 0)),
];
const works = { properties: { landUse: 'industrial' } };

describe('zone.industrial', () => {
  it('fires on industrial land in a community that is no park, and in none', () => {
    const units = [
      unit('u1', rectangle(0.1, 0.1, 0.2, 0.2), works),
      unit('u2', rectangle(0.5, 0.1, 0.2, 0.2), { properties: { landUse: '工业用地' } }),
      unit('u3', rectangle(5, 5, 0.3, 0.3), works),
    ];
    const findings = evaluatePolicy(policy, { communities, units });
    expect(lines(findings)).toEqual(['policy', 'policy A']);
    expect(findings[1]).toMatchObject({
      severity: 'warning',
      clause: 'YH 二(五)',
      figures: { units: 'u1, u2', minSquareMetres: 50_000 },
    });
    expect(findings[1]!.message.zh).toMatch(
      /^“A社区”含 2 个住宅区以外的工业地块（共 8\d,\d{3} 平方米），应划归园区。$/,
    );
    expect(findings[0]!.message.en).toMatch(
      /^1 industrial unit \(.* m²\) is in no community; they are/,
    );
  });

  it('does not fire in a park, on land with homes, on other land, or on a workshop', () => {
    const units = [
      unit('u1', rectangle(1.1, 0.1, 0.4, 0.4), works),
      unit('u2', rectangle(0.1, 0.1, 0.4, 0.4), { ...works, households: 12 }),
      unit('u3', rectangle(0.1, 0.6, 0.3, 0.3), { ...works, estates: ['e'] }),
      unit('u4', rectangle(0.6, 0.1, 0.3, 0.3), { properties: { landUse: 'commercial' } }),
      unit('u5', rectangle(0.6, 0.6, 0.1, 0.1), works),
    ];
    expect(evaluatePolicy(policy, { communities, units })).toEqual([]);
  });

  it('is not checked without units, land use or the kind of the community', () => {
    expect(lines(evaluatePolicy(policy, { communities }))).toEqual(['no-units']);
    const plain = [unit('u1', rectangle(0.1, 0.1, 0.4, 0.4))];
    expect(lines(evaluatePolicy(policy, { communities, units: plain }))).toEqual(['no-land-use']);
    const inC = [unit('u1', rectangle(2.1, 0.1, 0.4, 0.4), works)];
    expect(lines(evaluatePolicy(policy, { communities, units: inC }))).toEqual(['no-kind C']);
    const broken = [
      unit('u1', { type: 'Polygon', coordinates: [[[120, 30]]] }, works),
      unit('u2', rectangle(1.1, 0.1, 0.4, 0.4), works),
    ];
    expect(lines(evaluatePolicy(policy, { communities, units: broken }))).toEqual([
      'invalid-units',
    ]);
  });
});
