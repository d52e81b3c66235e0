import { createHash } from 'node:crypto';
import type { MaterialKind } from '#contract/imports.ts';
import { placeInside } from '#engine/rules/place-inside.ts';
import type { GeometryOf, GeometryType } from '../../formats/geojson/check-geometry.ts';
import { asLines } from '../../formats/units/matchable-barriers.ts';
import { COMMUNITY_NAMES, MATERIAL_COLUMNS } from './column-rules.ts';
import { isNumbered, materialRow, ownCodeField } from './feature-rows.ts';
import type { RowBatches } from './import-draft.ts';
import { AREA_TYPES, type Feature, type Reading } from './reading.ts';
import { toRowBatches } from './row-batches.ts';

const GEOMETRY_TYPES = {
  units: AREA_TYPES,
  estates: AREA_TYPES,
  barriers: ['LineString', 'MultiLineString', ...AREA_TYPES],
  facilities: ['Point', ...AREA_TYPES],
} as const satisfies Record<MaterialKind, readonly GeometryType[]>;

/** Reads units, barriers, estates or facilities into rows. */
export function readMaterial(kind: MaterialKind, document: unknown, reading: Reading): RowBatches {
  const features = reading.features<GeometryType>(document, kind, GEOMETRY_TYPES[kind], {
    idField: ownCodeField(document),
    allowEmpty: true,
  });
  const numbered = isNumbered(features);
  const seen = new Map<string, number>();
  const rows = features.map((feature, index) => {
    const pointer = reading.placeOf(kind, document, index);
    const stored = FORMS[kind](feature, reading);
    const row = materialRow(stored, MATERIAL_COLUMNS[kind], pointer, reading);
    return { ...row, code: numbered ? codeByPlace(feature.geometry, seen) : feature.id };
  });
  return toRowBatches(rows);
}

type Form = (feature: Feature<GeometryType>, reading: Reading) => Feature<GeometryType>;

/** What files may give and tables do not hold, as it is stored. */
const FORMS: Record<MaterialKind, Form> = {
  units: inNoCommunity,
  estates: (feature) => feature,
  barriers: byShores,
  facilities: atInnerPoint,
};

/** A unit whose file says that it is in no community, which is more than not to say in which, keeps the null. */
function inNoCommunity(feature: Feature<GeometryType>): Feature<GeometryType> {
  const { properties } = feature;
  const given = COMMUNITY_NAMES.filter((name) => Object.hasOwn(properties, name));
  const isNone = given.length > 0 && given.every((name) => isBlank(properties[name]));
  return isNone ? { ...feature, properties: { ...properties, community: null } } : feature;
}

const isBlank = (value: unknown): boolean =>
  value === null || (typeof value === 'string' && value.trim() === '');

/** Waters by their shores, marked: see `storedBarriers`, which makes areas of them again. */
function byShores(feature: Feature<GeometryType>): Feature<GeometryType> {
  const { geometry, properties } = feature;
  if (geometry.type !== 'Polygon' && geometry.type !== 'MultiPolygon') return feature;
  return { ...feature, geometry: asLines(geometry), properties: { ...properties, area: true } };
}

/** Premises that are drawn as an area are stored as a point in it. */
function atInnerPoint(feature: Feature<GeometryType>, reading: Reading): Feature<GeometryType> {
  const { geometry } = feature;
  if (geometry.type !== 'Polygon' && geometry.type !== 'MultiPolygon') return feature;
  // Nothing will be stored, and an area at fault may have no inside.
  if (reading.problems.length > 0) return feature;
  return { ...feature, geometry: { type: 'Point', coordinates: placeInside(geometry) } };
}

/**
 * A code for a feature that has none, from where it lies: the same file gives the same codes again,
 * so importing it twice changes nothing.
 */
function codeByPlace(geometry: GeometryOf<GeometryType>, seen: Map<string, number>): string {
  const digest = createHash('sha256').update(JSON.stringify(geometry.coordinates)).digest('hex');
  const code = `@${digest.slice(0, 16)}`;
  const times = (seen.get(code) ?? 0) + 1;
  seen.set(code, times);
  return times === 1 ? code : `${code}-${times}`;
}
