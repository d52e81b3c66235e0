import { useRef } from 'preact/hooks';
import { useStore } from '../state/store-context.ts';
import { Icon } from './icon.tsx';

const ACCEPT = '.geojson,.json,application/geo+json,application/json';

/** Opens a file of the reader's own; `brief` without the hint. */
export function FilePicker({ brief = false }: { brief?: boolean }) {
  const texts = useStore().texts.value;
  return (
    <div class={brief ? 'file-picker is-brief' : 'file-picker'}>
      <LocalFileButton brief={brief} />
      {!brief && <TransferButtons />}
      {!brief && <p id="file-hint">{texts.openFileHint}</p>}
    </div>
  );
}

/** The button alone; `brief` where a file is on the page already. */
export function LocalFileButton({ brief = false }: { brief?: boolean }) {
  const store = useStore();
  const texts = store.texts.value;
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button
        type="button"
        class="button button-quiet"
        aria-describedby={brief ? undefined : 'file-hint'}
        onClick={() => input.current?.click()}
      >
        <Icon path="M2 13V3h4l1.5 2H14v8z M8 12V7.5 M6 9.5l2-2 2 2" />
        {brief ? texts.openAnother : texts.openFile}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        accept={ACCEPT}
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          // The same file may be mended and opened again.
          currentTarget.value = '';
          if (file) void store.openFile(file);
        }}
      />
    </>
  );
}

/** Into the register, and out of the page. */
export function TransferButtons() {
  const store = useStore();
  const { io } = store.texts.value;
  const hasTown = store.town.value.status === 'ready';
  return (
    <>
      <button
        type="button"
        class="button button-quiet"
        title={io.importHint}
        onClick={() => store.planner.setDialog('import')}
      >
        {io.import}
      </button>
      {hasTown && (
        <button
          type="button"
          class="button button-quiet"
          onClick={() => store.planner.setDialog('export')}
        >
          {io.export}
        </button>
      )}
    </>
  );
}
