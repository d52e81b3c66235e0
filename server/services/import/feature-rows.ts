import type { InputProblem } from '#contract/input-problem.ts';
import type { Message } from '#engine/coverage/types.ts';
import type { GeometryOf, GeometryType } from '../../formats/geojson/check-geometry.ts';
import { COMMUNITY_COLUMNS } from './column-rules.ts';
import { type ColumnRule, readColumns } from './read-columns.ts';
import { type Feature, isRecord, type Reading } from './reading.ts';

const LONGEST_CODE = 100;
const LONGEST_NAME = 200;

/** The reader numbers features that nothing tells apart: no code to know them by next time. */
export function isNumbered(features: readonly { id: string }[]): boolean {
  return features.length > 0 && features.every(({ id }, index) => id === `#${index + 1}`);
}

/** `code` where every feature has one: it outranks the feature's own id, which a converter may invent. */
export function ownCodeField(document: unknown): string | undefined {
  const features = isRecord(document) ? document.features : undefined;
  if (!Array.isArray(features) || features.length === 0) return undefined;
  const hasCode = (feature: unknown): boolean => {
    const properties = isRecord(feature) ? feature.properties : undefined;
    const code = isRecord(properties) ? properties.code : undefined;
    return (typeof code === 'string' && code.trim() !== '') || typeof code === 'number';
  };
  return features.every(hasCode) ? 'code' : undefined;
}

/** A row of the register. */
export function communityRow(
  feature: Feature<'Polygon' | 'MultiPolygon'>,
  pointer: string,
  reading: Reading,
): object {
  const { id, name, geometry } = feature;
  const { columns, attributes, problems } = readColumns(feature.properties, COMMUNITY_COLUMNS, {
    pointer,
    id,
  });
  reading.problems.push(...problems, ...checkCode(id, pointer), ...checkName(name, pointer, id));
  delete attributes.code;
  if (attributes.name === name) delete attributes.name;
  return {
    ...columns,
    code: id,
    name: name ?? id,
    attributes,
    geometry: toMulti(geometry),
  };
}

/** A row of a table of material, its code excepted. */
export function materialRow(
  feature: Feature<GeometryType>,
  rules: readonly ColumnRule[],
  pointer: string,
  reading: Reading,
): Record<string, unknown> {
  const { id, properties, geometry } = feature;
  const { columns, attributes, problems } = readColumns(properties, rules, { pointer, id });
  reading.problems.push(...problems, ...checkCode(id, pointer));
  delete attributes.code;
  return { ...columns, attributes, geometry: toMulti(geometry) };
}

function checkCode(code: string, pointer: string): InputProblem[] {
  if (code.length <= LONGEST_CODE) return [];
  const message: Message = {
    zh: `编码不得超过 ${LONGEST_CODE} 个字符`,
    en: `a code must not exceed ${LONGEST_CODE} characters`,
  };
  return [{ code: 'bad-value', pointer, message }];
}

function checkName(name: string | undefined, pointer: string, id: string): InputProblem[] {
  if (name === undefined || name.length <= LONGEST_NAME) return [];
  const message: Message = {
    zh: `名称不得超过 ${LONGEST_NAME} 个字符`,
    en: `a name must not exceed ${LONGEST_NAME} characters`,
  };
  return [{ code: 'bad-value', pointer: `${pointer}/properties`, id, message }];
}

/** The tables hold the Multi… form, points excepted. */
export function toMulti(geometry: GeometryOf<GeometryType>): object {
  if (geometry.type === 'Polygon') {
    return { type: 'MultiPolygon', coordinates: [geometry.coordinates] };
  }
  if (geometry.type === 'LineString') {
    return { type: 'MultiLineString', coordinates: [geometry.coordinates] };
  }
  return geometry;
}
