import type { Knex } from 'knex';
import type { CollectionId } from '#contract/collections.ts';
import { DomainError } from '#contract/domain-error.ts';
import { type ReferenceSystem, STORAGE_SYSTEM } from '#contract/reference-systems.ts';
import {
  type BoundingBox,
  collectionExtent,
  countItems,
  isItemId,
  readItems,
  registerInterval,
  type StoredItem,
} from '../../repositories/feature-repository.ts';
import { writeCursor } from './cursor.ts';
import { projectItems } from './project-positions.ts';
import type { ItemsQuery } from './read-items-query.ts';

/** A page of a collection. */
export interface ItemsPage {
  /** Each the JSON text of a GeoJSON Feature. */
  features: string[];
  numberMatched: number;
  /** Where the next page begins; absent on the last. */
  nextCursor?: string;
}

/** Reads one page of a collection and counts all that the filter leaves. */
export async function readItemsPage(
  knex: Knex,
  collection: CollectionId,
  { filter, crs, ...page }: ItemsQuery,
): Promise<ItemsPage> {
  const { items, hasMore } = await readItems(knex, collection, filter, {
    ...page,
    digits: digitsFor(crs),
  });
  const numberMatched = await countItems(knex, collection, filter);
  const last = items.at(-1);
  return {
    features: (await inSystem(items, crs)).map((item) => featureText(item)),
    numberMatched,
    ...(hasMore && last ? { nextCursor: writeCursor(last) } : {}),
  };
}

/** A millimetre; a tenth of it where the figures are yet to be projected and rounded. */
const digitsFor = (crs: ReferenceSystem): number =>
  crs.projection === null ? STORAGE_SYSTEM.digits : 10;

async function inSystem(items: StoredItem[], crs: ReferenceSystem): Promise<StoredItem[]> {
  return crs === STORAGE_SYSTEM ? items : projectItems(items, crs);
}

/** Few enough to hold a page twice in memory, many enough for most registers to be one page. */
const PAGE_SIZE = 10_000;

/**
 * Reads all features that a filter leaves, over as many pages as there are, as JSON texts of GeoJSON
 * Features. Of communities, ask for `days`: pages are told apart by keys that versions share. Give a transaction with a snapshot, or an import between two pages may show in one of them.
 * @param digits of the coordinates
 */
export async function readAllFeatures(
  knex: Knex,
  collection: CollectionId,
  filter: ItemsQuery['filter'],
  options: { digits: number; pageSize?: number },
): Promise<string[]> {
  const features: string[] = [];
  for await (const page of readFeaturePages(knex, collection, filter, options)) {
    for (const feature of page) features.push(feature);
  }
  return features;
}

/** {@link readAllFeatures}, page by page: not all of it need be in memory at once. */
export async function* readFeaturePages(
  knex: Knex,
  collection: CollectionId,
  filter: ItemsQuery['filter'],
  { digits, pageSize = PAGE_SIZE }: { digits: number; pageSize?: number },
): AsyncGenerator<string[]> {
  let after: StoredItem | undefined;
  for (;;) {
    const page = await readItems(knex, collection, filter, { limit: pageSize, digits, after });
    yield page.items.map((item) => featureText(item));
    after = page.items.at(-1);
    if (!page.hasMore || after === undefined) return;
  }
}

/**
 * Reads one feature of a collection, as the JSON text of a GeoJSON Feature.
 * @param members further members to put in, as JSON text without braces
 * @throws DomainError `not-found`
 */
export async function readItem(
  knex: Knex,
  collection: CollectionId,
  id: string,
  { filter, crs }: Pick<ItemsQuery, 'filter' | 'crs'>,
  members: string,
): Promise<string> {
  const page = { limit: 1, digits: digitsFor(crs) };
  const items = isItemId(collection, id)
    ? (await readItems(knex, collection, { ...filter, id }, page)).items
    : [];
  const [found] = await inSystem(items, crs);
  if (!found) {
    throw new DomainError('not-found', {
      zh: '此集合中没有该要素。',
      en: 'There is no such feature in this collection.',
    });
  }
  return featureText(found, members);
}

/** West, south, east, north of a collection; null while it is empty. */
export function readExtent(knex: Knex, collection: CollectionId): Promise<BoundingBox | null> {
  return collectionExtent(knex, collection);
}

/** From when to when the communities on record hold in law; null stands for an open end. Null while there are none. */
export async function readHistory(knex: Knex): Promise<[string | null, string | null] | null> {
  const days = await registerInterval(knex);
  if (days === null) return null;
  const [first, last] = days;
  return [first === null ? null : `${first}T00:00:00Z`, last === null ? null : `${last}T23:59:59Z`];
}

/** The JSON text of a Feature; geometry and properties stay the texts that the database wrote. */
export function featureText(item: StoredItem, members?: string): string {
  const { id, geometry, properties } = item;
  const more = members === undefined ? '' : `,${members}`;
  return `{"type":"Feature","id":"${id}","geometry":${geometry},"properties":${properties}${more}}`;
}
