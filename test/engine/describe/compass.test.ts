import { describe, expect, test } from 'vitest';
import {
  bearingOf,
  SECTOR_WORDS,
  SECTORS,
  sectorOf,
  sectorsApart,
  sideFacing,
} from '#engine/describe/compass.ts';

const towards = (degrees: number): [number, number] => {
  const angle = (degrees * Math.PI) / 180;
  return [Math.sin(angle), Math.cos(angle)];
};

describe('sixteen sectors', () => {
  test('each is 22.5° wide and centred on its direction', () => {
    SECTORS.forEach((sector, i) => {
      for (const off of [-11.2, 0, 11.2]) {
        expect(sectorOf(...towards(i * 22.5 + off)), `${i * 22.5 + off}°`).toBe(sector);
      }
    });
  });

  test('the words are those of boundary surveys', () => {
    expect(SECTORS.map((sector) => SECTOR_WORDS[sector].zh).join(' ')).toBe(
      '北 北偏东北 东北 东偏东北 东 东偏东南 东南 南偏东南 南 南偏西南 西南 西偏西南 西 西偏西北 西北 北偏西北',
    );
  });

  test('the short way round', () => {
    expect(sectorsApart('N', 'NNW')).toBe(1);
    expect(sectorsApart('E', 'W')).toBe(8);
    expect(bearingOf(-1, 0)).toBe(270);
  });
});

describe('the side that something faces', () => {
  test.each([
    [0, 'north'],
    [44, 'north'],
    [46, 'east'],
    [90, 'east'],
    [134, 'east'],
    [136, 'south'],
    [224, 'south'],
    [226, 'west'],
    [314, 'west'],
    [316, 'north'],
  ])('%i° is %s', (degrees, side) => {
    expect(sideFacing(...towards(degrees))).toBe(side);
  });

  test('the diagonals go to the next side clockwise, so that a square on its corner has four', () => {
    expect([45, 135, 225, 315].map((degrees) => sideFacing(...towards(degrees)))).toEqual([
      'east',
      'south',
      'west',
      'north',
    ]);
  });
});
