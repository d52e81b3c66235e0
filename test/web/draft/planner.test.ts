import { describe, expect, it, vi } from 'vitest';
import type { DraftMemory } from '../../../web/state/draft/draft-memory.ts';
import { createPlanner, type Planner } from '../../../web/state/planner.ts';
import { convert, inlineAudit, merge, PlanServer, SharedMemory } from './plan-server.ts';

const rest = () => new Promise((resolve) => setTimeout(resolve, 5));

/** A page of the browser; pages share what they keep. */
function page(server: PlanServer, memory: DraftMemory): Planner {
  return createPlanner({ api: server, memory, startAudit: () => inlineAudit() });
}

async function openPage(server: PlanServer, memory: DraftMemory): Promise<Planner> {
  const planner = page(server, memory);
  await planner.openPlan(server.id);
  await rest();
  return planner;
}

const draftOf = (planner: Planner) => {
  const draft = planner.draft.value;
  if (draft === null) throw new Error('no plan is open');
  return draft;
};
const namesOf = (server: PlanServer) => [...server.state.communities.values()].map((c) => c.name);

describe('the planner', () => {
  it('takes up what a page left behind, and forgets it then', async () => {
    const [server, memory] = [new PlanServer(), new SharedMemory()];
    const first = await openPage(server, memory.page('1'));
    server.faults = ['unreachable'];
    draftOf(first).run(merge('a', 'b'));
    draftOf(first).run(convert('c', '丙'));
    await rest();
    const second = await openPage(server, memory.page('2'));
    expect(second.leftBehind.value).toMatchObject({ writes: 2, isOutdated: false });
    await second.takeUp();
    await rest();
    expect(second.leftBehind.value).toBeNull();
    expect(namesOf(server)).toEqual(['社区a', '丙', '社区d']);
    expect(memory.kept.size).toBe(0);
  });

  it('does not offer what a page that is open is about to send', async () => {
    const [server, memory] = [new PlanServer(), new SharedMemory()];
    const first = await openPage(server, memory.page('1'));
    server.faults = ['unreachable'];
    draftOf(first).run(merge('a', 'b'));
    await rest();
    const second = await openPage(
      server,
      memory.page('2', (name) => name === '1'),
    );
    expect(second.leftBehind.value).toBeNull();
  });

  it('a write that was done before the page went away is not done again', async () => {
    const [server, memory] = [new PlanServer(), new SharedMemory()];
    const first = await openPage(server, memory.page('1'));
    server.faults = ['lost'];
    draftOf(first).run(convert('c', '丙'));
    draftOf(first).undo();
    draftOf(first).run(merge('a', 'b'));
    await rest();
    expect(server.version).toBe(2);
    const second = await openPage(server, memory.page('2'));
    expect(second.leftBehind.value).toMatchObject({ writes: 3, isOutdated: true });
    await second.takeUp();
    await rest();
    expect(draftOf(second).refusal.value).toBeNull();
    expect(namesOf(server)).toEqual(['社区a', '社区c', '社区d']);
    expect(server.steps).toHaveLength(1);
  });

  it('an undo that was left behind undoes the step that was meant', async () => {
    const [server, memory] = [new PlanServer(), new SharedMemory()];
    server.do(convert('d', '丁'));
    const first = await openPage(server, memory.page('1'));
    server.faults = ['unreachable'];
    draftOf(first).undo();
    await rest();
    const second = await openPage(server, memory.page('2'));
    await second.takeUp();
    await rest();
    expect(namesOf(server)).toEqual(['社区a', '社区b', '社区c', '社区d']);
  });

  it('an undo that was left behind does not undo what somebody else did since', async () => {
    const [server, memory] = [new PlanServer(), new SharedMemory()];
    server.do(convert('d', '丁'));
    const first = await openPage(server, memory.page('1'));
    server.faults = ['unreachable'];
    draftOf(first).undo();
    await rest();
    server.do(convert('a', '甲'));
    const second = await openPage(server, memory.page('2'));
    await second.takeUp();
    await rest();
    expect(namesOf(server)).toEqual(['甲', '社区b', '社区c', '丁']);
    expect(draftOf(second).refusal.value?.code).toBe('undo-of-another-version');
  });

  it('nor what the reader did before taking it up', async () => {
    const [server, memory] = [new PlanServer(), new SharedMemory()];
    server.do(convert('d', '丁'));
    const first = await openPage(server, memory.page('1'));
    server.faults = ['unreachable'];
    draftOf(first).undo();
    await rest();
    const second = await openPage(server, memory.page('2'));
    draftOf(second).run(convert('a', '甲'));
    await second.takeUp();
    await rest();
    expect(namesOf(server)).toEqual(['甲', '社区b', '社区c', '丁']);
  });

  it('offers again what could not be taken up', async () => {
    const complaint = vi.spyOn(console, 'error').mockReturnValue(undefined);
    const [server, memory] = [new PlanServer(), new SharedMemory()];
    const first = await openPage(server, memory.page('1'));
    server.faults = ['unreachable'];
    draftOf(first).run(convert('c', '丙'));
    await rest();
    server.do(convert('a', '甲'));
    const second = await openPage(server, memory.page('2'));
    server.faults = ['unreachable'];
    await second.takeUp();
    expect(second.leftBehind.value).toMatchObject({ writes: 1 });
    await second.takeUp();
    await rest();
    expect(namesOf(server)).toEqual(['甲', '社区b', '丙', '社区d']);
    complaint.mockRestore();
  });

  it('unsaved work of a plan that was closed is offered when the page opens it again', async () => {
    const [server, memory] = [new PlanServer(), new SharedMemory()];
    const planner = await openPage(server, memory.page('1'));
    server.faults = ['unreachable'];
    draftOf(planner).run(convert('c', '丙'));
    await rest();
    planner.closePlan();
    await planner.openPlan(server.id);
    expect(planner.leftBehind.value).toMatchObject({ writes: 1 });
    draftOf(planner).run(convert('d', '丁'));
    await rest();
    expect(memory.kept.size).toBe(1);
    await planner.takeUp();
    await rest();
    expect(namesOf(server)).toEqual(['社区a', '社区b', '丙', '丁']);
    expect(memory.kept.size).toBe(0);
  });

  it('opens a plan again only when nothing of it is on its way', async () => {
    const [server, memory] = [new PlanServer(), new SharedMemory()];
    const planner = await openPage(server, memory.page('1'));
    let letGo: (() => void) | undefined;
    const write = server.write.bind(server);
    server.write = async (...given) => {
      await new Promise<void>((resolve) => {
        letGo = resolve;
      });
      return write(...given);
    };
    draftOf(planner).run(convert('c', '丙'));
    await rest();
    planner.closePlan();
    const opened = planner.openPlan(server.id);
    await rest();
    expect(planner.draft.value).toBeNull();
    letGo?.();
    await opened;
    expect(draftOf(planner).info.value.version).toBe(2);
    expect(planner.leftBehind.value).toBeNull();
  });

  it('of two plans that are opened at once shows the second', async () => {
    const memory = new SharedMemory();
    const [one, two] = [new PlanServer('one'), new PlanServer('two')];
    let letGo: (() => void) | undefined;
    const api = new PlanServer();
    api.open = async (id?: string) => {
      if (id === 'one') await new Promise<void>((resolve) => (letGo = resolve));
      return (id === 'one' ? one : two).open();
    };
    const planner = page(api, memory.page('1'));
    const first = planner.openPlan('one');
    await planner.openPlan('two');
    letGo?.();
    await first;
    expect(draftOf(planner).info.value.id).toBe('two');
    expect(planner.opening.value).toBeNull();
  });

  it('opening the plan that is open keeps the edit as it is', async () => {
    const [server, memory] = [new PlanServer(), new SharedMemory()];
    const planner = await openPage(server, memory.page('1'));
    const draft = draftOf(planner);
    server.faults = ['unreachable'];
    draft.run(convert('c', '丙'));
    planner.setDialog('plans');
    await planner.openPlan(server.id);
    expect(planner.draft.value).toBe(draft);
    expect(planner.dialog.value).toBeNull();
  });

  it('says why a plan cannot be opened, and keeps the one that is open', async () => {
    const [server, memory] = [new PlanServer(), new SharedMemory()];
    const planner = await openPage(server, memory.page('1'));
    const draft = draftOf(planner);
    server.faults = ['unreachable'];
    await planner.openPlan('other');
    expect(planner.opening.value).toMatchObject({ status: 'failed' });
    expect(planner.draft.value).toBe(draft);
  });

  it('opens plans in a browser that keeps nothing', async () => {
    const complaint = vi.spyOn(console, 'error').mockReturnValue(undefined);
    const refuse = () => Promise.reject(new Error('IndexedDB is blocked'));
    const server = new PlanServer();
    const planner = await openPage(server, { leftBehind: refuse, forget: refuse, write: refuse });
    draftOf(planner).run(convert('c', '丙'));
    await rest();
    expect(namesOf(server)).toContain('丙');
    expect(draftOf(planner).saveState.value).toEqual({ kind: 'saved' });
    complaint.mockRestore();
  });

  it('shows the plans of the town that was asked for last', async () => {
    const server = new PlanServer();
    let letGo: (() => void) | undefined;
    const list = server.list.bind(server);
    server.list = async (code?: string) => {
      if (code === 'slow') await new Promise<void>((resolve) => (letGo = resolve));
      return (await list()).map((info) => ({ ...info, jurisdiction: code ?? '' }));
    };
    const planner = page(server, new SharedMemory().page('1'));
    const slow = planner.loadPlans('slow');
    await planner.loadPlans('quick');
    letGo?.();
    await slow;
    expect(planner.plans.value).toMatchObject({ value: [{ jurisdiction: 'quick' }] });
  });

  it('what is picked or locked and is no more is neither', async () => {
    const [server, memory] = [new PlanServer(), new SharedMemory()];
    const planner = await openPage(server, memory.page('1'));
    planner.pick(['a', 'b']);
    planner.toggleLock('b');
    planner.toggleLock('d');
    draftOf(planner).run(merge('a', 'b'));
    expect(planner.picked.value).toEqual(['a']);
    expect([...planner.locked.value]).toEqual(['d']);
    planner.closePlan();
    expect(planner.tool.value).toBe('inspect');
    expect(planner.picked.value).toEqual([]);
  });

  it('keeps both versions of a conflict: the copy is opened, and nothing waits any more', async () => {
    const [server, memory] = [new PlanServer(), new SharedMemory()];
    const planner = await openPage(server, memory.page('1'));
    const draft = draftOf(planner);
    server.do(merge('c', 'd'));
    draft.run(merge('a', 'b'));
    await rest();
    server.faults = ['unreachable'];
    await expect(planner.keepCopy('另存')).rejects.toThrow();
    expect(draft.saveState.value).toMatchObject({ kind: 'conflict', waiting: 1 });
    await planner.keepCopy('另存');
    await rest();
    expect(server.copies).toHaveLength(1);
    expect(draft.saveState.value.kind).toBe('saved');
    expect(planner.draft.value).not.toBe(draft);
    expect(planner.dialog.value).toBeNull();
    expect(memory.kept.size).toBe(0);
  });

  it('a plan that is not wanted any more is not opened', async () => {
    const [server, memory] = [new PlanServer(), new SharedMemory()];
    const planner = page(server, memory.page('1'));
    const opening = planner.openPlan(server.id);
    expect(planner.opening.value?.status).toBe('loading');
    planner.cancelOpening();
    expect(planner.opening.value).toBeNull();
    await opening;
    await rest();
    expect(planner.draft.value).toBeNull();
    expect(planner.opening.value).toBeNull();
  });
});
