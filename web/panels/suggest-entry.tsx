import type { Finding } from '#engine/coverage/types.ts';
import type { SuggestedKind } from '#engine/propose/suggest/suggest.ts';
import { colon } from '../i18n/format.ts';
import { readyValue } from '../state/loadable.ts';
import { isOfFile } from '../state/local-file.ts';
import type { Store } from '../state/store.ts';
import { useStore } from '../state/store-context.ts';
import { kindForFinding, type SuggestAbout } from '../state/suggestion-target.ts';

function open(store: Store, kind: SuggestedKind | null, about: SuggestAbout): void {
  const { suggestions, planner } = store;
  suggestions.setForm(kind === null ? { about } : { kind, about });
  suggestions.setFormOpen(true);
  planner.setPane('suggestions');
  // The pane has to be there before its button can have the focus.
  requestAnimationFrame(() => document.getElementById('suggest-start')?.focus());
}

/** From a finding to the suggestions that can mend it; nothing where none can, or no plan is open. */
export function SuggestForFinding({ finding }: { finding: Finding }) {
  const store = useStore();
  const texts = store.texts.value.suggest;
  const kind = kindForFinding(finding);
  if (kind === null || store.planner.draft.value?.info.value.status !== 'draft') return null;
  return (
    <p class="suggest-entry">
      <button
        type="button"
        class="button-quiet"
        title={texts.fromFindingHint}
        onClick={() => open(store, kind, kind === 'repair' ? 'finding' : 'selected')}
      >
        {texts.fromFinding}
        {colon(store.language.value)}
        {texts.kind[kind]}
      </button>
    </p>
  );
}

/** From the selected community to its suggestions and to its boundary in words. */
export function CommunityEntries({ id }: { id: string }) {
  const store = useStore();
  const texts = store.texts.value;
  const draft = store.planner.draft.value;
  const canEdit = draft?.info.value.status === 'draft';
  // The register is described by code, like a plan.
  const code = store.communityIndex.value.get(id)?.code ?? id;
  if (isOfFile(readyValue(store.town.value))) return null;
  return (
    <p class="suggest-entry">
      {canEdit && (
        <button
          type="button"
          class="button-quiet"
          title={texts.suggest.fromFindingHint}
          onClick={() => open(store, null, 'selected')}
        >
          {texts.suggest.forCommunity}
        </button>
      )}
      <button
        type="button"
        class="button-quiet"
        onClick={() => {
          store.compare.setText({ kind: 'boundary', community: draft === null ? code : id });
          store.planner.setDialog('text');
        }}
      >
        {texts.compare.boundaryText}
      </button>
    </p>
  );
}
