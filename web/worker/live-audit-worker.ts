// The entry of the worker that audits a draft while it is edited.
import type { UnitInput } from '#engine/material/types.ts';
import type { LiveAuditAnswer, LiveAuditRequest } from './live-audit-protocol.ts';
import { LiveAuditSession } from './live-audit-session.ts';

let session: LiveAuditSession | null = null;
let units: UnitInput[] = [];
let due: ReturnType<typeof setTimeout> | undefined;

const tell = (answer: LiveAuditAnswer): void => self.postMessage(answer);

self.addEventListener('message', ({ data }: MessageEvent<LiveAuditRequest>) => {
  const { turn } = data;
  const attempt = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      session = null;
      tell({
        kind: 'failed',
        turn,
        detail: error instanceof Error ? error.message : String(error),
      });
    }
  };
  if (data.kind === 'units') {
    for (const unit of data.units) units.push(unit);
    return;
  }
  attempt(() => {
    if (data.kind === 'start') {
      const ground = units.length === 0 ? data.ground : { ...data.ground, units };
      units = [];
      session = new LiveAuditSession(ground, data.state);
    } else session?.change(data.changes);
  });
  clearTimeout(due);
  // After all requests that have come in meanwhile: only the last state is shown.
  due = setTimeout(() => {
    attempt(() => {
      if (session !== null) tell({ kind: 'audited', turn, result: session.result() });
    });
  }, 0);
});
