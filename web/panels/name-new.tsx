import { useRef, useState } from 'preact/hooks';
import type { Operation, PlanCommunity } from '#engine/plan/types.ts';
import { pageMap } from '../map/compare-map.ts';
import type { Draft, Step } from '../state/draft/types.ts';
import { useStore } from '../state/store-context.ts';

/** Communities that a step has made: its inverse takes them away again. */
function madeBy(step: Step | null, draft: Draft): PlanCommunity[] {
  const ids = new Set(step?.inverses.flatMap(({ removed }) => removed));
  return [...draft.state.value.communities.values()].filter(({ id }) => ids.has(id));
}

/** New communities have a name to begin with; here they get their own, right after they were made. */
export function NameNew({ draft }: { draft: Draft }) {
  const step = draft.history.value.undoes;
  // What an earlier visit has made has been named, or not, by then.
  const settled = useRef<{ draft: Draft; steps: WeakSet<Step> } | null>(null);
  const [, setSettled] = useState<Step | null>(null);
  if (settled.current?.draft !== draft) {
    settled.current = { draft, steps: new WeakSet(step === null ? [] : [step]) };
  }
  const { steps } = settled.current;
  const made = madeBy(step, draft);
  // Beside a comparison it would lie on what is compared; it waits.
  const isAway = useStore().planner.pane.value === 'compare';
  if (step === null || made.length === 0 || steps.has(step) || draft.preview.value !== null)
    return null;
  if (isAway) return null;
  return (
    <NameForm
      key={made.map(({ id }) => id).join(' ')}
      draft={draft}
      made={made}
      onDone={() => {
        steps.add(step);
        setSettled(step);
      }}
    />
  );
}

interface Names {
  name: string;
  nameEn: string;
}

function NameForm(props: { draft: Draft; made: readonly PlanCommunity[]; onDone: () => void }) {
  const { draft, made, onDone } = props;
  const store = useStore();
  const texts = store.texts.value.editing;
  const [names, setNames] = useState<readonly Names[]>(
    made.map(({ name = '', nameEn = '' }) => ({ name, nameEn })),
  );
  const set = (at: number, change: Partial<Names>): void =>
    setNames(names.map((one, i) => (i === at ? { ...one, ...change } : one)));
  const save = (): void => {
    const operations = made.flatMap((community, i) => renaming(community, names[i]));
    onDone();
    if (operations.length > 0) draft.run(operations);
  };
  return (
    <form
      class="name-new"
      onSubmit={(event) => {
        event.preventDefault();
        save();
        pageMap.peek()?.focus();
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        onDone();
        pageMap.peek()?.focus();
      }}
    >
      <strong>{texts.nameNew(made.length)}</strong>
      {made.map(({ id }, i) => (
        <span class="name-new-row" key={id}>
          <input
            aria-label={texts.name}
            required
            maxLength={100}
            value={names[i]?.name ?? ''}
            onInput={(event) => set(i, { name: event.currentTarget.value })}
          />
          <input
            aria-label={texts.nameEn}
            placeholder={texts.nameEn}
            maxLength={200}
            value={names[i]?.nameEn ?? ''}
            onInput={(event) => set(i, { nameEn: event.currentTarget.value })}
          />
        </span>
      ))}
      <span class="name-new-buttons">
        <button type="submit" class="button">
          {texts.saveNames}
        </button>
        <button type="button" class="button-quiet" onClick={onDone}>
          {texts.keepNames}
        </button>
      </span>
    </form>
  );
}

function renaming(community: PlanCommunity, names: Names | undefined): Operation[] {
  const name = names?.name.trim() ?? '';
  const nameEn = names?.nameEn.trim() ?? '';
  const isNew = name !== '' && name !== community.name;
  const isNewEn = nameEn !== (community.nameEn ?? '');
  if (!isNew && !isNewEn) return [];
  return [
    {
      operation: 'set-attributes',
      parameters: {
        community: community.id,
        ...(isNew ? { name } : {}),
        ...(isNewEn ? { nameEn: nameEn === '' ? null : nameEn } : {}),
      },
    },
  ];
}
