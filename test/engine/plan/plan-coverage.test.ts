import { expect, it } from 'vitest';
import type { AreaGeometry } from '#engine/coverage/types.ts';
import { applyOperation } from '#engine/plan/apply-operation.ts';
import { editPlanCoverage, startPlanCoverage } from '#engine/plan/plan-coverage.ts';
import { planOf } from '#engine/plan/plan-state.ts';
import type { Operation, PlanState } from '#engine/plan/types.ts';
import { expectSameAudit } from '../../helpers/audit-equality.ts';
import { box, polygon } from '../../helpers/squares.ts';

const square = (x: number, y: number, width: number, height: number): AreaGeometry =>
  polygon(box(x, y, x + width, y + height));

const COLUMNS = 12;
const TOWN = Array.from({ length: COLUMNS * COLUMNS }, (_, i) => {
  const [column, row] = [i % COLUMNS, Math.floor(i / COLUMNS)];
  return { id: `${column}-${row}`, geometry: square(100 * column, 100 * row, 100, 100) };
});
/** Its outline has no vertex but its corners. */
const jurisdiction = { geometry: square(0, 0, 100 * COLUMNS, 100 * COLUMNS) };

it('a border that comes to end elsewhere on the outline is audited where it touches, and so is its undoing', () => {
  const plan = planOf(TOWN);
  const first = startPlanCoverage(plan, jurisdiction);
  expect(first.result.findings).toEqual([]);
  const operations: Operation[] = [
    { operation: 'transfer-area', parameters: { area: square(580, 0, 20, 30), to: '6-0' } },
    { operation: 'transfer-area', parameters: { area: square(570, 0, 30, 30), to: '6-0' } },
    { operation: 'transfer-area', parameters: { area: square(570, 0, 30, 30), to: '5-0' } },
  ];
  const steps: { audit: typeof first; plan: PlanState }[] = [{ audit: first, plan }];
  for (const operation of operations) {
    const { audit, plan: before } = steps.at(-1)!;
    const applied = applyOperation(before, operation, { jurisdiction });
    if (!applied.ok) throw new Error(applied.error.message.en);
    const { plan: after, change, inverse } = applied.value;
    expect(change.outline).not.toEqual([]);
    const forth = editPlanCoverage(audit, after, [change], jurisdiction);
    const back = editPlanCoverage(forth, before, [inverse], jurisdiction);
    for (const [edited, state] of [
      [forth, after],
      [back, before],
    ] as const) {
      expect(edited.changes.wholeBecause).toBeNull();
      expectSameAudit(edited.result, startPlanCoverage(state, jurisdiction).result);
    }
    expect(forth.result.findings).toEqual([]);
    steps.push({ audit: forth, plan: after });
  }
});
