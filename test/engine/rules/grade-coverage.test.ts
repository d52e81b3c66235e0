import { describe, expect, it } from 'vitest';
import { auditCoverage } from '#engine/coverage/audit.ts';
import type { CommunityInput, Finding } from '#engine/coverage/types.ts';
import { gradeCoverage } from '#engine/rules/grade-coverage.ts';
import type { Policy } from '#engine/rules/types.ts';
import { only, policyFile, rectangle, withProperties, yuhang } from './town.ts';

const jurisdiction = { geometry: rectangle(0, 0, 3, 1) };

function graded(policy: Policy, communities: CommunityInput[], outline = true): Finding[] {
  const { findings } = auditCoverage(communities, outline ? jurisdiction : null);
  return gradeCoverage(policy, findings, { communities, jurisdiction });
}
const of = (findings: readonly Finding[], kind: string) =>
  findings.find((finding) => finding.kind === kind);

const inTwoParts = (properties: Record<string, unknown>): CommunityInput[] => {
  const parts = [rectangle(0, 0), rectangle(2, 0)].map(
    ({ coordinates }) => coordinates as number[][][],
  );
  return [
    withProperties('A', properties, { type: 'MultiPolygon', coordinates: parts }),
    withProperties('B', {}, rectangle(1, 0)),
  ];
};

describe('gradeCoverage', () => {
  const faulty = [
    withProperties('A', {}, rectangle(0, 0, 1.5, 1)),
    withProperties('B', {}, rectangle(1, 0, 1, 1)),
    withProperties('C', {}, rectangle(2.5, 0, 1, 1)),
    withProperties('D', {}, rectangle(0.2, 0.2, 0.2, 0.2)),
  ];

  it.each([
    ['overlap', 'coverage.overlap', 'YH 一(三)、二(五)'],
    ['gap', 'coverage.gap', 'YH 一(三)、二(五)'],
    ['outside', 'coverage.outside', 'YH 附件2-1'],
  ])('gives %s the clause of %s, and leaves what was found as it was', (kind, rule, clause) => {
    const plain = of(auditCoverage(faulty, jurisdiction).findings, kind)!;
    expect(plain.clause).toBeUndefined();
    expect(of(graded(yuhang(), faulty), kind)).toEqual({ ...plain, severity: 'error', clause });
    expect(of(graded(only(rule), faulty), kind)!.clause).toBe(clause);
  });

  it('has a warning for an enclave', () => {
    const { coordinates } = rectangle(0, 0, 3, 1);
    const hole = (rectangle(1, 0.4, 0.2, 0.2).coordinates as number[][][])[0]!;
    const outer = { type: 'Polygon' as const, coordinates: [coordinates[0] as number[][], hole] };
    const town = [
      withProperties('A', {}, outer),
      withProperties('B', {}, { type: 'Polygon', coordinates: [hole] }),
    ];
    expect(of(graded(only('shape.enclave'), town), 'enclave')).toMatchObject({
      severity: 'warning',
      clause: 'YH 二(一)',
      communities: ['B', 'A'],
    });
  });

  it('leaves a finding alone whose rule the policy does not have, or has disabled', () => {
    const disabled = yuhang();
    const rules = disabled.rules.map((rule) => ({ ...rule, enabled: rule.id !== 'coverage.gap' }));
    for (const policy of [only('size.split'), { ...disabled, rules }]) {
      const gap = of(graded(policy, faulty), 'gap')!;
      expect(gap).toMatchObject({ severity: 'error' });
      expect(gap.clause).toBeUndefined();
    }
  });

  it('takes the severity from the policy', () => {
    const policy = only('coverage.gap');
    const rules = policy.rules.map((rule) => ({ ...rule, severity: 'info' as const }));
    expect(of(graded({ ...policy, rules }, faulty), 'gap')!.severity).toBe('info');
  });

  it('finds nothing in a sound town, under any policy', () => {
    const sound = [0, 1, 2].map((x) => withProperties(`C${x}`, {}, rectangle(x, 0)));
    for (const id of ['yuhang-2020', 'generic', 'jinjiang'])
      expect(graded(policyFile(id), sound, false)).toEqual([]);
  });
});

describe('shape.contiguous', () => {
  it('is an error for separate parts, and a warning where they are entrusted with a reason', () => {
    const plain = of(graded(yuhang(), inTwoParts({})), 'non-contiguous')!;
    expect(plain).toMatchObject({ severity: 'error', clause: 'YH 一(二)、二(一)' });
    const reason = '待道路建成后移交';
    const entrusted = of(graded(yuhang(), inTwoParts({ entrusted: reason })), 'non-contiguous')!;
    expect(entrusted).toMatchObject({
      id: plain.id,
      severity: 'warning',
      figures: { parts: 2, entrusted: reason },
    });
    expect(entrusted.message.zh).toBe(`${plain.message.zh}已标注托管：${reason}`);
    expect(entrusted.message.en).toBe(`${plain.message.en} Marked as entrusted: ${reason}`);
  });

  it.each([true, '', '  ', null])('does not take %j for a reason', (given) => {
    const found = of(graded(yuhang(), inTwoParts({ entrusted: given })), 'non-contiguous')!;
    expect(found.severity).toBe('error');
  });
});
