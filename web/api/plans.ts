import { BODY_LENGTH_HEADER } from '#contract/body-length-header.ts';
import type { Plan } from '#contract/plans.ts';
import { applyChange } from '#engine/plan/plan-state.ts';
import type { PlanCommunity, PlanState } from '#engine/plan/types.ts';
import type { OpenedPlan } from '../state/draft/opened-plan.ts';
import type { LogEntry } from '../state/draft/plan-log.ts';
import { randomName } from '../state/draft/random-name.ts';
import {
  type DraftReader,
  infoOf,
  type PlanSummary,
  readDraftHere,
} from '../state/draft/read-draft.ts';
import type { PendingWrite, WriteAnswer } from '../state/draft/save-queue.ts';
import type { PlanInfo } from '../state/draft/types.ts';
import { type CopyOrder, copyPlan } from './copy-plan.ts';
import { readPlanLog } from './plan-log.ts';
import { ApiError, type Problem, readProblem } from './problem.ts';

/** What the page asks of the server about plans. The tests put a stand-in in its place. */
export interface PlansApi {
  /** Plans of a jurisdiction, the latest first. */
  list(jurisdiction: string, signal?: AbortSignal): Promise<PlanInfo[]>;
  /** A new plan that begins with the register of today. */
  create(jurisdiction: string, name: string): Promise<PlanInfo>;
  /**
   * The plan with all that an edit of it needs.
   * @param tell how far it is, 0 to 1
   */
  open(planId: string, signal?: AbortSignal, tell?: (share: number) => void): Promise<OpenedPlan>;
  /**
   * Writes to the plan if it still is of this version.
   * @throws ApiError when the server cannot be reached or has no time for it: to be tried again
   */
  write(planId: string, version: number, write: PendingWrite): Promise<WriteAnswer>;
  snapshot(planId: string, version: number, name: string): Promise<{ version: number }>;
  /** Named states of the plan, the oldest first. */
  snapshots(planId: string, signal?: AbortSignal): Promise<SnapshotInfo[]>;
  /**
   * Goes to the state of a snapshot, as one more step.
   * @throws ApiError when it cannot be done, or the plan is in that state
   */
  restore(planId: string, version: number, snapshot: string): Promise<{ version: number }>;
  /** The register of today, or a snapshot of the plan, as a state of the plan. */
  stateOf(planId: string, which: OtherState, signal?: AbortSignal): Promise<PlanState>;
  waive(
    planId: string,
    version: number,
    findingId: string,
    reason: string,
  ): Promise<{ version: number }>;
  unwaive(planId: string, version: number, findingId: string): Promise<{ version: number }>;
  /** What was written to the plan after a version of it, the first entry first. */
  log(planId: string, since: number, signal?: AbortSignal): Promise<LogEntry[]>;
  /**
   * Makes a plan of its own of an edit that can no longer be saved to this one.
   * @returns its id
   * @throws ApiError; there is then no such plan, or an archived one
   */
  copy(planId: string, order: CopyOrder): Promise<string>;
}

/** A named state of a plan. */
export interface SnapshotInfo {
  id: string;
  name: string;
  createdAt: string;
  /** It is of the base that the plan has now. */
  restorable: boolean;
}

/** A state that the server tells by how the plan differs from it. */
export type OtherState = 'register' | { snapshot: string };

/** Answers after which the same request may well succeed. */
const PASSING = new Set([408, 425, 429, 500, 502, 503, 504]);
const CONFLICT = 412;

/**
 * Talks to the server below `base` (the page's own address). Failures are {@link ApiError}s.
 * @param readDraft of a large town it takes seconds: the page has it done by a worker
 */
export function createPlansApi(
  base: string,
  fetcher: typeof fetch = fetch,
  readDraft: DraftReader = readDraftHere,
): PlansApi {
  const ask = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const url = new URL(path, base);
    const request = `${init.method ?? 'GET'} ${url.pathname}`;
    let response: Response;
    try {
      response = await fetcher(url, { ...init, credentials: 'same-origin' });
    } catch (error) {
      if (init.signal?.aborted && !isOutOfTime(init.signal)) throw error;
      throw new ApiError({ cause: 'network', status: 0, request }, { cause: error });
    }
    if (!response.ok) throw new ApiError(await readProblem(response, request));
    return response;
  };
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    ask(path, {
      method: 'POST',
      signal: AbortSignal.timeout(PATIENCE_MILLISECONDS),
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  const pathOf = (planId: string, rest = ''): string =>
    `plans/${encodeURIComponent(planId)}${rest}`;
  const ifMatch = (version: number) => ({ 'if-match': `"${version}"` });
  const versionOf = async (response: Response): Promise<{ version: number }> => ({
    version: readVersion(response.headers.get('etag')) ?? (await versionInBody(response)),
  });

  return {
    async list(jurisdiction, signal) {
      const query = new URLSearchParams({ jurisdiction });
      const init = signal === undefined ? {} : { signal };
      const answer = await ask(`plans?${query}`, init);
      return ((await answer.json()) as { plans: PlanSummary[] }).plans.map(infoOf);
    },
    async create(jurisdiction, name) {
      const answer = await post('plans', { jurisdiction, name });
      return infoOf((await answer.json()) as PlanSummary);
    },
    async open(planId, signal, tell) {
      const init = signal === undefined ? {} : { signal };
      const answer = await ask(pathOf(planId, '/draft'), init);
      return read(answer, pathOf(planId, '/draft'), tell, signal);
    },
    write,
    async snapshot(planId, version, name) {
      return versionOf(await post(pathOf(planId, '/snapshots'), { name }, ifMatch(version)));
    },
    async snapshots(planId, signal) {
      const init = signal === undefined ? {} : { signal };
      const answer = await ask(pathOf(planId, '/snapshots'), init);
      const { snapshots } = (await answer.json()) as { snapshots: SnapshotInfo[] };
      return snapshots.map(({ id, name, createdAt, restorable }) => ({
        ...{ id, name, createdAt, restorable },
      }));
    },
    async restore(planId, version, snapshot) {
      const path = pathOf(planId, `/snapshots/${encodeURIComponent(snapshot)}/restore`);
      return versionOf(await post(path, {}, ifMatch(version)));
    },
    async stateOf(planId, which, signal) {
      const init = signal === undefined ? {} : { signal };
      const against = which === 'register' ? which : `snapshot:${which.snapshot}`;
      const query = new URLSearchParams({ against, shapes: 'true' });
      for (let attempt = 1; ; attempt++) {
        const [draft, diff]: [Response, Response] = await Promise.all([
          ask(pathOf(planId, '/draft'), init),
          ask(pathOf(planId, `/diff?${query}`), init),
        ]);
        const versions = await Promise.all([draft, diff].map(versionOf));
        const { head, desk } = await read(draft, pathOf(planId, '/draft'));
        desk?.close();
        const answer = (await diff.json()) as { communities: ShapedDiff[] };
        // A write came between the two: the difference is from another head.
        if (versions[0]?.version === versions[1]?.version) return goBack(head, answer.communities);
        if (attempt === MOST_READS) {
          const request = `GET ${pathOf(planId, '/diff')}`;
          throw new ApiError({ cause: 'answer', status: 200, request });
        }
      }
    },
    async waive(planId, version, finding, reason) {
      const body = { finding, reason };
      return versionOf(await post(pathOf(planId, '/waivers'), body, ifMatch(version)));
    },
    async unwaive(planId, version, finding) {
      const answer = await ask(pathOf(planId, `/waivers/${encodeURIComponent(finding)}`), {
        method: 'DELETE',
        signal: AbortSignal.timeout(PATIENCE_MILLISECONDS),
        headers: ifMatch(version),
      });
      return versionOf(answer);
    },
    log(planId, since, signal) {
      const init = signal === undefined ? {} : { signal };
      return readPlanLog((rest) => ask(pathOf(planId, rest), init), since);
    },
    copy: (planId, order) =>
      copyPlan(order, {
        original: (rest) => ask(pathOf(planId, rest)),
        async branch(name) {
          const answer = await post('plans', { from: planId, name });
          const { id, version, parent } = (await answer.json()) as Plan;
          return { id, version, parentVersion: parent?.version ?? version };
        },
        copy: (id) => ({
          ask: (rest) => ask(pathOf(id, rest)),
          async write(version, what) {
            const answer = await write(id, version, what);
            if (answer.kind === 'done') return answer.version;
            if (answer.kind === 'refused') throw new ApiError(answer.problem);
            throw new ApiError({ cause: 'server', status: CONFLICT, request: `POST /plans/${id}` });
          },
          async archive(version) {
            await ask(pathOf(id), { method: 'DELETE', headers: ifMatch(version) });
          },
        }),
        newKey: randomName,
      }),
  };

  async function write(planId: string, version: number, what: PendingWrite): Promise<WriteAnswer> {
    const [path, body] =
      what.kind === 'operations'
        ? ['/operations', { operations: what.operations }]
        : [`/${what.kind}`, { steps: what.steps }];
    try {
      const headers = { ...ifMatch(version), 'idempotency-key': what.key };
      const answer = await post(pathOf(planId, path as string), body, headers);
      return { kind: 'done', ...(await versionOf(answer)) };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return answerOf(error.problem, error);
    }
  }

  /** @param tell the answer comes in for the first half, and is read in the second */
  async function read(
    answer: Response,
    path: string,
    tell: (share: number) => void = () => undefined,
    signal?: AbortSignal,
  ): Promise<OpenedPlan> {
    const request = `GET ${path}`;
    let bytes: ArrayBuffer;
    try {
      bytes = await bytesOf(answer, (share) => tell(share / 2));
    } catch (error) {
      if (isAbort(error)) throw error;
      throw new ApiError({ cause: 'network', status: 0, request }, { cause: error });
    }
    try {
      return await readDraft(bytes, (share) => tell((1 + share) / 2), signal);
    } catch (error) {
      if (isAbort(error)) throw error;
      throw new ApiError({ cause: 'answer', status: answer.status, request }, { cause: error });
    }
  }

  function answerOf(problem: Problem, error: ApiError): WriteAnswer {
    // An answer that cannot be read says nothing of what was done: the key makes it safe to ask again.
    if (problem.cause !== 'server' || PASSING.has(problem.status)) throw error;
    if (problem.status === CONFLICT) {
      return { kind: 'conflict', version: problem.currentVersion ?? 0 };
    }
    return { kind: 'refused', problem };
  }
}

/** The body of an answer. How far it is, is told where its length is known: that of a compressed one is told beside it. */
async function bytesOf(answer: Response, tell: (share: number) => void): Promise<ArrayBuffer> {
  const { headers } = answer;
  const isCompressed = headers.has('content-encoding');
  const length = Number(headers.get(isCompressed ? BODY_LENGTH_HEADER : 'content-length') ?? 0);
  if (answer.body === null || length === 0) return answer.arrayBuffer();
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let count = 0;
  const reader = answer.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return new Blob(pieces).arrayBuffer();
    pieces.push(value);
    count += value.length;
    tell(Math.min(1, count / length));
  }
}

interface ShapedDiff {
  id: string;
  before: PlanCommunity | null;
}

/** Of a plan that is written to again and again. */
const MOST_READS = 3;

/** The state that a head differs from so. Who has which unit is not told, and not asked. */
function goBack(head: PlanState, diff: readonly ShapedDiff[]): PlanState {
  const put = diff.flatMap(({ before }) => (before === null ? [] : [before]));
  const removed = diff.flatMap(({ id, before }) => (before === null ? [id] : []));
  return applyChange(head, { put, removed, assignment: {}, lineage: [], extent: null });
}

/** `"7"` → 7. */
function readVersion(etag: string | null): number | null {
  const digits = /^(?:W\/)?"(\d+)"$/.exec(etag ?? '')?.[1];
  return digits === undefined ? null : Number(digits);
}

/** Where something on the way has taken the ETag out. */
async function versionInBody(response: Response): Promise<number> {
  const body = (await response.json().catch(() => null)) as { plan?: { version?: unknown } } | null;
  const version = body?.plan?.version;
  if (typeof version === 'number') return version;
  throw new ApiError({ cause: 'answer', status: response.status, request: response.url });
}

/** A write that takes longer is given up and tried again: a line that has gone dead says nothing for hours. */
const PATIENCE_MILLISECONDS = 60_000;

const isAbort = (error: unknown): boolean =>
  error instanceof DOMException && error.name === 'AbortError';

/** As good as one that did not arrive. */
const isOutOfTime = ({ reason }: AbortSignal): boolean =>
  reason instanceof DOMException && reason.name === 'TimeoutError';
