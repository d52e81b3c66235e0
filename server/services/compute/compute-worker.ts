// The entry of a compute thread: answers one task after another until it is terminated.
import { parentPort, workerData } from 'node:worker_threads';
import { DomainError } from '#contract/domain-error.ts';
import { type Progress, throttleProgress } from '#engine/workers/throttle-progress.ts';
import { auditBody } from '../audit/audit-body.ts';
import { auditFeatures } from '../audit/audit-features.ts';
import { PolicyStore, shippedPolicies } from '../audit/policy-store.ts';
import { descriptionsBody, descriptionsOfRegister } from '../descriptions/descriptions-body.ts';
import { readImportBody } from '../import/read-import-body.ts';
import { measuresBody, measuresOfRegister } from '../measures/measures-body.ts';
import { workOnPlan } from '../plans/thread/plan-work.ts';
import { suggestionBody, suggestionOfRegister } from '../suggestions/suggestion-body.ts';
import { unitsBody, unitsOfRegister } from '../units/units-body.ts';
import type {
  ComputeTasks,
  TaskName,
  TaskRequest,
  WorkerAnswer,
  WorkerData,
  WorkerMessage,
} from './tasks.ts';

type Handlers = {
  [N in TaskName]: (
    input: ComputeTasks[N]['input'],
    tell: (progress: Progress) => void,
  ) => Promise<ComputeTasks[N]['output']> | ComputeTasks[N]['output'];
};

/** Those that the service read when it started. */
const given = (workerData as WorkerData | null)?.policies;
const policies = given === undefined ? shippedPolicies() : new PolicyStore(given);

const handlers: Handlers = {
  audit: (input) => auditBody(input, policies),
  'audit-features': (input) => auditFeatures(input, policies),
  'read-import': (input) => readImportBody(input, policies),
  suggestion: (input, tell) => suggestionBody(input, policies, tell),
  'suggestion-of-register': (input, tell) => suggestionOfRegister(input, policies, tell),
  units: unitsBody,
  'units-of-register': unitsOfRegister,
  measures: measuresBody,
  'measures-of-register': measuresOfRegister,
  descriptions: descriptionsBody,
  'descriptions-of-register': descriptionsOfRegister,
  plan: (input) => workOnPlan(input, policies),
};

async function answer<N extends TaskName>(
  { name, input }: TaskRequest<N>,
  tell: (progress: Progress) => void,
): Promise<WorkerAnswer> {
  try {
    return { outcome: 'done', value: await handlers[name](input, tell) };
  } catch (error) {
    if (error instanceof DomainError) return { outcome: 'refused', fault: error.toFault() };
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    return { outcome: 'failed', message, stack };
  }
}

/** The memory of bytes in an answer, which nobody here needs any more. */
function buffersOf(value: unknown): ArrayBuffer[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap((part: unknown) =>
    part instanceof Uint8Array && isWhole(part) ? [part.buffer] : [],
  );
}

/** Small buffers share the memory of a pool, which must stay. */
const isWhole = (bytes: Uint8Array): bytes is Uint8Array<ArrayBuffer> =>
  bytes.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength;

const port = parentPort;
if (port === null) throw new Error('compute-worker is a worker thread, not a program');
const send = (message: WorkerMessage): void => port.postMessage(message);
port.on('message', async (request: TaskRequest) => {
  const tell = throttleProgress(
    (progress) => send({ outcome: 'progress', ...progress }),
    () => performance.now(),
  );
  const message = await answer(request, tell);
  port.postMessage(message, message.outcome === 'done' ? buffersOf(message.value) : []);
});
