import type { Knex } from 'knex';
import type { Finding } from '#engine/coverage/types.ts';
import type { PlanRow } from './plan-repository.ts';

export type FindingScope = 'coverage' | 'rules';

/** A finding on its way into the table, as JSON text. */
export interface FindingText {
  id: string;
  scope: FindingScope;
  rule: string;
  kind: string;
  severity: string;
  communities: string[];
  location: [number, number] | null;
  body: string;
}

const AT_ONCE = 200;

const ofPlan = ({ jurisdictionId, id }: PlanRow) => ({
  jurisdiction_id: jurisdictionId,
  plan_id: id,
});

/** What a write changes about the stored findings of the coverage. */
export interface FindingDelta {
  /** The ones that are new or different; with `replaces`, all that there are. */
  added: readonly FindingText[];
  removed: readonly string[];
  /** What is stored is of another state or engine, and goes. */
  replaces: boolean;
}

/** Brings the stored findings of the coverage up to date with a write. */
export async function writeFindingDelta(
  trx: Knex.Transaction,
  plan: PlanRow,
  delta: FindingDelta,
  versions: { plan: number; engine: string },
): Promise<void> {
  if (delta.replaces) {
    await trx('finding')
      .where({ ...ofPlan(plan), scope: 'coverage' })
      .delete();
  } else if (delta.removed.length > 0) {
    await trx('finding')
      .where(ofPlan(plan))
      .whereIn('id', [...delta.removed])
      .delete();
  }
  await insertFindings(trx, plan, delta.added, versions);
}

/** Replaces all that is stored of a plan. */
export async function replaceFindings(
  trx: Knex.Transaction,
  plan: PlanRow,
  findings: readonly FindingText[],
  versions: { plan: number; engine: string },
): Promise<void> {
  await trx('finding').where(ofPlan(plan)).delete();
  await insertFindings(trx, plan, findings, versions);
}

async function insertFindings(
  trx: Knex.Transaction,
  plan: PlanRow,
  findings: readonly FindingText[],
  versions: { plan: number; engine: string },
): Promise<void> {
  const rows = findings.map(({ location, communities, ...finding }) => ({
    ...ofPlan(plan),
    plan_version: versions.plan,
    engine_version: versions.engine,
    ...finding,
    communities: JSON.stringify(communities),
    geom:
      location === null
        ? null
        : trx.raw('ST_SetSRID(ST_MakePoint(?, ?), 4326)', [location[0], location[1]]),
  }));
  for (let from = 0; from < rows.length; from += AT_ONCE) {
    await trx('finding')
      .insert(rows.slice(from, from + AT_ONCE))
      .onConflict(['jurisdiction_id', 'plan_id', 'id'])
      .merge();
  }
}

/** The stored findings of a plan, by id. */
export async function readFindings(knex: Knex, plan: PlanRow): Promise<Finding[]> {
  const rows: { body: Finding }[] = await knex('finding')
    .select('body')
    .where(ofPlan(plan))
    .orderByRaw('id collate "C"');
  return rows.map(({ body }) => body);
}
