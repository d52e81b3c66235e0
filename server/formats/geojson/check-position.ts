import type { Message } from '#engine/coverage/types.ts';
import type { GeoJsonProblemCode } from './problem-codes.ts';

export interface PositionFault {
  code: GeoJsonProblemCode;
  message: Message;
  /** Where the position would lie, when that can be guessed. */
  location?: [number, number];
}

/**
 * Judges one position: two finite numbers, longitude and latitude in degrees; further ordinates may
 * be numbers or null. Returns null when it is fine.
 */
export function checkPosition(value: unknown): PositionFault | null {
  if (!Array.isArray(value)) {
    const found = value === null ? 'null' : typeof value;
    return fault(
      'bad-coordinates',
      `此处应为 [经度, 纬度]，却是 ${found}`,
      `expected [longitude, latitude] here, found ${found}`,
    );
  }
  if (Array.isArray(value[0])) {
    return fault(
      'bad-coordinates',
      '坐标多嵌套了一层数组：类型是否应为 MultiPolygon（或 Multi…）？',
      'coordinates are nested one level too deep: should the type be MultiPolygon (or another Multi…)?',
    );
  }
  if (value.length < 2) {
    return fault(
      'bad-position',
      `坐标至少要有经度和纬度两个数，这里有 ${value.length} 个`,
      `a position needs longitude and latitude, this one has ${value.length} number${value.length === 1 ? '' : 's'}`,
    );
  }
  const lon: unknown = value[0];
  const lat: unknown = value[1];
  if (typeof lon !== 'number' || typeof lat !== 'number') {
    const wrong = typeof lon !== 'number' ? lon : lat;
    const quoted = typeof wrong === 'string' ? ';请去掉引号' : '';
    const quotedEn = typeof wrong === 'string' ? '; remove the quotes' : '';
    const found = wrong === null ? 'null' : typeof wrong;
    return fault(
      'bad-position',
      `坐标必须是数，却是 ${found}${quoted}`,
      `a coordinate must be a number, found ${found}${quotedEn}`,
    );
  }
  if (!Number.isFinite(lon) || !Number.isFinite(lat)) {
    return fault(
      'number-not-finite',
      '坐标不是有限的数（NaN、无穷大，或超出范围如 1e400）',
      'a coordinate is not a finite number (NaN, infinity, or too large such as 1e400)',
    );
  }
  for (let index = 2; index < value.length; index++) {
    const ordinate: unknown = value[index];
    if (typeof ordinate !== 'number' && ordinate !== null) {
      return fault(
        'bad-position',
        '高程等附加坐标必须是数',
        'further ordinates (height, measure) must be numbers',
      );
    }
  }
  return checkRange(lon, lat);
}

/** Degrees beyond this cannot be a slip over the antimeridian; they are metres. */
const SURELY_NOT_DEGREES = 540;

function checkRange(lon: number, lat: number): PositionFault | null {
  if (Math.abs(lon) <= 180 && Math.abs(lat) <= 90) return null;
  const shown = `[${lon}, ${lat}]`;
  if (Math.abs(lon) <= 90 && Math.abs(lat) <= 180) {
    return {
      ...fault(
        'swapped-axes',
        `${shown} 的纬度超过 90°：经纬度顺序可能颠倒了，GeoJSON 要求 [经度, 纬度]；请在导出时把经度放在前面`,
        `latitude of ${shown} is over 90°: the axes seem swapped; GeoJSON wants [longitude, latitude], so export with longitude first`,
      ),
      location: [lat, lon],
    };
  }
  if (Math.abs(lon) > SURELY_NOT_DEGREES || Math.abs(lat) > SURELY_NOT_DEGREES) {
    return fault(
      'projected-coordinates',
      `${shown} 不是经纬度，像是以米为单位的投影坐标；请转换：ogr2ogr -s_srs EPSG:原坐标系 -t_srs EPSG:4326 out.geojson in.geojson`,
      `${shown} is not longitude and latitude; it looks like projected metres. Convert: ogr2ogr -s_srs EPSG:SOURCE -t_srs EPSG:4326 out.geojson in.geojson`,
    );
  }
  if (Math.abs(lat) <= 90) {
    return {
      ...fault(
        'out-of-range',
        `${shown} 的经度不在 -180° 到 180° 之间；跨越 180° 经线的区域请分成两部分`,
        `longitude of ${shown} is not between -180° and 180°; cut areas that cross the antimeridian in two`,
      ),
      location: [((((lon + 180) % 360) + 360) % 360) - 180, lat],
    };
  }
  return fault(
    'out-of-range',
    `${shown} 的纬度不在 -90° 到 90° 之间`,
    `latitude of ${shown} is not between -90° and 90°`,
  );
}

const fault = (code: GeoJsonProblemCode, zh: string, en: string): PositionFault => ({
  code,
  message: { zh, en },
});
