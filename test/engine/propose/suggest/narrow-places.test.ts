import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AreaGeometry } from '#engine/coverage/types.ts';
import { narrowPlaces } from '#engine/propose/suggest/narrow-places.ts';
import { box, multiPolygon, polygon, ring } from '../../../helpers/squares.ts';

const square = polygon(box(0, 0, 1000, 1000));

/** Two squares of a kilometre, joined by a neck 300 m long. */
const dumbbell = (width: number): AreaGeometry => {
  const [low, high] = [500 - width / 2, 500 + width / 2];
  return polygon(
    ring(
      ...([
        [0, 0],
        [1000, 0],
        [1000, low],
        [1300, low],
        [1300, 0],
        [2300, 0],
        [2300, 1000],
        [1300, 1000],
        [1300, high],
        [1000, high],
        [1000, 1000],
        [0, 1000],
      ] as const),
    ),
  );
};

/** A square of a kilometre with a spike on its eastern side. */
const spiked = (width: number, length: number): AreaGeometry =>
  polygon(
    ring(
      ...([
        [0, 0],
        [1000, 0],
        [1000, 400],
        [1000 + length, 400],
        [1000 + length, 400 + width],
        [1000, 400 + width],
        [1000, 1000],
        [0, 1000],
      ] as const),
    ),
  );

describe('narrowPlaces', () => {
  test('a square has neither neck nor spike', () => {
    const { waistMetres, diameterMetres, spikeMetres } = narrowPlaces(square);
    expect(spikeMetres).toBe(0);
    // Cuts across a corner: a triangle of a tenth of the area has legs of √0.2 of the side.
    expect(waistMetres).toBeGreaterThan(625);
    expect(waistMetres).toBeLessThan(670);
    expect(diameterMetres).toBeCloseTo(2000 / Math.sqrt(Math.PI), 0);
  });

  test.each([40, 100, 250])('a neck of %d m is found', (width) => {
    const { waistMetres, spikeMetres } = narrowPlaces(dumbbell(width));
    expect(waistMetres).toBeGreaterThan(width - 1);
    expect(waistMetres).toBeLessThan(width + 30);
    expect(spikeMetres).toBe(0);
  });

  test('a spike is told by how much longer than wide it is', () => {
    const { spikeMetres, waistMetres } = narrowPlaces(spiked(60, 400));
    expect(spikeMetres).toBeGreaterThan(310);
    expect(spikeMetres).toBeLessThan(345);
    expect(waistMetres).toBeGreaterThan(550);
    expect(narrowPlaces(spiked(200, 150)).spikeMetres).toBe(0);
  });

  test('an ear on a stalk counts by how far it reaches, not by its ground', () => {
    // 300 m × 300 m, on a stalk 30 m wide and 20 m long.
    const eared = polygon(
      ring(
        ...([
          [0, 0],
          [1000, 0],
          [1000, 485],
          [1020, 485],
          [1020, 350],
          [1320, 350],
          [1320, 650],
          [1020, 650],
          [1020, 515],
          [1000, 515],
          [1000, 1000],
          [0, 1000],
        ] as const),
      ),
    );
    const { spikeMetres } = narrowPlaces(eared);
    expect(spikeMetres).toBeGreaterThan(280);
    expect(spikeMetres).toBeLessThan(360);
  });

  test('a bay is no cut', () => {
    // A narrow bay 700 m deep: the cut across its mouth would be 30 m.
    const bay = polygon(
      ring(
        [0, 0],
        [1000, 0],
        [1000, 485],
        [300, 485],
        [300, 515],
        [1000, 515],
        [1000, 1000],
        [0, 1000],
      ),
    );
    expect(narrowPlaces(bay).waistMetres).toBeGreaterThan(250);
  });

  test('of several parts the largest counts', () => {
    const parts = multiPolygon([box(3000, 0, 3010, 10)], [box(0, 0, 1000, 1000)]);
    expect(narrowPlaces(parts).waistMetres).toBeCloseTo(narrowPlaces(square).waistMetres, 0);
  });

  test('is the same whichever way the ring runs, and wherever it begins, within a step along the ring', () => {
    const corners = dumbbell(120).coordinates[0] as number[][];
    const open = corners.slice(0, -1);
    const step = 8200 / 360;
    fc.assert(
      fc.property(fc.nat(open.length - 1), fc.boolean(), (from, isReversed) => {
        const turned = [...open.slice(from), ...open.slice(0, from)];
        if (isReversed) turned.reverse();
        const area: AreaGeometry = { type: 'Polygon', coordinates: [[...turned, turned[0]!]] };
        const { waistMetres } = narrowPlaces(area);
        expect(waistMetres).toBeGreaterThan(119);
        expect(waistMetres).toBeLessThan(Math.hypot(120, step));
      }),
    );
  });
});
