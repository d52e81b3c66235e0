import type { Knex } from 'knex';

/**
 * `jurisdiction`: the town or sub-district that its communities must cover exactly. On Citus it
 * is a reference table, therefore `code` may be unique on its own and `parent_id` has no foreign
 * key (a parent may live on another node).
 *
 * `setting`: facts about the installation itself, such as whether the sample town was loaded.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table jurisdiction (
      jurisdiction_id uuid primary key default gen_random_uuid(),
      code text not null unique check (btrim(code) <> ''),
      name text not null check (btrim(name) <> ''),
      name_en text,
      kind text not null check (btrim(kind) <> ''),
      parent_id uuid check (parent_id <> jurisdiction_id),
      geom geometry(MultiPolygon, 4326) check (not ST_IsEmpty(geom)),
      default_policy text not null default 'yuhang-2020',
      attributes jsonb not null default '{}' check (jsonb_typeof(attributes) = 'object'),
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    );
    create index jurisdiction_geom on jurisdiction using gist (geom);

    create table setting (
      key text primary key,
      value jsonb not null
    );
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table setting;
    drop table jurisdiction;
  `);
}
