import type { Knex } from 'knex';
import type { RegisterChanges } from '#contract/imports.ts';
import { countRevision } from './revision-repository.ts';

/** What the register shall hold from a day on. */
export interface RegisterTarget {
  jurisdictionId: string;
  /** ISO date from which it is in force. */
  effective: string;
  /** When the database came to know it, as PostgreSQL wrote it; see {@link recordingTime}. */
  recordedAt: string;
  /** Who is at work, for the event log; by default `import`. */
  actor?: string;
}

/**
 * Makes imports of one jurisdiction wait for one another until the transaction ends. Keyed by the
 * code, for at first there is no row to lock.
 */
export async function lockRegister(trx: Knex.Transaction, code: string): Promise<void> {
  await trx.raw(`select pg_advisory_xact_lock(hashtextextended('sizhi.register:' || ?, 0))`, [
    code,
  ]);
}

/**
 * The moment at which changes made in this transaction count as recorded. Taken after the lock and
 * after all that is on record: `now()` is when the transaction began, which may be before the
 * changes of the one it waited for.
 */
export async function recordingTime(
  trx: Knex.Transaction,
  jurisdictionId: string,
): Promise<string> {
  const { rows } = await trx.raw(
    `select cast(greatest(clock_timestamp(),
       max(greatest(lower(recorded), upper(recorded))) + interval '1 microsecond') as text) as at
     from community where jurisdiction_id = ?`,
    [jurisdictionId],
  );
  return rows[0].at;
}

const STAGE_COLUMNS = 'code text, name text, name_en text, kind text, attributes jsonb';

/** Brings the communities of an import into a table that the transaction drops when it ends. */
export async function stageCommunities(
  trx: Knex.Transaction,
  batches: readonly string[],
): Promise<void> {
  await trx.raw(
    `create temporary table staged (id uuid, ${STAGE_COLUMNS}, geom geometry(MultiPolygon, 4326))
     on commit drop`,
  );
  for (const batch of batches) {
    await trx.raw(
      `insert into staged (code, name, name_en, kind, attributes, geom)
       select code, name, name_en, kind, attributes,
         ST_ForcePolygonCCW(ST_SetSRID(ST_GeomFromGeoJSON(cast(geometry as text)), 4326))
       from json_to_recordset(cast(? as json)) as f(${STAGE_COLUMNS}, geometry json)`,
      [batch],
    );
  }
  await trx.raw('analyze staged');
}

/**
 * Makes the register hold the staged communities, and no others, from the effective day on. A
 * community that stays as it is keeps its row. Of one that changes or ends, what was recorded is
 * closed, and recorded anew as valid up to the day before.
 */
export async function replaceRegister(
  trx: Knex.Transaction,
  target: RegisterTarget,
): Promise<RegisterChanges> {
  await matchStaged(trx, target);
  await trx.raw(
    `create temporary table superseded on commit drop as
     select c.* from community c
     where ${IN_FORCE} and not exists (select from kept where kept.id = c.id)`,
    { ...target },
  );
  const changes = await countChanges(trx);
  await trx.raw(
    `update community c
     set recorded = tstzrange(lower(c.recorded), cast(:recordedAt as timestamptz))
     from superseded s
     where c.jurisdiction_id = s.jurisdiction_id and c.id = s.id and c.revision = s.revision`,
    { ...target },
  );
  await recordEvents(trx, target);
  await trx.raw(
    `insert into community (jurisdiction_id, id, revision, code, name, name_en, kind, attributes,
       geom, valid, recorded)
     select cast(:jurisdictionId as uuid), n.id,
       coalesce((select max(c.revision) from community c
           where c.jurisdiction_id = :jurisdictionId and c.id = n.id), 0)
         + row_number() over (partition by n.id order by n.valid),
       n.code, n.name, n.name_en, n.kind, n.attributes, n.geom, n.valid,
       tstzrange(cast(:recordedAt as timestamptz), null)
     from (
       select id, code, name, name_en, kind, attributes, geom,
         daterange(lower(valid), cast(:effective as date)) as valid
       from superseded
       where lower_inf(valid) or lower(valid) < cast(:effective as date)
       union all
       select id, code, name, name_en, kind, attributes, geom, ${FROM_EFFECTIVE}
       from staged where not exists (select from kept where kept.id = staged.id)
     ) n`,
    { ...target },
  );
  if (changes.created + changes.changed + changes.closed > 0) {
    await countRevision(trx, target.jurisdictionId, 'communities');
  }
  return changes;
}

const FROM_EFFECTIVE = `daterange(cast(:effective as date), null)`;

/** Rows that the database holds true now and that reach beyond the effective day. */
const IN_FORCE = `c.jurisdiction_id = :jurisdictionId and upper_inf(c.recorded)
  and c.valid && ${FROM_EFFECTIVE}`;

/**
 * Gives each staged community the id it had under its code, and lists in `kept` those that are
 * already recorded just so. An id is given once: it goes with its earliest code in force, or else
 * with the last that it had, so that a code which returns finds its community again.
 */
async function matchStaged(trx: Knex.Transaction, target: RegisterTarget): Promise<void> {
  await trx.raw(
    `update staged s set id = known.id
     from (select distinct on (c.id) c.id, c.code from community c
           where ${IN_FORCE} order by c.id, lower(c.valid) nulls first) known
     where known.code = s.code`,
    { ...target },
  );
  await trx.raw(
    `update staged s set id = ended.id
     from (select distinct on (c.id) c.id, c.code from community c
           where c.jurisdiction_id = :jurisdictionId and upper_inf(c.recorded)
             and not exists (select from community f where f.jurisdiction_id = c.jurisdiction_id
               and f.id = c.id and upper_inf(f.recorded) and f.valid && ${FROM_EFFECTIVE})
           order by c.id, lower(c.valid) desc nulls last) ended
     where ended.code = s.code and s.id is null`,
    { ...target },
  );
  await trx.raw('update staged set id = gen_random_uuid() where id is null');
  await trx.raw(
    `create temporary table kept on commit drop as
     select c.id from community c join staged s on s.id = c.id
     where ${IN_FORCE} and c.valid @> ${FROM_EFFECTIVE}
       and (c.code, c.name, c.name_en, c.kind, c.attributes)
         is not distinct from (s.code, s.name, s.name_en, s.kind, s.attributes)
       and ST_AsBinary(c.geom) = ST_AsBinary(s.geom)`,
    { ...target },
  );
  await trx.raw('analyze kept');
}

async function countChanges(trx: Knex.Transaction): Promise<RegisterChanges> {
  const { rows } = await trx.raw(
    `select
       cast((select count(*) from kept) as integer) as unchanged,
       cast((select count(distinct id) from superseded u
         where not exists (select from staged s where s.id = u.id)) as integer) as closed,
       cast((select count(*) from staged s
         where exists (select from superseded u where u.id = s.id)) as integer) as changed,
       cast((select count(*) from staged s
         where not exists (select from superseded u where u.id = s.id)
           and not exists (select from kept k where k.id = s.id)) as integer) as created`,
  );
  const { created, changed, closed, unchanged } = rows[0];
  return { created, changed, closed, unchanged };
}

/** One event for each community that an import creates, changes or closes. */
async function recordEvents(trx: Knex.Transaction, target: RegisterTarget): Promise<void> {
  await trx.raw(
    `insert into event (jurisdiction_id, at, actor, action, entity_type, entity_id, before, after)
     select cast(:jurisdictionId as uuid), cast(:recordedAt as timestamptz), cast(:actor as text),
       case when u.id is null then 'create' when s.id is null then 'close' else 'change' end,
       'community', coalesce(u.id, s.id),
       case when u.id is not null then jsonb_build_object('code', u.code, 'name', u.name,
         'kind', u.kind, 'revision', u.revision, 'validFrom', lower(u.valid),
         'validTo', upper(u.valid)) end,
       case when s.id is not null then jsonb_build_object('code', s.code, 'name', s.name,
         'kind', s.kind, 'validFrom', cast(:effective as date)) end
     from (select distinct on (id) * from superseded order by id, valid) u
     full join (select * from staged where id not in (select id from kept)) s on s.id = u.id`,
    { ...target, actor: target.actor ?? 'import' },
  );
}
