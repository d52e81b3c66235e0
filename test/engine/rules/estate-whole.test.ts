import { describe, expect, it, vi } from 'vitest';
import type { AreaGeometry } from '#engine/coverage/types.ts';
import { geodesicArea } from '#engine/geometry/geodesic.ts';
import { evaluatePolicy } from '#engine/rules/evaluate-policy.ts';
import { community, estate, only, rectangle } from './town.ts';

const policy = only('estate.whole');
const A = community('A', 2000, rectangle(0, 0));
const B = community('B', 2000, rectangle(1, 0));
const evaluate = (shape: AreaGeometry | null, communities = [A, B]) =>
  evaluatePolicy(policy, { communities, estates: [estate('金色', shape)] });

describe('estate.whole', () => {
  it('fires where a border cuts an estate, with the share in each community', () => {
    const shape = rectangle(0.93, 0.4, 0.1, 0.1);
    const findings = evaluate(shape);
    expect(findings).toHaveLength(1);
    const [finding] = findings;
    expect(finding).toMatchObject({
      rule: 'estate.whole',
      kind: 'policy',
      severity: 'error',
      communities: ['A', 'B'],
      clause: 'YH 附件2-1(1)',
      figures: { estate: '金色', pieces: 2, 'share.A': 0.7, 'share.B': 0.3 },
      message: {
        zh: '楼盘“金色花园”被社区边界分割：70% 在“A社区”，30% 在“B社区”。请整体划入一个社区。',
        en: 'Estate 金色花园 is cut by a community border: 70 % lies in A社区, 30 % lies in B社区. Give it wholly to one community.',
      },
    });
    expect(finding!.location![0]).toBeGreaterThan(120.01);
    expect(finding!.location![0]).toBeLessThan(120.0103);
    expect(geodesicArea(finding!.geometry as AreaGeometry) / geodesicArea(shape)).toBeCloseTo(1, 6);
  });

  it.each<[string, AreaGeometry]>([
    ['inside a community', rectangle(0.4, 0.4, 0.1, 0.1)],
    ['along a border', rectangle(0.9, 0.4, 0.1, 0.1)],
    ['in a corner of two borders', rectangle(0.9, 0.9, 0.1, 0.1)],
    ['a community itself', rectangle(0, 0)],
    ['outside', rectangle(5, 5)],
    ['across by half a percent', rectangle(0.9005, 0.4, 0.1, 0.1)],
    ['tiny, across by less than 5 m²', rectangle(0.9998, 0.4, 0.0004, 0.0004)],
  ])('does not fire on an estate %s', (_, shape) => {
    expect(evaluate(shape)).toEqual([]);
  });

  it('fires on an estate around a whole community, and on one over three communities', () => {
    const hole = rectangle(0.4, 0.4, 0.2, 0.2) as Extract<AreaGeometry, { type: 'Polygon' }>;
    const ring = (rectangle(0, 0) as typeof hole).coordinates[0]!;
    const outer = community('A', 1, { type: 'Polygon', coordinates: [ring, hole.coordinates[0]!] });
    const inner = community('B', 1, hole);
    expect(evaluate(rectangle(0.3, 0.3, 0.4, 0.4), [outer, inner])).toMatchObject([
      { communities: ['A', 'B'], figures: { 'share.A': 0.75, 'share.B': 0.25 } },
    ]);
    const three = [A, B, community('C', 1, rectangle(2, 0))];
    expect(evaluate(rectangle(0.5, 0.4, 2, 0.1), three)).toMatchObject([
      { communities: ['A', 'B', 'C'], figures: { pieces: 3 } },
    ]);
  });

  it('fires on an estate of two parts that lie in two communities', () => {
    const parts = [rectangle(0.2, 0.4, 0.1, 0.1), rectangle(1.2, 0.4, 0.1, 0.1)];
    const both = {
      type: 'MultiPolygon' as const,
      coordinates: parts.map(({ coordinates }) => coordinates as number[][][]),
    };
    expect(evaluate(both)).toMatchObject([{ figures: { 'share.A': 0.5, 'share.B': 0.5 } }]);
    expect(evaluate(both, [A])).toMatchObject([{ detail: 'estate-partly-in-none' }]);
  });

  it('fires where a border runs from corner to corner of an estate', () => {
    const corners = rectangle(0.4, 0.4, 0.2, 0.2).coordinates[0] as number[][];
    const [southWest, southEast, northEast, northWest] = corners as [
      number[],
      number[],
      number[],
      number[],
    ];
    const lower = community('A', 1, {
      type: 'Polygon',
      coordinates: [[southWest, southEast, northEast, southWest]],
    });
    const upper = community('B', 1, {
      type: 'Polygon',
      coordinates: [[southWest, northEast, northWest, southWest]],
    });
    expect(evaluate(rectangle(0.4, 0.4, 0.2, 0.2), [lower, upper])).toMatchObject([
      { figures: { 'share.A': 0.5, 'share.B': 0.5 } },
    ]);
  });

  it('takes an estate for whole that one of two overlapping communities holds', () => {
    const wide = community('B', 1, rectangle(0.5, 0));
    const inOverlap = rectangle(0.6, 0.4, 0.1, 0.1);
    const half = rectangle(0.45, 0.4, 0.1, 0.1);
    expect(evaluate(inOverlap, [A, wide])).toEqual([]);
    expect(evaluate(half, [A, wide])).toEqual([]);
    expect(evaluate(rectangle(0.45, 0.4, 1, 0.1), [A, wide])).toHaveLength(1);
  });

  it('takes an estate for whole whose second piece the first community holds too', () => {
    // 97 % in A, 3 % in no community, half of it in B, which lies in A there.
    const inside = community('B', 1, rectangle(0.95, 0.4, 0.05, 0.1));
    expect(evaluate(rectangle(0.903, 0.4, 0.1, 0.1), [A, inside])).toMatchObject([
      { kind: 'unchecked', detail: 'estate-partly-in-none' },
    ]);
  });

  it('does not depend on the order of communities and estates', () => {
    const estates = [
      estate('x', rectangle(0.93, 0.4, 0.1, 0.1)),
      estate('y', rectangle(0.98, 0.6, 0.1, 0.1)),
    ];
    const forwards = evaluatePolicy(policy, { communities: [A, B], estates });
    const backwards = evaluatePolicy(policy, {
      communities: [B, A],
      estates: [...estates].reverse(),
    });
    expect(forwards).toHaveLength(2);
    expect(backwards).toEqual(forwards);
  });

  it.each([[undefined], [[]]])('is not checked when estates are %j', (estates) => {
    const findings = evaluatePolicy(policy, {
      communities: [A, B],
      ...(estates && { estates }),
    });
    expect(findings).toMatchObject([
      {
        kind: 'unchecked',
        severity: 'info',
        detail: 'no-estates',
        message: { en: 'Not checked whether estates are whole: no estates on record.' },
      },
    ]);
  });

  it('is not checked for estates without a shape or with an invalid one', () => {
    const bowTie: AreaGeometry = {
      type: 'Polygon',
      coordinates: [
        [
          [120, 30],
          [120.001, 30.001],
          [120.001, 30],
          [120, 30.001],
          [120, 30],
        ],
      ],
    };
    const findings = evaluatePolicy(policy, {
      communities: [A, B],
      estates: [estate('x', null), estate('y', bowTie), estate('z', null)],
    });
    expect(findings.map(({ detail, figures }) => [detail, figures])).toEqual(
      [
        ['estate-invalid-shape', { estates: 'y' }],
        ['estate-no-shape', { estates: 'x, z' }],
      ].sort(),
    );
    const invalid = findings.find(({ detail }) => detail === 'estate-invalid-shape')!;
    expect(invalid.message.en).toContain('crosses itself at 120.0005, 30.0005');
  });

  it('is not checked against communities without a valid shape', () => {
    const findings = evaluate(rectangle(0.93, 0.4, 0.1, 0.1), [A, community('B', 1, null)]);
    expect(findings).toMatchObject([
      { kind: 'unchecked', detail: 'invalid-communities', communities: ['B'] },
    ]);
  });

  it('uses communities that only touch themselves', () => {
    const touching = community('A', 1, {
      type: 'Polygon',
      coordinates: [
        [
          [120, 30],
          [120.01, 30],
          [120.01, 30.01],
          [120.005, 30],
          [120, 30.01],
          [120, 30],
        ],
      ],
    });
    expect(evaluate(rectangle(0.95, 0.2, 0.1, 0.1), [touching, B])).toHaveLength(1);
  });
});

describe('estate.whole when Turf fails', () => {
  it('says which estate could not be checked and why', async () => {
    vi.resetModules();
    vi.doMock('@turf/turf', () => ({
      intersect: () => {
        throw new Error('Unable to complete output ring');
      },
      difference: () => null,
    }));
    const { evaluatePolicy: evaluateAgain } = await import('#engine/rules/evaluate-policy.ts');
    const findings = evaluateAgain(policy, {
      communities: [A, B],
      estates: [estate('金色', rectangle(0.93, 0.4, 0.1, 0.1))],
    });
    vi.doUnmock('@turf/turf');
    // Other suites share the modules: what was loaded with the stand-in must not stay.
    vi.resetModules();
    expect(findings).toMatchObject([{ kind: 'unchecked', detail: 'estate-failed' }]);
    expect(findings[0]!.message.en).toContain('1 estate (金色花园) could not be intersected');
    expect(findings[0]!.message.en).toContain('Unable to complete output ring');
  });
});
