import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { AuditResult, Finding } from '#engine/coverage/types.ts';
import type { Policy } from '#engine/rules/types.ts';
import type { Api } from '../api/client.ts';
import { type Problem, problemOf } from '../api/problem.ts';
import { chooseLanguage, type Language, textsIn } from '../i18n/language.ts';
import type { Texts } from '../i18n/zh.ts';
import { LIGHT } from '../map/theme.ts';
import type { FileAuditor } from '../worker/file-auditor.ts';
import type { MeasureWorker } from '../worker/measure-protocol.ts';
import type { AuditedFile } from '../worker/protocol.ts';
import { type BasemapState, createBasemap } from './basemap.ts';
import { householdBand } from './community-figures.ts';
import type { Compare } from './compare.ts';
import { DraftTown } from './draft/draft-town.ts';
import { type FindingFilter, filterFindings, groupFindings, NO_FILTER } from './findings.ts';
import { type LayerVisibility, parseLayers, printLayers } from './layers.ts';
import { failed, type Loadable, loading, ready, readyValue } from './loadable.ts';
import { type LocalFile, townOfFile } from './local-file.ts';
import { measureGround } from './measure-ground.ts';
import { BASIC_MEASURES, createMeasures, type Measures } from './measures.ts';
import type { Planner } from './planner.ts';
import type { Preferences } from './preferences.ts';
import { type AuditPolicy, createRegister } from './register.ts';
import { positionIn, step } from './stepper.ts';
import type { Suggestions } from './suggestions.ts';
import {
  type Community,
  indexCommunities,
  type Jurisdiction,
  type Material,
  readJurisdiction,
  type Town,
} from './town.ts';
import { createView, type View } from './view.ts';

export type { AuditPolicy } from './register.ts';

/** What is selected: at most one thing, a finding or a community. */
export type Selection = { kind: 'finding'; id: string } | { kind: 'community'; id: string } | null;

/** A wish to see a place, made anew each time so that the same place can be asked for twice. */
export type ZoomRequest = { target: Exclude<Selection, null> } | null;

/** All state of the page. Signals are read by components; only the methods change them. */
export interface Store {
  language: ReadonlySignal<Language>;
  texts: ReadonlySignal<Texts>;
  jurisdictions: ReadonlySignal<Loadable<readonly Jurisdiction[]>>;
  town: ReadonlySignal<Loadable<Town>>;
  /** Layers of the town that did not load; the rest is shown without them. */
  layerProblems: ReadonlySignal<readonly { material: Material; problem: Problem }[]>;
  audit: ReadonlySignal<Loadable<AuditResult>>;
  /** What the audit shown was run under; null when the jurisdiction names no policy, and until it is known. */
  auditPolicy: ReadonlySignal<AuditPolicy | null>;
  /** The rules of that policy; null until they are known, and where there are none. */
  policy: ReadonlySignal<Policy | null>;
  /** The reader's own file that is being audited or shown; null while the page is about the register. */
  localFile: ReadonlySignal<LocalFile | null>;
  communityIndex: ReadonlySignal<ReadonlyMap<string, Community>>;
  filter: ReadonlySignal<FindingFilter>;
  /** The findings that pass the filter, in the order of the list and of the stepper. */
  visibleFindings: ReadonlySignal<readonly Finding[]>;
  /** Ids of the findings that stand for a written reason: they do not count as standing. */
  waived: ReadonlySignal<ReadonlyMap<string, string>>;
  selection: ReadonlySignal<Selection>;
  selectedFinding: ReadonlySignal<Finding | null>;
  selectedCommunity: ReadonlySignal<Community | null>;
  /** 1-based place of the selected finding among the visible ones. */
  position: ReadonlySignal<number | null>;
  hovered: ReadonlySignal<Selection>;
  zoomRequest: ReadonlySignal<ZoomRequest>;
  layers: ReadonlySignal<LayerVisibility>;
  /** The plan under edit, and what edits it. While there is one, `town` and `audit` are those of its draft. */
  planner: Planner;
  suggestions: Suggestions;
  compare: Compare;
  basemap: BasemapState;
  view: View;
  measures: Measures;

  start(): Promise<void>;
  openJurisdiction(code: string): Promise<void>;
  retryAudit(): Promise<void>;
  /** Audits a file in this browser. What is on the page stays until that has come out. */
  openFile(file: File): Promise<void>;
  /** Ends the audit of a file, or puts away its problems; from a file that is shown, back to the register. */
  closeFile(): Promise<void>;
  setLanguage(language: Language): void;
  setFilter(filter: FindingFilter): void;
  setLayers(layers: LayerVisibility): void;
  select(selection: Selection, options?: { zoom?: boolean }): void;
  hover(selection: Selection): void;
  stepFinding(by: 1 | -1): void;
}

const NONE_WAIVED: ReadonlyMap<string, string> = new Map();

const same = (a: Selection, b: Selection): boolean => a?.kind === b?.kind && a?.id === b?.id;

/** Builds the state of the page over a server and the browser's memory. */
export function createStore(
  api: Api,
  preferences: Preferences,
  preferredLanguages: readonly string[],
  fileAuditor: FileAuditor,
  planner: Planner,
  suggestions: Suggestions,
  compare: Compare,
  startMeasuring: (() => MeasureWorker) | null = null,
): Store {
  const language = signal(chooseLanguage(preferences.read('language'), preferredLanguages));
  const jurisdictions = signal<Loadable<readonly Jurisdiction[]>>(loading());
  const register = createRegister(api);
  const localFile = signal<LocalFile | null>(null);
  const filter = signal<FindingFilter>(NO_FILTER);
  const selection: Signal<Selection> = signal(null);
  const hovered: Signal<Selection> = signal(null);
  const zoomRequest: Signal<ZoomRequest> = signal(null);
  const layers = signal(parseLayers(preferences.read('hidden-layers')));
  const basemap = createBasemap(api, preferences);

  /** The plan's communities over the town's material; null while no plan is open. */
  const draftTown = computed(() => {
    const draft = planner.draft.value;
    const base = readyValue(register.town.value);
    if (draft === null || base === null) return null;
    return {
      draft,
      town: new DraftTown(base, draft.state.peek(), LIGHT.communities.length, draft.drawing),
    };
  });
  const town = computed<Loadable<Town>>(() => {
    const edited = draftTown.value;
    return edited === null ? register.town.value : ready(edited.town.of(edited.draft.shown.value));
  });
  const audit = computed<Loadable<AuditResult>>(
    () => planner.draft.value?.audit.value ?? register.audit.value,
  );
  const auditPolicy = computed<AuditPolicy | null>(() => {
    const draft = planner.draft.value;
    if (draft === null) return register.auditPolicy.value;
    // A policy that the server does not have must not look like none.
    return { id: draft.info.value.policy, isInstalled: draft.material.policy !== null };
  });

  const policy = computed(() => {
    const draft = planner.draft.value;
    return draft === null ? register.rules.value : draft.material.policy;
  });
  const view = createView(preferences);
  const measures = createMeasures(startMeasuring, {
    town: computed(() => readyValue(town.value)),
    draft: planner.draft,
    // Of the register's town and not of the draft's, which is another at every step.
    ground: computed(() => {
      const base = readyValue(register.town.value);
      return base && measureGround(base, planner.draft.value, householdBand(policy.value));
    }),
    wanted: computed(() => [...BASIC_MEASURES, ...view.pinned.value]),
  });
  const waived = computed(() => planner.draft.value?.waivers.value ?? NONE_WAIVED);

  const communityIndex = computed(() =>
    indexCommunities(readyValue(town.value)?.communities ?? []),
  );
  const visibleFindings = computed(() => {
    const findings = readyValue(audit.value)?.findings ?? [];
    const shown = filterFindings(findings, filter.value);
    return groupFindings(shown, waived.value).flatMap((group) => group.findings);
  });
  const visibleIds = computed(() => visibleFindings.value.map((finding) => finding.id));
  const selectedId = (kind: 'finding' | 'community'): string | null =>
    selection.value?.kind === kind ? selection.value.id : null;

  let opened = new AbortController();

  let shown: Jurisdiction | null = null;
  let isFileShown = false;
  let filesShown = 0;
  let auditing = new AbortController();

  function forgetSelection(): void {
    selection.value = null;
    hovered.value = null;
    zoomRequest.value = null;
    filter.value = NO_FILTER;
    register.layerProblems.value = [];
  }

  function showFile(name: string, audited: AuditedFile): void {
    // What of the register still loads must not come over the file.
    opened.abort();
    isFileShown = true;
    planner.closePlan();
    batch(() => {
      forgetSelection();
      register.showFile(townOfFile(name, ++filesShown, audited), audited.result);
      localFile.value = { name, status: 'shown' };
    });
  }

  const store: Store = {
    language,
    texts: computed(() => textsIn(language.value)),
    jurisdictions,
    town,
    layerProblems: register.layerProblems,
    audit,
    auditPolicy,
    policy,
    localFile,
    communityIndex,
    filter,
    visibleFindings,
    waived,
    selection,
    selectedFinding: computed(() => {
      const id = selectedId('finding');
      return visibleFindings.value.find((finding) => finding.id === id) ?? null;
    }),
    selectedCommunity: computed(
      () => communityIndex.value.get(selectedId('community') ?? '') ?? null,
    ),
    position: computed(() => positionIn(visibleIds.value, selectedId('finding'))),
    hovered,
    zoomRequest,
    layers,
    planner,
    basemap,
    suggestions,
    compare,
    view,
    measures,

    async start() {
      void basemap.load();
      opened.abort();
      auditing.abort();
      opened = new AbortController();
      const { signal } = opened;
      isFileShown = false;
      localFile.value = null;
      jurisdictions.value = loading();
      try {
        const features = await api.items('jurisdictions', null, signal);
        if (signal.aborted) return;
        const known = features.map(readJurisdiction).filter((item) => item !== null);
        jurisdictions.value = ready(known);
        const remembered = preferences.read('jurisdiction');
        const first = known.find((item) => item.code === remembered) ?? known[0];
        if (first) await store.openJurisdiction(first.code);
      } catch (error) {
        if (!signal.aborted) jurisdictions.value = failed(problemOf(error));
      }
    },

    async openJurisdiction(code) {
      const jurisdiction = readyValue(jurisdictions.value)?.find((item) => item.code === code);
      if (!jurisdiction) return;
      opened.abort();
      opened = new AbortController();
      shown = jurisdiction;
      isFileShown = false;
      planner.closePlan();
      preferences.write('jurisdiction', code);
      batch(() => {
        forgetSelection();
        if (localFile.value?.status !== 'working') localFile.value = null;
      });
      await Promise.all([register.load(jurisdiction, opened.signal), planner.loadPlans(code)]);
    },

    async retryAudit() {
      const draft = planner.draft.peek();
      if (draft !== null) draft.retryAudit();
      else if (shown !== null) await register.runAudit(shown, opened.signal);
    },

    async openFile(file) {
      auditing.abort();
      auditing = new AbortController();
      const { signal } = auditing;
      const { name } = file;
      localFile.value = { name, status: 'working', stage: 'reading', share: 0 };
      const outcome = await fileAuditor.audit(file, signal, (stage, share) => {
        if (!signal.aborted) localFile.value = { name, status: 'working', stage, share };
      });
      if (signal.aborted) return;
      if (outcome.kind === 'done') showFile(name, outcome.audited);
      else if (outcome.kind === 'refused') {
        localFile.value = { name, status: 'refused', problems: outcome.problems };
      } else {
        const { reason, detail } = outcome;
        localFile.value = { name, status: 'failed', reason, detail };
      }
    },

    async closeFile() {
      auditing.abort();
      const onPage = readyValue(town.value)?.jurisdiction.name ?? '';
      const wasShown = localFile.value?.status === 'shown';
      // Behind a file that failed the one before it is still on the page.
      localFile.value = isFileShown && !wasShown ? { name: onPage, status: 'shown' } : null;
      if (!wasShown) return;
      if (shown === null) {
        register.town.value = loading();
        register.audit.value = loading();
        await store.start();
      } else await store.openJurisdiction(shown.code);
    },

    setLanguage(next) {
      language.value = next;
      preferences.write('language', next);
    },

    setFilter(next) {
      filter.value = next;
    },

    setLayers(next) {
      layers.value = next;
      preferences.write('hidden-layers', printLayers(next));
    },

    select(next, options) {
      batch(() => {
        if (!same(selection.value, next)) selection.value = next;
        if (next && options?.zoom) zoomRequest.value = { target: next };
      });
    },

    hover(next) {
      if (!same(hovered.value, next)) hovered.value = next;
    },

    stepFinding(by) {
      const id = step(visibleIds.value, selectedId('finding'), by);
      if (id !== null) store.select({ kind: 'finding', id }, { zoom: true });
    },
  };
  return store;
}
