// The entry of the worker that audits a draft while it is edited.
import type { UnitInput } from '#engine/material/types.ts';
import type { LiveAuditAnswer, LiveAuditRequest } from './live-audit-protocol.ts';
import { LiveAuditSession } from './live-audit-session.ts';
import { wholeUnits } from './plan-desk/handed-units.ts';
import type { HandedPlan } from './plan-desk/plan-desk-protocol.ts';
import type { PlanPort } from './plan-desk/plan-port.ts';

type ChangeRequest = Extract<LiveAuditRequest, { kind: 'change' }>;

let session: LiveAuditSession | null = null;
let units: UnitInput[] = [];
/** While a plan is on its way through a port: what has been done to it since. */
let early: ChangeRequest[] | null = null;
let due: ReturnType<typeof setTimeout> | undefined;

const tell = (answer: LiveAuditAnswer): void => self.postMessage(answer);

function attempt(turn: number, work: () => void): void {
  try {
    work();
  } catch (error) {
    session = null;
    tell({ kind: 'failed', turn, detail: error instanceof Error ? error.message : String(error) });
  }
}

/** After all requests that have come in meanwhile: only the last state is shown. */
function tellSoon(turn: number): void {
  clearTimeout(due);
  due = setTimeout(() => {
    attempt(turn, () => {
      if (session !== null) tell({ kind: 'audited', turn, news: session.news() });
    });
  }, 0);
}

function startFrom(turn: number, { ground, units: handed, state }: HandedPlan): void {
  const whole = handed === null ? {} : { units: wholeUnits(handed.bare, handed.ground) };
  session = new LiveAuditSession({ ...ground, ...whole }, state);
  const changes = early ?? [];
  early = null;
  for (const change of changes) session.change(change.changes);
  tellSoon(changes.at(-1)?.turn ?? turn);
}

function listenTo(port: PlanPort, turn: number): void {
  early = [];
  port.addEventListener(
    'message',
    ({ data }) => {
      port.close();
      attempt(turn, () => startFrom(turn, data));
    },
    { once: true },
  );
  port.start();
}

self.addEventListener('message', ({ data }: MessageEvent<LiveAuditRequest>) => {
  const { turn } = data;
  switch (data.kind) {
    case 'units':
      for (const unit of data.units) units.push(unit);
      return;
    case 'port':
      return listenTo(data.port, turn);
    case 'change':
      if (early !== null) {
        early.push(data);
        return;
      }
      attempt(turn, () => session?.change(data.changes));
      return tellSoon(turn);
    case 'start':
      attempt(turn, () => {
        const ground = units.length === 0 ? data.ground : { ...data.ground, units };
        units = [];
        session = new LiveAuditSession(ground, data.state);
      });
      return tellSoon(turn);
  }
});
