import fc from 'fast-check';
import geodesic from 'geographiclib-geodesic';
import { describe, expect, it } from 'vitest';
import {
  geodesicArea,
  geodesicDistance,
  localFrame,
  ringMeasure,
} from '#engine/geometry/geodesic.ts';
import { box, polygon } from '../../helpers/squares.ts';

describe('geodesic figures', () => {
  it('a degree of latitude at the equator (WGS 84)', () => {
    expect(geodesicDistance([0, 0], [0, 1])).toBeCloseTo(110_574.389, 2);
  });

  it('a degree square: the figure of PostGIS geography', () => {
    // select ST_Area('POLYGON((0 0,1 0,1 1,0 1,0 0))'::geography)
    const square = [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 1],
      [0, 0],
    ];
    expect(ringMeasure(square).area / 12_308_778_361.469452).toBeCloseTo(1, 9);
    expect(ringMeasure([...square].reverse()).area).toBeCloseTo(ringMeasure(square).area, 2);
  });

  it('holes are subtracted and parts added', () => {
    const area = geodesicArea(polygon(box(0, 0, 100, 100), box(10, 10, 20, 20)));
    expect(area).toBeCloseTo(10_000 - 100, 0);
  });

  it('the local frame agrees with geodesics within a kilometre', () => {
    const frame = localFrame(120, 30);
    expect(geodesicDistance([120, 30], [120.01, 30])).toBeCloseTo(
      0.01 * frame.metresPerDegreeLon,
      2,
    );
    expect(geodesicDistance([120, 30], [120, 30.01])).toBeCloseTo(
      0.01 * frame.metresPerDegreeLat,
      0,
    );
  });

  it('measures ordinary rings and edges as GeographicLib does', () => {
    const places = fc.tuple(
      fc.double({ min: -179, max: 179, noNaN: true }),
      fc.double({ min: -80, max: 80, noNaN: true }),
    );
    const sizes = fc.double({ min: 1e-5, max: 0.009, noNaN: true });
    fc.assert(
      fc.property(
        places,
        sizes,
        fc.infiniteStream(fc.double({ min: 0.1, max: 1, noNaN: true })),
        fc.integer({ min: 3, max: 40 }),
        ([lon, lat], size, radii, count) => {
          const ring = Array.from({ length: count }, (_, i) => {
            const angle = (2 * Math.PI * i) / count;
            const reach = size * (radii.next().value ?? 1);
            return [lon + reach * Math.cos(angle), lat + reach * Math.sin(angle)];
          });
          const polygon = geodesic.Geodesic.WGS84.Polygon(false);
          for (const [x, y] of ring) polygon.AddPoint(y!, x!);
          const { area, perimeter } = polygon.Compute(false, true);
          const ours = ringMeasure(ring);
          // GeographicLib's own noise is about 1e-3 m².
          expect(Math.abs(ours.area - Math.abs(area!))).toBeLessThan(0.005 + 1e-8 * ours.area);
          expect(Math.abs(ours.perimeter / perimeter - 1)).toBeLessThan(2e-8);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('a hairline of 1 m² keeps its digits when a vertex moves by a rounding error', () => {
    const hairline = [
      [120.0027, 30.0018],
      [120.0047, 30.0018],
      [120.0047, 30.00180005],
      [120.0027, 30.00180005],
    ];
    const moved = hairline.map(([x, y]) => [x! + 1.5e-14, y!]);
    expect(ringMeasure(hairline).area).toBeCloseTo(ringMeasure(moved).area, 7);
  });
});
