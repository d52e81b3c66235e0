import type { Knex } from 'knex';
import type { CollectionId } from '#contract/collections.ts';
import { isUuid } from './feature-repository.ts';

/**
 * Counts a write to a jurisdiction's part of a collection, in the transaction that writes: tiles that were made
 * before it are known to be out of date. To be called by everything that writes to a collection's table, but for
 * findings, see {@link revisionOf}.
 */
export async function countRevision(
  trx: Knex,
  jurisdictionId: string,
  collection: CollectionId,
): Promise<void> {
  await trx.raw(
    `insert into collection_revision as r (jurisdiction_id, collection) values (?, ?)
     on conflict (jurisdiction_id, collection) do update set revision = r.revision + 1`,
    [jurisdictionId, collection],
  );
}

/**
 * Names the state of a collection, or of one jurisdiction's part of it: another one after every write.
 * @param jurisdiction id or code
 */
export async function revisionOf(
  knex: Knex,
  collection: CollectionId,
  jurisdiction?: string,
): Promise<string> {
  if (collection === 'findings') return revisionOfFindings(knex, jurisdiction);
  const query = knex({ r: 'collection_revision' })
    .where('r.collection', collection)
    .select(knex.raw('cast(coalesce(sum(r.revision), 0) as bigint) as revision'));
  if (jurisdiction !== undefined) {
    query
      .join({ j: 'jurisdiction' }, 'j.jurisdiction_id', 'r.jurisdiction_id')
      .where(isUuid(jurisdiction) ? 'j.jurisdiction_id' : 'j.code', jurisdiction);
  }
  const row = await query.first();
  return String(row?.revision ?? 0);
}

/**
 * Findings are written by every operation on a plan: were they counted in one row, all planners of a jurisdiction
 * would wait for one another. The plans themselves tell their state.
 */
async function revisionOfFindings(knex: Knex, jurisdiction: string | undefined): Promise<string> {
  const query = knex({ p: 'plan' }).select(
    knex.raw(`md5(coalesce(string_agg(concat_ws(' ', p.id, p.head_id, p.version, p.audited_head,
      p.audited_engine, p.audited_material, p.coverage_head, p.coverage_engine), ','
      order by p.id), '')) as revision`),
  );
  if (jurisdiction !== undefined) {
    query
      .join({ j: 'jurisdiction' }, 'j.jurisdiction_id', 'p.jurisdiction_id')
      .where(isUuid(jurisdiction) ? 'j.jurisdiction_id' : 'j.code', jurisdiction);
  }
  const row = await query.first();
  return String(row?.revision);
}
