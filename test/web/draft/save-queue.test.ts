import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../../web/api/problem.ts';
import {
  type PendingWrite,
  SaveQueue,
  type WriteAnswer,
} from '../../../web/state/draft/save-queue.ts';

const write = (key: string): PendingWrite => ({ kind: 'undo', key, steps: 1 });
const offline = () => new ApiError({ cause: 'network', status: 0, request: 'POST' });

/** A server that does what it is told, one answer after the other. */
function setUp(version = 1) {
  const sent: { version: number; key: string }[] = [];
  const kept: { version: number; keys: string[] }[] = [];
  const pending: {
    answer(answer: WriteAnswer): Promise<void>;
    fail(error: unknown): Promise<void>;
  }[] = [];
  const queue = new SaveQueue({
    version,
    send: (at, { key }) =>
      new Promise((resolve, reject) => {
        sent.push({ version: at, key });
        pending.push({
          async answer(answer) {
            resolve(answer);
            await vi.advanceTimersByTimeAsync(0);
          },
          async fail(error) {
            reject(error);
            await vi.advanceTimersByTimeAsync(0);
          },
        });
      }),
    async keep(at, waiting) {
      kept.push({ version: at, keys: waiting.map(({ key }) => key) });
    },
  });
  const next = () => {
    const first = pending.shift();
    if (first === undefined) throw new Error('nothing was sent');
    return first;
  };
  return { queue, sent, kept, next, pending };
}

const settle = () => vi.advanceTimersByTimeAsync(0);

describe('SaveQueue', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('sends in order, one at a time, each against the version that the one before led to', async () => {
    const { queue, sent, next, pending, kept } = setUp(7);
    queue.add(write('a'));
    queue.add(write('b'));
    expect(queue.state.value).toEqual({ kind: 'saving', waiting: 2 });
    await settle();
    expect(pending).toHaveLength(1);
    await next().answer({ kind: 'done', version: 8 });
    await next().answer({ kind: 'done', version: 9 });
    expect(sent).toEqual([
      { version: 7, key: 'a' },
      { version: 8, key: 'b' },
    ]);
    expect(queue.state.value).toEqual({ kind: 'saved' });
    expect(queue.version).toBe(9);
    expect(kept.at(-1)).toEqual({ version: 9, keys: [] });
    expect(kept).toContainEqual({ version: 8, keys: ['b'] });
  });

  it('tries again after longer and longer pauses, with the same key', async () => {
    const { queue, sent, next } = setUp();
    queue.add(write('a'));
    await settle();
    for (const seconds of [1, 2, 5, 10, 30, 30]) {
      await next().fail(offline());
      expect(queue.state.value).toMatchObject({ kind: 'offline', waiting: 1 });
      const tries = sent.length;
      await vi.advanceTimersByTimeAsync(1000 * seconds - 1);
      expect(sent).toHaveLength(tries);
      await vi.advanceTimersByTimeAsync(1);
      expect(sent).toHaveLength(tries + 1);
    }
    await next().answer({ kind: 'done', version: 2 });
    expect(queue.state.value).toEqual({ kind: 'saved' });
    expect(new Set(sent.map(({ key }) => key))).toEqual(new Set(['a']));
    queue.add(write('b'));
    await settle();
    await next().fail(offline());
    await vi.advanceTimersByTimeAsync(1000);
    expect(sent.at(-1)).toEqual({ version: 2, key: 'b' });
  });

  it('counts what is added offline, and sends it at once on retry', async () => {
    const { queue, next, sent } = setUp();
    queue.add(write('a'));
    await settle();
    await next().fail(offline());
    queue.add(write('b'));
    expect(queue.state.value).toMatchObject({ kind: 'offline', waiting: 2 });
    expect(sent).toHaveLength(1);
    queue.retry();
    queue.retry();
    await settle();
    expect(sent).toHaveLength(2);
    await next().answer({ kind: 'done', version: 2 });
    await next().answer({ kind: 'done', version: 3 });
    expect(queue.state.value).toEqual({ kind: 'saved' });
    await vi.advanceTimersByTimeAsync(120_000);
    expect(sent).toHaveLength(3);
  });

  it.each([
    ['conflict', { kind: 'conflict', version: 5 }],
    ['refused', { kind: 'refused', problem: { cause: 'server', status: 413, request: '' } }],
  ] as const)('waits for the reader once the answer is: %s', async (kind, answer) => {
    const { queue, next, sent } = setUp();
    queue.add(write('a'));
    await settle();
    await next().answer(answer);
    queue.add(write('b'));
    await vi.advanceTimersByTimeAsync(120_000);
    expect(sent).toHaveLength(1);
    expect(queue.state.value).toMatchObject({ kind, waiting: 2 });
    const dropped = await queue.startOver(async () => 5);
    expect(dropped.map(({ key }) => key)).toEqual(['a', 'b']);
    expect(queue.state.value).toEqual({ kind: 'saved' });
    queue.add(write('c'));
    await settle();
    expect(sent.at(-1)).toEqual({ version: 5, key: 'c' });
  });

  it('starting over while a write is on its way does not drop the write after it', async () => {
    const { queue, next, sent } = setUp();
    queue.add(write('a'));
    await settle();
    const over = queue.startOver(async () => 40);
    await settle();
    await next().answer({ kind: 'done', version: 2 });
    expect(await over).toEqual([]);
    queue.add(write('b'));
    await settle();
    expect(sent.at(-1)).toEqual({ version: 40, key: 'b' });
    expect(queue.waiting.map(({ key }) => key)).toEqual(['b']);
  });

  it('stays in the conflict when the other version cannot be read', async () => {
    const { queue, next, sent } = setUp();
    queue.add(write('a'));
    await settle();
    await next().answer({ kind: 'conflict', version: 5 });
    await expect(queue.startOver(() => Promise.reject(offline()))).rejects.toThrow(ApiError);
    expect(queue.state.value).toEqual({ kind: 'conflict', waiting: 1, mine: 1, theirs: 5 });
    expect(queue.waiting).toHaveLength(1);
    expect(sent).toHaveLength(1);
  });

  it('a snapshot waits for the writes before it, and the writes after it wait for the snapshot', async () => {
    const { queue, next, sent } = setUp();
    const order: string[] = [];
    queue.add(write('a'));
    const named = queue.whenSaved(async (version) => {
      order.push(`snapshot of ${version}`);
      queue.add(write('b'));
      await new Promise((resolve) => setTimeout(resolve, 500));
      order.push('named');
    });
    await settle();
    expect(order).toEqual([]);
    await next().answer({ kind: 'done', version: 2 });
    expect(order).toEqual(['snapshot of 2']);
    expect(sent).toHaveLength(1);
    expect(queue.state.value).toEqual({ kind: 'saving', waiting: 1 });
    await vi.advanceTimersByTimeAsync(500);
    await named;
    await settle();
    expect(order).toEqual(['snapshot of 2', 'named']);
    expect(sent.at(-1)).toEqual({ version: 2, key: 'b' });
    await next().answer({ kind: 'done', version: 3 });
    expect(queue.state.value).toEqual({ kind: 'saved' });
  });

  it('names no state that is not on the server', async () => {
    const { queue, next } = setUp();
    queue.add(write('a'));
    await settle();
    await next().fail(offline());
    const work = vi.fn(async () => undefined);
    await expect(queue.whenSaved(work)).rejects.toThrow(ApiError);
    expect(work).not.toHaveBeenCalled();
    // The next try still comes.
    await vi.advanceTimersByTimeAsync(30_000);
    await next().answer({ kind: 'conflict', version: 9 });
    await expect(queue.whenSaved(work)).rejects.toMatchObject({ problem: { status: 412 } });
    expect(work).not.toHaveBeenCalled();
  });

  it('a snapshot of a version that is no more is a conflict', async () => {
    const { queue } = setUp(3);
    const problem = { cause: 'server', status: 412, request: '', currentVersion: 8 } as const;
    await expect(queue.whenSaved(() => Promise.reject(new ApiError(problem)))).rejects.toThrow(
      ApiError,
    );
    expect(queue.state.value).toEqual({ kind: 'conflict', waiting: 0, mine: 3, theirs: 8 });
  });

  it('sends what is added in the very moment in which the last write is done', async () => {
    const { queue, next, sent } = setUp();
    queue.add(write('a'));
    await settle();
    const stop = queue.state.subscribe(({ kind }) => {
      if (kind === 'saved' && sent.length === 1) queue.add(write('b'));
    });
    await next().answer({ kind: 'done', version: 2 });
    stop();
    expect(sent).toHaveLength(2);
    await next().answer({ kind: 'done', version: 3 });
    expect(queue.state.value).toEqual({ kind: 'saved' });
  });

  it('sends nothing once it is closed, and keeps what waits', async () => {
    const { queue, next, sent, kept } = setUp();
    queue.add(write('a'));
    queue.add(write('b'));
    await settle();
    let isClosed = false;
    const closed = queue.close().then(() => {
      isClosed = true;
    });
    await settle();
    expect(isClosed).toBe(false);
    await next().answer({ kind: 'done', version: 2 });
    await closed;
    expect(sent).toHaveLength(1);
    expect(kept.at(-1)).toEqual({ version: 2, keys: ['b'] });
    await expect(queue.whenSaved(async () => undefined)).rejects.toThrow(ApiError);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(sent).toHaveLength(1);
  });

  it('goes on when the browser can keep nothing', async () => {
    const complaint = vi.spyOn(console, 'error').mockReturnValue(undefined);
    const queue = new SaveQueue({
      version: 1,
      send: async (version) => ({ kind: 'done', version: version + 1 }),
      keep: () => Promise.reject(new Error('no room')),
    });
    queue.add(write('a'));
    await settle();
    expect(queue.state.value).toEqual({ kind: 'saved' });
    await queue.kept;
    expect(complaint).toHaveBeenCalled();
    complaint.mockRestore();
  });
});
