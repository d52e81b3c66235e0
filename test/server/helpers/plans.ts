import { expect } from 'vitest';
import type { Plan } from '#contract/plans.ts';
import type { App } from '../../../server/routes/context.ts';
import { type Answer, post } from './service.ts';
import { squareTown } from './town.ts';

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** A registered town, and calls for its plans in the name of 李四. */
export interface PlanTown {
  code: string;
  send(
    method: Method,
    url: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer>;
  /** A plan of the town; its id. */
  begin(name?: string): Promise<string>;
  write(method: Method, url: string, version: number, body?: unknown): Promise<Answer>;
  operate(plan: string, version: number, operation: unknown): Promise<Answer>;
  move(plan: string, version: number, direction: 'undo' | 'redo', steps?: object): Promise<Answer>;
  rename(community: string, name: string): object;
}

/** Registers a town of square communities A1, B1, … */
export async function planTown(
  app: App,
  code: string,
  columns: number,
  rows: number,
  more: object = {},
): Promise<PlanTown> {
  const registered = await post(app, '/imports', {
    ...squareTown(code, columns, rows),
    effective: '2024-01-01',
    ...more,
  });
  expect(registered.statusCode, registered.body).toBe(201);
  const send: PlanTown['send'] = (method, url, body, headers = {}) =>
    app.inject({
      method,
      url,
      headers: {
        'sizhi-actor': encodeURIComponent('李四'),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    });
  const write: PlanTown['write'] = (method, url, version, body) =>
    send(method, url, body, { 'if-match': `"${version}"` });
  return {
    ...{ code, send, write },
    async begin(name = '方案') {
      const answer = await send('POST', '/plans', { name, jurisdiction: code });
      expect(answer.statusCode, answer.body).toBe(201);
      return answer.json<Plan>().id;
    },
    operate: (plan, version, operation) =>
      write('POST', `/plans/${plan}/operations`, version, operation),
    move: (plan, version, direction, steps) =>
      write('POST', `/plans/${plan}/${direction}`, version, steps),
    rename: (community, name) => ({
      operation: 'set-attributes',
      parameters: { community, name },
    }),
  };
}
