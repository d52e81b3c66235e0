import type { InputProblem } from '#contract/input-problem.ts';
import {
  type AuditedFile,
  type AuditFileRequest,
  type Failure,
  PROTOCOL_VERSION,
  type Stage,
  type WorkerMessage,
} from './protocol.ts';

/** What became of a file. */
export type FileOutcome =
  | { kind: 'done'; audited: AuditedFile }
  | { kind: 'refused'; problems: InputProblem[] }
  | ({ kind: 'failed' } & Failure);

/** Audits files where they are, without the server. The tests put a stand-in in its place. */
export interface FileAuditor {
  /**
   * @param onProgress share 0 to 1, or null where it is not known
   * @returns how it came out; never, once the signal is aborted
   */
  audit(
    file: Blob,
    signal: AbortSignal,
    onProgress: (stage: Stage, share: number | null) => void,
  ): Promise<FileOutcome>;
}

/** What is used of a worker of the browser. */
export interface AuditWorker {
  postMessage(request: AuditFileRequest): void;
  terminate(): void;
  addEventListener(type: 'message', listener: (event: { data: WorkerMessage }) => void): void;
  addEventListener(type: 'error', listener: (event: { message?: string }) => void): void;
  addEventListener(type: 'messageerror', listener: () => void): void;
}

/** Runs the engine in a worker of its own for each file, so that the page stays awake. */
export function createFileAuditor(start: () => AuditWorker): FileAuditor {
  return {
    audit(file, signal, onProgress) {
      return new Promise((resolve) => {
        if (signal.aborted) return;
        const worker = startOr(start, (detail) =>
          resolve({ kind: 'failed', reason: 'start', detail }),
        );
        if (worker === null) return;
        // A computation cannot be interrupted; its worker can be ended.
        const end = (): void => {
          signal.removeEventListener('abort', end);
          worker.terminate();
        };
        const settle = (outcome: FileOutcome): void => {
          end();
          resolve(outcome);
        };
        signal.addEventListener('abort', end);
        worker.addEventListener('message', ({ data }) => {
          if (data.version !== PROTOCOL_VERSION) {
            settle({ kind: 'failed', reason: 'version', detail: '' });
          } else if (data.kind === 'progress') onProgress(data.stage, data.share);
          else settle(data);
        });
        worker.addEventListener('error', ({ message }) => {
          // Only an error of the program has words; a script that cannot be loaded has none.
          const reason = message ? 'fault' : 'start';
          settle({ kind: 'failed', reason, detail: message ?? '' });
        });
        worker.addEventListener('messageerror', () => {
          settle({ kind: 'failed', reason: 'memory', detail: 'messageerror' });
        });
        const request: AuditFileRequest = { version: PROTOCOL_VERSION, kind: 'audit-file', file };
        worker.postMessage(request);
      });
    },
  };
}

/** Null, after `onFailure`, where the browser does not let a worker be made. */
function startOr(
  start: () => AuditWorker,
  onFailure: (detail: string) => void,
): AuditWorker | null {
  try {
    return start();
  } catch (error) {
    onFailure(error instanceof Error ? error.message : String(error));
    return null;
  }
}
