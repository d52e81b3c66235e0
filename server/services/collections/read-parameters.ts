import type { ReferenceSystem } from '#contract/reference-systems.ts';
import type {
  BoundingBox,
  DayRange,
  Outline,
  ValueRange,
} from '../../repositories/feature-repository.ts';
import { isCalendarDay } from '../calendar-day.ts';
import { ParameterFault } from './parameter-fault.ts';
import { projectionOf } from './project-positions.ts';

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$/;

const DEGREES_FAULT = new ParameterFault(
  '须为 西,南,东,北 四个数（纬度在前的坐标系为 南,西,北,东；或带高程的六个），经度在 ±180、纬度在 ±90 以内，南不大于北',
  'must be four numbers west,south,east,north (south,west,north,east where latitude comes first; or six, with heights): longitudes within ±180, latitudes within ±90, south not above north',
);

const METRES_FAULT = new ParameterFault(
  '须为四个数：下角与上角的坐标，次序与单位依 bbox-crs，下角不大于上角，且在该坐标系的范围之内',
  'must be four numbers, the lower and the upper corner in the order and unit of bbox-crs, the lower not above the upper, within the reach of that system',
);

/** Where a `bbox` is: degrees, or the outline in degrees of a box that is none in degrees. */
export type BoxFilter = { bbox: BoundingBox } | { outline: Outline };

/** Two corners, or two with heights, which are ignored (OGC 17-069r4 §7.15.3, 18-058r1 §7.5). */
export function readBbox(text: string, system: ReferenceSystem): BoxFilter | ParameterFault {
  const fault = system.projection === null ? DEGREES_FAULT : METRES_FAULT;
  const parts = text.split(',').map((part) => part.trim());
  if (!parts.every((part) => NUMBER.test(part))) return fault;
  const numbers = parts.map(Number);
  if (numbers.length !== 4 && numbers.length !== 6) return fault;
  const half = numbers.length / 2;
  const [low0 = 0, low1 = 0] = numbers;
  const [high0 = 0, high1 = 0] = numbers.slice(half);
  if (system.projection !== null) return outlineOf([low0, low1, high0, high1], system) ?? fault;
  const [west, south, east, north] = system.northFirst
    ? [low1, low0, high1, high0]
    : [low0, low1, high0, high1];
  const sound =
    [west, east].every((lon) => Math.abs(lon) <= 180) &&
    [south, north].every((lat) => Math.abs(lat) <= 90) &&
    south <= north;
  return sound ? { bbox: [west, south, east, north] } : fault;
}

/** Straight edges of a projected box are curves in degrees: each is given in this many pieces. */
const PIECES = 32;

function outlineOf(
  [low0, low1, high0, high1]: [number, number, number, number],
  system: ReferenceSystem,
): { outline: Outline } | null {
  if (low0 > high0 || low1 > high1) return null;
  const { inverse } = projectionOf(system);
  const corners: [number, number][] = [
    [low0, low1],
    [low0, high1],
    [high0, high1],
    [high0, low1],
    [low0, low1],
  ];
  const outline: [number, number][] = [];
  for (const [index, [fromX, fromY]] of corners.slice(0, -1).entries()) {
    const [toX, toY] = corners[index + 1]!;
    for (let piece = 0; piece < PIECES; piece++) {
      const share = piece / PIECES;
      outline.push(inverse(fromX + (toX - fromX) * share, fromY + (toY - fromY) * share));
    }
  }
  outline.push(outline[0]!);
  const sound = outline.every(([lon, lat]) => Math.abs(lon) <= 180 && Math.abs(lat) <= 90);
  return sound ? { outline } : null;
}

const DATETIME_FAULT = new ParameterFault(
  '须为日期（2024-05-01）、时刻（RFC 3339）或区间（a/b、a/..、../b）',
  'must be a day (2024-05-01), an instant (RFC 3339) or an interval (a/b, a/.., ../b)',
);

/** An instant or interval of OGC API (17-069r4 §7.15.4), to the day. */
export function readDatetime(text: string): DayRange | ParameterFault {
  return readInterval(text, readDay) ?? DATETIME_FAULT;
}

const FIGURE_FAULT = new ParameterFault(
  '须为数（500）或区间（a/b、a/..、../b）',
  'must be a number (500) or an interval (a/b, a/.., ../b)',
);

/** A number or an interval of them, written like those of `datetime`. */
export function readFigures(text: string): ValueRange | ParameterFault {
  return readInterval(text, (end) => (NUMBER.test(end) ? Number(end) : null)) ?? FIGURE_FAULT;
}

const TRUTH_FAULT = new ParameterFault('须为 true 或 false', 'must be true or false');

export function readTruth(text: string): boolean | ParameterFault {
  if (text === 'true' || text === 'false') return text === 'true';
  return TRUTH_FAULT;
}

/** One value, or two of which one may be open; null when it is neither. */
function readInterval<T extends string | number>(
  text: string,
  readEnd: (end: string) => T | null,
): { from: T | null; to: T | null } | null {
  const ends = text.split('/');
  if (ends.length === 1) {
    const value = readEnd(text);
    return value === null ? null : { from: value, to: value };
  }
  const [start = '', end = ''] = ends;
  const from = isOpen(start) ? null : readEnd(start);
  const to = isOpen(end) ? null : readEnd(end);
  const faulty =
    ends.length !== 2 ||
    (from === null && !isOpen(start)) ||
    (to === null && !isOpen(end)) ||
    (from !== null && to !== null && from > to);
  return faulty ? null : { from, to };
}

const isOpen = (end: string): boolean => end === '' || end === '..';

const INSTANT = /^(\d{4}-\d{2}-\d{2})(?:[Tt]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2}))?$/;

/** The day that is written; the register changes at midnight where it is in force. */
function readDay(text: string): string | null {
  const day = INSTANT.exec(text)?.[1];
  return day !== undefined && isCalendarDay(day) ? day : null;
}

const RECORDED_FAULT = new ParameterFault(
  '须为带时区的时刻（RFC 3339），如 2024-05-01T12:00:00+08:00（网址中 + 写作 %2B）',
  'must be an instant with its offset (RFC 3339), such as 2024-05-01T12:00:00+08:00 (+ is written %2B in an address)',
);

/** A day alone would leave open which moment of it; RFC 3339 asks for the offset as well. */
export function readRecorded(text: string): string | ParameterFault {
  const day = INSTANT.exec(text)?.[1];
  const sound =
    day !== undefined &&
    text.length > day.length &&
    isCalendarDay(day) &&
    // Hours, minutes and offsets within bounds, which the pattern does not see to.
    !Number.isNaN(Date.parse(text.toUpperCase()));
  return sound ? text : RECORDED_FAULT;
}
