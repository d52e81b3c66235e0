import { array, assert, boolean, double, property, tuple } from 'fast-check';
import { expect, it } from 'vitest';
import type { AreaGeometry } from '#engine/coverage/types.ts';
import { decodeAreaWkb, encodeAreaWkb } from '../../server/repositories/area-wkb.ts';
import { describeOnEachDatabase } from '../helpers/databases.ts';

const ordinate = double({ min: -180, max: 180, noNaN: true });
const ring = array(tuple(ordinate, ordinate), { minLength: 3, maxLength: 9 }).map((positions) => [
  ...positions,
  positions[0]!,
]);
const polygon = array(ring, { minLength: 1, maxLength: 3 });
const area = tuple(boolean(), array(polygon, { minLength: 1, maxLength: 3 })).map(
  ([isMulti, polygons]): AreaGeometry =>
    isMulti
      ? { type: 'MultiPolygon', coordinates: polygons }
      : { type: 'Polygon', coordinates: polygons[0]! },
);

it('an area comes back from its WKB, every double as it was', () => {
  assert(
    property(area, (geometry) => {
      expect(decodeAreaWkb(encodeAreaWkb(geometry))).toStrictEqual(geometry);
    }),
  );
});

it('only areas are read', () => {
  expect(() => decodeAreaWkb('010100000000000000000000000000000000000000')).toThrow(/no area/);
});

describeOnEachDatabase('areas in the database', (database) => {
  it('are the same bytes after a round', async () => {
    const geometries: AreaGeometry[] = [
      {
        type: 'Polygon',
        coordinates: [
          [
            [-0.10000000000000002, 51.50000000000001],
            [0.1 + 0.2, 5e-324],
            [0.012345678901234567, -1 / 3],
            [-0.10000000000000002, 51.50000000000001],
          ],
        ],
      },
    ];
    geometries.push({
      type: 'MultiPolygon',
      coordinates: geometries.map(({ coordinates }) => coordinates as number[][][]),
    });
    for (const geometry of geometries) {
      const { rows } = await database().knex.raw('select cast(? as geometry) as geom', [
        encodeAreaWkb(geometry),
      ]);
      expect(decodeAreaWkb(rows[0].geom)).toStrictEqual(geometry);
    }
  });
});
