import { useStore } from '../state/store-context.ts';

/** What can be done with one community of the plan, on its card; nothing while no plan is edited. */
export function CommunityActions({ id }: { id: string }) {
  const store = useStore();
  const { planner } = store;
  const draft = planner.draft.value;
  const texts = store.texts.value.editing;
  if (draft === null || draft.info.value.status !== 'draft') return null;
  if (!draft.state.value.communities.has(id)) return null;
  const isLocked = planner.locked.value.has(id);
  const lockedHint = isLocked ? store.texts.value.lists.locked : undefined;
  const hasUnits = (draft.material.units?.length ?? 0) > 0;
  const act = (label: string, run: () => void) => (
    <button
      type="button"
      class="button-quiet"
      aria-disabled={isLocked}
      title={lockedHint}
      onClick={() => {
        if (!isLocked) run();
      }}
    >
      {label}
    </button>
  );
  return (
    <div class="community-actions">
      <button type="button" class="button-quiet" onClick={() => planner.setDialog('attributes')}>
        {texts.editAttributes}
      </button>
      {act(texts.mergeInto, () => planner.setDialog('merge'))}
      {act(texts.splitByLine, () => planner.setTool('split-line'))}
      {hasUnits && act(texts.splitByUnits, () => planner.setTool('split-units'))}
      <button
        type="button"
        class="button-quiet"
        aria-pressed={isLocked}
        onClick={() => planner.toggleLock(id)}
      >
        {isLocked ? texts.unlock : texts.lock}
      </button>
    </div>
  );
}
