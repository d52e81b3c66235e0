// The entry of the worker that compares states of a plan and puts boundaries into words.
import type { PlanGround } from '#engine/plan/audit-plan.ts';
import { answerCompare } from './answer-compare.ts';
import type { CompareAnswer, CompareRequest } from './compare-protocol.ts';

let ground: PlanGround | null = null;

const tell = (answer: CompareAnswer): void => self.postMessage(answer);

self.addEventListener('message', ({ data }: MessageEvent<CompareRequest>) => {
  if (data.kind === 'start') {
    ground = data.ground;
    return;
  }
  const { kind, turn, input } = data;
  try {
    if (ground === null) throw new Error('the worker was asked before it was given the ground');
    tell({ turn, ok: true, output: answerCompare(kind, input, ground) });
  } catch (error) {
    tell({ turn, ok: false, detail: error instanceof Error ? error.message : String(error) });
  }
});
