import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { DomainError } from '#contract/domain-error.ts';
import type { Job } from '#contract/jobs.ts';
import { ENGINE_VERSION } from '#engine/version.ts';
import { JobQueue } from '../../../server/repositories/job-queue.ts';
import { endJob, lockJob } from '../../../server/repositories/job-repository.ts';
import { JobAttempts, MOST_LOSSES } from '../../../server/services/jobs/job-attempts.ts';
import type { JobTools } from '../../../server/services/jobs/job-handlers.ts';
import { JobService } from '../../../server/services/jobs/job-service.ts';
import { describeOnEachDatabase } from '../../helpers/databases.ts';
import { ownKind, reach, runJobs, untilAborted } from './own-kind.ts';

const RESULT = { result: '/somewhere' };

describeOnEachDatabase('jobs', (database) => {
  const kind = ownKind(database);
  const service = () => new JobService(database().knex);
  const submit = (jobs: JobService, input: object = {}): Promise<Job> =>
    jobs.submit({ kind: kind(), input, actor: 'test' });
  const waitingEntries = async (id: string): Promise<number> => {
    const { rows } = await database().knex.raw('select from sizhi_queue.job where id = ?', [id]);
    return rows.length;
  };
  const column = async (id: string, name: string): Promise<unknown> =>
    (await database().knex('job').select(name).where({ id }).first())[name];
  const noSignOfLife = (id: string) =>
    database().knex('job').where({ id }).update({ heartbeat_at: '2020-01-01' });

  it('are queued, run with what was submitted, and are done; nothing of the input stays', async () => {
    const jobs = service();
    const given: unknown[] = [];
    const first = await submit(jobs, { text: '四至', list: [1, 2.5] });
    const second = await submit(jobs, new Uint8Array([0, 255, 10]));
    expect(first).toMatchObject({ state: 'queued', progress: 0, attempts: 0, startedAt: null });
    const running = runJobs(database(), kind(), async (input) => {
      given.push(input);
      return RESULT;
    });
    const done = await reach(jobs, first.id);
    await reach(jobs, second.id);
    await running.stop();
    expect(done).toMatchObject({
      ...{ state: 'done', progress: 1, attempts: 1, result: '/somewhere', problem: null },
      engineVersion: ENGINE_VERSION,
    });
    expect(Date.parse(done.finishedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(done.createdAt));
    expect(given).toEqual([{ text: '四至', list: [1, 2.5] }, Buffer.from([0, 255, 10])]);
    expect(await column(first.id, 'input')).toBeNull();
    expect(await waitingEntries(first.id)).toBe(0);
  });

  it('are begun at once when they are submitted in the process that runs them', async () => {
    const jobs = service();
    const running = runJobs(database(), kind(), async () => RESULT, { jobs });
    await sleep(300);
    const submitted = performance.now();
    for (let i = 0; i < 5; i++) await reach(jobs, (await submit(jobs)).id);
    // Five seconds if each were found by the look that is taken once a second.
    expect(performance.now() - submitted).toBeLessThan(3000);
    await running.stop();
  });

  it('tell how far they are, to everybody who watches, up to the end', async () => {
    const jobs = service();
    const { id } = await submit(jobs);
    const watch = async (): Promise<string[]> => {
      const seen: string[] = [];
      for await (const { state, progress } of jobs.watch(id, new AbortController().signal)) {
        seen.push(`${state} ${progress}`);
      }
      return seen;
    };
    const watching = [watch(), watch()];
    await sleep(200);
    const running = runJobs(database(), kind(), async (_input, { progress }) => {
      for (let i = 0; i < 1000; i++) progress(i / 2000, { zh: '一半', en: 'half' });
      await sleep(2500);
      return RESULT;
    });
    const [seen, same] = await Promise.all(watching);
    await running.stop();
    for (const one of [seen, same]) {
      expect(one?.[0]).toBe('queued 0');
      expect(one?.slice(-2)).toEqual(['running 0.4995', 'done 1']);
    }
    // Of a thousand reports one was written.
    expect(await column(id, 'revision')).toBe(4);
  });

  it('fail with the problem that a request would have had, in the language of whoever asks', async () => {
    const jobs = service();
    const { id } = await submit(jobs);
    const fault = { code: 'bad', pointer: '/a', message: { zh: '错', en: 'is wrong' } };
    const running = runJobs(database(), kind(), () =>
      Promise.reject(new DomainError('invalid-body', { zh: '结构有误。', en: 'Wrong.' }, [fault])),
    );
    const failed = await reach(jobs, id);
    await running.stop();
    expect(failed.state).toBe('failed');
    expect(failed.problem).toEqual({
      ...{ type: '/problems/invalid-body', title: 'The body has the wrong shape', status: 400 },
      ...{ detail: 'Wrong.', errors: [fault] },
    });
    expect((await jobs.read(id, 'zh'))?.problem).toMatchObject({ detail: '结构有误。' });
    await expect(jobs.readResult(id)).rejects.toMatchObject({ code: 'invalid-body' });
    expect(running.notices.map(({ event }) => event)).not.toContain('fault');
  });

  it('fail as our fault when a handler breaks, and only the log has its words', async () => {
    const jobs = service();
    const { id } = await submit(jobs);
    const running = runJobs(database(), kind(), () => Promise.reject(new Error('secret words')));
    const failed = await reach(jobs, id);
    await running.stop();
    expect(failed.problem).toMatchObject({ type: '/problems/internal', status: 500 });
    expect(JSON.stringify(failed)).not.toContain('secret');
    const fault = running.notices.find(({ event }) => event === 'fault');
    expect(fault).toMatchObject({ id, error: { message: 'secret words' } });
  });

  it('fail when what they came to cannot be stored', async () => {
    const jobs = service();
    const { id } = await submit(jobs);
    const running = runJobs(database(), kind(), async () => ({
      ...RESULT,
      save: async (trx) => trx.raw('select 1 / 0'),
    }));
    expect(await reach(jobs, id)).toMatchObject({ state: 'failed', result: null });
    await running.stop();
    expect(await waitingEntries(id)).toBe(0);
  });

  it('fail when they take too long, whether they heed the signal or not', async () => {
    const jobs = service();
    const { id } = await submit(jobs);
    const running = runJobs(database(), kind(), () => sleep(60_000, RESULT, { ref: false }), {
      timeLimitSeconds: 1,
    });
    expect((await reach(jobs, id)).problem).toMatchObject({ type: '/problems/time-limit' });
    await running.stop();
  });

  describe('that are cancelled', () => {
    it('before they begin are over at once', async () => {
      const jobs = service();
      const { id } = await submit(jobs);
      expect(await jobs.cancel(id)).toMatchObject({ state: 'cancelled', attempts: 0 });
      expect(await waitingEntries(id)).toBe(0);
      await expect(jobs.cancel(id)).rejects.toMatchObject({ code: 'job-finished' });
    });

    it('while they run hear of it within about a second', async () => {
      const jobs = service();
      const { id } = await submit(jobs);
      const heard: number[] = [];
      const running = runJobs(database(), kind(), async (_input, { signal }) => {
        await untilAborted(signal).finally(() => heard.push(performance.now()));
        return RESULT;
      });
      await reach(jobs, id, ({ state }) => state === 'running');
      const asked = performance.now();
      expect(await jobs.cancel(id)).toMatchObject({
        ...{ state: 'running', message: { en: 'being cancelled' } },
      });
      expect(await reach(jobs, id)).toMatchObject({ state: 'cancelled', result: null });
      await running.stop();
      expect((heard[0] ?? 0) - asked).toBeLessThan(2000);
    });

    it('come to nothing even if the handler carries on to its end', async () => {
      const jobs = service();
      const { id } = await submit(jobs);
      const saved: string[] = [];
      const running = runJobs(database(), kind(), async () => {
        await sleep(2500);
        return { ...RESULT, save: async () => void saved.push(id) };
      });
      await reach(jobs, id, ({ state }) => state === 'running');
      await jobs.cancel(id);
      expect(await reach(jobs, id)).toMatchObject({ state: 'cancelled' });
      await running.stop();
      expect(saved).toEqual([]);
    });

    it('after their worker was lost are cancelled, not begun again', async () => {
      const jobs = service();
      const { id } = await submit(jobs);
      const attempts = new JobAttempts(database().knex);
      await attempts.begin([kind()], 'lost');
      await jobs.cancel(id);
      await noSignOfLife(id);
      await attempts.recover([kind()], 10);
      expect(await jobs.read(id)).toMatchObject({ state: 'cancelled', attempts: 1 });
      expect(await waitingEntries(id)).toBe(0);
    });
  });

  it('of a worker that stops go back to the queue, which counts as no loss', async () => {
    const jobs = service();
    const { id } = await submit(jobs);
    const handler = async (_input: unknown, { signal }: JobTools) => untilAborted(signal);
    const first = runJobs(database(), kind(), handler);
    await reach(jobs, id, ({ state }) => state === 'running');
    await first.stop();
    expect(await jobs.read(id)).toMatchObject({ state: 'queued', attempts: 1, progress: 0 });
    expect(await column(id, 'losses')).toBe(0);
    const second = runJobs(database(), kind(), async () => RESULT);
    expect(await reach(jobs, id)).toMatchObject({ state: 'done', attempts: 2 });
    await second.stop();
  });

  it('of a worker that was lost are begun again, and given up when that happens every time', async () => {
    const jobs = service();
    const attempts = new JobAttempts(database().knex);
    const { id } = await submit(jobs);
    for (let loss = 1; loss <= MOST_LOSSES; loss++) {
      expect(await attempts.begin([kind()], 'lost')).toMatchObject({ id, attempt: loss });
      expect(await attempts.recover([kind()], 10)).toEqual([]);
      await noSignOfLife(id);
      expect(await attempts.recover([kind()], 10)).toMatchObject([{ id }]);
      const state = loss < MOST_LOSSES ? 'queued' : 'failed';
      expect(await jobs.read(id)).toMatchObject({ state, attempts: loss });
    }
    const { problem } = (await jobs.read(id)) ?? {};
    expect(problem).toMatchObject({ type: '/problems/worker-lost', status: 500 });
    expect(await attempts.begin([kind()], 'next')).toBeNull();
    expect(await waitingEntries(id)).toBe(0);
  });

  it('that were taken from a worker can no longer be ended by it', async () => {
    const jobs = service();
    const attempts = new JobAttempts(database().knex);
    const { id } = await submit(jobs);
    const slow = await attempts.begin([kind()], 'slow');
    await noSignOfLife(id);
    await attempts.recover([kind()], 10);
    const quick = await attempts.begin([kind()], 'quick');
    if (slow === null || quick === null) throw new Error('nothing to begin');
    const saved: string[] = [];
    const outcome = (who: string) => ({
      result: `/${who}`,
      save: async () => void saved.push(who),
    });
    expect(await attempts.complete(slow, outcome('slow'))).toBe(false);
    expect(await attempts.fail(slow, new DomainError('busy', { zh: '', en: '' }).toFault())).toBe(
      false,
    );
    expect(await attempts.giveBack(slow)).toBe(false);
    expect(await attempts.complete(quick, outcome('quick'))).toBe(true);
    expect(await attempts.complete(quick, outcome('again'))).toBe(false);
    expect(saved).toEqual(['quick']);
    expect(await jobs.read(id)).toMatchObject({ state: 'done', result: '/quick', attempts: 2 });
  });

  it('stop within about a second in a worker that they were taken from', async () => {
    const jobs = service();
    const { id } = await submit(jobs);
    const reasons: unknown[] = [];
    const running = runJobs(database(), kind(), async (_input, { signal }) => {
      await untilAborted(signal).catch((reason) => reasons.push(reason.reason));
      return RESULT;
    });
    await reach(jobs, id, ({ state }) => state === 'running');
    await database().knex('job').where({ id }).update({ attempts: 7 });
    await vi.waitFor(() => expect(reasons).toEqual(['superseded']), { timeout: 4000 });
    expect(await jobs.read(id)).toMatchObject({ state: 'running', attempts: 7 });
    await running.stop();
  });

  it('of many runners are each run once', async () => {
    const jobs = service();
    const ran: number[] = [];
    const handler = async (input: unknown) => {
      ran.push((input as { number: number }).number);
      await sleep(20);
      return RESULT;
    };
    const ids: string[] = [];
    for (let number = 0; number < 24; number++) ids.push((await submit(jobs, { number })).id);
    const runners = [1, 2, 3].map(() => runJobs(database(), kind(), handler, { workers: 2 }));
    for (const id of ids)
      expect(await reach(jobs, id)).toMatchObject({ state: 'done', attempts: 1 });
    await Promise.all(runners.map((runner) => runner.stop()));
    expect(ran.sort((a, b) => a - b)).toEqual(ids.map((_, index) => index));
  });

  it('that are begun and cancelled at the same moment do not wait for each other', async () => {
    const jobs = service();
    const attempts = new JobAttempts(database().knex);
    const { id } = await submit(jobs);
    const queue = new JobQueue();
    let beginning: Promise<unknown> = Promise.resolve();
    await database().knex.transaction(async (trx) => {
      await lockJob(trx, id);
      beginning = attempts.begin([kind()], 'quick');
      await sleep(300);
      await queue.remove(trx, kind(), id);
      await endJob(trx, id, { state: 'cancelled', message: null });
    });
    expect(await beginning).toBeNull();
    expect(await jobs.read(id)).toMatchObject({ state: 'cancelled', attempts: 0 });
  });

  it('whose row was removed by hand leave the queue', async () => {
    const jobs = service();
    const attempts = new JobAttempts(database().knex);
    const [gone, next] = [await submit(jobs), await submit(jobs)];
    await database().knex('job').where({ id: gone.id }).delete();
    expect(await attempts.begin([kind()], 'any')).toBeNull();
    expect(await waitingEntries(gone.id)).toBe(0);
    expect(await attempts.begin([kind()], 'any')).toMatchObject({ id: next.id });
  });

  it('that ended long ago are removed', async () => {
    const jobs = service();
    const [old, recent] = [await submit(jobs), await submit(jobs)];
    await jobs.cancel(old.id);
    await jobs.cancel(recent.id);
    await database().knex('job').where({ id: old.id }).update({ finished_at: '2020-01-01' });
    const running = runJobs(database(), kind(), async () => RESULT);
    await vi.waitFor(async () => expect(await jobs.read(old.id)).toBeNull(), { timeout: 5000 });
    await running.stop();
    expect(await jobs.read(recent.id)).not.toBeNull();
  });

  it('that nobody knows are nobody’s', async () => {
    const jobs = service();
    const id = '00000000-0000-4000-8000-000000000000';
    for (const unknown of [id, 'x', "' or 1=1--"]) {
      expect(await jobs.read(unknown)).toBeNull();
      expect(await jobs.cancel(unknown)).toBeNull();
      for await (const _ of jobs.watch(unknown, new AbortController().signal)) {
        expect.unreachable();
      }
    }
  });
});
