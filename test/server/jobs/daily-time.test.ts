import { expect, test } from 'vitest';
import { nextDailyTime, parseDailyTime } from '../../../server/jobs/daily-time.ts';

test.each([
  ['02:00', { hour: 2, minute: 0 }],
  ['2:05', { hour: 2, minute: 5 }],
  [' 23:59 ', { hour: 23, minute: 59 }],
  ['00:00', { hour: 0, minute: 0 }],
])('%s is a time of day', (text, time) => {
  expect(parseDailyTime(text)).toEqual(time);
});

test.each(['', '24:00', '12:60', '2', '2:5', '02:00:00', '-1:00', 'noon', '１２:００'])(
  '“%s” is not',
  (text) => {
    expect(parseDailyTime(text)).toBeNull();
  },
);

const at = (text: string): Date => new Date(text);

test.each([
  ['later today', '2026-11-22T01:59:59', '2026-11-22T02:00:00'],
  ['tomorrow once it is past', '2026-11-22T02:00:01', '2026-11-23T02:00:00'],
  ['tomorrow when it is that very moment', '2026-11-22T02:00:00', '2026-11-23T02:00:00'],
  ['over the end of a month and a year', '2026-12-31T12:00:00', '2027-01-01T02:00:00'],
])('the next 02:00 is %s', (_name, now, next) => {
  expect(nextDailyTime(at(now), { hour: 2, minute: 0 })).toEqual(at(next));
});
