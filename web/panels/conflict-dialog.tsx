import { useState } from 'preact/hooks';
import { type Problem, problemOf } from '../api/problem.ts';
import type { Draft } from '../state/draft/types.ts';
import { useStore } from '../state/store-context.ts';
import { Dialog } from './dialog.tsx';
import { ProblemNotice } from './problem-notice.tsx';

/** Two planners have changed one plan: the reader chooses what becomes of what is not saved. */
export function ConflictDialog({ draft }: { draft: Draft }) {
  const store = useStore();
  const texts = store.texts.value.planner;
  const state = draft.saveState.value;
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isPutOff, setPutOff] = useState(false);
  if (state.kind !== 'conflict') return null;
  if (isPutOff) {
    return (
      <button type="button" class="button plan-resolve" onClick={() => setPutOff(false)}>
        {texts.resolve}
      </button>
    );
  }
  const choose = async (choice: 'mine' | 'theirs'): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      await draft.settle(choice);
    } catch (error) {
      setProblem(problemOf(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog title={texts.conflictTitle} onClose={() => setPutOff(true)}>
      <p>{texts.conflictBody(state.mine, state.theirs, state.waiting)}</p>
      {problem !== null && <ProblemNotice heading={texts.openFailed} problem={problem} />}
      <div class="choices">
        <button
          type="button"
          class="choice"
          disabled={isBusy}
          data-choice="mine"
          onClick={() => void choose('mine')}
        >
          <strong>{texts.conflictMine}</strong>
          <span>{texts.conflictMineHint}</span>
        </button>
        <button
          type="button"
          class="choice"
          disabled={isBusy}
          data-choice="theirs"
          onClick={() => void choose('theirs')}
        >
          <strong>{texts.conflictTheirs}</strong>
          <span>{texts.conflictTheirsHint}</span>
        </button>
      </div>
      <button type="button" class="link" onClick={() => setPutOff(true)}>
        {texts.later}
      </button>
    </Dialog>
  );
}
