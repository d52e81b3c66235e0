import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startThrowawayCluster } from '../../scripts/throwaway-cluster.ts';
import { freePort, serve } from '../../test/server/helpers/sizhi-child.ts';

export type DatabaseKind = 'embedded' | 'postgis';

/** A service with a new database. */
export interface BenchService {
  origin: string;
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
    async stop() {
      service.child.kill('SIGTERM');
      await service.ended;
      await cluster?.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
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
