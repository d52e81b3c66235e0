import type { Feature } from 'geojson';
import type { CommunityInput } from '#engine/coverage/types.ts';
import { communityOf } from '#engine/plan/recount.ts';
import type { ExportsApi } from '../api/exports.ts';
import type { Language } from '../i18n/language.ts';
import {
  attributesTable,
  boundaryText,
  collectionText,
  communityFeatures,
  findingFeatures,
} from './export-content.ts';
import { readyValue } from './loadable.ts';
import { isOfFile } from './local-file.ts';
import { measuredCommunity, measureGround } from './measure-ground.ts';
import type { Store } from './store.ts';

/** What can be taken from the page, in the order of the dialog. */
export const EXPORTS = [
  { id: 'communities', format: 'geojson' },
  { id: 'communities', format: 'csv' },
  { id: 'units', format: 'geojson' },
  { id: 'findings', format: 'geojson' },
  { id: 'findings', format: 'csv' },
  { id: 'text', format: 'txt' },
  { id: 'map', format: 'png' },
] as const;
export type Export = (typeof EXPORTS)[number];

const TYPES = {
  geojson: 'application/geo+json',
  csv: 'text/csv;charset=utf-8',
  txt: 'text/plain;charset=utf-8',
} as const;

/** Why something cannot be taken now. */
export type NoExport = 'no-town' | 'auditing' | 'no-units' | 'no-map' | 'of-file';

/** Why not; null when it can be. Read inside a component it follows every change. */
export function whyNotExport({ id }: Export, store: Store, hasMap: boolean): NoExport | null {
  const town = readyValue(store.town.value);
  if (town === null) return 'no-town';
  if (id === 'findings' && readyValue(store.audit.value) === null) return 'auditing';
  if (id === 'map' && !hasMap) return 'no-map';
  if (id !== 'units') return null;
  if (isOfFile(town)) return 'of-file';
  const draft = store.planner.draft.value;
  const count =
    draft === null
      ? town.unitTiles === undefined
        ? town.material.units.length
        : 1
      : (draft.material.units?.length ?? 0);
  return count === 0 ? 'no-units' : null;
}

/**
 * The content of an export: of the plan under edit as it stands in this browser, else of the register. The picture of the
 * map is made elsewhere.
 * @param onShare how far it is, 0 to 1, where it takes long
 */
export async function exportContent(
  what: Exclude<Export, { id: 'map' }>,
  store: Store,
  api: ExportsApi,
  signal: AbortSignal,
  onShare: (share: number) => Promise<void>,
): Promise<Blob> {
  const text = await textOf(what, store, api, signal, onShare);
  return new Blob([text], { type: TYPES[what.format] });
}

async function textOf(
  { id, format }: Exclude<Export, { id: 'map' }>,
  store: Store,
  api: ExportsApi,
  signal: AbortSignal,
  onShare: (share: number) => Promise<void>,
): Promise<string> {
  if (id === 'text') return describeAll(store, onShare);
  const write = format === 'csv' ? attributesTable : collectionText;
  if (id === 'findings') {
    const findings = readyValue(store.audit.peek())?.findings ?? [];
    return write(findingFeatures(findings, store.waived.peek()));
  }
  const features =
    id === 'units' ? await unitFeatures(store, api, signal) : await areas(store, api, signal);
  return write(features);
}

async function areas(store: Store, api: ExportsApi, signal: AbortSignal): Promise<Feature[]> {
  const draft = store.planner.draft.peek();
  if (draft !== null) return communityFeatures(draft.state.peek().communities.values());
  const town = readyValue(store.town.peek());
  if (town === null) return [];
  // Of the register with every attribute, not only those that the page shows.
  if (!isOfFile(town)) return api.items('communities', town.jurisdiction.code, signal);
  return communityFeatures(inputs(store));
}

async function unitFeatures(
  store: Store,
  api: ExportsApi,
  signal: AbortSignal,
): Promise<Feature[]> {
  const draft = store.planner.draft.peek();
  const town = readyValue(store.town.peek());
  if (draft === null) {
    return town === null ? [] : api.items('units', town.jurisdiction.code, signal);
  }
  const state = draft.state.peek();
  return (draft.material.units ?? []).map((unit) => {
    const { id, geometry, households, householdsEstimated, dwellings, population } = unit;
    const figures = { households, householdsEstimated, dwellings, population };
    const known = Object.entries(figures).filter(([, value]) => value !== undefined);
    const community = communityOf(state, unit);
    return {
      type: 'Feature',
      id,
      geometry: geometry as Feature['geometry'],
      properties: {
        ...unit.properties,
        code: id,
        ...(community === undefined ? {} : { community }),
        ...Object.fromEntries(known),
      },
    };
  });
}

function inputs(store: Store): CommunityInput[] {
  const draft = store.planner.draft.peek();
  if (draft !== null) return [...draft.state.peek().communities.values()];
  const town = readyValue(store.town.peek());
  return (town?.communities ?? []).map((community) => measuredCommunity(community, null));
}

function describeAll(store: Store, onShare: (share: number) => Promise<void>): Promise<string> {
  const draft = store.planner.draft.peek();
  const town = readyValue(store.town.peek());
  const communities = inputs(store);
  const ground = town === null ? {} : measureGround(town, draft, null);
  const outline = draft?.material.jurisdiction ?? outlineOf(store);
  const context = {
    communities,
    barriers: ground.barriers ?? [],
    ...(outline === undefined ? {} : { jurisdiction: outline }),
  };
  const language: Language = store.language.peek();
  return boundaryText(communities, context, language, onShare);
}

function outlineOf(store: Store) {
  const jurisdiction = readyValue(store.town.peek())?.jurisdiction;
  if (jurisdiction === undefined || jurisdiction.geometry === null) return undefined;
  const { code, name, nameEn, geometry } = jurisdiction;
  return {
    id: code,
    ...(name === null ? {} : { name }),
    ...(nameEn === null ? {} : { nameEn }),
    geometry,
  };
}
