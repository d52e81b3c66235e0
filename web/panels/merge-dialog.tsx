import { useMemo, useState } from 'preact/hooks';
import type { Operation, Reason } from '#engine/plan/types.ts';
import { FIELDS } from '#engine/rules/fields.ts';
import { readFigure } from '#engine/rules/read-figure.ts';
import { formatCount, formatLength } from '../i18n/format.ts';
import { communityNamed } from '../modes/community-name.ts';
import { lockedReason } from '../modes/locks.ts';
import { neighboursOf } from '../modes/neighbours-of.ts';
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
  const choices = useMemo(
    () =>
      neighboursOf(state, id).map(({ community, borderMetres }): Choice => {
        const into = community.id;
        const lock = [id, into].find((one) => locked.has(one));
        const tried = draft.outcome([operationOf(how, id, into)]);
        const after = tried.ok ? tried.value.state.communities.get(into) : undefined;
        const households = readFigure(after?.properties, FIELDS.households);
        const why = tried.ok ? null : tried.error;
        return {
          id: into,
          name: communityNamed(state, into)[language],
          borderMetres,
          households: households.state === 'known' ? households.value : null,
          reason: lock === undefined ? why : lockedReason(state, lock),
        };
      }),
    [draft, state, locked, id, how, language],
  );
  const close = (): void => planner.setDialog(null);
  const run = (): void => {
    if (chosen === null) return;
    const done = draft.run(operationOf(how, id, chosen));
    if (!done.ok) {
      setRefusal(done.error);
      return;
    }
    close();
    store.select({ kind: 'community', id: chosen });
  };
  const canRun = choices.some((one) => one.id === chosen && one.reason === null);
  return (
    <Dialog
      title={texts.mergeTitle(communityNamed(state, id)[language])}
      onClose={close}
      actions={
        <>
          <button type="button" class="button-quiet" onClick={close}>
            {texts.cancel}
          </button>
          <button type="button" class="button" disabled={!canRun} onClick={run}>
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
        {choices.length === 0 && <p>{texts.noNeighbours}</p>}
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
              disabled={choice.reason !== null}
              checked={chosen === choice.id}
              onChange={() => setChosen(choice.id)}
            />
            <strong>{choice.name}</strong>
            <span>
              {choice.households === null
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
