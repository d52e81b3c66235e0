import type { Problem } from '../api/problem.ts';

/** Something that arrives later, or does not. */
export type Loadable<T> =
  | { status: 'loading'; done: number; total: number }
  | { status: 'ready'; value: T }
  | { status: 'failed'; problem: Problem };

export const loading = (done = 0, total = 0): Loadable<never> => ({
  status: 'loading',
  done,
  total,
});
export const ready = <T>(value: T): Loadable<T> => ({ status: 'ready', value });
export const failed = (problem: Problem): Loadable<never> => ({ status: 'failed', problem });

/** The value, once it is there. */
export const readyValue = <T>(loadable: Loadable<T>): T | null =>
  loadable.status === 'ready' ? loadable.value : null;
