import { describe, expect, it } from 'vitest';
import { evaluatePolicy } from '#engine/rules/evaluate-policy.ts';
import type { EstateInput } from '#engine/rules/types.ts';
import { community, estate, lines, only, rectangle } from './town.ts';

const policy = only('estate.town');
const jurisdiction = { geometry: rectangle(0, 0) };
const communities = [community('A', 2000)];
const evaluate = (...estates: EstateInput[]) =>
  evaluatePolicy(policy, { communities, jurisdiction, estates });
const across = estate('p', rectangle(0.96, 0.4, 0.1, 0.1));

describe('estate.town', () => {
  it('fires on an estate that reaches beyond the outline and has no lead named', () => {
    const [finding, ...more] = evaluate(across);
    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      rule: 'estate.town',
      severity: 'warning',
      communities: [],
      clause: 'YH 附件2-1(1)',
      figures: { estate: 'p', shareBeyond: 0.6 },
      message: {
        zh: '楼盘“p花园”跨镇街（60% 在辖区之外），未明确牵头镇街。',
        en: 'Estate p花园 lies in two or more jurisdictions (60 % of it beyond this one), and none is named to lead.',
      },
    });
    const [mostlyHere] = evaluate(estate('p', rectangle(0.92, 0.4, 0.1, 0.1)));
    expect(mostlyHere!.communities).toEqual(['A']);
  });

  it('does not fire with a lead named, inside, along the outline, beyond it, or by a hair', () => {
    expect(evaluate({ ...across, properties: { leadJurisdiction: '990101001' } })).toEqual([]);
    const whole = [
      rectangle(0.4, 0.4, 0.1, 0.1),
      rectangle(0.9, 0.4, 0.1, 0.1),
      rectangle(2, 2, 0.1, 0.1),
      rectangle(0.9005, 0.4, 0.1, 0.1),
    ];
    expect(evaluate(...whole.map((shape, i) => estate(`q${i}`, shape)))).toEqual([]);
  });

  it('is not checked without estates, outline or shapes', () => {
    expect(lines(evaluatePolicy(policy, { communities, jurisdiction }))).toEqual(['no-estates']);
    expect(lines(evaluatePolicy(policy, { communities, estates: [across] }))).toEqual([
      'no-jurisdiction',
    ]);
    expect(lines(evaluate(estate('p', null)))).toEqual(['invalid-estates']);
    const bad = { geometry: { type: 'Polygon' as const, coordinates: [[[0, 0]]] } };
    expect(
      lines(evaluatePolicy(policy, { communities, jurisdiction: bad, estates: [across] })),
    ).toEqual(['invalid-jurisdiction']);
  });
});
