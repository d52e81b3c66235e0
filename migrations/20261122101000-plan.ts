import type { Knex } from 'knex';

/**
 * Plans (DESIGN §2, §4): proposed changes to the communities of one jurisdiction.
 *
 * `plan` names the register it starts from by the moment of its last change (`base_recorded`) and a day in law
 * (`base_day`): both only ever grow, so the same base can be read again for ever. `version` is the optimistic
 * lock that clients see; `head_id` names the state after a write, and no two states share one.
 *
 * `plan_operation` is the history, complete for ever. `undone` ones can be redone until another operation is
 * written; then they are `abandoned`. What an operation changed, and its inverse, are `json` (not `jsonb`): never
 * searched, and their numbers stay the text that gives the same doubles again.
 *
 * `plan_community` and `plan_unit` hold what the head has different from its base, so that nothing is
 * replayed to read it. Geometries have the type and the coordinates that the operation gave them, bit for bit.
 *
 * `finding` holds the audit of a plan: rows carry the version of the engine and of the plan that they are of; `geom`
 * is the place to zoom to, the geometry stands in `body`. The findings of the coverage are brought up to date with every write
 * (`coverage_head`), those of the policy's rules when the audit is asked for (`audited_head`).
 */
export async function up(knex: Knex): Promise<void> {
  for (const sql of [PLAN, OPERATION, HEAD, SNAPSHOT, LINEAGE, FINDING, IDEMPOTENCY]) {
    await knex.raw(sql);
  }
}

const PLAN = `
  create table plan (
    jurisdiction_id uuid not null references jurisdiction (jurisdiction_id),
    id uuid not null default gen_random_uuid(),
    name text not null check (btrim(name) <> ''),
    description text,
    status text not null default 'draft' check (status in ('draft', 'registered', 'archived')),
    policy text not null,
    base_recorded timestamptz not null,
    base_day date not null,
    version integer not null default 1 check (version > 0),
    head_id uuid not null default gen_random_uuid(),
    last_sequence integer not null default 0 check (last_sequence >= 0),
    parent_id uuid,
    parent_version integer,
    audited_head uuid,
    audited_engine text,
    audited_material text,
    audit json,
    coverage_head uuid,
    coverage_engine text,
    created_at timestamptz not null default now(),
    created_by text not null check (btrim(created_by) <> ''),
    updated_at timestamptz not null default now(),
    updated_by text not null check (btrim(updated_by) <> ''),
    effective date,
    registered_at timestamptz,
    primary key (jurisdiction_id, id),
    check ((status = 'registered') = (registered_at is not null))
  );
  create index plan_id on plan (id);
  create index plan_created on plan (jurisdiction_id, created_at);
`;

const ofPlan = `foreign key (jurisdiction_id, plan_id) references plan (jurisdiction_id, id)`;

const OPERATION = `
  create table plan_operation (
    jurisdiction_id uuid not null,
    plan_id uuid not null,
    sequence integer not null check (sequence > 0),
    kind text not null check (btrim(kind) <> ''),
    parameters json not null,
    description_zh text not null,
    description_en text not null,
    change json not null,
    inverse json not null,
    author text not null check (btrim(author) <> ''),
    at timestamptz not null,
    plan_version integer not null,
    undone boolean not null default false,
    abandoned boolean not null default false,
    rebased_from integer,
    primary key (jurisdiction_id, plan_id, sequence),
    ${ofPlan},
    check (undone or not abandoned)
  );
`;

const HEAD = `
  create table plan_community (
    jurisdiction_id uuid not null,
    plan_id uuid not null,
    code text not null check (btrim(code) <> ''),
    name text,
    name_en text,
    attributes json not null default '{}' check (json_typeof(attributes) = 'object'),
    geom geometry(Geometry, 4326),
    removed boolean not null default false,
    primary key (jurisdiction_id, plan_id, code),
    ${ofPlan},
    check (removed = (geom is null))
  );

  create table plan_unit (
    jurisdiction_id uuid not null,
    plan_id uuid not null,
    unit_code text not null,
    community_code text,
    primary key (jurisdiction_id, plan_id, unit_code),
    ${ofPlan}
  );
`;

const SNAPSHOT = `
  create table plan_snapshot (
    jurisdiction_id uuid not null,
    plan_id uuid not null,
    id uuid not null default gen_random_uuid(),
    name text not null check (btrim(name) <> ''),
    plan_version integer not null,
    base_recorded timestamptz not null,
    base_day date not null,
    content json not null,
    created_at timestamptz not null default now(),
    created_by text not null check (btrim(created_by) <> ''),
    primary key (jurisdiction_id, plan_id, id),
    constraint plan_snapshot_name_unique unique (jurisdiction_id, plan_id, name),
    ${ofPlan}
  );
`;

const LINEAGE = `
  create table community_lineage (
    jurisdiction_id uuid not null,
    plan_id uuid not null,
    position integer not null check (position >= 0),
    kind text not null
      check (kind in ('merge', 'split', 'transfer', 'convert', 'create', 'abolish')),
    parent_id uuid,
    parent_code text,
    child_id uuid,
    child_code text,
    area_square_metres double precision check (area_square_metres >= 0),
    effective date not null,
    recorded_at timestamptz not null,
    primary key (jurisdiction_id, plan_id, position),
    ${ofPlan},
    check (parent_code is not null or child_code is not null)
  );
  create index community_lineage_parent on community_lineage (jurisdiction_id, parent_id);
  create index community_lineage_child on community_lineage (jurisdiction_id, child_id);
`;

const FINDING = `
  create table finding (
    jurisdiction_id uuid not null,
    plan_id uuid not null,
    id text not null,
    scope text not null check (scope in ('coverage', 'rules')),
    plan_version integer not null,
    engine_version text not null,
    rule text not null,
    kind text not null,
    severity text not null check (severity in ('error', 'warning', 'info')),
    communities jsonb not null check (jsonb_typeof(communities) = 'array'),
    body json not null,
    geom geometry(Point, 4326),
    primary key (jurisdiction_id, plan_id, id),
    ${ofPlan}
  );
  create index finding_geom on finding using gist (geom);

  create table waiver (
    jurisdiction_id uuid not null,
    plan_id uuid not null,
    finding_id text not null,
    reason text not null check (btrim(reason) <> ''),
    author text not null check (btrim(author) <> ''),
    created_at timestamptz not null default now(),
    primary key (jurisdiction_id, plan_id, finding_id),
    ${ofPlan}
  );
`;

const IDEMPOTENCY = `
  create table idempotency (
    jurisdiction_id uuid not null,
    key text not null,
    fingerprint text not null,
    status integer not null,
    headers json not null,
    body text not null,
    created_at timestamptz not null default now(),
    primary key (jurisdiction_id, key)
  );
  create index idempotency_created on idempotency (jurisdiction_id, created_at);
`;

export async function down(knex: Knex): Promise<void> {
  await knex.raw(`
    drop table idempotency;
    drop table waiver;
    drop table finding;
    drop table community_lineage;
    drop table plan_snapshot;
    drop table plan_unit;
    drop table plan_community;
    drop table plan_operation;
    drop table plan;
  `);
}
