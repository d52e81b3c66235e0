import { existsSync, readdirSync, readFileSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AreaGeometry, CommunityInput, Position } from '#engine/coverage/types.ts';
import { boxOf } from '#engine/measure/box-of.ts';
import { measureAll } from '#engine/measure/measure-all.ts';
import { convexHull } from '#engine/measure/plane/convex-hull.ts';
import { EqualAreaPlane } from '#engine/measure/plane/equal-area-plane.ts';
import { smallestRectangle } from '#engine/measure/plane/smallest-rectangle.ts';
import type { MeasureResult } from '#engine/measure/types.ts';

/**
 * Measures against PostGIS, on the sample town, on shapes that are large, northern, pierced or in parts,
 * and on every polygon of the shared data.
 *
 * Areas and perimeters are compared with `geography`. For compactness PostGIS projects each shape around
 * the centre of its own box: to Lambert's equal-area plane, the same as ours but by PROJ, where figures must
 * agree to the rounding; and to the azimuthal equidistant plane, another projection altogether, where the requirement
 * of 1e-3 holds because neither distorts a county. `ST_MinimumBoundingCircle` and `ST_ConvexHull` of longitude
 * and latitude themselves would be wrong by a multiple of that: degrees of longitude are shorter.
 */
const url = process.env.TEST_DATABASE_URL;
const SHARED = new URL('../../../shared/data/', import.meta.url);
const SAMPLE = new URL('../../data/sample/', import.meta.url);
const isShared = existsSync(SHARED);
if (!isShared) {
  console.warn(
    'NOT RUN: real datasets are not here (../shared/data), measures not compared on them.',
  );
}

interface Truth {
  valid: boolean;
  area: number;
  perimeter: number;
  /** In Lambert's equal-area plane, the equidistant plane, and degrees. */
  reock: number[];
  /** Reock by the polygon that `ST_MinimumBoundingCircle` draws. */
  drawn: number[];
  hull: number[];
  /** Area of `ST_OrientedEnvelope` in Lambert's plane, m². */
  envelope: number;
}

const IDS = ['area', 'perimeter', 'polsby-popper', 'reock', 'convex-hull-ratio', 'length-width'];
const BATCH = 500;
/** GeographicLib counts areas from the equator: that much noise is its own (docs/adr/0004). m². */
const NOISE = 2e-4;

describe.skipIf(!url)('measures and PostGIS', () => {
  const client = new pg.Client({ connectionString: url });
  beforeAll(async () => {
    await client.connect();
    await client.query('create extension if not exists postgis');
  });
  afterAll(() => client.end());

  async function ask(geometries: readonly AreaGeometry[]): Promise<Truth[]> {
    const centres = geometries.map((geometry) => {
      const [west, south, east, north] = boxOf(geometry);
      return `+lon_0=${(west + east) / 2} +lat_0=${(south + north) / 2} +datum=WGS84 +units=m +no_defs`;
    });
    const { rows } = await client.query<Truth>(
      `with input as materialized (
         select i, ST_SetSRID(ST_GeomFromGeoJSON(json), 4326) as g, centre
           from unnest($1::text[], $2::text[]) with ordinality as input (json, centre, i)),
       planes as materialized (
         select i, g, ST_Transform(g, '+proj=laea ' || centre) as l,
                ST_Transform(g, '+proj=aeqd ' || centre) as e from input)
       select ST_IsValid(g) as valid, ST_Area(g::geography) as area,
              ST_Perimeter(g::geography) as perimeter,
              array[ST_Area(l) / (pi() * (ST_MinimumBoundingRadius(l)).radius ^ 2),
                    ST_Area(e) / (pi() * (ST_MinimumBoundingRadius(e)).radius ^ 2),
                    ST_Area(g) / (pi() * (ST_MinimumBoundingRadius(g)).radius ^ 2)] as reock,
              array[ST_Area(l) / ST_Area(ST_MinimumBoundingCircle(l)),
                    ST_Area(e) / ST_Area(ST_MinimumBoundingCircle(e))] as drawn,
              array[ST_Area(l) / ST_Area(ST_ConvexHull(l)),
                    ST_Area(e) / ST_Area(ST_ConvexHull(e)),
                    ST_Area(g) / ST_Area(ST_ConvexHull(g))] as hull,
              ST_Area(ST_OrientedEnvelope(l)) as envelope
         from planes order by i`,
      [geometries.map((geometry) => JSON.stringify(geometry)), centres],
    );
    return rows;
  }

  /** Compares all, and returns how far apart the worst were. */
  async function compare(name: string, all: readonly AreaGeometry[]): Promise<Worst> {
    const worst = new Worst();
    for (let at = 0; at < all.length; at += BATCH) {
      const geometries = all.slice(at, at + BATCH);
      const truths = await ask(geometries);
      const communities = geometries.map(
        (geometry, i): CommunityInput => ({ id: String(at + i), geometry }),
      );
      measureAll({ communities }, IDS).communities.forEach(({ id, measures }, i) => {
        compareOne(`${name}, ${id}`, geometries[i]!, measures, truths[i]!, worst);
      });
    }
    return worst;
  }

  it('sample town: communities, units, estates, jurisdiction', async () => {
    for (const layer of ['communities', 'units', 'estates', 'jurisdiction']) {
      const worst = await compare(layer, readAreas(new URL(`${layer}.geojson`, SAMPLE)));
      expect(worst.compared).toBeGreaterThan(0);
    }
  });

  it('large, far north and south, on the equator, pierced and in parts', async () => {
    const worst = await compare('made', MADE);
    expect(worst.compared).toBe(MADE.length);
  });

  it('the trap: figures of longitude and latitude are wrong by far more than the tolerance', async () => {
    const [truth] = await ask([county(60)]);
    const [, equidistant, degrees] = truth!.reock;
    expect(Math.abs(degrees! / equidistant! - 1)).toBeGreaterThan(0.1);
  });

  describe.skipIf(!isShared)('real data', () => {
    const layers = isShared
      ? readdirSync(SHARED, { recursive: true, encoding: 'utf8' }).filter(
          (name) => name.endsWith('.geojson') && readAreas(new URL(name, SHARED)).length > 0,
        )
      : [];
    it('are all there', () => expect(layers.length).toBeGreaterThanOrEqual(26));
    it.each(layers)('%s', async (name) => {
      const worst = await compare(name, readAreas(new URL(name, SHARED)));
      expect(worst.compared).toBeGreaterThan(0);
      if (process.env.MEASURES_REPORT) console.log(name, worst);
    });
  });
});

class Worst {
  compared = 0;
  refused = 0;
  area = 0;
  perimeter = 0;
  reock = 0;
  reockElsewhere = 0;
  hull = 0;
  hullElsewhere = 0;
}

function compareOne(
  place: string,
  geometry: AreaGeometry,
  measures: Record<string, MeasureResult>,
  truth: Truth,
  worst: Worst,
): void {
  if (!truth.valid) {
    for (const id of IDS)
      expect(measures[id], `${place}, ${id}`).toMatchObject({ state: 'missing' });
    worst.refused++;
    return;
  }
  const value = (id: string): number => {
    const result = measures[id]!;
    if (result.state === 'missing') throw new Error(`${place}, ${id}: ${result.message.en}`);
    return result.value;
  };
  const within = (what: keyof Worst, id: string, expected: number, tolerance: number): void => {
    const difference = Math.abs(value(id) / expected - 1);
    worst[what] = Math.max(worst[what], difference);
    expect(difference, `${place}, ${id}: ${value(id)} and ${expected}`).toBeLessThan(tolerance);
  };
  within('area', 'area', truth.area, 1e-6 + NOISE / truth.area);
  within('perimeter', 'perimeter', truth.perimeter, 1e-6);
  const roundness = (4 * Math.PI * truth.area) / truth.perimeter ** 2;
  expect(value('polsby-popper') / roundness, place).toBeCloseTo(1, 3);
  within('reock', 'reock', truth.reock[0]!, 1e-6);
  within('reockElsewhere', 'reock', truth.reock[1]!, 1e-3);
  for (const drawn of truth.drawn) within('reockElsewhere', 'reock', drawn, 1e-3);
  within('hull', 'convex-hull-ratio', truth.hull[0]!, 1e-6);
  within('hullElsewhere', 'convex-hull-ratio', truth.hull[1]!, 1e-3);
  const plane = EqualAreaPlane.around(geometry);
  const { length, width } = smallestRectangle(
    convexHull(positionsOf(geometry).map((position) => plane.project(position))),
  );
  // PostGIS takes the narrowest rectangle before GEOS 3.12, and the smallest since.
  expect(length * width, `${place}, rectangle`).toBeLessThan(truth.envelope * (1 + 1e-6));
  expect(value('length-width')).toBeCloseTo(width / length, 12);
  worst.compared++;
}

const positionsOf = ({ coordinates }: AreaGeometry): Position[] =>
  coordinates.flat(
    coordinates.length > 0 && typeof coordinates[0]![0]![0] === 'number' ? 1 : 2,
  ) as Position[];

function readAreas(file: URL): AreaGeometry[] {
  const { features } = JSON.parse(readFileSync(file, 'utf8')) as {
    features?: { geometry: { type: string } | null }[];
  };
  return (features ?? []).flatMap(({ geometry }) =>
    geometry?.type === 'Polygon' || geometry?.type === 'MultiPolygon'
      ? [geometry as AreaGeometry]
      : [],
  );
}

/** A crooked ring of about `degrees` of latitude around a place. */
function ring(lon: number, lat: number, degrees: number, corners = 60, seed = 1): Position[] {
  const wide = degrees / Math.max(0.05, Math.cos((lat * Math.PI) / 180));
  const positions = Array.from({ length: corners }, (_, i): Position => {
    const angle = (2 * Math.PI * i) / corners;
    const radius = 0.5 * (0.75 + 0.25 * Math.sin(seed + 3 * angle) * Math.cos(5 * angle + seed));
    return [lon + wide * radius * Math.cos(angle), lat + degrees * radius * Math.sin(angle)];
  });
  return [...positions, positions[0]!];
}

const polygon = (...coordinates: Position[][]): AreaGeometry => ({ type: 'Polygon', coordinates });
/** 100 km across. */
const county = (lat: number): AreaGeometry => polygon(ring(100, lat, 0.9));

const MADE: AreaGeometry[] = [
  ...[0, 0.3, -33, 30, 45, 60, 70, -80].map(county),
  ...[30, 53].map((lat) => polygon(ring(110, lat, 4, 400, 2))),
  ...[0.0002, 0.002, 0.02].map((degrees) => polygon(ring(120, 30, degrees, 40, 3))),
  polygon(ring(120, 30, 0.05), ring(120, 30, 0.01).reverse(), ring(120.012, 30, 0.003)),
  {
    type: 'MultiPolygon',
    coordinates: [
      [ring(120, 30, 0.05), ring(120, 30, 0.01)],
      [ring(120, 30, 0.005)],
      [ring(120.3, 30.2, 0.02)],
    ],
  },
  polygon([
    [120, 30],
    [120.03, 30],
    [120, 30.04],
    [120, 30],
  ]),
  polygon([
    [120, 40],
    [121, 40],
    [121, 41],
    [120, 41],
    [120, 40],
  ]),
];
