import type { PlanState } from '#engine/plan/types.ts';
import { SUGGESTED_KINDS } from '#engine/propose/suggest/suggest.ts';
import { formatList } from '../i18n/format.ts';
import { communityNamed } from '../modes/community-name.ts';
import { householdBand } from '../state/community-figures.ts';
import type { Draft } from '../state/draft/types.ts';
import { categoryOf } from '../state/findings.ts';
import type { Store } from '../state/store.ts';
import { useStore } from '../state/store-context.ts';
import {
  aboutNow,
  aboutsOf,
  isThere,
  type Situation,
  targetsOf,
} from '../state/suggestion-target.ts';
import type { Asked, SuggestForm as Form, SuggestState } from '../state/suggestions.ts';
import type { SentOptions } from '../worker/suggest-protocol.ts';
import { categoryName } from './finding-words.ts';

/** What is selected and picked, as far as it is in the plan. */
function situationOf(store: Store, { communities }: PlanState): Situation {
  const selection = store.selection.value;
  const finding = store.selectedFinding.value;
  const [only, ...more] = finding?.communities ?? [];
  const id = selection?.kind === 'community' ? selection.id : more.length === 0 ? only : undefined;
  return {
    selected: id !== undefined && communities.has(id) ? id : null,
    picked: store.planner.picked.value,
    finding,
  };
}

/** In words what a request is about. */
export function useAboutWords({ about, targets, finding }: Asked, plan: PlanState): string {
  const store = useStore();
  const language = store.language.value;
  const texts = store.texts.value;
  if (finding !== undefined) {
    const names = finding.communities.map((id) => communityNamed(plan, id)[language]);
    return `${categoryName(categoryOf(finding), texts)} ${formatList(names.slice(0, 3), language)}`;
  }
  if (targets === undefined) return texts.suggest.about[about];
  const names = targets.map((id) => communityNamed(plan, id)[language]);
  return names.length > 3
    ? `${formatList(names.slice(0, 3), language)} +${names.length - 3}`
    : formatList(names, language);
}

/** What to ask for: the kind, what it is about, and conditions that the policy does not set. */
export function SuggestForm({ draft, state }: { draft: Draft; state: SuggestState }) {
  const store = useStore();
  const { suggestions } = store;
  const texts = store.texts.value.suggest;
  const form = suggestions.form.value;
  const plan = draft.state.value;
  const situation = situationOf(store, plan);
  const about = aboutNow(form.kind, form.about, situation);
  const isBusy = state.status === 'working';
  const badBand = form.min !== '' && form.max !== '' && Number(form.max) < Number(form.min);
  const ask = (): void => {
    const targets = targetsOf(about, situation);
    const finding = about === 'finding' ? (situation.finding ?? undefined) : undefined;
    void suggestions.ask({ kind: form.kind, about, targets, finding }, draft, {
      ...optionsOf(form, householdBand(draft.material.policy)),
      ...(targets === undefined ? {} : { targets }),
    });
  };
  return (
    <form
      class="suggest-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!badBand && !isBusy) ask();
      }}
    >
      {state.status === 'idle' && <p class="list-note">{texts.intro}</p>}
      <fieldset class="kinds">
        <legend class="visually-hidden">{store.texts.value.planner.pane.suggestions}</legend>
        {SUGGESTED_KINDS.map((one) => (
          <label key={one} class="kind">
            <input
              type="radio"
              name="suggest-kind"
              value={one}
              checked={form.kind === one}
              onChange={() => suggestions.setForm({ kind: one })}
            />
            <span>
              <strong>{texts.kind[one]}</strong>
              <small>{texts.kindHint[one]}</small>
            </span>
          </label>
        ))}
      </fieldset>
      <AboutFields form={form} about={about} situation={situation} plan={plan} />
      <Conditions form={form} draft={draft} />
      {badBand && (
        <p class="field-error" role="alert">
          {texts.badBand}
        </p>
      )}
      <div class="notice-actions">
        <button type="submit" id="suggest-start" class="button" disabled={isBusy || badBand}>
          {state.status === 'done' ? texts.again : texts.start}
        </button>
        {state.status === 'done' && (
          <button type="button" class="link" onClick={() => suggestions.setFormOpen(false)}>
            {texts.fold}
          </button>
        )}
      </div>
    </form>
  );
}

function optionsOf(form: Form, policy: { min: number; max: number } | null): SentOptions {
  const { kind, min, max, alternatives, parts, seconds } = form;
  const number = (text: string): number | null => (text === '' ? null : Number(text));
  const options: SentOptions = {
    alternatives: Math.max(1, Math.min(10, number(alternatives) ?? 3)),
  };
  const limit = number(seconds);
  if (limit !== null && limit > 0) options.timeLimitSeconds = limit;
  const [from, to] = [number(min) ?? policy?.min, number(max) ?? policy?.max];
  const isGiven = min !== '' || max !== '';
  if (hasBand(kind) && isGiven && from !== undefined && to !== undefined) {
    options.householdBand = { min: from, max: to };
  }
  const many = number(parts);
  if (many !== null && (kind === 'split' || kind === 'replan')) options.parts = many;
  return options;
}

const hasBand = (kind: Form['kind']): boolean => kind !== 'repair' && kind !== 'merge';

function AboutFields(props: {
  form: Form;
  about: ReturnType<typeof aboutNow>;
  situation: Situation;
  plan: PlanState;
}) {
  const { form, about, situation, plan } = props;
  const store = useStore();
  const texts = store.texts.value.suggest;
  const language = store.language.value;
  const offered = aboutsOf(form.kind);
  const named = (ids: readonly string[]): string =>
    formatList(
      ids.map((id) => communityNamed(plan, id)[language]),
      language,
    );
  return (
    <fieldset class="abouts">
      <legend>{texts.target}</legend>
      {offered.map((one) => {
        const there = isThere(one, situation);
        const detail = one === 'finding' || !there ? '' : named(targetsOf(one, situation) ?? []);
        return (
          <label key={one} class="kind">
            <input
              type="radio"
              name="suggest-about"
              value={one}
              checked={about === one}
              disabled={!there}
              onChange={() => store.suggestions.setForm({ about: one })}
            />
            <span>
              {texts.about[one]}
              {there && one === 'finding' && situation.finding !== null && (
                <b>
                  {categoryName(categoryOf(situation.finding), store.texts.value)}{' '}
                  {named(situation.finding.communities.slice(0, 2))}
                </b>
              )}
              {detail !== '' && <b>{detail}</b>}
              {!there && <small>{texts.aboutMissing[one]}</small>}
            </span>
          </label>
        );
      })}
    </fieldset>
  );
}

/** Conditions that may be left to the policy. */
function Conditions({ form, draft }: { form: Form; draft: Draft }) {
  const store = useStore();
  const texts = store.texts.value.suggest;
  const band = householdBand(draft.material.policy);
  const set = store.suggestions.setForm;
  const { kind } = form;
  return (
    <details class="suggest-conditions">
      <summary>{texts.more}</summary>
      {hasBand(kind) && (
        <fieldset class="suggest-fields">
          <legend>{texts.band}</legend>
          <NumberField
            label={texts.bandFrom}
            value={form.min}
            onInput={(min) => set({ min })}
            hint={band === null ? '' : `${texts.byPolicy} ${band.min}`}
          />
          <NumberField
            label={texts.bandTo}
            value={form.max}
            onInput={(max) => set({ max })}
            hint={band === null ? '' : `${texts.byPolicy} ${band.max}`}
          />
        </fieldset>
      )}
      <div class="suggest-fields">
        {(kind === 'split' || kind === 'replan') && (
          <NumberField
            label={texts.parts[kind]}
            value={form.parts}
            onInput={(parts) => set({ parts })}
            hint={texts.partsAny}
          />
        )}
        <NumberField
          label={texts.alternatives}
          value={form.alternatives}
          max={10}
          onInput={(alternatives) => set({ alternatives })}
        />
        <NumberField
          label={texts.seconds}
          value={form.seconds}
          max={600}
          onInput={(seconds) => set({ seconds })}
        />
      </div>
    </details>
  );
}

function NumberField(props: {
  label: string;
  value: string;
  onInput: (value: string) => void;
  hint?: string;
  max?: number;
}) {
  return (
    <label class="field">
      <span>{props.label}</span>
      <input
        type="number"
        min={1}
        max={props.max}
        inputMode="numeric"
        value={props.value}
        placeholder={props.hint ?? ''}
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
    </label>
  );
}
