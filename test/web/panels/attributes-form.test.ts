import { describe, expect, it } from 'vitest';
import type { PlanCommunity } from '#engine/plan/types.ts';
import { editingZh as texts } from '../../../web/i18n/editing-zh.ts';
import { attributeOperations, formOf } from '../../../web/panels/attributes-form.ts';
import { square } from '../modes/squares-plan.ts';

const VILLAGE: PlanCommunity = {
  id: 'C1',
  name: '枫林村',
  nameEn: 'Fenglin Village',
  geometry: square(0, 0),
  properties: {
    kind: 'village',
    households: 900,
    householdsEstimated: true,
    foundingTeam: 4,
    withinUrbanBoundary: true,
    leader: '王某',
    history: [1, 2],
    planOperation: 'transfer',
  },
};
const ask = (change: Partial<ReturnType<typeof formOf>>, hasUnits = false) =>
  attributeOperations(VILLAGE, { ...formOf(VILLAGE), ...change }, { hasUnits, texts });

describe('the attributes dialog', () => {
  it('shows what it can edit, and leaves lists and the bookkeeping of the plan alone', () => {
    expect(formOf(VILLAGE).others.map(({ name }) => name)).toEqual([
      'foundingTeam',
      'withinUrbanBoundary',
      'leader',
    ]);
    expect(ask({})).toEqual({ ok: false, error: [texts.nothingChanged] });
  });

  it('asks for what has changed, and numbers stay numbers', () => {
    const others = formOf(VILLAGE).others.map((row) =>
      row.name === 'foundingTeam' ? { ...row, value: '5' } : row,
    );
    expect(ask({ name: ' 枫林社区 ', others })).toEqual({
      ok: true,
      value: [
        {
          operation: 'set-attributes',
          parameters: { community: 'C1', name: '枫林社区', properties: { foundingTeam: 5 } },
        },
      ],
    });
  });

  it('takes attributes away and adds others', () => {
    const others = [
      ...formOf(VILLAGE).others.filter(({ name }) => name !== 'leader'),
      { name: 'note', value: '待议' },
      { name: '', value: 'x' },
    ];
    expect(ask({ others })).toMatchObject({
      value: [{ parameters: { properties: { leader: null, note: '待议' } } }],
    });
  });

  it('takes typed households for counted ones, and none where units count them', () => {
    const counted = { households: '950', population: '', dwellings: '' };
    expect(ask({ counted })).toMatchObject({
      value: [{ parameters: { properties: { households: 950, householdsEstimated: null } } }],
    });
    expect(ask({ counted }, true)).toEqual({ ok: false, error: [texts.nothingChanged] });
  });

  it('records a change of kind as a conversion, or as a correction', () => {
    expect(ask({ kind: 'converted', isConversion: true })).toEqual({
      ok: true,
      value: [{ operation: 'convert', parameters: { community: 'C1', kind: 'converted' } }],
    });
    expect(ask({ kind: 'urban' })).toMatchObject({
      value: [{ operation: 'set-attributes', parameters: { properties: { kind: 'urban' } } }],
    });
  });

  it('marks as entrusted with a reason', () => {
    expect(ask({ entrusted: '飞地由其代管' })).toEqual({
      ok: true,
      value: [
        {
          operation: 'mark-entrusted',
          parameters: { community: 'C1', reason: '飞地由其代管' },
        },
      ],
    });
  });

  it('names all faults at once', () => {
    const others = [{ name: 'foundingTeam', value: '几个' }];
    const counted = { households: 'x', population: '-3', dwellings: '' };
    expect(ask({ name: '', others, counted })).toEqual({
      ok: false,
      error: [
        texts.nameMissing,
        texts.notANumber('常住户'),
        texts.notNegative('常住人口'),
        texts.notANumber('筹建班子（人）'),
      ],
    });
  });
});
