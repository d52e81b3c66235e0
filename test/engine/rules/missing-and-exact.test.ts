import { describe, expect, it } from 'vitest';
import { auditCoverage } from '#engine/coverage/audit.ts';
import type { Finding } from '#engine/coverage/types.ts';
import { evaluatePolicy } from '#engine/rules/evaluate-policy.ts';
import { gradeCoverage } from '#engine/rules/grade-coverage.ts';
import { readFigure, readShare } from '#engine/rules/read-figure.ts';
import type { EstateInput } from '#engine/rules/types.ts';
import {
  facility,
  lines,
  only,
  policyFile,
  rectangle,
  unit,
  withProperties,
  withThresholds,
  yuhang,
} from './town.ts';

const zh = (findings: readonly Finding[]): string =>
  findings.map(({ message }) => message.zh).join('');

describe('a share that was written in per cent', () => {
  const properties = { rate: 85, text: '85 %', wide: '85％', over: '120%', whole: 1, half: '0.5' };

  it('is read with its sign, and is no share without: 85 would pass every test', () => {
    expect(readShare(properties, 'rate')).toEqual({ state: 'unreadable', written: '85' });
    expect(readShare(properties, 'text')).toEqual({ state: 'known', value: 0.85 });
    expect(readShare(properties, 'wide')).toEqual({ state: 'known', value: 0.85 });
    expect(readShare(properties, 'over')).toEqual({ state: 'unreadable', written: '120%' });
    expect(readShare(properties, 'whole')).toEqual({ state: 'known', value: 1 });
    expect(readShare(properties, 'half')).toEqual({ state: 'known', value: 0.5 });
  });

  it('does not let a service centre pass of which 50 % is for service', () => {
    const judge = (serviceShare: unknown): Finding[] =>
      evaluatePolicy(only('service.centre'), {
        communities: [withProperties('A', {})],
        facilities: [
          facility('service-centre', 'A', { spaceSquareMetres: 900, properties: { serviceShare } }),
        ],
      });
    expect(lines(judge(50))).toEqual(['unreadable-service-share A']);
    expect(zh(judge(50))).toContain('请写成 0.85 或 85%');
    expect(lines(judge('50%'))).toEqual(['policy A']);
    expect(judge('80%')).toEqual([]);
  });

  it('does not let a village pass with a rehousing rate of 75, or 60 for labour off the land', () => {
    const given = { planOperation: 'convert', rehousingRate: 75, offFarmLabourShare: 60 };
    const communities = [withProperties('A', { ...given, remainingCollectiveLandSquareMetres: 0 })];
    expect(lines(evaluatePolicy(only('village.converted'), { communities }))).toEqual([
      'unreadable-rehousing-rate A',
    ]);
    const labour = only('village.labour', 'village-conversion');
    expect(lines(evaluatePolicy(labour, { communities }))).toEqual(['unreadable-off-farm-share A']);
  });
});

describe('a figure in a list', () => {
  it('is not shown as if it were the figure', () => {
    expect(readFigure({ n: [6200] }, 'n')).toEqual({ state: 'unreadable', written: '[6200]' });
    expect(readFigure({ n: Number.NaN }, 'n')).toEqual({ state: 'unreadable', written: 'NaN' });
  });
});

describe('a figure that rounds to the limit that it misses', () => {
  it('has the decimals that tell them apart', () => {
    const centre = (spaceSquareMetres: number, serviceShare: number): string =>
      zh(
        evaluatePolicy(only('service.centre'), {
          communities: [withProperties('A', {})],
          facilities: [
            facility('service-centre', 'A', { spaceSquareMetres, properties: { serviceShare } }),
          ],
        }),
      );
    expect(centre(799.9, 0.7996)).toContain('面积 799.9 平方米，不足 800 平方米；');
    expect(centre(799.9, 0.7996)).toContain('占 79.96%，低于 80%');
    const ratio = evaluatePolicy(only('service.ratio'), {
      communities: [withProperties('A', { households: 2501, serviceSpaceSquareMetres: 1500 })],
    });
    expect(zh(ratio)).toBe('“A社区”每百户社区用房 59.98 平方米，少于 60 平方米。');
  });
});

describe('a ratio that is the threshold but for the last bit', () => {
  it('reaches it, whatever the number of households', () => {
    const communities = Array.from({ length: 500 }, (_, i) => {
      const households = 1000 + 3.5 * i;
      return withProperties(`C${i}`, { households, serviceSpaceSquareMetres: households * 0.6 });
    });
    expect(evaluatePolicy(only('service.ratio'), { communities })).toEqual([]);
  });
});

describe('separate parts with a yes or a no for the reason', () => {
  const { coordinates: west } = rectangle(0, 0) as { coordinates: number[][][] };
  const { coordinates: east } = rectangle(2, 0) as { coordinates: number[][][] };
  const graded = (entrusted: unknown): Finding => {
    const communities = [
      withProperties('A', { entrusted }, { type: 'MultiPolygon', coordinates: [west, east] }),
    ];
    const { findings } = auditCoverage(communities, null);
    const found = gradeCoverage(yuhang(), findings, { communities });
    return found.find(({ kind }) => kind === 'non-contiguous')!;
  };

  it.each(['否', 'no', 'false', '0', false])('%j marks nothing', (given) => {
    expect(graded(given)).toEqual(graded(undefined));
  });

  it.each(['是', 'yes', '1', true])('%j marks them, without a reason: still an error', (given) => {
    expect(graded(given).severity).toBe('error');
    expect(graded(given).message.zh).toContain('已标注托管，但没有写明理由');
  });
});

describe('space for the elderly that is on record as a whole', () => {
  const judge = (elderlySpaceSquareMetres: number): Finding[] =>
    evaluatePolicy(only('service.elderly'), {
      communities: [withProperties('A', { households: 500, elderlySpaceSquareMetres })],
    });

  it('is not taken for places of 300 m² each', () => {
    expect(lines(judge(600))).toEqual(['no-places A']);
  });

  it('is too little for one place below 300 m²', () => {
    expect(lines(judge(299))).toEqual(['policy A']);
    expect(zh(judge(299))).toContain('每处不少于 300 平方米，而各处共 299 平方米');
  });
});

describe('collective land of which the guidance says no figure', () => {
  const village = (
    remaining: number,
    geometry = rectangle(0, 0) as ReturnType<typeof rectangle> | null,
  ) =>
    withProperties(
      'A',
      {
        planOperation: 'convert',
        remainingCollectiveLandSquareMetres: remaining,
        rehousingRate: 0.9,
      },
      geometry,
    );
  const policy = only('village.converted');

  it('is left to people, unless none is left', () => {
    const [finding] = evaluatePolicy(policy, { communities: [village(1000)] });
    expect(finding).toMatchObject({ kind: 'unchecked', detail: 'left-to-judgement' });
    expect(finding!.message.zh).toContain('剩余集体土地 1,000 平方米，占 0.1%');
    expect(evaluatePolicy(policy, { communities: [village(0)] })).toEqual([]);
  });

  it('is no fault of a village without a shape, whose share nobody knows', () => {
    const own = withThresholds(policy, { maxRemainingLandShare: 0.05, minRehousingRate: 0.8 });
    expect(lines(evaluatePolicy(own, { communities: [village(1000, null)] }))).toEqual([
      'no-valid-shape A',
    ]);
    expect(evaluatePolicy(own, { communities: [village(0, null)] })).toEqual([]);
    expect(lines(evaluatePolicy(own, { communities: [village(200_000)] }))).toEqual(['policy A']);
  });
});

describe('arable land of which the document says no figure', () => {
  const policy = only('village.arable', 'village-conversion');
  const judge = (arableSquareMetresPerPerson: number): Finding[] =>
    evaluatePolicy(policy, {
      communities: [withProperties('A', { planOperation: 'convert', arableSquareMetresPerPerson })],
    });

  it('is left to people, unless none is left', () => {
    expect(lines(judge(300))).toEqual(['left-to-judgement A']);
    expect(zh(judge(300))).toContain('人均耕地 300 平方米');
    expect(judge(0)).toEqual([]);
  });
});

describe('estates that record only a part of a new community', () => {
  const community = withProperties('A', { households: 4500, planOperation: 'create' });
  const estate = (id: string, properties: Record<string, unknown>): EstateInput => ({
    id,
    geometry: rectangle(0.2, id === 'p' ? 0.2 : 0.6, 0.1, 0.1),
    properties,
  });
  const judge = (...estates: EstateInput[]): string[] =>
    lines(evaluatePolicy(only('size.max'), { communities: [community], estates }));

  it('do not make it too large: what is not recorded may be the one large estate', () => {
    expect(judge(estate('p', { households: 100, houseType: 'villa' }), estate('q', {}))).toEqual([
      'no-estates A',
    ]);
  });

  it('nor does an estate whose house type may be apartments', () => {
    const plain = estate('p', { households: 2000, houseType: 'villa' });
    expect(judge(plain, estate('q', { households: 2500 }))).toEqual(['no-estates A']);
    expect(judge(plain, estate('q', { households: 2500, houseType: 'villa' }))).toEqual([
      'policy A',
    ]);
  });

  it('count by dwellings and occupancy where they record no households', () => {
    const tower = { dwellings: 5000, occupancy: 0.9, houseType: 'high-rise' };
    expect(judge(estate('p', tower))).toEqual([]);
  });
});

describe('units of which some record no land use', () => {
  it('are told, though others record one', () => {
    const units = [
      unit('u', rectangle(0, 0, 0.5, 0.5), { properties: { landUse: 'residential' } }),
      unit('v', rectangle(0.5, 0, 0.5, 0.5)),
    ];
    const findings = evaluatePolicy(only('zone.industrial'), {
      communities: [withProperties('A', { kind: 'urban' })],
      units,
    });
    expect(lines(findings)).toEqual(['units-without-land-use']);
  });
});

describe('an estate of which a part is in no community', () => {
  const policy = only('estate.whole');
  const estates: EstateInput[] = [{ id: 'e', name: '金色家园', geometry: rectangle(0.5, 0, 1, 1) }];
  const communities = [withProperties('A', {})];
  const judge = (given: Partial<Parameters<typeof evaluatePolicy>[1]>): Finding[] =>
    evaluatePolicy(policy, { communities, estates, ...given });

  it('is cut by the border of the one that it is in', () => {
    const [finding, ...more] = judge({ jurisdiction: { geometry: rectangle(0, 0, 3, 1) } });
    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      severity: 'error',
      communities: ['A'],
      figures: { shareInNone: 0.5 },
      message: {
        zh: '楼盘“金色家园”被社区边界分割：50% 在“A社区”，50% 不属于任何社区。请整体划入一个社区。',
      },
    });
    expect(finding!.location![0]).toBeGreaterThan(120.01);
  });

  it('is not judged by this rule where that part is beyond the jurisdiction, or another’s', () => {
    expect(judge({ jurisdiction: { geometry: rectangle(0, 0) } })).toEqual([]);
    const around = [withProperties('B', {}, rectangle(1, 0))];
    expect(judge({ jurisdiction: { geometry: rectangle(0, 0, 3, 1) }, around })).toEqual([]);
  });

  it('is told not to be checked without an outline, and is no matter of its own in no community at all', () => {
    expect(lines(judge({}))).toEqual(['estate-partly-in-none']);
    const away = [{ id: 'e', geometry: rectangle(2, 0) }];
    expect(judge({ estates: away })).toEqual([]);
  });
});

describe('a small community without geometry', () => {
  it('does not pass for one without neighbours', () => {
    const communities = [
      withProperties('A', { households: 300 }, null),
      withProperties('B', { households: 300 }),
    ];
    const findings = evaluatePolicy(only('size.merge'), { communities, adjacency: [] });
    expect(lines(findings)).toEqual(['no-geometry A']);
  });
});

describe('what is no clause of a document', () => {
  it('is not cited as one: coverage is asked for by Yuhang alone', () => {
    for (const id of ['jinjiang', 'village-conversion', 'grid', 'yaohai']) {
      const coverage = policyFile(id).rules.filter((rule) => rule.id.startsWith('coverage.'));
      expect(coverage.map(({ clause }) => clause)).toEqual(
        coverage.map(() => expect.stringMatching(/^覆盖条件 [1-5] coverage condition [1-5]$/)),
      );
    }
    const ids = policyFile('grid').rules.map((rule) => rule.id);
    expect(ids).not.toContain('boundary.clear');
  });
});

describe('texts of the policies', () => {
  const half = /[\u4e00-\u9fff][,;:!?]|[,;:!?][\u4e00-\u9fff]|[\u4e00-\u9fff]\(/;

  it.each(['yuhang-2020', 'yaohai', 'jinjiang', 'village-conversion', 'grid', 'generic'])(
    'of %s have full-width punctuation in Chinese, and end',
    (id) => {
      for (const { text } of policyFile(id).rules) {
        expect(text.zh.replace(/YH \S+\)/g, '')).not.toMatch(half);
        expect(text.zh).toMatch(/。$/);
        expect(text.en).toMatch(/\.$/);
      }
    },
  );
});
