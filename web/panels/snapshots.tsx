import { useEffect, useState } from 'preact/hooks';
import type { SnapshotInfo } from '../api/plans.ts';
import { type Problem, problemOf } from '../api/problem.ts';
import { formatMoment } from '../i18n/format.ts';
import type { Draft } from '../state/draft/types.ts';
import { failed, type Loadable, loading, ready, readyValue } from '../state/loadable.ts';
import { useStore } from '../state/store-context.ts';
import { ProblemNotice } from './problem-notice.tsx';

/** Named states of the plan: one more, and those there are, to be compared with and gone back to. */
export function Snapshots({ draft }: { draft: Draft }) {
  const store = useStore();
  const texts = store.texts.value.lists;
  const [said, setSaid] = useState<string | null>(null);
  const [failure, setFailure] = useState<{ heading: string; problem: Problem } | null>(null);
  const [isBusy, setBusy] = useState(false);
  const { snapshots, reload } = useSnapshots(draft);
  const attempt = async (
    work: () => Promise<void>,
    done: string,
    heading: string,
  ): Promise<boolean> => {
    setBusy(true);
    setSaid(null);
    setFailure(null);
    try {
      await work();
      setSaid(done);
      return true;
    } catch (error) {
      setFailure({ heading, problem: problemOf(error) });
      return false;
    } finally {
      setBusy(false);
      reload();
    }
  };
  const list = readyValue(snapshots) ?? [];
  return (
    <div class="snapshots">
      {draft.info.value.status === 'draft' && (
        <SnapshotForm
          isBusy={isBusy}
          onSave={(name) =>
            attempt(() => draft.snapshot(name), texts.snapshotSaved(name), texts.snapshotFailed)
          }
        />
      )}
      {said !== null && (
        <p class="snapshot-said" role="status">
          {said}
        </p>
      )}
      {failure !== null && <ProblemNotice {...failure} />}
      {snapshots.status === 'failed' && (
        <ProblemNotice
          heading={texts.snapshotsFailed}
          problem={snapshots.problem}
          onRetry={reload}
        />
      )}
      {list.length > 0 && (
        <ul class="snapshot-list" aria-label={texts.snapshotTitle}>
          {[...list].reverse().map((snapshot) => (
            <SnapshotRow
              key={snapshot.id}
              draft={draft}
              snapshot={snapshot}
              isBusy={isBusy}
              onRestore={() =>
                void attempt(
                  () => draft.restore(snapshot.id),
                  texts.restored(snapshot.name),
                  texts.restoreFailed,
                )
              }
            />
          ))}
        </ul>
      )}
    </div>
  );
}

function useSnapshots(draft: Draft): {
  snapshots: Loadable<readonly SnapshotInfo[]>;
  reload: () => void;
} {
  const [snapshots, setSnapshots] = useState<Loadable<readonly SnapshotInfo[]>>(loading());
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const leaving = new AbortController();
    const show = (next: Loadable<readonly SnapshotInfo[]>): void => {
      if (!leaving.signal.aborted) setSnapshots(next);
    };
    draft.snapshots(leaving.signal).then(
      (list) => show(ready(list)),
      (error: unknown) => show(failed(problemOf(error))),
    );
    return () => leaving.abort();
  }, [draft, turn]);
  return { snapshots, reload: () => setTurn((last) => last + 1) };
}

function SnapshotForm(props: { isBusy: boolean; onSave: (name: string) => Promise<boolean> }) {
  const texts = useStore().texts.value.lists;
  const [name, setName] = useState('');
  return (
    <form
      class="snapshot-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() === '' || props.isBusy) return;
        void props.onSave(name.trim()).then((isSaved) => isSaved && setName(''));
      }}
    >
      <label class="field">
        <span>{texts.snapshotName}</span>
        <input
          value={name}
          maxLength={200}
          placeholder={texts.snapshotHint}
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="button-quiet" disabled={name.trim() === '' || props.isBusy}>
        {texts.saveSnapshot}
      </button>
    </form>
  );
}

function SnapshotRow(props: {
  draft: Draft;
  snapshot: SnapshotInfo;
  isBusy: boolean;
  onRestore: () => void;
}) {
  const { draft, snapshot, isBusy } = props;
  const store = useStore();
  const { lists: texts, planner } = store.texts.value;
  const { id, name, createdAt, restorable } = snapshot;
  const compare = (): void => {
    store.compare.setTarget({ kind: 'snapshot', id });
    store.planner.setPane('compare');
  };
  return (
    <li data-snapshot={name}>
      <span>
        <strong>{name}</strong>
        <small>{formatMoment(createdAt, store.language.value)}</small>
      </span>
      <button type="button" class="link" aria-label={texts.compareWith(name)} onClick={compare}>
        {planner.pane.compare}
      </button>
      {draft.info.value.status === 'draft' && (
        <button
          type="button"
          class="link"
          aria-label={texts.restoreOf(name)}
          title={restorable ? texts.restoreHint : texts.notRestorable}
          aria-description={restorable ? texts.restoreHint : texts.notRestorable}
          aria-disabled={!restorable || isBusy}
          onClick={() => restorable && !isBusy && props.onRestore()}
        >
          {texts.restore}
        </button>
      )}
    </li>
  );
}
