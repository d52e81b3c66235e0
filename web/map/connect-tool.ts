import { effect, untracked } from '@preact/signals';
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
  const end = effect(() => {
    const draft = store.planner.draft.value;
    const chosen = store.planner.tool.value;
    leave();
    const tool = TOOLS.find(({ id }) => id === chosen);
    if (draft === null || tool === undefined || tool.id === 'inspect') return;
    // What the tool reads in the meantime must not start it anew.
    const started = untracked(() => tool.start({ store, draft, map: map.toolMap }));
    session = started;
    activeSession.value = started;
    map.setTool((event: MapPointer) => started.pointer(event));
  });
  return () => {
    end();
    leave();
  };
}
