import { describe, expect, it } from 'vitest';
import type { CommunityInput } from '#engine/coverage/types.ts';
import type { EstateInput, UnitInput } from '#engine/material/types.ts';
import { applyOperation, parseOperation } from '#engine/plan/apply-operation.ts';
import { diffPlans } from '#engine/plan/diff.ts';
import { History } from '#engine/plan/history.ts';
import { matchOutline } from '#engine/plan/match-outline.ts';
import { OPERATIONS } from '#engine/plan/operations/index.ts';
import { applyChange, inverseOf, planOf } from '#engine/plan/plan-state.ts';
import { rebase } from '#engine/plan/rebase.ts';
import type { Operation, PlanContext, PlanState } from '#engine/plan/types.ts';
import { at, box, polygon } from '../../helpers/squares.ts';

const COMMUNITIES: CommunityInput[] = ['A', 'B', 'C'].map((id, i) => ({
  id,
  name: `${id}社区`,
  properties: { households: 200 },
  geometry: polygon(box(200 * i, 0, 200 * (i + 1), 200)),
}));
const UNITS: UnitInput[] = COMMUNITIES.flatMap(({ id }, i) =>
  [0, 1].map((k) => ({
    id: `${id}${k}`,
    community: id,
    households: 100,
    geometry: polygon(box(200 * i + 100 * k, 0, 200 * i + 100 * (k + 1), 200)),
  })),
);
const ESTATES: EstateInput[] = [
  {
    id: 'e1',
    name: '金色家园',
    properties: { households: 60 },
    geometry: polygon(box(110, 10, 190, 90)),
  },
  { id: 'e2', properties: { households: 40 }, geometry: polygon(box(90, 110, 130, 150)) },
];
const CONTEXT: PlanContext = {
  units: UNITS,
  estates: ESTATES,
  jurisdiction: { geometry: polygon(box(0, 0, 600, 200)) },
};
const PLAN = planOf(COMMUNITIES, UNITS);
const MERGE: Operation = { operation: 'merge', parameters: { communities: ['A', 'B'], into: 'B' } };
const TRANSFER: Operation = {
  operation: 'transfer-units',
  parameters: { moves: [{ units: ['A1'], to: 'B' }] },
};

const stateAfter = (operation: Operation, plan: PlanState = PLAN): PlanState => {
  const applied = applyOperation(plan, operation, CONTEXT);
  if (!applied.ok) throw new Error(applied.error.message.en);
  return applied.value.plan;
};

describe('plan states', () => {
  it('refuse a community without geometry, and one id twice', () => {
    expect(() => planOf([{ id: 'A', geometry: null }])).toThrow(RangeError);
    expect(() => planOf([COMMUNITIES[0]!, COMMUNITIES[0]!])).toThrow(/two communities/);
  });

  it('an inverse restores the order, and forgets units that were not known', () => {
    const plain = planOf(COMMUNITIES);
    const merged = applyOperation(plain, MERGE, CONTEXT);
    if (!merged.ok) throw new Error(merged.error.message.en);
    const { plan, inverse } = merged.value;
    expect([...plan.communities.keys()]).toEqual(['B', 'C']);
    expect([...plan.assignment]).toEqual([
      ['A0', 'B'],
      ['A1', 'B'],
    ]);
    const back = applyChange(plan, inverse);
    expect([...back.communities.keys()]).toEqual(['A', 'B', 'C']);
    expect([...back.assignment]).toEqual([]);
    expect(applyChange(back, inverseOf(plan, inverse))).toEqual(plan);
  });

  it('matchOutline is the same object when the outline has all vertices', () => {
    const outline = { geometry: polygon(box(0, 0, 600, 200)) };
    const matched = matchOutline(PLAN, outline);
    expect(matched.geometry.coordinates[0]).toHaveLength(9);
    expect(matchOutline(PLAN, matched)).toBe(matched);
  });
});

describe('History', () => {
  it('moves along the list, drops what was undone, keeps snapshots', () => {
    const [one, two] = [stateAfter(MERGE), stateAfter(TRANSFER)];
    const history = History.start<string>(PLAN).push(one, 'merge').snapshot('合并方案');
    expect(history.undoes).toBe('merge');
    const undone = history.undo();
    expect([undone.state, undone.canUndo, undone.redoes]).toEqual([PLAN, false, 'merge']);
    expect(undone.undo()).toBe(undone);
    expect(undone.redo().state).toBe(one);
    const other = undone.push(two, 'transfer');
    expect(other.canRedo).toBe(false);
    expect(other.snapshots.get('合并方案')).toBe(one);
    const restored = other.restore('合并方案', 'restore');
    expect(restored.state).toBe(one);
    expect(restored.undo().state).toBe(two);
    expect(() => other.restore('无', 'x')).toThrow(RangeError);
    expect(other.withoutSnapshot('合并方案').snapshots.size).toBe(0);
    expect(history.state).toBe(one);
  });
});

describe('diffPlans', () => {
  it('is empty for a plan and its copy', () => {
    const copy = planOf(JSON.parse(JSON.stringify(COMMUNITIES)), UNITS);
    expect(diffPlans(PLAN, copy, CONTEXT)).toEqual({ communities: [], moved: [], lineage: [] });
  });

  it('shows the ground that moved with its households, by estate', () => {
    const diff = diffPlans(PLAN, stateAfter(TRANSFER), CONTEXT);
    expect(diff.communities.map(({ id, outcome, isMoved }) => [id, outcome, isMoved])).toEqual([
      ['A', 'changed', true],
      ['B', 'changed', true],
    ]);
    expect(diff.communities[0]).toMatchObject({
      householdsBefore: { value: 200 },
      householdsAfter: { value: 100, estimated: false },
      attributes: ['households', 'planOperation'],
    });
    expect(diff.moved).toHaveLength(1);
    expect(diff.moved[0]).toMatchObject({
      from: 'A',
      to: 'B',
      areaSquareMetres: expect.closeTo(20000, -2),
      households: { value: 100, estimated: false },
      estates: [
        { estate: 'e1', isWhole: true, households: { value: 60, estimated: false } },
        { estate: 'e2', isWhole: false, households: { value: 30, estimated: true } },
      ],
    });
    expect(diff.lineage).toEqual([
      { parent: 'A', child: 'B', kind: 'transfer', areaSquareMetres: expect.closeTo(20000, -2) },
    ]);
  });

  it('tells created and abolished ones, and where they come from', () => {
    const merged = diffPlans(PLAN, stateAfter(MERGE), CONTEXT);
    expect(merged.communities.map(({ id, outcome }) => [id, outcome])).toEqual([
      ['B', 'changed'],
      ['A', 'abolished'],
    ]);
    expect(merged.lineage).toMatchObject([{ parent: 'A', child: 'B', kind: 'merge' }]);
    const made = diffPlans(
      PLAN,
      stateAfter({ operation: 'create', parameters: { id: 'N', units: ['A1', 'B0'] } }),
      CONTEXT,
    );
    expect(made.lineage.map(({ parent, child, kind }) => [parent, child, kind])).toEqual([
      ['A', 'N', 'create'],
      ['B', 'N', 'create'],
    ]);
  });
});

describe('rebase', () => {
  const rename: Operation = {
    operation: 'set-attributes',
    parameters: { community: 'A', name: '新名' },
  };
  const base = planOf(COMMUNITIES.slice(1), UNITS.slice(2));
  const context = { ...CONTEXT, units: UNITS.slice(2) };

  it('keeps, adapts and refuses, and goes on after a refusal', () => {
    const three: Operation = {
      operation: 'merge',
      parameters: { communities: ['A', 'B', 'C'], into: 'C' },
    };
    const moves: Operation = {
      operation: 'transfer-units',
      parameters: { moves: [{ units: ['A1', 'B0'], to: 'C' }] },
    };
    const { plan, outcomes } = rebase([rename, moves, three], base, context);
    expect(outcomes.map(({ outcome, reason }) => [outcome, reason?.code])).toEqual([
      ['refused', 'unknown-community'],
      ['adapted', 'unknown-units'],
      ['adapted', 'unknown-community'],
    ]);
    expect(outcomes[1]!.operation.parameters).toEqual({ moves: [{ units: ['B0'], to: 'C' }] });
    expect([...plan.communities.keys()]).toEqual(['C']);
  });

  it('on the same base keeps all and gives the same plan', () => {
    const { plan, outcomes } = rebase([TRANSFER, MERGE], PLAN, CONTEXT);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['kept', 'kept']);
    expect(plan).toEqual(stateAfter(MERGE, stateAfter(TRANSFER)));
  });
});

describe('parseOperation', () => {
  it('lists all faults with their places', () => {
    const parsed = parseOperation({
      operation: 'split-by-line',
      parameters: {
        community: ' ',
        line: [
          [120, 30],
          [200, 'x'],
        ],
        parts: [{ name: 3 }],
        kep: 1,
      },
    });
    expect(parsed.ok).toBe(false);
    if (parsed.ok) return;
    expect(parsed.error.map(({ pointer }) => pointer).sort()).toEqual([
      '/parameters/community',
      '/parameters/kep',
      '/parameters/line/1',
      '/parameters/parts/0/id',
      '/parameters/parts/0/name',
    ]);
  });

  it('refuses areas that are not valid, with what is wrong', () => {
    const area = {
      type: 'Polygon',
      coordinates: [[at(0, 0), at(10, 10), at(10, 0), at(0, 10), at(0, 0)]],
    };
    const parsed = parseOperation({ operation: 'transfer-area', parameters: { area, to: 'A' } });
    expect(parsed).toMatchObject({ ok: false, error: [{ pointer: '/parameters/area' }] });
  });

  it.each([
    null,
    [],
    'x',
    {},
    { operation: 'toString' },
    { operation: '__proto__', parameters: {} },
  ])('never throws: %j', (value) => {
    expect(parseOperation(value).ok).toBe(false);
  });

  it.each(Object.keys(OPERATIONS))('%s never throws', (operation) => {
    for (const parameters of [
      undefined,
      null,
      [],
      {},
      { moves: 1 },
      { moves: [null] },
      { between: [1, 2], path: {} },
    ]) {
      expect(parseOperation({ operation, parameters }).ok).toBe(false);
    }
  });
});
