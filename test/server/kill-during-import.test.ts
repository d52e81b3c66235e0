import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { copyPreparedData } from '../helpers/prepared-data.ts';
import { databaseProcess, freePort, isGone, serve } from './helpers/sizhi-child.ts';
import { freshCode, gridImport } from './helpers/town.ts';

/** Enough that an import takes longer than the moments are apart; `IMPORT_POLYGONS=5000` for a large one. */
const POLYGONS = Number(process.env.IMPORT_POLYGONS ?? 2000);
/** Times the duration of a warm import; the cold ones to come take longer, so most fall into the work. */
const MOMENTS = [0.2, 1, 2.5, 6];

const directory = mkdtempSync(join(tmpdir(), 'sizhi-kill-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const post = (origin: string, body: string) =>
  fetch(`${origin}/imports`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });

async function count(origin: string, collection: string, query: string): Promise<number> {
  const answer = await fetch(`${origin}/collections/${collection}/items?limit=1&${query}`);
  return ((await answer.json()) as { numberMatched: number }).numberMatched;
}

/**
 * Kills the service with SIGKILL at moments of an import, starts it again each time, and looks at
 * what is there: all or nothing, of the jurisdiction too.
 */
async function killAtMoments(environment: Record<string, string>, afterKill: () => Promise<void>) {
  let service = await serve(environment);
  const whole = freshCode();
  expect((await post(service.origin, gridImport(whole, 100, POLYGONS / 100))).status).toBe(201);
  // Measured on a warm service; each of those to come is cold and takes longer.
  const started = performance.now();
  const second = await post(service.origin, gridImport(freshCode(), 100, POLYGONS / 100));
  expect(second.status).toBe(201);
  const duration = performance.now() - started;
  const outcomes: string[] = [];
  for (const moment of MOMENTS) {
    const code = freshCode();
    const cut = post(service.origin, gridImport(code, 100, POLYGONS / 100)).then(
      ({ status }) => `answered ${status}`,
      () => 'cut off',
    );
    await sleep(duration * moment);
    process.kill(service.child.pid!, 'SIGKILL');
    const answer = await cut;
    await service.ended;
    await afterKill();
    service = await serve(environment);
    const communities = await count(service.origin, 'communities', `jurisdiction=${code}`);
    const jurisdictions = await count(service.origin, 'jurisdictions', `code=${code}`);
    outcomes.push(`${moment}: ${answer}, ${communities} communities`);
    expect([0, POLYGONS]).toContain(communities);
    expect(jurisdictions).toBe(communities === 0 ? 0 : 1);
    if (answer === 'answered 201') expect(communities).toBe(POLYGONS);
    expect(await count(service.origin, 'communities', `jurisdiction=${whole}`)).toBe(POLYGONS);
  }
  expect(outcomes.some((outcome) => outcome.includes('cut off'))).toBe(true);
  console.info(`an import takes ${Math.round(duration)} ms; killed at ${outcomes.join('; ')}`);
  // It still takes an import.
  expect((await post(service.origin, gridImport(freshCode(), 10, 10))).status).toBe(201);
  service.child.kill('SIGTERM');
  expect(await service.ended).toEqual({ code: 0, signal: null });
}

describe(`kill -9 during an import of ${POLYGONS} polygons leaves all or none`, () => {
  it('on the embedded database', async () => {
    const data = join(directory, 'data');
    copyPreparedData(data);
    const environment = { PORT: String(await freePort()), SIZHI_DATA_DIR: data };
    await killAtMoments(environment, async () => {
      // The database process notices that it is alone and ends.
      expect(await isGone(databaseProcess(data), 20_000)).toBe(true);
    });
  }, 400_000);

  const postgisUrl = inject('postgisUrl');
  const serverIt = postgisUrl === null ? it.skip : it;
  serverIt(
    postgisUrl === null
      ? `NOT TESTED on a PostGIS server: ${inject('postgisReason')}`
      : 'on a PostGIS server',
    async () => {
      const environment = { PORT: String(await freePort()), DATABASE_URL: postgisUrl ?? '' };
      await killAtMoments(environment, () => Promise.resolve());
    },
    400_000,
  );
});
