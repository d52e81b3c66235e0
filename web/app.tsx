import { type ReadonlySignal, useComputed } from '@preact/signals';
import { colon } from './i18n/format.ts';
import { MapView } from './map/map-view.tsx';
import { BasemapCredit } from './panels/basemap-row.tsx';
import { CompareStage } from './panels/compare-stage.tsx';
import { DetailCard } from './panels/detail-card.tsx';
import { Dialogs } from './panels/dialogs.tsx';
import { FileDrop } from './panels/file-drop.tsx';
import { FileNotice } from './panels/file-notice.tsx';
import { FilePicker, LocalFileButton } from './panels/file-picker.tsx';
import { Header } from './panels/header.tsx';
import { HoverBox } from './panels/hover-box.tsx';
import { Icon } from './panels/icon.tsx';
import { Legend } from './panels/legend.tsx';
import { LiveRegion } from './panels/live-region.tsx';
import { Panes } from './panels/panes.tsx';
import { PlanBar } from './panels/plan-bar.tsx';
import { PrintSheet } from './panels/print-sheet.tsx';
import { ProblemNotice } from './panels/problem-notice.tsx';
import { Toolbar } from './panels/toolbar.tsx';
import { TownSummary } from './panels/town-summary.tsx';
import { readyValue } from './state/loadable.ts';
import { isOfFile } from './state/local-file.ts';
import { printing } from './state/printing.ts';
import type { Store } from './state/store.ts';
import { useStore } from './state/store-context.ts';

/** The whole page: the panel beside the map. */
export function App({ dark: isSystemDark }: { dark: ReadonlySignal<boolean> }) {
  const store = useStore();
  const texts = store.texts.value;
  const dark = useComputed(() => isSystemDark.value && !printing.value);
  const isEditing = store.planner.draft.value !== null;
  return (
    <div class={isEditing ? 'page is-editing' : 'page'}>
      <button type="button" class="skip" onClick={focusFindings}>
        {texts.skipToFindings}
      </button>
      <div class="panel">
        <Header />
        <main class="panel-body" tabIndex={-1}>
          <FileNotice />
          <PanelBody />
          {isEditing && <DetailCard />}
        </main>
      </div>
      <div class="stage">
        <MapView dark={dark}>
          <CompareStage dark={dark} />
          <Toolbar />
          <Legend dark={dark} />
          <BasemapCredit />
          <HoverBox />
        </MapView>
        <TownLoading />
        <EmptyStage />
        {!isEditing && <DetailCard />}
      </div>
      <LiveRegion />
      <FileDrop />
      <Dialogs />
      <PrintSheet />
    </div>
  );
}

/** A button and not a link: the address holds the view of the map. */
function focusFindings(): void {
  document.getElementById('findings')?.focus();
}

function PanelBody() {
  const store = useStore();
  const texts = store.texts.value;
  const jurisdictions = store.jurisdictions.value;
  const town = store.town.value;
  const isFile = isOfFile(readyValue(store.town.value));
  if (!isFile && jurisdictions.status === 'failed') {
    return (
      <>
        <ProblemNotice
          heading={texts.errorTown}
          problem={jurisdictions.problem}
          onRetry={() => void store.start()}
        />
        <FilePicker />
      </>
    );
  }
  if (isWithoutTown(store)) return <NoTown />;
  return (
    <>
      <TownSummary />
      {!isFile && store.planner.draft.value === null ? (
        <div class="entry-row">
          <PlanBar />
          <FilePicker />
        </div>
      ) : (
        <PlanBar />
      )}
      {town.status === 'failed' && (
        <ProblemNotice
          heading={texts.errorTown}
          problem={town.problem}
          onRetry={() => void store.start()}
        />
      )}
      <LayerProblems />
      <Panes />
    </>
  );
}

/** The register is there and has no town. */
function isWithoutTown({ town, jurisdictions: { value: known } }: Store): boolean {
  return !isOfFile(readyValue(town.value)) && known.status === 'ready' && known.value.length === 0;
}

/** Where the map will be. */
function EmptyStage() {
  const store = useStore();
  if (!isWithoutTown(store)) return null;
  return (
    <div class="empty-stage">
      <Icon path="M1.5 4l4-2 5 2 4-2v10l-4 2-5-2-4 2z M5.5 2v10 M10.5 4v10" />
      <p>{store.texts.value.emptyStage}</p>
    </div>
  );
}

function NoTown() {
  const store = useStore();
  const texts = store.texts.value;
  return (
    <section class="empty">
      <h2>{texts.emptyTitle}</h2>
      <p>{texts.emptyBody}</p>
      <button
        type="button"
        class="button empty-import"
        onClick={() => store.planner.setDialog('import')}
      >
        {texts.emptyImport}
      </button>
      <p id="file-hint">{texts.emptyLook}</p>
      <LocalFileButton />
      <details class="empty-command">
        <summary>{texts.emptyByCommand}</summary>
        <pre>
          <code>{texts.importCommand}</code>
        </pre>
        <p>{texts.emptyHint}</p>
      </details>
    </section>
  );
}

/** Layers that are missing from the map, so that nobody takes their absence for a fact. */
function LayerProblems() {
  const store = useStore();
  const texts = store.texts.value;
  const [first] = store.layerProblems.value;
  if (!first) return null;
  const names = {
    barriers: 'roads',
    estates: 'estates',
    facilities: 'facilities',
    units: 'units',
  } as const;
  const list = store.layerProblems.value.map(({ material }) => texts.layer[names[material]]);
  return (
    <ProblemNotice
      heading={`${texts.errorLayers}${colon(store.language.value)}${list.join(' · ')}`}
      problem={first.problem}
      onRetry={() => void store.start()}
    />
  );
}

function TownLoading() {
  const store = useStore();
  const texts = store.texts.value;
  const town = store.town.value;
  const jurisdictions = store.jurisdictions.value;
  const isFile = isOfFile(readyValue(store.town.value));
  const waits =
    !isFile &&
    (jurisdictions.status === 'loading' ||
      (jurisdictions.status === 'ready' &&
        jurisdictions.value.length > 0 &&
        town.status === 'loading'));
  if (!waits) return null;
  const { done, total } = town.status === 'loading' ? town : { done: 0, total: 0 };
  return (
    <div class="map-loading" role="status">
      <p>{total > 0 ? texts.loadingLayers(done, total) : texts.loadingTown}</p>
      {total > 0 ? (
        <progress max={total} value={done} aria-label={texts.loadingTown} />
      ) : (
        <progress aria-label={texts.loadingTown} />
      )}
    </div>
  );
}
