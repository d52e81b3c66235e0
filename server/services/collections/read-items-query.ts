import {
  COLLECTIONS,
  type CollectionId,
  DEFAULT_LIMIT,
  type FilterType,
  MAX_LIMIT,
} from '#contract/collections.ts';
import { type ReferenceSystem, STORAGE_SYSTEM } from '#contract/reference-systems.ts';
import type { Condition, ItemFilter, ItemKey } from '../../repositories/feature-repository.ts';
import { today } from '../calendar-day.ts';
import { readCursor } from './cursor.ts';
import { ParameterFault } from './parameter-fault.ts';
import { QueryReader, type RawQuery } from './query-reader.ts';
import { readBbox, readDatetime, readFigures, readRecorded, readTruth } from './read-parameters.ts';
import { readReferenceSystem } from './read-reference-system.ts';

/** What a client asks of `/collections/{id}/items`. */
export interface ItemsQuery {
  filter: ItemFilter;
  /** Of the answer. */
  crs: ReferenceSystem;
  limit: number;
  after?: ItemKey;
}

const PAGING = ['bbox', 'bbox-crs', 'limit', 'cursor'];

/**
 * Reads the query of a collection's items. All faults are reported at once; none repeats what the
 * caller sent.
 * @throws DomainError `invalid-parameter`
 */
export function readItemsQuery(collection: CollectionId, raw: RawQuery): ItemsQuery {
  const { filters, temporal } = COLLECTIONS[collection];
  const moment = temporal ? MOMENT : ['datetime'];
  const query = new QueryReader(raw, [...PAGING, 'crs', 'f', ...moment, ...Object.keys(filters)]);
  const limit = query.take('limit', DEFAULT_LIMIT, readLimit);
  const after = query.take('cursor', undefined, (text) => readCursor(collection, text));
  const boxSystem =
    raw['bbox-crs'] === undefined
      ? STORAGE_SYSTEM
      : query.take('bbox-crs', null, readReferenceSystem);
  // Numbers of a system that is not known cannot be judged.
  const box =
    boxSystem === null
      ? undefined
      : query.take('bbox', undefined, (text) => readBbox(text, boxSystem));
  const crs = takeShape(query);
  const filter = { ...takeMoment(query, collection), ...takeConditions(query, collection), ...box };
  query.throwFaults();
  return { filter, crs, limit, ...(after === undefined ? {} : { after }) };
}

/**
 * Reads the query of one item: its shape and, of a collection with a history, the moment.
 * @throws DomainError `invalid-parameter`
 */
export function readItemQuery(
  collection: CollectionId,
  raw: RawQuery,
): Pick<ItemsQuery, 'filter' | 'crs'> {
  const moment = COLLECTIONS[collection].temporal ? MOMENT : [];
  const query = new QueryReader(raw, ['crs', 'f', ...moment]);
  const crs = takeShape(query);
  const filter = takeMoment(query, collection);
  query.throwFaults();
  return { filter, crs };
}

/**
 * Reads the query of a tile: the filters of the items, and the revision that a TileJSON names.
 * @throws DomainError `invalid-parameter`
 */
export function readTileQuery(
  collection: CollectionId,
  raw: RawQuery,
): { filter: ItemFilter; revision: string | undefined } {
  const { filters, temporal } = COLLECTIONS[collection];
  const known = [...(temporal ? MOMENT : []), ...Object.keys(filters), 'v'];
  const query = new QueryReader(raw, known);
  const revision = query.take('v', undefined, (text) => text);
  const filter = { ...takeMoment(query, collection), ...takeConditions(query, collection) };
  query.throwFaults();
  return { filter, revision };
}

/**
 * Checks the query of a page without parameters: `f` at most.
 * @throws DomainError `invalid-parameter`
 */
export function readBareQuery(raw: RawQuery): void {
  const query = new QueryReader(raw, ['f']);
  query.take('f', 'json', readFormat);
  query.throwFaults();
}

/** Parameters of a collection that has a history. */
const MOMENT = ['datetime', 'recorded'];

function takeMoment(
  query: QueryReader,
  collection: CollectionId,
): Pick<ItemFilter, 'days' | 'recorded'> {
  const days = query.take('datetime', undefined, readDatetime);
  // The standard wants `datetime` everywhere; without a history it selects everything.
  if (!COLLECTIONS[collection].temporal) return {};
  const recorded = query.take('recorded', undefined, readRecorded);
  const now = today();
  return {
    days: days ?? { from: now, to: now },
    ...(recorded === undefined ? {} : { recorded }),
  };
}

function takeConditions(
  query: QueryReader,
  collection: CollectionId,
): Pick<ItemFilter, 'jurisdiction' | 'conditions'> {
  const conditions: Record<string, Condition> = {};
  let jurisdiction: string | undefined;
  for (const [name, type] of Object.entries(COLLECTIONS[collection].filters)) {
    const value = query.take(name, undefined, READERS[type]);
    if (value === undefined) continue;
    if (name === 'jurisdiction' && 'equals' in value) jurisdiction = String(value.equals);
    else conditions[name] = value;
  }
  return { conditions, ...(jurisdiction === undefined ? {} : { jurisdiction }) };
}

const READERS: Record<FilterType, (text: string) => Condition | ParameterFault> = {
  text: (text) => ({ equals: text }),
  member: (text) => ({ contains: text }),
  truth: (text) => {
    const value = readTruth(text);
    return value instanceof ParameterFault ? value : { equals: value };
  },
  figure: readFigures,
  day: readDatetime,
};

function takeShape(query: QueryReader): ReferenceSystem {
  query.take('f', 'json', readFormat);
  return query.take('crs', STORAGE_SYSTEM, readReferenceSystem);
}

function readLimit(text: string): number | ParameterFault {
  const limit = /^\d{1,15}$/.test(text) ? Number(text) : 0;
  if (limit >= 1) return Math.min(limit, MAX_LIMIT);
  return new ParameterFault('须为不小于 1 的整数', 'must be a whole number, 1 or more');
}

function readFormat(text: string): string | ParameterFault {
  if (text === 'json' || text === 'geojson') return text;
  return new ParameterFault('须为 json 或 geojson', 'must be json or geojson');
}
