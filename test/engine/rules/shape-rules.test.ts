import { describe, expect, it } from 'vitest';
import { evaluatePolicy } from '#engine/rules/evaluate-policy.ts';
import type { Policy } from '#engine/rules/types.ts';
import {
  facility,
  lines,
  only,
  policyFile,
  rectangle,
  roadAround,
  withProperties,
} from './town.ts';

const withThresholds = (policy: Policy, thresholds: Record<string, number>): Policy => ({
  ...policy,
  rules: policy.rules.map((rule) => ({ ...rule, thresholds })),
});

describe('shape.regular', () => {
  const policy = only('shape.regular');
  const strip = withProperties('A', {}, rectangle(0, 0, 5, 0.2));

  it('fires on a strip of 25 : 1, with every measure that falls short', () => {
    const [finding, ...more] = evaluatePolicy(policy, { communities: [strip] });
    expect(more).toEqual([]);
    expect(finding).toMatchObject({
      rule: 'shape.regular',
      severity: 'warning',
      communities: ['A'],
      figures: { minPolsbyPopper: 0.15, minReock: 0.2 },
    });
    expect(finding!.figures).not.toHaveProperty('convex-hull-ratio');
    expect(finding!.message.zh).toMatch(
      /^“A社区”形状不规整：紧凑度 0\.1\d?（应不低于 0\.15），外接圆占比 0\.0\d（应不低于 0\.2）。$/,
    );
    expect(finding!.message.en).toContain('is irregular: Polsby–Popper 0.1');
  });

  it('does not fire on a square, nor where the policy sets no thresholds', () => {
    expect(evaluatePolicy(policy, { communities: [withProperties('A', {})] })).toEqual([]);
    expect(evaluatePolicy(policyFile('generic'), { communities: [strip] })).toEqual([]);
  });

  it('is not checked without a shape, and says so once', () => {
    const findings = evaluatePolicy(policy, {
      communities: [withProperties('B', {}, null), strip],
    });
    expect(lines(findings)).toEqual(['policy A', 'no-geometry B']);
    expect(findings[1]!.message.en).toContain(
      'Not checked whether the shape is regular, for 1 community (B社区)',
    );
  });
});

describe('shape.extent', () => {
  const policy = only('shape.extent');
  const barriers = [roadAround('r', 0, 0)];

  const large = [withProperties('A', {}, rectangle(0, 0, 5, 5))];
  const centre = [facility('service-centre', 'A')];

  it('fires on a large community, with its area and the walk', () => {
    const across = roadAround('r', 0, 0, {
      geometry: {
        type: 'LineString',
        coordinates: [
          [120, 30],
          [120.05, 30.05],
        ],
      },
    });
    const [finding] = evaluatePolicy(policy, {
      communities: large,
      barriers: [across],
      facilities: centre,
    });
    expect(finding).toMatchObject({
      rule: 'shape.extent',
      severity: 'warning',
      figures: { maxAreaSquareMetres: 1e7 },
    });
    expect(finding!.figures!.areaSquareMetres).toBeGreaterThan(2.6e7);
    expect(finding!.message.zh).toContain('范围过大：面积 ');
  });

  it('takes the straight distance where the walk is not known, and the walk where it is', () => {
    const straight = evaluatePolicy(policy, { communities: large, facilities: centre });
    expect(lines(straight)).toEqual(['policy A', 'no-barriers']);
    expect(straight[0]!.figures!.furthestStraightMetres).toBeGreaterThan(6000);
    expect(straight[0]!.message.en).toContain('from the service centre, more than 2,000 m');
    // All homes are near the centre, and so is the road.
    const walked = evaluatePolicy(policy, {
      communities: [withProperties('A', {}, rectangle(0, 0, 3, 3))],
      facilities: centre,
      barriers,
      estates: [{ id: 'e', geometry: rectangle(0.1, 0, 0.1, 0.1), properties: { households: 9 } }],
    });
    expect(walked).toEqual([]);
  });

  it('does not fire on a square kilometre around its centre', () => {
    const communities = [withProperties('A', {})];
    const facilities = [facility('service-centre', 'A', { position: [120.005, 30] })];
    expect(evaluatePolicy(policy, { communities, barriers, facilities })).toEqual([]);
  });

  it('says that the distance is not checked without a service centre, and the walk without roads', () => {
    const communities = [withProperties('A', {}), withProperties('B', {}, rectangle(1, 0))];
    const facilities = [facility('service-centre', 'A', { position: [120.005, 30] })];
    expect(lines(evaluatePolicy(policy, { communities, barriers, facilities }))).toEqual([
      'no-service-centre B',
    ]);
    const [finding] = evaluatePolicy(policy, { communities, barriers, facilities });
    expect(finding).toMatchObject({
      kind: 'unchecked',
      severity: 'info',
      message: {
        en: 'Not checked whether the service centre is too far in a straight line, for 1 community (B社区): no service centre on record.',
      },
    });
    expect(lines(evaluatePolicy(policy, { communities, facilities })).sort()).toEqual([
      'no-barriers',
      'no-service-centre B',
    ]);
    expect(lines(evaluatePolicy(policy, { communities: [communities[0]!], barriers }))).toEqual([
      'no-facilities',
    ]);
  });
});

describe('boundary.clear', () => {
  const policy = only('boundary.clear');
  const communities = [withProperties('A', {})];

  it('does not fire along a named road, and fires along a nameless one or none', () => {
    const road = roadAround('r', 0, 0);
    expect(evaluatePolicy(policy, { communities, barriers: [road] })).toEqual([]);
    const { name: _name, ...nameless } = road;
    for (const barrier of [nameless, roadAround('r', 3, 3)]) {
      const [finding] = evaluatePolicy(policy, { communities, barriers: [barrier] });
      expect(finding).toMatchObject({
        rule: 'boundary.clear',
        severity: 'warning',
        communities: ['A'],
        clause: 'YH 二(一)',
        figures: { namedShare: 0, minNamedShare: 0.7 },
      });
    }
  });

  it('names the share and the length that follows nothing', () => {
    const three = rectangle(0, 0).coordinates[0] as number[][];
    const road = {
      ...roadAround('r', 0, 0),
      geometry: { type: 'LineString' as const, coordinates: three.slice(0, 3) },
    };
    const [finding] = evaluatePolicy(policy, { communities, barriers: [road] });
    expect(finding!.figures!.namedShare).toBeCloseTo(0.5, 1);
    expect(finding!.message.en).toMatch(
      /^The boundary of A社区 is not clear: 5\d % of it follows named roads, rivers or the like, less than 70 %; [12],\d{3} m do not\.$/,
    );
    expect(finding!.message.zh).toMatch(/^“A社区”边界不清晰：周长只有 5\d% 沿/);
    expect(
      evaluatePolicy(withThresholds(policy, { minNamedShare: 0.4 }), {
        communities,
        barriers: [road],
      }),
    ).toEqual([]);
  });

  it('is not checked without barriers', () => {
    const findings = evaluatePolicy(policy, { communities });
    expect(lines(findings)).toEqual(['no-barriers']);
    expect(findings[0]!.message.en).toContain('no barriers');
  });
});
