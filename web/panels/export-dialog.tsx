import { useEffect, useRef, useState } from 'preact/hooks';
import { problemOf } from '../api/problem.ts';
import { colon, formatPercent } from '../i18n/format.ts';
import { mapCapture } from '../map/map-capture.ts';
import { EXPORTS, type Export, exportContent, whyNotExport } from '../state/export.ts';
import { fileName } from '../state/export-content.ts';
import { readyValue } from '../state/loadable.ts';
import { isOfFile } from '../state/local-file.ts';
import type { Store } from '../state/store.ts';
import { useStore } from '../state/store-context.ts';
import { nameOf } from '../state/town.ts';
import { exportsApi } from './data-transfer.ts';
import { Dialog } from './dialog.tsx';
import { drawMapSheet } from './map-sheet.ts';
import { problemWords } from './problem-notice.tsx';

type Progress =
  | { kind: 'idle' }
  | { kind: 'working'; what: Export; share: number | null }
  | { kind: 'done'; name: string }
  | { kind: 'failed'; words: string };

/** What is on the page as files: of the plan under edit, or of the register. */
export function ExportDialog() {
  const store = useStore();
  const texts = store.texts.value.io;
  const [progress, setProgress] = useState<Progress>({ kind: 'idle' });
  const aborter = useRef(new AbortController());
  useEffect(() => () => aborter.current.abort(), []);
  const take = async (what: Export): Promise<void> => {
    const { signal } = aborter.current;
    setProgress({ kind: 'working', what, share: null });
    try {
      const onShare = async (share: number): Promise<void> => {
        setProgress({ kind: 'working', what, share });
        await pause();
      };
      const content =
        what.id === 'map'
          ? await pictureOf(store)
          : await exportContent(what, store, exportsApi, signal, onShare);
      if (signal.aborted) return;
      const name = nameOfFile(what, store);
      save(content, name);
      setProgress({ kind: 'done', name });
    } catch (error) {
      if (signal.aborted) return;
      const { title, detail } = problemWords(problemOf(error), store.texts.peek());
      setProgress({ kind: 'failed', words: `${title} ${detail}` });
    }
  };
  const ids = [...new Set(EXPORTS.map(({ id }) => id))];
  const isBusy = progress.kind === 'working';
  return (
    <Dialog title={texts.exportTitle} onClose={() => store.planner.setDialog(null)}>
      <p class="dialog-note">{sourceOf(store)}</p>
      <ul class="export-list">
        {ids.map((id) => {
          const own = EXPORTS.filter((one) => one.id === id);
          const [first] = own;
          const why = first ? whyNotExport(first, store, mapCapture.value !== null) : null;
          return (
            <li key={id}>
              <div>
                <strong>{texts.what[id]}</strong>
                <small>{why === null ? texts.whatHint[id] : texts.why[why]}</small>
              </div>
              <span class="export-buttons">
                {own.map((what) => (
                  <button
                    key={what.format}
                    type="button"
                    class="button button-quiet"
                    aria-label={texts.download(texts.what[id], texts.format[what.format])}
                    disabled={why !== null || isBusy}
                    onClick={() => void take(what)}
                  >
                    {texts.format[what.format]}
                  </button>
                ))}
              </span>
            </li>
          );
        })}
      </ul>
      <ProgressWords progress={progress} />
    </Dialog>
  );
}

function ProgressWords({ progress }: { progress: Progress }) {
  const store = useStore();
  const texts = store.texts.value.io;
  if (progress.kind === 'failed') {
    return (
      <p class="import-bad" role="alert">
        {texts.exportFailed}
        {colon(store.language.value)}
        {progress.words}
      </p>
    );
  }
  const words =
    progress.kind === 'working'
      ? texts.exporting(texts.what[progress.what.id])
      : progress.kind === 'done'
        ? texts.exported(progress.name)
        : '';
  const share = progress.kind === 'working' ? progress.share : null;
  return (
    <div class="export-progress">
      <p role="status">{words}</p>
      {progress.kind === 'working' &&
        (share === null ? (
          <progress aria-label={words} />
        ) : (
          <progress
            max={1}
            value={share}
            aria-label={words}
            title={formatPercent(share, store.language.value)}
          />
        ))}
    </div>
  );
}

/** So that the page can draw and answer between two pieces of work. */
const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

const townName = (store: Store): string => {
  const town = readyValue(store.town.value);
  return town === null ? '' : nameOf(town.jurisdiction, store.language.value);
};

function sourceOf(store: Store): string {
  const texts = store.texts.value.io;
  const draft = store.planner.draft.value;
  if (draft !== null) return texts.exportOfPlan(draft.info.value.name);
  const name = townName(store);
  return isOfFile(readyValue(store.town.value))
    ? texts.exportOfFile(name)
    : texts.exportOfTown(name);
}

/** The day in the reader's own time zone. */
const today = (): string => {
  const now = new Date();
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
};

function nameOfFile({ id, format }: Export, store: Store): string {
  const texts = store.texts.peek().io;
  const town = townName(store).replace(/\.(geo)?json$/i, '');
  const plan = store.planner.draft.peek()?.info.peek().name;
  const parts = [...(plan?.includes(town) ? [] : [town]), plan ?? '', texts.what[id], today()];
  return fileName(parts, format);
}

async function pictureOf(store: Store): Promise<Blob> {
  const texts = store.texts.peek().io;
  const canvas = mapCapture.peek()?.take({ north: texts.north });
  if (!canvas) throw new Error(texts.why['no-map']);
  const view = store.basemap.view.peek();
  const basemap = view.isShown ? store.basemap.basemap.peek() : null;
  const plan = store.planner.draft.peek()?.info.peek().name;
  return drawMapSheet(canvas, {
    title: plan === undefined ? townName(store) : `${townName(store)} · ${plan}`,
    credit: [basemap?.attribution ?? '', texts.madeWith(today())].filter(Boolean).join(' · '),
  });
}

function save(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser needs the address until it has begun to read.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
