import type { Feature } from 'geojson';
import type { CommunityInput, Finding } from '#engine/coverage/types.ts';
import type { DescribeContext } from '#engine/describe/describe-boundary.ts';
import { BoundaryDescriber, NoBoundaryError } from '#engine/describe/describe-boundary.ts';
import type { Language } from '../i18n/language.ts';

/** Readers of spreadsheets take a cell that begins so for a formula, and would run it. */
const FORMULA = /^[=+\-@\t\r]/;

/** One cell of a CSV file (RFC 4180), as text where it could be taken for a formula. */
export function csvCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A table that Excel opens as UTF-8: with a byte order mark and its line ends. */
export function csvOf(head: readonly string[], rows: readonly (readonly unknown[])[]): string {
  return `\uFEFF${[head, ...rows].map((row) => row.map(csvCell).join(',')).join('\r\n')}\r\n`;
}

/** The attributes of features as a table: a column for each name that any of them has. */
export function attributesTable(features: readonly Feature[]): string {
  const names = new Set<string>();
  for (const { properties } of features) {
    for (const name of Object.keys(properties ?? {})) names.add(name);
  }
  const head = [...names];
  return csvOf(
    head,
    features.map(({ properties }) => head.map((name) => properties?.[name])),
  );
}

export const collectionText = (features: readonly Feature[]): string =>
  JSON.stringify({ type: 'FeatureCollection', features });

/** Communities of a plan as features, with all that is known of them. */
export const communityFeatures = (communities: Iterable<CommunityInput>): Feature[] =>
  [...communities].map(({ id, name, nameEn, geometry, properties = {} }) => ({
    type: 'Feature',
    id,
    geometry: geometry as Feature['geometry'],
    properties: {
      code: id,
      ...(name === undefined ? {} : { name }),
      ...(nameEn === undefined ? {} : { nameEn }),
      ...properties,
    },
  }));

/** Findings by their shape, or by their place where they have none. */
export const findingFeatures = (
  findings: readonly Finding[],
  waived: ReadonlyMap<string, string>,
): Feature[] =>
  findings.map((finding) => {
    const { id, geometry, location } = finding;
    const place = location === null ? null : { type: 'Point' as const, coordinates: location };
    return {
      type: 'Feature',
      id,
      geometry: ((geometry as Feature['geometry'] | null) ?? place) as Feature['geometry'],
      properties: findingProperties(finding, waived),
    };
  });

export function findingProperties(
  finding: Finding,
  waived: ReadonlyMap<string, string>,
): Record<string, unknown> {
  const { id, rule, kind, severity, communities, areaSquareMetres, widthMetres, message } = finding;
  const { location } = finding;
  return {
    id,
    rule,
    kind,
    severity,
    communities: communities.join(' '),
    areaSquareMetres,
    widthMetres,
    lon: location?.[0] ?? null,
    lat: location?.[1] ?? null,
    messageZh: message.zh,
    messageEn: message.en,
    waived: waived.get(id) ?? null,
  };
}

/**
 * The boundaries of communities in words, one after the other. Makes a pause after each, so that the page stays awake.
 * @param pause resolves when the page has had its turn
 */
export async function boundaryText(
  communities: readonly CommunityInput[],
  context: DescribeContext,
  language: Language,
  onDone: (share: number) => Promise<void>,
): Promise<string> {
  const describer = new BoundaryDescriber(context);
  const texts: string[] = [];
  for (const [index, community] of communities.entries()) {
    const heading =
      (language === 'zh' ? community.name : (community.nameEn ?? community.name)) ?? community.id;
    texts.push(`${heading}\n${textOf(describer, community, language)}\n`);
    await onDone((index + 1) / communities.length);
  }
  return texts.join('\n');
}

function textOf(
  describer: BoundaryDescriber,
  community: CommunityInput,
  language: Language,
): string {
  try {
    const { limits, course } = describer.describe(community).text;
    return `${limits[language]}\n${course[language]}`;
  } catch (error) {
    if (error instanceof NoBoundaryError) return error.text[language];
    throw error;
  }
}

/** `良渚街道_社区四界_2026-11-22.geojson`, without what systems of files do not take. */
export function fileName(parts: readonly string[], extension: string): string {
  const name = parts
    .map((part) =>
      part
        .trim()
        .replace(/[\\/:*?"<>|\s]+/g, '-')
        .replace(/^[-.]+|[-.]+$/g, ''),
    )
    .filter((part) => part !== '')
    .join('_');
  return `${name}.${extension}`;
}
