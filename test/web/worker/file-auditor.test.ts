import { describe, expect, it, vi } from 'vitest';
import { auditCoverage } from '#engine/coverage/audit.ts';
import { en } from '../../../web/i18n/en.ts';
import { zh } from '../../../web/i18n/zh.ts';
import { auditFile } from '../../../web/worker/audit-file.ts';
import { type AuditWorker, createFileAuditor } from '../../../web/worker/file-auditor.ts';
import { PROTOCOL_VERSION, type WorkerMessage } from '../../../web/worker/protocol.ts';
import { box, community, polygon } from '../../helpers/squares.ts';

const town = [
  community('a', polygon(box(0, 0, 100, 100))),
  community('b', polygon(box(90, 0, 200, 100))),
];
const file = (content: unknown): Blob => new Blob([JSON.stringify(content)]);
const TOWN = {
  type: 'FeatureCollection',
  features: town.map(({ id, name, geometry }) => ({
    type: 'Feature',
    id,
    geometry,
    properties: { name, households: 7 },
  })),
};

/** A worker that is none: runs the same code, and notes what becomes of it. */
class FakeWorker extends EventTarget {
  isEnded = false;
  readonly #version: number;

  constructor(version: number = PROTOCOL_VERSION) {
    super();
    this.#version = version;
  }

  postMessage(request: Parameters<typeof auditFile>[0]): void {
    void auditFile(request, (message, transfer) => {
      if (this.isEnded) return;
      const data = structuredClone({ ...message, version: this.#version }, { transfer });
      this.dispatchEvent(Object.assign(new Event('message'), { data }));
    });
  }

  terminate(): void {
    this.isEnded = true;
  }
}

function audit(content: Blob, worker = new FakeWorker()) {
  const stages: string[] = [];
  const controller = new AbortController();
  const auditor = createFileAuditor(() => worker as unknown as AuditWorker);
  const outcome = auditor.audit(content, controller.signal, (stage) => stages.push(stage));
  return { outcome, stages, controller, worker };
}

describe('the audit of a file in a worker', () => {
  it('gives what the engine gives, step by step, and ends the worker', async () => {
    const { outcome, stages, worker } = audit(file(TOWN));
    const come = await outcome;
    if (come.kind !== 'done') throw new Error(JSON.stringify(come));
    expect(come.audited.result.findings).toEqual(auditCoverage(town).findings);
    expect(come.audited.communities).toMatchObject({
      ids: ['a', 'b'],
      names: ['a社区', 'b社区'],
      shown: [{ households: 7 }, { households: 7 }],
    });
    expect(come.audited.communities.areas.count).toBe(2);
    const { colours, labels } = come.audited.communities.drawing;
    expect(new Set(colours).size).toBe(2);
    expect(labels.every((place) => place !== null)).toBe(true);
    expect(come.audited.result.adjacency).toBe(undefined);
    expect([...new Set(stages)]).toEqual(['reading', 'parsing', 'auditing']);
    expect(worker.isEnded).toBe(true);
  });

  it('passes on what is wrong with the file', async () => {
    expect(await audit(new Blob(['{'])).outcome).toMatchObject({
      kind: 'refused',
      problems: [{ code: 'not-json', line: 1, column: 2 }],
    });
  });

  it('is ended when it is no longer wanted', async () => {
    const { outcome, controller, worker } = audit(file(TOWN));
    controller.abort();
    expect(worker.isEnded).toBe(true);
    const first = await Promise.race([outcome, new Promise((go) => setTimeout(go, 50, 'nothing'))]);
    expect(first).toBe('nothing');
  });

  it('does not take the word of a worker of another build', async () => {
    const { outcome } = audit(file(TOWN), new FakeWorker(PROTOCOL_VERSION + 1));
    expect(await outcome).toEqual({ kind: 'failed', reason: 'version', detail: '' });
    const messages: WorkerMessage[] = [];
    const request = { version: 99, kind: 'audit-file', file: file(TOWN) } as never;
    await auditFile(request, (message) => messages.push(message));
    expect(messages).toMatchObject([{ kind: 'failed', reason: 'version' }]);
  });

  it('says why it broke off by a name that the page has words for', async () => {
    const failing = (error: Error): Blob =>
      Object.assign(file(TOWN), {
        stream() {
          throw error;
        },
      });
    const reasonOf = async (content: Blob): Promise<unknown> => {
      const outcome = await audit(content).outcome;
      return outcome.kind === 'failed' && outcome.reason;
    };
    const gone = new DOMException('the file was moved', 'NotReadableError');
    expect(await reasonOf(failing(gone))).toBe('unreadable');
    expect(await reasonOf(failing(new RangeError('Array buffer allocation failed')))).toBe(
      'memory',
    );
    expect(await reasonOf(failing(new RangeError('Maximum call stack size exceeded')))).toBe(
      'fault',
    );
    for (const texts of [zh, en]) {
      expect(Object.keys(texts.fileFailure).sort()).toEqual(Object.keys(zh.fileFailure).sort());
    }
  });

  it('does not wait for a worker that cannot be made, or whose script cannot be loaded', async () => {
    const signal = new AbortController().signal;
    const refusing = createFileAuditor(() => {
      throw new Error('the policy forbids it');
    });
    expect(await refusing.audit(file(TOWN), signal, () => undefined)).toEqual({
      kind: 'failed',
      reason: 'start',
      detail: 'the policy forbids it',
    });
    class MissingScript extends FakeWorker {
      override postMessage(): void {
        queueMicrotask(() => this.dispatchEvent(new Event('error')));
      }
    }
    const { outcome, worker } = audit(file(TOWN), new MissingScript());
    expect(await outcome).toMatchObject({ kind: 'failed', reason: 'start' });
    expect(worker.isEnded).toBe(true);
  });

  it('does not begin to read a file that no browser could hold', async () => {
    const huge = Object.defineProperty(file(TOWN), 'size', { value: 3e9 });
    const messages: WorkerMessage[] = [];
    const request = { version: PROTOCOL_VERSION, kind: 'audit-file', file: huge } as const;
    await auditFile(request, (message) => messages.push(message));
    expect(messages).toMatchObject([{ kind: 'refused', problems: [{ code: 'too-large' }] }]);
  });

  it('hands on attributes that the page can show, and no others', async () => {
    const [first, second] = TOWN.features;
    const brackets = '['.repeat(50_000) + ']'.repeat(50_000);
    const nested = `{"type":"FeatureCollection","features":[
      {"type":"Feature","id":"a","geometry":${JSON.stringify(first?.geometry)},
       "properties":{"kind":${brackets},"households":3}},
      ${JSON.stringify(second)}]}`;
    const { outcome } = audit(new Blob([nested]));
    expect(await outcome).toMatchObject({
      kind: 'done',
      audited: { communities: { shown: [{ households: 3 }, { households: 7 }] } },
    });
  });

  it('does not list all pairs of the thousands that one gap touches', async () => {
    // A comb: one gap between two rows of many squares, along which all are named together.
    const count = 300;
    const features = Array.from({ length: 2 * count }, (_, i) => {
      const x = Math.floor(i / 2) * 10;
      const y = i % 2 === 0 ? 0 : 12;
      return {
        type: 'Feature',
        id: `n${i}`,
        geometry: polygon(box(x, y, x + 10, y + 10)),
        properties: {},
      };
    });
    const ends = [box(-10, 0, 0, 22), box(count * 10, 0, count * 10 + 10, 22)].map((ring, i) => ({
      type: 'Feature',
      id: `end${i}`,
      geometry: polygon(ring),
      properties: {},
    }));
    const added = vi.spyOn(Set.prototype, 'add');
    const { outcome } = audit(
      file({ type: 'FeatureCollection', features: [...features, ...ends] }),
    );
    const come = await outcome;
    const calls = added.mock.calls.length;
    added.mockRestore();
    if (come.kind !== 'done') throw new Error(JSON.stringify(come));
    const [gap] = come.audited.result.findings;
    expect(gap?.communities.length).toBeGreaterThan(2 * count);
    expect(calls).toBeLessThan(100_000);
  });
});
