import type { Knex } from 'knex';

export const PLAN_STATUSES = ['draft', 'registered', 'archived'] as const;
export type PlanStatus = (typeof PLAN_STATUSES)[number];

/** The moment of the register that a plan starts from; both only grow. */
export interface PlanBase {
  /** When the register last changed, as PostgreSQL wrote it, to the microsecond. */
  recorded: string;
  /** The day in law, `YYYY-MM-DD`. */
  day: string;
}

/** A plan as the services know it. */
export interface PlanRow {
  jurisdictionId: string;
  /** Code of the jurisdiction. */
  jurisdiction: string;
  id: string;
  name: string;
  description: string | null;
  status: PlanStatus;
  policy: string;
  base: PlanBase;
  /** Grows by one with every write: the optimistic lock. */
  version: number;
  /** Names the state after the last write; no two states share one. */
  headId: string;
  lastSequence: number;
  parentId: string | null;
  parentVersion: number | null;
  /** The state whose whole audit is stored, by which engine and of which material. */
  auditedHead: string | null;
  auditedEngine: string | null;
  auditedMaterial: string | null;
  /** The state whose coverage findings are stored, and by which engine. */
  coverageHead: string | null;
  coverageEngine: string | null;
  createdAt: Date;
  createdBy: string;
  updatedAt: Date;
  updatedBy: string;
  effective: string | null;
  registeredAt: Date | null;
  /** Changes with the material of the jurisdiction: see {@link MATERIAL_STAMP}. */
  materialStamp: string;
  /** Another one after whatever is written to the row, an audit too: the transaction that wrote it last. */
  rowStamp: string;
}

/**
 * SQL that names the material (units, barriers, estates, outline) that a jurisdiction has now: what is written to it is counted,
 * see `countRevision`.
 */
export const MATERIAL_STAMP = `(select coalesce(string_agg(r.collection || ' ' || r.revision, ', '
    order by r.collection), '')
  from collection_revision r where r.jurisdiction_id = p.jurisdiction_id
    and r.collection in ('units', 'barriers', 'estates', 'facilities', 'jurisdictions'))`;

const COLUMNS = {
  jurisdictionId: 'p.jurisdiction_id',
  jurisdiction: 'j.code',
  id: 'p.id',
  name: 'p.name',
  description: 'p.description',
  status: 'p.status',
  policy: 'p.policy',
  version: 'p.version',
  headId: 'p.head_id',
  lastSequence: 'p.last_sequence',
  parentId: 'p.parent_id',
  parentVersion: 'p.parent_version',
  auditedHead: 'p.audited_head',
  auditedEngine: 'p.audited_engine',
  auditedMaterial: 'p.audited_material',
  coverageHead: 'p.coverage_head',
  coverageEngine: 'p.coverage_engine',
  createdAt: 'p.created_at',
  createdBy: 'p.created_by',
  updatedAt: 'p.updated_at',
  updatedBy: 'p.updated_by',
  effective: 'p.effective',
  registeredAt: 'p.registered_at',
  rowStamp: 'p.xmin',
};

type FlatRow = Omit<PlanRow, 'base'> & { baseRecorded: string; baseDay: string };

const selectPlans = (knex: Knex): Knex.QueryBuilder =>
  knex({ p: 'plan' })
    .join({ j: 'jurisdiction' }, 'j.jurisdiction_id', 'p.jurisdiction_id')
    .select(COLUMNS)
    .select(
      knex.raw(`cast(p.base_recorded as text) as "baseRecorded", p.base_day as "baseDay",
        ${MATERIAL_STAMP} as "materialStamp"`),
    );

const toPlan = ({ baseRecorded, baseDay, ...rest }: FlatRow): PlanRow => ({
  ...rest,
  base: { recorded: baseRecorded, day: baseDay },
});

/** A plan by its id. */
export async function findPlan(knex: Knex, id: string): Promise<PlanRow | undefined> {
  const row: FlatRow | undefined = await selectPlans(knex).where('p.id', id).first();
  return row === undefined ? undefined : toPlan(row);
}

/** A plan with how far undo and redo can go. */
export interface CountedPlan {
  plan: PlanRow;
  steps: { undo: number; redo: number };
}

/** A plan with its steps counted, by one statement. */
export async function findCountedPlan(knex: Knex, id: string): Promise<CountedPlan | undefined> {
  const row: (FlatRow & { undo: number; redo: number }) | undefined = await selectPlans(knex)
    .select({ undo: 's.undo', redo: 's.redo' })
    .joinRaw(
      `cross join lateral (select cast(count(*) filter (where not o.undone) as integer) as undo,
         cast(count(*) filter (where o.undone) as integer) as redo
       from plan_operation o
       where o.jurisdiction_id = p.jurisdiction_id and o.plan_id = p.id and not o.abandoned) s`,
    )
    .where('p.id', id)
    .first();
  if (row === undefined) return undefined;
  const { undo, redo, ...rest } = row;
  return { plan: toPlan(rest), steps: { undo, redo } };
}

/** The plan, and nobody else writes to it before the transaction ends. */
export async function lockPlan(trx: Knex.Transaction, plan: PlanRow): Promise<PlanRow | undefined> {
  await holdPlan(trx, plan);
  return findPlan(trx, plan.id);
}

/** The same without reading it. */
export async function holdPlan(trx: Knex.Transaction, plan: PlanRow): Promise<void> {
  await trx('plan')
    .select('id')
    .where({ jurisdiction_id: plan.jurisdictionId, id: plan.id })
    .forUpdate();
}

export interface PlanFilter {
  jurisdictionId?: string | undefined;
  status?: PlanStatus | undefined;
  /** The last of the page before. */
  after?: { createdAt: Date; id: string } | undefined;
  limit: number;
}

/** Plans, the newest first; one more than the limit tells that there are more. */
export async function listPlans(knex: Knex, filter: PlanFilter): Promise<PlanRow[]> {
  const query = selectPlans(knex)
    // A cursor tells milliseconds, so they are what the order goes by.
    .orderByRaw(`date_trunc('milliseconds', p.created_at) desc, p.id desc`)
    .limit(filter.limit);
  if (filter.jurisdictionId !== undefined) query.where('p.jurisdiction_id', filter.jurisdictionId);
  if (filter.status !== undefined) query.where('p.status', filter.status);
  if (filter.after !== undefined) {
    query.whereRaw(
      `(date_trunc('milliseconds', p.created_at), p.id) < (cast(? as timestamptz), cast(? as uuid))`,
      [filter.after.createdAt.toISOString(), filter.after.id],
    );
  }
  const rows: FlatRow[] = await query;
  return rows.map(toPlan);
}

/** What a new plan says of itself. */
export interface NewPlan {
  jurisdictionId: string;
  name: string;
  description: string | null;
  policy: string;
  base: PlanBase;
  actor: string;
  parent?: PlanRow;
}

/** Enters a plan, without changes to its base. Returns its id. */
export async function insertPlan(trx: Knex.Transaction, plan: NewPlan): Promise<string> {
  const { rows } = await trx.raw(
    `insert into plan (jurisdiction_id, name, description, policy, base_recorded, base_day,
       parent_id, parent_version, last_sequence, created_by, updated_by)
     values (:jurisdictionId, :name, :description, :policy, cast(:recorded as timestamptz),
       cast(:day as date), :parentId, :parentVersion, :lastSequence, :actor, :actor)
     returning id`,
    {
      jurisdictionId: plan.jurisdictionId,
      name: plan.name,
      description: plan.description,
      policy: plan.policy,
      ...plan.base,
      parentId: plan.parent?.id ?? null,
      parentVersion: plan.parent?.version ?? null,
      lastSequence: plan.parent?.lastSequence ?? 0,
      actor: plan.actor,
    },
  );
  return rows[0].id;
}

/** What a write changes about the plan itself. */
export interface PlanStep {
  actor: string;
  /** Names the state afterwards; left out: the communities stay as they are. */
  headId?: string;
  operations?: number;
  /** Version of the engine whose coverage findings of the new state are stored. */
  coverageEngine?: string;
  base?: PlanBase;
  name?: string;
  description?: string | null;
  policy?: string;
  status?: PlanStatus;
  effective?: string;
}

/**
 * Takes a plan from the version that the writer has seen to the next: the one place where versions grow.
 * @returns whether it was at that version; false: somebody else has written, and nothing was changed
 */
export async function advancePlan(
  trx: Knex.Transaction,
  seen: PlanRow,
  step: PlanStep,
): Promise<boolean> {
  const columns: Record<string, unknown> = {
    version: trx.raw('version + 1'),
    updated_at: trx.raw('clock_timestamp()'),
    updated_by: step.actor,
  };
  if (step.headId !== undefined) columns.head_id = step.headId;
  if (step.operations) columns.last_sequence = trx.raw('last_sequence + ?', [step.operations]);
  if (step.coverageEngine !== undefined) {
    columns.coverage_head = step.headId ?? seen.headId;
    columns.coverage_engine = step.coverageEngine;
  }
  if (step.base !== undefined) {
    columns.base_recorded = trx.raw('cast(? as timestamptz)', [step.base.recorded]);
    columns.base_day = step.base.day;
  }
  for (const name of ['name', 'description', 'policy', 'status', 'effective'] as const) {
    if (step[name] !== undefined) columns[name] = step[name];
  }
  // Findings depend on the policy.
  if (step.policy !== undefined && step.policy !== seen.policy) {
    Object.assign(columns, { audited_head: null, coverage_head: null });
  }
  if (step.status === 'registered') columns.registered_at = trx.raw('clock_timestamp()');
  const changed = await trx('plan')
    .where({
      jurisdiction_id: seen.jurisdictionId,
      id: seen.id,
      version: seen.version,
      head_id: seen.headId,
    })
    .update(columns);
  return changed === 1;
}

/**
 * The moment of the register that a plan starts from: that of its last change. Under the register's lock no import is under
 * way that would still change what was known then.
 */
export async function registerMoment(
  trx: Knex.Transaction,
  jurisdictionId: string,
): Promise<string> {
  const { rows } = await trx.raw(
    `select cast(coalesce(max(greatest(lower(recorded), upper(recorded))), clock_timestamp()) as text) as at
     from community where jurisdiction_id = ?`,
    [jurisdictionId],
  );
  return rows[0].at;
}

/** The audit whose findings are stored: summary and assumptions as JSON. */
export async function storeAudit(
  trx: Knex.Transaction,
  plan: PlanRow,
  audit: { json: string; engine: string },
): Promise<boolean> {
  const changed = await trx('plan')
    .where({ jurisdiction_id: plan.jurisdictionId, id: plan.id, head_id: plan.headId })
    .update({
      audit: audit.json,
      audited_head: plan.headId,
      audited_engine: audit.engine,
      audited_material: plan.materialStamp,
      coverage_head: plan.headId,
      coverage_engine: audit.engine,
    });
  return changed === 1;
}

/** What {@link storeAudit} stored. */
export async function readAuditSummary(knex: Knex, plan: PlanRow): Promise<object | null> {
  const row = await knex('plan')
    .select({ audit: 'audit' })
    .where({ jurisdiction_id: plan.jurisdictionId, id: plan.id })
    .first();
  return row?.audit ?? null;
}
