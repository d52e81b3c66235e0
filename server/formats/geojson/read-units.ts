import type { InputProblem } from '#contract/input-problem.ts';
import type { AreaGeometry, Message } from '#engine/coverage/types.ts';
import type { UnitInput } from '#engine/material/types.ts';
import { err, ok, type Result } from '#engine/result.ts';
import { readFigure, readFlag } from '#engine/rules/read-figure.ts';
import { type FeatureWith, type ReadOptions, readFeatures } from './read-features.ts';

export interface ReadUnits {
  units: UnitInput[];
  /** Where the ids come from: `property “GEOID10”`. */
  idSource: Message;
  /** Positions. */
  vertices: number;
  notes: Message[];
}

export interface ReadUnitsOptions extends Pick<ReadOptions, 'idField' | 'maxVertices' | 'pointer'> {
  /** Property to take resident households from. Default `households`. */
  householdsField?: string | undefined;
  /** Property to take people from. Default `population`. */
  populationField?: string | undefined;
  /** Property that holds the community of each unit. Default `community`. */
  communityField?: string | undefined;
}

const COMMUNITY_FIELDS = ['community', 'communityCode', 'community_code', '社区'];

/**
 * Reads units (地块、街坊) from Polygon and MultiPolygon features: their figures, their community where they name one
 * (null: in none) and the estates in them. Other properties stay with the unit. A figure that is no figure is
 * a problem with its place.
 */
export function readUnits(
  document: unknown,
  options: ReadUnitsOptions = {},
): Result<ReadUnits, InputProblem[]> {
  const { idField, maxVertices, pointer = '' } = options;
  const read = readFeatures(document, ['Polygon', 'MultiPolygon'], {
    idField,
    maxVertices,
    pointer,
    uniqueIds: true,
  });
  if (!read.ok) return read;
  const { features, idSource, vertices, notes } = read.value;
  const problems: InputProblem[] = [];
  for (const field of [options.householdsField, options.populationField, options.communityField]) {
    if (field !== undefined && !features.some(({ properties }) => Object.hasOwn(properties, field)))
      problems.push(unknownField(field, pointer));
  }
  const units = features.filter(hasShape).map((feature, i) => {
    const place = `${pointer}/features/${i}`;
    return toUnit(feature, options, (field, written) =>
      problems.push(badFigure(field, written, place, feature.id)),
    );
  });
  if (problems.length > 0) return err(problems.slice(0, 100));
  return ok({ units, idSource, vertices, notes });
}

type UnitFeature = FeatureWith<AreaGeometry> & { geometry: AreaGeometry };

const hasShape = (feature: FeatureWith<AreaGeometry>): feature is UnitFeature =>
  feature.geometry !== null;

function toUnit(
  { id, geometry, properties }: UnitFeature,
  options: ReadUnitsOptions,
  refuse: (field: string, written: string) => void,
): UnitInput {
  const figure = (field: string): number | undefined => {
    const read = readFigure(properties, field);
    if (read.state === 'unreadable') refuse(field, read.written);
    return read.state === 'known' ? read.value : undefined;
  };
  const flag = (field: string): boolean | undefined => {
    const read = readFlag(properties, field);
    if (read.state === 'unreadable') refuse(field, read.written);
    return read.state === 'known' ? read.value === 1 : undefined;
  };
  return defined({
    id,
    geometry,
    community: communityOf(properties, options.communityField),
    households: figure(options.householdsField ?? 'households'),
    householdsEstimated: flag('householdsEstimated') ?? flag('households_estimated'),
    dwellings: figure('dwellings'),
    population: figure(options.populationField ?? 'population'),
    estates: estatesOf(properties),
    properties,
  });
}

/** Leaves out the members that are undefined. */
function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members) as { [K in keyof T]: Exclude<T[K], undefined> };
}

/** Undefined: not known; null: in none. */
function communityOf(
  properties: Readonly<Record<string, unknown>>,
  field: string | undefined,
): string | null | undefined {
  const name = field ?? COMMUNITY_FIELDS.find((candidate) => Object.hasOwn(properties, candidate));
  if (name === undefined || !Object.hasOwn(properties, name)) return undefined;
  const value = properties[name];
  if (value === null || value === '') return null;
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : undefined;
}

function estatesOf(properties: Readonly<Record<string, unknown>>): string[] | undefined {
  const given = properties.estates ?? properties.estate;
  const list = Array.isArray(given) ? given : [given];
  const ids = list.filter((id) => typeof id === 'string' || typeof id === 'number').map(String);
  return ids.length === 0 ? undefined : ids;
}

const badFigure = (field: string, written: string, place: string, id: string): InputProblem => ({
  code: 'bad-value',
  pointer: `${place}/properties/${field}`,
  id,
  message: {
    zh: `${field} 的值 “${written}” 不是不小于 0 的数`,
    en: `${field} is “${written}”, which is no figure of 0 or more`,
  },
});

const unknownField = (field: string, pointer: string): InputProblem => ({
  code: 'unknown-field',
  pointer,
  message: {
    zh: `没有要素含有字段 “${field}”`,
    en: `no feature has a field “${field}”`,
  },
});
