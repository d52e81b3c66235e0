import type { Message } from '#engine/coverage/types.ts';
import type { Operation } from '#engine/plan/types.ts';
import type { KeptOperation, LogEntry } from '../state/draft/plan-log.ts';

/** Asks the server for something below `/plans/{id}`. */
export type AskPlan = (rest: string) => Promise<Response>;

/** A page of the history. */
const MOST_OPERATIONS = 1000;

/** The history of a plan after a sequence, undone and abandoned operations too. */
export async function readOperations(ask: AskPlan, after: number): Promise<KeptOperation[]> {
  const operations: KeptOperation[] = [];
  for (let last = after; ; ) {
    const answer = await ask(`/operations?after=${last}&limit=${MOST_OPERATIONS}`);
    const page = (await answer.json()) as { operations: ToldOperation[]; next?: string };
    for (const { operation, parameters, state, ...rest } of page.operations) {
      operations.push({
        ...rest,
        operation: { operation, parameters } as Operation,
        isApplied: state === 'applied',
      });
    }
    last = operations.at(-1)?.sequence ?? last;
    if (page.next === undefined) return operations;
  }
}

/** What was written to a plan after a version of it, the first entry first; `what` is left empty. */
export async function readEvents(ask: AskPlan, since: number): Promise<LogEntry[]> {
  const answer = await ask('/events');
  const { events } = (await answer.json()) as { events: ToldEvent[] };
  return events.flatMap(({ at, actor, action, before, after }) => {
    const version = after?.version ?? 0;
    // A waiver and a snapshot leave the plan at its version.
    if (version <= since || version === before?.version) return [];
    return {
      at,
      actor: actor === NOBODY ? null : actor,
      action: action.replace(/^plan\./, ''),
      version,
      sequences: after?.sequences ?? after?.operations?.map(({ sequence }) => sequence) ?? [],
      what: [],
    };
  });
}

/** What was written to a plan after a version of it, in words. */
export async function readPlanLog(ask: AskPlan, since: number): Promise<LogEntry[]> {
  const log = await readEvents(ask, since);
  const first = Math.min(...log.flatMap(({ sequences }) => sequences));
  if (!Number.isFinite(first)) return log;
  const words = new Map<number, Message>();
  for (const { sequence, description } of await readOperations(ask, first - 1)) {
    words.set(sequence, description);
  }
  return log.map((entry) => ({
    ...entry,
    what: entry.sequences.flatMap((sequence) => words.get(sequence) ?? []),
  }));
}

/** How the server names a writer who gave no name. */
const NOBODY = 'anonymous';

interface ToldOperation {
  sequence: number;
  operation: string;
  parameters: unknown;
  description: Message;
  at: string;
  planVersion: number;
  state: 'applied' | 'undone' | 'abandoned';
}

interface ToldEvent {
  at: string;
  actor: string;
  action: string;
  before?: { version?: number } | null;
  after?: {
    version?: number;
    sequences?: number[];
    operations?: { sequence: number }[];
  } | null;
}
