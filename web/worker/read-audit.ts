import type { AuditResult, Finding } from '#engine/coverage/types.ts';
import { slices } from './plan-desk/slices.ts';

/** The worker to the page: findings piece by piece, then the rest; or why the answer cannot be read. */
export type ReadAuditAnswer =
  | { kind: 'findings'; findings: readonly Finding[] }
  | { kind: 'rest'; rest: unknown }
  | { kind: 'unreadable'; detail: string };

/** What is needed of a browser's worker. */
export interface ReadAuditWorker {
  postMessage(bytes: ArrayBuffer, options?: { transfer: ArrayBuffer[] }): void;
  addEventListener(type: 'message', listener: (event: { data: ReadAuditAnswer }) => void): void;
  addEventListener(type: 'error', listener: (event: { message?: string }) => void): void;
  terminate(): void;
}

/**
 * Reads the bytes of an answer of `POST /audits`.
 * @returns JSON, not checked
 * @throws Error when it is none
 */
export type AuditReader = (bytes: ArrayBuffer) => Promise<unknown>;

export const readAuditHere: AuditReader = async (bytes) => parse(bytes);

const parse = (bytes: ArrayBuffer): unknown => JSON.parse(new TextDecoder().decode(bytes));

/** Some ten milliseconds of the page: not worth a worker. Bytes. */
const SHORT = 500_000;

/** Long answers (a rule that every community breaks has each of their shapes) are read by a worker, for this one time. */
export const readAuditAway =
  (start: () => ReadAuditWorker): AuditReader =>
  (bytes) => {
    if (bytes.byteLength < SHORT) return readAuditHere(bytes);
    return new Promise((resolve, reject) => {
      const worker = start();
      const findings: Finding[] = [];
      const fail = (detail: string): void => {
        worker.terminate();
        reject(new Error(detail));
      };
      worker.addEventListener('error', ({ message }) =>
        fail(message ?? 'the worker did not start'),
      );
      worker.addEventListener('message', ({ data }) => {
        if (data.kind === 'findings') for (const finding of data.findings) findings.push(finding);
        else if (data.kind === 'unreadable') fail(data.detail);
        else {
          worker.terminate();
          resolve(isObject(data.rest) ? { ...data.rest, findings } : data.rest);
        }
      });
      worker.postMessage(bytes, { transfer: [bytes] });
    });
  };

/** The worker's side. */
export function tellAudit(bytes: ArrayBuffer, tell: (answer: ReadAuditAnswer) => void): void {
  try {
    const read = parse(bytes);
    if (!isObject(read) || !Array.isArray(read.findings)) {
      tell({ kind: 'rest', rest: null });
      return;
    }
    const { findings, ...rest } = read as Partial<AuditResult> & { findings: Finding[] };
    for (const piece of slices(findings)) tell({ kind: 'findings', findings: piece });
    tell({ kind: 'rest', rest });
  } catch (error) {
    tell({ kind: 'unreadable', detail: error instanceof Error ? error.message : String(error) });
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
