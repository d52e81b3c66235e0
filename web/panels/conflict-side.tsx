import type { ComponentChildren } from 'preact';
import type { Box } from '#engine/plan/ground/area-box.ts';
import type { PlanState } from '#engine/plan/types.ts';
import type { ConflictTexts } from '../i18n/conflict-zh.ts';
import { formatCount, formatList, formatMoment } from '../i18n/format.ts';
import type { Language } from '../i18n/language.ts';
import { communityNamed } from '../modes/community-name.ts';
import type { Conflict } from '../state/draft/conflict.ts';
import type { LogEntry } from '../state/draft/plan-log.ts';
import { useStore } from '../state/store-context.ts';
import type { Comparison } from '../worker/compare-protocol.ts';
import { GroundMap } from './ground-map.tsx';

/** Both versions beside each other: what each has changed since they were one. */
export function ConflictSides(props: {
  conflict: Conflict;
  mine: Comparison;
  theirs: Comparison;
  /** Of both maps; null where no ground changed. */
  extent: Box | null;
}) {
  const { conflict, mine, theirs, extent } = props;
  const store = useStore();
  const texts = store.texts.value.conflict;
  const language = store.language.value;
  return (
    <div class="conflict-sides">
      <Side
        name="mine"
        title={texts.mine}
        tag={texts.unsaved}
        state={conflict.mine.state}
        before={conflict.mine.common}
        found={mine}
        extent={extent}
        count={conflict.mine.undone.length + conflict.mine.done.length}
      >
        {conflict.mine.undone.map(({ label }, index) => (
          // Gestures have no names of their own.
          <li key={`undone ${index}`}>{texts.action.undo(label[language])}</li>
        ))}
        {conflict.mine.done.map(({ label }, index) => (
          <li key={`done ${index}`}>{label[language]}</li>
        ))}
      </Side>
      <Side
        name="theirs"
        title={texts.theirs}
        tag={texts.version(conflict.theirs.version)}
        state={conflict.theirs.state}
        before={conflict.mine.common}
        found={theirs}
        extent={extent}
        count={conflict.theirs.log.length}
      >
        {conflict.theirs.log.map((entry) => (
          <li key={entry.version}>
            <LogWords entry={entry} />
            <small>
              {entry.actor ?? texts.nobody} · {formatMoment(entry.at, language)}
            </small>
          </li>
        ))}
      </Side>
    </div>
  );
}

function Side(props: {
  name: string;
  title: string;
  tag: string;
  state: PlanState;
  before: PlanState;
  found: Comparison;
  extent: Box | null;
  /** Gestures, or writes. */
  count: number;
  children: ComponentChildren;
}) {
  const { state, before, found, extent } = props;
  const store = useStore();
  const texts = store.texts.value.conflict;
  const language = store.language.value;
  const names = found.communities.map(
    ({ id }) => communityNamed(state.communities.has(id) ? state : before, id)[language],
  );
  return (
    <section class="conflict-side" data-side={props.name} aria-label={props.title}>
      <h3>
        {props.title} <span class="tag">{props.tag}</span>
      </h3>
      {extent !== null && (
        <GroundMap
          state={state}
          found={found}
          extent={extent}
          label={texts.mapOf(props.title, formatList(names, language))}
        />
      )}
      <dl class="rows conflict-facts">
        <div>
          <dt>{texts.concerned}</dt>
          <dd data-figure="communities">
            {names.length === 0 ? texts.none : formatList(names, language)}
          </dd>
        </div>
        <div>
          <dt>{texts.moved}</dt>
          <dd data-figure="moved">{movedWords(found, texts, language)}</dd>
        </div>
      </dl>
      <h4>{texts.steps(props.count)}</h4>
      {props.count === 0 ? <p>{texts.none}</p> : <ol class="conflict-steps">{props.children}</ol>}
    </section>
  );
}

/** Households that are in another community than before. */
function movedWords({ moved }: Comparison, texts: ConflictTexts, language: Language): string {
  const passing = moved.filter(({ from, to }) => from !== null && to !== null);
  const known = passing.flatMap(({ households }) => households?.value ?? []);
  const isUnsure = passing.some(
    ({ households }) => households !== null && (households.value === null || households.estimated),
  );
  const sum = known.reduce((total, one) => total + one, 0);
  return texts.households(formatCount(sum, language), isUnsure);
}

/** What a write did, in words: its operations where they are known. */
function LogWords({ entry: { action, what } }: { entry: LogEntry }) {
  const store = useStore();
  const texts = store.texts.value.conflict;
  const language = store.language.value;
  const words = what.map((one) => one[language]);
  const [first, ...more] = words;
  if (first === undefined) return <>{texts.other[action] ?? action}</>;
  const all = more.length > MOST_WORDS ? texts.andMore(first, more.length) : texts.together(words);
  if (action === 'undo' || action === 'redo') return <>{texts.action[action](all)}</>;
  return <>{all}</>;
}

/** More operations of one write are counted. */
const MOST_WORDS = 2;
