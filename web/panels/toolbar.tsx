import { activeSession } from '../map/tool-session.ts';
import { TOOLS } from '../modes/tools.ts';
import { useStore } from '../state/store-context.ts';
import { Icon } from './icon.tsx';

/** The tools over the map, each with the reason why it may not be used now. */
export function Toolbar() {
  const store = useStore();
  const { planner } = store;
  const draft = planner.draft.value;
  const language = store.language.value;
  const texts = store.texts.value.planner;
  if (draft === null || draft.info.value.status !== 'draft') return null;
  const hint = activeSession.value?.hint.value[language];
  const refusal = draft.refusal.value;
  return (
    <div class="toolbar-area" data-overlay="top">
      <div class="toolbar" role="toolbar" aria-label={texts.toolbar}>
        {TOOLS.map((tool) => {
          const reason = tool.disabled(store, draft);
          const name = tool.name[language];
          return (
            <button
              key={tool.id}
              type="button"
              class="tool"
              data-tool={tool.id}
              data-key={tool.key.toUpperCase()}
              title={reason === null ? `${name}（${tool.key.toUpperCase()}）` : reason[language]}
              aria-label={name}
              aria-keyshortcuts={tool.key.toUpperCase()}
              aria-pressed={planner.tool.value === tool.id}
              // Not `disabled`: a button without focus could not say why.
              aria-disabled={reason !== null}
              aria-description={reason?.[language]}
              onClick={() => reason === null && planner.setTool(tool.id)}
            >
              <Icon path={tool.icon} />
              <span>{name}</span>
            </button>
          );
        })}
      </div>
      {hint && <p class="tool-hint">{hint}</p>}
      {refusal !== null && (
        <p class="tool-refusal" role="alert">
          <strong>{texts.refusal}：</strong>
          {refusal.message[language]}
        </p>
      )}
      <PreviewBar />
    </div>
  );
}

/** What is tried out and not yet done. */
function PreviewBar() {
  const store = useStore();
  const draft = store.planner.draft.value;
  const texts = store.texts.value.planner;
  const preview = draft?.preview.value ?? null;
  if (draft === null || preview === null) return null;
  return (
    <div class="preview-bar" role="status">
      <span>
        <strong>{texts.previewing}</strong>
        {'：'}
        {preview.label[store.language.value]}
      </span>
      <button type="button" class="button" data-key="Enter" onClick={() => draft.accept()}>
        {texts.accept}
      </button>
      <button type="button" class="button-quiet" data-key="Esc" onClick={() => draft.reject()}>
        {texts.reject}
      </button>
    </div>
  );
}
