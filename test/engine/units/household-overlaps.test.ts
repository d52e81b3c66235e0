import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AreaGeometry } from '#engine/coverage/types.ts';
import { geodesicArea } from '#engine/geometry/geodesic.ts';
import { AreaLocator } from '#engine/units/household-locator.ts';
import { OverlapFinder } from '#engine/units/household-overlaps.ts';
import { interiorPoint } from '#engine/units/household-point.ts';
import { at, box, multiPolygon, polygon } from '../../helpers/squares.ts';

const finderOf = (...areas: AreaGeometry[]) =>
  new OverlapFinder(
    areas.map((geometry, i) => ({ id: `${i}`, geometry })),
    new AreaLocator(areas),
  );
const square = (west: number, south: number, size: number) =>
  polygon(box(west, south, west + size, south + size));

describe('overlaps of areas', () => {
  it('have the area and a place in common', () => {
    const found = finderOf(square(0, 0, 100), square(100, 0, 100), square(500, 0, 100)).of(
      polygon(box(80, 10, 160, 60)),
    );
    expect(found.map(({ index }) => index)).toEqual([0, 1]);
    expect(found[0]!.areaSquareMetres).toBeCloseTo(1000, 1);
    expect(found[1]!.areaSquareMetres).toBeCloseTo(3000, 1);
    expect(new AreaLocator([square(0, 0, 100)]).at(found[0]!.place)).toEqual([0]);
  });

  it('are found where Turf cannot complete an output ring', () => {
    // An outline from a grid of its own: its corner is a rounding away from that of the estate.
    const unit: AreaGeometry = {
      type: 'Polygon',
      coordinates: [
        [
          [120.001, 30.0035000005],
          [120.005, 30.0014999995],
          [120.00500000000001, 30.005000000000003],
          [120.001, 30.005000000000003],
          [120.001, 30.0035000005],
        ],
      ],
    };
    const estate: AreaGeometry = {
      type: 'MultiPolygon',
      coordinates: [
        [
          [
            [120.001, 30.004],
            [120.002, 30.004],
            [120.002, 30.006],
            [120.001, 30.006],
            [120.001, 30.004],
          ],
        ],
        [
          [
            [120.005, 30.005],
            [120.008, 30.005],
            [120.008, 30.006],
            [120.005, 30.006],
            [120.005, 30.005],
          ],
        ],
      ],
    };
    const [found, ...others] = finderOf(unit).of(estate);
    expect(others).toEqual([]);
    // Half of the western part.
    const western = { type: 'Polygon' as const, coordinates: estate.coordinates[0]! as never };
    expect(found!.areaSquareMetres).toBeCloseTo(geodesicArea(western) / 2, 0);
  });

  it('add up to the area that a tiling covers, however it is cut', () => {
    const tiling = Array.from({ length: 16 }, (_, i) =>
      square(100 * (i % 4), 100 * Math.floor(i / 4), 100),
    );
    const finder = finderOf(...tiling);
    const place = fc.integer({ min: 0, max: 4000 }).map((value) => value / 10);
    fc.assert(
      fc.property(fc.tuple(place, place, place, place), ([a, b, c, d]) => {
        fc.pre(Math.abs(a - b) > 1 && Math.abs(c - d) > 1);
        const area = polygon(box(Math.min(a, b), Math.min(c, d), Math.max(a, b), Math.max(c, d)));
        const found = finder.of(area);
        const sum = found.reduce((total, { areaSquareMetres }) => total + areaSquareMetres, 0);
        expect(sum).toBeCloseTo(geodesicArea(area), 1);
        const locator = new AreaLocator(tiling);
        for (const { index, place: inside } of found) {
          expect(locator.at(inside)).toContain(index);
          expect(new AreaLocator([area]).at(inside)).toEqual([0]);
        }
      }),
    );
  });
});

describe('places', () => {
  it('on a shared border are in one area of a tiling', () => {
    const tiling = [
      square(0, 0, 100),
      square(100, 0, 100),
      square(0, 100, 100),
      square(100, 100, 100),
    ];
    const locator = new AreaLocator(tiling);
    for (const corner of [at(100, 100), at(100, 50), at(50, 100), tiling[0]!.coordinates[0]![2]]) {
      expect(locator.at(corner as [number, number])).toHaveLength(1);
    }
    expect(locator.at(at(50, 50))).toEqual([0]);
    expect(locator.at(at(250, 50))).toEqual([]);
    expect(new AreaLocator([]).at(at(0, 0))).toEqual([]);
    expect(new AreaLocator([null]).near(square(0, 0, 1))).toEqual([]);
  });

  it('in holes are not in the area', () => {
    const holed = polygon(box(0, 0, 100, 100), box(40, 40, 60, 60).reverse());
    expect(new AreaLocator([holed]).at(at(50, 50))).toEqual([]);
    expect(new AreaLocator([holed]).at(interiorPoint(holed)!)).toEqual([0]);
  });

  it('inside an area lie in its widest part', () => {
    const two = multiPolygon([box(0, 0, 10, 10)], [box(100, 0, 130, 10)]);
    expect(interiorPoint(two)![0]).toBeCloseTo(at(115, 5)[0]!, 9);
    expect(interiorPoint(polygon(box(0, 0, 10, 0)))).toBeNull();
  });
});
