import type { Knex } from 'knex';

/**
 * The material that boundaries are made of and checked against: lines a boundary may follow,
 * the blocks between them, residential compounds, premises. It belongs to its jurisdiction and
 * is deleted with it. `community_code` names a community of the register without a foreign key:
 * source files name communities that may not be registered yet.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table barrier (
      jurisdiction_id uuid not null references jurisdiction (jurisdiction_id) on delete cascade,
      id uuid not null default gen_random_uuid(),
      code text check (btrim(code) <> ''),
      class text not null check (class in ('expressway', 'arterial', 'collector', 'local', 'path',
        'river', 'canal', 'railway', 'ridge', 'wall')),
      name text,
      name_en text,
      attributes jsonb not null default '{}' check (jsonb_typeof(attributes) = 'object'),
      geom geometry(MultiLineString, 4326) not null check (not ST_IsEmpty(geom)),
      primary key (jurisdiction_id, id),
      constraint barrier_code_unique unique (jurisdiction_id, code)
    );
    create index barrier_geom on barrier using gist (geom);

    create table unit (
      jurisdiction_id uuid not null references jurisdiction (jurisdiction_id) on delete cascade,
      id uuid not null default gen_random_uuid(),
      code text not null check (btrim(code) <> ''),
      community_code text,
      households integer check (households >= 0),
      households_estimated boolean not null default false,
      population integer check (population >= 0),
      dwellings integer check (dwellings >= 0),
      attributes jsonb not null default '{}' check (jsonb_typeof(attributes) = 'object'),
      geom geometry(MultiPolygon, 4326) not null check (not ST_IsEmpty(geom)),
      primary key (jurisdiction_id, id),
      constraint unit_code_unique unique (jurisdiction_id, code)
    );
    create index unit_geom on unit using gist (geom);

    create table estate (
      jurisdiction_id uuid not null references jurisdiction (jurisdiction_id) on delete cascade,
      id uuid not null default gen_random_uuid(),
      code text not null check (btrim(code) <> ''),
      name text not null check (btrim(name) <> ''),
      name_en text,
      house_type text,
      dwellings integer check (dwellings >= 0),
      households integer check (households >= 0),
      occupancy double precision check (occupancy between 0 and 1),
      attributes jsonb not null default '{}' check (jsonb_typeof(attributes) = 'object'),
      geom geometry(MultiPolygon, 4326) not null check (not ST_IsEmpty(geom)),
      primary key (jurisdiction_id, id),
      constraint estate_code_unique unique (jurisdiction_id, code)
    );
    create index estate_geom on estate using gist (geom);

    create table facility (
      jurisdiction_id uuid not null references jurisdiction (jurisdiction_id) on delete cascade,
      id uuid not null default gen_random_uuid(),
      code text not null check (btrim(code) <> ''),
      kind text not null check (btrim(kind) <> ''),
      name text not null check (btrim(name) <> ''),
      name_en text,
      space_square_metres double precision
        check (space_square_metres >= 0 and space_square_metres < 'Infinity'),
      community_code text,
      attributes jsonb not null default '{}' check (jsonb_typeof(attributes) = 'object'),
      geom geometry(Point, 4326) not null check (not ST_IsEmpty(geom)),
      primary key (jurisdiction_id, id),
      constraint facility_code_unique unique (jurisdiction_id, code)
    );
    create index facility_geom on facility using gist (geom);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table facility;
    drop table estate;
    drop table unit;
    drop table barrier;
  `);
}
