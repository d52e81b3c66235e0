import type { Knex } from 'knex';

/** A result to be kept. */
export interface NewSuggestion {
  id: string;
  /** Null: of data that came with the request. */
  jurisdictionId: string | null;
  /** SHA-256 of all that it follows from, in hexadecimal. */
  digest: string;
  kind: string;
  seed: number;
  engineVersion: string;
  isCutShort: boolean;
  suggestions: number;
  infeasible: number;
  /** JSON text, kept to the byte. */
  result: string;
  actor: string;
  /** Days that it is kept; null: for good. */
  keepDays: number | null;
}

/** What is filed with a result. */
export interface SuggestionRow {
  id: string;
  /** Code of the jurisdiction. */
  jurisdiction: string | null;
  kind: string;
  seed: number;
  engineVersion: string;
  isCutShort: boolean;
  suggestions: number;
  infeasible: number;
  createdAt: Date;
  expiresAt: Date | null;
}

const COLUMNS = `s.id, j.code as jurisdiction, s.kind, cast(s.seed as double precision) as seed,
  s.engine_version as "engineVersion", s.is_cut_short as "isCutShort", s.suggestions, s.infeasible,
  s.created_at as "createdAt", s.expires_at as "expiresAt"`;

const FROM =
  'from suggestion as s left join jurisdiction as j on j.jurisdiction_id = s.jurisdiction_id';

const IS_KEPT = '(s.expires_at is null or s.expires_at > now())';

/** Rows that one insertion clears away at most. */
const CLEARED_AT_ONCE = 100;

/**
 * Keeps a result, and clears away some that are past their day. One that is there already under that id stays as it is,
 * and is kept for longer.
 */
export async function insertSuggestion(knex: Knex, given: NewSuggestion): Promise<SuggestionRow> {
  await knex.raw(
    `delete from suggestion where id in (
       select id from suggestion where expires_at < now() order by expires_at limit ${CLEARED_AT_ONCE}
       for update skip locked
     )`,
  );
  await knex.raw(
    `insert into suggestion (id, jurisdiction_id, digest, kind, seed, engine_version, is_cut_short,
       suggestions, infeasible, result, actor, expires_at)
     values (cast(:id as uuid), cast(:jurisdictionId as uuid), :digest, :kind, cast(:seed as bigint), :engineVersion, :isCutShort,
       cast(:suggestions as integer), cast(:infeasible as integer), cast(:result as json), :actor,
       now() + make_interval(days => cast(:keepDays as integer)))
     on conflict (id) do update set expires_at = excluded.expires_at`,
    { ...given },
  );
  const row = await findRow(knex, given.id);
  if (row === undefined) throw new Error('the suggestion that was written is not there');
  return row;
}

async function findRow(knex: Knex, id: string): Promise<SuggestionRow | undefined> {
  const { rows } = await knex.raw(`select ${COLUMNS} ${FROM} where s.id = cast(:id as uuid)`, {
    id,
  });
  return rows[0];
}

/** A result with what is filed with it; undefined where there is none, or no longer. */
export async function findSuggestion(
  knex: Knex,
  id: string,
): Promise<{ row: SuggestionRow; result: string } | undefined> {
  const { rows } = await knex.raw(
    `select ${COLUMNS}, cast(s.result as text) as result ${FROM}
     where s.id = cast(:id as uuid) and ${IS_KEPT}`,
    { id },
  );
  if (rows[0] === undefined) return undefined;
  const { result, ...row } = rows[0];
  return { row, result };
}

/** What is filed of the results about a jurisdiction, the latest first. */
export async function listSuggestions(
  knex: Knex,
  jurisdictionId: string,
  limit: number,
): Promise<SuggestionRow[]> {
  const { rows } = await knex.raw(
    `select ${COLUMNS} ${FROM}
     where s.jurisdiction_id = cast(:jurisdictionId as uuid) and ${IS_KEPT}
     order by s.created_at desc, s.id limit :limit`,
    { jurisdictionId, limit },
  );
  return rows;
}
