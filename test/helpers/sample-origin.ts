import { inject } from 'vitest';

/**
 * The running service with the sample town that browser suites share. Plans are a suite's own; the register and the
 * settings stay as they are.
 */
export function sampleOrigin(): string {
  const origin = inject('sampleOrigin');
  if (origin === null) throw new Error('there is no browser, so no service was started for one');
  return origin;
}
