import { useEffect, useRef, useState } from 'preact/hooks';
import type { ImportReport } from '#contract/imports.ts';
import type { InputProblem } from '#contract/input-problem.ts';
import { readyValue } from '../state/loadable.ts';
import { isOfFile } from '../state/local-file.ts';
import type { Store } from '../state/store.ts';
import { useStore } from '../state/store-context.ts';
import { nameOf } from '../state/town.ts';
import { importState } from './data-transfer.ts';
import { Dialog } from './dialog.tsx';
import { Icon } from './icon.tsx';
import { ImportFiles } from './import-files.tsx';
import { ImportPicture } from './import-picture.tsx';
import { ImportReportView } from './import-report.tsx';
import { ProblemList } from './problem-list.tsx';
import { ProblemNotice } from './problem-notice.tsx';

/** Files into the register: chosen and described, tried out, and then written. */
export function ImportDialog() {
  const store = useStore();
  const texts = store.texts.value.io;
  const stage = importState.stage.value;
  const close = (): void => {
    if (stage.kind === 'working' && stage.what === 'commit') return;
    if (stage.kind === 'done') importState.reset();
    else if (stage.kind === 'working') importState.cancel();
    store.planner.setDialog(null);
  };
  return (
    <Dialog title={texts.importTitle} wide onClose={close} actions={<Actions onClose={close} />}>
      {stage.kind === 'done' || stage.kind === 'previewed' ? (
        <ImportReportView report={stage.report} isDone={stage.kind === 'done'} />
      ) : (
        <Choosing />
      )}
      {stage.kind === 'working' && (
        <div class="running" role="status">
          <p>{stage.what === 'preview' ? texts.previewing : texts.committing}</p>
          <progress aria-label={stage.what === 'preview' ? texts.previewing : texts.committing} />
        </div>
      )}
    </Dialog>
  );
}

function Choosing() {
  const store = useStore();
  const texts = store.texts.value.io;
  const stage = importState.stage.value;
  const files = importState.files.value;
  const [place, setPlace] = useState<[number, number] | null>(null);
  const read = files.filter((file) => file.status === 'read');
  const refused: readonly InputProblem[] = stage.kind === 'refused' ? stage.problems : [];
  const problems = [...read.flatMap((file) => file.problems), ...refused];
  // A place of what was mended or removed since is of no interest any more.
  const shownPlace = problems.some(({ location }) => location === place) ? place : null;
  const top = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (stage.kind === 'refused' || stage.kind === 'failed') {
      top.current?.scrollIntoView({ block: 'center' });
    }
  }, [stage.kind]);
  return (
    <>
      <div ref={top} />
      {stage.kind === 'refused' && (
        <div class="notice notice-error import-refused" role="alert">
          <Icon path="M8 2l6.5 11.5h-13z M8 6.5v3 M8 11.6v.1" />
          <div class="notice-text">
            <h3>{texts.refusedTitle}</h3>
            <p>{stage.problem.detail ?? stage.problem.title}</p>
            <ProblemList problems={stage.problems} onPlace={setPlace} />
          </div>
        </div>
      )}
      {stage.kind === 'failed' && (
        <>
          <ProblemNotice heading={texts.failedTitle} problem={stage.problem} />
          <p class="dialog-note">{texts.failedBody}</p>
        </>
      )}
      <div class={files.length === 0 ? 'import-columns is-empty' : 'import-columns'}>
        <div>
          <DropZone />
          <ImportFiles onPlace={setPlace} />
        </div>
        {read.length > 0 && (
          <div class="import-side">
            <ImportPicture
              files={read}
              problems={problems}
              place={shownPlace}
              onReset={() => setPlace(null)}
            />
            <TownForm />
          </div>
        )}
      </div>
    </>
  );
}

const ACCEPT = '.geojson,.json,application/geo+json,application/json';

function DropZone() {
  const texts = useStore().texts.value.io;
  const input = useRef<HTMLInputElement>(null);
  return (
    <div class="import-drop">
      <Icon path="M8 2v8 M4.5 6.5L8 10l3.5-3.5 M2 13h12" />
      <p>
        {texts.drop}{' '}
        <button
          type="button"
          class="button button-quiet"
          aria-describedby="import-hint"
          onClick={() => input.current?.click()}
        >
          {texts.choose}
        </button>
      </p>
      <p id="import-hint">{texts.dropHint}</p>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={ACCEPT}
        onChange={({ currentTarget }) => {
          const chosen = [...(currentTarget.files ?? [])];
          currentTarget.value = '';
          importState.add(chosen);
        }}
      />
    </div>
  );
}

/** Which town it is, and from when on it holds. */
function TownForm() {
  const store = useStore();
  const texts = store.texts.value.io;
  const language = store.language.value;
  const town = importState.town.value;
  const known = readyValue(store.jurisdictions.value) ?? [];
  const hasOutline = importState.files.value.some(
    (file) => file.status === 'read' && file.role === 'jurisdiction',
  );
  const current = readyValue(store.town.value);
  const onPage = current !== null && !isOfFile(current) ? current.jurisdiction.code : null;
  // Without an outline of its own an import is of the town on the page, unless the reader says otherwise.
  useEffect(() => {
    if (!hasOutline && town.code === undefined && onPage !== null && onPage !== '') {
      importState.setTown({ ...town, code: onPage });
    }
  }, [hasOutline, onPage]);
  const set = (change: Partial<typeof town>): void => importState.setTown({ ...town, ...change });
  const registered = known.find(({ code }) => code === town.code?.trim());
  return (
    <fieldset class="import-town">
      <legend>{texts.town}</legend>
      <label>
        <span>{texts.townCode}</span>
        <input
          value={town.code ?? ''}
          maxLength={100}
          list="import-codes"
          onInput={({ currentTarget }) => set({ code: currentTarget.value })}
        />
        <datalist id="import-codes">
          {known.map((one) => (
            <option key={one.code} value={one.code}>
              {nameOf(one, language)}
            </option>
          ))}
        </datalist>
      </label>
      <label>
        <span>{texts.townName}</span>
        <input
          value={town.name ?? ''}
          maxLength={200}
          placeholder={registered ? nameOf(registered, language) : ''}
          onInput={({ currentTarget }) => set({ name: currentTarget.value })}
        />
      </label>
      <label>
        <span>{texts.effective}</span>
        <input
          type="date"
          value={town.effective ?? ''}
          title={texts.effectiveHint}
          onInput={({ currentTarget }) => set({ effective: currentTarget.value })}
        />
      </label>
      <p class="dialog-note">{texts.townHint}</p>
    </fieldset>
  );
}

function Actions({ onClose }: { onClose: () => void }) {
  const store = useStore();
  const texts = store.texts.value.io;
  const stage = importState.stage.value;
  const missing = importState.missing();
  if (stage.kind === 'done') {
    return (
      <button type="button" class="button" onClick={() => void openTown(store, stage.report)}>
        {texts.open}
      </button>
    );
  }
  if (stage.kind === 'previewed') {
    return (
      <>
        <button type="button" class="button button-quiet" onClick={() => importState.cancel()}>
          {texts.backToFiles}
        </button>
        <button type="button" class="button" onClick={() => void importState.commit()}>
          {texts.commit}
        </button>
      </>
    );
  }
  const isBusy = stage.kind === 'working';
  return (
    <>
      <p class="import-missing" role="status">
        {!isBusy && missing !== null && texts.missing[missing]}
      </p>
      {!(isBusy && stage.what === 'commit') && (
        <button type="button" class="button button-quiet" onClick={onClose}>
          {store.texts.value.cancel}
        </button>
      )}
      <button
        type="button"
        class="button"
        disabled={isBusy || missing !== null}
        onClick={() => void importState.preview()}
      >
        {texts.preview}
      </button>
    </>
  );
}

async function openTown(store: Store, { jurisdiction }: ImportReport): Promise<void> {
  importState.reset();
  store.planner.setDialog(null);
  await store.start();
  await store.openJurisdiction(jurisdiction.code);
}
