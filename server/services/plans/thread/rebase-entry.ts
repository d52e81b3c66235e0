import { applyOperation, describeOperation } from '#engine/plan/apply-operation.ts';
import { applyChange, inverseOf } from '#engine/plan/plan-state.ts';
import { rebase } from '#engine/plan/rebase.ts';
import type { Change, Operation, PlanState, Reason } from '#engine/plan/types.ts';
import { changeBetween, isSameCommunity, stepText, type Touched, touchedBy } from './head-step.ts';
import type { PlanEntry } from './plan-cache.ts';
import type { AppliedStep, PlanCommands, RebasedOperation, RebaseReport } from './plan-messages.ts';
import { baseState, readBase, surroundingsOf } from './read-stored.ts';
import { RESTORE } from './restore-kind.ts';

type Outcome = RebaseReport['operations'][number];

/**
 * Applies a plan's operations again on what the register holds now. What is restored from a snapshot is no operation: it is kept when
 * the register has not changed the communities that it touches.
 */
export function rebaseEntry(
  entry: PlanEntry,
  { base: chunks, operations, nextHead }: PlanCommands['rebase']['input'],
): { after: PlanEntry; steps: AppliedStep[]; touched: Touched; report: RebaseReport } {
  const communities = readBase(chunks);
  const surroundings = surroundingsOf(entry.sets, communities);
  const base = baseState(communities, surroundings);
  const steps: AppliedStep[] = [];
  const outcomes: Outcome[] = [];
  let state = base;
  for (const stored of operations) {
    const again =
      stored.kind === RESTORE
        ? restoreAgain(stored, entry, base, state)
        : applyAgain(stored, state);
    outcomes.push(again.outcome);
    if (again.step === undefined) continue;
    steps.push({ ...again.step, rebasedFrom: stored.sequence });
    state = again.state;
  }
  const after: PlanEntry = {
    ...entry,
    address: { ...entry.address, headId: nextHead },
    ...{ base, state, surroundings, audit: null },
  };
  const touched = touchedBy([changeBetween(base, state), changeBetween(entry.state, state)], true);
  return { after, steps, touched, report: { operations: outcomes } };

  function applyAgain(stored: RebasedOperation, now: PlanState): Again {
    const operation = {
      operation: stored.kind,
      parameters: JSON.parse(stored.parameters),
    } as unknown as Operation;
    const [result] = rebase([operation], now, surroundings).outcomes;
    const said = { sequence: stored.sequence, operation: stored.kind };
    if (result === undefined) throw new Error('the rebase gave no outcome');
    const applied =
      result.outcome === 'refused' ? null : applyOperation(now, result.operation, surroundings);
    if (applied === null || !applied.ok) {
      const reason = applied === null ? result.reason : applied.error;
      return {
        state: now,
        outcome: {
          ...said,
          outcome: 'refused',
          description: stored.description,
          ...(reason === undefined ? {} : { reason }),
        },
      };
    }
    const description = describeOperation(now, result.operation);
    const { plan, change, inverse } = applied.value;
    return {
      state: plan,
      step: stepText(result.operation, description, change, inverse),
      outcome: {
        ...said,
        ...{ outcome: result.outcome, description },
        ...(result.reason === undefined ? {} : { reason: result.reason }),
      },
    };
  }
}

interface Again {
  state: PlanState;
  step?: AppliedStep;
  outcome: Outcome;
}

function restoreAgain(
  stored: RebasedOperation,
  entry: PlanEntry,
  base: PlanState,
  now: PlanState,
): Again {
  const change: Change = JSON.parse(stored.change);
  const said = {
    ...{ sequence: stored.sequence, operation: stored.kind, description: stored.description },
  };
  const ids = [...touchedBy([change]).communities];
  const moved = ids.filter((id) => {
    const [from, to] = [entry.base.communities.get(id), base.communities.get(id)];
    return from === undefined || to === undefined ? from !== to : !isSameCommunity(from, to);
  });
  if (moved.length > 0) {
    return {
      state: now,
      outcome: { ...said, outcome: 'refused', reason: REGISTER_CHANGED(moved) },
    };
  }
  const operation = { operation: stored.kind, parameters: JSON.parse(stored.parameters) };
  const step = stepText(operation, stored.description, change, inverseOf(now, change));
  return { state: applyChange(now, change), step, outcome: { ...said, outcome: 'kept' } };
}

const REGISTER_CHANGED = (communities: string[]): Reason => ({
  code: 'register-changed',
  message: {
    zh: `快照涉及的社区（${communities.join('、')}）在登记库中已有变动，无法恢复；请在新的基础上重新编辑。`,
    en: `The register has changed communities that the snapshot touches (${communities.join(', ')}): it cannot be restored. Edit them again on the new base.`,
  },
  communities,
});
