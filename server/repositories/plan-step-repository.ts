import type { Knex } from 'knex';
import type { FindingDelta } from './finding-repository.ts';
import { runNamed } from './named-statement.ts';
import type { HeadChange } from './plan-head-repository.ts';
import type { NewOperation } from './plan-operation-repository.ts';
import { MATERIAL_STAMP, type PlanRow } from './plan-repository.ts';

/** All that a step of a plan's head writes. */
export interface PlanStepRows {
  actor: string;
  /** Names the state afterwards. */
  headId: string;
  /** Of the engine, which made the findings. */
  engine: string;
  history: StepOfHistory;
  head: HeadChange;
  findings: FindingDelta;
  /** For the log. */
  event: { action: string; before: object; after: object };
}

/** What a write makes of the plan's row. */
export type WrittenRow = Pick<PlanRow, 'version' | 'updatedAt' | 'rowStamp'>;

/** New steps, after which what had been undone can be redone no more; or steps that are undone, or applied again. */
export type StepOfHistory =
  | { operations: readonly NewOperation[] }
  | { sequences: readonly number[]; undone: boolean };

/**
 * Writes a step by one statement: the plan goes from the version that the writer has seen to the next, and all else is written
 * only if it does. What a small write takes is the number of its statements, each of which is a way to the database and back.
 *
 * It is written only to the very row that the writer has seen, and on the material that it had: so it is as good as if the plan had
 * been read within the same transaction, however long ago that was. What a statement deletes it must be able to see, too: an audit
 * that is stored while this one waits for the plan writes findings that it does not see, and makes the row another one.
 * @returns what the write made of the plan; null when it was another one than was seen, and nothing was written
 */
export async function writePlanStep(
  knex: Knex,
  seen: PlanRow,
  rows: PlanStepRows,
): Promise<WrittenRow | null> {
  const parts = [
    ADVANCE,
    'operations' in rows.history ? APPEND : MOVE,
    ...headParts(rows.head),
    ...findingParts(rows.findings),
    LOG,
  ];
  const { rows: written } = await runNamed<WrittenRow>(
    knex,
    `with ${parts.join(',\n')}\nselect version, updated_at as "updatedAt", row_stamp as "rowStamp" from advanced`,
    {
      ...{ jurisdictionId: seen.jurisdictionId, planId: seen.id },
      ...{ version: seen.version, headSeen: seen.headId },
      ...{ rowSeen: seen.rowStamp, materialSeen: seen.materialStamp },
      ...{ actor: rows.actor, headId: rows.headId, engine: rows.engine },
      ...historyValues(rows.history, seen, rows.actor),
      ...headValues(rows.head),
      ...findingValues(rows.findings),
      ...{ action: rows.event.action },
      ...{ before: toJson(rows.event.before), after: toJson(rows.event.after) },
    },
  );
  return written[0] ?? null;
}

const ADVANCE = `advanced as (
  update plan p set version = version + 1, updated_at = clock_timestamp(), updated_by = :actor,
    head_id = cast(:headId as uuid), last_sequence = last_sequence + :count,
    coverage_head = cast(:headId as uuid), coverage_engine = :engine
  where p.jurisdiction_id = :jurisdictionId and p.id = :planId and p.version = :version and p.head_id = :headSeen
    and p.xmin = cast(:rowSeen as xid) and ${MATERIAL_STAMP} = :materialSeen
  returning p.jurisdiction_id, p.id, p.version, p.updated_at, p.xmin as row_stamp)`;

const APPEND = `abandoned as (
  update plan_operation o set abandoned = true from advanced a
  where o.jurisdiction_id = a.jurisdiction_id and o.plan_id = a.id and o.undone and not o.abandoned),
appended as (
  insert into plan_operation (jurisdiction_id, plan_id, sequence, kind, parameters, description_zh,
    description_en, change, inverse, author, at, plan_version)
  select a.jurisdiction_id, a.id, o.sequence, o.kind, cast(o.parameters as json), o.zh, o.en,
    cast(o.change as json), cast(o.inverse as json), o.author, o.at, a.version
  from advanced a cross join json_to_recordset(cast(:steps as json)) as o(sequence integer, kind text,
    parameters text, zh text, en text, change text, inverse text, author text, at timestamptz))`;

const MOVE = `moved as (
  update plan_operation o set undone = :undone from advanced a
  where o.jurisdiction_id = a.jurisdiction_id and o.plan_id = a.id and o.sequence in
    (select cast(value as integer) from json_array_elements_text(cast(:steps as json))))`;

function historyValues(history: StepOfHistory, plan: PlanRow, actor: string) {
  if ('sequences' in history) {
    return { count: 0, undone: history.undone, steps: JSON.stringify(history.sequences) };
  }
  const now = new Date();
  const steps = history.operations.map((operation, index) => ({
    sequence: plan.lastSequence + 1 + index,
    ...{ kind: operation.kind, parameters: operation.parametersJson },
    ...operation.description,
    ...{ change: operation.changeJson, inverse: operation.inverseJson },
    ...{ author: operation.made?.author ?? actor, at: operation.made?.at ?? now },
  }));
  return { count: steps.length, steps: toJson(steps) };
}

const PUT = `put as (
  insert into plan_community as c (jurisdiction_id, plan_id, code, name, name_en, attributes, geom, removed)
  select a.jurisdiction_id, a.id, h.code, h.name, h.name_en, cast(h.attributes as json),
    case when h.bytes > 0 then
      ST_GeomFromEWKB(substring(cast(:shapes as bytea) from h.first for h.bytes)) end, h.bytes = 0
  from advanced a cross join json_to_recordset(cast(:communities as json))
    as h(code text, name text, name_en text, attributes text, first integer, bytes integer)
  on conflict (jurisdiction_id, plan_id, code) do update set name = excluded.name,
    name_en = excluded.name_en, attributes = excluded.attributes, geom = excluded.geom,
    removed = excluded.removed)`;

const SAME = `same as (
  delete from plan_community c using advanced a
  where c.jurisdiction_id = a.jurisdiction_id and c.plan_id = a.id
    and c.code in (select value from json_array_elements_text(cast(:same as json))))`;

const UNITS = `units as (
  insert into plan_unit (jurisdiction_id, plan_id, unit_code, community_code)
  select a.jurisdiction_id, a.id, u.unit, u.community
  from advanced a cross join json_to_recordset(cast(:units as json)) as u(unit text, community text)
  on conflict (jurisdiction_id, plan_id, unit_code)
    do update set community_code = excluded.community_code)`;

const SAME_UNITS = `same_units as (
  delete from plan_unit u using advanced a
  where u.jurisdiction_id = a.jurisdiction_id and u.plan_id = a.id
    and u.unit_code in (select value from json_array_elements_text(cast(:sameUnits as json))))`;

/** What there is nothing of is left out: each part has to be planned. */
const headParts = ({ put, same, units, sameUnits }: HeadChange): string[] => [
  ...(put.length === 0 ? [] : [PUT]),
  ...(same.length === 0 ? [] : [SAME]),
  ...(units.length === 0 ? [] : [UNITS]),
  ...(sameUnits.length === 0 ? [] : [SAME_UNITS]),
];

/** Geometries go beside the JSON, one after another: each is told by its first byte, from 1, and how many it has. */
function headValues({ put, same, units, sameUnits }: HeadChange) {
  let first = 1;
  const communities = put.map((community) => {
    const { code } = community;
    if ('removed' in community) {
      return { code, name: null, name_en: null, attributes: '{}', first, bytes: 0 };
    }
    const bytes = community.shape.length;
    first += bytes;
    return {
      ...{ code, name: community.name, name_en: community.nameEn },
      ...{ attributes: community.attributes, first: first - bytes, bytes },
    };
  });
  return {
    communities: toJson(communities),
    shapes: Buffer.concat(put.flatMap((one) => ('removed' in one ? [] : [one.shape]))),
    ...{ same: toJson(same), units: toJson(units), sameUnits: toJson(sameUnits) },
  };
}

const GONE = `gone as (
  delete from finding f using advanced a
  where f.jurisdiction_id = a.jurisdiction_id and f.plan_id = a.id
    and f.id in (select value from json_array_elements_text(cast(:gone as json))))`;

const OTHERS_GONE = `gone as (
  delete from finding f using advanced a
  where f.jurisdiction_id = a.jurisdiction_id and f.plan_id = a.id and f.scope = 'coverage'
    and f.id not in (select value ->> 'id' from json_array_elements(cast(:findings as json))))`;

const FOUND = `found as (
  insert into finding (jurisdiction_id, plan_id, id, scope, plan_version, engine_version, rule, kind,
    severity, communities, body, geom)
  select a.jurisdiction_id, a.id, f.id, f.scope, a.version, :engine, f.rule, f.kind, f.severity,
    f.communities, cast(f.body as json),
    case when f.lon is not null then ST_SetSRID(ST_MakePoint(f.lon, f.lat), 4326) end
  from advanced a cross join json_to_recordset(cast(:findings as json))
    as f(id text, scope text, rule text, kind text, severity text, communities jsonb, body text,
      lon double precision, lat double precision)
  on conflict (jurisdiction_id, plan_id, id) do update set scope = excluded.scope,
    plan_version = excluded.plan_version, engine_version = excluded.engine_version,
    rule = excluded.rule, kind = excluded.kind, severity = excluded.severity,
    communities = excluded.communities, body = excluded.body, geom = excluded.geom)`;

const findingParts = ({ added, removed, replaces }: FindingDelta): string[] => [
  ...(replaces ? [OTHERS_GONE] : removed.length === 0 ? [] : [GONE]),
  ...(added.length === 0 ? [] : [FOUND]),
];

const findingValues = ({ added, removed }: FindingDelta) => ({
  gone: toJson(removed),
  findings: toJson(
    added.map(({ location, ...finding }) => ({
      ...finding,
      ...{ lon: location?.[0] ?? null, lat: location?.[1] ?? null },
    })),
  ),
});

const LOG = `logged as (
  insert into event (jurisdiction_id, actor, action, entity_type, entity_id, before, after)
  select a.jurisdiction_id, :actor, :action, 'plan', a.id, cast(:before as jsonb), cast(:after as jsonb)
  from advanced a)`;

/** JSON that PostgreSQL takes apart: half a character becomes U+FFFD, as it would in a text that is sent as such. */
const toJson = (value: unknown): string =>
  JSON.stringify(value).replace(/\\(?:u(d[89a-f][0-9a-f]{2})|.)/gs, (written, lone) =>
    lone === undefined ? written : '\ufffd',
  );
