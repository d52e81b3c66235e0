import { Value } from 'typebox/value';
import { expect, it } from 'vitest';
import type { Job } from '#contract/jobs.ts';
import { SuggestionListSchema, SuggestionResultSchema } from '#contract/suggestions.ts';
import type { Barrier } from '#engine/barriers/types.ts';
import { auditCoverage } from '#engine/coverage/audit.ts';
import type { AreaGeometry } from '#engine/coverage/types.ts';
import { suggest } from '#engine/propose/suggest/suggest.ts';
import type { SuggestInput, SuggestResult } from '#engine/propose/suggest/types.ts';
import { matchUnits } from '#engine/units/match-units.ts';
import { ENGINE_VERSION } from '#engine/version.ts';
import { shippedPolicies } from '../../server/services/audit/policy-store.ts';
import { JobService } from '../../server/services/jobs/job-service.ts';
import { suggestionJob } from '../../server/services/suggestions/suggestion-job.ts';
import { line, riverTown } from '../engine/propose/suggest/checkerboard.ts';
import { describeOnEachDatabase } from '../helpers/databases.ts';
import { box } from '../helpers/squares.ts';
import { type Answer, expectProblem, post, serviceOn } from './helpers/service.ts';
import {
  collection,
  feature,
  freshCode,
  type TestCollection,
  type TestFeature,
} from './helpers/town.ts';
import { reach, runJobs } from './jobs/own-kind.ts';

interface Filed extends SuggestResult {
  id: string;
  jurisdiction: string | null;
  kind: string;
  policy: string;
  units: number;
  createdAt: string;
  expiresAt: string | null;
  isOutdated: boolean;
  isCutShort: boolean;
  notes: { zh: string; en: string }[];
}

const BAND = { min: 400, max: 800 };
/** Enough for a town of 32 blocks. */
const EFFORT = 5_000;

const asFeature = ({
  id,
  geometry,
  ...properties
}: {
  id: string;
  geometry: unknown;
}): TestFeature => ({
  type: 'Feature',
  id,
  geometry: geometry as TestFeature['geometry'],
  properties: { ...properties },
});

/** A town of the engine's tests as a request carries it. */
function wire({ communities, units, barriers, jurisdiction }: SuggestInput) {
  const bare = communities.map(({ properties, ...community }) => ({ ...community, ...properties }));
  return {
    communities: collection(...bare.map((one) => asFeature({ ...one, geometry: one.geometry! }))),
    units: collection(...units.map(asFeature)),
    barriers: collection(...barriers.map(asFeature)),
    jurisdiction: asFeature({ id: 'T', geometry: jurisdiction?.geometry ?? null }),
  };
}

/** 1,200 households in A, to be split along the river; the answer is known. */
const town = () => wire(riverTown());
const split = (more: object = {}) => ({
  kind: 'split',
  ...town(),
  options: { targets: ['A'], householdBand: BAND, effort: EFFORT, ...more },
});

const result = (answer: Answer): Filed => {
  expect(answer.statusCode, answer.body.slice(0, 1500)).toBe(200);
  const body = answer.json<Filed>();
  expect([...Value.Errors(SuggestionResultSchema, body)]).toEqual([]);
  return body;
};
const pointers = (problem: { errors?: { pointer: string }[] }) =>
  (problem.errors ?? []).map(({ pointer }) => pointer).sort();
const coverage = ({ suggestions: [first] }: Filed) =>
  auditCoverage(first!.communities, undefined).findings.filter(({ kind }) => kind !== 'gap');

/** A register of its own with the town in it. */
const registered = (code: string, sets: Partial<Record<'units' | 'barriers', null>> = {}) => {
  const { jurisdiction, communities, ...material } = town();
  const coded = ({ features }: TestCollection): TestCollection =>
    collection(
      ...features.map(({ id, ...feature }) => ({
        ...feature,
        properties: { ...feature.properties, code: id, households: 1 },
      })),
    );
  const units: TestCollection = collection(
    ...material.units.features.map(({ id, ...feature }) => ({
      ...feature,
      properties: { ...feature.properties, code: id },
    })),
  );
  return {
    jurisdiction: { ...jurisdiction, properties: { code, name: '河边镇', kind: 'town' } },
    communities: coded(communities),
    ...('units' in sets ? {} : { units }),
    ...('barriers' in sets ? {} : { barriers: material.barriers }),
  };
};

/** Threads start slowly on a machine that has other things to do. */
const PATIENCE = 120_000;

describeOnEachDatabase('POST /suggestions', (database) => {
  const app = serviceOn(database);
  const ask = (body: unknown, headers: Record<string, string> = {}) =>
    post(app(), '/suggestions', body, headers);
  const get = (url: string, headers: Record<string, string> = {}) => app().inject({ url, headers });
  const bring = async (body: object) =>
    expect((await post(app(), '/imports', { ...body, effective: '2024-01-01' })).statusCode).toBe(
      201,
    );

  it(
    'suggests what the engine suggests',
    async () => {
      const { id, jurisdiction, kind, policy, units, createdAt, expiresAt, ...rest } = result(
        await ask(split()),
      );
      expect({ jurisdiction, kind, policy, units }).toEqual({
        jurisdiction: null,
        kind: 'split',
        policy: 'yuhang-2020',
        units: 32,
      });
      expect(rest).toMatchObject({ isOutdated: false, isCutShort: false, version: ENGINE_VERSION });
      const days = (Date.parse(expiresAt!) - Date.parse(createdAt)) / 86_400_000;
      expect(days).toBeGreaterThan(29);
      const input = riverTown();
      const set = matchUnits(input.units, input.barriers, { borderToleranceMetres: 0.5 });
      const here = suggest(
        'split',
        { ...input, ...set, policy: shippedPolicies().get('yuhang-2020') },
        { targets: ['A'], householdBand: BAND, moves: EFFORT },
      );
      expect(here.suggestions.length).toBeGreaterThan(0);
      const strip = ({ suggestions }: Pick<SuggestResult, 'suggestions'>) =>
        suggestions.map(({ assignment, score, explanation, certificate }) => ({
          assignment,
          total: score.total,
          explanation,
          certificate,
        }));
      expect(strip(rest)).toEqual(strip(here));
      expect(rest.suggestions[0]?.evidence[0]?.stretches[0]?.barrier).toMatchObject({
        class: 'river',
        name: '青河',
      });
      expect(id).toMatch(/^[0-9a-f-]{14}8[0-9a-f]{3}-/);
    },
    PATIENCE,
  );

  it(
    'keeps its answer, once for the same request',
    async () => {
      const answer = await ask(split());
      const { id } = result(answer);
      expect(answer.headers['content-location']).toBe(`/suggestions/${id}`);
      expect(answer.headers.vary).toContain('Prefer');
      const kept = await get(`/suggestions/${id}`);
      expect(kept.body).toBe(answer.body);
      expect(kept.headers.etag).toBe(answer.headers.etag);
      const again = await get(`/suggestions/${id}`, { 'if-none-match': String(kept.headers.etag) });
      expect({ status: again.statusCode, body: again.body }).toEqual({ status: 304, body: '' });
      const other = await get(`/suggestions/${id}`, { 'if-none-match': '"x", W/"y"' });
      expect(other.statusCode).toBe(200);
      // The order of members, and white space, make no request another one.
      const { kind, ...members } = split();
      const same = result(await ask(JSON.stringify({ ...members, kind }, null, 2)));
      expect(same.id).toBe(id);
      expect(result(await ask(split({ seed: 2 }))).id).not.toBe(id);
      expectProblem(await get('/suggestions/nothing'), 404, 'not-found');
      expectProblem(
        await get('/suggestions/00000000-0000-4000-8000-000000000000'),
        404,
        'not-found',
      );
    },
    PATIENCE,
  );

  it(
    'says when another engine made what is kept, and lets go of it in the end',
    async () => {
      const { id } = result(await ask(split({ seed: 3 })));
      const row = () => database().knex('suggestion').where({ id });
      await row().update({ engine_version: '0.0.1' });
      const old = result(await get(`/suggestions/${id}`));
      expect(old.isOutdated).toBe(true);
      await row().update({ expires_at: new Date(Date.now() - 1000) });
      expectProblem(await get(`/suggestions/${id}`), 404, 'not-found');
      // The next one that is kept clears it away.
      result(await ask(split({ seed: 4 })));
      expect(await row()).toEqual([]);
    },
    PATIENCE,
  );

  it(
    'cuts units where none are given, joins communities without any, and divides open ground',
    async () => {
      const { units: _, ...whole } = town();
      const roads = [1, 2, 3, 4, 5, 6, 7].map((x) =>
        line(`南北${x}路`, 'collector', [x, -0.1], [x, 4.1]),
      );
      const lanes = [1, 2, 3].map((y) => line(`东西${y}路`, 'local', [-0.1, y], [8.1, y]));
      const barriers = collection(...[...roads, ...lanes].map((one: Barrier) => asFeature(one)));
      const households = { totalHouseholds: 1600 };
      const cut = result(
        await ask({ ...split(), ...whole, units: undefined, barriers, households }),
      );
      expect(cut.units).toBe(32);
      expect(cut.suggestions.length).toBeGreaterThan(0);
      expect(coverage(cut)).toEqual([]);
      expect(cut.suggestions[0]?.householdsMoved.estimated).toBe(true);

      const { communities } = town();
      const merge = result(
        await ask({ kind: 'merge', communities, options: { targets: ['B社区'] } }),
      );
      expect(merge.units).toBe(0);
      const { jurisdiction, units } = town();
      const fresh = collection(
        ...units.features.map(({ properties, ...unit }) => ({
          ...unit,
          properties: { households: properties?.households },
        })),
      );
      const anew = result(
        await ask({
          kind: 'replan',
          units: fresh,
          barriers: town().barriers,
          jurisdiction,
          options: { householdBand: BAND, parts: 3, effort: EFFORT },
        }),
      );
      expect(anew.suggestions[0]?.communities).toHaveLength(3);
    },
    PATIENCE,
  );

  it(
    'is about a jurisdiction of the register as well, and lists what it has suggested for it',
    async () => {
      const code = freshCode();
      await bring(registered(code));
      const body = {
        kind: 'split',
        register: { jurisdiction: code },
        options: { targets: ['A社区'], householdBand: BAND, effort: EFFORT },
      };
      const made = result(await ask(body));
      expect(made).toMatchObject({ jurisdiction: code, expiresAt: null, units: 32 });
      const inline = result(await ask(split()));
      expect(made.suggestions.map(({ assignment }) => Object.keys(assignment).sort())).toEqual(
        inline.suggestions.map(({ assignment }) => Object.keys(assignment).sort()),
      );
      expect(made.id).not.toBe(inline.id);
      expect(result(await ask(body)).id).toBe(made.id);

      const listed = (await get(`/suggestions?jurisdiction=${code}`)).json();
      expect([...Value.Errors(SuggestionListSchema, listed)]).toEqual([]);
      expect(listed.suggestions).toMatchObject([
        { id: made.id, kind: 'split', count: made.suggestions.length, isOutdated: false, seed: 1 },
      ]);
      expect((await get(listed.suggestions[0].href)).statusCode).toBe(200);
      expectProblem(await get('/suggestions'), 400, 'invalid-parameter');
      expectProblem(
        await get(`/suggestions?jurisdiction=${code}&limit=0`),
        400,
        'invalid-parameter',
      );
      expectProblem(await get('/suggestions?jurisdiction=nowhere'), 404, 'not-found');
    },
    PATIENCE,
  );

  it(
    'cuts the units of a register that has none, and says so, or what is missing',
    async () => {
      const code = freshCode();
      await bring(registered(code, { units: null }));
      const body = (more: object = {}) => ({
        kind: 'replan',
        register: { jurisdiction: code, ...more },
        households: { totalHouseholds: 1600 },
        options: { householdBand: { min: 1, max: 1600 }, effort: EFFORT },
      });
      const cut = result(await ask(body()));
      expect(cut.units).toBeGreaterThan(1);
      expect(cut.notes.map(({ en }) => en)).toContainEqual(
        expect.stringContaining('no units are on'),
      );
      const asked = expectProblem(await ask(body({ units: 'registered' })), 422, 'invalid-geodata');
      expect(pointers(asked)).toEqual(['/register/jurisdiction']);
      const bare = freshCode();
      await bring(registered(bare, { units: null, barriers: null }));
      const nothing = await ask({ kind: 'split', register: { jurisdiction: bare } });
      expectProblem(nothing, 422, 'invalid-geodata');
      const past = await ask({
        kind: 'merge',
        register: { jurisdiction: code, datetime: '2020-01-01' },
      });
      expectProblem(past, 422, 'invalid-geodata');
      for (const prefer of ['wait=1', 'respond-async']) {
        const nowhere = { kind: 'merge', register: { jurisdiction: 'nowhere' } };
        expectProblem(await ask(nowhere, { prefer }), 404, 'not-found');
        const never = { kind: 'merge', register: { jurisdiction: code, datetime: '2024-02-31' } };
        expectProblem(await ask(never, { prefer }), 400, 'invalid-body');
      }
    },
    PATIENCE,
  );

  it(
    'mends gaps and overlaps, with the findings that each repair mends',
    async () => {
      const communities = collection(
        feature({ id: 'A', name: '甲社区' }, [box(0, 0, 1000, 1000)]),
        feature({ id: 'B', name: '乙社区' }, [box(980, 0, 2000, 1000)]),
      );
      const mended = result(await ask({ kind: 'repair', communities }));
      expect(mended.units).toBe(0);
      const before = auditCoverage(
        communities.features.map(({ id, geometry, properties }) => ({
          id: id ?? String(properties?.id),
          geometry: geometry as AreaGeometry,
        })),
      );
      const overlaps = before.findings.filter(({ kind }) => kind === 'overlap');
      expect(overlaps).toHaveLength(1);
      const [first] = mended.suggestions;
      expect(first?.repair?.after.overlap).toBe(0);
      expect(coverage(mended)).toEqual([]);
    },
    PATIENCE,
  );

  it(
    'answers what cannot be done with its cause',
    async () => {
      const none = result(await ask(split({ householdBand: { min: 590, max: 595 } })));
      expect(none.suggestions).toEqual([]);
      expect(none.infeasible[0]?.message.zh).toMatch(/\p{Script=Han}/u);
      expect(none.infeasible[0]?.cause).toBeTruthy();
    },
    PATIENCE,
  );

  it(
    'names every fault of a request by its place',
    async () => {
      const shape = async (body: unknown) =>
        pointers(expectProblem(await ask(body), 400, 'invalid-body'));
      expect(await shape({ kind: 'split' })).toEqual(['/communities', '/units']);
      const { communities, barriers } = town();
      expect(await shape({ kind: 'replan', barriers })).toEqual(['/jurisdiction']);
      expect(await shape({ kind: 'split', communities })).toEqual(['/units']);
      expect(await shape({ kind: 'join', communities, colour: 1 })).toEqual(['/colour', '/kind']);
      expect(await shape({ communities })).toEqual(['/kind']);
      expect(await shape(split({ householdBand: { min: 9, max: 3 } }))).toEqual([
        '/options/householdBand/min',
      ]);
      expect(await shape(split({ targets: ['A', 'Z', 'Y'] }))).toEqual([
        '/options/targets/1',
        '/options/targets/2',
      ]);
      expect(await shape(split({ seed: -1, alternatives: 0, effort: 0.5 }))).toEqual([
        '/options/alternatives',
        '/options/effort',
        '/options/seed',
      ]);
      expectProblem(await ask({ ...split(), policy: 'nobody' }), 422, 'unknown-policy');
      const broken = { ...split(), units: { type: 'FeatureCollection', features: [{}] } };
      const [place] = pointers(expectProblem(await ask(broken), 422, 'invalid-geodata'));
      expect(place).toMatch(/^\/units\/features\/0/);
    },
    PATIENCE,
  );

  it(
    'ends a search at the time limit with what it has, and keeps each such answer',
    async () => {
      const hurried = split({ effort: 4_000_000, timeLimitSeconds: 0.1 });
      const first = result(await ask(hurried));
      const second = result(await ask(hurried));
      expect([first.isCutShort, second.isCutShort]).toEqual([true, true]);
      expect(first.id).not.toBe(second.id);
    },
    PATIENCE,
  );

  it(
    'leaves the thread to others when the client goes away',
    async () => {
      const url = new URL('/suggestions', await app().listen({ host: '127.0.0.1', port: 0 }));
      const controller = new AbortController();
      const gone = fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ ...split({ effort: 4_000_000, seed: 5 }), kind: 'replan' }),
        signal: controller.signal,
      });
      setTimeout(() => controller.abort(), 500);
      await expect(gone).rejects.toThrow(/abort/);
      const next = await post(app(), '/measures', {
        communities: town().communities,
        measures: ['area'],
      });
      expect(next.statusCode).toBe(200);
      const kept = await database().knex('suggestion').where({ seed: 5 }).select('id');
      expect(kept).toEqual([]);
    },
    PATIENCE,
  );

  it(
    'takes what is large, or not to be waited for, on as a job',
    async () => {
      const jobs = new JobService(database().knex);
      const code = freshCode();
      await bring(registered(code));
      const ofRegister = {
        kind: 'split',
        register: { jurisdiction: code },
        options: { targets: ['A'], householdBand: BAND, effort: EFFORT },
      };
      const waited = [result(await ask(split({ seed: 6 }))), result(await ask(ofRegister))];
      const submit = async (body: unknown, prefer?: string) => {
        const answer = await ask(body, prefer === undefined ? {} : { prefer });
        expect(answer.statusCode, answer.body.slice(0, 500)).toBe(202);
        expect(answer.headers['preference-applied']).toBe(
          prefer === undefined ? undefined : 'respond-async',
        );
        const job = answer.json<Job>();
        expect(answer.headers.location).toBe(`/jobs/${job.id}`);
        expect(job).toMatchObject({ kind: 'suggestion', state: 'queued' });
        return job.id;
      };
      const many = collection(
        ...Array.from({ length: 2501 }, (_, i) =>
          asFeature(line(`r${i}`, 'local', [3, 0], [3, 4]) as Barrier),
        ),
      );
      const ids = [
        await submit(split({ seed: 6 }), 'wait=5, respond-async'),
        await submit(ofRegister, 'Respond-Async; x=1'),
        await submit(split({ effort: 4_000_001 })),
        await submit({ ...ofRegister, options: { ...ofRegister.options, effort: 4_000_001 } }),
        await submit({ ...split(), units: undefined, barriers: many }),
        await submit(
          { kind: 'merge', register: { jurisdiction: code, units: 'cut' } },
          'respond-async',
        ),
      ];
      // What is wrong with a request is told at once, not by a job.
      const async = { prefer: 'respond-async' };
      expectProblem(await ask(split({ targets: ['Z'] }), async), 400, 'invalid-body');
      expectProblem(await ask({ kind: 'merge', communities: 7 }, async), 422, 'invalid-geodata');
      for (const id of ids.splice(2, 3)) await jobs.cancel(id);

      const progress: number[] = [];
      const running = runJobs(database(), 'suggestion', (input, tools) =>
        suggestionJob(input, {
          ...tools,
          progress: (share, message) => {
            progress.push(share);
            tools.progress(share, message);
          },
        }),
      );
      const [inline, ofTown, merge] = await Promise.all(
        ids.map((id) => reach(jobs, id, undefined, 90_000)),
      );
      await running.stop();
      expect(inline).toMatchObject({ state: 'done', engineVersion: ENGINE_VERSION, problem: null });
      // The very results that were waited for.
      expect(inline?.result).toBe(`/suggestions/${waited[0]?.id}`);
      expect(ofTown?.result).toBe(`/suggestions/${waited[1]?.id}`);
      expect(result(await get(inline!.result!)).suggestions).toEqual(waited[0]?.suggestions);
      expect(progress.length).toBeGreaterThan(2);
      expect(progress.every((share) => share >= 0 && share <= 1)).toBe(true);
      expect(merge).toMatchObject({ state: 'done' });
    },
    PATIENCE,
  );

  it(
    'fails a job with the problem that the register has become',
    async () => {
      const jobs = new JobService(database().knex);
      const code = freshCode();
      await bring(registered(code, { units: null, barriers: null }));
      const answer = await ask(
        { kind: 'split', register: { jurisdiction: code } },
        { prefer: 'respond-async' },
      );
      expect(answer.statusCode).toBe(202);
      const running = runJobs(database(), 'suggestion', suggestionJob);
      const job = await reach(jobs, answer.json<Job>().id);
      await running.stop();
      expect(job).toMatchObject({
        state: 'failed',
        result: null,
        problem: {
          type: '/problems/invalid-geodata',
          status: 422,
          errors: [{ pointer: '/register/jurisdiction' }],
        },
      });
    },
    PATIENCE,
  );
});
