import { describe, expect, it } from 'vitest';
import { type CopyTools, copyPlan } from '../../../web/api/copy-plan.ts';
import { readPlanLog } from '../../../web/api/plan-log.ts';
import { ApiError } from '../../../web/api/problem.ts';
import { appliedAt } from '../../../web/state/draft/plan-log.ts';
import type { PendingWrite } from '../../../web/state/draft/save-queue.ts';
import { convert } from './plan-server.ts';

const entry = (action: string, ...sequences: number[]) => ({ action, sequences });

describe('which operations made a plan at an earlier version', () => {
  it.each([
    ['nothing was written since', [1, 2], [], [1, 2]],
    ['others were done', [1, 2, 3, 4], [entry('operate', 3), entry('operate', 4)], [1, 2]],
    ['some were undone', [1], [entry('undo', 3, 2)], [1, 2, 3]],
    ['some were undone, and others done', [1, 4], [entry('undo', 2), entry('operate', 4)], [1, 2]],
    ['one was redone', [1, 2], [entry('redo', 2)], [1]],
    ['one was undone and redone', [1], [entry('undo', 1), entry('redo', 1)], [1]],
    ['only the name is another', [1], [entry('change')], [1]],
  ])('%s', (_name, now, since, then) => {
    expect(appliedAt(now, since)).toEqual(then);
  });

  it('cannot be told across a rebase', () => {
    expect(appliedAt([1, 2], [entry('operate', 2), entry('rebase')])).toBeNull();
  });
});

/** What the server tells of a plan. */
const told = (events: object[], operations: object[]) => async (rest: string) => {
  const [path, query] = rest.split('?');
  if (path === '/events') return Response.json({ events });
  const after = Number(new URLSearchParams(query).get('after'));
  const page = operations.filter((one) => (one as { sequence: number }).sequence > after);
  // Two at a time.
  return Response.json({
    operations: page.slice(0, 2),
    ...(page.length > 2 ? { next: 'more' } : {}),
  });
};

const at = '2026-11-23T08:00:00.000Z';
const event = (action: string, version: number, after: object = {}, actor = '王工') => ({
  ...{ at, actor, action: `plan.${action}` },
  before: { version: version - 1 },
  after: { version, ...after },
});
const operation = (sequence: number, state = 'applied', planVersion = sequence + 1) => ({
  sequence,
  ...convert('a', `甲${sequence}`),
  description: { zh: `第 ${sequence} 步`, en: `step ${sequence}` },
  ...{ at, planVersion, state },
});

describe('what was written to a plan after a version', () => {
  it('is told by whom, when and what, without what leaves the version as it is', async () => {
    const events = [
      event('operate', 2, { operations: [{ sequence: 1 }] }),
      event('operate', 3, { operations: [{ sequence: 2 }, { sequence: 3 }, { sequence: 4 }] }),
      { ...event('waive', 3), before: { version: 3 } },
      event('undo', 4, { sequences: [4, 3] }, 'anonymous'),
      event('change', 5, { name: '新名' }),
    ];
    const operations = [1, 2, 3, 4].map((sequence) => operation(sequence));
    const log = await readPlanLog(told(events, operations), 2);
    expect(log.map(({ action, actor, what }) => [action, actor, what.map(({ zh }) => zh)])).toEqual(
      [
        ['operate', '王工', ['第 2 步', '第 3 步', '第 4 步']],
        ['undo', null, ['第 4 步', '第 3 步']],
        ['change', '王工', []],
      ],
    );
    expect(await readPlanLog(told(events, operations), 5)).toEqual([]);
  });
});

describe('a copy of an edit that another was faster than', () => {
  const order = { name: '另存', version: 3, undone: 1, done: [[convert('b', '乙')]] };

  function tools(
    original: CopyTools['original'],
    copy: CopyTools['original'],
    refused: PendingWrite['kind'] | null = null,
  ) {
    const [written, archived]: [PendingWrite[], number[]] = [[], []];
    const given: CopyTools = {
      original,
      branch: async () => ({ id: 'copy', version: 1, parentVersion: 5 }),
      copy: () => ({
        ask: copy,
        async write(version, write) {
          if (write.kind === refused)
            throw new ApiError({ cause: 'network', status: 0, request: '' });
          written.push(write);
          return version + 1;
        },
        archive: async (version) => void archived.push(version),
      }),
      newKey: () => 'key',
    };
    return { given, written, archived };
  }
  const said = (written: readonly PendingWrite[]) =>
    written.map((one) =>
      one.kind === 'operations' ? one.operations.map(({ parameters }) => parameters) : one.steps,
    );
  const mine = [convert('b', '乙').parameters];

  it('goes back over what others did since, in one go with what the edit undid', async () => {
    const events = [
      event('operate', 4, { operations: [{ sequence: 3 }] }),
      event('operate', 5, { operations: [{ sequence: 4 }] }),
      // After the branch: not in the copy.
      event('operate', 6, { operations: [{ sequence: 5 }] }),
    ];
    const operations = [1, 2, 3, 4].map((sequence) => operation(sequence, 'applied', 1));
    const { given, written, archived } = tools(told(events, []), told([], operations));
    expect(await copyPlan(order, given)).toBe('copy');
    expect(said(written)).toEqual([3, mine]);
    expect(archived).toEqual([]);
  });

  it('does again what others have undone since, gesture by gesture', async () => {
    const events = [
      event('undo', 4, { sequences: [3, 2] }),
      event('operate', 5, { operations: [{ sequence: 4 }] }),
    ];
    const history = [
      operation(1),
      operation(2, 'abandoned', 3),
      operation(3, 'abandoned', 3),
      operation(4, 'applied', 5),
    ];
    const copied = [operation(1, 'applied', 1), operation(4, 'applied', 1)];
    const { given, written } = tools(told(events, history), told([], copied));
    await copyPlan(order, given);
    expect(said(written)).toEqual([
      1,
      [convert('a', '甲2').parameters, convert('a', '甲3').parameters],
      1,
      mine,
    ]);
  });

  it('is put away where it cannot be finished', async () => {
    const { given, archived } = tools(told([], []), told([], []), 'operations');
    await expect(copyPlan(order, given)).rejects.toThrow(ApiError);
    expect(archived).toEqual([2]);
  });
});
