import { setImmediate as breathe } from 'node:timers/promises';
import proj4 from 'proj4';
import { DomainError } from '#contract/domain-error.ts';
import { type ReferenceSystem, ZONE_REACH } from '#contract/reference-systems.ts';
import type { StoredItem } from '../../repositories/feature-repository.ts';

type Pair = [number, number];

/** To and from a reference system; positions there are in its own axis order. */
export interface Projection {
  /** Longitude, latitude → position; not finite where the system does not reach. */
  forward(lon: number, lat: number): Pair;
  /** Position → longitude, latitude; not finite where the system does not reach. */
  inverse(first: number, second: number): Pair;
}

/** Degrees on the ellipsoid of the stored coordinates; without a datum nothing is shifted. */
const STORED = '+proj=longlat +ellps=GRS80 +no_defs';

const NOWHERE: Pair = [Number.NaN, Number.NaN];
const projections = new Map<string, Projection>();

export function projectionOf(system: ReferenceSystem): Projection {
  const known = projections.get(system.uri);
  if (known) return known;
  const projection = build(system);
  projections.set(system.uri, projection);
  return projection;
}

function build({ projection, northFirst, centralMeridian }: ReferenceSystem): Projection {
  const ordered = (x: number, y: number): Pair => (northFirst ? [y, x] : [x, y]);
  if (projection === null) return { forward: ordered, inverse: ordered };
  const converter = proj4(STORED, projection);
  // At the poles Mercator is endless, and proj4 gives a large number.
  const reaches = (lon: number, lat: number) =>
    Math.abs(lat) <= 89.9 &&
    (centralMeridian === undefined || Math.abs(lon - centralMeridian) <= ZONE_REACH);
  return {
    forward: (lon, lat) => {
      if (!reaches(lon, lat)) return NOWHERE;
      const [x = Number.NaN, y = Number.NaN] = converter.forward([lon, lat]);
      return ordered(x, y);
    },
    inverse: (first, second) => {
      const [x, y] = ordered(first, second);
      const [lon = Number.NaN, lat = Number.NaN] = converter.inverse([x, y]);
      return reaches(lon, lat) ? [lon, lat] : NOWHERE;
    },
  };
}

/** Positions between two pauses: a few milliseconds. */
const POSITIONS_AT_A_TIME = 10_000;

/**
 * Puts the geometries of items into a reference system, in its axis order. Others get a turn on the event loop meanwhile.
 * @throws DomainError `invalid-parameter` when an item lies where the system does not reach
 */
export async function projectItems<T extends Pick<StoredItem, 'geometry'>>(
  items: readonly T[],
  system: ReferenceSystem,
): Promise<T[]> {
  const projector = new GeometryProjector(system);
  const projected: T[] = [];
  let pause = POSITIONS_AT_A_TIME;
  for (const item of items) {
    projected.push({ ...item, geometry: projector.project(item.geometry) });
    if (projector.positions < pause) continue;
    pause = projector.positions + POSITIONS_AT_A_TIME;
    await breathe();
  }
  return projected;
}

class GeometryProjector {
  positions = 0;
  readonly #projection: Projection;
  readonly #scale: number;

  constructor(system: ReferenceSystem) {
    this.#projection = projectionOf(system);
    this.#scale = 10 ** system.digits;
  }

  /** @param geometry JSON text of a GeoJSON geometry, or `null` */
  project(geometry: string): string {
    const value: { type: string; coordinates: unknown } | null = JSON.parse(geometry);
    if (value === null) return geometry;
    return JSON.stringify({ type: value.type, coordinates: this.#nested(value.coordinates) });
  }

  #nested(coordinates: unknown): unknown {
    if (!Array.isArray(coordinates)) throw new Error('a stored geometry has no coordinates');
    if (typeof coordinates[0] !== 'number') return coordinates.map((inner) => this.#nested(inner));
    this.positions++;
    const [first, second] = this.#projection.forward(coordinates[0], coordinates[1]);
    if (!(Number.isFinite(first) && Number.isFinite(second))) throw OUT_OF_REACH();
    return [this.#rounded(first), this.#rounded(second)];
  }

  #rounded(value: number): number {
    return Math.round(value * this.#scale) / this.#scale;
  }
}

const OUT_OF_REACH = () =>
  new DomainError(
    'invalid-parameter',
    {
      zh: '有要素超出所选坐标参考系的范围。',
      en: 'There are features that the chosen reference system does not reach.',
    },
    [
      {
        code: 'out-of-reach',
        pointer: 'crs',
        message: {
          zh: '有要素离该坐标系的中央子午线过远，或在两极；请用 bbox 缩小范围，或另选坐标系',
          en: 'some features lie too far from its central meridian, or at a pole: narrow the request with bbox, or choose another system',
        },
      },
    ],
  );
