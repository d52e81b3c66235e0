import { createHash } from 'node:crypto';
import type { MaterialKind } from '#contract/imports.ts';
import type { GeometryOf, GeometryType } from '../../formats/geojson/check-geometry.ts';
import { MATERIAL_COLUMNS } from './column-rules.ts';
import { isNumbered, materialRow, ownCodeField } from './feature-rows.ts';
import type { RowBatches } from './import-draft.ts';
import { AREA_TYPES, type Reading } from './reading.ts';
import { toRowBatches } from './row-batches.ts';

const GEOMETRY_TYPES = {
  units: AREA_TYPES,
  estates: AREA_TYPES,
  barriers: ['LineString', 'MultiLineString'],
  facilities: ['Point'],
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
    const row = materialRow(feature, MATERIAL_COLUMNS[kind], pointer, reading);
    return { ...row, code: numbered ? codeByPlace(feature.geometry, seen) : feature.id };
  });
  return toRowBatches(rows);
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
