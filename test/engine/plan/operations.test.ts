import { describe, expect, it } from 'vitest';
import { auditCoverage } from '#engine/coverage/audit.ts';
import type { AreaGeometry, CommunityInput, JurisdictionInput } from '#engine/coverage/types.ts';
import { geodesicArea } from '#engine/geometry/geodesic.ts';
import type { UnitInput } from '#engine/material/types.ts';
import { type Applied, applyOperation } from '#engine/plan/apply-operation.ts';
import { matchOutline } from '#engine/plan/match-outline.ts';
import { applyChange, planOf } from '#engine/plan/plan-state.ts';
import type { Operation, PlanContext, PlanState, Reason } from '#engine/plan/types.ts';
import { at, box, multiPolygon, polygon, ring } from '../../helpers/squares.ts';

/**
 * Four squares of 400 m, two and two, each of four units of 200 m; vertices at the corners of the units alone.
 *
 *     C | D
 *     --+--
 *     A | B
 */
const square = (id: string, x: number, y: number, households = 400): CommunityInput => ({
  id,
  name: `${id}社区`,
  nameEn: id,
  properties: { kind: 'urban', households, population: 1000 },
  geometry: polygon(
    ring(
      [x, y],
      [x + 200, y],
      [x + 400, y],
      [x + 400, y + 200],
      [x + 400, y + 400],
      [x + 200, y + 400],
      [x, y + 400],
      [x, y + 200],
    ),
  ),
});
const COMMUNITIES = [
  square('A', 0, 0),
  square('B', 400, 0),
  square('C', 0, 400),
  square('D', 400, 400),
];
const UNITS: UnitInput[] = COMMUNITIES.flatMap(({ id }, i) =>
  [0, 1, 2, 3].map((k) => {
    const [x, y] = [
      (i % 2) * 400 + (k % 2) * 200,
      Math.floor(i / 2) * 400 + Math.floor(k / 2) * 200,
    ];
    return {
      id: `${id}${k}`,
      geometry: polygon(box(x, y, x + 200, y + 200)),
      community: id,
      households: 100,
      population: 250,
    };
  }),
);
const JURISDICTION: JurisdictionInput = { id: 'J', geometry: polygon(box(0, 0, 800, 800)) };
const CONTEXT: PlanContext = { jurisdiction: JURISDICTION, units: UNITS };
const PLAN = planOf(COMMUNITIES, UNITS);

function apply(
  operation: Operation,
  plan: PlanState = PLAN,
  context: PlanContext = CONTEXT,
): Applied {
  const result = applyOperation(plan, operation, context);
  if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message.en}`);
  expect(faults(result.value.plan)).toEqual([]);
  expect([...applyChange(result.value.plan, result.value.inverse).communities.values()]).toEqual([
    ...plan.communities.values(),
  ]);
  return result.value;
}

function refuse(
  operation: Operation,
  plan: PlanState = PLAN,
  context: PlanContext = CONTEXT,
): Reason {
  const result = applyOperation(plan, operation, context);
  if (result.ok) throw new Error('was not refused');
  expect(result.error.message.zh).toMatch(/[。]$/);
  expect(result.error.message.en).toMatch(/\.$/);
  return result.error;
}

const faults = (plan: PlanState): string[] =>
  auditCoverage([...plan.communities.values()], matchOutline(plan, JURISDICTION), {
    minAreaSquareMetres: 0,
  })
    .findings.filter(({ kind }) => kind !== 'non-contiguous' && kind !== 'enclave')
    .map(({ message }) => message.en);

const hectares = (plan: PlanState, id: string): number =>
  geodesicArea(plan.communities.get(id)!.geometry) / 1e4;
const households = (plan: PlanState, id: string): unknown =>
  plan.communities.get(id)!.properties?.households;
const shellOf = (geometry: AreaGeometry) =>
  geometry.type === 'Polygon' ? geometry.coordinates[0]! : geometry.coordinates[0]![0]!;

describe('merge', () => {
  it('joins the ground, adds up households, keeps id and attributes of one', () => {
    const { plan, change } = apply({
      operation: 'merge',
      parameters: { communities: ['A', 'B'], into: 'B', name: '合并社区' },
    });
    expect([...plan.communities.keys()]).toEqual(['B', 'C', 'D']);
    expect(hectares(plan, 'B')).toBeCloseTo(32, 1);
    expect(plan.communities.get('B')).toMatchObject({
      name: '合并社区',
      nameEn: 'B',
      properties: { kind: 'urban', households: 800, population: 2000, planOperation: 'merge' },
    });
    expect(plan.communities.get('C')).toBe(PLAN.communities.get('C'));
    expect(change.removed).toEqual(['A']);
    expect(change.assignment).toEqual({ A0: 'B', A1: 'B', A2: 'B', A3: 'B' });
    expect(change.lineage).toEqual([
      { parent: 'B', child: 'B', kind: 'merge', areaSquareMetres: expect.closeTo(160000, -3) },
      { parent: 'A', child: 'B', kind: 'merge', areaSquareMetres: expect.closeTo(160000, -3) },
    ]);
  });

  it('without units adds up the figures on record; one that is unknown makes the sum unknown', () => {
    const plain = planOf(COMMUNITIES);
    const merge: Operation = {
      operation: 'merge',
      parameters: { communities: ['A', 'B'], into: 'A' },
    };
    expect(households(apply(merge, plain, { jurisdiction: JURISDICTION }).plan, 'A')).toBe(800);
    const unknown = planOf([{ ...COMMUNITIES[0]!, properties: {} }, ...COMMUNITIES.slice(1)]);
    const after = apply(merge, unknown, { jurisdiction: JURISDICTION }).plan;
    expect(households(after, 'A')).toBeUndefined();
  });

  it('is refused for communities that meet in a corner only', () => {
    const why = refuse({ operation: 'merge', parameters: { communities: ['A', 'D'], into: 'A' } });
    expect(why).toMatchObject({ code: 'not-neighbours', communities: ['A', 'D'] });
  });

  it('is refused for one that is not there, and for an heir that is not among them', () => {
    expect(
      refuse({ operation: 'merge', parameters: { communities: ['A', 'X'], into: 'A' } }).code,
    ).toBe('unknown-community');
    expect(
      refuse({ operation: 'merge', parameters: { communities: ['A', 'B'], into: 'C' } }).code,
    ).toBe('into-not-among');
  });
});

describe('split-by-line', () => {
  const split = (line: [number, number][], more = {}): Operation => ({
    operation: 'split-by-line',
    parameters: { community: 'A', line: line.map(([x, y]) => at(x, y)), ...more },
  });

  it('gives the neighbours and the outline the vertices where the new border ends', () => {
    const { plan, change } = apply(
      split([
        [-10, 100],
        [410, 120],
      ]),
    );
    expect([...plan.communities.keys()]).toEqual(['A', 'B', 'C', 'D', 'A-2']);
    expect(hectares(plan, 'A')).toBeCloseTo(11.6, 1);
    expect(hectares(plan, 'A-2')).toBeCloseTo(4.4, 1);
    expect(shellOf(plan.communities.get('B')!.geometry)).toHaveLength(10);
    expect(plan.communities.get('D')).toBe(PLAN.communities.get('D'));
    expect(change.outline).toHaveLength(1);
  });

  it('counts households by units: a unit goes with its greater part, and cut ones make estimates', () => {
    const along = apply(
      split([
        [-10, 200],
        [410, 200],
      ]),
    ).plan;
    expect(along.communities.get('A')!.properties).toMatchObject({
      households: 200,
      population: 500,
    });
    expect(along.communities.get('A')!.properties).not.toHaveProperty('householdsEstimated');
    const { plan, change } = apply(
      split([
        [-10, 120],
        [410, 120],
      ]),
    );
    expect(plan.communities.get('A-2')!.properties).toMatchObject({
      households: 200,
      householdsEstimated: true,
      kind: 'urban',
      planOperation: 'split',
    });
    expect(change.assignment).toEqual({ A0: 'A-2', A1: 'A-2' });
  });

  it('leads ends that fall short by up to five metres to the border', () => {
    const { plan } = apply(
      split([
        [4, 100],
        [396, 100],
      ]),
    );
    expect(hectares(plan, 'A-2')).toBeCloseTo(4, 1);
  });

  it('is refused where the line ends inside, with the place and the distance', () => {
    const why = refuse(
      split([
        [-10, 100],
        [300, 100],
      ]),
    );
    expect(why.code).toBe('line-misses');
    expect(why.location).toEqual(at(300, 100));
    expect(why.message.en).toContain('100 m');
    expect(why.message.zh).toContain('100 米');
  });

  it('is refused for a line that does not divide it', () => {
    expect(
      refuse(
        split([
          [-50, -50],
          [500, -50],
        ]),
      ).code,
    ).toBe('line-misses');
    expect(
      refuse(
        split([
          [0, 0],
          [0, 400],
        ]),
      ).code,
    ).toBe('line-misses');
  });

  it('makes as many parts as the line does, named in the order of their size, and keeps the one that is asked for', () => {
    const zigzag: [number, number][] = [
      [100, -10],
      [100, 410],
      [250, 410],
      [250, -10],
    ];
    const { plan } = apply(
      split(zigzag, { parts: [{ id: 'N', name: '新社区' }], keep: at(50, 50) }),
    );
    expect(hectares(plan, 'A')).toBeCloseTo(4, 1);
    expect(hectares(plan, 'N')).toBeCloseTo(6, 1);
    expect(hectares(plan, 'A-2')).toBeCloseTo(6, 1);
    expect(plan.communities.get('N')!.name).toBe('新社区');
    expect(
      refuse(
        split(
          [
            [-10, 100],
            [410, 100],
          ],
          { parts: [{ id: 'N' }, { id: 'M' }] },
        ),
      ).code,
    ).toBe('too-few-parts');
    expect(
      refuse(
        split(
          [
            [-10, 100],
            [410, 100],
          ],
          { keep: at(500, 500) },
        ),
      ).code,
    ).toBe('keep-misses');
    expect(
      refuse(
        split(
          [
            [-10, 100],
            [410, 100],
          ],
          { parts: [{ id: 'B' }] },
        ),
      ).code,
    ).toBe('id-taken');
  });
});

describe('operations on units', () => {
  it('transfer-units moves whole units and their households', () => {
    const { plan, change } = apply({
      operation: 'transfer-units',
      parameters: {
        moves: [
          { units: ['A1', 'A3'], to: 'B' },
          { units: ['C0', 'B0'], to: 'A' },
        ],
      },
    });
    expect(['A', 'B', 'C', 'D'].map((id) => households(plan, id))).toEqual([400, 500, 300, 400]);
    expect(hectares(plan, 'B')).toBeCloseTo(20, 1);
    expect(change.assignment).toEqual({ A1: 'B', A3: 'B', C0: 'A', B0: 'A' });
    expect(plan.assignment.get('A1')).toBe('B');
  });

  it('takes a strip along that lies between a unit and the border of its community', () => {
    const units = UNITS.map((unit) =>
      unit.id === 'A1' ? { ...unit, geometry: polygon(box(200, 0, 399.6, 200)) } : unit,
    );
    const { plan } = apply(
      { operation: 'transfer-units', parameters: { moves: [{ units: ['A1'], to: 'B' }] } },
      planOf(COMMUNITIES, units),
      { jurisdiction: JURISDICTION, units },
    );
    expect(hectares(plan, 'B')).toBeCloseTo(20, 1);
    expect(plan.communities.get('A')!.geometry.type).toBe('Polygon');
  });

  it('is refused without units, for unknown ones, for the same twice and when all are there already', () => {
    const move = (units: string[], to = 'B'): Operation => ({
      operation: 'transfer-units',
      parameters: { moves: [{ units, to }] },
    });
    expect(refuse(move(['A1']), PLAN, {}).code).toBe('no-units');
    expect(refuse(move(['A1', 'Z9'])).message.en).toContain('Z9');
    expect(refuse(move(['B1'])).code).toBe('nothing-changes');
    expect(refuse(move(['A0', 'A1', 'A2', 'A3'])).code).toBe('would-vanish');
  });

  it('split-into-parts keeps the community where a part has its id', () => {
    const { plan } = apply({
      operation: 'split-into-parts',
      parameters: {
        community: 'A',
        parts: [
          { id: 'A', units: ['A0', 'A1', 'A2'] },
          { id: 'N', name: '新', units: ['A3'] },
        ],
      },
    });
    expect([households(plan, 'A'), households(plan, 'N')]).toEqual([300, 100]);
    expect(plan.communities.get('A')!.name).toBe('A社区');
  });

  it('split-into-parts ends the community where none has, and then wants every unit', () => {
    const parts = [
      { id: 'M', units: ['A0', 'A1'] },
      { id: 'N', units: ['A2', 'A3'] },
    ];
    const { plan } = apply({
      operation: 'split-into-parts',
      parameters: { community: 'A', parts },
    });
    expect([...plan.communities.keys()]).toEqual(['B', 'C', 'D', 'M', 'N']);
    const left = [parts[0]!, { id: 'N', units: ['A2'] }];
    const why = refuse({
      operation: 'split-into-parts',
      parameters: { community: 'A', parts: left },
    });
    expect(why.code).toBe('units-left');
    expect(why.message.en).toContain('A3');
  });

  it('create takes units of several communities', () => {
    const { plan } = apply({
      operation: 'create',
      parameters: { id: 'N', name: '中心社区', units: ['A3', 'B2', 'C1', 'D0'] },
    });
    expect(households(plan, 'N')).toBe(400);
    expect(plan.communities.get('N')!.properties).toMatchObject({ planOperation: 'create' });
    expect(['A', 'B', 'C', 'D'].map((id) => households(plan, id))).toEqual([300, 300, 300, 300]);
  });

  it('abolish gives all to one neighbour, or the units to several', () => {
    const one = apply({ operation: 'abolish', parameters: { community: 'A', into: 'C' } }).plan;
    expect([one.communities.has('A'), households(one, 'C')]).toEqual([false, 800]);
    expect(one.communities.get('C')!.properties).not.toHaveProperty('planOperation');
    const moves = [
      { units: ['A0', 'A1'], to: 'B' },
      { units: ['A2', 'A3'], to: 'C' },
    ];
    const several = apply({ operation: 'abolish', parameters: { community: 'A', moves } });
    expect([households(several.plan, 'B'), households(several.plan, 'C')]).toEqual([600, 600]);
    expect(several.change.removed).toEqual(['A']);
    expect(refuse({ operation: 'abolish', parameters: { community: 'A', into: 'D' } }).code).toBe(
      'not-neighbours',
    );
    expect(refuse({ operation: 'abolish', parameters: { community: 'A', into: 'A' } }).code).toBe(
      'into-itself',
    );
    expect(
      refuse({ operation: 'abolish', parameters: { community: 'A', moves: moves.slice(1) } }).code,
    ).toBe('units-left');
  });
});

describe('operations on drawn ground', () => {
  it('transfer-area takes the ground of whoever has it, or of the named ones alone', () => {
    const area = polygon(box(300, 300, 500, 500));
    const all = apply({ operation: 'transfer-area', parameters: { area, to: 'D' } }).plan;
    expect(['A', 'B', 'C'].map((id) => hectares(all, id))).toEqual([
      expect.closeTo(15, 1),
      expect.closeTo(15, 1),
      expect.closeTo(15, 1),
    ]);
    const some = apply({
      operation: 'transfer-area',
      parameters: { area, to: 'D', from: ['B'] },
    }).plan;
    expect(hectares(some, 'D')).toBeCloseTo(17, 1);
    expect(some.communities.get('A')).not.toBe(PLAN.communities.get('A'));
    expect(hectares(some, 'A')).toBeCloseTo(16, 3);
    expect(
      refuse({
        operation: 'transfer-area',
        parameters: { area: polygon(box(500, 500, 600, 600)), to: 'D' },
      }).code,
    ).toBe('nothing-changes');
  });

  it('transfer-area makes an enclave, and the hole around it', () => {
    const { plan } = apply({
      operation: 'transfer-area',
      parameters: { area: polygon(box(100, 100, 150, 150)), to: 'B' },
    });
    expect(plan.communities.get('A')!.geometry).toMatchObject({ type: 'Polygon' });
    expect(plan.communities.get('A')!.geometry.coordinates).toHaveLength(2);
    expect(plan.communities.get('B')!.geometry.type).toBe('MultiPolygon');
    const back = apply(
      { operation: 'merge', parameters: { communities: ['A', 'B'], into: 'A' } },
      plan,
    );
    expect(hectares(back.plan, 'A')).toBeCloseTo(32, 1);
    expect(back.plan.communities.get('A')!.geometry.coordinates).toHaveLength(1);
  });

  it('draw-community takes ground inside the jurisdiction, of those who may give', () => {
    const geometry = polygon(box(-50, -50, 100, 500));
    const { plan } = apply({
      operation: 'draw-community',
      parameters: { id: 'N', name: '新', geometry },
    });
    expect(hectares(plan, 'N')).toBeCloseTo(5, 1);
    const some = apply({
      operation: 'draw-community',
      parameters: { id: 'N', geometry, from: ['C'] },
    }).plan;
    expect(hectares(some, 'N')).toBeCloseTo(1, 1);
    const beyond = polygon(box(-50, -50, -10, -10));
    expect(
      refuse({ operation: 'draw-community', parameters: { id: 'N', geometry: beyond } }).code,
    ).toBe('nothing-to-take');
    const whole = polygon(box(-50, -50, 450, 450));
    expect(
      refuse({ operation: 'draw-community', parameters: { id: 'N', geometry: whole } }).code,
    ).toBe('would-vanish');
  });
});

describe('reshape-border', () => {
  const reshape = (
    parameters: Extract<Operation, { operation: 'reshape-border' }>['parameters'],
  ): Operation => ({
    operation: 'reshape-border',
    parameters,
  });

  it('drags a vertex of both sides, and a junction of all four', () => {
    const two = apply(reshape({ moves: [{ from: at(400, 200), to: at(420, 210) }] })).plan;
    expect(hectares(two, 'A')).toBeCloseTo(16.4, 1);
    expect(two.communities.get('C')).toBe(PLAN.communities.get('C'));
    const four = apply(reshape({ moves: [{ from: at(400, 400), to: at(390, 380) }] }));
    expect(four.change.put.map(({ id }) => id)).toEqual(['A', 'B', 'C', 'D']);
    for (const { geometry } of four.change.put) {
      expect(shellOf(geometry)).toContainEqual(at(390, 380));
    }
  });

  it('is refused when nothing moves', () => {
    const still = reshape({ moves: [{ from: at(400, 200), to: at(400, 200) }] });
    expect(refuse(still).code).toBe('nothing-changes');
  });

  it('may not give ground to nobody, but take it from a gap', () => {
    const path = (y: number) => [at(200, 400), at(200, 400 + y), at(300, 400 + y), at(300, 400)];
    const only = planOf([COMMUNITIES[0]!]);
    const out = applyOperation(only, reshape({ between: ['A', null], path: path(50) }), CONTEXT);
    if (!out.ok) throw new Error(out.error.message.en);
    expect(hectares(out.value.plan, 'A')).toBeCloseTo(16.5, 1);
    expect(refuse(reshape({ between: ['A', null], path: path(-50) }), only).code).toBe(
      'would-leave-gap',
    );
    expect(refuse(reshape({ between: ['A', null], path: path(450) }), only).code).toBe(
      'leaves-jurisdiction',
    );
  });

  it('keeps households when no unit is cut to speak of, and marks estimates when one is', () => {
    const nudge = apply(reshape({ moves: [{ from: at(400, 200), to: at(401, 200) }] })).plan;
    expect(nudge.communities.get('A')!.properties).toBe(PLAN.communities.get('A')!.properties);
    const far = apply(reshape({ moves: [{ from: at(400, 200), to: at(500, 200) }] })).plan;
    expect(far.communities.get('A')!.properties).toMatchObject({
      households: 400,
      householdsEstimated: true,
    });
  });

  it('takes a unit along when a border is dragged across it in small steps', () => {
    let plan = PLAN;
    const steps = [
      at(400, 200),
      at(360, 200),
      at(320, 200),
      at(280, 200),
      at(240, 200),
      at(210, 200),
    ];
    for (const [i, to] of steps.entries()) {
      if (i === 0) continue;
      plan = apply(reshape({ moves: [{ from: steps[i - 1]!, to }] }), plan).plan;
    }
    // Half of each of the two units is gone by then, and a little more with the next drag.
    const more = ['A1', 'A3'].map((unit) => plan.assignment.get(unit));
    expect(more).toEqual(['A', 'A']);
    for (const y of [100, 300]) {
      plan = apply(reshape({ insert: at(305, y), between: ['A', 'B'] }), plan).plan;
    }
    for (const y of [100, 300]) {
      const from = plan.communities.get('A')!.geometry;
      const near = shellOf(from).find(
        ([lon, lat]) =>
          Math.abs(lat! - at(0, y)[1]!) < 1e-6 && lon! > at(290, 0)[0]! && lon! < at(320, 0)[0]!,
      )!;
      plan = apply(reshape({ moves: [{ from: near, to: at(250, y) }] }), plan).plan;
    }
    expect(['A1', 'A3'].map((unit) => plan.assignment.get(unit))).toEqual(['B', 'B']);
    expect(plan.communities.get('B')!.properties).toMatchObject({
      households: 600,
      householdsEstimated: true,
    });
  });

  it('never moves the outline, but lets a border slide along it', () => {
    expect(refuse(reshape({ moves: [{ from: at(0, 0), to: at(10, 10) }] })).code).toBe(
      'on-outline',
    );
    expect(refuse(reshape({ moves: [{ from: at(400, 0), to: at(400, 20) }] })).code).toBe(
      'on-outline',
    );
    const { plan } = apply(reshape({ moves: [{ from: at(400, 0), to: at(380, 1) }] }));
    expect(hectares(plan, 'B')).toBeCloseTo(16.2, 1);
    expect(refuse(reshape({ remove: at(0, 0) })).code).toBe('on-outline');
  });

  it('is refused where a third community would be run over, or a shape cross itself', () => {
    expect(refuse(reshape({ moves: [{ from: at(400, 200), to: at(500, 500) }] })).code).toMatch(
      /would-(overlap|be-invalid|leave-gap)/,
    );
    expect(refuse(reshape({ moves: [{ from: at(123, 123), to: at(1, 1) }] })).code).toBe(
      'no-vertex',
    );
  });

  it('draws a stretch anew, with both ends snapped to the border', () => {
    const { plan, change } = apply(
      reshape({
        between: ['A', 'B'],
        path: [at(403, 100), at(440, 150), at(440, 250), at(398, 300)],
      }),
    );
    expect(hectares(plan, 'A')).toBeCloseTo(16.6, 1);
    expect(shellOf(plan.communities.get('A')!.geometry)).not.toContainEqual(at(400, 200));
    expect(change.lineage).toEqual([
      { parent: 'B', child: 'A', kind: 'transfer', areaSquareMetres: expect.closeTo(6000, -2) },
    ]);
    const across = apply(
      reshape({
        between: ['A', 'B'],
        path: [at(400, 50), at(450, 100), at(350, 300), at(400, 350)],
      }),
    );
    expect(across.change.lineage).toHaveLength(2);
  });

  it('says where a path misses the border, and whom it would cut through', () => {
    const far = refuse(
      reshape({ between: ['A', 'B'], path: [at(420, 100), at(440, 150), at(400, 300)] }),
    );
    expect(far).toMatchObject({ code: 'line-misses', location: at(420, 100) });
    expect(far.message.zh).toContain('20 米');
    const through = refuse(
      reshape({ between: ['A', 'B'], path: [at(400, 100), at(300, 500), at(400, 300)] }),
    );
    expect(through).toMatchObject({ code: 'cuts-through', communities: ['C'] });
    expect(refuse(reshape({ between: ['A', 'D'], path: [at(400, 400), at(410, 410)] })).code).toBe(
      'not-neighbours',
    );
  });

  it('puts a vertex in on both sides and takes one out; a junction stays', () => {
    const { plan } = apply(reshape({ insert: at(402, 100), between: ['A', 'B'] }));
    for (const id of ['A', 'B'])
      expect(shellOf(plan.communities.get(id)!.geometry)).toHaveLength(10);
    const removed = apply(reshape({ remove: at(400, 200) })).plan;
    for (const id of ['A', 'B'])
      expect(shellOf(removed.communities.get(id)!.geometry)).toHaveLength(8);
    expect(refuse(reshape({ remove: at(400, 400) })).code).toBe('is-junction');
    expect(refuse(reshape({ insert: at(300, 100), between: ['A', 'B'] })).code).toBe('line-misses');
  });

  it('follows at a T-junction where a neighbour has no vertex yet', () => {
    // A and C below one long border of E, which has no vertex where they meet.
    const tee = planOf([
      { id: 'W', geometry: polygon(box(0, 0, 100, 100)) },
      { id: 'E', geometry: polygon(box(100, 0, 200, 100)) },
      { id: 'N', geometry: polygon(box(0, 100, 200, 200)) },
    ]);
    const outline = { jurisdiction: { geometry: polygon(box(0, 0, 200, 200)) } };
    const result = applyOperation(
      tee,
      reshape({ moves: [{ from: at(100, 100), to: at(110, 120) }] }),
      outline,
    );
    if (!result.ok) throw new Error(result.error.message.en);
    expect(result.value.change.put.map(({ id }) => id)).toEqual(['W', 'E', 'N']);
    expect(
      auditCoverage(
        [...result.value.plan.communities.values()],
        matchOutline(result.value.plan, outline.jurisdiction),
        {
          minAreaSquareMetres: 0,
        },
      ).findings,
    ).toEqual([]);
  });

  it('redraws the closed border of an enclave', () => {
    const enclave = planOf([
      {
        id: 'O',
        geometry: polygon(
          box(0, 0, 300, 300),
          ring([100, 100], [100, 200], [200, 200], [200, 100]),
        ),
      },
      { id: 'I', geometry: polygon(box(100, 100, 200, 200)) },
    ]);
    const result = applyOperation(
      enclave,
      reshape({ between: ['I', 'O'], path: [at(200, 120), at(230, 150), at(200, 180)] }),
      { jurisdiction: { geometry: polygon(box(0, 0, 300, 300)) } },
    );
    if (!result.ok) throw new Error(result.error.message.en);
    expect(hectares(result.value.plan, 'I')).toBeCloseTo(1.09, 2);
    expect(hectares(result.value.plan, 'O')).toBeCloseTo(7.91, 2);
  });
});

describe('gaps, overlaps and borders that differ', () => {
  const jurisdiction: JurisdictionInput = { geometry: polygon(box(0, 0, 300, 100)) };
  const gappy = planOf([
    { id: 'W', geometry: polygon(box(0, 0, 100, 100)) },
    { id: 'E', geometry: polygon(box(140, 0, 300, 100)) },
  ]);
  const lapped = planOf([
    { id: 'W', geometry: polygon(box(0, 0, 140, 100)) },
    { id: 'E', geometry: polygon(box(100, 0, 300, 100)) },
  ]);
  const run = (plan: PlanState, operation: Operation): Applied => {
    const result = applyOperation(plan, operation, { jurisdiction });
    if (!result.ok) throw new Error(`${result.error.code}: ${result.error.message.en}`);
    const { plan: after } = result.value;
    expect(
      auditCoverage([...after.communities.values()], matchOutline(after, jurisdiction), {
        minAreaSquareMetres: 0,
      }).findings,
    ).toEqual([]);
    return result.value;
  };

  it.each([
    [{ to: 'W' }, 1.4],
    [{ to: 'E' }, 1],
    [{ strategy: 'largest' }, 1],
    [{ strategy: 'smallest' }, 1.4],
    [{ strategy: 'divide' }, 1.2],
  ] as const)('fill-gap %j', (how, west) => {
    const { plan } = run(gappy, { operation: 'fill-gap', parameters: { at: at(120, 50), ...how } });
    expect(hectares(plan, 'W')).toBeCloseTo(west, 2);
  });

  it.each([
    [{ to: 'W' }, 1.4],
    [{ to: 'E' }, 1],
    [{ strategy: 'smallest' }, 1.4],
    [{ strategy: 'divide' }, 1.2],
    [{ at: at(120, 50), to: 'W' }, 1.4],
  ] as const)('resolve-overlap %j', (how, west) => {
    const { plan } = run(lapped, {
      operation: 'resolve-overlap',
      parameters: { communities: ['W', 'E'], ...how } as never,
    });
    expect(hectares(plan, 'W')).toBeCloseTo(west, 2);
  });

  it('says when there is no gap or no overlap', () => {
    const context = { jurisdiction };
    const gap = (x: number, y: number, to = 'W'): Operation => ({
      operation: 'fill-gap',
      parameters: { at: at(x, y), to },
    });
    expect(refuse(gap(50, 50), gappy, context)).toMatchObject({
      code: 'no-gap',
      communities: ['W'],
    });
    expect(refuse(gap(50, 500), gappy, context)).toMatchObject({ code: 'no-gap', communities: [] });
    expect(
      refuse(
        { operation: 'resolve-overlap', parameters: { communities: ['W', 'E'] } },
        gappy,
        context,
      ).code,
    ).toBe('no-overlap');
  });

  it('snap-borders makes one line of two that differ by centimetres', () => {
    const crooked = planOf([
      { id: 'W', geometry: polygon(ring([0, 0], [100, 0], [100.05, 50], [100, 100], [0, 100])) },
      { id: 'E', geometry: polygon(ring([100, 0], [300, 0], [300, 100], [100, 100], [99.98, 30])) },
    ]);
    const { plan } = run(crooked, {
      operation: 'snap-borders',
      parameters: { communities: ['W', 'E'] },
    });
    expect(hectares(plan, 'W')).toBeCloseTo(1, 2);
    expect(
      refuse({ operation: 'snap-borders', parameters: { communities: ['W', 'E'] } }, plan, {
        jurisdiction,
      }).code,
    ).toBe('nothing-changes');
  });

  it('draws a community into the gap', () => {
    const { plan } = run(gappy, {
      operation: 'draw-community',
      parameters: { id: 'N', geometry: polygon(box(90, -20, 150, 120)), from: [] },
    });
    expect(hectares(plan, 'N')).toBeCloseTo(0.4, 2);
  });
});

describe('attributes', () => {
  it('set, converted, entrusted; the same again is refused', () => {
    const set = apply({
      operation: 'set-attributes',
      parameters: {
        community: 'A',
        name: '新名',
        nameEn: null,
        properties: { households: 500, population: null },
      },
    }).plan;
    const community = set.communities.get('A')!;
    expect(community).toMatchObject({
      name: '新名',
      properties: { kind: 'urban', households: 500 },
    });
    expect(community).not.toHaveProperty('nameEn');
    expect(community.properties).not.toHaveProperty('population');
    const convert: Operation = {
      operation: 'convert',
      parameters: { community: 'A', kind: 'converted' },
    };
    const converted = apply(convert);
    expect(converted.change).toMatchObject({
      extent: null,
      lineage: [{ parent: 'A', child: 'A', kind: 'convert' }],
    });
    expect(refuse(convert, converted.plan).code).toBe('nothing-changes');
    const entrusted = apply({
      operation: 'mark-entrusted',
      parameters: { community: 'A', reason: '河对岸' },
    }).plan;
    expect(entrusted.communities.get('A')!.properties).toMatchObject({ entrusted: '河对岸' });
  });
});

describe('parts, holes and dirt elsewhere', () => {
  it('leaves parts and rings alone that it does not touch, and their very coordinates', () => {
    const far = box(1000, 1000, 1100, 1100);
    const odd: AreaGeometry = multiPolygon(
      [box(0, 0, 400, 400).toReversed(), ring([50, 50], [60, 50], [55, 60])],
      [far],
    );
    const plan = planOf([{ id: 'A', geometry: odd }, COMMUNITIES[1]!]);
    const result = applyOperation(
      plan,
      {
        operation: 'split-by-line',
        parameters: { community: 'A', line: [at(-10, 200), at(410, 200)] },
      },
      {},
    );
    if (!result.ok) throw new Error(result.error.message.en);
    const { geometry } = result.value.plan.communities.get('A')!;
    expect(geometry.type).toBe('MultiPolygon');
    expect((geometry.coordinates as unknown[][])[1]![0]).toBe(far);
  });

  it('keeps an overlap with a third community where it is', () => {
    const dirty = planOf([...COMMUNITIES, { id: 'X', geometry: polygon(box(500, 500, 600, 600)) }]);
    const result = applyOperation(
      dirty,
      { operation: 'merge', parameters: { communities: ['B', 'D'], into: 'B' } },
      CONTEXT,
    );
    if (!result.ok) throw new Error(result.error.message.en);
    expect(result.value.plan.communities.get('X')).toBe(dirty.communities.get('X'));
    const overlaps = auditCoverage([...result.value.plan.communities.values()]).findings.filter(
      ({ kind }) => kind === 'overlap',
    );
    expect(overlaps.map(({ communities }) => communities)).toEqual([['B', 'X']]);
  });
});
