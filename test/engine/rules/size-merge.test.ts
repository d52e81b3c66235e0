import { describe, expect, it } from 'vitest';
import { evaluatePolicy } from '#engine/rules/evaluate-policy.ts';
import type { CommunityBorder } from '#engine/rules/types.ts';
import { community, only } from './town.ts';

const policy = only('size.merge');
const border = (a: string, b: string, sharedLengthMetres = 500): CommunityBorder => ({
  communities: [a, b],
  sharedLengthMetres,
});

describe('size.merge', () => {
  it('fires below 500 households and names the neighbours fit to take it, smallest first', () => {
    const findings = evaluatePolicy(policy, {
      communities: [
        community('A', 380),
        community('B', 2600),
        community('C', 3700),
        community('D', '1500'),
        community('E', 600),
      ],
      adjacency: [border('A', 'B'), border('C', 'A'), border('A', 'D'), border('B', 'E')],
    });
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({
      rule: 'size.merge',
      kind: 'policy',
      severity: 'warning',
      communities: ['A'],
      clause: 'YH 一(一)',
      figures: {
        households: 380,
        threshold: 500,
        maxMergedHouseholds: 4000,
        fitNeighbours: 'D, B',
      },
    });
    expect(findings[0]!.message).toEqual({
      zh: '“A社区”只有 380 户，不足 500 户，原则上应予合并；适合并入的相邻社区：“D社区” 1,500 户、“B社区” 2,600 户。',
      en: 'A社区 has 380 households, fewer than 500: in principle it is to be merged. Neighbours fit to take it (households): D社区 (1,500) and B社区 (2,600).',
    });
  });

  it('does not fire at the threshold, without a neighbour, or when every neighbour is too large', () => {
    const of = (households: number, adjacency: CommunityBorder[]) =>
      evaluatePolicy(policy, {
        communities: [community('A', households), community('B', 3700)],
        adjacency,
      });
    expect(of(500, [border('A', 'B')])).toEqual([]);
    expect(of(380, [])).toEqual([]);
    expect(of(380, [border('A', 'B')])).toEqual([]);
    expect(of(300, [border('A', 'B')])).toHaveLength(1);
  });

  it('takes a contact at a corner, or a few metres, for no border', () => {
    const of = (metres: number) =>
      evaluatePolicy(policy, {
        communities: [community('A', 380), community('B', 2000)],
        adjacency: [border('A', 'B', metres)],
      });
    expect(of(0)).toEqual([]);
    expect(of(9.9)).toEqual([]);
    expect(of(10)).toHaveLength(1);
  });

  it('says so when no adjacency is known', () => {
    const findings = evaluatePolicy(policy, {
      communities: [community('A', 380), community('B', 2000)],
    });
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({
      kind: 'unchecked',
      severity: 'info',
      detail: 'no-adjacency',
      communities: ['A'],
    });
    expect(findings[0]!.message.en).toContain('1 community (A社区: 380) has fewer than 500');
    expect(evaluatePolicy(policy, { communities: [community('B', 2000)] })).toEqual([]);
  });

  it('is undecided when the only possible neighbour has no figure', () => {
    const of = (other: unknown) =>
      evaluatePolicy(policy, {
        communities: [community('A', 380), community('B', undefined), community('C', other)],
        adjacency: [border('A', 'B'), border('A', 'C')],
      });
    expect(of(3900).map(({ detail }) => detail)).toEqual([
      'neighbours-without-households',
      'no-households',
    ]);
    expect(of(2000).map(({ detail, kind }) => detail ?? kind)).toEqual(['policy', 'no-households']);
  });

  it('does not take borders with communities that are not in the input for neighbours', () => {
    const findings = evaluatePolicy(policy, {
      communities: [community('A', 380)],
      adjacency: [border('A', 'elsewhere'), border('A', 'A')],
    });
    expect(findings).toEqual([]);
  });
});
