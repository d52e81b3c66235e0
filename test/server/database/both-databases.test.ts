import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { describeOnEachDatabase, freshJurisdiction } from '../../helpers/databases.ts';

const square = (x: number, y: number, size = 0.01): string =>
  `SRID=4326;MULTIPOLYGON(((${x} ${y},${x + size} ${y},${x + size} ${y + size},${x} ${y + size},${x} ${y})))`;

const community = (jurisdictionId: string, columns: Record<string, unknown> = {}) => ({
  jurisdiction_id: jurisdictionId,
  id: randomUUID(),
  code: `C-${randomUUID().slice(0, 8)}`,
  name: '文一社区',
  geom: square(120, 30),
  valid: '[2026-01-01,)',
  ...columns,
});

describeOnEachDatabase('a database', (database) => {
  it('gives every type of column the same JavaScript type', async () => {
    const { rows } = await database().knex.raw(`
      select date '2026-03-01' as date, array[date '2026-03-01', null] as dates,
             '2026-03-01T08:00:00.123Z'::timestamptz as instant,
             9007199254740991::int8 as largest, 9007199254740993::int8 as beyond,
             array[1, null, 3]::int8[] as bigints, 7::int4 as integer, 0.5::float8 as float,
             1.10::numeric as numeric, true as boolean, '{"甲": [1, null]}'::jsonb as jsonb,
             daterange('2026-01-01', null) as valid, 'x'::text as text, null::text as nothing,
             '\\x00ff'::bytea as bytes, array['a', null, '{"']::text[] as texts,
             ST_SetSRID(ST_MakePoint(120, 30), 4326) as point,
             ST_AsGeoJSON(ST_SetSRID(ST_MakePoint(120.123456789, 30), 4326), 8, 0)::json as geojson
    `);
    expect(rows).toEqual([
      {
        date: '2026-03-01',
        dates: ['2026-03-01', null],
        instant: new Date('2026-03-01T08:00:00.123Z'),
        largest: 9007199254740991,
        beyond: '9007199254740993',
        bigints: [1, null, 3],
        integer: 7,
        float: 0.5,
        numeric: '1.10',
        boolean: true,
        jsonb: { 甲: [1, null] },
        valid: '[2026-01-01,)',
        text: 'x',
        nothing: null,
        bytes: Buffer.from([0, 255]),
        texts: ['a', null, '{"'],
        point: '0101000020E61000000000000000005E400000000000003E40',
        geojson: { type: 'Point', coordinates: [120.12345679, 30] },
      },
    ]);
  });

  it('reckons in UTC', async () => {
    const { rows } = await database().knex.raw(
      `select ('2026-03-01T20:00:00-05:00'::timestamptz)::date as day`,
    );
    expect(rows).toEqual([{ day: '2026-03-02' }]);
  });

  it('runs several statements in one raw query', async () => {
    const results: { command: string; rows: unknown[] }[] = await database().knex.raw(
      'select 1 as a; select 2 as b',
    );
    expect(results.map((result) => result.rows)).toEqual([[{ a: 1 }], [{ b: 2 }]]);
  });

  it('reports errors with their SQLSTATE and goes on', async () => {
    const { knex } = database();
    await expect(knex.raw('select 1 / ?::int', [0])).rejects.toMatchObject({ code: '22012' });
    await expect(knex.raw('select nonsense')).rejects.toMatchObject({ code: '42703' });
    await expect(knex('no_such_table').select()).rejects.toMatchObject({ code: '42P01' });
    expect((await knex.raw('select ?::int as n', [5])).rows).toEqual([{ n: 5 }]);
  });

  it('commits and rolls back transactions that run side by side', async () => {
    const { knex } = database();
    const { jurisdictionId } = await freshJurisdiction(database());
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, i) =>
        knex.transaction(async (trx) => {
          await trx('community').insert(community(jurisdictionId, { code: `a${i}` }));
          await trx('community').insert(community(jurisdictionId, { code: `b${i}` }));
          if (i % 4 === 0) throw new Error(`changed my mind about ${i}`);
        }),
      ),
    );
    expect(outcomes.filter((outcome) => outcome.status === 'rejected')).toHaveLength(5);
    const codes = await knex('community').where({ jurisdiction_id: jurisdictionId }).pluck('code');
    const kept = Array.from({ length: 20 }, (_, i) => i).filter((i) => i % 4 !== 0);
    expect(codes.sort()).toEqual(kept.flatMap((i) => [`a${i}`, `b${i}`]).sort());
  });

  it('undoes a failed savepoint only', async () => {
    const { knex } = database();
    const { jurisdictionId } = await freshJurisdiction(database());
    await knex.transaction(async (trx) => {
      await trx('community').insert(community(jurisdictionId, { code: 'kept' }));
      const inner = trx.transaction(async (nested) => {
        await nested('community').insert(community(jurisdictionId, { code: 'lost' }));
        await nested.raw('select 1/0');
      });
      await expect(inner).rejects.toMatchObject({ code: '22012' });
    });
    const codes = await knex('community').where({ jurisdiction_id: jurisdictionId }).pluck('code');
    expect(codes).toEqual(['kept']);
  });

  it('carries a row of several megabytes', async () => {
    const text = '界'.repeat(2_000_000);
    const { rows } = await database().knex.raw('select ?::text as text', [text]);
    expect(rows[0].text === text).toBe(true);
  });

  it('answers with many rows', async () => {
    const { rows } = await database().knex.raw('select n from generate_series(1, 50000) n');
    expect(rows).toHaveLength(50_000);
    expect(rows[49_999]).toEqual({ n: 50_000 });
  });

  describe('the register', () => {
    it('refuses two current rows of one community', async () => {
      const { knex } = database();
      const { jurisdictionId } = await freshJurisdiction(database());
      const first = community(jurisdictionId);
      await knex('community').insert(first);
      const second = { ...first, revision: 2, code: 'other', valid: '[2026-06-01,)' };
      await expect(knex('community').insert(second)).rejects.toMatchObject({
        code: '23P01',
        constraint: 'community_one_version',
      });
    });

    it('takes the next version once the last is closed', async () => {
      const { knex } = database();
      const { jurisdictionId } = await freshJurisdiction(database());
      const first = community(jurisdictionId);
      await knex('community').insert(first);
      // The embedded database's clock has milliseconds only: a version may not end when it began.
      await sleep(2);
      await knex.transaction(async (trx) => {
        await trx('community')
          .where({ jurisdiction_id: jurisdictionId, id: first.id, revision: 1 })
          .update({ recorded: trx.raw('tstzrange(lower(recorded), now())') });
        await trx('community').insert({ ...first, revision: 2, name: '文二社区' });
      });
      const current = knex('community')
        .where({ jurisdiction_id: jurisdictionId })
        .whereRaw('upper_inf(recorded)')
        .select('revision', 'name');
      expect(await current).toEqual([{ revision: 2, name: '文二社区' }]);
    });

    it('refuses a code that another current community has, but not in another jurisdiction', async () => {
      const { knex } = database();
      const { jurisdictionId } = await freshJurisdiction(database());
      const other = await freshJurisdiction(database());
      await knex('community').insert(community(jurisdictionId, { code: '330110001' }));
      await knex('community').insert(community(other.jurisdictionId, { code: '330110001' }));
      const twin = community(jurisdictionId, { code: '330110001', geom: square(121, 30) });
      await expect(knex('community').insert(twin)).rejects.toMatchObject({
        code: '23P01',
        constraint: 'community_code_unique',
      });
    });

    it.each([
      ['a blank name', { name: '  ' }, '23514'],
      ['an unknown kind', { kind: 'suburb' }, '23514'],
      ['attributes that are no object', { attributes: '[]' }, '23514'],
      ['an empty geometry', { geom: 'SRID=4326;MULTIPOLYGON EMPTY' }, '23514'],
      ['an empty time in law', { valid: 'empty' }, '23514'],
      ['an empty time of recording', { recorded: 'empty' }, '23514'],
      ['a geometry that is no area', { geom: 'SRID=4326;POINT(0 0)' }, '22023'],
      ['another reference system', { geom: square(0, 0).replace('4326', '4490') }, '22023'],
      ['a jurisdiction that is not there', { jurisdiction_id: randomUUID() }, '23503'],
    ])('refuses %s', async (_, columns, code) => {
      const { jurisdictionId } = await freshJurisdiction(database());
      const row = community(jurisdictionId, columns);
      await expect(database().knex('community').insert(row)).rejects.toMatchObject({ code });
    });

    it('keeps its jurisdiction from being deleted; material goes with it', async () => {
      const { knex } = database();
      const { jurisdictionId } = await freshJurisdiction(database());
      const unit = { jurisdiction_id: jurisdictionId, code: 'U1', geom: square(120, 30) };
      await knex('unit').insert(unit);
      await knex('community').insert(community(jurisdictionId));
      const gone = () => knex('jurisdiction').where({ jurisdiction_id: jurisdictionId }).delete();
      await expect(gone()).rejects.toMatchObject({ code: '23503' });
      await knex('community').where({ jurisdiction_id: jurisdictionId }).delete();
      expect(await gone()).toBe(1);
      expect(await knex('unit').where({ jurisdiction_id: jurisdictionId })).toEqual([]);
    });
  });

  describe('the material', () => {
    const estate = { code: 'E1', name: '金色家园', geom: square(120, 30) };
    const facility = {
      code: 'F1',
      name: '服务中心',
      kind: 'service-centre',
      geom: 'SRID=4326;POINT(120 30)',
    };

    it.each([
      ['unit', { code: 'U1', households: -1, geom: square(120, 30) }],
      ['unit', { code: ' ', geom: square(120, 30) }],
      ['barrier', { class: 'motorway', geom: 'SRID=4326;MULTILINESTRING((0 0,1 1))' }],
      ['estate', { ...estate, occupancy: 1.5 }],
      ['estate', { ...estate, occupancy: 'NaN' }],
      ['facility', { ...facility, space_square_metres: -1 }],
      ['facility', { ...facility, space_square_metres: 'NaN' }],
    ])('refuses an impossible %s', async (table, columns) => {
      const { jurisdictionId } = await freshJurisdiction(database());
      const row = { jurisdiction_id: jurisdictionId, ...columns };
      await expect(database().knex(table).insert(row)).rejects.toMatchObject({ code: '23514' });
    });

    it.each([
      ['unit', { code: 'X', geom: square(120, 30) }],
      ['barrier', { code: 'X', class: 'river', geom: 'SRID=4326;MULTILINESTRING((0 0,1 1))' }],
      ['estate', { ...estate, code: 'X' }],
      ['facility', { ...facility, code: 'X' }],
    ])('keeps the codes of %s unique in a jurisdiction', async (table, columns) => {
      const { knex } = database();
      const { jurisdictionId } = await freshJurisdiction(database());
      const other = await freshJurisdiction(database());
      await knex(table).insert({ jurisdiction_id: jurisdictionId, ...columns });
      await knex(table).insert({ jurisdiction_id: other.jurisdictionId, ...columns });
      const again = knex(table).insert({ jurisdiction_id: jurisdictionId, ...columns });
      await expect(again).rejects.toMatchObject({
        code: '23505',
        constraint: `${table}_code_unique`,
      });
    });
  });

  it('has jurisdiction_id first in every primary, unique and exclusion key', async () => {
    const { rows } = await database().knex.raw(`
      select c.conrelid::regclass::text as table_name, c.conname, a.attname
        from pg_constraint c
        join pg_class t on t.oid = c.conrelid
        join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
       where c.contype in ('p', 'u', 'x') and t.relnamespace = 'public'::regnamespace
         and t.relname not in ('spatial_ref_sys', 'setting')
         and t.relname not like 'knex_%' and a.attname <> 'jurisdiction_id'`);
    // A jurisdiction's own code is unique among all; jobs, and suggestions for data that a request brought,
    // may belong to no jurisdiction: see the migrations.
    const byName = (a: { conname: string }, b: { conname: string }) =>
      a.conname < b.conname ? -1 : 1;
    expect([...rows].sort(byName)).toEqual([
      { table_name: 'job', conname: 'job_pkey', attname: 'id' },
      { table_name: 'jurisdiction', conname: 'jurisdiction_code_key', attname: 'code' },
      { table_name: 'suggestion', conname: 'suggestion_pkey', attname: 'id' },
    ]);
  });
});
