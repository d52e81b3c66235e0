import type { AreaGeometry, Message } from '#engine/coverage/types.ts';
import type { BuildingInput } from '#engine/material/types.ts';
import { ok, type Result } from '#engine/result.ts';
import type { GeoJsonProblem } from './problem-collector.ts';
import {
  type FeatureWith,
  judgeGeometry,
  type ReadOptions,
  readFeaturesWith,
} from './read-features.ts';

export interface ReadBuildings {
  buildings: BuildingInput[];
  /** Positions. */
  vertices: number;
  notes: Message[];
}

const TYPES = ['Polygon', 'MultiPolygon'] as const;
const LEVEL_FIELDS = ['levels', 'building:levels', 'building_levels', 'floors', '层数', '楼层数'];
const KIND_FIELDS = ['kind', 'building', 'class', '类别'];

/**
 * Reads footprints of buildings with their storeys and kind, under our own names or those of OpenStreetMap.
 * Points and features without a shape are left out and counted.
 */
export function readBuildings(
  document: unknown,
  options: Pick<ReadOptions, 'maxVertices' | 'pointer'> = {},
): Result<ReadBuildings, GeoJsonProblem[]> {
  const read = readFeaturesWith<AreaGeometry>(
    document,
    { ...options, allowNullGeometry: true, allowEmpty: true },
    (value, context) => (isOther(value) ? NO_SHAPE : judgeGeometry(value, TYPES, context)),
  );
  if (!read.ok) return read;
  const { features, vertices, notes } = read.value;
  const buildings = features.filter(hasShape).map(toBuilding);
  const leftOut = features.length - buildings.length;
  if (leftOut > 0) {
    notes.push({
      zh: `${leftOut} 个要素没有建筑轮廓（点、线或空几何），已略去`,
      en: `${leftOut} ${leftOut === 1 ? 'feature has' : 'features have'} no footprint (a point, a line or nothing) and ${leftOut === 1 ? 'was' : 'were'} left out`,
    });
  }
  return ok({ buildings, vertices, notes });
}

const NO_SHAPE = { geometry: null, vertices: 0, flattened: false };

const isOther = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  'type' in value &&
  typeof value.type === 'string' &&
  /Point$|LineString$/.test(value.type);

const hasShape = (
  feature: FeatureWith<AreaGeometry>,
): feature is FeatureWith<AreaGeometry> & { geometry: AreaGeometry } => feature.geometry !== null;

function toBuilding({
  id,
  geometry,
  properties,
}: FeatureWith<AreaGeometry> & { geometry: AreaGeometry }): BuildingInput {
  const given = LEVEL_FIELDS.map((field) => properties[field]).find((value) => value != null);
  const levels = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
  const kind = KIND_FIELDS.map((field) => properties[field]).find(
    (value) => typeof value === 'string' && value.trim() !== '',
  );
  return {
    id,
    geometry,
    ...(typeof levels === 'number' && levels > 0 && Number.isFinite(levels) ? { levels } : {}),
    ...(typeof kind === 'string' ? { kind: kind.trim() } : {}),
  };
}
