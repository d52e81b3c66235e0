/**
 * How long a tile takes out of a hundred thousand units, on both databases, and against PostGIS's own ST_AsMVT.
 *
 *   npm run bench:tiles -- --n 100000 --runs 5 --databases embedded,postgis
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Knex } from 'knex';
import { startThrowawayCluster } from '../../scripts/throwaway-cluster.ts';
import { openEmbedded } from '../../server/database/embedded/open-embedded.ts';
import { migrateToLatest } from '../../server/database/migrate.ts';
import { openServer } from '../../server/database/open-server.ts';
import { readTile } from '../../server/services/tiles/read-tile.ts';
import type { TileAddress } from '../../server/services/tiles/tile-frame.ts';
import { tileByAsMvt } from './as-mvt.ts';
import { loadUnits } from './load-units.ts';

const { values } = parseArgs({
  options: {
    n: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    runs: { type: 'string', default: '5' },
    databases: { type: 'string', default: 'embedded,postgis' },
  },
});
const runs = Number(values.runs);
const ZOOMS = [0, 4, 6, 8, 9, 10, 11, 12, 13, 14, 15, 16];

/** A pixel of 512 and the most features, as `readTile` has them. */
const CHOICE = { smallest: 8, limit: 10_000 };

function tileAt([lon, lat]: readonly [number, number], z: number): TileAddress {
  const radians = (lat * Math.PI) / 180;
  const y = (1 - Math.asinh(Math.tan(radians)) / Math.PI) / 2;
  return { z, x: Math.floor(((lon + 180) / 360) * 2 ** z), y: Math.floor(y * 2 ** z) };
}

/** CPU time of a process so far, milliseconds; of Linux alone, where a tick is 10 ms. */
function cpuOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return Number.NaN;
  }
}

/**
 * CPU time of the database process and of this one, the mean of some runs after one to warm up: it hardly depends on
 * what else the machine does. And the shortest wall time.
 */
async function timed<T>(
  databaseProcess: number,
  work: () => Promise<T>,
): Promise<{ result: T; cpu: number; wall: number }> {
  let result = await work();
  const total = () => cpuOf(databaseProcess) + cpuOf(process.pid);
  const before = total();
  let wall = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    result = await work();
    wall = Math.min(wall, performance.now() - start);
  }
  return { result, cpu: (total() - before) / runs, wall };
}

/** Resident memory now and at most, in MB; of Linux alone. */
function memoryOf(pid: number): string {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const figure = (name: string) =>
      Math.round(Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]) / 1024);
    return `${figure('VmRSS')} MB, at most ${figure('VmHWM')} MB`;
  } catch {
    return 'unknown';
  }
}

async function measure(name: string, knex: Knex, pid: number, hasAsMvt: boolean): Promise<void> {
  await migrateToLatest(knex);
  const start = performance.now();
  const town = await loadUnits(knex, { cells: Number(values.n), seed: Number(values.seed) });
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  console.log(
    `\n## ${name}: ${town.units} units, ${town.vertices} vertices, loaded in ${seconds} s\n`,
  );
  console.log('| z | features | kB | CPU ms | wall ms | ST_AsMVT CPU ms | ST_AsMVT over ours |');
  console.log('|--:|--:|--:|--:|--:|--:|--:|');
  for (const z of ZOOMS) {
    const address = tileAt([town.centre[0] + 0.001, town.centre[1] + 0.001], z);
    const ours = await timed(pid, () => readTile(knex, 'units', {}, address));
    const { bytes, features, isPartial } = ours.result;
    const choice = { ...CHOICE, smallest: z <= 14 ? CHOICE.smallest : 0 };
    const theirs = hasAsMvt ? await timed(pid, () => tileByAsMvt(knex, address, choice)) : null;
    const ratio = theirs === null ? '–' : `${(theirs.cpu / ours.cpu).toFixed(2)}×`;
    const cells = [
      ...[z, `${features}${isPartial ? ' (partial)' : ''}`, Math.round(bytes.length / 1000)],
      ...[ours.cpu.toFixed(0), ours.wall.toFixed(0), theirs?.cpu.toFixed(0) ?? '–', ratio],
    ];
    console.log(`| ${cells.join(' | ')} |`);
  }
}

if (values.databases.includes('embedded')) {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'sizhi-bench-tiles-'));
  const database = await openEmbedded({ dataDirectory, poolMax: 1, onNotice: console.error });
  try {
    const pid = database.processId() ?? process.pid;
    await measure('embedded', database.knex, pid, false);
    console.log(`\nDatabase process: ${memoryOf(pid)}.`);
  } finally {
    await database.close();
    rmSync(dataDirectory, { recursive: true, force: true });
  }
}
if (values.databases.includes('postgis')) {
  const cluster = await startThrowawayCluster();
  const database = await openServer({ databaseUrl: cluster.url, poolMax: 1 });
  try {
    // One connection, and no parallel workers: its backend's CPU time is all there is. Compiling queries just in
    // time would count against ST_AsMVT alone, whose functions are reckoned costlier.
    await database.knex.raw('set max_parallel_workers_per_gather = 0');
    await database.knex.raw('set jit = off');
    const { rows } = await database.knex.raw('select pg_backend_pid() as pid');
    const { pid } = rows[0];
    await measure('PostGIS server', database.knex, pid, true);
    console.log(`\nBackend, shared buffers it touched included: ${memoryOf(pid)}.`);
  } finally {
    await database.close();
    await cluster.stop();
  }
}
console.log(`\nThis process: ${memoryOf(process.pid)}.`);
