import type { Feature } from 'geojson';
import { describe, expect, it } from 'vitest';
import type { AreaGeometry, AuditResult, Finding } from '#engine/coverage/types.ts';
import { packAreas } from '#engine/geometry/packed-areas.ts';
import type { Api } from '../../web/api/client.ts';
import type { PlansApi } from '../../web/api/plans.ts';
import { ApiError } from '../../web/api/problem.ts';
import { en } from '../../web/i18n/en.ts';
import { zh } from '../../web/i18n/zh.ts';
import { createInspectMode } from '../../web/modes/inspect.ts';
import { policyWords } from '../../web/panels/policy-words.ts';
import { createCompare } from '../../web/state/compare.ts';
import type { DraftMemory } from '../../web/state/draft/draft-memory.ts';
import { readyValue } from '../../web/state/loadable.ts';
import { isOfFile } from '../../web/state/local-file.ts';
import { createPlanner } from '../../web/state/planner.ts';
import type { Preferences } from '../../web/state/preferences.ts';
import { createStore } from '../../web/state/store.ts';
import { createSuggestions } from '../../web/state/suggestions.ts';
import type { FileAuditor } from '../../web/worker/file-auditor.ts';

const area = {
  type: 'Polygon',
  coordinates: [
    [
      [120, 30],
      [121, 30],
      [121, 31],
      [120, 30],
    ],
  ],
} as const;
const feature = (id: string, properties: Record<string, unknown>): Feature =>
  ({ type: 'Feature', id, geometry: area, properties }) as unknown as Feature;
const finding = (id: string, kind: 'overlap' | 'gap', severity: Finding['severity']): Finding => ({
  id,
  rule: `coverage.${kind}`,
  kind,
  severity,
  communities: ['c1'],
  areaSquareMetres: 10,
  widthMetres: 1,
  location: [120.5, 30.5],
  geometry: null,
  message: { zh: id, en: id },
  fixes: [],
});
const result = (findings: Finding[]) =>
  ({ version: '1', summary: {}, findings, assumptions: [] }) as unknown as AuditResult;

const COMMUNITIES = [
  feature('uuid-1', { code: 'c1', name: '文昌社区', nameEn: 'Wenchang', households: 2140 }),
  feature('uuid-2', { code: 'c2', name: '良渚社区' }),
];

/** Finds one overlap in every file; a file called “broken” is refused, “slow” never ends. */
const fileAuditor: FileAuditor = {
  async audit(file, _signal, onProgress) {
    const { name } = file as File;
    onProgress('auditing', null);
    if (name === 'slow') return new Promise(() => undefined);
    if (name === 'broken') {
      const message = { zh: '坏了', en: 'broken' };
      return { kind: 'refused', problems: [{ code: 'not-json', message, pointer: '' }] };
    }
    const areas = packAreas([area as unknown as AreaGeometry, null]);
    return {
      kind: 'done',
      audited: {
        communities: {
          areas,
          ids: ['c1', '#2'],
          names: ['文昌社区', null],
          namesEn: [null, null],
          shown: [{ households: 12 }, {}],
          drawing: { colours: [0, 1], labels: [null, null] },
        },
        result: result([finding('f1', 'overlap', 'error')]),
      },
    };
  },
};

const suggestions = () =>
  createSuggestions({ suggest: () => Promise.reject(new Error('nothing is suggested here')) });

/** No plan is opened in these tests. */
const planner = () =>
  createPlanner({
    api: { list: async () => [] } as unknown as PlansApi,
    memory: { leftBehind: async () => [] } as unknown as DraftMemory,
    startAudit() {
      throw new Error('no draft here');
    },
  });

function setUp(overrides: Partial<Api> = {}, remembered: Record<string, string> = {}) {
  const kept = new Map(Object.entries(remembered));
  const preferences: Preferences = {
    read: (key) => kept.get(key) ?? null,
    write: (key, value) => void kept.set(key, value),
  };
  const api: Api = {
    async items(collection) {
      if (collection === 'jurisdictions')
        return [feature('a', { code: 'A' }), feature('b', { code: 'B' })];
      return collection === 'communities' ? COMMUNITIES : [];
    },
    async units() {
      return [];
    },
    async mapSettings() {
      return { basemap: null };
    },
    async policy(id) {
      return { id, name: { zh: id, en: id }, source: { zh: '', en: '' }, rules: [] };
    },
    async audit() {
      return result([
        finding('w', 'gap', 'warning'),
        finding('e1', 'overlap', 'error'),
        finding('e2', 'overlap', 'error'),
      ]);
    },
    ...overrides,
  };
  const edited = planner();
  return {
    store: createStore(
      api,
      preferences,
      ['zh-CN'],
      fileAuditor,
      edited,
      suggestions(),
      createCompare(edited, {} as unknown as PlansApi, () => {
        throw new Error('nothing is compared here');
      }),
    ),
    kept,
  };
}

describe('the store', () => {
  it('opens the first town, or the one that was open last', async () => {
    const first = setUp();
    await first.store.start();
    expect(first.store.town.value).toMatchObject({
      status: 'ready',
      value: { jurisdiction: { code: 'A' } },
    });
    const last = setUp({}, { jurisdiction: 'B' });
    await last.store.start();
    expect(last.store.town.value).toMatchObject({ value: { jurisdiction: { code: 'B' } } });
  });

  it('audits each town under its own policy, not under one for all', async () => {
    const asked: (string | null)[] = [];
    const { store } = setUp({
      async items(collection) {
        if (collection !== 'jurisdictions') return [];
        return [
          feature('a', { code: 'A', defaultPolicy: 'generic' }),
          feature('b', { code: 'B', defaultPolicy: 'yuhang-2020' }),
          feature('c', { code: 'C' }),
        ];
      },
      async audit(_jurisdiction, policy) {
        asked.push(policy);
        return result([]);
      },
    });
    const seen: string[] = [];
    await store.start();
    for (const code of ['A', 'B', 'C']) {
      await store.openJurisdiction(code);
      seen.push(policyWords(store.auditPolicy.value, en));
    }
    expect(asked).toEqual(['generic', 'generic', 'yuhang-2020', null]);
    expect(seen).toEqual([
      'Policy: Generic',
      'Policy: Yuhang 2020 (new communities and community scale)',
      'Policy: none named; the coverage alone is checked',
    ]);
  });

  it('checks the coverage alone where the policy of a town is not installed, and says so', async () => {
    const { store } = setUp({
      async items(collection) {
        return collection === 'jurisdictions'
          ? [feature('a', { code: 'A', defaultPolicy: 'nowhere' })]
          : [];
      },
      async audit(_jurisdiction, policy) {
        if (policy === null) return result([finding('e1', 'overlap', 'error')]);
        const type = '/problems/unknown-policy';
        throw new ApiError({ cause: 'server', status: 422, type, request: 'POST /audits' });
      },
    });
    await store.start();
    expect(store.visibleFindings.value.map(({ id }) => id)).toEqual(['e1']);
    expect(store.auditPolicy.value).toEqual({ id: 'nowhere', isInstalled: false });
    expect(policyWords(store.auditPolicy.value, zh)).toBe(
      '政策：“nowhere”未安装在服务器上，只检查了覆盖',
    );
  });

  it('knows communities by id and by code', async () => {
    const { store } = setUp();
    await store.start();
    const index = store.communityIndex.value;
    expect(index.get('c1')).toBe(index.get('uuid-1'));
    expect(index.get('c1')).toMatchObject({ name: '文昌社区', households: 2140, population: null });
  });

  it('steps through the findings as listed, and keeps its place under a filter', async () => {
    const { store } = setUp();
    await store.start();
    const seen: (number | null)[] = [];
    for (let i = 0; i < 3; i++) {
      store.stepFinding(1);
      seen.push(store.position.value);
    }
    expect(seen).toEqual([1, 2, 3]);
    expect(store.selectedFinding.value?.id).toBe('w');
    expect(store.zoomRequest.value).toEqual({ target: { kind: 'finding', id: 'w' } });
    store.setFilter({ severity: 'warning', categories: new Set() });
    expect(store.position.value).toBe(1);
    store.setFilter({ severity: 'error', categories: new Set() });
    expect(store.position.value).toBeNull();
    expect(store.selectedFinding.value).toBeNull();
  });

  it('shows the town without the layers that failed, and says which', async () => {
    const { store } = setUp({
      async items(collection) {
        if (collection === 'jurisdictions') return [feature('a', { code: 'A' })];
        if (collection === 'communities') return COMMUNITIES;
        if (collection === 'estates') {
          throw new ApiError({
            cause: 'server',
            status: 500,
            request: 'GET /collections/estates/items',
          });
        }
        return [];
      },
    });
    await store.start();
    expect(store.town.value.status).toBe('ready');
    expect(store.layerProblems.value.map(({ material }) => material)).toEqual(['estates']);
  });

  it('keeps the town when the audit fails, and audits again when asked', async () => {
    let fail = true;
    const { store } = setUp({
      async audit() {
        if (fail) throw new ApiError({ cause: 'network', status: 0, request: 'POST /audits' });
        return result([]);
      },
    });
    await store.start();
    expect(store.town.value.status).toBe('ready');
    expect(store.audit.value).toMatchObject({ status: 'failed', problem: { cause: 'network' } });
    fail = false;
    await store.retryAudit();
    expect(store.audit.value).toMatchObject({ status: 'ready', value: { findings: [] } });
  });

  it('does not let a slow town overwrite the one opened after it', async () => {
    const waiting: (() => void)[] = [];
    const { store } = setUp({
      items(collection, jurisdiction) {
        if (collection === 'jurisdictions')
          return Promise.resolve([feature('a', { code: 'A' }), feature('b', { code: 'B' })]);
        if (jurisdiction === 'B') return Promise.resolve([]);
        return new Promise((resolve) => waiting.push(() => resolve([])));
      },
    });
    const started = store.start();
    await Promise.resolve();
    await Promise.resolve();
    await store.openJurisdiction('B');
    for (const answer of waiting) answer();
    await started;
    expect(store.town.value).toMatchObject({
      status: 'ready',
      value: { jurisdiction: { code: 'B' } },
    });
  });

  it('remembers language, town and hidden layers', async () => {
    const { store, kept } = setUp();
    await store.start();
    store.setLanguage('en');
    store.setLayers({ ...store.layers.value, units: false });
    expect(Object.fromEntries(kept)).toEqual({
      language: 'en',
      jurisdiction: 'A',
      'hidden-layers': 'units',
    });
    expect(setUp({}, Object.fromEntries(kept)).store.layers.value).toMatchObject({
      units: false,
      roads: true,
    });
  });
});

describe('the inspecting mode', () => {
  it('selects the finding before the community, and goes through findings that lie on one another', async () => {
    const { store } = setUp();
    await store.start();
    const mode = createInspectMode(store);
    const hit = { findings: ['e1', 'e2'], community: 'uuid-1' };
    mode.click(hit);
    expect(store.selection.value).toEqual({ kind: 'finding', id: 'e1' });
    mode.click(hit);
    expect(store.selection.value).toEqual({ kind: 'finding', id: 'e2' });
    mode.click({ findings: [], community: 'uuid-1' });
    expect(store.selectedCommunity.value?.code).toBe('c1');
    mode.click({ findings: [], community: null });
    expect(store.selection.value).toBeNull();
  });
});

describe('a file of the reader’s own', () => {
  const file = (name: string): File => new File(['{}'], name);
  const opened = async (remembered: Record<string, string> = {}) => {
    const set = setUp({}, remembered);
    await set.store.start();
    return set;
  };

  it('takes the place of the town, and leaves it to the town again', async () => {
    const { store, kept } = await opened();
    store.select({ kind: 'finding', id: 'e1' });
    await store.openFile(file('city.geojson'));
    expect(store.localFile.value).toEqual({ name: 'city.geojson', status: 'shown' });
    expect(store.selection.value).toBeNull();
    expect(store.visibleFindings.value.map(({ id }) => id)).toEqual(['f1']);
    expect(store.town.value).toMatchObject({
      status: 'ready',
      value: {
        jurisdiction: { name: 'city.geojson', code: 'file:1' },
        communities: [
          { id: 'c1', code: 'c1', name: '文昌社区', households: 12, geometry: area },
          { id: '#2', code: null, name: null, households: null, geometry: null },
        ],
      },
    });
    expect(store.auditPolicy.value).toBeNull();
    // What was on the page is not forgotten for it.
    expect(kept.get('jurisdiction')).toBe('A');
    await store.closeFile();
    expect(store.localFile.value).toBeNull();
    expect(store.town.value).toMatchObject({ value: { jurisdiction: { code: 'A' } } });
    expect(store.visibleFindings.value.map(({ id }) => id)).toEqual(['e1', 'e2', 'w']);
  });

  it('leaves the town alone while it is audited, when that is cancelled, and when it is refused', async () => {
    const { store } = await opened();
    const town = store.town.value;
    void store.openFile(file('slow'));
    expect(store.localFile.value).toMatchObject({ status: 'working', stage: 'auditing' });
    expect(store.town.value).toBe(town);
    await store.closeFile();
    expect(store.localFile.value).toBeNull();
    await store.openFile(file('broken'));
    expect(store.localFile.value).toMatchObject({ status: 'refused', name: 'broken' });
    expect(store.town.value).toBe(town);
    await store.closeFile();
    expect(store.localFile.value).toBeNull();
    expect(store.town.value).toBe(town);
  });

  it('stays when the next one is refused', async () => {
    const { store } = await opened();
    await store.openFile(file('city.geojson'));
    await store.openFile(file('broken'));
    expect(store.localFile.value).toMatchObject({ status: 'refused' });
    await store.closeFile();
    expect(store.localFile.value).toEqual({ name: 'city.geojson', status: 'shown' });
    expect(store.town.value).toMatchObject({ value: { jurisdiction: { code: 'file:1' } } });
  });

  it('is still what the page is about while the next one is audited, or has failed', async () => {
    const { store } = await opened();
    const isFile = (): boolean => isOfFile(readyValue(store.town.value));
    expect(isFile()).toBe(false);
    await store.openFile(file('city.geojson'));
    void store.openFile(file('slow'));
    expect(store.localFile.value).toMatchObject({ status: 'working' });
    expect(isFile()).toBe(true);
    await store.openFile(file('broken'));
    expect(isFile()).toBe(true);
    await store.closeFile();
    await store.closeFile();
    expect(isFile()).toBe(false);
  });

  it('can be checked where there is no register', async () => {
    const { store } = setUp({ items: async () => [] });
    await store.start();
    await store.openFile(file('city.geojson'));
    expect(store.visibleFindings.value).toHaveLength(1);
    await store.closeFile();
    expect(store.town.value.status).toBe('loading');
    expect(store.visibleFindings.value).toEqual([]);
  });
});
