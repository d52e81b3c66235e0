import type { SuggestedKind } from '#engine/propose/suggest/suggest.ts';
import type { SuggestInput, SuggestOptions, SuggestResult } from '#engine/propose/suggest/types.ts';
import type { Progress } from '#engine/workers/throttle-progress.ts';
import type { PlanPort } from './plan-desk/plan-port.ts';

/** Of the messages below. A worker of another build must not be misunderstood. */
export const SUGGEST_PROTOCOL_VERSION = 2;

/** Options that pass through a message port. */
export type SentOptions = Omit<SuggestOptions, 'shouldStop' | 'onProgress'> & {
  /** After so many seconds the search ends with what it has. */
  timeLimitSeconds?: number;
};

/** The page to the worker, once. */
export interface SuggestRequest {
  version: typeof SUGGEST_PROTOCOL_VERSION;
  kind: SuggestedKind;
  /** What suggestions are made of; or the port through which the plan comes, as one `HandedPlan`. */
  from: { input: SuggestInput } | { port: PlanPort };
  options: SentOptions;
}

/** The worker to the page: any number of `progress`, then one of the others. */
export type SuggestMessage = { version: typeof SUGGEST_PROTOCOL_VERSION } & (
  | ({ kind: 'progress' } & Progress)
  | { kind: 'done'; result: SuggestResult }
  | ({ kind: 'failed' } & SuggestFailure)
);

/** Why there is no result. */
export interface SuggestFailure {
  reason: SuggestFailureReason;
  /** For those who can make something of it: what was thrown, in whatever words. */
  detail: string;
}

/**
 * The engine refuses the request (an unknown target, units without a shape); there is not enough memory; the worker is of another
 * build; it could not be started; it has a fault.
 */
export type SuggestFailureReason = 'refused' | 'memory' | 'version' | 'start' | 'fault';
