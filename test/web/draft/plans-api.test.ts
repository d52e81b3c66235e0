import { describe, expect, it } from 'vitest';
import { createPlansApi } from '../../../web/api/plans.ts';
import { ApiError } from '../../../web/api/problem.ts';
import type { PendingWrite } from '../../../web/state/draft/save-queue.ts';

const WRITE: PendingWrite = { kind: 'undo', key: 'key-1', steps: 2 };

/** An API whose server answers with this. */
function answering(answer: () => Response | Promise<Response>) {
  const asked: { url: string; init: RequestInit }[] = [];
  const api = createPlansApi('http://town.test/', async (url, init = {}) => {
    asked.push({ url: String(url), init });
    return answer();
  });
  return { api, asked };
}

const json = (body: unknown, init: ResponseInit) =>
  new Response(JSON.stringify(body), {
    ...init,
    headers: { 'content-type': 'application/problem+json', ...init.headers },
  });

describe('writing to a plan', () => {
  it('says which version it has seen, under a key of its own', async () => {
    const { api, asked } = answering(() => json({}, { status: 200, headers: { etag: '"8"' } }));
    expect(await api.write('p/1', 7, WRITE)).toEqual({ kind: 'done', version: 8 });
    expect(asked[0]?.url).toBe('http://town.test/plans/p%2F1/undo');
    expect(asked[0]?.init.headers).toMatchObject({ 'if-match': '"7"', 'idempotency-key': 'key-1' });
    expect(asked[0]?.init.body).toBe('{"steps":2}');
  });

  it('reads a weak ETag, and does without one', async () => {
    const weak = answering(() => json({}, { status: 200, headers: { etag: 'W/"8"' } }));
    expect(await weak.api.write('p', 7, WRITE)).toEqual({ kind: 'done', version: 8 });
    const none = answering(() => json({ plan: { version: 9 } }, { status: 200 }));
    expect(await none.api.write('p', 7, WRITE)).toEqual({ kind: 'done', version: 9 });
  });

  it('is a conflict with the version that is there', async () => {
    const { api } = answering(() => json({ current: { version: 12 } }, { status: 412 }));
    expect(await api.write('p', 7, WRITE)).toEqual({ kind: 'conflict', version: 12 });
  });

  it.each([400, 403, 404, 409, 413, 422])('is refused for good: %i', async (status) => {
    const { api } = answering(() => json({ title: 'No' }, { status }));
    expect(await api.write('p', 7, WRITE)).toMatchObject({
      kind: 'refused',
      problem: { status, title: 'No' },
    });
  });

  it.each([408, 429, 500, 502, 503, 504])('is to be tried again: %i', async (status) => {
    const { api } = answering(() => new Response('', { status }));
    await expect(api.write('p', 7, WRITE)).rejects.toThrow(ApiError);
  });

  it.each([
    ['the line is dead', () => Promise.reject(new TypeError('failed to fetch'))],
    ['the answer says nothing', () => new Response('<html>', { status: 200 })],
  ])('is to be tried again when %s', async (_name, answer) => {
    const { api } = answering(answer);
    await expect(api.write('p', 7, WRITE)).rejects.toThrow(ApiError);
  });

  it('is given up after a time, and to be tried again', async () => {
    const api = createPlansApi('http://town.test/', async (_url, init) => {
      // What a browser does when the time is over.
      const reason = new DOMException('too long', 'TimeoutError');
      Object.defineProperty(init!.signal!, 'aborted', { value: true });
      Object.defineProperty(init!.signal!, 'reason', { value: reason });
      throw reason;
    });
    await expect(api.write('p', 7, WRITE)).rejects.toMatchObject({
      problem: { cause: 'network', status: 0 },
    });
  });
});

it('operations that were written together are one step of the history', async () => {
  const square = [
    [
      [120, 30],
      [120.01, 30],
      [120.01, 30.01],
      [120, 30],
    ],
  ];
  const community = (name: string) => ({
    id: 'a',
    name,
    geometry: { type: 'Polygon', coordinates: square },
  });
  const step = (sequence: number, planVersion: number, before: string, after: string) => ({
    ...{ sequence, planVersion, operation: 'set-attributes' },
    parameters: { community: 'a', name: after },
    description: { zh: after, en: after },
    change: { put: [community(after)], removed: [], assignment: {}, lineage: [], extent: null },
    inverse: { put: [community(before)], removed: [], assignment: {}, lineage: [], extent: null },
  });
  const { api } = answering(() =>
    json(
      {
        plan: { id: 'p', name: '方案', status: 'draft', jurisdiction: 'j', version: 4 },
        material: { policy: null },
        base: { communities: [community('1')], assignment: [['__proto__', 'a']] },
        head: { put: [community('4')], removed: [], assignment: {} },
        done: [step(1, 2, '1', '2'), step(2, 2, '2', '3'), step(3, 3, '3', '4')],
        undone: [],
        waivers: [],
      },
      { status: 200 },
    ),
  );
  const opened = await api.open('p');
  expect(opened.done.map(({ operations }) => operations.length)).toEqual([2, 1]);
  expect(opened.done[0]?.inverses.map(({ put }) => put[0]?.name)).toEqual(['2', '1']);
  expect(opened.head.communities.get('a')?.name).toBe('4');
  expect(opened.head.assignment.get('__proto__')).toBe('a');
});

describe('opening a plan', () => {
  /** A draft whose body comes in three pieces. */
  const inPieces = (headers: Record<string, string>) => {
    const draft = {
      plan: { id: 'p', name: '方案', status: 'draft', jurisdiction: 'j', version: 4 },
      material: { policy: null },
      base: { communities: [], assignment: [] },
      head: { put: [], removed: [], assignment: {} },
      ...{ done: [], undone: [], waivers: [] },
    };
    const bytes = new TextEncoder().encode(JSON.stringify(draft));
    const third = Math.ceil(bytes.length / 3);
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let at = 0; at < bytes.length; at += third) {
          controller.enqueue(bytes.subarray(at, at + third));
        }
        controller.close();
      },
    });
    const length = String(bytes.length);
    return new Response(body, {
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name, value.replace('LENGTH', length)]),
      ),
    });
  };

  it.each([
    ['as it is', { 'content-length': 'LENGTH' }],
    [
      'compressed on the way',
      { 'content-length': '7', 'content-encoding': 'br', 'sizhi-body-length': 'LENGTH' },
    ],
  ])('tells how far it is, %s', async (_name, headers) => {
    const { api } = answering(() => inPieces(headers));
    const shares: number[] = [];
    await api.open('p', undefined, (share) => shares.push(share));
    expect(shares).toHaveLength(3);
    expect(shares[0]).toBeCloseTo(1 / 6, 1);
    expect(shares.at(-1)).toBe(0.5);
  });

  it('does without where nobody says how long it is', async () => {
    const { api } = answering(() => inPieces({ 'content-encoding': 'br' }));
    const shares: number[] = [];
    expect((await api.open('p', undefined, (share) => shares.push(share))).info.version).toBe(4);
    expect(shares).toEqual([]);
  });
});
