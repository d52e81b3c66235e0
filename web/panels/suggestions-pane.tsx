import { useState } from 'preact/hooks';
import { SUGGESTED_KINDS, type SuggestedKind } from '#engine/propose/suggest/suggest.ts';
import { communityNamed } from '../modes/community-name.ts';
import { householdBand } from '../state/community-figures.ts';
import type { Draft } from '../state/draft/types.ts';
import { useStore } from '../state/store-context.ts';
import type { SentOptions } from '../worker/suggest-protocol.ts';
import { SuggestionCard } from './suggestion-card.tsx';

/** Asks for suggestions, shows how far they are, and the alternatives to look at and to take. */
export function SuggestionsPane() {
  const store = useStore();
  const draft = store.planner.draft.value;
  if (draft === null) return null;
  return (
    <section class="list-pane suggestions" aria-label={store.texts.value.planner.pane.suggestions}>
      <RequestForm draft={draft} />
      <Outcome draft={draft} />
    </section>
  );
}

/** Suggestions about the whole town have no community that they are about. */
const OF_TOWN: ReadonlySet<SuggestedKind> = new Set(['replan']);

function RequestForm({ draft }: { draft: Draft }) {
  const store = useStore();
  const { suggestions } = store;
  const texts = store.texts.value.suggest;
  const language = store.language.value;
  const [kind, setKind] = useState<SuggestedKind>('split');
  const policyBand = householdBand(draft.material.policy);
  const [min, setMin] = useState('');
  const [max, setMax] = useState('');
  const [count, setCount] = useState('3');
  const [parts, setParts] = useState('');
  const state = suggestions.state.value;
  const isBusy = state.status === 'working';
  const selection = store.selection.value;
  const selected =
    selection?.kind === 'community' && draft.state.value.communities.has(selection.id)
      ? selection.id
      : null;
  const isTown = OF_TOWN.has(kind);
  const target = isTown
    ? texts.targetTown
    : selected === null
      ? texts.targetPolicy
      : texts.targetSelected(communityNamed(draft.state.value, selected)[language]);
  const ask = (): void => {
    const options: SentOptions = { alternatives: Math.max(1, Math.min(10, Number(count) || 3)) };
    if (!isTown && selected !== null) options.targets = [selected];
    if (min !== '' && max !== '') options.householdBand = { min: Number(min), max: Number(max) };
    if (parts !== '') options.parts = Number(parts);
    void suggestions.ask(kind, draft, options);
  };
  return (
    <form
      class="suggest-form"
      onSubmit={(event) => {
        event.preventDefault();
        ask();
      }}
    >
      <p class="list-note">{texts.intro}</p>
      <fieldset class="kinds">
        <legend class="visually-hidden">{store.texts.value.planner.pane.suggestions}</legend>
        {SUGGESTED_KINDS.map((one) => (
          <label key={one} class="kind">
            <input
              type="radio"
              name="suggest-kind"
              value={one}
              checked={kind === one}
              onChange={() => setKind(one)}
            />
            <span>
              <strong>{texts.kind[one]}</strong>
              <small>{texts.kindHint[one]}</small>
            </span>
          </label>
        ))}
      </fieldset>
      <p class="suggest-target">
        {texts.target}：<strong>{target}</strong>
      </p>
      {kind !== 'repair' && kind !== 'merge' && (
        <div class="suggest-fields">
          <NumberField
            label={`${texts.band}：${texts.bandFrom}`}
            value={min}
            onInput={setMin}
            hint={policyBand?.min}
          />
          <NumberField label={texts.bandTo} value={max} onInput={setMax} hint={policyBand?.max} />
        </div>
      )}
      <div class="suggest-fields">
        <NumberField label={texts.alternatives} value={count} onInput={setCount} />
        {(kind === 'split' || kind === 'replan') && (
          <NumberField label={texts.parts} value={parts} onInput={setParts} />
        )}
      </div>
      <div class="notice-actions">
        <button type="submit" class="button" disabled={isBusy}>
          {state.status === 'done' ? texts.again : texts.start}
        </button>
        {isBusy && (
          <button type="button" class="button-quiet" onClick={() => suggestions.cancel()}>
            {texts.cancel}
          </button>
        )}
      </div>
    </form>
  );
}

function NumberField(props: {
  label: string;
  value: string;
  onInput: (value: string) => void;
  hint?: number | undefined;
}) {
  return (
    <label class="field">
      <span>{props.label}</span>
      <input
        type="number"
        min={1}
        inputMode="numeric"
        value={props.value}
        placeholder={props.hint === undefined ? '' : String(props.hint)}
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
    </label>
  );
}

function Outcome({ draft }: { draft: Draft }) {
  const store = useStore();
  const texts = store.texts.value.suggest;
  const language = store.language.value;
  const state = store.suggestions.state.value;
  if (state.status === 'idle') return null;
  if (state.status === 'working') {
    return (
      <div class="running" role="status">
        <p>{state.message?.[language] ?? texts.working}</p>
        <progress max={1} value={state.share} aria-label={texts.working} />
      </div>
    );
  }
  if (state.status === 'failed') {
    return (
      <div class="notice notice-error" role="alert">
        <div>
          <h2>{texts.failed}</h2>
          <p>{texts.failure[state.reason]}</p>
          <p>{state.detail}</p>
        </div>
      </div>
    );
  }
  const { result } = state;
  const isOutdated = state.state !== draft.state.value;
  return (
    <div class="suggest-results">
      {isOutdated && (
        <p class="list-note" role="status">
          {texts.outdated}
        </p>
      )}
      {result.suggestions.map((suggestion, index) => (
        <SuggestionCard
          key={suggestion.id}
          rank={index + 1}
          suggestion={suggestion}
          draft={draft}
          plan={state.state}
          isOutdated={isOutdated}
        />
      ))}
      {result.suggestions.length === 0 && result.infeasible.length === 0 && (
        <p class="dialog-empty">{texts.none}</p>
      )}
      {result.infeasible.map(({ message, nearest }) => (
        <div key={message.en} class="notice" role="note">
          <div>
            <h2>{texts.none}</h2>
            <p>{message[language]}</p>
            {nearest !== null && (
              <p>
                {texts.nearest}
                {nearest[language]}
              </p>
            )}
          </div>
        </div>
      ))}
      <Messages heading={texts.assumptions} messages={result.assumptions} />
      <Messages heading={texts.dropped} messages={result.dropped} />
    </div>
  );
}

function Messages(props: { heading: string; messages: readonly { zh: string; en: string }[] }) {
  const language = useStore().language.value;
  if (props.messages.length === 0) return null;
  return (
    <details class="suggest-more">
      <summary>
        {props.heading} <span class="number">{props.messages.length}</span>
      </summary>
      <ul>
        {props.messages.map((message) => (
          <li key={message.en}>{message[language]}</li>
        ))}
      </ul>
    </details>
  );
}
