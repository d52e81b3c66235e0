import { useEffect, useMemo, useState } from 'preact/hooks';
import type { Operation, Reason } from '#engine/plan/types.ts';
import { FIELDS } from '#engine/rules/fields.ts';
import { readFigure } from '#engine/rules/read-figure.ts';
import { formatCount, formatLength } from '../i18n/format.ts';
import { communityNamed } from '../modes/community-name.ts';
import { lockedReason } from '../modes/locks.ts';
import type { NeighbourOf } from '../state/draft/plan-desk.ts';
import type { Draft } from '../state/draft/types.ts';
import { useStore } from '../state/store-context.ts';
import { Dialog } from './dialog.tsx';

type How = 'merge' | 'abolish';
const HOWS = ['merge', 'abolish'] as const;

const operationOf = (how: How, community: string, into: string): Operation =>
  how === 'merge'
    ? { operation: 'merge', parameters: { communities: [into, community], into } }
    : { operation: 'abolish', parameters: { community, into } };

/** The selected community becomes part of a neighbour: merged with it, or abolished. */
export function MergeDialog() {
  const store = useStore();
  const draft = store.planner.draft.value;
  const selection = store.selection.value;
  const id = selection?.kind === 'community' ? selection.id : '';
  if (draft === null || !draft.state.value.communities.has(id)) return null;
  return <Merge key={id} draft={draft} id={id} />;
}

interface Choice {
  id: string;
  name: string;
  borderMetres: number;
  households: number | null;
  /** Why not this one. */
  reason: Reason | null;
  /** It has not been worked out yet what comes of it. */
  isOpen: boolean;
}

/** Null while they are looked for. */
function useNeighbours(draft: Draft, id: string): readonly NeighbourOf[] | null {
  const [found, setFound] = useState<readonly NeighbourOf[] | null>(null);
  const state = draft.state.value;
  useEffect(() => {
    let isLeft = false;
    void draft.neighbours(id).then((neighbours) => {
      // Of a head that has moved meanwhile they are asked for again.
      if (!isLeft && draft.state.peek() === state) setFound(neighbours);
    });
    return () => {
      isLeft = true;
    };
  }, [draft, state, id]);
  return found;
}

/** What merging with each neighbour comes to. */
type Outcomes = ReadonlyMap<string, { households: number | null; reason: Reason | null }>;

/** Worked out beside the page, one neighbour after the other: communities of a thousand vertices take a moment each. */
function useOutcomes(draft: Draft, how: How, id: string, neighbours: readonly string[]): Outcomes {
  const [outcomes, setOutcomes] = useState<Outcomes>(new Map());
  const state = draft.state.value;
  useEffect(() => {
    let isLeft = false;
    const work = async (): Promise<void> => {
      setOutcomes(new Map());
      for (const into of neighbours) {
        const worked = await draft.work([operationOf(how, id, into)]);
        // The head has moved: this is begun anew.
        if (isLeft || worked === null) return;
        const after = worked.ok
          ? worked.value.changes.flatMap(({ put }) => put).findLast((one) => one.id === into)
          : undefined;
        const households = readFigure(after?.properties, FIELDS.households);
        const outcome = {
          households: households.state === 'known' ? households.value : null,
          reason: worked.ok ? null : worked.error,
        };
        setOutcomes((known) => new Map([...known, [into, outcome]]));
      }
    };
    void work();
    return () => {
      isLeft = true;
    };
  }, [draft, state, how, id, neighbours]);
  return outcomes;
}

function Merge({ draft, id }: { draft: Draft; id: string }) {
  const store = useStore();
  const { planner } = store;
  const language = store.language.value;
  const texts = store.texts.value.editing;
  const [how, setHow] = useState<How>('merge');
  const [chosen, setChosen] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<Reason | null>(null);
  const state = draft.state.value;
  const locked = planner.locked.value;
  const neighbours = useNeighbours(draft, id);
  const ids = useMemo(() => (neighbours ?? []).map((one) => one.id), [neighbours]);
  const outcomes = useOutcomes(draft, how, id, ids);
  const choices = (neighbours ?? []).map(({ id: into, borderMetres }): Choice => {
    const lock = [id, into].find((one) => locked.has(one));
    const outcome = outcomes.get(into);
    return {
      id: into,
      name: communityNamed(state, into)[language],
      borderMetres,
      households: outcome?.households ?? null,
      reason: lock === undefined ? (outcome?.reason ?? null) : lockedReason(state, lock),
      isOpen: lock === undefined && outcome === undefined,
    };
  });
  const close = (): void => planner.setDialog(null);
  const run = async (): Promise<void> => {
    if (chosen === null) return;
    const done = await draft.runSoon([operationOf(how, id, chosen)]);
    if (!done.ok) {
      setRefusal(done.error);
      return;
    }
    close();
    store.select({ kind: 'community', id: chosen });
  };
  const canRun = choices.some((one) => one.id === chosen && one.reason === null && !one.isOpen);
  return (
    <Dialog
      title={texts.mergeTitle(communityNamed(state, id)[language])}
      onClose={close}
      actions={
        <>
          <button type="button" class="button-quiet" onClick={close}>
            {texts.cancel}
          </button>
          <button type="button" class="button" disabled={!canRun} onClick={() => void run()}>
            {texts.mergeRun}
          </button>
        </>
      }
    >
      <fieldset class="merge-hows">
        <legend class="visually-hidden">{texts.mergeHow}</legend>
        {HOWS.map((one) => (
          <label class="attributes-check" key={one}>
            <input type="radio" name="how" checked={how === one} onChange={() => setHow(one)} />
            {one === 'merge' ? texts.mergeAsMerge : texts.mergeAsAbolish}
          </label>
        ))}
      </fieldset>
      <fieldset class="merge-choices">
        <legend>{texts.mergeWith}</legend>
        {neighbours?.length === 0 && <p>{texts.noNeighbours}</p>}
        {choices.map((choice) => (
          <label
            class="merge-choice"
            key={choice.id}
            data-into={choice.id}
            onMouseEnter={() => store.hover({ kind: 'community', id: choice.id })}
            onMouseLeave={() => store.hover(null)}
          >
            <input
              type="radio"
              name="into"
              disabled={choice.reason !== null || choice.isOpen}
              checked={chosen === choice.id}
              onChange={() => setChosen(choice.id)}
            />
            <strong>{choice.name}</strong>
            <span>
              {choice.isOpen
                ? '…'
                : choice.households === null
                  ? texts.mergeNoFigures
                  : texts.mergeResult(formatCount(choice.households, language))}
              {' · '}
              {texts.mergeBorder(formatLength(choice.borderMetres, language))}
            </span>
            {choice.reason !== null && <small>{choice.reason.message[language]}</small>}
          </label>
        ))}
      </fieldset>
      {refusal !== null && (
        <p class="attributes-faults" role="alert">
          {refusal.message[language]}
        </p>
      )}
    </Dialog>
  );
}
