import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { main } from '../../../server/cli/main.ts';
import { describeOutcome } from '../../../server/cli/worker.ts';
import type { Database } from '../../../server/database/open-database.ts';
import { type AuditOutcome, auditAll } from '../../../server/jobs/audit-all.ts';
import {
  type AuditRun,
  claimAudit,
  completeAudit,
  failAudit,
} from '../../../server/repositories/audit-run-repository.ts';
import { ComputePool } from '../../../server/services/compute/compute-pool.ts';
import { describeOnEachDatabase, freshJurisdiction } from '../../helpers/databases.ts';

/** A square of about 100 m, `east` squares east of the first. */
function square(east: number, width = 1): object {
  const [west, south] = [120 + east * 0.001, 30];
  const right = west + width * 0.001;
  const ring = [
    [west, south],
    [right, south],
    [right, south + 0.001],
    [west, south + 0.001],
    [west, south],
  ];
  return { type: 'MultiPolygon', coordinates: [[ring]] };
}

const geometry = (knex: Knex, shape: object) =>
  knex.raw('ST_SetSRID(ST_GeomFromGeoJSON(?), 4326)', [JSON.stringify(shape)]);

/** Two communities that overlap by half a square, and a square in neither. */
async function makeFaultyTown(database: Database): Promise<{ id: string; code: string }> {
  const { knex } = database;
  const { jurisdictionId: id, code } = await freshJurisdiction(database, {
    geom: geometry(knex, square(0, 3)),
  });
  for (const [name, shape] of [
    ['甲社区', square(0, 1)],
    ['乙社区', square(0.5, 1.5)],
  ] as const) {
    await knex('community').insert({
      jurisdiction_id: id,
      code: name,
      name,
      geom: geometry(knex, shape),
      valid: '[2020-01-01,)',
    });
  }
  return { id, code };
}

/** `sizhi worker --once` for one jurisdiction: the exit code. */
async function workerOnce(databaseUrl: string, code: string): Promise<number> {
  const silent = { write: () => true, on: () => undefined, off: () => undefined };
  return main(['worker', '--once', '--jurisdiction', code], {
    env: { DATABASE_URL: databaseUrl },
    stdout: silent,
    stderr: silent,
    language: 'en',
  });
}

const terms = { since: null, abandonedAfterSeconds: 60 };
const runOf = (jurisdictionId: string, actor: string): AuditRun => ({
  jurisdictionId,
  runId: randomUUID(),
  actor,
});

describeOnEachDatabase('audits of the whole register', (database) => {
  let pool: ComputePool;
  beforeAll(() => {
    pool = new ComputePool({ workers: 1, timeLimitSeconds: 30 });
  });
  afterAll(() => pool.close());

  const eventsOf = (jurisdictionId: string) =>
    database()
      .knex('event')
      .where('jurisdiction_id', jurisdictionId)
      .whereLike('action', 'audit.%')
      .orderBy('at');

  /** Audits one jurisdiction: the database, and so the register, is shared with other tests. */
  async function outcomeOf(
    code: string,
    given: { since?: Date; signal?: AbortSignal; actor?: string } = {},
  ): Promise<AuditOutcome | undefined> {
    const outcomes = new Map<string, AuditOutcome>();
    await auditAll({
      knex: database().knex,
      pool,
      actor: given.actor ?? 'worker test',
      since: given.since ?? null,
      timeLimitSeconds: 30,
      only: [code],
      signal: given.signal ?? new AbortController().signal,
      onOutcome: (jurisdiction, outcome) => outcomes.set(jurisdiction.code, outcome),
    });
    return outcomes.get(code);
  }

  it('enters the figures of each audit in the event log', async () => {
    const town = await makeFaultyTown(database());
    const outcome = await outcomeOf(town.code);
    expect(outcome).toMatchObject({
      status: 'audited',
      record: {
        policy: 'yuhang-2020',
        summary: { communities: 2, counts: { overlap: 1, gap: 1 } },
      },
    });
    const [started, completed, ...more] = await eventsOf(town.id);
    expect(started).toMatchObject({ action: 'audit.started', actor: 'worker test' });
    expect(completed).toMatchObject({
      action: 'audit.completed',
      entity_type: 'jurisdiction',
      entity_id: town.id,
      after: {
        run: started.after.run,
        version: expect.stringMatching(/^\d+\.\d+\.\d+/),
        day: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
        summary: { counts: { overlap: 1, gap: 1 } },
        findings: { error: 2 },
      },
    });
    expect(more).toEqual([]);
  });

  it('does not drop a policy that is not installed without a word', async () => {
    const { knex } = database();
    const town = await makeFaultyTown(database());
    await knex('jurisdiction')
      .where({ jurisdiction_id: town.id })
      .update({ default_policy: 'nowhere-1999' });
    const outcomes: AuditOutcome[] = [];
    const counts = await auditAll({
      knex,
      pool,
      actor: 'worker test',
      since: null,
      timeLimitSeconds: 30,
      only: [town.code],
      signal: new AbortController().signal,
      onOutcome: (_jurisdiction, outcome) => outcomes.push(outcome),
    });
    expect(counts).toEqual({ audited: 1, skipped: 0, failed: 0, withoutPolicy: 1 });
    expect(outcomes).toMatchObject([
      { status: 'audited', record: { policy: null, missingPolicy: 'nowhere-1999' } },
    ]);
    for (const outcome of outcomes) {
      const line = describeOutcome(outcome);
      expect(line.en).toContain('its policy nowhere-1999 is not installed');
      expect(line.zh).toContain('政策 nowhere-1999 未安装');
    }
    const [, completed] = await eventsOf(town.id);
    expect(completed).toMatchObject({
      action: 'audit.completed',
      after: { policy: null, missingPolicy: 'nowhere-1999' },
    });
    const url = inject('postgisUrl');
    // The embedded database belongs to the test run; a second program could not open it.
    if (database().kind === 'embedded' || url === null) return;
    expect(await workerOnce(url, town.code)).toBe(1);
    await knex('jurisdiction')
      .where({ jurisdiction_id: town.id })
      .update({ default_policy: 'generic' });
    expect(await workerOnce(url, town.code)).toBe(0);
  });

  it('leaves out what was audited since the round began', async () => {
    const town = await makeFaultyTown(database());
    const { rows } = await database().knex.raw(`select now() - interval '1 second' as began`);
    expect(await outcomeOf(town.code, { since: rows[0].began })).toMatchObject({
      status: 'audited',
    });
    expect(await outcomeOf(town.code, { since: rows[0].began })).toEqual({
      status: 'skipped',
      reason: 'done',
    });
    expect(await eventsOf(town.id)).toHaveLength(2);
  });

  it('leaves out what another worker is auditing', async () => {
    const town = await makeFaultyTown(database());
    await claimAudit(database().knex, runOf(town.id, 'another worker'), terms);
    expect(await outcomeOf(town.code)).toEqual({ status: 'skipped', reason: 'in-progress' });
  });

  it('gives a jurisdiction to one of many workers', async () => {
    const { id } = await makeFaultyTown(database());
    const claims = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        claimAudit(database().knex, runOf(id, `worker ${index}`), terms),
      ),
    );
    expect(claims.filter((claim) => claim === 'claimed')).toHaveLength(1);
    expect(claims.filter((claim) => claim === 'in-progress')).toHaveLength(7);
  });

  it('takes over at once from a run that failed, and from one of its own that broke off', async () => {
    const { knex } = database();
    const { id } = await makeFaultyTown(database());
    const failed = runOf(id, 'a');
    await claimAudit(knex, failed, terms);
    await failAudit(knex, failed, 'stopped');
    expect(await claimAudit(knex, runOf(id, 'b'), terms)).toBe('claimed');
    expect(await claimAudit(knex, runOf(id, 'c'), terms)).toBe('in-progress');
    const again = runOf(id, 'b');
    expect(await claimAudit(knex, again, terms)).toBe('claimed');
    await completeAudit(knex, again, {});
  });

  it('takes over from a worker that has been silent for too long', async () => {
    const { knex } = database();
    const { id } = await makeFaultyTown(database());
    await claimAudit(knex, runOf(id, 'a worker that died'), terms);
    await knex('event')
      .where({ jurisdiction_id: id })
      .update({ at: knex.raw(`at - interval '61 seconds'`) });
    expect(await claimAudit(knex, runOf(id, 'b'), terms)).toBe('claimed');
  });

  it('goes on after one that cannot be audited, and says why', async () => {
    const towns = [await makeFaultyTown(database()), await makeFaultyTown(database())];
    const crowded = new ComputePool({ workers: 1, queueLimit: 0, timeLimitSeconds: 30 });
    const outcomes: AuditOutcome[] = [];
    const counts = await auditAll({
      knex: database().knex,
      pool: crowded,
      actor: 'worker test',
      since: null,
      timeLimitSeconds: 30,
      only: towns.map(({ code }) => code),
      signal: new AbortController().signal,
      onOutcome: (_jurisdiction, outcome) => outcomes.push(outcome),
    });
    const failed = { status: 'failed', reason: expect.stringContaining('busy') };
    expect(outcomes).toEqual([failed, failed]);
    expect(counts).toEqual({ audited: 0, skipped: 0, failed: 2, withoutPolicy: 0 });
    for (const { id } of towns) {
      const [, event] = await eventsOf(id);
      expect(event).toMatchObject({ action: 'audit.failed' });
    }
    await crowded.close();
  });

  it('stops when asked to, and frees what it had taken', async () => {
    const town = await makeFaultyTown(database());
    const stop = new AbortController();
    const run = pool.run.bind(pool);
    const stopping = Object.assign(Object.create(pool) as ComputePool, {
      run: (...given: Parameters<ComputePool['run']>) => {
        stop.abort(new Error('stopped'));
        return run(...given);
      },
    });
    const outcomes: AuditOutcome[] = [];
    await auditAll({
      knex: database().knex,
      pool: stopping,
      actor: 'worker test',
      since: null,
      timeLimitSeconds: 30,
      only: [town.code],
      signal: stop.signal,
      onOutcome: (_jurisdiction, outcome) => outcomes.push(outcome),
    });
    expect(outcomes).toEqual([{ status: 'failed', reason: 'stopped' }]);
    expect(await outcomeOf(town.code, { actor: 'another worker' })).toMatchObject({
      status: 'audited',
    });
  });
});
