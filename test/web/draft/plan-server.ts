import type { AreaGeometry } from '#engine/coverage/types.ts';
import type { UnitInput } from '#engine/material/types.ts';
import { applyOperation } from '#engine/plan/apply-operation.ts';
import { applyChange, planOf } from '#engine/plan/plan-state.ts';
import type { Change, Operation, PlanState } from '#engine/plan/types.ts';
import type { CopyOrder } from '../../../web/api/copy-plan.ts';
import type { PlansApi } from '../../../web/api/plans.ts';
import { ApiError } from '../../../web/api/problem.ts';
import type { DraftMemory, KeptDraft } from '../../../web/state/draft/draft-memory.ts';
import type { OpenedPlan } from '../../../web/state/draft/opened-plan.ts';
import type { LogEntry } from '../../../web/state/draft/plan-log.ts';
import type { PendingWrite, WriteAnswer } from '../../../web/state/draft/save-queue.ts';
import type { DraftMaterial, Step } from '../../../web/state/draft/types.ts';
import type { LiveAuditAnswer, LiveAuditRequest } from '../../../web/worker/live-audit-protocol.ts';
import { LiveAuditSession } from '../../../web/worker/live-audit-session.ts';
import type { LiveAuditWorker } from '../../../web/worker/live-auditor.ts';

const square = (x: number, y: number): AreaGeometry => ({
  type: 'Polygon',
  coordinates: [
    [
      [x, y],
      [x + 0.01, y],
      [x + 0.01, y + 0.01],
      [x, y + 0.01],
      [x, y],
    ],
  ],
});

/** Four communities in a row, a unit in each. */
export function rowMaterial(): DraftMaterial {
  const communities = ['a', 'b', 'c', 'd'].map((id, i) => ({
    id,
    name: `社区${id}`,
    geometry: square(120 + 0.01 * i, 30),
  }));
  const units = communities.map(({ id, geometry }) => ({
    id: `u-${id}`,
    geometry,
    community: id,
    households: 100,
  }));
  return { units, policy: null, base: planOf(communities, units) };
}

export const convert = (community: string, name: string): Operation => ({
  operation: 'convert',
  parameters: { community, kind: 'converted', name },
});
export const merge = (...communities: string[]): Operation => ({
  operation: 'merge',
  parameters: { communities, into: communities[0]! },
});

/** Counts as one step; only what it changed is used. */
const RESTORE = { operation: 'restore-snapshot', parameters: {} } as unknown as Operation;

/** From one state to another. */
const between = (before: PlanState, after: PlanState): Change => ({
  put: [...after.communities.values()],
  removed: [...before.communities.keys()].filter((id) => !after.communities.has(id)),
  assignment: Object.fromEntries(after.assignment),
  lineage: [],
  extent: null,
});

/** A server in memory that keeps one plan as the real one does: whole writes, versions, keys. */
export class PlanServer implements PlansApi {
  readonly id: string;
  version = 1;
  steps: Step[] = [];
  undone: Step[] = [];
  waivers = new Map<string, string>();
  snapshotsTaken: { name: string; version: number }[] = [];
  readonly seen: PendingWrite[] = [];
  /** What was asked to be copied. */
  readonly copies: CopyOrder[] = [];
  readonly #log: LogEntry[] = [];
  readonly #kept = new Map<string, PlanState>();
  readonly #material = rowMaterial();
  readonly #answers = new Map<string, WriteAnswer>();
  #state: PlanState = this.#material.base;
  /** What becomes of the next requests: their answer is lost, or they do not arrive. */
  faults: ('lost' | 'unreachable' | 'too-large')[] = [];

  constructor(id = 'plan-1') {
    this.id = id;
  }

  get state(): PlanState {
    return this.#state;
  }

  /** What somebody else does. */
  do(...operations: Operation[]): void {
    const answer = this.#write(this.version, {
      kind: 'operations',
      key: `${Math.random()}`,
      operations,
    });
    if (answer.kind !== 'done') throw new Error('the other planner was refused');
  }

  async list() {
    return [this.#info()];
  }

  async create() {
    return this.#info();
  }

  async open(): Promise<OpenedPlan> {
    if (this.faults[0] === 'unreachable') {
      this.faults.shift();
      throw unreachable();
    }
    return structuredClone({
      info: this.#info(),
      material: this.#material,
      head: this.#state,
      done: this.steps,
      undone: this.undone,
      waivers: this.waivers,
    });
  }

  async write(_id: string, version: number, write: PendingWrite): Promise<WriteAnswer> {
    const fault = this.faults.shift();
    if (fault === 'unreachable') throw unreachable();
    if (fault === 'too-large') {
      return { kind: 'refused', problem: { cause: 'server', status: 413, request: '' } };
    }
    this.seen.push(write);
    const answer = this.#write(version, write);
    if (fault === 'lost') throw unreachable();
    return answer;
  }

  async snapshot(_id: string, version: number, name: string) {
    this.#expect(version);
    this.snapshotsTaken.push({ name, version });
    this.#kept.set(name, this.#state);
    return { version };
  }

  async snapshots() {
    return this.snapshotsTaken.map(({ name }) => ({
      ...{ id: name, name, createdAt: '', restorable: true },
    }));
  }

  async restore(_id: string, version: number, snapshot: string) {
    this.#expect(version);
    const state = this.#kept.get(snapshot);
    if (state === undefined) throw new ApiError({ cause: 'server', status: 404, request: '' });
    const change = between(this.#state, state);
    const step = { operations: [RESTORE], label: { zh: snapshot, en: snapshot } };
    this.steps.push({ ...step, changes: [change], inverses: [between(state, this.#state)] });
    this.undone = [];
    this.#state = state;
    this.version += 1;
    return { version: this.version };
  }

  async stateOf() {
    return this.#material.base;
  }

  async waive(_id: string, version: number, finding: string, reason: string) {
    this.#expect(version);
    this.waivers.set(finding, reason);
    return { version };
  }
  async unwaive(_id: string, version: number, finding: string) {
    this.#expect(version);
    this.waivers.delete(finding);
    return { version };
  }

  async log(_id: string, since: number) {
    return this.#log.filter(({ version }) => version > since);
  }

  async copy(_id: string, order: CopyOrder) {
    if (this.faults[0] === 'unreachable') {
      this.faults.shift();
      throw unreachable();
    }
    this.copies.push(order);
    return `${this.id}-copy`;
  }

  #expect(version: number): void {
    if (version === this.version) return;
    throw new ApiError({
      cause: 'server',
      status: 412,
      request: '',
      currentVersion: this.version,
    });
  }

  #info() {
    const { id, version } = this;
    return {
      id,
      name: '方案',
      status: 'draft',
      jurisdiction: 'j',
      policy: 'p',
      version,
      updatedAt: '',
    };
  }

  #write(version: number, write: PendingWrite): WriteAnswer {
    const known = this.#answers.get(write.key);
    if (known !== undefined) return known;
    if (version !== this.version) return { kind: 'conflict', version: this.version };
    if (!this.#apply(write)) {
      return { kind: 'refused', problem: { cause: 'server', status: 422, request: '' } };
    }
    this.version += 1;
    const action = write.kind === 'operations' ? 'operate' : write.kind;
    const said = { at: '', actor: null, sequences: [], what: [] };
    this.#log.push({ ...said, action, version: this.version });
    const answer = { kind: 'done', version: this.version } as const;
    this.#answers.set(write.key, answer);
    return answer;
  }

  #apply(write: PendingWrite): boolean {
    if (write.kind === 'operations') {
      if (write.operations.length === 0) return false;
      const step = { operations: write.operations, label: { zh: '', en: '' } };
      const [changes, inverses]: [Step['changes'][number][], Step['inverses'][number][]] = [[], []];
      let state = this.#state;
      for (const operation of write.operations) {
        const applied = applyOperation(state, operation, this.#material);
        if (!applied.ok) return false;
        state = applied.value.plan;
        changes.push(applied.value.change);
        inverses.unshift(applied.value.inverse);
      }
      this.#state = state;
      this.steps.push({ ...step, changes, inverses });
      this.undone = [];
      return true;
    }
    const [from, to] =
      write.kind === 'undo' ? [this.steps, this.undone] : [this.undone, this.steps];
    const step = write.kind === 'undo' ? from.pop() : from.shift();
    if (step === undefined || step.operations.length !== write.steps) return false;
    if (write.kind === 'undo') to.unshift(step);
    else to.push(step);
    const changes = write.kind === 'undo' ? step.inverses : step.changes;
    this.#state = changes.reduce(applyChange, this.#state);
    return true;
  }
}

const unreachable = () => new ApiError({ cause: 'network', status: 0, request: '' });

/** A browser's memory without a browser; `page` is the page that writes. */
export class SharedMemory {
  readonly kept = new Map<string, KeptDraft>();

  page(page: string, isOpen: (page: string) => boolean = () => false): DraftMemory {
    const keyOf = (kept: Pick<KeptDraft, 'planId' | 'page' | 'draft'>): string =>
      [kept.planId, kept.page, kept.draft].join('/');
    return {
      leftBehind: async (planId) =>
        [...this.kept.values()].filter(
          (kept) => kept.planId === planId && (kept.page === page || !isOpen(kept.page)),
        ),
      forget: async (drafts) => {
        for (const draft of drafts) this.kept.delete(keyOf(draft));
      },
      write: async (kept) => {
        const key = keyOf({ ...kept, page });
        if (kept.waiting.length === 0) this.kept.delete(key);
        else this.kept.set(key, structuredClone({ ...kept, page, keptAt: this.kept.size }));
      },
    };
  }
}

/** The worker's session on this side of the port. */
export function inlineAudit(fails: { count: number } = { count: 0 }): LiveAuditWorker {
  let session: LiveAuditSession | null = null;
  let units: readonly UnitInput[] = [];
  let listener: (event: { data: LiveAuditAnswer }) => void = () => undefined;
  let isOver = false;
  return {
    postMessage(request: LiveAuditRequest) {
      const data = structuredClone(request);
      queueMicrotask(() => {
        if (isOver) return;
        if (fails.count-- > 0) {
          listener({ data: { kind: 'failed', turn: data.turn, detail: 'out of memory' } });
          return;
        }
        if (data.kind === 'units') {
          units = [...units, ...data.units];
          return;
        }
        if (data.kind === 'start') {
          const ground = units.length === 0 ? data.ground : { ...data.ground, units };
          units = [];
          session = new LiveAuditSession(ground, data.state);
        } else if (data.kind === 'change') session?.change(data.changes);
        if (session === null) throw new Error('changes of a plan that was never started');
        listener({ data: { kind: 'audited', turn: data.turn, news: session.news() } });
      });
    },
    addEventListener(type: string, given: unknown) {
      if (type === 'message') listener = given as typeof listener;
    },
    terminate() {
      isOver = true;
    },
  } as LiveAuditWorker;
}
