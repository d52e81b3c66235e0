import { computed, effect, untracked } from '@preact/signals';
import { lockedFeatures } from '../modes/locks.ts';
import type { MapPointer, ToolSession } from '../modes/tool.ts';
import { TOOLS } from '../modes/tools.ts';
import type { Store } from '../state/store.ts';
import type { MapController } from './map-controller.ts';
import { activeSession } from './tool-session.ts';

/** Starts the tool that the planner has chosen, and ends it when another one is chosen or the plan is closed. */
export function connectTool(store: Store, map: MapController): () => void {
  let session: ToolSession | null = null;
  const leave = (): void => {
    session?.end();
    session = null;
    activeSession.value = null;
    map.setTool(null);
    map.toolMap.sketch([]);
    map.toolMap.label(null, '');
  };
  // A plan that can only be looked at has no tools. Each save makes its information new: that must not take a line from under the
  // hand that draws it.
  const isEditable = computed(() => store.planner.draft.value?.info.value.status === 'draft');
  const ends = [
    effect(() => {
      const draft = store.planner.draft.value;
      const chosen = store.planner.tool.value;
      const canEdit = isEditable.value;
      untracked(leave);
      const tool = TOOLS.find(({ id }) => id === chosen);
      if (draft === null || !canEdit || tool === undefined || tool.id === 'inspect') return;
      // What the tool reads in the meantime must not start it anew.
      const started = untracked(() => {
        const made = tool.start({ store, draft, map: map.toolMap });
        activeSession.value = made;
        map.setTool((event: MapPointer) => made.pointer(event));
        return made;
      });
      session = started;
    }),
    effect(() => {
      const shown = store.planner.draft.value?.shown.value;
      const locked = store.planner.locked.value;
      map.toolMap.lock(shown === undefined ? [] : lockedFeatures(shown, locked));
    }),
  ];
  return () => {
    for (const end of ends) end();
    leave();
  };
}
