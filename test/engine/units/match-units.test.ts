import { describe, expect, it } from 'vitest';
import type { Barrier } from '#engine/barriers/types.ts';
import type { AreaGeometry } from '#engine/coverage/types.ts';
import { matchUnits } from '#engine/units/match-units.ts';
import { ENGINE_VERSION } from '#engine/version.ts';
import { at, box, polygon } from '../../helpers/squares.ts';

const unit = (id: string, geometry: AreaGeometry, rest = {}) => ({ id, geometry, ...rest });
const squares = [0, 1, 2, 3].map((i) => {
  const [x, y] = [200 * (i % 2), 200 * Math.floor(i / 2)];
  return unit(`p${i}`, polygon(box(x, y, x + 200, y + 200)), { households: 10 * i });
});
const road: Barrier = {
  id: 'r',
  class: 'arterial',
  name: '文一路',
  nameEn: 'Wenyi Road',
  // Beside the border between the south and the north, up to the middle and a little on.
  geometry: { type: 'LineString', coordinates: [at(-100, 206), at(250, 206)] },
};
const far: Barrier = {
  id: 'f',
  class: 'river',
  geometry: { type: 'LineString', coordinates: [at(0, 900), at(400, 900)] },
};

describe('matchUnits', () => {
  it('borders by stretches, each with the barrier it follows', () => {
    const set = matchUnits(squares, [road, far]);
    expect(set.version).toBe(ENGINE_VERSION);
    expect(set.units).toEqual(squares);
    const border = set.borders.find(({ units }) => units.join() === '1,3')!;
    expect(
      border.stretches.map(({ barrier, lengthMetres }) => [
        barrier?.name,
        Math.round(lengthMetres),
      ]),
    ).toEqual([
      [undefined, 150],
      ['文一路', 50],
    ]);
    expect(border.stretches[1]!.barrier).toEqual({
      id: 'r',
      class: 'arterial',
      name: '文一路',
      nameEn: 'Wenyi Road',
    });
    expect(border.lengthMetres).toBeCloseTo(200, 2);
    expect(set.borders.map(({ units }) => units)).toEqual([
      [0, 1],
      [0, 2],
      [0, null],
      [1, 3],
      [1, null],
      [2, 3],
      [2, null],
      [3, null],
    ]);
  });

  it('reports figures with the borders between units, and no more barriers used than there are', () => {
    const { report } = matchUnits(squares, [road, far]);
    expect(report).toMatchObject({ units: 4, crumbsAbsorbed: 0, estatesKeptWhole: 0, notes: [] });
    expect(report.areaSquareMetres).toBeCloseTo(160_000, -2);
    expect(report.barriers).toMatchObject({ given: 2, used: 1 });
    expect(report.barriers.lengthMetres).toBeCloseTo(250, 0);
    expect(report.borderLengthMetres).toBeCloseTo(800, 1);
    expect(report.borderShareOnBarriers).toBeCloseTo(250 / 800, 3);
    expect(report.borderLengthByClass.arterial).toBeCloseTo(250, 0);
    expect(report.borderLengthByClass.none).toBeCloseTo(550, 0);
  });

  it('the tolerance to barriers is the caller’s', () => {
    const near = matchUnits(squares, [road], { toleranceMetres: 3 });
    expect(near.report.borderShareOnBarriers).toBe(0);
  });

  it('the tolerance between units is the caller’s', () => {
    const apart = [
      unit('a', polygon(box(0, 0, 100, 100))),
      unit('b', polygon(box(100.5, 0, 200, 100))),
    ];
    expect(matchUnits(apart, []).borders.map(({ units }) => units)).toEqual([
      [0, null],
      [1, null],
    ]);
    const joined = matchUnits(apart, [], { borderToleranceMetres: 1 });
    expect(joined.borders[0]!.units).toEqual([0, 1]);
    expect(joined.report.borderLengthMetres).toBeCloseTo(100, 1);
  });

  it('reads an invalid shape by the even–odd rule and says so', () => {
    const bow = polygon([at(200, 0), at(300, 100), at(300, 0), at(200, 100), at(200, 0)]);
    const set = matchUnits([unit('a', polygon(box(100, 0, 200, 100))), unit('b', bow)], []);
    expect(set.report.notes).toMatchObject([{ kind: 'invalid-area', units: ['b'] }]);
    expect(set.report.notes[0]!.message.zh).toContain('单元 b 的图形无效');
    expect(set.report.areaSquareMetres).toBeCloseTo(15_000, -2);
    expect(set.borders[0]!.units).toEqual([0, 1]);
  });

  it('refuses ids that stand twice and shapes without area, naming them', () => {
    const square = polygon(box(0, 0, 1, 1));
    expect(() => matchUnits([unit('a', square), unit('a', square)], [])).toThrow('repeated: a');
    const empty: AreaGeometry = { type: 'Polygon', coordinates: [] };
    expect(() => matchUnits([unit('a', square), unit('e', empty)], [])).toThrow(
      /usable shape — e: /,
    );
  });

  it('refuses a shape across the antimeridian, which would reach around the globe', () => {
    const across: AreaGeometry = polygon([
      [179.99, 0],
      [-179.99, 0],
      [-179.99, 0.01],
      [179.99, 0],
    ]);
    expect(() => matchUnits([unit('x', across)], [])).toThrow(/x: It spans 360° of longitude/);
  });

  it('no units, no borders', () => {
    expect(matchUnits([], [road])).toMatchObject({ units: [], borders: [] });
  });
});
