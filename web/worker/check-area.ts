import type { InputProblem } from '#contract/input-problem.ts';
import type { AreaGeometry, Message, Position } from '#engine/coverage/types.ts';

/** An area as the audit takes it (null for an empty one), or what is wrong with it. */
export type CheckedArea =
  | { geometry: AreaGeometry | null; isFlattened: boolean; problem: null }
  | { problem: InputProblem };

/**
 * Checks the structure of a Polygon or MultiPolygon: closed rings of positions in degrees. The first
 * fault is reported with its place, under the code that the server's reader has for it. Whether the
 * shape makes sense is for the audit.
 */
export function checkArea(value: unknown, pointer: string, id: string): CheckedArea {
  if (value === null) return { geometry: null, isFlattened: false, problem: null };
  const { type, coordinates } = value as { type?: unknown; coordinates?: unknown };
  const fault =
    type === 'Polygon' || type === 'MultiPolygon'
      ? findFault(coordinates, type === 'Polygon' ? 2 : 3, '/coordinates')
      : wrongType(value);
  if (fault !== null) {
    const { path, ...rest } = fault;
    return { problem: { ...rest, pointer: pointer + path, id } };
  }
  const sound = value as AreaGeometry;
  if (sound.coordinates.length === 0) return { geometry: null, isFlattened: false, problem: null };
  const isFlattened = hasMoreOrdinates(sound);
  const geometry = isFlattened
    ? flattened(sound)
    : ({ type: sound.type, coordinates: sound.coordinates } as AreaGeometry);
  return { geometry, isFlattened, problem: null };
}

interface Fault extends Pick<InputProblem, 'code' | 'message' | 'location'> {
  /** Below the geometry's own pointer. */
  path: string;
}

const fault = (code: string, path: string, zh: string, en: string): Fault => ({
  code,
  path,
  message: { zh, en },
});

function wrongType(value: unknown): Fault {
  const type = typeof value === 'object' ? (value as { type?: unknown }).type : undefined;
  const named = typeof type === 'string' ? `“${type.slice(0, 40)}”` : '(?)';
  return fault(
    'unsupported-geometry',
    '/type',
    `几何类型 ${named} 不能用在这里，需要 Polygon 或 MultiPolygon`,
    `geometry type ${named} cannot be used here, expected Polygon or MultiPolygon`,
  );
}

/** @param levels of arrays above the rings' positions: 1 a ring, 2 a polygon, 3 a multipolygon */
function findFault(value: unknown, levels: number, path: string): Fault | null {
  if (!Array.isArray(value)) {
    return fault(
      'bad-coordinates',
      path,
      '此处应为数组',
      'expected an array here: the coordinates are not nested as their type wants',
    );
  }
  if (levels === 1) return findRingFault(value, path);
  if (value.length === 0 && path !== '/coordinates') {
    return fault(
      'empty-polygon',
      path,
      '多面中有一个没有环的空面；请删除它',
      'a polygon without any ring inside a MultiPolygon; remove it',
    );
  }
  for (let i = 0; i < value.length; i++) {
    const found = findFault(value[i], levels - 1, `${path}/${i}`);
    if (found !== null) return found;
  }
  return null;
}

function findRingFault(ring: readonly unknown[], path: string): Fault | null {
  for (let i = 0; i < ring.length; i++) {
    const found = findPositionFault(ring[i], `${path}/${i}`);
    if (found !== null) return found;
  }
  const [first, last] = [ring[0] as Position | undefined, ring.at(-1) as Position | undefined];
  if (first === undefined || last === undefined) {
    return fault(
      'empty-ring',
      path,
      '环是空的；请删除它或补上坐标',
      'the ring is empty; remove it or fill in its positions',
    );
  }
  if (first[0] !== last[0] || first[1] !== last[1]) {
    return {
      ...fault(
        'unclosed-ring',
        `${path}/${ring.length - 1}`,
        '环没有闭合；请在末尾重复起点',
        'the ring is not closed; repeat the first position at the end',
      ),
      location: [last[0] ?? 0, last[1] ?? 0],
    };
  }
  if (ring.length >= 4) return null;
  return {
    ...fault(
      'short-ring',
      path,
      `环只有 ${ring.length} 个点；闭合的环至少要有 4 个`,
      `the ring has ${ring.length} positions; a closed ring needs at least 4`,
    ),
    location: [first[0] ?? 0, first[1] ?? 0],
  };
}

function findPositionFault(value: unknown, path: string): Fault | null {
  if (!Array.isArray(value) || Array.isArray(value[0])) {
    return fault(
      'bad-coordinates',
      path,
      '此处应为 [经度, 纬度]：坐标的嵌套层数与类型不符',
      'expected [longitude, latitude] here: the coordinates are not nested as their type wants',
    );
  }
  const [lon, lat, ...others]: unknown[] = value;
  const isNumeric = typeof lon === 'number' && typeof lat === 'number';
  if (!isNumeric || others.some((other) => typeof other !== 'number' && other !== null)) {
    return fault(
      'bad-position',
      path,
      '坐标须为经度和纬度两个数（不带引号）',
      'a position needs longitude and latitude as numbers, without quotes',
    );
  }
  if (Math.abs(lon) <= 180 && Math.abs(lat) <= 90) return null;
  const shown = `[${lon}, ${lat}]`;
  if (!Number.isFinite(lon) || !Number.isFinite(lat)) {
    return fault(
      'number-not-finite',
      path,
      '坐标不是有限的数',
      'a coordinate is not a finite number',
    );
  }
  if (Math.abs(lon) <= 90 && Math.abs(lat) <= 180) {
    return fault(
      'swapped-axes',
      path,
      `${shown} 的纬度超过 90°：经纬度顺序可能颠倒了，GeoJSON 要求 [经度, 纬度]`,
      `latitude of ${shown} is over 90°: the axes seem swapped; GeoJSON wants [longitude, latitude]`,
    );
  }
  if (Math.abs(lon) > 540 || Math.abs(lat) > 540) {
    return fault(
      'projected-coordinates',
      path,
      `${shown} 不是经纬度，像是以米为单位的投影坐标；请先转换为 EPSG:4326`,
      `${shown} is not longitude and latitude; it looks like projected metres. Convert to EPSG:4326 first`,
    );
  }
  return fault(
    'out-of-range',
    path,
    `${shown} 不在经度 ±180°、纬度 ±90° 之内`,
    `${shown} is beyond ±180° of longitude or ±90° of latitude`,
  );
}

const ringsOf = ({ type, coordinates }: AreaGeometry): readonly Position[][] =>
  type === 'Polygon' ? coordinates : coordinates.flat();

const hasMoreOrdinates = (geometry: AreaGeometry): boolean =>
  ringsOf(geometry).some((ring) => ring.some((position) => position.length > 2));

function flattened(geometry: AreaGeometry): AreaGeometry {
  const flat = (rings: Position[][]): Position[][] =>
    rings.map((ring) => ring.map(([lon = 0, lat = 0]) => [lon, lat]));
  return geometry.type === 'Polygon'
    ? { type: 'Polygon', coordinates: flat(geometry.coordinates) }
    : { type: 'MultiPolygon', coordinates: geometry.coordinates.map(flat) };
}

/** For a message about many. */
export const FLATTENED = (count: number): Message => ({
  zh: `${count} 个要素含有高程（Z）等附加坐标，已忽略`,
  en: `height (Z) and further ordinates of ${count} feature${count === 1 ? ' were' : 's were'} dropped`,
});
