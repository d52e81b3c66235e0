import type { SuggestedKind } from '#engine/propose/suggest/suggest.ts';
import type { SuggestInput, SuggestResult } from '#engine/propose/suggest/types.ts';
import type { Progress } from '#engine/workers/throttle-progress.ts';
import type { PlanPort } from './plan-desk/plan-port.ts';
import type { PlanSource } from './plan-source.ts';
import { suggestInput } from './suggest-input.ts';
import {
  type SentOptions,
  SUGGEST_PROTOCOL_VERSION,
  type SuggestFailure,
  type SuggestFailureReason,
  type SuggestMessage,
  type SuggestRequest,
} from './suggest-protocol.ts';

/** What is used of a worker of the browser. */
export interface SuggestWorker {
  postMessage(request: SuggestRequest, options?: { transfer: PlanPort[] }): void;
  terminate(): void;
  addEventListener(type: 'message', listener: (event: { data: SuggestMessage }) => void): void;
  addEventListener(type: 'error', listener: (event: { message?: string }) => void): void;
  addEventListener(type: 'messageerror', listener: () => void): void;
}

/** Why a suggestion could not be made; the page has words for each `reason`. */
export class SuggestError extends Error {
  readonly reason: SuggestFailureReason;

  constructor({ reason, detail }: SuggestFailure) {
    super(detail === '' ? reason : `${reason}: ${detail}`);
    this.name = 'SuggestError';
    this.reason = reason;
  }
}

export interface SuggestCall {
  onProgress?: (progress: Progress) => void;
  /** Ends the search: its worker is ended with it. */
  signal?: AbortSignal;
}

/** Suggestions without the server. The tests put a stand-in in its place. */
export interface Suggester {
  /**
   * The engine's `suggest` in a worker of its own: the same input, seed and effort give the same result as anywhere else.
   * @param given what suggestions are made of, or where the plan comes from that they are made for
   * @throws SuggestError
   * @throws the signal's reason once it is aborted
   */
  suggest(
    kind: SuggestedKind,
    given: SuggestInput | PlanSource,
    options?: SentOptions,
    call?: SuggestCall,
  ): Promise<SuggestResult>;
}

/** @param start makes a worker; a test makes one that is none */
export function createSuggester(start: () => SuggestWorker): Suggester {
  return {
    suggest(kind, given, options = {}, { onProgress, signal } = {}) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) throw signal.reason;
        const worker = startOrThrow(start);
        const end = (): void => {
          signal?.removeEventListener('abort', abort);
          worker.terminate();
        };
        const fail = (failure: SuggestFailure): void => {
          end();
          reject(new SuggestError(failure));
        };
        // A computation cannot be interrupted; its worker can be ended.
        const abort = (): void => {
          end();
          reject(signal?.reason);
        };
        signal?.addEventListener('abort', abort);
        worker.addEventListener('message', ({ data }) => {
          if (data.version !== SUGGEST_PROTOCOL_VERSION) {
            fail({ reason: 'version', detail: String(data.version) });
          } else if (data.kind === 'progress') {
            onProgress?.({ share: data.share, message: data.message });
          } else if (data.kind === 'failed') fail(data);
          else {
            end();
            resolve(data.result);
          }
        });
        worker.addEventListener('error', ({ message }) => {
          // Only an error of the program has words; a script that cannot be loaded has none.
          fail({ reason: message ? 'fault' : 'start', detail: message ?? '' });
        });
        worker.addEventListener('messageerror', () =>
          fail({ reason: 'memory', detail: 'messageerror' }),
        );
        try {
          const from = fromOf(given);
          const transfer = 'port' in from ? [from.port] : [];
          worker.postMessage(
            { version: SUGGEST_PROTOCOL_VERSION, kind, from, options },
            { transfer },
          );
        } catch (error) {
          fail({ reason: 'fault', detail: wordsOf(error) });
        }
      });
    },
  };
}

function fromOf(given: SuggestInput | PlanSource): SuggestRequest['from'] {
  if (!('kind' in given)) return { input: given };
  if (given.kind === 'port') return { port: given.port };
  return { input: suggestInput(given.ground, given.state) };
}

/** A browser may not let a worker be made. */
function startOrThrow(start: () => SuggestWorker): SuggestWorker {
  try {
    return start();
  } catch (error) {
    throw new SuggestError({ reason: 'start', detail: wordsOf(error) });
  }
}

const wordsOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
