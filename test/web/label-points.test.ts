import { describe, expect, it } from 'vitest';
import type { AreaGeometry } from '#engine/coverage/types.ts';
import { labelPoint } from '../../web/map/label-points.ts';

const square = (x: number, y: number, size: number): number[][] => [
  [x, y],
  [x + size, y],
  [x + size, y + size],
  [x, y + size],
  [x, y],
];

describe('labelPoint', () => {
  it('is the middle of a square', () => {
    const [x = 0, y = 0] =
      labelPoint({ type: 'Polygon', coordinates: [square(120, 30, 0.01)] }) ?? [];
    expect(x).toBeCloseTo(120.005, 3);
    expect(y).toBeCloseTo(30.005, 3);
  });
  it('lies in the larger part, not in the exclave', () => {
    const area: AreaGeometry = {
      type: 'MultiPolygon',
      coordinates: [[square(121, 30, 0.002)], [square(120, 30, 0.01)]],
    };
    expect(labelPoint(area)?.[0]).toBeLessThan(120.02);
  });
  it('lies inside an L, where the centroid does not', () => {
    const bent = [
      [0, 0],
      [0.1, 0],
      [0.1, 0.01],
      [0.01, 0.01],
      [0.01, 0.1],
      [0, 0.1],
      [0, 0],
    ];
    const [x = 0, y = 0] = labelPoint({ type: 'Polygon', coordinates: [bent] }) ?? [];
    expect(x > 0 && y > 0 && (x < 0.01 || y < 0.01)).toBe(true);
  });
  it('is none for no area, and for a ring that is no ring', () => {
    expect(labelPoint(null)).toBeNull();
    expect(labelPoint({ type: 'Polygon', coordinates: [] })).toBeNull();
    expect(labelPoint({ type: 'Polygon', coordinates: [[[1, 1]]] })).toBeNull();
  });
});
