import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Finding, Fix } from '#engine/coverage/types.ts';
import { parseOperation } from '#engine/plan/apply-operation.ts';
import { fixesOf } from '#engine/plan/finding-fixes.ts';
import type { Operation } from '#engine/plan/types.ts';
import { type Problem, problemOf } from '../api/problem.ts';
import { colon } from '../i18n/format.ts';
import type { Draft } from '../state/draft/types.ts';
import { useStore } from '../state/store-context.ts';
import { ProblemNotice } from './problem-notice.tsx';
import { SuggestForFinding } from './suggest-entry.tsx';

/** The operation of the plan that a fix is; null for one of an engine that had others. */
export function operationOf({ operation, parameters }: Fix): Operation | null {
  const parsed = parseOperation({ operation, parameters });
  return parsed.ok ? parsed.value : null;
}

/** All that can be done at once about a finding: in a plan more than the audit alone can offer. */
export const fixesNow = (finding: Finding, draft: Draft | null): readonly Fix[] =>
  draft === null ? finding.fixes : fixesOf(finding, draft.state.peek(), draft.material);

/** What can be done about a finding: its fixes, tried out first, and a waiver. Without a plan, its fixes in words. */
export function FindingActions({ finding }: { finding: Finding }) {
  const store = useStore();
  const texts = store.texts.value;
  const draft = store.planner.draft.value;
  const isEditable = draft !== null && draft.info.value.status === 'draft';
  const state = draft?.state.value;
  const fixes = useMemo(() => fixesNow(finding, draft), [finding, draft, state]);
  return (
    <>
      {fixes.length > 0 && (
        <div class="fixes">
          <h3>{texts.fixes}</h3>
          <ul class={isEditable ? 'plain fix-list' : ''}>
            {fixes.map((fix, index) => (
              <li key={fix.label.en}>
                {isEditable ? (
                  <FixButton draft={draft} fix={fix} isFirst={index === 0} />
                ) : (
                  fix.label[store.language.value]
                )}
              </li>
            ))}
          </ul>
          {!isEditable && draft === null && <p class="card-note">{texts.planner.fixNeedsPlan}</p>}
        </div>
      )}
      <SuggestForFinding finding={finding} />
      {isEditable && finding.severity === 'error' && <Waiver draft={draft} finding={finding} />}
    </>
  );
}

function FixButton({ draft, fix, isFirst }: { draft: Draft; fix: Fix; isFirst: boolean }) {
  const store = useStore();
  const language = store.language.value;
  const operation = operationOf(fix);
  if (operation === null) return <span>{fix.label[language]}</span>;
  const reason = draft.can(operation);
  const isShown = draft.preview.value?.label === fix.label;
  return (
    <button
      type="button"
      class="fix-button"
      aria-pressed={isShown}
      aria-disabled={reason !== null}
      title={reason?.message[language] ?? ''}
      data-key={isFirst ? 'F' : undefined}
      onClick={() => {
        if (isShown) draft.reject();
        else void draft.tryOutSoon([operation], fix.label);
      }}
    >
      <span>{fix.label[language]}</span>
      <small>
        {isShown ? store.texts.value.planner.previewing : store.texts.value.planner.tryOut}
      </small>
    </button>
  );
}

/** A finding that stands for a reason does not stop the plan from being registered. */
function Waiver({ draft, finding }: { draft: Draft; finding: Finding }) {
  const store = useStore();
  const texts = store.texts.value.planner;
  const [isOpen, setOpen] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const opener = useRef<HTMLButtonElement>(null);
  const close = (): void => {
    setOpen(false);
    requestAnimationFrame(() => opener.current?.focus());
  };
  // Its buttons would be below the fold of a card in the panel.
  useEffect(() => {
    if (!isOpen) return;
    form.current?.querySelector('textarea')?.focus();
    form.current?.scrollIntoView({ block: 'nearest' });
  }, [isOpen]);
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  /** What was clicked goes when it is done; the keyboard goes on from the card. */
  const send = (done: Promise<void>, from: HTMLElement): void => {
    setProblem(null);
    const card = from.closest<HTMLElement>('.card-body');
    done.then(
      () => card?.focus({ preventScroll: true }),
      (error: unknown) => setProblem(problemOf(error)),
    );
  };
  const waived = draft.waivers.value.get(finding.id);
  if (waived !== undefined) {
    return (
      <div class="card-note waived">
        <p>
          <strong>{texts.waived}</strong>
          {colon(store.language.value)}
          {waived}
        </p>
        {problem !== null && <ProblemNotice heading={texts.unwaiveFailed} problem={problem} />}
        <button
          type="button"
          class="link"
          onClick={({ currentTarget }) => {
            setOpen(false);
            send(draft.unwaive(finding), currentTarget);
          }}
        >
          {texts.unwaive}
        </button>
      </div>
    );
  }
  if (!isOpen) {
    return (
      <button type="button" class="link" ref={opener} onClick={() => setOpen(true)}>
        {texts.waive}
      </button>
    );
  }
  return (
    <form
      class="field waiver"
      ref={form}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        close();
      }}
      onSubmit={(event) => {
        event.preventDefault();
        send(draft.waive(finding, reason.trim()), event.currentTarget);
      }}
    >
      <label>
        <span>{texts.waiveReason}</span>
        <textarea
          rows={2}
          required
          maxLength={5000}
          value={reason}
          onInput={(event) => setReason(event.currentTarget.value)}
        />
      </label>
      {problem !== null && <ProblemNotice heading={texts.waiveFailed} problem={problem} />}
      <span class="notice-actions">
        <button type="submit" class="button" disabled={reason.trim() === ''}>
          {texts.waive}
        </button>
        <button type="button" class="link" onClick={close}>
          {store.texts.value.cancel}
        </button>
      </span>
    </form>
  );
}
