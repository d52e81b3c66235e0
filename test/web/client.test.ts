import { describe, expect, it } from 'vitest';
import { createApi } from '../../web/api/client.ts';
import { ApiError, type Problem } from '../../web/api/problem.ts';

const never = new AbortController().signal;
const point = (id: string) => ({
  type: 'Feature',
  id,
  geometry: { type: 'Point', coordinates: [120, 30] },
  properties: {},
});
const json = (body: unknown, status = 200, type = 'application/json'): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': type } });

/** Answers requests in turn and keeps them. */
function answering(...answers: (Response | Error)[]) {
  const asked: { url: string; init: RequestInit | undefined }[] = [];
  const fetcher = (async (input: URL | string | Request, init?: RequestInit) => {
    asked.push({ url: String(input), init });
    const answer = answers.shift();
    if (answer === undefined) throw new Error('One request too many.');
    if (answer instanceof Error) throw answer;
    return answer;
  }) as typeof fetch;
  return { api: createApi('http://sizhi.test/base/', fetcher), asked };
}

async function problemFrom(promise: Promise<unknown>): Promise<Problem> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ApiError)) throw new Error(`Expected an ApiError, got ${String(error)}`);
  return error.problem;
}

describe('items', () => {
  it('follows next links to the end, on our own origin only', async () => {
    const { api, asked } = answering(
      json({
        type: 'FeatureCollection',
        features: [point('a')],
        links: [
          { rel: 'self', href: 'x' },
          { rel: 'next', href: 'http://elsewhere.test/collections/units/items?cursor=2&limit=1' },
        ],
      }),
      json({ type: 'FeatureCollection', features: [point('b')], links: [] }),
    );
    const features = await api.items('units', '330110001', never);
    expect(features.map((feature) => feature.id)).toEqual(['a', 'b']);
    expect(asked.map(({ url }) => url)).toEqual([
      'http://sizhi.test/base/collections/units/items?jurisdiction=330110001&limit=1000',
      'http://sizhi.test/base/collections/units/items?cursor=2&limit=1',
    ]);
  });
  it('refuses an answer that is no feature collection', async () => {
    const { api } = answering(json({ hello: 'world' }));
    const problem = await problemFrom(api.items('units', null, never));
    expect(problem).toMatchObject({
      cause: 'answer',
      request: 'GET /base/collections/units/items',
    });
  });
});

describe('failures', () => {
  it('keep the server’s own words', async () => {
    const body = { type: 'about:blank', title: 'No such jurisdiction', detail: 'x is unknown.' };
    const { api } = answering(json(body, 404, 'application/problem+json'));
    expect(await problemFrom(api.audit('x', 'generic', never))).toEqual({
      cause: 'server',
      status: 404,
      type: 'about:blank',
      request: 'POST /base/audits',
      title: 'No such jurisdiction',
      detail: 'x is unknown.',
    });
  });
  it('keep the status when a proxy answers in HTML', async () => {
    const { api } = answering(
      new Response('<h1>Bad gateway</h1>', {
        status: 502,
        headers: { 'content-type': 'text/html' },
      }),
    );
    expect(await problemFrom(api.items('units', null, never))).toEqual({
      cause: 'server',
      status: 502,
      request: 'GET /base/collections/units/items',
    });
  });
  it('tell a server out of reach from one that answers nonsense', async () => {
    const { api } = answering(new TypeError('fetch failed'), new Response('{"type":'));
    expect((await problemFrom(api.items('units', null, never))).cause).toBe('network');
    expect((await problemFrom(api.items('units', null, never))).cause).toBe('answer');
  });
});

describe('audit', () => {
  it('asks for the registered communities under the policy', async () => {
    const { api, asked } = answering(
      json({ version: '1', summary: {}, findings: [], assumptions: [] }),
    );
    await api.audit('330110001', 'yuhang-2020', never);
    expect(asked[0]?.init?.method).toBe('POST');
    expect(JSON.parse(String(asked[0]?.init?.body))).toEqual({
      register: { jurisdiction: '330110001' },
      policy: 'yuhang-2020',
    });
  });
});
