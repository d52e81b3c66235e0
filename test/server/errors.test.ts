import { connect } from 'node:net';
import { expect, it, vi } from 'vitest';
import { PROBLEMS } from '#contract/problem-catalogue.ts';
import { buildApp } from '../../server/app.ts';
import { describeOnEachDatabase } from '../helpers/databases.ts';
import { expectProblem, post, serviceOn, testConfig } from './helpers/service.ts';

describeOnEachDatabase('errors of the API', (database) => {
  const app = serviceOn(database);

  it('an unknown address is a problem of its own', async () => {
    expectProblem(await app().inject('/nowhere'), 404, 'not-found');
  });

  it('a known address with another method says which it takes', async () => {
    const answer = await app().inject({ method: 'DELETE', url: '/audits' });
    expectProblem(answer, 405, 'method-not-allowed');
    expect(answer.headers.allow).toBe('POST');
  });

  it('speaks the language of Accept-Language, and says so', async () => {
    const zh = await app().inject({ url: '/nowhere', headers: { 'accept-language': 'zh-CN' } });
    expect(zh.json()).toMatchObject({ title: PROBLEMS['not-found'].title.zh });
    expect(zh.headers['content-language']).toBe('zh');
    expect(zh.headers.vary).toContain('Accept-Language');
    const en = await app().inject('/nowhere');
    expect(en.json()).toMatchObject({ title: PROBLEMS['not-found'].title.en });
  });

  it('has a page for the type of each problem', async () => {
    const list = (await app().inject('/problems')).json<{ problems: { type: string }[] }>();
    expect(list.problems).toHaveLength(Object.keys(PROBLEMS).length);
    for (const { type } of list.problems) {
      expect((await app().inject(type)).json()).toMatchObject({ type });
    }
    expectProblem(await app().inject('/problems/__proto__'), 404, 'not-found');
    expectProblem(await app().inject('/problems/constructor'), 404, 'not-found');
  });

  it('takes no body but JSON: a page of another site could send plain text unasked', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      const answer = await post(app(), '/imports', '{}', { 'content-type': type });
      expectProblem(answer, 415, 'unsupported-media-type');
    }
  });

  it('refuses what is badly encoded', async () => {
    expectProblem(await app().inject('/%E0%A4%A'), 400, 'bad-request');
    expectProblem(await app().inject('/collections/%00'), 404, 'not-found');
  });

  it('never shows what went wrong inside', async () => {
    const broken = await buildApp({
      config: testConfig(),
      database: {
        ...database(),
        knex: Object.assign(() => {
          throw new Error('secret of the database');
        }) as never,
      },
    });
    try {
      const answer = await broken.inject('/collections/units/items');
      expectProblem(answer, 500, 'internal');
      expect(answer.body).not.toContain('secret');
    } finally {
      await broken.close();
    }
  });

  it('says 503 while the database is away', async () => {
    const away = await buildApp({
      config: testConfig(),
      database: {
        ...database(),
        knex: Object.assign(() => {
          throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
        }) as never,
      },
    });
    try {
      const answer = await away.inject('/collections/units/items');
      expectProblem(answer, 503, 'database-unavailable');
      expect(answer.headers['retry-after']).toBeDefined();
      expect((await away.inject('/healthz')).statusCode).toBe(200);
    } finally {
      await away.close();
    }
  });

  it('answers to its own names only while it listens on this machine alone', async () => {
    const of = (host: string) => app().inject({ url: '/healthz', headers: { host } });
    expect((await of('127.0.0.1:3000')).statusCode).toBe(200);
    expect((await of('[::1]:3000')).statusCode).toBe(200);
    expectProblem(await of('evil.example'), 421, 'misdirected-request');
    expectProblem(await of('127.0.0.1.evil.example:3000'), 421, 'misdirected-request');
  });

  it('lets only the origins that are allowed read from other sites', async () => {
    const answer = await app().inject({
      url: '/collections',
      headers: { origin: 'https://evil.example' },
    });
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    const open = await buildApp({
      config: testConfig({ corsOrigins: ['https://map.example'] }),
      database: database(),
    });
    try {
      const allow = async (origin: string) =>
        (await open.inject({ url: '/conformance', headers: { origin } })).headers[
          'access-control-allow-origin'
        ];
      expect(await allow('https://map.example')).toBe('https://map.example');
      expect(await allow('https://evil.example')).toBeUndefined();
    } finally {
      await open.close();
    }
  });

  it('limits the requests of one client, this machine excepted', async () => {
    const limited = await buildApp({
      config: testConfig({ rateLimitPerMinute: 3 }),
      database: database(),
    });
    try {
      const ask = (remoteAddress: string) => limited.inject({ url: '/conformance', remoteAddress });
      for (let i = 0; i < 3; i++) expect((await ask('203.0.113.9')).statusCode).toBe(200);
      const refused = await ask('203.0.113.9');
      expectProblem(refused, 429, 'rate-limited');
      expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
      for (let i = 0; i < 5; i++) expect((await ask('127.0.0.1')).statusCode).toBe(200);
    } finally {
      await limited.close();
    }
  });

  it('says 503 while the process is overloaded, and still that it lives', async () => {
    const slow = await buildApp({
      config: testConfig({ maxEventLoopDelayMilliseconds: 300 }),
      database: database(),
    });
    try {
      // The service looks at the mean of a second: one long pause among many short ones would not tell.
      const refused = await vi.waitFor(
        async () => {
          const until = performance.now() + 700;
          while (performance.now() < until) Math.sqrt(until);
          const answer = await slow.inject('/conformance');
          expect(answer.statusCode).toBe(503);
          return answer;
        },
        { timeout: 15_000, interval: 1 },
      );
      expectProblem(refused, 503, 'busy');
      expect(refused.headers['retry-after']).toBeDefined();
      expect((await slow.inject('/healthz')).statusCode).toBe(200);
    } finally {
      await slow.close();
    }
  });

  it('answers with a problem to what is no HTTP at all, and lives', async () => {
    const listening = await buildApp({ config: testConfig(), database: database() });
    try {
      const url = new URL(await listening.listen({ host: '127.0.0.1', port: 0 }));
      const send = (text: string) =>
        new Promise<string>((resolve, reject) => {
          let answer = '';
          const socket = connect(Number(url.port), '127.0.0.1', () => socket.write(text));
          socket.on('data', (chunk) => {
            answer += chunk;
          });
          socket.on('close', () => resolve(answer));
          socket.on('error', reject);
        });
      expect(await send('NONSENSE\r\n\r\n')).toMatch(/^HTTP\/1.1 400 .*\/problems\/bad-request/s);
      const wide = `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`;
      expect(await send(wide)).toMatch(/^HTTP\/1.1 431 .*\/problems\/headers-too-large/s);
      expect((await fetch(new URL('/healthz', url))).status).toBe(200);
    } finally {
      await listening.close();
    }
  });
});
