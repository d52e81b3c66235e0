import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePolicy } from '#engine/rules/parse-policy.ts';
import { RULE_MODULES } from '#engine/rules/rule-registry.ts';

const folder = new URL('../../../data/policies/', import.meta.url);

const rule = {
  id: 'size.split',
  severity: { newCommunity: 'error', existingCommunity: 'warning' },
  thresholds: { maxHouseholds: 5000 },
  clause: '1',
  text: { zh: '拆分', en: 'split' },
};
const policy = {
  id: 'mine',
  name: { zh: '甲', en: 'A' },
  source: { zh: '乙', en: 'B' },
  rules: [rule],
};

/** `code pointer` of each problem. */
function problems(document: unknown): string[] {
  const parsed = parsePolicy(document);
  return parsed.ok ? [] : parsed.error.map(({ code, pointer }) => `${code} ${pointer}`);
}
const withRule = (change: Record<string, unknown>) => ({
  ...policy,
  rules: [{ ...rule, ...change }],
});

describe('parsePolicy', () => {
  it('reads a policy; a rule is enabled unless it says otherwise', () => {
    const parsed = parsePolicy(policy);
    expect(parsed).toEqual({
      ok: true,
      value: { ...policy, rules: [{ ...rule, enabled: true }] },
    });
    const disabled = parsePolicy(withRule({ enabled: false }));
    expect(disabled.ok && disabled.value.rules[0]!.enabled).toBe(false);
  });

  it.each(readdirSync(folder))('reads the shipped %s, whose id is its file name', (file) => {
    const parsed = parsePolicy(JSON.parse(readFileSync(new URL(file, folder), 'utf8')));
    expect(parsed.ok ? `${parsed.value.id}.json` : parsed.error).toBe(file);
  });

  it.each<[string, unknown, string[]]>([
    ['not an object', 7, ['wrong-type ']],
    ['an array', [], ['wrong-type ']],
    ['nothing in it', {}, ['missing /id', 'missing /name', 'missing /source', 'wrong-type /rules']],
    ['a bad id', { ...policy, id: 'Yu Hang' }, ['bad-value /id']],
    ['a name in one language', { ...policy, name: { zh: '甲' } }, ['missing /name/en']],
    ['a member too many', { ...policy, 'a/b': 1 }, ['unknown-member /a~1b']],
    ['an unknown rule', withRule({ id: 'size.spilt' }), ['unknown-rule /rules/0/id']],
    ['a rule twice', { ...policy, rules: [rule, rule] }, ['repeated-rule /rules/1/id']],
    [
      'an unknown threshold',
      withRule({ thresholds: { maxHouseholds: 1, max: 2 } }),
      ['unknown-member /rules/0/thresholds/max'],
    ],
    [
      'a missing threshold',
      withRule({ thresholds: {} }),
      ['missing /rules/0/thresholds/maxHouseholds'],
    ],
    [
      'no thresholds',
      withRule({ thresholds: undefined }),
      ['missing /rules/0/thresholds/maxHouseholds'],
    ],
    [
      'a threshold as text',
      withRule({ thresholds: { maxHouseholds: '5000' } }),
      ['wrong-type /rules/0/thresholds/maxHouseholds'],
    ],
    [
      'a threshold out of range',
      withRule({ thresholds: { maxHouseholds: 0 } }),
      ['bad-value /rules/0/thresholds/maxHouseholds'],
    ],
    [
      'a threshold of null that the rule needs',
      withRule({ thresholds: { maxHouseholds: null } }),
      ['wrong-type /rules/0/thresholds/maxHouseholds'],
    ],
    [
      'an optional threshold that is not stated',
      withRule({ id: 'shape.regular', thresholds: { minReock: 0.1, minConvexHullRatio: null } }),
      ['missing /rules/0/thresholds/minPolsbyPopper'],
    ],
    ['an unknown severity', withRule({ severity: 'fatal' }), ['bad-value /rules/0/severity']],
    [
      'half a severity',
      withRule({ severity: { newCommunity: 'error' } }),
      ['missing /rules/0/severity/existingCommunity'],
    ],
    ['no severity', withRule({ severity: undefined }), ['missing /rules/0/severity']],
    ['an empty clause', withRule({ clause: ' ' }), ['wrong-type /rules/0/clause']],
    ['enabled as text', withRule({ enabled: 'yes' }), ['wrong-type /rules/0/enabled']],
    ['a rule that is no object', { ...policy, rules: [null] }, ['wrong-type /rules/0']],
    [
      'several faults',
      { ...withRule({ severity: 1, clause: 2 }), id: 3 },
      ['wrong-type /id', 'bad-value /rules/0/severity', 'wrong-type /rules/0/clause'],
    ],
  ])('refuses %s', (_, document, expected) => {
    expect(problems(document)).toEqual(expected);
  });

  it('refuses a __proto__ member', () => {
    const document: unknown = JSON.parse(
      JSON.stringify(policy).replace(
        '"maxHouseholds"',
        '"__proto__":{"maxHouseholds":1},"maxHouseholds"',
      ),
    );
    expect(problems(document)).toEqual(['unknown-member /rules/0/thresholds/__proto__']);
  });

  it('names what exists when it refuses what does not', () => {
    const parsed = parsePolicy(withRule({ id: 'size.spilt' }));
    const known = [...RULE_MODULES.keys()].join(', ');
    expect(known).toContain('size.split, size.merge, size.max');
    expect(parsed.ok ? null : parsed.error[0]!.message).toEqual({
      zh: `没有名为“size.spilt”的规则。可用的规则：${known}。`,
      en: `There is no rule "size.spilt". Rules that exist: ${known}.`,
    });
  });

  it('leaves an optional threshold out that is null', () => {
    const thresholds = { minPolsbyPopper: null, minReock: 0.1, minConvexHullRatio: null };
    const parsed = parsePolicy(withRule({ id: 'shape.regular', thresholds }));
    expect(parsed.ok && parsed.value.rules[0]!.thresholds).toEqual({ minReock: 0.1 });
  });

  it('refuses a band that ends before it begins: every community would be a fault', () => {
    const thresholds = {
      minHouseholds: 4000,
      maxHouseholds: 1500,
      minPopulation: null,
      maxPopulation: 0.5,
    };
    expect(problems(withRule({ id: 'size.band', thresholds }))).toEqual([
      'bad-value /rules/0/thresholds/maxPopulation',
      'bad-value /rules/0/thresholds/minHouseholds',
    ]);
    const people = { minPeople: 6, maxPeople: 3 };
    expect(problems(withRule({ id: 'staff.founding', thresholds: people }))).toHaveLength(1);
    expect(
      problems(withRule({ id: 'staff.founding', thresholds: { minPeople: 4, maxPeople: 4 } })),
    ).toEqual([]);
  });

  it('reads what GET /policies/{id} answers, which says of each rule what it reads', () => {
    expect(problems(withRule({ reads: ['communities.households'] }))).toEqual([]);
  });

  it('answers anything without throwing', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), (a, b, c) => {
        for (const document of [
          a,
          { ...policy, rules: a },
          withRule({ id: b, severity: c }),
          withRule({ thresholds: a, text: b }),
        ]) {
          parsePolicy(document);
        }
      }),
      { numRuns: 300, seed: 5 },
    );
  });
});
