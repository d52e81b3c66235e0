import { VectorTile } from '@mapbox/vector-tile';
import fc from 'fast-check';
import { PbfReader } from 'pbf';
import { describe, expect, it } from 'vitest';
import { encodeTile } from '../../../server/services/tiles/encode-tile.ts';
import { frameOf, type TileFrame } from '../../../server/services/tiles/tile-frame.ts';

/** Local units are those of the tile: what goes in comes out. */
const PLAIN: TileFrame = {
  ...frameOf({ z: 0, x: 0, y: 0 }),
  rowOf: Math.round,
};
const ID = '0123456789ab-4cde-8f01-23456789abcd';

const row = (type: string, coordinates: unknown, properties: object = {}, id = ID) => ({
  id,
  properties: JSON.stringify(properties),
  geometry: JSON.stringify({ type, coordinates }),
});

function decoded(...rows: Parameters<typeof encodeTile>[1]) {
  const { bytes, features } = encodeTile('layer', rows, PLAIN);
  const layer = new VectorTile(new PbfReader(bytes)).layers.layer;
  const found = Array.from({ length: layer?.length ?? 0 }, (_, i) => layer!.feature(i));
  expect(found).toHaveLength(features);
  return found.map((feature) => ({
    id: feature.id,
    properties: feature.properties,
    geometry: feature.loadGeometry().map((part) => part.map(({ x, y }) => [x, y])),
  }));
}

describe('a tile', () => {
  it('drops what rounding leaves without area, and holes without their shell', () => {
    const sliver = [
      [0, 0],
      [100, 0.2],
      [100, 0.4],
      [0, 0],
    ];
    const hole = [
      [10, 10],
      [20, 10],
      [20, 20],
      [10, 10],
    ];
    expect(decoded(row('Polygon', [sliver]))).toEqual([]);
    expect(decoded(row('Polygon', [sliver, hole]))).toEqual([]);
    const [both] = decoded(row('MultiPolygon', [[sliver, hole], [hole]]));
    expect(both?.geometry).toHaveLength(1);
  });

  it('has no spikes: a way out and straight back is left out', () => {
    const ring = [
      [0, 0],
      [100, 0],
      [150, 0.3],
      [100, 0.1],
      [100, 100],
      [0, 0],
    ];
    const [feature] = decoded(row('Polygon', [ring]));
    expect(feature?.geometry.flat()).not.toContainEqual([150, 0]);
    expect(feature?.geometry.flat()).toContainEqual([100, 0]);
  });

  it('is empty for what clipping leaves of a mere touch, and for nothing', () => {
    const touch = {
      id: ID,
      properties: '{}',
      geometry: '{"type":"GeometryCollection","geometries":[]}',
    };
    expect(encodeTile('layer', [touch, { ...touch, geometry: null }], PLAIN).bytes).toHaveLength(0);
    expect(
      decoded(
        row('LineString', [
          [1, 1],
          [1.2, 1.1],
        ]),
      ),
    ).toEqual([]);
    expect(decoded(row('MultiPolygon', []))).toEqual([]);
  });

  it('carries texts, numbers and truth values; halves, negatives and nulls, too', () => {
    const given = {
      name: '金色家园',
      households: 20.5,
      below: -3,
      large: 2 ** 40,
      yes: true,
      no: null,
      list: [1],
    };
    const [feature] = decoded(row('Point', [5, 6], given));
    const { no, list, ...kept } = given;
    expect(feature?.properties).toEqual({ id: ID, ...kept });
    expect(feature?.geometry).toEqual([[[5, 6]]]);
  });

  it('tells findings of one plan, and one finding of several plans, apart', () => {
    const plans = ['11111111-2222-4333-8444-555555555555', '99999999-2222-4333-8444-555555555555'];
    const findings = ['overlap-0123456789ab', 'self-crossing-abcdefabcdef'];
    const ids = plans.flatMap((plan) => findings.map((finding) => `${plan}.${finding}`));
    const numbers = decoded(...ids.map((id) => row('Point', [1, 1], {}, id))).map(({ id }) => id);
    expect(new Set(numbers).size).toBe(4);
    for (const id of numbers) expect(Number.isSafeInteger(id) && id! > 0).toBe(true);
  });

  it('has each place where a reader of tiles finds it again, at any zoom and latitude', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 22 }),
        fc.double({ min: -179, max: 179, noNaN: true }),
        fc.double({ min: -80, max: 80, noNaN: true }),
        (z, lon, lat) => {
          const mercator = (1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2;
          const [x, y] = [Math.floor(((lon + 180) / 360) * 2 ** z), Math.floor(mercator * 2 ** z)];
          const frame = frameOf({ z, x, y });
          const local = [
            (lon - frame.originLon) * frame.scaleX,
            (lat - frame.originLat) * frame.scaleY,
          ];
          const { bytes } = encodeTile('layer', [row('Point', local)], frame);
          const place = new VectorTile(new PbfReader(bytes)).layers
            .layer!.feature(0)
            .toGeoJSON(x, y, z);
          if (place.geometry.type !== 'Point') throw new Error('a point is one');
          const [foundLon = 0, foundLat = 0] = place.geometry.coordinates;
          const unit = 360 / 4096 / 2 ** z;
          expect(Math.abs(foundLon - lon)).toBeLessThan(unit);
          expect(Math.abs(foundLat - lat)).toBeLessThan(unit);
          expect(frame.west).toBeLessThan(lon);
          expect(frame.north).toBeGreaterThan(lat);
        },
      ),
    );
  });
});
