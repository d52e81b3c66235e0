import { describe, expect, it } from 'vitest';
import {
  type ReadAuditAnswer,
  type ReadAuditWorker,
  readAuditAway,
  readAuditHere,
  tellAudit,
} from '../../../web/worker/read-audit.ts';

const bytesOf = (value: unknown): ArrayBuffer =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value)).buffer;

/** A worker that is none: the same reading, on copies. */
function reading() {
  const told: ReadAuditAnswer[] = [];
  let started = 0;
  let ended = 0;
  const start = (): ReadAuditWorker => {
    started += 1;
    let hear: (event: { data: ReadAuditAnswer }) => void = () => undefined;
    return {
      postMessage(bytes) {
        queueMicrotask(() =>
          tellAudit(bytes, (answer) => {
            const data = structuredClone(answer);
            told.push(data);
            hear({ data });
          }),
        );
      },
      addEventListener(type: string, listener: never) {
        if (type === 'message') hear = listener;
      },
      terminate() {
        ended += 1;
      },
    };
  };
  return { read: readAuditAway(start), told, started: () => started, ended: () => ended };
}

const ring = Array.from({ length: 1200 }, (_, i) => [120.123456 + i, 30.123456]);
const long = {
  summary: { counts: {} },
  findings: Array.from({ length: 60 }, (_, i) => ({
    id: `f${i}`,
    geometry: { type: 'Polygon', coordinates: [ring] },
  })),
};

describe('the answer of an audit', () => {
  it('is read whole, in its order, by a worker that passes it in pieces and ends', async () => {
    const { read, told, ended } = reading();
    expect(await read(bytesOf(long))).toEqual(long);
    const pieces = told.filter(({ kind }) => kind === 'findings');
    expect(pieces.length).toBeGreaterThan(3);
    expect(ended()).toBe(1);
  });

  it('is read at once where it is short', async () => {
    const { read, started } = reading();
    expect(await read(bytesOf({ summary: {}, findings: [] }))).toEqual({
      summary: {},
      findings: [],
    });
    expect(started()).toBe(0);
  });

  it('that is none is refused, there and here alike', async () => {
    const { read } = reading();
    const broken = `{"summary":${' '.repeat(600_000)}`;
    await expect(read(bytesOf(broken))).rejects.toThrow(/JSON/);
    await expect(readAuditHere(bytesOf(broken))).rejects.toThrow(/JSON/);
    expect(await read(bytesOf(`[${' '.repeat(600_000)}]`))).toBeNull();
  });
});
