import {
  type CommunityEdit,
  IncrementalAudit,
} from '#engine/coverage/incremental/incremental-audit.ts';
import type { AuditResult } from '#engine/coverage/types.ts';
import { auditPlan, type PlanGround } from '#engine/plan/audit-plan.ts';
import { applyChange } from '#engine/plan/plan-state.ts';
import type { Change, PlanState } from '#engine/plan/types.ts';

/** The audit of a plan under edit: of the coverage where it was touched, then of the rules of the policy. */
export class LiveAuditSession {
  readonly #ground: PlanGround;
  #audit: IncrementalAudit;
  #state: PlanState;

  constructor(ground: PlanGround, state: PlanState) {
    const { jurisdiction = null } = ground;
    this.#ground = ground;
    this.#state = state;
    this.#audit = IncrementalAudit.start([...state.communities.values()], {
      jurisdiction,
      adjacency: true,
    });
  }

  /** Takes account of a change; the result is made when it is asked for. */
  change(change: Change): void {
    this.#state = applyChange(this.#state, change);
    const edits = this.#editsOf(change);
    if (edits.length > 0) this.#audit = this.#audit.edit(edits);
  }

  /** Without the list of neighbours, which would be the larger part of a message. */
  result(): AuditResult {
    const started = performance.now();
    const { adjacency: _, ...result } = auditPlan(this.#state, this.#ground, {
      coverage: this.#audit.result,
    });
    result.summary.elapsedMilliseconds = Math.round(performance.now() - started);
    return result;
  }

  #editsOf({ put, removed }: Change): CommunityEdit[] {
    const places = (id: string): readonly number[] => this.#audit.positionsOf(id);
    return [
      ...removed.flatMap((id) => places(id).map((at) => ({ at, community: null }))),
      ...put.map((community): CommunityEdit => {
        const [at] = places(community.id);
        return at === undefined ? { add: community } : { at, community };
      }),
    ];
  }
}
