import { afterAll, beforeAll, expect } from 'vitest';
import type { Problem } from '#contract/problem.ts';
import { PROBLEM_MEDIA_TYPE } from '#contract/problem.ts';
import { type AppOptions, buildApp } from '../../../server/app.ts';
import { type Config, readConfig } from '../../../server/config.ts';
import type { Database } from '../../../server/database/open-database.ts';
import type { App } from '../../../server/routes/context.ts';

/** Settings of a test: quiet, and without the limits that many requests at once would meet. */
export const testConfig = (overrides: Partial<Config> = {}): Config => ({
  ...readConfig({
    LOG_LEVEL: 'silent',
    SIZHI_RATE_LIMIT: '0',
    SIZHI_MAX_EVENT_LOOP_DELAY_MS: '0',
    SIZHI_WORKERS: '1',
  }),
  ...overrides,
});

/** The app as it runs in production, on the given database, for the tests of a suite. */
export function serviceOn(
  database: () => Database,
  overrides: Partial<Config> = {},
  options: Partial<AppOptions> = {},
): () => App {
  let app: App | undefined;
  beforeAll(async () => {
    app = await buildApp({ config: testConfig(overrides), database: database(), ...options });
  });
  afterAll(() => app?.close());
  return () => {
    if (!app) throw new Error('the service is there only within tests and hooks');
    return app;
  };
}

/** What a test looks at in an answer. */
export interface Answer {
  statusCode: number;
  headers: Record<string, unknown>;
  body: string;
  json<T>(): T;
}

/** Sends JSON. Text goes as it is, so that a test can send what is no JSON. */
export async function post(
  app: App,
  url: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const payload = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
  return app.inject({
    method: 'POST',
    url,
    payload,
    headers: { 'content-type': 'application/json', ...headers },
  });
}

/** Asserts a problem document (RFC 9457) of a kind, and returns it. */
export function expectProblem(answer: Answer, status: number, code: string): Problem {
  expect({ status: answer.statusCode, body: answer.body.slice(0, 2000) }).toMatchObject({ status });
  expect(answer.headers['content-type']).toContain(PROBLEM_MEDIA_TYPE);
  const problem = answer.json<Problem>();
  expect(problem).toMatchObject({
    type: `/problems/${code}`,
    status,
    title: expect.any(String),
    detail: expect.any(String),
    instance: expect.stringMatching(/^urn:sizhi:request:[0-9a-f-]{36}$/),
  });
  expect(answer.body).not.toMatch(/node_modules|server\/|\.ts:\d+/);
  return problem;
}
