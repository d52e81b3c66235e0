import type { PlanState } from '#engine/plan/types.ts';
import type { Suggestion } from '#engine/propose/suggest/types.ts';
import type { Draft } from '../state/draft/types.ts';
import { useStore } from '../state/store-context.ts';
import { characterOf, labelOf, shortFacts } from '../state/suggestion-facts.ts';
import { isAccepted } from './accept-suggestion.tsx';
import { MiniMap } from './mini-map.tsx';

/** One of several alternatives, as a small map: a click shows it, the pointer on it outlines it on the map. */
export function SuggestionThumb(props: {
  suggestion: Suggestion;
  rank: number;
  plan: PlanState;
  draft: Draft;
  isChosen: boolean;
  onChoose: () => void;
}) {
  const { suggestion, plan, draft } = props;
  const { suggestions, language, texts } = useStore();
  const point = (): void => suggestions.point(suggestion);
  const leave = (): void => suggestions.point(null);
  return (
    <button
      type="button"
      class="thumb"
      data-alternative={suggestion.id}
      aria-pressed={props.isChosen}
      title={labelOf(suggestion, plan)[language.value]}
      onClick={props.onChoose}
      onMouseEnter={point}
      onMouseLeave={leave}
      onFocus={point}
      onBlur={leave}
    >
      <MiniMap suggestion={suggestion} plan={plan} isSmall />
      <span class="thumb-name">
        <span class="rank">{props.rank}</span> {characterOf(suggestion)[language.value]}
      </span>
      <small>{shortFacts(suggestion, language.value)}</small>
      {isAccepted(suggestion, plan, draft) && (
        <span class="tag tag-done">{texts.value.suggest.accepted}</span>
      )}
    </button>
  );
}
