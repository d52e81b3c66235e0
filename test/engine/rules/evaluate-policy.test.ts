import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluatePolicy } from '#engine/rules/evaluate-policy.ts';
import type { Policy } from '#engine/rules/types.ts';
import { community, estate, policyFile, rectangle, yuhang } from './town.ts';

const communities = [
  community('A', 6200, rectangle(0, 0)),
  community('B', 380, rectangle(1, 0)),
  community('C', 2000, rectangle(2, 0)),
  community('D', undefined, rectangle(3, 0)),
  community('E', '12a', rectangle(4, 0)),
];
const estates = [
  estate('p', rectangle(0.95, 0.4, 0.1, 0.1)),
  estate('q', rectangle(2.4, 0.4, 0.1, 0.1)),
  estate('r', null),
];
const adjacency = [
  { communities: ['A', 'B'] as [string, string], sharedLengthMetres: 1000 },
  { communities: ['B', 'C'] as [string, string], sharedLengthMetres: 1000 },
];

/** The default policy with three of its rules, in its order. */
function three(): Policy {
  const policy = yuhang();
  const ids = ['estate.whole', 'size.split', 'size.merge'];
  return { ...policy, rules: policy.rules.filter(({ id }) => ids.includes(id)) };
}

describe('evaluatePolicy', () => {
  it('gives the findings of each rule in the order of the policy, broken before unchecked', () => {
    const findings = evaluatePolicy(three(), { communities, estates, adjacency });
    expect(findings.map(({ rule, kind, detail }) => [rule, detail ?? kind])).toEqual([
      ['estate.whole', 'policy'],
      ['estate.whole', 'estate-no-shape'],
      ['size.split', 'policy'],
      ['size.split', 'no-households'],
      ['size.split', 'unreadable-households'],
      ['size.merge', 'policy'],
      ['size.merge', 'no-households'],
      ['size.merge', 'unreadable-households'],
    ]);
    expect(new Set(findings.map(({ id }) => id)).size).toBe(findings.length);
    expect(findings.every(({ clause }) => clause?.startsWith('YH'))).toBe(true);
  });

  it('does not depend on the order of the input', () => {
    const expected = evaluatePolicy(yuhang(), { communities, estates, adjacency });
    const shuffled = <T>(items: readonly T[]) =>
      fc.shuffledSubarray([...items], { minLength: items.length });
    fc.assert(
      fc.property(shuffled(communities), shuffled(estates), shuffled(adjacency), (c, e, a) => {
        const findings = evaluatePolicy(yuhang(), { communities: c, estates: e, adjacency: a });
        expect(findings).toEqual(expected);
      }),
      { numRuns: 25, seed: 3 },
    );
  });

  it('tells communities apart that share an id', () => {
    const twice = [community('A', 6200), community('A', 7000)];
    const findings = evaluatePolicy(three(), {
      communities: twice,
      estates: [estate('q', rectangle(0.2, 0.2, 0.1, 0.1))],
    });
    expect(findings.map(({ figures }) => figures?.households)).toEqual([6200, 7000]);
    expect(findings[1]!.id).toBe(`${findings[0]!.id}-2`);
    const reversed = evaluatePolicy(three(), {
      communities: twice.toReversed(),
      estates: [estate('q', rectangle(0.2, 0.2, 0.1, 0.1))],
    });
    expect(reversed).toEqual(findings);
  });

  it('leaves disabled rules alone', () => {
    const policy = yuhang();
    const rules = policy.rules.map((rule) => ({ ...rule, enabled: rule.id === 'size.split' }));
    const findings = evaluatePolicy({ ...policy, rules }, { communities, estates, adjacency });
    expect(new Set(findings.map(({ rule }) => rule))).toEqual(new Set(['size.split']));
  });

  it('finds nothing under the generic policy, which has no thresholds', () => {
    expect(evaluatePolicy(policyFile('generic'), { communities })).toEqual([]);
  });

  it('does not take a rule that does not exist for one that is kept', () => {
    const policy = yuhang();
    const rules = [{ ...policy.rules[0]!, id: 'size.spilt' }];
    expect(() => evaluatePolicy({ ...policy, rules }, { communities })).toThrow('size.spilt');
  });

  it('has nothing to say of no communities, but what is not on record', () => {
    expect(evaluatePolicy(yuhang(), { communities: [] }).map(({ detail }) => detail)).toEqual([
      'no-estates',
      'no-units',
      'no-estates',
    ]);
  });
});
