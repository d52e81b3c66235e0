import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Feature } from 'geojson';
import type { AuditResult, Finding } from '#engine/coverage/types.ts';
import type { Policy } from '#engine/rules/types.ts';
import type { Api, TileTemplate } from '../api/client.ts';
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
import { positionIn, step } from './stepper.ts';
import type { Suggestions } from './suggestions.ts';
import {
  byCode,
  type Community,
  indexCommunities,
  type Jurisdiction,
  MATERIAL,
  type Material,
  readCommunity,
  readJurisdiction,
  type Town,
} from './town.ts';
import { createView, type View } from './view.ts';

/** The policy of the jurisdiction, and whether the server could check it. */
export interface AuditPolicy {
  id: string;
  isInstalled: boolean;
}

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

/** More blocks than these come to the map as vector tiles: a hundred thousand features would be 50 MB of JSON. */
const UNITS_AS_TILES_ABOVE = 5000;

/** The problem of a server that does not have the policy it was asked for. */
const UNKNOWN_POLICY = '/problems/unknown-policy';

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
  const registerTown = signal<Loadable<Town>>(loading());
  const layerProblems = signal<readonly { material: Material; problem: Problem }[]>([]);
  const registerAudit = signal<Loadable<AuditResult>>(loading());
  const registerPolicy = signal<AuditPolicy | null>(null);
  const registerRules = signal<Policy | null>(null);
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
    const base = readyValue(registerTown.value);
    if (draft === null || base === null) return null;
    return { draft, town: new DraftTown(base, draft.state.peek(), LIGHT.communities.length) };
  });
  const town = computed<Loadable<Town>>(() => {
    const edited = draftTown.value;
    return edited === null ? registerTown.value : ready(edited.town.of(edited.draft.shown.value));
  });
  const audit = computed<Loadable<AuditResult>>(
    () => planner.draft.value?.audit.value ?? registerAudit.value,
  );
  const auditPolicy = computed<AuditPolicy | null>(() => {
    const draft = planner.draft.value;
    if (draft === null) return registerPolicy.value;
    // A policy that the server does not have must not look like none.
    return { id: draft.info.value.policy, isInstalled: draft.material.policy !== null };
  });

  const policy = computed(() => {
    const draft = planner.draft.value;
    return draft === null ? registerRules.value : draft.material.policy;
  });
  const view = createView(preferences);
  const measures = createMeasures(startMeasuring, {
    town: computed(() => readyValue(town.value)),
    draft: planner.draft,
    // Of the register's town and not of the draft's, which is another at every step.
    ground: computed(() => {
      const base = readyValue(registerTown.value);
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

  async function loadTown(jurisdiction: Jurisdiction, signal: AbortSignal): Promise<void> {
    const total = MATERIAL.length + 1;
    let done = 0;
    const count = <T>(value: T): T => {
      if (!signal.aborted) registerTown.value = loading(++done, total);
      return value;
    };
    const problems: { material: Material; problem: Problem }[] = [];
    let unitTiles: TileTemplate | null = null;
    const loadUnits = async (): Promise<readonly Feature[]> => {
      const units = await api.units(jurisdiction.code, UNITS_AS_TILES_ABOVE, signal);
      if (!('tiles' in units)) return units;
      unitTiles = units;
      return [];
    };
    const loadMaterial = async (material: Material): Promise<[Material, readonly Feature[]]> => {
      try {
        const items =
          material === 'units' ? loadUnits() : api.items(material, jurisdiction.code, signal);
        return [material, count(await items)];
      } catch (error) {
        problems.push({ material, problem: problemOf(error) });
        return [material, []];
      }
    };
    registerTown.value = loading(0, total);
    try {
      const [features, ...material] = await Promise.all([
        api.items('communities', jurisdiction.code, signal).then(count),
        ...MATERIAL.map(loadMaterial),
      ]);
      if (signal.aborted) return;
      batch(() => {
        layerProblems.value = problems;
        registerTown.value = ready({
          jurisdiction,
          communities: features.map(readCommunity).sort(byCode),
          material: Object.fromEntries(material) as Record<Material, readonly Feature[]>,
          ...(unitTiles === null ? {} : { unitTiles: unitTiles.tiles }),
        });
      });
    } catch (error) {
      if (!signal.aborted) registerTown.value = failed(problemOf(error));
    }
  }

  async function runAudit({ code, policy }: Jurisdiction, signal: AbortSignal): Promise<void> {
    batch(() => {
      registerAudit.value = loading();
      registerPolicy.value = policy === null ? null : { id: policy, isInstalled: true };
    });
    try {
      const result = await api.audit(code, policy, signal).catch((error: unknown) => {
        if (policy === null || problemOf(error).type !== UNKNOWN_POLICY) throw error;
        // The coverage can be checked all the same; the summary says that the policy was not.
        if (!signal.aborted) registerPolicy.value = { id: policy, isInstalled: false };
        return api.audit(code, null, signal);
      });
      if (!signal.aborted) registerAudit.value = ready(result);
    } catch (error) {
      if (!signal.aborted) registerAudit.value = failed(problemOf(error));
    }
  }

  /** For the figures that communities are held against; without them the page says less, and nothing wrong. */
  async function loadPolicy({ policy: id }: Jurisdiction, signal: AbortSignal): Promise<void> {
    registerRules.value = null;
    if (id === null) return;
    try {
      const rules = await api.policy(id, signal);
      if (!signal.aborted) registerRules.value = rules;
    } catch (error) {
      if (!signal.aborted) console.info('The figures of the policy did not load.', error);
    }
  }

  let shown: Jurisdiction | null = null;
  let isFileShown = false;
  let filesShown = 0;
  let auditing = new AbortController();

  function forgetSelection(): void {
    selection.value = null;
    hovered.value = null;
    zoomRequest.value = null;
    filter.value = NO_FILTER;
    layerProblems.value = [];
  }

  function showFile(name: string, audited: AuditedFile): void {
    // What of the register still loads must not come over the file.
    opened.abort();
    isFileShown = true;
    planner.closePlan();
    batch(() => {
      forgetSelection();
      registerPolicy.value = null;
      registerRules.value = null;
      registerTown.value = ready(townOfFile(name, ++filesShown, audited));
      registerAudit.value = ready(audited.result);
      localFile.value = { name, status: 'shown' };
    });
  }

  const store: Store = {
    language,
    texts: computed(() => textsIn(language.value)),
    jurisdictions,
    town,
    layerProblems,
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
      await Promise.all([
        loadTown(jurisdiction, opened.signal),
        runAudit(jurisdiction, opened.signal),
        loadPolicy(jurisdiction, opened.signal),
        planner.loadPlans(code),
      ]);
    },

    async retryAudit() {
      const draft = planner.draft.peek();
      if (draft !== null) draft.retryAudit();
      else if (shown !== null) await runAudit(shown, opened.signal);
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
        registerTown.value = loading();
        registerAudit.value = loading();
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
