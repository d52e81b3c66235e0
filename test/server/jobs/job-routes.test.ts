import { once } from 'node:events';
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Value } from 'typebox/value';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { AuditResultSchema } from '#contract/audits.ts';
import { type Job, JobSchema } from '#contract/jobs.ts';
import { buildApp } from '../../../server/app.ts';
import { type RunningJobs, startJobs } from '../../../server/jobs/start-jobs.ts';
import { openPolicies } from '../../../server/services/audit/open-policies.ts';
import { auditJob } from '../../../server/services/jobs/audit-job.ts';
import { JobService } from '../../../server/services/jobs/job-service.ts';
import { describeOnEachDatabase } from '../../helpers/databases.ts';
import { type Answer, expectProblem, post, serviceOn, testConfig } from '../helpers/service.ts';
import { freshCode, squareTown } from '../helpers/town.ts';
import { ownKind, reach, runJobs, untilAborted } from './own-kind.ts';

const NOBODY = '00000000-0000-4000-8000-000000000000';

/** Events as a client reads them. */
const parse = (text: string): { event: string; id: string; job: Job }[] =>
  [...text.matchAll(/event: (\w+)\nid: (\w+)\ndata: (.*)\n\n/g)].map(([, event, id, data]) => ({
    event: event ?? '',
    id: id ?? '',
    job: JSON.parse(data ?? ''),
  }));

describeOnEachDatabase('/jobs', (database) => {
  const kind = ownKind(database);
  const jobs = () => new JobService(database().knex);
  const app = serviceOn(database);
  const submit = (): Promise<Job> => jobs().submit({ kind: kind(), input: {}, actor: 'test' });
  const get = (url: string, headers: Record<string, string> = {}) =>
    app().inject({ url, headers }) as Promise<Answer>;
  const cancel = (id: string) =>
    app().inject({ method: 'DELETE', url: `/jobs/${id}` }) as Promise<Answer>;

  it('shows a job, cancels it, and says why it cannot do so twice', async () => {
    const { id } = await submit();
    const shown = await get(`/jobs/${id}`);
    expect(shown.headers).toMatchObject({ 'cache-control': 'no-store', 'retry-after': '1' });
    expect(shown.json<Job>()).toMatchObject({ id, state: 'queued', result: null });
    expect((await cancel(id)).json<Job>()).toMatchObject({ id, state: 'cancelled' });
    expectProblem(await cancel(id), 409, 'job-finished');
    expectProblem(await get(`/jobs/${id}/result`), 404, 'not-found');
    expect((await get(`/jobs/${id}`)).headers).not.toHaveProperty('retry-after');
  });

  it('says 202 when a job that runs is cancelled, and 409 when its result is asked for too soon', async () => {
    const { id } = await submit();
    const running = runJobs(database(), kind(), (_, { signal }) => untilAborted(signal));
    await reach(jobs(), id, ({ state }) => state === 'running');
    expectProblem(await get(`/jobs/${id}/result`), 409, 'job-unfinished');
    const answer = await cancel(id);
    expect(answer.statusCode).toBe(202);
    expect(answer.json<Job>()).toMatchObject({ id, state: 'running' });
    await reach(jobs(), id);
    await running.stop();
  });

  it('lists the newest jobs of jurisdictions, and nobody’s own', async () => {
    const code = freshCode();
    expect((await post(app(), '/imports', squareTown(code, 2, 2))).statusCode).toBe(201);
    const [{ jurisdiction_id: jurisdictionId }] = await database()
      .knex('jurisdiction')
      .select('jurisdiction_id')
      .where({ code });
    const own = await submit();
    const ofTown: string[] = [];
    for (let count = 0; count < 3; count++) {
      const job = { kind: kind(), input: {}, actor: 'test', jurisdictionId };
      ofTown.unshift((await jobs().submit(job)).id);
    }
    const listed = (await get('/jobs?limit=3')).json<{ jobs: Job[] }>().jobs;
    expect(listed.map(({ id }) => id)).toEqual(ofTown);
    const all = (await get('/jobs?limit=200')).json<{ jobs: Job[] }>().jobs;
    expect(all.map(({ id }) => id)).not.toContain(own.id);
    for (const query of ['limit=0', 'limit=201', 'limit=x', 'state=done']) {
      expectProblem(await get(`/jobs?${query}`), 400, 'invalid-parameter');
    }
  });

  it('has no job of another id', async () => {
    for (const id of [NOBODY, 'x', '%00', '..%2f']) {
      for (const path of ['', '/events', '/result']) {
        expectProblem(await get(`/jobs/${id}${path}`), 404, 'not-found');
      }
      expectProblem(await cancel(id), 404, 'not-found');
    }
  });

  it('tells what happens to a job as events, and stops a client that has had the last', async () => {
    const { id } = await submit();
    const running = runJobs(database(), kind(), async (_, { progress }) => {
      progress(0.5, { zh: '第一行\n第二行', en: 'half\nway' });
      await sleep(1600);
      return { result: '/somewhere' };
    });
    const answer = await get(`/jobs/${id}/events`, { 'accept-encoding': 'gzip' });
    await running.stop();
    expect(answer.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
    });
    expect(answer.headers).not.toHaveProperty('content-encoding');
    const events = parse(answer.body);
    for (const { job } of events)
      expect([...Value.Errors(JobSchema, { ...job, kind: 'audit' })]).toEqual([]);
    expect(events.at(-1)).toMatchObject({ event: 'done', job: { result: '/somewhere' } });
    expect(events.slice(0, -1).every(({ event }) => event === 'progress')).toBe(true);
    expect(events.map(({ job }) => job.message?.en)).toContain('half\nway');
    const ids = events.map((event) => Number(event.id));
    expect(ids).toEqual([...ids].sort((a, b) => a - b));

    const last = events.at(-1)?.id ?? '';
    const again = await get(`/jobs/${id}/events`, { 'last-event-id': last });
    expect(again.statusCode).toBe(204);
    const odd = await get(`/jobs/${id}/events`, { 'last-event-id': 'nonsense' });
    expect(parse(odd.body)).toMatchObject([{ event: 'done', id: last }]);
  });

  it('lets go of a client that has gone, and of those that are there when it closes', async () => {
    const { id } = await submit();
    const own = await buildApp({ config: testConfig(), database: database() });
    const origin = await own.listen({ host: '127.0.0.1', port: 0 });
    // Not with fetch: after an abort it opens another connection to keep, for which the server would wait.
    const first = request(`${origin}/jobs/${id}/events`).end();
    await once(first, 'response');
    const second = await fetch(`${origin}/jobs/${id}/events`);
    first.destroy();
    // Time enough for the first event.
    await sleep(1000);
    const closed = performance.now();
    const text = second.text();
    await own.close();
    expect(performance.now() - closed).toBeLessThan(3000);
    expect(parse(await text)).toMatchObject([{ event: 'progress', job: { state: 'queued' } }]);
    await jobs().cancel(id);
  });

  it('answers HEAD without waiting for the job', async () => {
    const { id } = await submit();
    const head = (await app().inject({ method: 'HEAD', url: `/jobs/${id}` })) as Answer;
    expect(head.statusCode).toBe(200);
    const events = (await app().inject({ method: 'HEAD', url: `/jobs/${id}/events` })) as Answer;
    expect(events.statusCode).toBe(405);
    await cancel(id);
  });
});

describeOnEachDatabase('POST /audits with Prefer: respond-async', (database) => {
  const app = serviceOn(database);
  const jobs = () => new JobService(database().knex);
  const audit = (body: unknown, prefer = 'respond-async') =>
    post(app(), '/audits', body, { prefer });
  let running: RunningJobs;
  beforeAll(() => {
    const config = testConfig();
    const { knex } = database();
    running = startJobs({
      ...{ knex, config, policies: openPolicies(config), handlers: { audit: auditJob } },
      log: () => undefined,
    });
  });
  afterAll(() => running.stop());

  it('answers with a job, whose result is what the request would have been answered with', async () => {
    const body = squareTown('X');
    const accepted = await audit(body, 'wait=10, Respond-Async; x=y');
    expect(accepted.statusCode, accepted.body).toBe(202);
    const job = accepted.json<Job>();
    expect([...Value.Errors(JobSchema, job)]).toEqual([]);
    expect(accepted.headers).toMatchObject({
      ...{ location: `/jobs/${job.id}`, 'preference-applied': 'respond-async' },
      vary: expect.stringContaining('Prefer'),
    });
    const done = await reach(jobs(), job.id);
    expect(done).toMatchObject({ state: 'done', kind: 'audit', result: `/jobs/${job.id}/result` });
    const result = (await app().inject({ url: done.result ?? '' })) as Answer;
    expect(result.headers['content-type']).toContain('application/json');
    const found = result.json<{ summary: { communities: number } }>();
    expect([...Value.Errors(AuditResultSchema, found)]).toEqual([]);
    const direct = await post(app(), '/audits', body);
    const timeless = (text: string) => text.replace(/"elapsedMilliseconds":[\d.]+/, '');
    expect(timeless(result.body)).toBe(timeless(direct.body));
    expect(found.summary.communities).toBe(4);
  });

  it('fails the job with the problem that the request would have been answered with', async () => {
    for (const body of ['{"communities":', JSON.stringify({ communities: 3 }), '[]']) {
      const { id } = (await audit(body)).json<Job>();
      const { problem } = await reach(jobs(), id);
      const direct = await post(app(), '/audits', body);
      const { instance: _, ...expected } = direct.json<Record<string, unknown>>();
      expect(problem).toEqual(expected);
      const result = (await app().inject({ url: `/jobs/${id}/result` })) as Answer;
      expect(result.statusCode).toBe(direct.statusCode);
      expect(result.json()).toMatchObject(expected);
    }
    const unknown = { register: { jurisdiction: 'T-NOWHERE' } };
    const { id } = (await audit(unknown)).json<Job>();
    expect((await reach(jobs(), id)).problem).toMatchObject({ status: 404 });
  });

  it('refuses what has no body at once, and knows no other preference', async () => {
    expectProblem(await audit(''), 400, 'not-json');
    expect((await audit(squareTown('X'), 'wait=5, return=minimal')).statusCode).toBe(200);
  });
});
