import { displayWidth, fitWidth } from '../formats/report/display-width.ts';
import type { OutputStream } from './command.ts';

/** A line at the bottom of a terminal that tells how far the work has come. */
export interface Progress {
  /** `fraction` from 0 to 1; null where the end is not known. */
  update(label: string, fraction: number | null): void;
  /** Removes the line; call it before anything else is printed. */
  clear(): void;
}

/** For where nothing shall be shown. */
export const NO_PROGRESS: Progress = { update: () => undefined, clear: () => undefined };

const BAR_WIDTH = 24;
const REDRAW_MILLISECONDS = 80;

/** A progress line on a terminal; nothing at all on a pipe or a file. */
export function createProgress(
  stream: OutputStream,
  now: () => number = () => performance.now(),
): Progress {
  if (stream.isTTY !== true) return NO_PROGRESS;
  let drawn = '';
  let label = '';
  let drawnAt = Number.NEGATIVE_INFINITY;
  return {
    update(nextLabel, fraction) {
      const time = now();
      const finished = fraction !== null && fraction >= 1;
      if (nextLabel === label && !finished && time - drawnAt < REDRAW_MILLISECONDS) return;
      label = nextLabel;
      drawnAt = time;
      const line = fitWidth(progressLine(nextLabel, fraction), (stream.columns ?? 80) - 1);
      if (line === drawn) return;
      drawn = line;
      stream.write(`\r\u001b[K${line}`);
    },
    clear() {
      if (drawn === '') return;
      drawn = '';
      label = '';
      stream.write('\r\u001b[K');
    },
  };
}

function progressLine(label: string, fraction: number | null): string {
  if (fraction === null) return `${label} …`;
  const share = Math.min(1, Math.max(0, fraction));
  const filled = Math.round(share * BAR_WIDTH);
  const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
  const percent = `${Math.floor(share * 100)}`.padStart(3);
  return `${label}${' '.repeat(Math.max(1, 28 - displayWidth(label)))}${bar} ${percent} %`;
}
