import type { BoundingBox, DayRange } from '../../repositories/feature-repository.ts';
import { isCalendarDay } from '../calendar-day.ts';
import { ParameterFault } from './parameter-fault.ts';

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$/;

const BBOX_FAULT = new ParameterFault(
  '须为 西,南,东,北 四个数（或带高程的六个），经度在 ±180、纬度在 ±90 以内，南不大于北',
  'must be four numbers west,south,east,north (or six, with heights): longitudes within ±180, latitudes within ±90, south not above north',
);

/** `west,south,east,north`, or six numbers with heights, which are ignored (OGC 17-069r4 §7.15.3). */
export function readBbox(text: string): BoundingBox | ParameterFault {
  const parts = text.split(',').map((part) => part.trim());
  if (!parts.every((part) => NUMBER.test(part))) return BBOX_FAULT;
  const numbers = parts.map(Number);
  const [west = 0, south = 0, east = 0, north = 0] =
    numbers.length === 6 ? [0, 1, 3, 4].map((index) => numbers[index] ?? 0) : numbers;
  const sound =
    (numbers.length === 4 || numbers.length === 6) &&
    [west, east].every((lon) => Math.abs(lon) <= 180) &&
    [south, north].every((lat) => Math.abs(lat) <= 90) &&
    south <= north;
  return sound ? [west, south, east, north] : BBOX_FAULT;
}

const DATETIME_FAULT = new ParameterFault(
  '须为日期（2024-05-01）、时刻（RFC 3339）或区间（a/b、a/..、../b）',
  'must be a day (2024-05-01), an instant (RFC 3339) or an interval (a/b, a/.., ../b)',
);

/** An instant or interval of OGC API (17-069r4 §7.15.4), to the day. */
export function readDatetime(text: string): DayRange | ParameterFault {
  const ends = text.split('/');
  if (ends.length === 1) {
    const day = readDay(text);
    return day === null ? DATETIME_FAULT : { from: day, to: day };
  }
  const [start = '', end = ''] = ends;
  const from = isOpen(start) ? null : readDay(start);
  const to = isOpen(end) ? null : readDay(end);
  const faulty =
    ends.length !== 2 ||
    (from === null && !isOpen(start)) ||
    (to === null && !isOpen(end)) ||
    (from !== null && to !== null && from > to);
  return faulty ? DATETIME_FAULT : { from, to };
}

const isOpen = (end: string): boolean => end === '' || end === '..';

const INSTANT = /^(\d{4}-\d{2}-\d{2})(?:[Tt]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2}))?$/;

/** The day that is written; the register changes at midnight where it is in force. */
function readDay(text: string): string | null {
  const day = INSTANT.exec(text)?.[1];
  return day !== undefined && isCalendarDay(day) ? day : null;
}
