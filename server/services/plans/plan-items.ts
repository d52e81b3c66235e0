import type { Knex } from 'knex';
import { DEFAULT_LIMIT, MAX_LIMIT } from '#contract/collections.ts';
import { DomainError } from '#contract/domain-error.ts';
import { PLAN_COMMUNITY_FILTERS } from '#contract/plan-collections.ts';
import { type ReferenceSystem, STORAGE_SYSTEM } from '#contract/reference-systems.ts';
import type { Condition, StoredItem } from '../../repositories/feature-repository.ts';
import {
  countPlanItems,
  type PlanItemFilter,
  readPlanItems,
} from '../../repositories/plan-item-repository.ts';
import { ParameterFault } from '../collections/parameter-fault.ts';
import { projectItems } from '../collections/project-positions.ts';
import { QueryReader, type RawQuery } from '../collections/query-reader.ts';
import { featureText, type ItemsPage } from '../collections/read-collections.ts';
import { readBbox, readDatetime, readFigures } from '../collections/read-parameters.ts';
import { readReferenceSystem } from '../collections/read-reference-system.ts';

/** What a client asks of the communities of a plan as a collection. */
export interface PlanItemsQuery {
  filter: PlanItemFilter;
  crs: ReferenceSystem;
  limit: number;
  after?: string | undefined;
}

const SHAPE = ['crs', 'f'];
const PAGING = ['bbox', 'bbox-crs', 'limit', 'cursor', 'datetime'];

/**
 * Reads the query of the communities of a plan; all faults are reported at once.
 * @throws DomainError `invalid-parameter`
 */
export function readPlanItemsQuery(raw: RawQuery): PlanItemsQuery {
  const query = new QueryReader(raw, [...PAGING, ...SHAPE, ...Object.keys(PLAN_COMMUNITY_FILTERS)]);
  const limit = query.take('limit', DEFAULT_LIMIT, readLimit);
  const after = query.take('cursor', undefined, readCursor);
  const boxSystem = query.take('bbox-crs', STORAGE_SYSTEM, readReferenceSystem);
  const box = query.take('bbox', undefined, (text) => readBbox(text, boxSystem));
  // A plan has no history in law: any datetime selects all of it.
  query.take('datetime', undefined, readDatetime);
  const conditions: Record<string, Condition> = {};
  for (const [name, type] of Object.entries(PLAN_COMMUNITY_FILTERS)) {
    const read = type === 'figure' ? readFigures : (text: string) => ({ equals: text });
    const value = query.take<Condition, undefined>(name, undefined, read);
    if (value !== undefined) conditions[name] = value;
  }
  const crs = takeShape(query);
  query.throwFaults();
  return { filter: { conditions, ...box }, crs, limit, after };
}

/** Reads the query of one community of a plan. @throws DomainError `invalid-parameter` */
export function readPlanItemQuery(raw: RawQuery): ReferenceSystem {
  const query = new QueryReader(raw, SHAPE);
  const crs = takeShape(query);
  query.throwFaults();
  return crs;
}

function takeShape(query: QueryReader): ReferenceSystem {
  query.take('f', 'json', (text) =>
    text === 'json' || text === 'geojson'
      ? text
      : new ParameterFault('须为 json 或 geojson', 'must be json or geojson'),
  );
  return query.take('crs', STORAGE_SYSTEM, readReferenceSystem);
}

function readLimit(text: string): number | ParameterFault {
  const limit = /^\d{1,15}$/.test(text) ? Number(text) : 0;
  if (limit >= 1) return Math.min(limit, MAX_LIMIT);
  return new ParameterFault('须为不小于 1 的整数', 'must be a whole number, 1 or more');
}

const writeCursor = (code: string): string => Buffer.from(code).toString('base64url');

function readCursor(text: string): string | ParameterFault {
  const code = Buffer.from(text, 'base64url').toString('utf8');
  return code === '' || code.includes('\0') || writeCursor(code) !== text
    ? new ParameterFault('须取自 next 链接', 'must be taken from a `next` link')
    : code;
}

/** One page of the communities of a plan, in the form of a collection of OGC API – Features. */
export async function readPlanItemsPage(
  knex: Knex,
  planId: string,
  { filter, crs, limit, after }: PlanItemsQuery,
): Promise<ItemsPage> {
  const page = { limit, digits: digitsFor(crs), after };
  const { items, hasMore } = await readPlanItems(knex, planId, filter, page);
  const last = items.at(-1);
  return {
    features: (await inSystem(items, crs)).map((item) => textOf(item)),
    numberMatched: await countPlanItems(knex, planId, filter),
    ...(hasMore && last !== undefined ? { nextCursor: writeCursor(last.id) } : {}),
  };
}

/**
 * One community of a plan by its code, as the JSON text of a Feature.
 * @param members further ones to put in, as JSON text without braces
 * @throws DomainError `not-found`
 */
export async function readPlanItem(
  knex: Knex,
  planId: string,
  { code, crs, members }: { code: string; crs: ReferenceSystem; members: string },
): Promise<string> {
  const page = { limit: 1, digits: digitsFor(crs) };
  const { items } = code.includes('\0')
    ? { items: [] }
    : await readPlanItems(knex, planId, { code }, page);
  const [found] = await inSystem(items, crs);
  if (found === undefined) {
    throw new DomainError('not-found', {
      zh: '方案中没有该编码的社区。',
      en: 'The plan has no community of that code.',
    });
  }
  return textOf(found, members);
}

const digitsFor = ({ projection }: ReferenceSystem): number =>
  projection === null ? STORAGE_SYSTEM.digits : 10;

const inSystem = async (items: StoredItem[], crs: ReferenceSystem): Promise<StoredItem[]> =>
  crs === STORAGE_SYSTEM ? items : projectItems(items, crs);

/** Codes are anything that a register has, and may hold quotes. */
const textOf = (item: StoredItem, members?: string): string =>
  featureText({ ...item, id: JSON.stringify(item.id).slice(1, -1) }, members);
