import type { Message } from '../coverage/types.ts';

/**
 * Directions in words.
 *
 * Sixteen sectors of 22.5° centred on true north, the division that boundary surveys in China use in the
 * description of a boundary's course (界线走向说明的 16 方位制, 以真北方向为基准; surveys of administrative
 * boundaries follow GB/T 17796—2009): north is 348°45′ to 11°15′, 北偏东北 11°15′ to 33°45′, and so on.
 */

/** In the order in which the four limits are written. */
export const SIDES = ['east', 'south', 'west', 'north'] as const;
export type Side = (typeof SIDES)[number];

export const SIDE_WORDS: Readonly<Record<Side, Message>> = {
  east: { zh: '东', en: 'east' },
  south: { zh: '南', en: 'south' },
  west: { zh: '西', en: 'west' },
  north: { zh: '北', en: 'north' },
};

/** Clockwise from north. */
export const SECTORS = [
  'N',
  'NNE',
  'NE',
  'ENE',
  'E',
  'ESE',
  'SE',
  'SSE',
  'S',
  'SSW',
  'SW',
  'WSW',
  'W',
  'WNW',
  'NW',
  'NNW',
] as const;
export type Sector = (typeof SECTORS)[number];

export const SECTOR_WORDS: Readonly<Record<Sector, Message>> = {
  N: { zh: '北', en: 'north' },
  NNE: { zh: '北偏东北', en: 'north-north-east' },
  NE: { zh: '东北', en: 'north-east' },
  ENE: { zh: '东偏东北', en: 'east-north-east' },
  E: { zh: '东', en: 'east' },
  ESE: { zh: '东偏东南', en: 'east-south-east' },
  SE: { zh: '东南', en: 'south-east' },
  SSE: { zh: '南偏东南', en: 'south-south-east' },
  S: { zh: '南', en: 'south' },
  SSW: { zh: '南偏西南', en: 'south-south-west' },
  SW: { zh: '西南', en: 'south-west' },
  WSW: { zh: '西偏西南', en: 'west-south-west' },
  W: { zh: '西', en: 'west' },
  WNW: { zh: '西偏西北', en: 'west-north-west' },
  NW: { zh: '西北', en: 'north-west' },
  NNW: { zh: '北偏西北', en: 'north-north-west' },
};

/** Metres east and north → degrees clockwise from north, [0, 360). */
export function bearingOf(east: number, north: number): number {
  const degrees = (Math.atan2(east, north) * 180) / Math.PI;
  return degrees < 0 ? degrees + 360 : degrees;
}

/** The sector of a direction given in metres east and north. */
export function sectorOf(east: number, north: number): Sector {
  return SECTORS[Math.round(bearingOf(east, north) / 22.5) % 16]!;
}

/** Steps of 22.5° from one sector to another, the short way round: 0 to 8. */
export function sectorsApart(a: Sector, b: Sector): number {
  const difference = Math.abs(SECTORS.indexOf(a) - SECTORS.indexOf(b));
  return Math.min(difference, 16 - difference);
}

/** Unit vectors, east and north. */
export const SIDE_AXES: Readonly<Record<Side, readonly [east: number, north: number]>> = {
  east: [1, 0],
  south: [0, -1],
  west: [-1, 0],
  north: [0, 1],
};

const CLOCKWISE: readonly Side[] = ['north', 'east', 'south', 'west'];

/**
 * The side that something faces whose outward normal points this way: the one within 45°. On the
 * diagonals themselves the next one clockwise, so that a square on its corner has four sides.
 */
export function sideFacing(east: number, north: number): Side {
  // Rounded, so that noise of the frame does not part the halves of one diagonal.
  const bearing = Math.round(bearingOf(east, north) * 1e4) / 1e4;
  return CLOCKWISE[Math.floor((bearing + 45) / 90) % 4]!;
}
