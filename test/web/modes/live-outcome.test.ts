import { describe, expect, it } from 'vitest';
import type { Operation } from '#engine/plan/types.ts';
import { type LiveClock, LiveOutcome } from '../../../web/modes/live-outcome.ts';
import type { ToolContext } from '../../../web/modes/tool.ts';
import { toolContext } from './tool-context.ts';

const RENAME: Operation = {
  operation: 'set-attributes',
  parameters: { community: 'a', name: '新名' },
};

/** A clock that stands still until it is moved; each answer of the engine takes `cost`. */
function slowContext(cost: number): {
  context: ToolContext;
  clock: LiveClock;
  pass(by: number): void;
} {
  let now = 0;
  let waiting: { at: number; act: () => void } | null = null;
  const { context } = toolContext();
  const { outcome } = context.draft;
  const draft = {
    ...context.draft,
    outcome(operations: readonly Operation[]) {
      now += cost;
      return outcome(operations);
    },
  };
  return {
    context: { ...context, draft },
    clock: {
      now: () => now,
      after(milliseconds, act) {
        const mine = { at: now + milliseconds, act };
        waiting = mine;
        return () => {
          if (waiting === mine) waiting = null;
        };
      },
    },
    pass(by) {
      now += by;
      if (waiting === null || waiting.at > now) return;
      const { act } = waiting;
      waiting = null;
      act();
    },
  };
}

describe('live outcomes', () => {
  it('are worked out at each move while that is cheap', () => {
    const { context, clock } = slowContext(2);
    const live = new LiveOutcome(context, clock);
    const answers: boolean[] = [];
    for (let i = 0; i < 3; i++) live.ask([RENAME], ({ ok }, isLate) => answers.push(ok && !isLate));
    expect(answers).toEqual([true, true, true]);
  });

  it('wait after a dear one, and only the last question is answered', () => {
    const { context, clock, pass } = slowContext(40);
    const live = new LiveOutcome(context, clock);
    const answers: string[] = [];
    live.ask([RENAME], () => answers.push('first'));
    live.ask([RENAME], () => answers.push('second'));
    live.ask([RENAME], (_, isLate) => answers.push(isLate ? 'third, late' : 'third'));
    expect(answers).toEqual(['first']);
    pass(59);
    expect(answers).toEqual(['first']);
    pass(1);
    expect(answers).toEqual(['first', 'third, late']);
  });

  it('are not waited for any more once dropped', () => {
    const { context, clock, pass } = slowContext(40);
    const live = new LiveOutcome(context, clock);
    let answers = 0;
    live.ask([RENAME], () => answers++);
    live.ask([RENAME], () => answers++);
    live.drop();
    pass(1000);
    expect(answers).toBe(1);
  });
});
