import type { Knex } from 'knex';

/**
 * `community`: the register, bitemporal. `valid` says when a version holds in law, `recorded`
 * when the database believed it. A row is written once; afterwards only the upper bound of
 * `recorded` may be closed. A version written and replaced within one transaction would have an
 * empty `recorded` (both ends are `now()`) and is refused.
 *
 * The reference to the jurisdiction says NO ACTION, not RESTRICT: that reports the same SQLSTATE
 * (23503) on every version of PostgreSQL.
 *
 * The two exclusion constraints keep one version of a community, and one community of a code,
 * for any day in law as seen from any moment of recording. The register is never deleted with
 * its jurisdiction: superseded boundaries stay on record (DOMAIN.md §3, step 8).
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    create table community (
      jurisdiction_id uuid not null references jurisdiction (jurisdiction_id),
      id uuid not null default gen_random_uuid(),
      revision integer not null default 1 check (revision > 0),
      code text not null check (btrim(code) <> ''),
      name text not null check (btrim(name) <> ''),
      name_en text,
      kind text not null default 'urban' check (kind in ('urban', 'village', 'converted', 'park')),
      attributes jsonb not null default '{}' check (jsonb_typeof(attributes) = 'object'),
      geom geometry(MultiPolygon, 4326) not null check (not ST_IsEmpty(geom)),
      valid daterange not null check (not isempty(valid)),
      recorded tstzrange not null default tstzrange(now(), null)
        check (not isempty(recorded) and lower_inc(recorded) and not upper_inc(recorded)),
      primary key (jurisdiction_id, id, revision),
      constraint community_one_version exclude using gist
        (jurisdiction_id with =, id with =, valid with &&, recorded with &&),
      constraint community_code_unique exclude using gist
        (jurisdiction_id with =, code with =, valid with &&, recorded with &&)
    );
    create index community_geom on community using gist (geom);
    create index community_current on community (jurisdiction_id, code) where upper_inf(recorded);
  `);
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop table community');
}
