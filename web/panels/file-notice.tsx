import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { formatPercent } from '../i18n/format.ts';
import { readyValue } from '../state/loadable.ts';
import type { LocalFile } from '../state/local-file.ts';
import type { Store } from '../state/store.ts';
import { useStore } from '../state/store-context.ts';
import type { Failure } from '../worker/protocol.ts';
import { FilePicker } from './file-picker.tsx';
import { Icon } from './icon.tsx';
import { ProblemList } from './problem-list.tsx';

/** How it stands with the reader's own file: being audited, shown, or what is wrong with it. */
export function FileNotice() {
  const store = useStore();
  const file = store.localFile.value;
  const status = useRef<HTMLParagraphElement>(null);
  useKeptFocus(status, file?.status ?? null);
  return (
    <>
      {/* Always there: screen readers announce changes of what they know already. */}
      <p ref={status} role="status" class="visually-hidden">
        {file === null ? '' : wordsOf(file, store)}
      </p>
      {file !== null && <Notice file={file} />}
    </>
  );
}

/** The button that was pressed goes with its notice: the panel takes the focus before it is lost to the page. */
function useKeptFocus(inside: RefObject<HTMLElement | null>, state: string | null): void {
  const known = useRef(state);
  useEffect(() => {
    if (known.current === state) return;
    known.current = state;
    if (document.activeElement !== document.body) return;
    inside.current?.closest('main')?.focus({ preventScroll: true });
  }, [inside, state]);
}

/** The stage alone: a share that changes all the time would drown it. A failure is an alert of its own. */
function wordsOf(file: LocalFile, { texts, audit }: Store): string {
  if (file.status === 'working') return texts.value.fileStage[file.stage];
  if (file.status !== 'shown') return '';
  const findings = readyValue(audit.value)?.findings.length ?? 0;
  return texts.value.fileChecked(file.name, findings);
}

function Notice({ file }: { file: LocalFile }) {
  switch (file.status) {
    case 'working':
      return <FileWorking file={file} />;
    case 'shown':
      return <FileShown />;
    default:
      return <FileFailed file={file} />;
  }
}

function FileWorking({ file }: { file: Extract<LocalFile, { status: 'working' }> }) {
  const store = useStore();
  const texts = store.texts.value;
  const { stage, share } = file;
  const label = `${texts.fileStage[stage]}${share === null ? '' : ` ${formatPercent(share, store.language.value)}`}`;
  return (
    <div class="notice notice-file">
      <div class="notice-text">
        <h2 class="file-name">{file.name}</h2>
        <p aria-hidden="true">{label}</p>
        {share === null ? (
          <progress aria-label={texts.fileStage[stage]} />
        ) : (
          <progress max={1} value={share} aria-label={texts.fileStage[stage]} />
        )}
        <button type="button" class="button button-quiet" onClick={() => void store.closeFile()}>
          {texts.cancel}
        </button>
      </div>
    </div>
  );
}

/** The name of the file is the heading of the summary below. */
function FileShown() {
  const store = useStore();
  const texts = store.texts.value;
  return (
    <div class="notice notice-file">
      <Icon path="M4 7V5a4 4 0 0 1 8 0v2 M3 7h10v7H3z" />
      <div class="notice-text">
        <h2>{texts.fileShown}</h2>
        <p>{texts.fileShownBody}</p>
        <div class="notice-buttons">
          <button type="button" class="button button-quiet" onClick={() => void store.closeFile()}>
            {texts.backToRegister}
          </button>
          <FilePicker brief />
        </div>
      </div>
    </div>
  );
}

type Failed = Extract<LocalFile, { status: 'refused' | 'failed' }>;

function FileFailed({ file }: { file: Failed }) {
  const store = useStore();
  const texts = store.texts.value;
  return (
    <div class="notice notice-error" role="alert">
      <Icon path="M8 2l6.5 11.5h-13z M8 6.5v3 M8 11.6v.1" />
      <div class="notice-text">
        <h2>{file.status === 'refused' ? texts.fileRefused : texts.fileFailed}</h2>
        <p class="file-name">{file.name}</p>
        {file.status === 'failed' ? (
          <Reason failure={file} />
        ) : (
          <ProblemList problems={file.problems} />
        )}
        <button type="button" class="button" onClick={() => void store.closeFile()}>
          {texts.close}
        </button>
      </div>
    </div>
  );
}

function Reason({ failure: { reason, detail } }: { failure: Failure }) {
  return (
    <>
      <p>{useStore().texts.value.fileFailure[reason]}</p>
      {detail !== '' && <small class="detail">{detail}</small>}
    </>
  );
}
