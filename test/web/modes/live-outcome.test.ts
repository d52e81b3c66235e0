import { describe, expect, it } from 'vitest';
import type { Operation } from '#engine/plan/types.ts';
import { LiveOutcome } from '../../../web/modes/live-outcome.ts';
import type { ToolContext } from '../../../web/modes/tool.ts';
import { toolContext } from './tool-context.ts';

const rename = (name: string): Operation => ({
  operation: 'set-attributes',
  parameters: { community: 'a', name },
});

/** An engine beside the page that answers when it is told to. */
function slowContext() {
  const { context, recorded, lock } = toolContext();
  const asked: string[] = [];
  let answer: () => void = () => undefined;
  const draft: ToolContext['draft'] = {
    ...context.draft,
    async work(operations) {
      asked.push(nameIn(operations));
      const before = context.draft.state.peek();
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      return context.draft.state.peek() === before ? context.draft.work(operations) : null;
    },
  };
  return {
    context: { ...context, draft },
    recorded,
    lock,
    asked,
    async answer() {
      answer();
      await new Promise((resolve) => setTimeout(resolve, 0));
    },
  };
}

function nameIn([first]: readonly Operation[]): string {
  return first?.operation === 'set-attributes' ? (first.parameters.name ?? '') : '';
}

describe('what operations would do, while the pointer moves', () => {
  it('is asked one question at a time: of those that come meanwhile the last', async () => {
    const slow = slowContext();
    const live = new LiveOutcome(slow.context);
    const told: string[] = [];
    for (const name of ['一', '二', '三']) live.ask([rename(name)], () => told.push(name));
    expect(slow.asked).toEqual(['一']);
    await slow.answer();
    expect(slow.asked).toEqual(['一', '三']);
    await slow.answer();
    expect(told).toEqual(['一', '三']);
  });

  it('is not told once it is dropped', async () => {
    const slow = slowContext();
    const live = new LiveOutcome(slow.context);
    const told: string[] = [];
    live.ask([rename('一')], () => told.push('一'));
    live.drop();
    live.ask([rename('二')], () => told.push('二'));
    await slow.answer();
    await slow.answer();
    expect(told).toEqual(['二']);
  });

  it('is done at once when it is what was seen last, and worked out first when it is not', async () => {
    const slow = slowContext();
    const live = new LiveOutcome(slow.context);
    live.ask([rename('一')], () => undefined);
    await slow.answer();
    void live.perform([rename('一')]);
    expect(slow.recorded.plan().communities.get('a')?.name).toBe('一');
    const done = live.perform([rename('二')]);
    expect(slow.recorded.plan().communities.get('a')?.name).toBe('一');
    await slow.answer();
    expect((await done).ok).toBe(true);
    expect(slow.recorded.plan().communities.get('a')?.name).toBe('二');
  });

  it('is asked again when the plan has moved meanwhile', async () => {
    const slow = slowContext();
    const live = new LiveOutcome(slow.context);
    const done = live.perform([rename('一')]);
    slow.context.draft.run([rename('他')]);
    await slow.answer();
    expect(slow.asked).toEqual(['一', '一']);
    await slow.answer();
    expect((await done).ok).toBe(true);
    expect(slow.recorded.plan().communities.get('a')?.name).toBe('一');
  });
});
