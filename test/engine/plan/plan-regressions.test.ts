import { describe, expect, it } from 'vitest';
import { auditCoverage } from '#engine/coverage/audit.ts';
import type { AreaGeometry } from '#engine/coverage/types.ts';
import type { UnitInput } from '#engine/material/types.ts';
import { applyOperation, parseOperation } from '#engine/plan/apply-operation.ts';
import { matchOutline } from '#engine/plan/match-outline.ts';
import { applyChange, planOf } from '#engine/plan/plan-state.ts';
import type { Operation, PlanContext, PlanState } from '#engine/plan/types.ts';

/** What went wrong once, by its symptom. */

const square = (x: number): AreaGeometry => ({
  type: 'Polygon',
  coordinates: [
    [
      [x, 30],
      [x + 0.01, 30],
      [x + 0.01, 30.01],
      [x, 30.01],
      [x, 30],
    ],
  ],
});

const row = (...ids: string[]) =>
  ids.map((id, i) => ({ id, geometry: square(120 + 0.01 * i), properties: {} }));

function apply(plan: PlanState, operation: Operation, context: PlanContext = {}) {
  const applied = applyOperation(plan, operation, context);
  if (!applied.ok) throw new Error(applied.error.message.en);
  return applied.value;
}

describe('ids that every object has', () => {
  it('a new community called “constructor” comes last, and not first', () => {
    const plan = planOf(row('a', 'b'));
    const { plan: after } = apply(plan, {
      operation: 'draw-community',
      parameters: { id: 'constructor', geometry: square(120.005), from: ['a'] },
    });
    expect([...after.communities.keys()]).toEqual(['a', 'b', 'constructor']);
  });

  it('a unit called “__proto__” goes with its ground, over the database too', () => {
    const communities = row('a', 'b');
    const units: UnitInput[] = communities.map(({ id, geometry }) => ({
      id: id === 'a' ? '__proto__' : 'u',
      geometry,
      community: id,
      households: 10,
    }));
    const plan = planOf(communities, units);
    const merge: Operation = {
      operation: 'merge',
      parameters: { communities: ['a', 'b'], into: 'b' },
    };
    const { change, inverse, plan: after } = apply(plan, merge, { units });
    expect(after.assignment.get('__proto__')).toBe('b');
    const stored = JSON.parse(JSON.stringify([change, inverse]));
    expect(applyChange(plan, stored[0]).assignment.get('__proto__')).toBe('b');
    expect(applyChange(after, stored[1]).assignment.get('__proto__')).toBe('a');
  });

  it('a unit called “__proto__” is given by ground', () => {
    const communities = row('a', 'b');
    const half: AreaGeometry = {
      type: 'Polygon',
      coordinates: [
        [
          [120, 30],
          [120.004, 30],
          [120.004, 30.01],
          [120, 30.01],
          [120, 30],
        ],
      ],
    };
    const units: UnitInput[] = [
      { id: '__proto__', geometry: half, community: 'a', households: 10 },
    ];
    const { plan } = apply(
      planOf(communities, units),
      { operation: 'transfer-area', parameters: { area: half, to: 'b', from: ['a'] } },
      { units },
    );
    expect(plan.assignment.get('__proto__')).toBe('b');
    expect(plan.communities.get('b')?.properties?.households).toBe(10);
  });
});

describe('parameters', () => {
  it.each([
    ['a line with a hole in the list', 'split-by-line', { community: 'a', line: holed() }],
    ['a path with a hole in the list', 'reshape-border', { between: ['a', 'b'], path: holed() }],
    [
      'a ring with a hole in the list',
      'draw-community',
      { id: 'n', geometry: { type: 'Polygon', coordinates: [holed()] } },
    ],
  ])('%s is refused, and does not throw', (_name, operation, parameters) => {
    expect(parseOperation({ operation, parameters }).ok).toBe(false);
  });

  it.each([
    ['not a number', Number.NaN],
    ['a function', () => 1],
    ['a date', new Date(0)],
    ['a list with a hole', holed()],
    ['undefined', undefined],
    ['a tower of lists', tower(5_000)],
  ])('an attribute that does not come back from the database is refused: %s', (_name, value) => {
    const parameters = { community: 'a', properties: { note: value } };
    const parsed = parseOperation({ operation: 'set-attributes', parameters });
    expect(parsed).toMatchObject({ ok: false, error: [{ pointer: '/parameters/properties' }] });
  });
});

it('a merge with a community of unknown households does not keep the old figure of the one that stays', () => {
  const [a, b, c] = row('a', 'b', 'c');
  const communities = [
    { ...a!, properties: { households: 39 } },
    { ...b!, properties: { households: 212 } },
    c!,
  ];
  const merged = (...ids: string[]) =>
    apply(planOf(communities), {
      operation: 'merge',
      parameters: { communities: ids, into: 'a' },
    }).plan.communities.get('a')?.properties;
  expect(merged('a', 'b', 'c')).not.toHaveProperty('households');
  expect(merged('a', 'b')).toMatchObject({ households: 251 });
});

function holed(): unknown[] {
  const list: unknown[] = [
    [120, 30],
    [120.01, 30.01],
    [120, 30.01],
    [120, 30],
  ];
  delete list[1];
  return list;
}

function tower(levels: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < levels; i++) value = [value];
  return value;
}

describe('the outline of the jurisdiction', () => {
  /** A border ends on its southern side, which no grid point lies on exactly: the end is up to half a unit beside it. */
  const [west, corner, end, east] = [
    [120.408, 33.2455],
    [120.41222491186, 33.2458704103],
    [120.41233084753, 33.24587839978],
    [120.41347852391, 33.24596495555],
  ] as const;
  const [northWest, top, northEast] = [
    [120.408, 33.25],
    [120.4123, 33.25],
    [120.41347852391, 33.25],
  ] as const;
  const area = (...ring: (readonly [number, number])[]): AreaGeometry => ({
    type: 'Polygon',
    coordinates: [[...ring, ring[0]!].map(([x, y]) => [x, y])],
  });
  const jurisdiction = { geometry: area(west, corner, east, northEast, northWest) };
  const plan = planOf([
    { id: 'left', geometry: area(west, corner, end, top, northWest) },
    { id: 'right', geometry: area(end, east, northEast, top) },
  ]);

  it('has no missing vertex and nothing beyond it where an edge is drawn within a millimetre along it', () => {
    const { plan: after } = apply(
      plan,
      {
        operation: 'draw-community',
        parameters: {
          id: 'new',
          geometry: area(
            [120.4123116750732, 33.24797240590948],
            [120.40822160299264, 33.24582965503017],
            [120.41233084853, 33.24587839878],
          ),
        },
      },
      { jurisdiction },
    );
    const { findings } = auditCoverage(
      [...after.communities.values()],
      matchOutline(after, jurisdiction),
      { minAreaSquareMetres: 0 },
    );
    const faults = findings.filter(({ kind }) => kind !== 'non-contiguous');
    expect(faults.map(({ message }) => message.en)).toEqual([]);
  });

  it('passes its vertices on a straight line to whoever gets the ground along it', () => {
    const [a, b, c, d] = [120, 120.01, 120.02, 120.03];
    const straight = { geometry: area([a, 30], [b, 30], [c, 30], [d, 30], [d, 30.01], [a, 30.01]) };
    const town = planOf([
      { id: 'left', geometry: area([a, 30], [b, 30], [b, 30.01], [a, 30.01]) },
      { id: 'right', geometry: area([b, 30], [c, 30], [d, 30], [d, 30.01], [b, 30.01]) },
    ]);
    const drawn = area([b, 30], [120.025, 30], [120.025, 30.005], [b, 30.005]);
    const { plan: after } = apply(
      town,
      { operation: 'transfer-area', parameters: { area: drawn, to: 'left' } },
      { jurisdiction: straight },
    );
    const { findings } = auditCoverage(
      [...after.communities.values()],
      matchOutline(after, straight),
    );
    expect(findings.map(({ message }) => message.en)).toEqual([]);
  });
});

describe('ground far beyond the outline', () => {
  it('does not become more when a vertex out there is dragged', () => {
    const far: AreaGeometry = {
      type: 'Polygon',
      coordinates: [
        [
          [120, 30],
          [120.05, 30],
          [120.05, 30.01],
          [120, 30.01],
          [120, 30],
        ],
      ],
    };
    const plan = planOf([{ id: 'a', geometry: far }]);
    const context = { jurisdiction: { geometry: square(120) } };
    const drag = (lon: number) =>
      applyOperation(
        plan,
        {
          operation: 'reshape-border',
          parameters: { moves: [{ from: [120.05, 30.01], to: [lon, 30.01] }] },
        },
        context,
      );
    const further = drag(120.06);
    expect(further.ok ? 'applied' : further.error.code).toBe('leaves-jurisdiction');
    expect(drag(120.04).ok).toBe(true);
  });
});
