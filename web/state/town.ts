import type { Feature, Geometry } from 'geojson';
import type { AreaGeometry } from '#engine/coverage/types.ts';
import type { Language } from '../i18n/language.ts';
import type { Drawing } from '../worker/protocol.ts';

/** Something with a name in one or both languages. */
export interface Named {
  name: string | null;
  nameEn: string | null;
}

export interface Jurisdiction extends Named {
  code: string;
  /** Id of the policy that its communities are audited under; null when it names none. */
  policy: string | null;
  geometry: AreaGeometry | null;
}

/** One community as the page shows it; figures that the register lacks are `null`. */
export interface Community extends Named {
  /** The id that findings use. */
  id: string;
  code: string | null;
  kind: string | null;
  households: number | null;
  /** The figure is an estimate, shown with `*`. */
  householdsEstimated?: boolean;
  dwellings: number | null;
  population: number | null;
  geometry: AreaGeometry | null;
}

/** The material of a town that is only drawn, layer by layer. */
export const MATERIAL = ['barriers', 'estates', 'facilities', 'units'] as const;
export type Material = (typeof MATERIAL)[number];

export interface Town {
  jurisdiction: Jurisdiction;
  communities: readonly Community[];
  material: Readonly<Record<Material, readonly Feature[]>>;
  /** Address of the blocks' vector tiles, where there are too many for `material.units`, which then is empty. */
  unitTiles?: string;
  /** How to draw the communities, where that has been worked out elsewhere. */
  drawing?: Drawing;
}

/** The name in the reader's language, or in the other one rather than none. */
export function nameOf(
  thing: Named & { code?: string | null; id?: string },
  language: Language,
): string {
  const [first, second] =
    language === 'zh' ? [thing.name, thing.nameEn] : [thing.nameEn, thing.name];
  return first ?? second ?? thing.code ?? thing.id ?? '';
}

export const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : null;
export const numberOf = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;

function areaOf(geometry: Geometry | null): AreaGeometry | null {
  return geometry?.type === 'Polygon' || geometry?.type === 'MultiPolygon' ? geometry : null;
}

/** Reads an item of `/collections/jurisdictions/items`; null when it has no code to go by. */
export function readJurisdiction(feature: Feature): Jurisdiction | null {
  const properties = feature.properties ?? {};
  const code = textOf(properties.code) ?? textOf(feature.id);
  if (code === null) return null;
  return {
    code,
    policy: textOf(properties.defaultPolicy),
    name: textOf(properties.name),
    nameEn: textOf(properties.nameEn),
    geometry: areaOf(feature.geometry),
  };
}

/** Reads an item of `/collections/communities/items`. */
export function readCommunity(feature: Feature): Community {
  const properties = feature.properties ?? {};
  const code = textOf(properties.code);
  return {
    id: feature.id !== undefined ? String(feature.id) : (code ?? ''),
    code,
    name: textOf(properties.name),
    nameEn: textOf(properties.nameEn),
    kind: textOf(properties.kind),
    households: numberOf(properties.households),
    ...(properties.householdsEstimated === true ? { householdsEstimated: true } : {}),
    dwellings: numberOf(properties.dwellings),
    population: numberOf(properties.population),
    geometry: areaOf(feature.geometry),
  };
}

/** Orders communities by code: the same in every database, whatever ids it gave them. */
export function byCode(a: Community, b: Community): number {
  const [first, second] = [a.code ?? a.id, b.code ?? b.id];
  return first < second ? -1 : first > second ? 1 : 0;
}

/** Finds communities by the id or the code that a finding names them with. */
export function indexCommunities(
  communities: readonly Community[],
): ReadonlyMap<string, Community> {
  const index = new Map<string, Community>();
  for (const community of communities) {
    if (community.code !== null) index.set(community.code, community);
  }
  for (const community of communities) index.set(community.id, community);
  return index;
}

/** The sum over the communities that have the figure; null when none has. */
export function total(
  communities: readonly Community[],
  figure: 'households' | 'dwellings' | 'population',
): number | null {
  let sum: number | null = null;
  for (const community of communities) {
    const value = community[figure];
    if (value !== null) sum = (sum ?? 0) + value;
  }
  return sum;
}
