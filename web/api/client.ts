import type { Feature, FeatureCollection } from 'geojson';
import type { CollectionId } from '#contract/collections.ts';
import type { MapSettings } from '#contract/map-settings.ts';
import type { AuditResult } from '#engine/coverage/types.ts';
import type { Policy } from '#engine/rules/types.ts';
import { type AuditReader, readAuditHere } from '../worker/read-audit.ts';
import { ApiError, readProblem } from './problem.ts';

/** What the page asks of the server. The tests put a stand-in in its place. */
export interface Api {
  /** All items of a collection, over as many pages as the server makes of them. */
  items(
    collection: CollectionId,
    jurisdiction: string | null,
    signal: AbortSignal,
  ): Promise<Feature[]>;
  /** The blocks of a jurisdiction: up to so many as features, of more the address of their vector tiles. */
  units(jurisdiction: string, most: number, signal: AbortSignal): Promise<Feature[] | TileTemplate>;
  /** What the operator lets the map show besides the town. */
  mapSettings(signal: AbortSignal): Promise<MapSettings>;
  /** Audits the registered communities of a jurisdiction; under a policy, if one is named. */
  audit(jurisdiction: string, policy: string | null, signal: AbortSignal): Promise<AuditResult>;
  /** The rules of a policy and their thresholds. */
  policy(id: string, signal: AbortSignal): Promise<Policy>;
}

/** Address of vector tiles, with `{z}`, `{x}` and `{y}`. */
export interface TileTemplate {
  tiles: string;
}

/** Asked of the server per page; it may give fewer. */
const PAGE_SIZE = 1000;
/** Communities have a thousand vertices and more: so many are read in some twenty milliseconds. */
const COMMUNITIES_PER_PAGE = 50;
/** A `next` link that never ends must not keep the page busy for ever. */
const MAX_PAGES = 1000;

interface Link {
  rel?: unknown;
  href?: unknown;
}

/**
 * The address of the next page, kept on our own origin: behind a proxy the server may believe it
 * has another name, and the page's policy allows no other.
 */
function nextPage(collection: FeatureCollection & { links?: unknown }, base: URL): URL | null {
  if (!Array.isArray(collection.links)) return null;
  const link = (collection.links as Link[]).find((candidate) => candidate?.rel === 'next');
  if (typeof link?.href !== 'string') return null;
  const next = new URL(link.href, base);
  const here = new URL(base);
  here.search = next.search;
  return here;
}

function isFeatureCollection(body: unknown): body is FeatureCollection {
  if (typeof body !== 'object' || body === null) return false;
  const { type, features } = body as { type?: unknown; features?: unknown };
  return type === 'FeatureCollection' && Array.isArray(features);
}

function isPolicy(body: unknown): body is Policy {
  return typeof body === 'object' && body !== null && Array.isArray((body as Policy).rules);
}

function isAuditResult(body: unknown): body is AuditResult {
  if (typeof body !== 'object' || body === null) return false;
  const { summary, findings } = body as { summary?: unknown; findings?: unknown };
  return typeof summary === 'object' && summary !== null && Array.isArray(findings);
}

function isMapSettings(body: unknown): body is MapSettings {
  if (typeof body !== 'object' || body === null) return false;
  const { basemap } = body as { basemap?: unknown };
  return basemap === null || typeof basemap === 'object';
}

const readJson = (response: Response): Promise<unknown> => response.json();

/**
 * Talks to the server below `base` (the page's own address). Failures are {@link ApiError}s.
 * @param readAudit of a large town it takes long: the page has it done by a worker
 */
export function createApi(
  base: string,
  fetcher: typeof fetch = fetch,
  readAudit: AuditReader = readAuditHere,
): Api {
  async function ask(
    url: URL,
    init: RequestInit,
    read: (response: Response) => Promise<unknown> = readJson,
  ): Promise<unknown> {
    const request = `${init.method ?? 'GET'} ${url.pathname}`;
    let response: Response;
    try {
      response = await fetcher(url, { ...init, credentials: 'same-origin' });
    } catch (error) {
      if (init.signal?.aborted) throw error;
      throw new ApiError({ cause: 'network', status: 0, request }, { cause: error });
    }
    if (!response.ok) throw new ApiError(await readProblem(response, request));
    try {
      return await read(response);
    } catch (error) {
      if (init.signal?.aborted) throw error;
      throw new ApiError({ cause: 'answer', status: response.status, request }, { cause: error });
    }
  }

  const refuse = (request: string): never => {
    throw new ApiError({ cause: 'answer', status: 200, request });
  };

  return {
    async items(collection, jurisdiction, signal) {
      const first = new URL(`collections/${collection}/items`, base);
      if (jurisdiction !== null) first.searchParams.set('jurisdiction', jurisdiction);
      const most = collection === 'communities' ? COMMUNITIES_PER_PAGE : PAGE_SIZE;
      first.searchParams.set('limit', String(most));
      const features: Feature[] = [];
      const headers = { accept: 'application/geo+json, application/json' };
      let url: URL | null = first;
      for (let page = 0; url !== null && page < MAX_PAGES; page++) {
        const body = await ask(url, { signal, headers });
        if (!isFeatureCollection(body)) return refuse(`GET ${url.pathname}`);
        for (const feature of body.features) features.push(feature);
        url = nextPage(body, first);
      }
      // Half a collection shown as the whole would be a lie on the map.
      return url === null ? features : refuse(`GET ${url.pathname}`);
    },

    async units(jurisdiction, most, signal) {
      const filter = new URLSearchParams({ jurisdiction });
      const headers = { accept: 'application/json' };
      const few = new URL(`collections/units/items?${filter}&limit=1`, base);
      const body = await ask(few, { signal, headers });
      const count = (body as { numberMatched?: unknown } | null)?.numberMatched;
      if (typeof count !== 'number') return refuse(`GET ${few.pathname}`);
      if (count <= most) return this.items('units', jurisdiction, signal);
      const address = new URL('tiles/units', base);
      const tileJson = await ask(new URL(`${address}?${filter}`), { signal, headers });
      const [named] = (tileJson as { tiles?: unknown[] } | null)?.tiles ?? [];
      if (typeof named !== 'string') return refuse(`GET ${address.pathname}`);
      // On our own origin, as pages of items are; the search tells the filter and the revision.
      return { tiles: `${address}/{z}/{x}/{y}.mvt?${named.split('?')[1] ?? filter}` };
    },

    async mapSettings(signal) {
      const body = await ask(new URL('map-settings', base), { signal });
      return isMapSettings(body) ? body : refuse('GET /map-settings');
    },

    async audit(jurisdiction, policy, signal) {
      const init: RequestInit = {
        method: 'POST',
        signal,
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify({
          register: { jurisdiction },
          ...(policy === null ? {} : { policy }),
        }),
      };
      const body = await ask(new URL('audits', base), init, async (response) =>
        readAudit(await response.arrayBuffer()),
      );
      return isAuditResult(body) ? body : refuse('POST /audits');
    },

    async policy(id, signal) {
      const path = `policies/${encodeURIComponent(id)}`;
      const headers = { accept: 'application/json' };
      const body = await ask(new URL(path, base), { signal, headers });
      return isPolicy(body) ? body : refuse(`GET /${path}`);
    },
  };
}
