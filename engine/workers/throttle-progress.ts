import type { Message } from '../coverage/types.ts';

/** How far a computation behind a message port has come. */
export interface Progress {
  /** 0–1. */
  share: number;
  message: Message;
}

/** A search reports thousands of times a second; nobody reads faster than this. */
const LEAST_MILLISECONDS = 100;

/**
 * Passes on the first report, each new message, and of the others one in a tenth of a second: posting a message costs more
 * than a step of most searches.
 * @param now milliseconds of any clock, which the engine does not have
 */
export function throttleProgress(
  send: (progress: Progress) => void,
  now: () => number,
): (progress: Progress) => void {
  let last = Number.NEGATIVE_INFINITY;
  let lastText = '';
  return (progress) => {
    const time = now();
    const { en } = progress.message;
    if (en === lastText && time - last < LEAST_MILLISECONDS) return;
    last = time;
    lastText = en;
    send(progress);
  };
}
