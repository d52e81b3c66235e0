import { describe, expect, it } from 'vitest';
import type { AreaGeometry } from '#engine/coverage/types.ts';
import { areaBox } from '#engine/plan/ground/area-box.ts';
import { MINI_HEIGHT, MINI_WIDTH, miniFrame } from '../../../web/panels/mini-frame.ts';

/** A circle about a place of Hangzhou. */
const circle = (vertices: number, radius = 0.01): AreaGeometry => ({
  type: 'Polygon',
  coordinates: [
    Array.from({ length: vertices + 1 }, (_, i) => {
      const angle = (2 * Math.PI * (i % vertices)) / vertices;
      return [
        120 + (radius * Math.cos(angle)) / Math.cos(Math.PI / 6),
        30 + radius * Math.sin(angle),
      ];
    }),
  ],
});

const pointsOf = (path: string): number[][] =>
  path
    .slice(1, -1)
    .split('L')
    .map((at) => at.split(' ').map(Number));

describe('a small map', () => {
  it('holds its extent, with the same scale both ways', () => {
    const area = circle(64);
    const points = pointsOf(miniFrame(areaBox(area)).path(area));
    const [xs, ys] = [points.map(([x = 0]) => x), points.map(([, y = 0]) => y)];
    expect(Math.min(...xs, ...ys)).toBeGreaterThan(0);
    expect(Math.max(...xs)).toBeLessThan(MINI_WIDTH);
    expect(Math.max(...ys)).toBeLessThan(MINI_HEIGHT);
    // A circle on the ground is one on the map, north up.
    const [width, height] = [xs, ys].map((list) => Math.max(...list) - Math.min(...list));
    expect(width).toBeCloseTo(height!, 0);
    const { place } = miniFrame(areaBox(area));
    expect(place([120, 30.01])[1]).toBeLessThan(place([120, 29.99])[1]);
  });

  it('draws no more vertices than can be seen', () => {
    const area = circle(100_000);
    const points = pointsOf(miniFrame(areaBox(area)).path(area));
    expect(points.length).toBeGreaterThan(200);
    expect(points.length).toBeLessThan(2000);
  });

  it('stands an extent without breadth', () => {
    expect(miniFrame([120, 30, 120, 30]).place([120, 30])).toEqual([
      MINI_WIDTH / 2,
      MINI_HEIGHT / 2,
    ]);
  });
});
