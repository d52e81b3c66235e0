import { step } from '../state/stepper.ts';
import type { Selection, Store } from '../state/store.ts';
import type { Hit, Mode } from './mode.ts';

type InspectedStore = Pick<Store, 'select' | 'hover'> & {
  selection: { readonly value: Selection };
};

const topmost = (hit: Hit | null): Selection => {
  const finding = hit?.findings[0];
  if (finding !== undefined) return { kind: 'finding', id: finding };
  return hit?.community ? { kind: 'community', id: hit.community } : null;
};

/**
 * Looking at things: a click selects the finding under the pointer, or else the community. Clicking
 * again where several findings lie on one another goes through them.
 */
export function createInspectMode(store: InspectedStore): Mode {
  return {
    click(hit) {
      const current = store.selection.value;
      if (hit.findings.length > 1 && current?.kind === 'finding') {
        const next = step(hit.findings, current.id, 1);
        if (next !== null) return store.select({ kind: 'finding', id: next });
      }
      store.select(topmost(hit));
    },
    hover(hit) {
      store.hover(topmost(hit));
    },
  };
}
