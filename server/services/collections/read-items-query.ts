import {
  COLLECTIONS,
  type CollectionId,
  CRS84,
  DEFAULT_LIMIT,
  MAX_LIMIT,
} from '#contract/collections.ts';
import type { ItemFilter, ItemKey } from '../../repositories/feature-repository.ts';
import { today } from '../calendar-day.ts';
import { readCursor } from './cursor.ts';
import { ParameterFault } from './parameter-fault.ts';
import { QueryReader, type RawQuery } from './query-reader.ts';
import { readBbox, readDatetime } from './read-parameters.ts';

/** What a client asks of `/collections/{id}/items`. */
export interface ItemsQuery {
  filter: ItemFilter;
  limit: number;
  after?: ItemKey;
}

/** Parameters that every collection takes; `crs` and the like are checked and have one value. */
const COMMON = ['bbox', 'limit', 'cursor', 'crs', 'bbox-crs', 'f'];

/**
 * Reads the query of a collection's items. All faults are reported at once; none repeats what the
 * caller sent.
 * @throws DomainError `invalid-parameter`
 */
export function readItemsQuery(collection: CollectionId, raw: RawQuery): ItemsQuery {
  const { filters, temporal } = COLLECTIONS[collection];
  const known = [...COMMON, ...filters, ...(temporal ? ['datetime'] : [])];
  const query = new QueryReader(raw, known);
  const limit = query.take('limit', DEFAULT_LIMIT, readLimit);
  const after = query.take('cursor', undefined, readCursor);
  const bbox = query.take('bbox', undefined, readBbox);
  const days = query.take('datetime', temporal && { from: today(), to: today() }, readDatetime);
  query.take('crs', CRS84, readCrs);
  query.take('bbox-crs', CRS84, readCrs);
  query.take('f', 'json', readFormat);
  const equals: Record<string, string> = {};
  for (const name of filters) {
    const value = query.take(name, undefined, (text) => text);
    if (value !== undefined && name !== 'jurisdiction') equals[name] = value;
  }
  const jurisdiction = filters.includes('jurisdiction')
    ? query.take('jurisdiction', undefined, (text) => text)
    : undefined;
  query.throwFaults();
  return {
    filter: {
      equals,
      ...(jurisdiction === undefined ? {} : { jurisdiction }),
      ...(bbox === undefined ? {} : { bbox }),
      ...(days === undefined ? {} : { days }),
    },
    limit,
    ...(after === undefined ? {} : { after }),
  };
}

/**
 * Checks the query of a single item or of a page without parameters: `f` and `crs` at most.
 * @throws DomainError `invalid-parameter`
 */
export function readBareQuery(raw: RawQuery): void {
  const query = new QueryReader(raw, ['f', 'crs']);
  query.take('crs', CRS84, readCrs);
  query.take('f', 'json', readFormat);
  query.throwFaults();
}

function readLimit(text: string): number | ParameterFault {
  const limit = /^\d{1,15}$/.test(text) ? Number(text) : 0;
  if (limit >= 1) return Math.min(limit, MAX_LIMIT);
  return new ParameterFault('须为不小于 1 的整数', 'must be a whole number, 1 or more');
}

function readCrs(text: string): string | ParameterFault {
  if (text === CRS84) return text;
  return new ParameterFault(`只支持 ${CRS84}`, `only ${CRS84} is supported`);
}

function readFormat(text: string): string | ParameterFault {
  if (text === 'json' || text === 'geojson') return text;
  return new ParameterFault('须为 json 或 geojson', 'must be json or geojson');
}
