import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DomainError } from '#contract/domain-error.ts';
import type { Progress } from '#engine/workers/throttle-progress.ts';
import { auditBody } from '../../server/services/audit/audit-body.ts';
import { ComputePool } from '../../server/services/compute/compute-pool.ts';
import { squareTown } from './helpers/town.ts';

const body = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const small = () => ({ body: body(squareTown('X')), maxVertices: 1e6 });
const large = () => ({ body: body(squareTown('X', 26, 400)), maxVertices: 1e7 });
/** A community too small, to be joined with a neighbour. */
const MERGE = {
  kind: 'merge',
  communities: squareTown('X').communities,
  options: { targets: ['A1'], householdBand: { min: 2500, max: 4500 } },
};

describe('compute threads', () => {
  const pools: ComputePool[] = [];
  const open = (options: Partial<ConstructorParameters<typeof ComputePool>[0]> = {}) => {
    const pool = new ComputePool({ workers: 1, timeLimitSeconds: 60, ...options });
    pools.push(pool);
    return pool;
  };
  afterEach(async () => {
    for (const pool of pools.splice(0)) await pool.close();
  });

  it('give each task its own answer, whatever their order', async () => {
    const pool = open({ workers: 2 });
    const counts = await Promise.all(
      [1, 4, 2, 3].map(async (columns) => {
        const town = { body: body(squareTown('X', columns, 1)), maxVertices: 1e6 };
        const answer = await pool.run('audit', town);
        if (answer.kind !== 'result') throw new Error('no result');
        return JSON.parse(Buffer.from(answer.json).toString()).summary.communities;
      }),
    );
    expect(counts).toEqual([1, 4, 2, 3]);
  });

  it('are handed the body without a copy, and answer as the audit in place does', async () => {
    const sent = body(squareTown('X', 5, 5));
    const here = auditBody({ body: sent, maxVertices: 1e6 });
    const input = { body: sent, maxVertices: 1e6 };
    const there = await open().run('audit', input, { transfer: [sent.buffer as ArrayBuffer] });
    expect(sent.byteLength).toBe(0);
    if (here.kind !== 'result' || there.kind !== 'result') throw new Error('no result');
    const read = (json: Uint8Array) => {
      const { summary, ...rest } = JSON.parse(new TextDecoder().decode(json));
      return { ...rest, summary: { ...summary, elapsedMilliseconds: 0 } };
    };
    expect(read(there.json)).toEqual(read(here.json));
  });

  it('pass on why an input was refused', async () => {
    const refused = open().run('audit', { body: body([]), maxVertices: 1 });
    await expect(refused).rejects.toBeInstanceOf(DomainError);
    await expect(refused).rejects.toMatchObject({ code: 'invalid-body' });
  });

  it('tell how far a task is, to whoever asked for it and nobody else', async () => {
    const pool = open();
    const ask = (onProgress?: (progress: Progress) => void) =>
      pool.run(
        'suggestion',
        { body: body(MERGE), maxVertices: 1e6, when: 'always' },
        { onProgress },
      );
    const heard: Progress[] = [];
    const [told] = await Promise.all([ask((progress) => heard.push(progress)), ask()]);
    expect(told.kind).toBe('result');
    expect(heard[0]).toMatchObject({ share: 0, message: { en: 'preparing units' } });
    expect(heard.at(-1)).toMatchObject({ share: 1, message: { zh: '完成' } });
    const shares = heard.map(({ share }) => share);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    // The second one, of which nobody wanted to hear, said nothing to the first.
    expect(shares.filter((share) => share === 1)).toHaveLength(1);
  });

  it('stop a task that is aborted, and go on with the next', async () => {
    const pool = open();
    const controller = new AbortController();
    const stopped = pool.run('audit', large(), { signal: controller.signal });
    const next = pool.run('audit', small());
    setTimeout(() => controller.abort(new Error('gone')), 50);
    await expect(stopped).rejects.toThrow('gone');
    expect((await next).kind).toBe('result');
  });

  it('never begin a task that was aborted while it waited', async () => {
    const pool = open();
    const controller = new AbortController();
    const first = pool.run('audit', small());
    const waiting = pool.run('audit', small(), { signal: controller.signal });
    controller.abort(new Error('gone'));
    await expect(waiting).rejects.toThrow('gone');
    expect((await first).kind).toBe('result');
    await expect(pool.run('audit', small(), { signal: controller.signal })).rejects.toThrow('gone');
  });

  it('refuse when too many wait', async () => {
    const pool = open({ queueLimit: 1 });
    const running = pool.run('audit', small());
    const waiting = pool.run('audit', small());
    await expect(pool.run('audit', small())).rejects.toMatchObject({ code: 'busy' });
    await Promise.all([running, waiting]);
  });

  it('end a task that takes too long or too much memory', async () => {
    const hasty = open({ timeLimitSeconds: 0.2 });
    await expect(hasty.run('audit', large())).rejects.toMatchObject({ code: 'time-limit' });
    const narrow = open({ memoryLimitMegabytes: 16 });
    await expect(narrow.run('audit', large())).rejects.toMatchObject({ code: 'out-of-memory' });
    await expect(narrow.run('audit', large())).rejects.toMatchObject({ code: 'out-of-memory' });
  });

  describe('by a clock that the test turns', () => {
    beforeEach(() => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    });
    afterEach(() => {
      vi.useRealTimers();
    });

    it('a slow task does not use up the time of those that wait for it', async () => {
      const pool = open({ timeLimitSeconds: 60, waitLimitSeconds: 60 });
      const slow = pool.run('audit', small());
      const waiting = pool.run('audit', large());
      vi.advanceTimersByTime(50_000);
      expect((await slow).kind).toBe('result');
      // Begun this instant, 50 s after it was asked for: only now does its own minute run.
      vi.advanceTimersByTime(50_000);
      const outcome = Promise.allSettled([waiting]);
      vi.advanceTimersByTime(9_000);
      expect((await outcome)[0]).toMatchObject({ status: 'fulfilled' });
    });

    it('refuse as busy, not as too slow, what has waited too long for a thread', async () => {
      const pool = open({ timeLimitSeconds: 60, waitLimitSeconds: 20 });
      const slow = pool.run('audit', small());
      const waiting = pool.run('audit', small());
      vi.advanceTimersByTime(20_000);
      await expect(waiting).rejects.toMatchObject({
        code: 'busy',
        detail: { en: expect.stringContaining('waited 20 s for its turn') },
      });
      expect((await slow).kind).toBe('result');
    });
  });

  it('fail what is left when they are closed', async () => {
    const pool = open();
    const running = pool.run('audit', large());
    const waiting = pool.run('audit', small());
    const settled = Promise.allSettled([running, waiting]);
    await pool.close();
    expect(await settled).toMatchObject([
      { status: 'rejected', reason: { code: 'busy' } },
      { status: 'rejected', reason: { code: 'busy' } },
    ]);
    await expect(pool.run('audit', small())).rejects.toMatchObject({ code: 'busy' });
  });
});
