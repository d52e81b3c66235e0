import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, describe, expect, inject, it } from 'vitest';
import type { Plan } from '#contract/plans.ts';
import { startThrowawayCluster, type ThrowawayCluster } from '../../scripts/throwaway-cluster.ts';
import { copyPreparedData } from '../helpers/prepared-data.ts';
import { databaseProcess, freePort, isGone, serve } from './helpers/sizhi-child.ts';
import { freshCode, squareTown } from './helpers/town.ts';

/** How often each is killed; the figure of the guide is of `PLAN_KILLS=50`. */
const KILLS = Number(process.env.PLAN_KILLS ?? 4);
/** Longer than a few operations take, so that the moments fall before, into and behind them. */
const LONGEST_MILLISECONDS = 1000;

const directory = mkdtempSync(join(tmpdir(), 'sizhi-kill-plan-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

interface Service {
  origin: string;
  child: { pid?: number | undefined; kill(signal: NodeJS.Signals): boolean };
  ended: Promise<unknown>;
}
interface Step {
  sequence: number;
  state: string;
  parameters: { name?: string };
}

async function ask<T>(origin: string, path: string, version?: number, body?: unknown) {
  const answer = await fetch(`${origin}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: (await answer.json()) as T };
}

const rename = (community: string, name: string) => ({
  operation: 'set-attributes',
  parameters: { community, name },
});

/** Both names in one request: a half of it would show. */
const step = (name: string) => [rename('A1', name), rename('B2', name)];

/** Sends operations one after another until one is not answered, or it is over. Returns the last version that was acknowledged. */
async function sendUntilCut(
  origin: string,
  plan: string,
  from: number,
  over: { value: boolean },
): Promise<number> {
  let version = from;
  while (!over.value) {
    try {
      const answer = await ask<{ plan?: Plan }>(
        origin,
        `/plans/${plan}/operations`,
        version,
        step(`名${version}`),
      );
      if (answer.status !== 200 || answer.body.plan === undefined) return version;
      version = answer.body.plan.version;
    } catch {
      return version;
    }
  }
  return version;
}

/**
 * The plan is at a whole operation, its history is complete, and nothing that was acknowledged is missing.
 * @returns the version that it is at
 */
async function expectWhole(origin: string, id: string, acknowledged: number): Promise<number> {
  const plan = await untilBack<Plan>(origin, `/plans/${id}`);
  expect([acknowledged, acknowledged + 1]).toContain(plan.version);
  const steps: Step[] = [];
  let next: string | undefined = `/plans/${id}/operations?limit=1000`;
  while (next !== undefined) {
    const page: { operations: Step[]; next?: string } = await untilBack(origin, next);
    steps.push(...page.operations);
    next = page.next;
  }
  expect(steps.map(({ sequence }) => sequence)).toEqual(steps.map((_, index) => index + 1));
  // Each version after the first is of one request of two operations.
  expect(steps).toHaveLength(2 * (plan.version - 1));
  expect(plan.undo).toBe(steps.length);
  const last = steps.at(-1)?.parameters.name;
  const changed = await untilBack<{
    features: { id: string; properties: { name: string } }[];
  }>(origin, `/plans/${id}/communities?changed=true`);
  const names = changed.features.map(({ properties }) => properties.name);
  expect(names).toEqual(last === undefined ? [] : [last, last]);
  const log = await untilBack<{ events: unknown[] }>(origin, `/plans/${id}/events`);
  expect(log.events).toHaveLength(plan.version);
  return plan.version;
}

/** @param kill ends something with -9, and gives the service that is there afterwards */
async function killAtMoments(first: Service, kill: (service: Service) => Promise<Service>) {
  let service = first;
  const code = freshCode();
  const town = { ...squareTown(code, 6, 6), policy: 'generic', effective: '2024-01-01' };
  expect((await ask(service.origin, '/imports', undefined, town)).status).toBe(201);
  const { body: plan } = await ask<Plan>(service.origin, '/plans', undefined, {
    ...{ name: '方案', jurisdiction: code },
  });
  const communities = `/plans/${plan.id}/communities`;
  const start = (await ask(service.origin, communities)).body;
  let version = plan.version;
  for (let round = 0; round < KILLS; round++) {
    // So that the moments fall among operations: the first one reads the plan into its thread.
    await ask(service.origin, `/plans/${plan.id}/operations?dryRun=true`, undefined, step('试'));
    const over = { value: false };
    const sent = sendUntilCut(service.origin, plan.id, version, over);
    await sleep(Math.random() * LONGEST_MILLISECONDS);
    service = await kill(service);
    over.value = true;
    version = await expectWhole(service.origin, plan.id, await sent);
  }
  expect(version).toBeGreaterThan(1);
  const { body: undone } = await ask<{ plan: Plan }>(
    service.origin,
    `/plans/${plan.id}/undo`,
    version,
    { to: 0 },
  );
  expect(undone.plan.undo).toBe(Math.max(0, 2 * (version - 1) - 1000));
  if (undone.plan.undo === 0) expect((await ask(service.origin, communities)).body).toEqual(start);
  console.info(`killed ${KILLS} times: ${version - 1} operations, all whole`);
  service.child.kill('SIGTERM');
  await service.ended;
}

/**
 * Asks until the database is back; while it recovers, the answer is 503, and nothing else. Each question may meet that: where one
 * backend was killed, the others still answer for a moment before PostgreSQL ends them.
 */
async function untilBack<T>(origin: string, path: string): Promise<T> {
  for (let attempt = 0; attempt < 300; attempt++) {
    const { status, body } = await ask<T>(origin, path);
    if (status === 200) return body;
    expect({ status, body }).toMatchObject({ status: 503 });
    await sleep(100);
  }
  throw new Error('the database does not come back');
}

describe(`kill -9 at ${KILLS} moments of a sequence of operations`, () => {
  it(
    'of the service and of the database, embedded',
    async () => {
      const data = join(directory, 'data');
      copyPreparedData(data);
      const environment = { PORT: String(await freePort()), SIZHI_DATA_DIR: data };
      let round = 0;
      await killAtMoments(await serve(environment), async (service) => {
        if (round++ % 2 === 1) {
          // The service starts its database again by itself.
          process.kill(databaseProcess(data), 'SIGKILL');
          return service;
        }
        process.kill(service.child.pid!, 'SIGKILL');
        await service.ended;
        expect(await isGone(databaseProcess(data), 20_000)).toBe(true);
        return serve(environment);
      });
    },
    120_000 + 30_000 * KILLS,
  );

  const serverIt = inject('postgisUrl') === null ? it.skip : it;
  serverIt(
    inject('postgisUrl') === null
      ? `NOT TESTED on a PostGIS server: ${inject('postgisReason')}`
      : 'of the service and of a backend, on a PostGIS server',
    async () => {
      // One of its own: when a backend is killed, PostgreSQL ends all others and recovers.
      const cluster: ThrowawayCluster = await startThrowawayCluster();
      try {
        await commitForGood(cluster.url);
        const environment = { PORT: String(await freePort()), DATABASE_URL: cluster.url };
        let round = 0;
        await killAtMoments(await serve(environment), async (service) => {
          if (round++ % 2 === 1) {
            process.kill(await backendOf(cluster.url), 'SIGKILL');
            return service;
          }
          process.kill(service.child.pid!, 'SIGKILL');
          await service.ended;
          return serve(environment);
        });
      } finally {
        await cluster.stop();
      }
    },
    120_000 + 30_000 * KILLS,
  );
});

/** The throwaway cluster answers before a commit is written, which a killed backend loses; PostgreSQL as it is installed does not. */
async function commitForGood(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const name = new URL(url).pathname.slice(1);
  await client.query(`alter database "${name}" set synchronous_commit = on`);
  await client.end();
}

/** The process of a connection of the service's pool, or else of the one that asks. */
async function backendOf(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  const { rows } = await client.query<{ pid: number }>(
    `select pid from pg_stat_activity where application_name = 'sizhi'
     union all select pg_backend_pid() limit 1`,
  );
  await client.end();
  if (rows[0] === undefined) throw new Error('no backend');
  return rows[0].pid;
}
