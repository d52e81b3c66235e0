import { GEOJSON_MEDIA_TYPE, type Link } from '#contract/geojson.ts';
import type { ItemsPage } from './read-collections.ts';

export interface ItemsAnswer {
  /** Absolute address of the request, its query included. */
  here: string;
  /** Absolute address of what the items belong to. */
  collection: string;
  /** When it was answered. */
  time: Date;
}

/**
 * The JSON text of a page of features as OGC API – Features has it (17-069r4 §7.15.6): the same form for a collection
 * and for the communities of a plan.
 */
export function writeItems(page: ItemsPage, { here, collection, time }: ItemsAnswer): string {
  const links: Link[] = [
    { href: here, rel: 'self', type: GEOJSON_MEDIA_TYPE },
    { href: collection, rel: 'collection', type: 'application/json' },
  ];
  if (page.nextCursor !== undefined) {
    const next = new URL(here);
    next.searchParams.set('cursor', page.nextCursor);
    links.push({ href: next.href, rel: 'next', type: GEOJSON_MEDIA_TYPE });
  }
  const rest = JSON.stringify({
    links,
    timeStamp: time.toISOString(),
    numberMatched: page.numberMatched,
    numberReturned: page.features.length,
  });
  return `{"type":"FeatureCollection","features":[${page.features.join(',')}],${rest.slice(1)}`;
}
