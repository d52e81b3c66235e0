import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AuditResult } from '#engine/coverage/types.ts';
import faults from '../../data/sample/faults.json' with { type: 'json' };
import { type Database, openDatabase } from '../../server/database/open-database.ts';
import { auditRegister } from '../../server/services/audit/audit-register.ts';
import { ComputePool } from '../../server/services/compute/compute-pool.ts';
import { loadSample } from '../../server/services/load-sample.ts';
import { copyPreparedData } from '../helpers/prepared-data.ts';

const directory = mkdtempSync(join(tmpdir(), 'sizhi-sample-'));
const pool = new ComputePool({ workers: 1, timeLimitSeconds: 60 });
let database: Database;
beforeAll(async () => {
  copyPreparedData(directory);
  database = await openDatabase({ dataDirectory: directory });
}, 120_000);
afterAll(async () => {
  await pool.close();
  await database.close();
  rmSync(directory, { recursive: true, force: true });
});

it('the sample is loaded once, and its planted faults are found in the register', async () => {
  expect(await loadSample(database.knex, pool, join(directory, 'no-sample'))).toBeNull();
  const report = await loadSample(database.knex, pool);
  expect(report).toMatchObject({
    jurisdiction: { change: 'created' },
    communities: { created: 20 },
    units: { created: expect.toSatisfy((count: number) => count >= 1000) },
  });
  expect(await loadSample(database.knex, pool)).toBeNull();

  const { json } = await auditRegister(database.knex, pool, {
    register: { jurisdiction: report!.jurisdiction.code },
    policy: 'yuhang-2020',
  });
  // A caller who has gone does not have the register read to its end for nobody.
  const idle = { run: async () => ({}) } as unknown as ComputePool;
  const gone = AbortSignal.abort(new Error('the caller has gone'));
  const { code } = report!.jurisdiction;
  const late = auditRegister(database.knex, idle, { register: { jurisdiction: code } }, gone);
  await expect(late).rejects.toThrow('the caller has gone');

  const { summary }: AuditResult = JSON.parse(Buffer.from(json).toString());
  const planted = (kind: string) => faults.faults.filter((fault) => fault.kind === kind).length;
  expect(summary.counts).toMatchObject({
    overlap: planted('overlap'),
    gap: planted('gap'),
    'non-contiguous': planted('non-contiguous'),
    outside: 0,
    mismatch: 0,
    invalid: 0,
  });
  expect(summary.rules).toMatchObject({ 'size.split': 1, 'size.merge': 1, 'estate.whole': 1 });

  for (const table of ['event', 'community', 'unit', 'estate', 'barrier', 'facility']) {
    await database.knex(table).delete();
  }
  await database.knex('jurisdiction').delete();
  // It was deleted on purpose; it does not come back.
  expect(await loadSample(database.knex, pool)).toBeNull();
});
