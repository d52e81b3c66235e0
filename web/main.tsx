import { effect } from '@preact/signals';
import { render } from 'preact';
import { createApi } from './api/client.ts';
import { createPlansApi } from './api/plans.ts';
import { App } from './app.tsx';
import { watchDarkScheme } from './map/colour-scheme.ts';
import { LIGHT } from './map/theme.ts';
import { handleKey } from './panels/shortcuts.ts';
import { watchAlt } from './panels/show-keys.ts';
import { browserPreferences } from './state/browser-preferences.ts';
import { createCompare } from './state/compare.ts';
import { browserDraftMemory } from './state/draft/browser-draft-memory.ts';
import { readyValue } from './state/loadable.ts';
import { createPlanner } from './state/planner.ts';
import { createStore } from './state/store.ts';
import { StoreProvider } from './state/store-context.ts';
import { createSuggestions } from './state/suggestions.ts';
import { nameOf } from './state/town.ts';
import { createFileAuditor } from './worker/file-auditor.ts';
import { readAtDesk } from './worker/plan-desk/read-at-desk.ts';
import { openPlanChannel, startPlanDeskWorker } from './worker/plan-desk/start-plan-desk-worker.ts';
import { readAuditAway } from './worker/read-audit.ts';
import { startAuditWorker } from './worker/start-audit-worker.ts';
import { startCompareWorker } from './worker/start-compare-worker.ts';
import { startLiveAuditWorker } from './worker/start-live-audit-worker.ts';
import { startMeasureWorker } from './worker/start-measure-worker.ts';
import { startReadAuditWorker } from './worker/start-read-audit-worker.ts';
import { startSuggestWorker } from './worker/start-suggest-worker.ts';
import { createSuggester } from './worker/suggester.ts';

const root = document.getElementById('app');
if (root === null) throw new Error('The page has no element #app to draw into.');

const plansApi = createPlansApi(
  document.baseURI,
  fetch.bind(window),
  readAtDesk(startPlanDeskWorker, openPlanChannel, LIGHT.communities.length),
);
const planner = createPlanner({
  api: plansApi,
  memory: browserDraftMemory(),
  startAudit: startLiveAuditWorker,
});
const store = createStore(
  createApi(document.baseURI, fetch.bind(window), readAuditAway(startReadAuditWorker)),
  browserPreferences(),
  navigator.languages,
  createFileAuditor(startAuditWorker),
  planner,
  createSuggestions(createSuggester(startSuggestWorker)),
  createCompare(planner, plansApi, startCompareWorker),
  startMeasureWorker,
);

effect(() => {
  const texts = store.texts.value;
  const town = readyValue(store.town.value);
  const name = town ? `${nameOf(town.jurisdiction, store.language.value)} · ` : '';
  document.documentElement.lang = texts.htmlLang;
  document.title = `${name}四至 Sizhi`;
});
// Back on the network: what waits to be saved need not wait for its next try.
addEventListener('online', () => planner.draft.peek()?.retry());
document.addEventListener('keydown', (event) => handleKey(event, store));
watchAlt(root);

void store.start();
// In a turn of its own: reading the scripts has been one already.
setTimeout(() =>
  render(
    <StoreProvider value={store}>
      <App dark={watchDarkScheme()} />
    </StoreProvider>,
    root,
  ),
);
