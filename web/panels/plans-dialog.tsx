import { useState } from 'preact/hooks';
import { formatMoment, formatPercent } from '../i18n/format.ts';
import { readyValue } from '../state/loadable.ts';
import { useStore } from '../state/store-context.ts';
import { nameOf } from '../state/town.ts';
import { Dialog } from './dialog.tsx';
import { ProblemNotice } from './problem-notice.tsx';

/** The plans of the town: make one, or open one. */
export function PlansDialog() {
  const store = useStore();
  const { planner } = store;
  const texts = store.texts.value.planner;
  const language = store.language.value;
  const town = readyValue(store.town.value);
  const today = new Date().toLocaleDateString(language === 'zh' ? 'zh-CN' : 'en-GB');
  const townName = town === null ? '' : nameOf(town.jurisdiction, language);
  const [name, setName] = useState(texts.planNameDefault(townName, today));
  const plans = planner.plans.value;
  const opening = planner.opening.value;
  if (town === null) return null;
  const { code } = town.jurisdiction;
  const isBusy = opening?.status === 'loading';
  const close = (): void => {
    // Nobody would see what is being opened any more.
    planner.cancelOpening();
    planner.setDialog(null);
  };
  return (
    <Dialog title={texts.plansTitle} onClose={close}>
      <form
        class="plan-new"
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== '') void planner.newPlan(code, name.trim());
        }}
      >
        <label>
          <span>{texts.planName}</span>
          <input
            value={name}
            data-first
            maxLength={200}
            required
            onInput={(event) => setName(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="button" disabled={isBusy}>
          {texts.newPlan}
        </button>
      </form>
      {opening?.status === 'failed' && (
        <ProblemNotice heading={texts.openFailed} problem={opening.problem} />
      )}
      {isBusy && <Opening done={opening.done} total={opening.total} />}
      {plans.status === 'failed' && (
        <ProblemNotice
          heading={texts.plansFailed}
          problem={plans.problem}
          onRetry={() => void planner.loadPlans(code)}
        />
      )}
      {plans.status === 'ready' && plans.value.length === 0 && (
        <p class="dialog-empty">{texts.noPlans}</p>
      )}
      {plans.status === 'ready' && (
        <ul class="plan-list">
          {plans.value.map((plan) => (
            <li key={plan.id}>
              <button
                type="button"
                class="plan-row"
                disabled={isBusy}
                data-plan={plan.id}
                onClick={() => void planner.openPlan(plan.id)}
              >
                <strong>{plan.name}</strong>
                <span>
                  {texts.planStatus[plan.status as keyof typeof texts.planStatus] ?? plan.status}
                  {' · '}
                  {texts.updated(formatMoment(plan.updatedAt, language))}
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}

/** How far the plan is that is being opened: nothing is known of it until the server begins to answer. */
function Opening({ done, total }: { done: number; total: number }) {
  const store = useStore();
  const texts = store.texts.value.planner;
  const words =
    total === 0
      ? texts.opening
      : texts.openingShare(formatPercent(done / total, store.language.value));
  return (
    <div class="running" role="status">
      <p>{words}</p>
      <progress aria-label={texts.opening} {...(total > 0 ? { value: done, max: total } : {})} />
      <button
        type="button"
        class="button-quiet"
        onClick={({ currentTarget }) => {
          const first = currentTarget.closest('dialog')?.querySelector<HTMLElement>('[data-first]');
          store.planner.cancelOpening();
          // The button goes; whoever works by keyboard must not be nowhere.
          first?.focus();
        }}
      >
        {texts.cancelOpening}
      </button>
    </div>
  );
}
