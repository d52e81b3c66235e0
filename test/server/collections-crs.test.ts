import { beforeAll, describe, expect, it } from 'vitest';
import {
  CRS84,
  findReferenceSystem,
  REFERENCE_SYSTEM_URIS,
  REFERENCE_SYSTEMS,
} from '#contract/reference-systems.ts';
import { projectionOf } from '../../server/services/collections/project-positions.ts';
import { describeOnEachDatabase } from '../helpers/databases.ts';
import { expectProblem, post, serviceOn } from './helpers/service.ts';
import { collection, feature, freshCode, squareTown } from './helpers/town.ts';

const epsg = (code: number) => `http://www.opengis.net/def/crs/EPSG/0/${code}`;
const codeOf = (uri: string) => Number(uri.slice(uri.lastIndexOf('/') + 1));

interface Page {
  features: {
    id: string;
    geometry: { coordinates: [number, number][][][] };
    properties: { code: string };
  }[];
  numberMatched: number;
  links: { rel: string; href: string }[];
}

describe('reference systems', () => {
  it('are known by URI, URN and short name', () => {
    const wanted = findReferenceSystem(epsg(4549));
    expect(wanted?.name).toBe('CGCS2000 / 3-degree Gauss-Kruger CM 120E');
    expect(findReferenceSystem('urn:ogc:def:crs:EPSG::4549')).toBe(wanted);
    expect(findReferenceSystem('EPSG:4549')).toBe(wanted);
    expect(findReferenceSystem(CRS84)?.northFirst).toBe(false);
    expect(findReferenceSystem(epsg(4528))?.name).toContain('zone 40');
    expect(findReferenceSystem('EPSG:27700')).toBeUndefined();
    expect(new Set(REFERENCE_SYSTEM_URIS).size).toBe(REFERENCE_SYSTEMS.length);
  });

  it.each(REFERENCE_SYSTEMS)('$name: there and back is the same place', (system) => {
    const { forward, inverse } = projectionOf(system);
    const meridian = Number(/lon_0=(\d+)/.exec(system.projection ?? '')?.[1] ?? 120) || 120;
    for (const [lon, lat] of [
      [meridian, 30],
      [meridian + 1.4, 22.5],
      [meridian - 3, 45],
    ] as const) {
      const [backLon, backLat] = inverse(...forward(lon, lat));
      expect(backLon).toBeCloseTo(lon, 9);
      expect(backLat).toBeCloseTo(lat, 9);
    }
  });
});

describeOnEachDatabase('coordinate reference systems of the API', (database) => {
  const app = serviceOn(database);
  const code = freshCode();
  const get = async (query: string): Promise<{ page: Page; contentCrs: string }> => {
    const answer = await app().inject(
      `/collections/communities/items?jurisdiction=${code}&${query}`,
    );
    expect(answer.statusCode, answer.body.slice(0, 500)).toBe(200);
    return { page: answer.json(), contentCrs: String(answer.headers['content-crs']) };
  };
  const codes = ({ page }: { page: Page }) =>
    page.features.map(({ properties }) => properties.code).sort();
  const ringOf = (page: Page, index = 0) => page.features[index]!.geometry.coordinates[0]![0]!;

  beforeAll(async () => {
    expect((await post(app(), '/imports', squareTown(code, 3, 3))).statusCode).toBe(201);
  });

  it('are those of PROJ to a tenth of a millimetre', async () => {
    const { knex, kind } = database();
    const projected = REFERENCE_SYSTEMS.filter(({ projection }) => projection !== null);
    // PROJ in WebAssembly takes a while to set each of them up.
    const few = [3857, 4549, 4528, 4534, 4533];
    const systems = projected.filter(({ uri }) => kind === 'server' || few.includes(codeOf(uri)));
    for (const system of systems) {
      const meridian = system.centralMeridian ?? 120;
      const places = [
        [meridian + 0.123, 30.5],
        [meridian - 1.5, 18.2],
        [meridian + 2.9, 53.5],
      ] as const;
      const { rows } = await knex.raw(
        `select ST_X(p) as x, ST_Y(p) as y
         from (select ST_Transform(ST_SetSRID(ST_Point(lon, lat), 4326), cast(? as integer)) as p
           from json_to_recordset(cast(? as json)) as place(lon double precision, lat double precision)) as q`,
        [codeOf(system.uri), JSON.stringify(places.map(([lon, lat]) => ({ lon, lat })))],
      );
      for (const [index, [lon, lat]] of places.entries()) {
        const [first, second] = projectionOf(system).forward(lon, lat);
        const [x, y] = system.northFirst ? [second, first] : [first, second];
        expect(Math.abs(x - rows[index].x), system.name).toBeLessThan(1e-4);
        expect(Math.abs(y - rows[index].y), system.name).toBeLessThan(1e-4);
      }
    }
  }, 120_000);

  it('answer in longitude, latitude unless asked otherwise', async () => {
    const plain = await get('limit=9');
    expect(plain.contentCrs).toBe(`<${CRS84}>`);
    const asked = await get(`limit=9&crs=${CRS84}`);
    expect(asked.page.features).toEqual(plain.page.features);
  });

  it.each([4326, 4490])('EPSG:%i has the latitude first', async (number) => {
    const plain = await get('limit=9');
    const flipped = await get(`limit=9&crs=${epsg(number)}`);
    expect(flipped.contentCrs).toBe(`<${epsg(number)}>`);
    for (const [index] of plain.page.features.entries()) {
      const swapped = ringOf(plain.page, index).map(([lon, lat]) => [lat, lon]);
      expect(ringOf(flipped.page, index)).toEqual(swapped);
    }
  });

  it('EPSG:4549 has the northing first, in metres, to the millimetre', async () => {
    const { page, contentCrs } = await get(`crs=${epsg(4549)}&code=A1`);
    expect(contentCrs).toBe(`<${epsg(4549)}>`);
    const ring = ringOf(page);
    // On the central meridian: easting 500 km; latitude 30° is 3,320 km from the equator.
    const [northing, easting] = ring[0]!;
    expect(easting).toBeCloseTo(500_000, 2);
    expect(northing).toBeCloseTo(3_320_113.398, 2);
    const [nextNorthing, nextEasting] = ring[1]!;
    expect(Math.hypot(nextNorthing - northing, nextEasting - easting)).toBeCloseTo(100, 1);
    for (const value of ring.flat()) expect(Math.round(value * 1000) / 1000).toBe(value);
  });

  it('hold for a single item and for next links', async () => {
    const { page } = await get(`crs=${epsg(4549)}&limit=2`);
    const [one] = page.features;
    const single = await app().inject(
      `/collections/communities/items/${one!.id}?crs=${epsg(4549)}`,
    );
    expect(single.headers['content-crs']).toBe(`<${epsg(4549)}>`);
    expect(single.json<Page['features'][0]>().geometry).toEqual(one!.geometry);
    const next = page.links.find(({ rel }) => rel === 'next');
    expect(new URL(next!.href).searchParams.get('crs')).toBe(epsg(4549));
  });

  it('bbox-crs says what bbox is in', async () => {
    const inside = 'bbox=120.0004,30.0004,120.0005,30.0005';
    expect(codes(await get(inside))).toEqual(['A1']);
    const flipped = 'bbox=30.0004,120.0004,30.0005,120.0005';
    for (const number of [4326, 4490]) {
      expect(codes(await get(`${flipped}&bbox-crs=${epsg(number)}`))).toEqual(['A1']);
    }
    const corners = [
      [120.0004, 30.0004],
      [120.0005, 30.0005],
    ] as const;
    for (const number of [3857, 4549, 4528, 4548]) {
      const { forward } = projectionOf(findReferenceSystem(epsg(number))!);
      const bbox = corners.map(([lon, lat]) => forward(lon, lat).join(',')).join(',');
      expect(codes(await get(`bbox=${bbox}&bbox-crs=${epsg(number)}`)), `EPSG:${number}`).toEqual([
        'A1',
      ]);
    }
  });

  it('refuse what they do not know, and list what they do', async () => {
    for (const parameter of ['crs', 'bbox-crs']) {
      const answer = await app().inject(
        `/collections/communities/items?bbox=1,2,3,4&${parameter}=${epsg(27700)}`,
      );
      const problem = expectProblem(answer, 400, 'invalid-parameter');
      expect(problem.errors).toHaveLength(1);
      expect(problem.errors![0]!.pointer).toBe(parameter);
      for (const uri of REFERENCE_SYSTEM_URIS) {
        expect(problem.errors![0]!.message.en).toContain(uri);
      }
    }
    const metres = await app().inject(
      `/collections/communities/items?bbox=1,2,3,4&bbox-crs=${epsg(4549)}&crs=${CRS84}`,
    );
    expect(metres.statusCode).toBe(200);
    for (const bbox of ['5,5,1,1', '1e99,1e99,2e99,2e99']) {
      const answer = await app().inject(
        `/collections/communities/items?bbox=${bbox}&bbox-crs=${epsg(4549)}`,
      );
      expect(expectProblem(answer, 400, 'invalid-parameter').errors![0]!.pointer).toBe('bbox');
    }
  });

  it('say so when a feature lies beyond their reach, rather than inventing a place', async () => {
    const far = freshCode();
    const ring = [
      [-60, 10],
      [-59, 10],
      [-59, 11],
      [-60, 10],
    ] as [number, number][];
    const communities = collection(feature({ code: 'A' }, [ring]));
    expect((await post(app(), '/imports', { code: far, communities })).statusCode).toBe(201);
    const answer = await app().inject(
      `/collections/communities/items?jurisdiction=${far}&crs=${epsg(4549)}`,
    );
    const problem = expectProblem(answer, 400, 'invalid-parameter');
    expect(problem.errors![0]).toMatchObject({ code: 'out-of-reach', pointer: 'crs' });
  });
});
