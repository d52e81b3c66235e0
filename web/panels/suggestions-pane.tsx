import { useEffect, useState } from 'preact/hooks';
import { formatCount } from '../i18n/format.ts';
import { communityNamed } from '../modes/community-name.ts';
import type { Draft } from '../state/draft/types.ts';
import { categoryOf } from '../state/findings.ts';
import { useStore } from '../state/store-context.ts';
import type { SuggestionGroup } from '../state/suggestion-facts.ts';
import type { SuggestState } from '../state/suggestions.ts';
import { AlternativesDialog } from './alternatives-dialog.tsx';
import { FindingBadge } from './finding-badge.tsx';
import { categoryName } from './finding-words.ts';
import { SuggestForm, useAboutWords } from './suggest-form.tsx';
import { SuggestionCard } from './suggestion-card.tsx';
import { SuggestionThumb } from './suggestion-thumb.tsx';

/** Asks for suggestions, shows how far they are, and the alternatives to look at and to take. */
export function SuggestionsPane() {
  const store = useStore();
  const { suggestions } = store;
  const draft = store.planner.draft.value;
  if (draft === null) return null;
  const found = suggestions.state.value;
  // What was found for another plan is not about this one.
  const state: SuggestState =
    found.status !== 'idle' && found.draft !== draft ? { status: 'idle' } : found;
  const isFolded = state.status !== 'idle' && !suggestions.isFormOpen.value;
  return (
    <section class="list-pane suggestions" aria-label={store.texts.value.planner.pane.suggestions}>
      {isFolded ? <Folded state={state} /> : <SuggestForm draft={draft} state={state} />}
      <Outcome state={state} draft={draft} />
    </section>
  );
}

type Made = Exclude<SuggestState, { status: 'idle' }>;

/** What was asked for, in a line, once there are results to look at. */
function Folded({ state }: { state: Made }) {
  const store = useStore();
  const texts = store.texts.value.suggest;
  const words = useAboutWords(state.asked, state.plan);
  const count = state.status === 'done' ? state.result.suggestions.length : null;
  return (
    <div class="suggest-folded">
      <p>
        <strong>{texts.kind[state.asked.kind]}</strong>
        {' · '}
        {words}
        {count !== null && <span class="number"> · {texts.found(count)}</span>}
      </p>
      {state.status === 'done' && (
        <button
          type="button"
          class="button-quiet"
          onClick={() => store.suggestions.setFormOpen(true)}
        >
          {texts.change}
        </button>
      )}
    </div>
  );
}

function Outcome({ state, draft }: { state: SuggestState; draft: Draft }) {
  const store = useStore();
  const texts = store.texts.value.suggest;
  if (state.status === 'idle') return null;
  if (state.status === 'working') return <Working state={state} />;
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
  return <Results state={state} draft={draft} />;
}

function Working({ state }: { state: Extract<SuggestState, { status: 'working' }> }) {
  const store = useStore();
  const texts = store.texts.value.suggest;
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.round((now - state.startedAt) / 1000));
  const stage = state.message?.[store.language.value] ?? texts.working;
  return (
    <div class="running">
      <p role="status">{stage}</p>
      <progress max={1} value={state.share} aria-label={stage} />
      <p class="running-foot">
        <span class="number">{texts.elapsed(seconds)}</span>
        <button
          type="button"
          class="button-quiet"
          onClick={() => {
            store.suggestions.cancel();
            // The button that had the focus is gone.
            requestAnimationFrame(() => document.getElementById('suggest-start')?.focus());
          }}
        >
          {texts.cancel}
        </button>
      </p>
      {state.asked.kind === 'replan' && <p class="list-note">{texts.slow}</p>}
    </div>
  );
}

type Done = Extract<SuggestState, { status: 'done' }>;

function Results({ state, draft }: { state: Done; draft: Draft }) {
  const store = useStore();
  const texts = store.texts.value.suggest;
  const language = store.language.value;
  const { result, groups } = state;
  const compared = groups.find(({ key }) => key === store.suggestions.compared.value);
  return (
    <div class="suggest-results">
      <p class="visually-hidden" role="status">
        {texts.found(result.suggestions.length)}
      </p>
      {groups.map((group) => (
        <Group key={group.key} group={group} state={state} draft={draft} />
      ))}
      {result.suggestions.length === 0 && result.infeasible.length === 0 && (
        <p class="dialog-empty">{texts.none}</p>
      )}
      {result.infeasible.map(({ message, nearest }) => (
        <div key={message.en} class="notice" role="note">
          <div>
            {result.suggestions.length === 0 && <h2>{texts.none}</h2>}
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
      {compared !== undefined && (
        <AlternativesDialog group={compared} plan={state.plan} draft={draft} />
      )}
    </div>
  );
}

/** What can be done about one thing: the alternatives as small maps, the one that is looked at below them. */
function Group({ group, state, draft }: { group: SuggestionGroup; state: Done; draft: Draft }) {
  const store = useStore();
  const { suggestions } = store;
  const texts = store.texts.value.suggest;
  const list = group.suggestions;
  const chosenId = suggestions.chosen.value.get(group.key);
  const at = Math.max(
    0,
    list.findIndex(({ id }) => id === chosenId),
  );
  const chosen = list[at];
  const heading = useGroupName(group, state);
  if (chosen === undefined) return null;
  return (
    <section class="suggest-group" aria-label={heading}>
      <header class="suggest-group-head">
        {group.finding !== null && <FindingBadge category={categoryOf(group.finding)} />}
        <h2>{heading}</h2>
        {list.length > 1 && (
          <button type="button" class="link" onClick={() => suggestions.compare(group.key)}>
            {texts.compare}
          </button>
        )}
      </header>
      {list.length > 1 && (
        <ul class="thumbs" aria-label={texts.alternativesOf(heading)}>
          {list.map((suggestion, index) => (
            <li key={suggestion.id}>
              <SuggestionThumb
                suggestion={suggestion}
                rank={index + 1}
                plan={state.plan}
                draft={draft}
                isChosen={suggestion === chosen}
                onChoose={() => {
                  // The map goes with the choice, as far as one is shown on it.
                  if (draft.preview.peek() !== null) draft.reject();
                  suggestions.choose(group.key, suggestion.id);
                }}
              />
            </li>
          ))}
        </ul>
      )}
      <SuggestionCard
        key={chosen.id}
        rank={list.length > 1 ? at + 1 : null}
        suggestion={chosen}
        draft={draft}
        plan={state.plan}
      />
    </section>
  );
}

function useGroupName(group: SuggestionGroup, { asked, plan }: Done): string {
  const store = useStore();
  const language = store.language.value;
  const texts = store.texts.value;
  const names = group.communities.map((id) => communityNamed(plan, id)[language]);
  const shown = names.slice(0, 3).join(language === 'zh' ? '、' : ', ');
  const more = names.length > 3 ? ` +${formatCount(names.length - 3, language)}` : '';
  if (group.finding !== null) {
    return `${categoryName(categoryOf(group.finding), texts)} · ${shown}${more}`;
  }
  if (names.length > 0) return `${shown}${more}`;
  return asked.kind === 'repair' ? texts.suggest.whole : texts.suggest.aboutTown;
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
