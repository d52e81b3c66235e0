import type { CommunityInput } from '#engine/coverage/types.ts';
import type { MeasureContext, MeasureResult } from '#engine/measure/types.ts';

/** What measures are taken with, but for the communities: they change, the rest does not. */
export type MeasureGround = Omit<MeasureContext, 'communities'>;

/** The page to the worker. */
export type MeasureRequest =
  | { kind: 'ground'; ground: MeasureGround }
  | {
      kind: 'measure';
      turn: number;
      jobs: readonly { community: CommunityInput; measures: readonly string[] }[];
    };

/** The worker to the page: results in the order of the jobs, by measure. */
export interface MeasureAnswer {
  turn: number;
  results: readonly Readonly<Record<string, MeasureResult>>[];
}

/** What is needed of a browser's worker. */
export interface MeasureWorker {
  postMessage(request: MeasureRequest): void;
  addEventListener(type: 'message', listener: (event: { data: MeasureAnswer }) => void): void;
  addEventListener(type: 'error', listener: (event: { message?: string }) => void): void;
  terminate(): void;
}
