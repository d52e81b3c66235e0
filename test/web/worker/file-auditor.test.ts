import { describe, expect, it } from 'vitest';
import { auditCoverage } from '#engine/coverage/audit.ts';
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
    expect(await outcome).toMatchObject({ kind: 'failed' });
    const messages: WorkerMessage[] = [];
    const request = { version: 99, kind: 'audit-file', file: file(TOWN) } as never;
    await auditFile(request, (message) => messages.push(message));
    expect(messages).toMatchObject([{ kind: 'failed' }]);
  });
});
