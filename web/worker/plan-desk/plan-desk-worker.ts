// The entry of the worker that reads a plan for the page, and works out what operations would do to it.
import type { PlanDeskAnswer, PlanDeskRequest } from './plan-desk-protocol.ts';
import { PlanDeskSession } from './plan-desk-session.ts';

let session: PlanDeskSession | null = null;

const detailOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
const tell = (answer: PlanDeskAnswer, memory: ArrayBuffer[] = []): void =>
  self.postMessage(answer, { transfer: memory });

function read({ bytes, colours }: Extract<PlanDeskRequest, { kind: 'read' }>): void {
  try {
    session = new PlanDeskSession(bytes);
    for (const { answer, memory } of session.tell(colours)) tell(answer, memory);
    session.warmUp();
  } catch (error) {
    tell({ kind: 'unreadable', detail: detailOf(error) });
  }
}

type Question = Extract<PlanDeskRequest, { turn: number }>;

function answer(question: Question): void {
  const { turn } = question;
  try {
    if (session === null) throw new Error('there is no plan to work on');
    if (question.kind === 'neighbours') {
      tell({ kind: 'neighbours', turn, neighbours: session.neighbours(question.community) });
      return;
    }
    const { operations, label } = question;
    tell({ kind: 'worked', turn, worked: session.work(operations, label) });
  } catch (error) {
    tell({ kind: 'failed', turn, detail: detailOf(error) });
  }
}

self.addEventListener('message', ({ data }: MessageEvent<PlanDeskRequest>) => {
  switch (data.kind) {
    case 'read':
      return read(data);
    case 'change':
      return session?.change(data.changes);
    case 'work':
    case 'neighbours':
      return answer(data);
    case 'hand-over': {
      const handed = session?.handOver();
      if (handed !== undefined) data.port.postMessage(handed.plan, { transfer: handed.memory });
    }
  }
});
