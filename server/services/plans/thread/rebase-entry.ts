import { applyOperation, describeOperation } from '#engine/plan/apply-operation.ts';
import { applyChange, inverseOf } from '#engine/plan/plan-state.ts';
import { rebase } from '#engine/plan/rebase.ts';
import type { Change, Operation, PlanState, Reason } from '#engine/plan/types.ts';
import {
  changeBetween,
  isSameCommunity,
  readChange,
  stepText,
  type Touched,
  touchedBy,
} from './head-step.ts';
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
  const changes = restoredChanges(entry.base, operations);
  for (const stored of operations) {
    const restored = changes.get(stored.sequence);
    const again =
      restored === undefined
        ? applyAgain(stored, state)
        : restoreAgain(stored, restored, entry, base, state);
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
    return {
      state: applied.value.plan,
      step: stepText(result.operation, description, now, applied.value),
      outcome: {
        ...said,
        ...{ outcome: result.outcome, description },
        ...(result.reason === undefined ? {} : { reason: result.reason }),
      },
    };
  }
}

/** What each restored snapshot changed. Changes are packed on the state before them, which all steps from the old base lead to. */
function restoredChanges(
  base: PlanState,
  operations: readonly RebasedOperation[],
): Map<number, Change> {
  const changes = new Map<number, Change>();
  const last = operations.findLastIndex(({ kind }) => kind === RESTORE);
  let state = base;
  for (const { sequence, kind, change: text } of operations.slice(0, last + 1)) {
    const change = readChange(state, text);
    if (kind === RESTORE) changes.set(sequence, change);
    state = applyChange(state, change);
  }
  return changes;
}

interface Again {
  state: PlanState;
  step?: AppliedStep;
  outcome: Outcome;
}

function restoreAgain(
  stored: RebasedOperation,
  change: Change,
  entry: PlanEntry,
  base: PlanState,
  now: PlanState,
): Again {
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
  const state = applyChange(now, change);
  const applied = { plan: state, change, inverse: inverseOf(now, change) };
  const step = stepText(operation, stored.description, now, applied);
  return { state, step, outcome: { ...said, outcome: 'kept' } };
}

const REGISTER_CHANGED = (communities: string[]): Reason => ({
  code: 'register-changed',
  message: {
    zh: `快照涉及的社区（${communities.join('、')}）在登记库中已有变动，无法恢复；请在新的基础上重新编辑。`,
    en: `The register has changed communities that the snapshot touches (${communities.join(', ')}): it cannot be restored. Edit them again on the new base.`,
  },
  communities,
});
