import { useEffect, useState } from 'preact/hooks';
import { nameOf } from '#engine/coverage/name-of.ts';
import type { CommunityInput, Message } from '#engine/coverage/types.ts';
import type { PlanGround } from '#engine/plan/audit-plan.ts';
import { planOf } from '#engine/plan/plan-state.ts';
import { type Problem, problemOf } from '../api/problem.ts';
import { LANGUAGES, type Language } from '../i18n/language.ts';
import type { Draft } from '../state/draft/types.ts';
import { failed, type Loadable, loading, ready, readyValue } from '../state/loadable.ts';
import { measuredCommunity, measureGround } from '../state/measure-ground.ts';
import type { Store } from '../state/store.ts';
import { useStore } from '../state/store-context.ts';
import type { Town } from '../state/town.ts';
import { Dialog } from './dialog.tsx';
import { ProblemNotice } from './problem-notice.tsx';

/** A text with its heading, in both languages. */
interface Part {
  id: 'adjustment' | 'limits' | 'course';
  text: Message;
}

interface Words {
  parts: readonly Part[];
  notes: readonly Message[];
}

/** The boundary of a community or the adjustment of the plan in words, in either language, to be copied. */
export function TextDialog() {
  const store = useStore();
  const { planner, compare } = store;
  const texts = store.texts.value.compare;
  const draft = planner.draft.value;
  const [language, setLanguage] = useState<Language>(store.language.value);
  return (
    <Dialog title={texts.textTitle} onClose={() => planner.setDialog(null)} wide>
      <div class="text-head">
        <SubjectFields draft={draft} />
        <fieldset class="segmented" aria-label={store.texts.value.language}>
          {LANGUAGES.map((one) => (
            <button
              key={one}
              type="button"
              aria-pressed={language === one}
              onClick={() => setLanguage(one)}
            >
              {one === 'zh' ? '中文' : 'English'}
            </button>
          ))}
        </fieldset>
      </div>
      <WordsShown key={JSON.stringify(compare.text.value)} draft={draft} language={language} />
    </Dialog>
  );
}

const ADJUSTMENT = 'adjustment';

/** Communities as they are on the page: of the plan, or of the register by their codes. */
function communitiesNow(store: Store, draft: Draft | null): readonly CommunityInput[] {
  if (draft !== null) return [...draft.shown.value.communities.values()];
  const town = readyValue(store.town.value);
  return (town?.communities ?? []).map((community) => measuredCommunity(community, null));
}

function SubjectFields({ draft }: { draft: Draft | null }) {
  const store = useStore();
  const { compare } = store;
  const texts = store.texts.value.compare;
  const subject = compare.text.value;
  const communities = communitiesNow(store, draft);
  return (
    <label class="field">
      <span>{texts.subject}</span>
      <select
        data-text-subject
        value={subject.kind === 'boundary' ? subject.community : ADJUSTMENT}
        onChange={(event) => {
          const { value } = event.currentTarget;
          compare.setText(
            value === ADJUSTMENT ? { kind: 'adjustment' } : { kind: 'boundary', community: value },
          );
        }}
      >
        {draft !== null && <option value={ADJUSTMENT}>{texts.subjectAdjustment}</option>}
        <optgroup label={texts.subjectBoundary}>
          {communities.map((community) => (
            <option key={community.id} value={community.id}>
              {nameOf(community)[store.language.value]}
            </option>
          ))}
        </optgroup>
      </select>
    </label>
  );
}

/** What the register is described with: the roads and rivers on the page, and the outline of the town. */
function registerGround(town: Town, communities: readonly CommunityInput[]): PlanGround {
  const { barriers } = measureGround(town, null, null);
  const { geometry } = town.jurisdiction;
  return {
    base: planOf(communities.filter(({ geometry: shape }) => shape !== null)),
    ...(barriers === undefined ? {} : { barriers }),
    ...(geometry === null ? {} : { jurisdiction: { geometry } }),
  };
}

function useWords(draft: Draft | null): Loadable<Words> {
  const store = useStore();
  const { compare } = store;
  const [words, setWords] = useState<Loadable<Words>>(loading());
  const subject = compare.text.value;
  const before = compare.before.value;
  const after = draft?.shown.value ?? null;
  const town = readyValue(store.town.value);
  useEffect(() => {
    let isLeft = false;
    const write = async (): Promise<Words | Problem | null> => {
      const communities = communitiesNow(store, draft);
      if (subject.kind === 'boundary') {
        const { community } = subject;
        if (draft === null && town === null) return null;
        const { limits, course, notes } =
          draft === null && town !== null
            ? await compare.boundaryOn(registerGround(town, communities), community)
            : await compare.boundary(community, (draft as Draft).shown.peek());
        return {
          parts: [
            { id: 'limits', text: limits },
            { id: 'course', text: course },
          ],
          notes,
        };
      }
      if (after === null) return null;
      if (before.status === 'failed') return before.problem;
      const state = readyValue(before);
      if (state === null) return null;
      const { text, notes } = await compare.adjustment(state, after);
      return { parts: [{ id: 'adjustment', text }], notes };
    };
    setWords(loading());
    write().then(
      (made) => {
        if (isLeft || made === null) return;
        setWords('parts' in made ? ready(made) : failed(made));
      },
      (error: unknown) => {
        if (!isLeft) setWords(failed(problemOf(error)));
      },
    );
    return () => {
      isLeft = true;
    };
  }, [store, compare, draft, town, subject, before, after]);
  return words;
}

function WordsShown({ draft, language }: { draft: Draft | null; language: Language }) {
  const store = useStore();
  const texts = store.texts.value.compare;
  const words = useWords(draft);
  if (words.status === 'failed') {
    return <ProblemNotice heading={texts.textFailed} problem={words.problem} />;
  }
  if (words.status === 'loading') {
    return (
      <div class="running" role="status">
        <p>{texts.writing}</p>
        <progress aria-label={texts.writing} />
      </div>
    );
  }
  const { parts, notes } = words.value;
  const headings = {
    adjustment: texts.subjectAdjustment,
    limits: texts.limits,
    course: texts.course,
  };
  return (
    <>
      {parts.map(({ id, text }) => (
        <section key={id} data-text={id}>
          <div class="text-part">
            <h3>{headings[id]}</h3>
            <CopyButton text={text[language]} />
          </div>
          <p class="text-words" lang={language === 'zh' ? 'zh-CN' : 'en'}>
            {text[language]}
          </p>
        </section>
      ))}
      {notes.length > 0 && (
        <section>
          <h3>{texts.notes}</h3>
          <ul class="text-notes">
            {notes.map((note) => (
              <li key={note.en}>{note[language]}</li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function CopyButton({ text }: { text: string }) {
  const texts = useStore().texts.value.compare;
  const [said, setSaid] = useState('');
  const copy = async (): Promise<void> => {
    // Without a secure context there is no clipboard.
    const clipboard: Clipboard | undefined = navigator.clipboard;
    try {
      if (clipboard === undefined) throw new Error('no clipboard');
      await clipboard.writeText(text);
      setSaid(texts.copied);
    } catch (error) {
      console.info('The text was not copied.', error);
      setSaid(texts.copyFailed);
    }
  };
  return (
    <span class="notice-actions">
      <span role="status">{said}</span>
      <button type="button" class="button-quiet" onClick={() => void copy()}>
        {texts.copy}
      </button>
    </span>
  );
}
