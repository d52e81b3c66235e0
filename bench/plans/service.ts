import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startThrowawayCluster } from '../../scripts/throwaway-cluster.ts';
import { freePort, serve } from '../../test/server/helpers/sizhi-child.ts';

export type DatabaseKind = 'embedded' | 'postgis';

/** A service with a new database. */
export interface BenchService {
  origin: string;
  /** Time that processors have spent on the service, all its threads, without the database; NaN where the system does not tell. */
  cpuMilliseconds(): number;
  stop(): Promise<void>;
}

/** Starts `sizhi serve` on loopback: what runs in production, in a process of its own. */
export async function startService(kind: DatabaseKind, sample: boolean): Promise<BenchService> {
  const directory = mkdtempSync(join(tmpdir(), 'sizhi-bench-'));
  const cluster = kind === 'postgis' ? await startThrowawayCluster() : null;
  const service = await serve({
    PORT: String(await freePort()),
    SIZHI_SAMPLE: sample ? 'on' : 'off',
    SIZHI_MAX_EVENT_LOOP_DELAY_MS: '0',
    ...(cluster === null
      ? { SIZHI_DATA_DIR: join(directory, 'data') }
      : { DATABASE_URL: cluster.url }),
  });
  return {
    origin: service.origin,
    cpuMilliseconds: () => cpuMilliseconds(service.child.pid),
    async stop() {
      service.child.kill('SIGTERM');
      await service.ended;
      await cluster?.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** A tick of /proc is a hundredth of a second on Linux. */
const TICK_MILLISECONDS = 10;

function cpuMilliseconds(pid: number | undefined): number {
  const file = `/proc/${pid}/stat`;
  if (!existsSync(file)) return Number.NaN;
  const fields = readFileSync(file, 'utf8').split(') ')[1]!.split(' ');
  return TICK_MILLISECONDS * (Number(fields[11]) + Number(fields[12]));
}

export interface Reply<T> {
  status: number;
  body: T;
  milliseconds: number;
}

/** Sends a request and reads its answer; how long both took. */
export async function call<T>(
  origin: string,
  path: string,
  {
    method = 'GET',
    body,
    headers = {},
  }: {
    method?: string;
    body?: unknown;
    headers?: Record<string, string>;
  } = {},
): Promise<Reply<T>> {
  const started = performance.now();
  const answer = await fetch(`${origin}${path}`, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  const milliseconds = performance.now() - started;
  return { status: answer.status, body: JSON.parse(text) as T, milliseconds };
}

/** The value that a share of a list lies below or at. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
