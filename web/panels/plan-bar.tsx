import { useEffect } from 'preact/hooks';
import { formatMoment } from '../i18n/format.ts';
import type { Draft } from '../state/draft/types.ts';
import { readyValue } from '../state/loadable.ts';
import { isOfFile } from '../state/local-file.ts';
import { useStore } from '../state/store-context.ts';
import { ConflictDialog } from './conflict-dialog.tsx';
import { Icon } from './icon.tsx';
import { SaveStatus } from './save-status.tsx';

/** Which plan is edited and how it is saved; while none is, the way into one. */
export function PlanBar() {
  const store = useStore();
  const texts = store.texts.value.planner;
  const draft = store.planner.draft.value;
  const town = readyValue(store.town.value);
  if (draft !== null) return <OpenPlan draft={draft} />;
  if (town === null || isOfFile(town)) return null;
  return (
    <div class="plan-bar">
      <button
        type="button"
        class="button"
        title={texts.startEditingHint}
        onClick={() => store.planner.setDialog('plans')}
      >
        {texts.startEditing}
      </button>
    </div>
  );
}

function OpenPlan({ draft }: { draft: Draft }) {
  const store = useStore();
  const { planner } = store;
  const texts = store.texts.value.planner;
  const language = store.language.value;
  const { name, status } = draft.info.value;
  const { undoes, redoes } = draft.history.value;
  const isReadOnly = status !== 'draft';
  const undo = undoes === null ? texts.nothingToUndo : texts.undoOf(undoes.label[language]);
  const redo = redoes === null ? texts.nothingToRedo : texts.redoOf(redoes.label[language]);
  return (
    <div class="plan-bar plan-bar-open">
      <div class="plan-title">
        <button
          type="button"
          class="plan-name"
          title={`${name} · ${store.texts.value.town.switchPlan}`}
          onClick={() => planner.setDialog('plans')}
        >
          <strong>{name}</strong>
          <Icon path="M4 6.5l4 4 4-4" />
        </button>
        <SaveStatus draft={draft} />
      </div>
      <span class="plan-steps">
        <button
          type="button"
          class="icon-button"
          title={undo}
          aria-label={undo}
          aria-keyshortcuts="Control+Z"
          data-key="Ctrl Z"
          disabled={isReadOnly || !draft.canUndo.value}
          onClick={() => draft.undo()}
        >
          <Icon path="M6 4L3 7l3 3 M3 7h6.5a3.5 3.5 0 010 7H7" />
        </button>
        <button
          type="button"
          class="icon-button"
          title={redo}
          aria-label={redo}
          aria-keyshortcuts="Control+Shift+Z Control+Y"
          data-key="Ctrl Y"
          disabled={isReadOnly || !draft.canRedo.value}
          onClick={() => draft.redo()}
        >
          <Icon path="M10 4l3 3-3 3 M13 7H6.5a3.5 3.5 0 000 7H9" />
        </button>
        <button
          type="button"
          class="icon-button"
          title={store.texts.value.io.export}
          aria-label={store.texts.value.io.export}
          onClick={() => planner.setDialog('export')}
        >
          <Icon path="M8 10V2 M4.5 5.5L8 2l3.5 3.5 M2 10v4h12v-4" />
        </button>
        <button
          type="button"
          class="icon-button"
          title={texts.closePlan}
          aria-label={texts.closePlan}
          onClick={() => planner.closePlan()}
        >
          <Icon path="M4 4l8 8 M12 4l-8 8" />
        </button>
      </span>
      {isReadOnly && <p class="plan-note">{texts.readOnly}</p>}
      <LeftBehindNotice />
      <ConflictDialog draft={draft} />
      <LeavingGuard draft={draft} />
    </div>
  );
}

function LeftBehindNotice() {
  const store = useStore();
  const { planner } = store;
  const texts = store.texts.value.planner;
  const behind = planner.leftBehind.value;
  const [latest] = behind?.drafts ?? [];
  if (behind === null || latest === undefined) return null;
  const when = formatMoment(new Date(latest.keptAt).toISOString(), store.language.value);
  return (
    <div class="notice plan-left-behind" role="alert">
      <div>
        <h2>{texts.leftBehindTitle}</h2>
        <p>
          {texts.leftBehindBody(behind.writes, when)}
          {behind.isOutdated && ` ${texts.leftBehindOutdated}`}
        </p>
        <p class="notice-actions">
          <button type="button" class="button" onClick={() => void planner.takeUp()}>
            {texts.takeUp}
          </button>
          <button type="button" class="link" onClick={() => void planner.discardLeftBehind()}>
            {texts.discard}
          </button>
        </p>
      </div>
    </div>
  );
}

/** Asks before the page is left with work that is not on the server. */
function LeavingGuard({ draft }: { draft: Draft }) {
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent): void => {
      if (draft.saveState.peek().kind !== 'saved') event.preventDefault();
    };
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [draft]);
  return null;
}
