import { existsSync } from 'node:fs';
import { startSizhi } from '../../test/helpers/sizhi-process.ts';
import { buildLargeTown, type LargeTownOptions } from './large-town.ts';
import { seconds } from './report.ts';

export interface TownServerOptions extends LargeTownOptions {
  /** A server that has the town already. */
  origin?: string | undefined;
  /** Keeps the town in a directory, from one run to the next. */
  data?: string | undefined;
}

/** Runs some work on a server that has the large town, and nothing else. */
export async function withTown<T>(
  { origin, data, ...town }: TownServerOptions,
  work: (origin: string) => Promise<T>,
): Promise<T> {
  if (origin !== undefined) return work(origin);
  const isKept = data !== undefined && existsSync(data);
  const server = await startSizhi({
    SIZHI_SAMPLE: 'off',
    SIZHI_BODY_LIMIT_MB: '256',
    SIZHI_RATE_LIMIT: '0',
    SIZHI_AUDIT_TIME_LIMIT_S: '600',
    SIZHI_MAX_EVENT_LOOP_DELAY_MS: '0',
    ...(data === undefined ? {} : { SIZHI_DATA_DIR: data }),
  });
  try {
    if (!isKept) await importTown(server.origin, town);
    return await work(server.origin);
  } finally {
    await server.stop();
  }
}

async function importTown(origin: string, town: LargeTownOptions): Promise<void> {
  const { request, counts } = buildLargeTown(town);
  console.log(JSON.stringify(counts));
  const begun = performance.now();
  const answer = await fetch(`${origin}/imports`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  });
  if (!answer.ok) throw new Error(`the import failed: ${await answer.text()}`);
  console.log(`import: ${seconds(begun)} s`);
}
