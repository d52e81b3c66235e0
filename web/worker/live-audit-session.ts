import { byCodePoint } from '#engine/coverage/context.ts';
import type { IncrementalAudit } from '#engine/coverage/incremental/incremental-audit.ts';
import type { AuditResult } from '#engine/coverage/types.ts';
import { auditPlan, type PlanGround } from '#engine/plan/audit-plan.ts';
import { editPlanCoverage, startPlanCoverage } from '#engine/plan/plan-coverage.ts';
import { applyChange } from '#engine/plan/plan-state.ts';
import type { Change, PlanState } from '#engine/plan/types.ts';
import { type AuditNews, AuditTeller } from './audit-news.ts';

/** In the order in which the rules take the units: putting a hundred thousand in order costs as much as an edit's audit. */
function sorted({ units, ...ground }: PlanGround): PlanGround {
  if (units === undefined) return ground;
  return { ...ground, units: [...units].sort((a, b) => byCodePoint(a.id, b.id)) };
}

/** The audit of a plan under edit: of the coverage where it was touched, then of the rules of the policy. */
export class LiveAuditSession {
  readonly #ground: PlanGround;
  #coverage: IncrementalAudit;
  #state: PlanState;
  readonly #teller = new AuditTeller();

  constructor(ground: PlanGround, state: PlanState) {
    this.#ground = sorted(ground);
    this.#state = state;
    this.#coverage = startPlanCoverage(state, ground.jurisdiction);
  }

  /** Takes account of changes; the result is made when it is asked for. */
  change(changes: readonly Change[]): void {
    this.#state = changes.reduce(applyChange, this.#state);
    const { jurisdiction } = this.#ground;
    this.#coverage = editPlanCoverage(this.#coverage, this.#state, changes, jurisdiction);
  }

  result(): AuditResult {
    const started = performance.now();
    const result = auditPlan(this.#state, this.#ground, { coverage: this.#coverage.result });
    result.summary.elapsedMilliseconds = Math.round(performance.now() - started);
    return result;
  }

  /** The result as it passes to the page; each is told once, for the next one builds on it. */
  news(): AuditNews {
    return this.#teller.tell(this.result(), this.#state.communities);
  }
}
