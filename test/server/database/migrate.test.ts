import { randomBytes } from 'node:crypto';
import type { Knex } from 'knex';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { migrations } from '../../../migrations/index.ts';
import { migrateToLatest, migrationStatus, rollbackAll } from '../../../server/database/migrate.ts';
import { openServer } from '../../../server/database/open-server.ts';
import { StartupError } from '../../../server/startup-error.ts';
import { openSharedEmbedded } from '../../helpers/databases.ts';

const NAMES = [
  '20261122100000-extensions',
  '20261122100100-jurisdiction',
  '20261122100200-community',
  '20261122100300-material',
  '20261122100400-event',
  '20261122100500-half-households',
  '20261122100600-unknown-kind',
  '20261122100700-job',
  '20261122100800-suggestion',
  '20261122100900-collection-revision',
  '20261122101000-plan',
  '20261123100000-head-storage',
];

/** Tables, columns, constraints and indexes of our schema, as text that can be compared. */
async function schemaOf(knex: Knex): Promise<string[]> {
  const { rows } = await knex.raw(`
    select table_name || '.' || column_name || ' ' || udt_name || ' ' || is_nullable as line
      from information_schema.columns
     where table_schema = 'public' and table_name in (select tablename from pg_tables
           where schemaname = 'public' and tablename <> 'spatial_ref_sys'
             and tablename not like 'knex_%')
    union all
    select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
      from pg_constraint
     where contype <> 'n' and connamespace = 'public'::regnamespace
       and conrelid::regclass::text not in ('0', '-', 'spatial_ref_sys')
       and conrelid::regclass::text not like 'knex_%'
    union all
    select indexdef from pg_indexes
     where schemaname = 'public' and tablename <> 'spatial_ref_sys' and tablename not like 'knex_%'
    order by 1`);
  return rows.map((row: { line: string }) => row.line);
}

async function upDownUp(knex: Knex): Promise<string[]> {
  expect((await migrationStatus(knex)).applied).toEqual([]);
  expect(await migrateToLatest(knex)).toEqual({ applied: NAMES });
  const first = await schemaOf(knex);
  expect(await migrationStatus(knex)).toEqual({ applied: NAMES, pending: [], unknown: [] });
  expect(await migrateToLatest(knex)).toEqual({ applied: [] });
  expect((await rollbackAll(knex)).undone).toEqual(NAMES.toReversed());
  expect(await schemaOf(knex)).toEqual([]);
  expect(await migrationStatus(knex)).toEqual({ applied: [], pending: NAMES, unknown: [] });
  expect(await migrateToLatest(knex)).toEqual({ applied: NAMES });
  expect(await schemaOf(knex)).toEqual(first);
  return first;
}

/** All of it in one transaction that is undone, so that other suites notice nothing. */
async function inUndoneTransaction(knex: Knex, work: (trx: Knex) => Promise<void>): Promise<void> {
  const undo = new Error('undone on purpose');
  const done = knex.transaction(async (trx) => {
    await work(trx);
    throw undo;
  });
  await expect(done).rejects.toBe(undo);
}

async function embeddedSchema(): Promise<string[]> {
  const { knex, close } = await openSharedEmbedded();
  let schema: string[] = [];
  try {
    await inUndoneTransaction(knex, async (trx) => {
      await rollbackAll(trx);
      schema = await upDownUp(trx);
    });
  } finally {
    await close();
  }
  return schema;
}

describe('migrations', () => {
  const serverUrl = inject('postgisUrl');

  it('go up, down and up again on the embedded database', async () => {
    expect(await embeddedSchema()).toContain('community.recorded tstzrange NO');
  });

  describe.skipIf(serverUrl === null)('on a PostGIS server', () => {
    const scratch: { knex: Knex; drop: () => Promise<void> }[] = [];
    afterAll(async () => {
      for (const { drop } of scratch) await drop();
    });

    async function scratchDatabase(): Promise<Knex> {
      const admin = await openServer({ databaseUrl: serverUrl ?? '', poolMax: 1 });
      const name = `scratch_${randomBytes(5).toString('hex')}`;
      await admin.knex.raw(`create database ${name}`);
      const url = new URL(serverUrl ?? '');
      url.pathname = `/${name}`;
      const { knex, close } = await openServer({ databaseUrl: url.href, poolMax: 4 });
      const drop = async () => {
        await close();
        await admin.knex.raw(`drop database ${name} with (force)`);
        await admin.close();
      };
      scratch.push({ knex, drop });
      return knex;
    }

    it('go up, down and up again and make the same schema as on the embedded database', async () => {
      expect(await upDownUp(await scratchDatabase())).toEqual(await embeddedSchema());
    });

    // In a database of its own: on the shared one, changing tables and imports of other suites deadlock.
    it('bring what is on record along', async () => {
      const knex = await scratchDatabase();
      await migrateToLatest(knex);
      await inUndoneTransaction(knex, withRecords);
    });

    it('of two programs that start at once run once', async () => {
      const knex = await scratchDatabase();
      const runs = await Promise.all([migrateToLatest(knex), migrateToLatest(knex)]);
      expect(runs.map((run) => run.applied.length).sort()).toEqual([0, NAMES.length]);
    });
  });

  it('bring what is on record along: whole households become numbers that may be halves', async () => {
    const { knex, close } = await openSharedEmbedded();
    await inUndoneTransaction(knex, withRecords);
    await close();
  });

  async function withRecords(trx: Knex): Promise<void> {
    const last = migrations.find(({ name }) => name === '20261122100500-half-households');
    if (last === undefined) throw new Error('no such migration');
    await last.down(trx);
    const [{ jurisdiction_id }] = await trx('jurisdiction')
      .insert({ code: 'T-MIGRATION', name: '测试街道', kind: 'town' })
      .returning('jurisdiction_id');
    const geom = 'SRID=4326;MULTIPOLYGON(((120 30,120.1 30,120.1 30.1,120 30)))';
    const place = { jurisdiction_id, name: '小区', geom };
    const estates = [7, 0, 2_147_483_647, null].map((households, i) => ({
      households,
      code: `E${i}`,
    }));
    await trx('estate').insert(estates.map((estate) => ({ ...place, ...estate })));
    await trx('unit').insert({ jurisdiction_id, geom, code: 'U1', households: 41 });
    await last.up(trx);

    const own = { jurisdiction_id };
    const stored = await trx('estate').select('code', 'households').where(own).orderBy('code');
    expect(stored).toEqual(estates.map(({ households, code }) => ({ code, households })));
    await trx('unit').where(own).update({ households: 20.5 });
    expect(await trx('unit').select('households').where(own)).toEqual([{ households: 20.5 }]);
    for (const households of [0.3, -0.5, 'NaN', 'Infinity', 4e9]) {
      const refused = trx.transaction((inner) => inner('unit').where(own).update({ households }));
      await expect(refused).rejects.toMatchObject({ code: '23514' });
    }
    await last.down(trx);
    expect(await trx('unit').select('households').where(own)).toEqual([{ households: 21 }]);
    await last.up(trx);

    const kinds = migrations.find(({ name }) => name === '20261122100600-unknown-kind');
    await trx('community').insert({ ...place, code: 'C1', valid: '[2026-01-01,)' });
    await kinds?.down(trx);
    expect(await trx('community').select('kind').where(own)).toEqual([{ kind: 'urban' }]);
    await kinds?.up(trx);
    await trx('community').insert({ ...place, code: 'C2', valid: '[2026-01-01,)' });
    const read = trx('community').select('kind').where(own).orderBy('code');
    expect(await read).toEqual([{ kind: 'urban' }, { kind: null }]);
  }

  it('leave nothing behind when one of them fails', async () => {
    const { knex, close } = await openSharedEmbedded();
    await inUndoneTransaction(knex, async (trx) => {
      await rollbackAll(trx);
      // In the way of the last migration.
      await trx.raw('create table event (id int)');
      await expect(migrateToLatest(trx)).rejects.toMatchObject({ code: '42P07' });
      expect((await migrationStatus(trx)).applied).toEqual([]);
      expect((await trx.raw(`select to_regclass('jurisdiction') as t`)).rows).toEqual([
        { t: null },
      ]);
    });
    await close();
  });

  it('refuse a database that a newer version has made', async () => {
    const { knex, close } = await openSharedEmbedded();
    await inUndoneTransaction(knex, async (trx) => {
      await trx('knex_migrations').insert({ name: '29990101000000-future', batch: 99 });
      const refused = migrateToLatest(trx);
      await expect(refused).rejects.toThrow(StartupError);
      await expect(refused).rejects.toThrow('29990101000000-future');
    });
    await close();
  });
});
