import { useEffect, useState } from 'preact/hooks';
import { areaBox, type Box, growBox, uniteBoxes } from '#engine/plan/ground/area-box.ts';
import { type Problem, problemOf } from '../api/problem.ts';
import { colon, formatList } from '../i18n/format.ts';
import { communityNamed } from '../modes/community-name.ts';
import type { Conflict } from '../state/draft/conflict.ts';
import type { Draft } from '../state/draft/types.ts';
import { failed, type Loadable, loading, ready, readyValue } from '../state/loadable.ts';
import { useStore } from '../state/store-context.ts';
import type { Comparison } from '../worker/compare-protocol.ts';
import { ConflictSides } from './conflict-side.tsx';
import { Dialog } from './dialog.tsx';
import { ProblemNotice } from './problem-notice.tsx';

/** Two planners have changed one plan: the reader sees both versions, and chooses what becomes of what is not saved. */
export function ConflictDialog({ draft }: { draft: Draft }) {
  const { texts } = useStore();
  const [isPutOff, setPutOff] = useState(false);
  if (draft.saveState.value.kind !== 'conflict') return null;
  if (isPutOff) {
    return (
      <button type="button" class="button plan-resolve" onClick={() => setPutOff(false)}>
        {texts.value.planner.resolve}
      </button>
    );
  }
  return <OpenConflict draft={draft} onPutOff={() => setPutOff(true)} />;
}

/** Both versions, and what leads to each from where they were one. */
interface Contents {
  conflict: Conflict;
  mine: Comparison;
  theirs: Comparison;
}

function OpenConflict({ draft, onPutOff }: { draft: Draft; onPutOff: () => void }) {
  const store = useStore();
  const texts = store.texts.value.conflict;
  const { contents, retry } = useContents(draft);
  const state = draft.saveState.value;
  const found = readyValue(contents);
  if (state.kind !== 'conflict') return null;
  return (
    <Dialog
      title={texts.title}
      wide
      onClose={onPutOff}
      actions={
        <button type="button" class="button-quiet" onClick={onPutOff}>
          {texts.later}
        </button>
      }
    >
      <p>{texts.body(state.mine, state.theirs)}</p>
      {contents.status === 'loading' && (
        <div class="running" role="status">
          <p>{texts.reading}</p>
          <progress
            aria-label={texts.reading}
            {...(contents.total > 0 ? { value: contents.done, max: contents.total } : {})}
          />
        </div>
      )}
      {contents.status === 'failed' && (
        <ProblemNotice heading={texts.readFailed} problem={contents.problem} onRetry={retry} />
      )}
      {found !== null && (
        <>
          <ConflictSides {...found} extent={extentOf(found)} />
          <Meeting {...found} />
        </>
      )}
      <Choices draft={draft} conflict={found?.conflict ?? null} />
    </Dialog>
  );
}

/** Reads theirs and compares both with where they were one, again whenever what waits is another. */
function useContents(draft: Draft): { contents: Loadable<Contents>; retry: () => void } {
  const { compare } = useStore();
  const [contents, setContents] = useState<Loadable<Contents>>(loading());
  const [turn, setTurn] = useState(0);
  const state = draft.saveState.value;
  const waiting = state.kind === 'conflict' ? state.waiting : 0;
  useEffect(() => {
    const leaving = new AbortController();
    const { signal } = leaving;
    const show = (next: Loadable<Contents>): void => {
      if (!signal.aborted) setContents(next);
    };
    const read = async (): Promise<void> => {
      const conflict = await draft.readConflict(signal, (share) =>
        show(loading(Math.floor(share * READING_STEPS), READING_STEPS)),
      );
      if (signal.aborted) return;
      const { common, state: own } = conflict.mine;
      const [mine, theirs] = await Promise.all([
        compare.differences(common, own),
        compare.differences(common, conflict.theirs.state),
      ]);
      show(ready({ conflict, mine, theirs }));
    };
    show(loading());
    read().catch((error: unknown) => show(failed(problemOf(error))));
    return () => leaving.abort();
  }, [draft, waiting, turn]);
  return { contents, retry: () => setTurn(turn + 1) };
}

/** How finely the reading is told. */
const READING_STEPS = 100;

/** Some ground around what changed, in degrees: about thirty metres. */
const AROUND = 3e-4;

/** Where either side changed the ground; else the communities that either changed. */
function extentOf({ conflict, mine, theirs }: Contents): Box | null {
  const sides = [
    { found: mine, state: conflict.mine.state },
    { found: theirs, state: conflict.theirs.state },
  ];
  const ground = sides.flatMap(({ found }) => found.moved.map(({ geometry }) => areaBox(geometry)));
  const communities = sides.flatMap(({ found, state }) =>
    found.communities.flatMap(({ id }) => {
      const community = state.communities.get(id);
      return community === undefined ? [] : [areaBox(community.geometry)];
    }),
  );
  // The communities around the ground tell where it is.
  const boxes = [...ground, ...communities];
  return boxes.length === 0 ? null : growBox(uniteBoxes(boxes), AROUND);
}

/** Whether both sides concern the same communities, and whether mine can be done on top of theirs. */
function Meeting({ conflict, mine, theirs }: Contents) {
  const store = useStore();
  const texts = store.texts.value.conflict;
  const language = store.language.value;
  const others = new Set(theirs.communities.map(({ id }) => id));
  const shared = mine.communities
    .filter(({ id }) => others.has(id))
    .map(({ id }) => communityNamed(conflict.mine.common, id)[language]);
  return (
    <ul class="conflict-meeting">
      <li data-meeting={shared.length}>
        {shared.length === 0 ? texts.apart : texts.shared(formatList(shared, language))}
      </li>
      <li data-stops={conflict.stops?.code ?? ''}>
        {conflict.stops === null
          ? texts.allFits
          : `${texts.stops}${colon(language)}${conflict.stops.message[language]}`}
      </li>
    </ul>
  );
}

type Choice = 'mine' | 'copy' | 'theirs';

function Choices({ draft, conflict }: { draft: Draft; conflict: Conflict | null }) {
  const store = useStore();
  const texts = store.texts.value.conflict;
  const [busy, setBusy] = useState<Choice | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const name = texts.copyName(draft.info.value.name);
  const choose = async (choice: Choice): Promise<void> => {
    setBusy(choice);
    setProblem(null);
    try {
      if (choice === 'copy') await store.planner.keepCopy(name);
      else await draft.settle(choice);
    } catch (error) {
      setProblem(problemOf(error));
    } finally {
      setBusy(null);
    }
  };
  const isClosed = conflict !== null && conflict.theirs.status !== 'draft';
  const why: Readonly<Record<Choice, string | null>> = {
    mine: isClosed ? texts.closed : null,
    copy: conflict?.isRebased === true ? texts.rebased : null,
    theirs: null,
  };
  const hint = { mine: texts.again.hint, copy: texts.copy.hint(name), theirs: texts.drop.hint };
  const title = { mine: texts.again.title, copy: texts.copy.title, theirs: texts.drop.title };
  return (
    <>
      {problem !== null && <ProblemNotice heading={texts.failed} problem={problem} />}
      <fieldset class="choices conflict-choices" aria-label={texts.choose}>
        {(['mine', 'copy', 'theirs'] as const).map((choice) => (
          <button
            key={choice}
            type="button"
            class="choice"
            disabled={busy !== null || why[choice] !== null}
            aria-busy={busy === choice}
            data-choice={choice}
            onClick={() => void choose(choice)}
          >
            <strong>{title[choice]}</strong>
            <span>{why[choice] ?? hint[choice]}</span>
          </button>
        ))}
      </fieldset>
    </>
  );
}
