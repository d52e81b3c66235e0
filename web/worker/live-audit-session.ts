import type { IncrementalAudit } from '#engine/coverage/incremental/incremental-audit.ts';
import type { AuditResult } from '#engine/coverage/types.ts';
import { auditPlan, type PlanGround } from '#engine/plan/audit-plan.ts';
import { editPlanCoverage, startPlanCoverage } from '#engine/plan/plan-coverage.ts';
import { applyChange } from '#engine/plan/plan-state.ts';
import type { Change, PlanState } from '#engine/plan/types.ts';

/** The audit of a plan under edit: of the coverage where it was touched, then of the rules of the policy. */
export class LiveAuditSession {
  readonly #ground: PlanGround;
  #coverage: IncrementalAudit;
  #state: PlanState;

  constructor(ground: PlanGround, state: PlanState) {
    this.#ground = ground;
    this.#state = state;
    this.#coverage = startPlanCoverage(state, ground.jurisdiction);
  }

  /** Takes account of changes; the result is made when it is asked for. */
  change(changes: readonly Change[]): void {
    this.#state = changes.reduce(applyChange, this.#state);
    const { jurisdiction } = this.#ground;
    this.#coverage = editPlanCoverage(this.#coverage, this.#state, changes, jurisdiction);
  }

  /** Without the list of neighbours, which would be the larger part of a message. */
  result(): AuditResult {
    const started = performance.now();
    const { adjacency: _, ...result } = auditPlan(this.#state, this.#ground, {
      coverage: this.#coverage.result,
    });
    result.summary.elapsedMilliseconds = Math.round(performance.now() - started);
    return result;
  }
}
