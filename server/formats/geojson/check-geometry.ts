import { checkPosition } from './check-position.ts';
import { createFaultTally, type FaultTally } from './fault-tally.ts';
import type { ProblemCollector } from './problem-collector.ts';

export const GEOMETRY_TYPES = [
  'Point',
  'MultiPoint',
  'LineString',
  'MultiLineString',
  'Polygon',
  'MultiPolygon',
] as const;
export type GeometryType = (typeof GEOMETRY_TYPES)[number];

interface CoordinatesOf {
  Point: number[];
  MultiPoint: number[][];
  LineString: number[][];
  MultiLineString: number[][][];
  Polygon: number[][][];
  MultiPolygon: number[][][][];
}
/** A geometry of one of the types `T`, its positions cut to `[lon, lat]`. */
export type GeometryOf<T extends GeometryType> = {
  [K in T]: { type: K; coordinates: CoordinatesOf[K] };
}[T];

/** Array levels above a position, and what the innermost list of positions is. */
const SHAPES: Record<GeometryType, { levels: number; list: 'points' | 'line' | 'ring' }> = {
  Point: { levels: 0, list: 'points' },
  MultiPoint: { levels: 1, list: 'points' },
  LineString: { levels: 1, list: 'line' },
  MultiLineString: { levels: 2, list: 'line' },
  Polygon: { levels: 2, list: 'ring' },
  MultiPolygon: { levels: 3, list: 'ring' },
};

export interface GeometryContext {
  /** JSON pointer of the geometry. */
  readonly pointer: string;
  readonly id?: string | undefined;
  readonly problems: ProblemCollector;
}

export interface CheckedGeometry<T extends GeometryType> {
  /** Null for an empty geometry (`"coordinates": []`). */
  geometry: GeometryOf<T> | null;
  /** Positions, closing ones included. */
  vertices: number;
  /** Whether Z or M ordinates were dropped. */
  flattened: boolean;
}

/**
 * Checks a geometry object and copies it to two dimensions. Each kind of fault is reported once per
 * geometry, at its first place, with the number of further ones. Returns null when there was any.
 * The nesting of the result is fixed by its type, so no input can make this recurse deeply.
 */
export function checkGeometry<T extends GeometryType>(
  value: unknown,
  allowed: readonly T[],
  context: GeometryContext,
): CheckedGeometry<T> | null {
  const tally = createFaultTally(context);
  const type = geometryType(value, allowed, tally);
  if (type === null) {
    tally.flush();
    return null;
  }
  const { levels, list } = SHAPES[type];
  const walk: Walk = { tally, list, vertices: 0, flattened: false };
  const source = (value as { coordinates?: unknown }).coordinates;
  const pointer = `${context.pointer}/coordinates`;
  let coordinates: unknown;
  if (Array.isArray(source) && source.length === 0) coordinates = null;
  else if (levels === 0) coordinates = copyPosition(source, pointer, walk);
  else coordinates = copyLevel(source, levels, pointer, walk);
  if (tally.flush() > 0) return null;
  return {
    geometry: coordinates === null ? null : ({ type, coordinates } as unknown as GeometryOf<T>),
    vertices: walk.vertices,
    flattened: walk.flattened,
  };
}

interface Walk {
  tally: FaultTally;
  list: 'points' | 'line' | 'ring';
  vertices: number;
  flattened: boolean;
}

function geometryType<T extends GeometryType>(
  value: unknown,
  allowed: readonly T[],
  tally: FaultTally,
): T | null {
  const wanted = { zh: allowed.join('、'), en: allowed.join(', ') };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    tally.add('unsupported-geometry', '', {
      zh: `几何不是对象；需要 ${wanted.zh}`,
      en: `the geometry is not an object; expected ${wanted.en}`,
    });
    return null;
  }
  const type: unknown = (value as { type?: unknown }).type;
  const match = allowed.find((candidate) => candidate === type);
  if (match !== undefined) return match;
  const named =
    typeof type === 'string'
      ? `“${type.slice(0, 40)}”`
      : String(type === undefined ? '(none)' : typeof type);
  const areal = (allowed as readonly string[]).includes('Polygon');
  const collection = type === 'GeometryCollection';
  tally.add('unsupported-geometry', '/type', {
    zh: `几何类型 ${named} 不能用在这里，需要 ${wanted.zh}${collection ? ';请把集合拆成单独的要素' : areal && type === 'LineString' ? ';请把边界线闭合成面' : ''}`,
    en: `geometry type ${named} cannot be used here, expected ${wanted.en}${collection ? '; split the collection into features' : areal && type === 'LineString' ? '; close the line into a polygon' : ''}`,
  });
  return null;
}

function copyLevel(value: unknown, levels: number, pointer: string, walk: Walk): unknown {
  if (!Array.isArray(value)) {
    walk.tally.addAt('bad-coordinates', pointer, {
      zh: `此处应为数组，却是 ${kindOf(value)}`,
      en: `expected an array here, found ${kindOf(value)}`,
    });
    return [];
  }
  if (levels === 1) return copyPositions(value, pointer, walk);
  if (value.length === 0) {
    // Only a polygon inside a MultiPolygon gets here; the empty geometry itself is handled before.
    walk.tally.addAt('empty-polygon', pointer, {
      zh: '多面中有一个没有环的空面；请删除它',
      en: 'a polygon without any ring inside a MultiPolygon; remove it',
    });
  }
  const copies: unknown[] = [];
  for (let index = 0; index < value.length; index++) {
    copies.push(copyLevel(value[index], levels - 1, `${pointer}/${index}`, walk));
  }
  return copies;
}

function copyPositions(list: unknown[], pointer: string, walk: Walk): number[][] {
  const copies: number[][] = [];
  for (let index = 0; index < list.length; index++) {
    const position = list[index];
    // The common case first: two finite numbers in range need no copy and no pointer.
    if (Array.isArray(position) && position.length === 2 && inRange(position[0], position[1])) {
      copies.push(position as number[]);
      walk.vertices += 1;
    } else {
      const copy = copyPosition(position, `${pointer}/${index}`, walk);
      if (copy !== null) copies.push(copy);
    }
  }
  if (copies.length < list.length) return copies;
  if (walk.list === 'ring') checkRing(copies, pointer, walk.tally);
  else if (walk.list === 'line' && copies.length < 2) {
    walk.tally.addAt('short-line', pointer, {
      zh: `线至少要有 2 个点，这里只有 ${copies.length} 个`,
      en: `a line needs at least 2 positions, this one has ${copies.length}`,
    });
  }
  return copies;
}

function copyPosition(value: unknown, pointer: string, walk: Walk): number[] | null {
  const fault = checkPosition(value);
  if (fault !== null) {
    walk.tally.addAt(fault.code, pointer, fault.message, fault.location);
    return null;
  }
  walk.vertices += 1;
  const [lon, lat, ...others] = value as [number, number, ...unknown[]];
  if (others.length > 0) walk.flattened = true;
  return [lon, lat];
}

function checkRing(ring: number[][], pointer: string, tally: FaultTally): void {
  const first = ring[0];
  const last = ring.at(-1);
  if (first === undefined || last === undefined) {
    tally.addAt('empty-ring', pointer, {
      zh: '环是空的；请删除它或补上坐标',
      en: 'the ring is empty; remove it or fill in its positions',
    });
    return;
  }
  const place = location(first);
  const closed = first[0] === last[0] && first[1] === last[1];
  if (!closed) {
    tally.addAt(
      'unclosed-ring',
      `${pointer}/${ring.length - 1}`,
      {
        zh: `环没有闭合：起点 ${first.join(', ')}，终点 ${last.join(', ')}；请在末尾重复起点`,
        en: `the ring is not closed: it starts at ${first.join(', ')} and ends at ${last.join(', ')}; repeat the first position at the end`,
      },
      location(last),
    );
  }
  if (ring.length < (closed ? 4 : 3)) {
    tally.addAt(
      'short-ring',
      pointer,
      {
        zh: `环只有 ${ring.length} 个点；闭合的环至少要有 4 个（三个顶点，再重复起点）`,
        en: `the ring has ${ring.length} position${ring.length === 1 ? '' : 's'}; a closed ring needs at least 4 (three corners and the first again)`,
      },
      place,
    );
  }
}

const location = (position: number[]): [number, number] => [position[0] ?? 0, position[1] ?? 0];

/** False for anything but two numbers on the globe (NaN fails every comparison). */
const inRange = (lon: unknown, lat: unknown): boolean =>
  typeof lon === 'number' &&
  typeof lat === 'number' &&
  lon >= -180 &&
  lon <= 180 &&
  lat >= -90 &&
  lat <= 90;

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
