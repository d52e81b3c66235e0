// The entry of the audit worker: one file, then it is ended by the page.
import { auditFile } from './audit-file.ts';
import type { AuditFileRequest, WorkerMessage } from './protocol.ts';

const send = (message: WorkerMessage, transfer: ArrayBuffer[]): void =>
  self.postMessage(message, { transfer });

self.addEventListener('message', ({ data }: MessageEvent<AuditFileRequest>) => {
  void auditFile(data, send);
});
