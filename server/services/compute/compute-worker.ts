// The entry of a compute thread: answers one task after another until it is terminated.
import { parentPort } from 'node:worker_threads';
import { DomainError } from '#contract/domain-error.ts';
import { auditBody } from '../audit/audit-body.ts';
import { auditFeatures } from '../audit/audit-features.ts';
import { readImportBody } from '../import/read-import-body.ts';
import type { ComputeTasks, TaskName, TaskRequest, WorkerAnswer } from './tasks.ts';

type Handlers = {
  [N in TaskName]: (
    input: ComputeTasks[N]['input'],
  ) => Promise<ComputeTasks[N]['output']> | ComputeTasks[N]['output'];
};

const handlers: Handlers = {
  audit: auditBody,
  'audit-features': auditFeatures,
  'read-import': readImportBody,
};

async function answer<N extends TaskName>({ name, input }: TaskRequest<N>): Promise<WorkerAnswer> {
  try {
    return { outcome: 'done', value: await handlers[name](input) };
  } catch (error) {
    if (error instanceof DomainError) return { outcome: 'refused', fault: error.toFault() };
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    return { outcome: 'failed', message, stack };
  }
}

const port = parentPort;
if (port === null) throw new Error('compute-worker is a worker thread, not a program');
port.on('message', async (request: TaskRequest) => {
  port.postMessage(await answer(request));
});
