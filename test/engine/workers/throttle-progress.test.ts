import { expect, it } from 'vitest';
import { type Progress, throttleProgress } from '#engine/workers/throttle-progress.ts';

it('passes on new messages at once, and shares ten times a second', () => {
  const heard: Progress[] = [];
  let time = 5000;
  const tell = throttleProgress(
    (progress) => heard.push(progress),
    () => time,
  );
  const say = (share: number, en: string) => tell({ share, message: { zh: en, en } });
  say(0, 'preparing');
  say(0, 'searching');
  for (let step = 0; step < 1000; step++) {
    time += 1;
    say(step / 1000, 'searching');
  }
  say(1, 'done');
  expect(heard.map(({ message }) => message.en)).toEqual([
    'preparing',
    ...Array.from({ length: 11 }, () => 'searching'),
    'done',
  ]);
  expect(heard.at(-1)?.share).toBe(1);
});
