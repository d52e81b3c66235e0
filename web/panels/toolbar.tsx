import { useState } from 'preact/hooks';
import type { Message } from '#engine/coverage/types.ts';
import { bracketed, colon } from '../i18n/format.ts';
import { activeSession, labelText } from '../map/tool-session.ts';
import type { ToolId, ToolSession } from '../modes/tool.ts';
import { TOOLS } from '../modes/tools.ts';
import { useStore } from '../state/store-context.ts';
import { Icon } from './icon.tsx';
import { NameNew } from './name-new.tsx';

/** The tools over the map, each with the reason why it may not be used now. */
export function Toolbar() {
  const store = useStore();
  const { planner } = store;
  const draft = planner.draft.value;
  const language = store.language.value;
  const texts = store.texts.value.planner;
  /** A tool that was asked for in vain, and the one that was chosen then: with another one it is forgotten. */
  const [denied, setDenied] = useState<{ tool: ToolId; chosen: ToolId } | null>(null);
  if (draft === null || draft.info.value.status !== 'draft') return null;
  const session = activeSession.value;
  // A finger has no pointer that could rest on a button to read why it may not be used.
  const asked = denied?.chosen === planner.tool.value ? denied.tool : null;
  const why = TOOLS.find(({ id }) => id === asked)?.disabled(store, draft) ?? null;
  return (
    <div class="toolbar-area" data-overlay="top">
      <div class="toolbar" role="toolbar" aria-label={texts.toolbar} onKeyDown={moveFocus}>
        {TOOLS.map((tool) => {
          const reason = tool.disabled(store, draft);
          const name = tool.name[language];
          const isChosen = planner.tool.value === tool.id;
          return (
            <button
              key={tool.id}
              type="button"
              class="tool"
              data-tool={tool.id}
              data-key={tool.key.toUpperCase()}
              title={
                reason === null
                  ? bracketed(name, tool.key.toUpperCase(), language)
                  : reason[language]
              }
              aria-label={name}
              aria-keyshortcuts={tool.key.toUpperCase()}
              aria-pressed={isChosen}
              // One stop for Tab, arrows within: the toolbar pattern.
              tabIndex={isChosen ? 0 : -1}
              // Not `disabled`: a button without focus could not say why.
              aria-disabled={reason !== null}
              aria-description={reason?.[language]}
              onClick={() => {
                setDenied({ tool: tool.id, chosen: planner.tool.peek() });
                if (reason === null) planner.setTool(tool.id);
              }}
            >
              <Icon path={tool.icon} />
              <span>{name}</span>
            </button>
          );
        })}
      </div>
      {session !== null && <HintBar session={session} />}
      <Refusal session={session} why={why} />
      <NameNew draft={draft} />
      <PreviewBar />
    </div>
  );
}

/** The arrows go from tool to tool. */
function moveFocus(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  if (by === 0) return;
  const buttons = [...event.currentTarget.querySelectorAll('button')];
  const at = buttons.findIndex((button) => button.matches(':focus'));
  event.preventDefault();
  buttons[(at + by + buttons.length) % buttons.length]?.focus();
}

/** What to do next, and buttons for those who have no Enter, Escape and Backspace at hand. */
function HintBar({ session }: { session: ToolSession }) {
  const store = useStore();
  const texts = store.texts.value.editing;
  // A stroke ends with the finger that draws it; a second finger drops it.
  const isBegun = (session.isBegun?.value ?? false) && (session.finish || !session.isDragged);
  return (
    <div class="tool-bar-row">
      <p class="tool-hint" title={texts.keyboardHint}>
        {session.hint.value[store.language.value]}
      </p>
      {/* What stands at the pointer, for those who do not see it. */}
      <p class="visually-hidden" role="status">
        {labelText.value}
      </p>
      {isBegun && (
        <span class="tool-buttons">
          {session.back && (
            <button type="button" class="button-quiet" onClick={() => session.back?.()}>
              {texts.back}
            </button>
          )}
          {session.cancel && (
            <button type="button" class="button-quiet" onClick={() => session.cancel?.()}>
              {texts.cancel}
            </button>
          )}
          {session.finish && (
            <button
              type="button"
              class="button"
              data-key="Enter"
              aria-disabled={session.canFinish?.value === false}
              onClick={() => session.finish?.()}
            >
              {texts.finish}
            </button>
          )}
        </span>
      )}
    </div>
  );
}

/** Why what is being made, or was to be done last, cannot be done. @param why of the tool that was asked for last */
function Refusal({ session, why }: { session: ToolSession | null; why: Message | null }) {
  const store = useStore();
  const draft = store.planner.draft.value;
  const message = why ?? session?.problem?.value?.message ?? draft?.refusal.value?.message ?? null;
  return (
    <div class="tool-refusal-place" role="alert">
      {message !== null && (
        <p class="tool-refusal">
          <strong>
            {store.texts.value.planner.refusal}
            {colon(store.language.value)}
          </strong>
          {message[store.language.value]}
        </p>
      )}
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
        {colon(store.language.value)}
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
