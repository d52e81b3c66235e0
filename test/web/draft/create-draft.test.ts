import { describe, expect, it } from 'vitest';
import { auditPlan } from '#engine/plan/audit-plan.ts';
import type { PlanState } from '#engine/plan/types.ts';
import { createDraft, type DraftTools } from '../../../web/state/draft/create-draft.ts';
import type { Draft } from '../../../web/state/draft/types.ts';
import { readyValue } from '../../../web/state/loadable.ts';
import { convert, inlineAudit, merge, PlanServer, SharedMemory } from './plan-server.ts';

const bytesOf = (plan: PlanState): string =>
  JSON.stringify([[...plan.communities.values()], [...plan.assignment]]);

async function open(server = new PlanServer(), more: Partial<DraftTools> = {}) {
  const memory = new SharedMemory();
  const tools = { api: server, memory: memory.page('p'), startAudit: () => inlineAudit(), ...more };
  const draft = createDraft(await server.open(), tools);
  await rest();
  return { server, draft, memory };
}

/** Until everything that was begun is over. */
const rest = () => new Promise((resolve) => setTimeout(resolve, 5));

/** Page and server have the same plan, and the audit is of what is on the map. */
function expectAgreed(draft: Draft, server: PlanServer): void {
  expect(draft.saveState.value).toEqual({ kind: 'saved' });
  expect(bytesOf(draft.state.value)).toBe(bytesOf(server.state));
  expect(draft.info.value.version).toBe(server.version);
  expectAudited(draft);
}

function expectAudited(draft: Draft): void {
  expect(draft.auditing.value).toBe(false);
  const { base, policy: _, ...context } = draft.material;
  const whole = auditPlan(draft.shown.value, { ...context, base });
  const findings = readyValue(draft.audit.value)?.findings ?? null;
  expect(findings?.map(({ id }) => id).sort()).toEqual(whole.findings.map(({ id }) => id).sort());
}

describe('a draft', () => {
  it('does, undoes and redoes as the server does', async () => {
    const { draft, server } = await open();
    draft.run(merge('a', 'b'));
    draft.run([convert('c', '丙'), convert('d', '丁')]);
    expect(draft.history.value.entries).toHaveLength(3);
    await rest();
    expectAgreed(draft, server);
    draft.undo();
    draft.undo();
    draft.undo();
    expect(draft.canUndo.value).toBe(false);
    draft.redo();
    await rest();
    expectAgreed(draft, server);
    expect([...draft.state.value.communities.keys()]).toEqual(['a', 'c', 'd']);
    draft.goTo(2);
    draft.goTo(0);
    draft.goTo(99);
    await rest();
    expectAgreed(draft, server);
    expect(draft.history.value.index).toBe(2);
  });

  it('refuses with its reason, and leaves everything as it was', async () => {
    const { draft, server } = await open();
    const before = draft.state.value;
    expect(draft.can(merge('a', 'x'))?.code).toBe('unknown-community');
    expect(draft.run([merge('a', 'b'), merge('b', 'c')]).ok).toBe(false);
    expect(draft.refusal.value?.code).toBe('unknown-community');
    expect(draft.state.value).toBe(before);
    draft.run(merge('a', 'b'));
    expect(draft.refusal.value).toBeNull();
    await rest();
    expectAgreed(draft, server);
    expect(server.seen).toHaveLength(1);
  });

  it('a gesture of no operation is no step, and is not sent', async () => {
    const { draft, server } = await open();
    expect(draft.run([]).ok).toBe(true);
    expect(draft.tryOut([]).ok).toBe(true);
    await rest();
    expect(draft.canUndo.value).toBe(false);
    expect(server.seen).toEqual([]);
  });

  it('a preview is shown and audited, and nothing else until it is accepted', async () => {
    const { draft, server } = await open();
    const before = draft.state.value;
    draft.tryOut(merge('a', 'c'));
    expect(draft.refusal.value?.code).toBe('not-neighbours');
    draft.tryOut(merge('a', 'b'));
    expect(draft.state.value).toBe(before);
    expect(draft.shown.value.communities.size).toBe(3);
    await rest();
    expectAudited(draft);
    draft.reject();
    draft.reject();
    expect(draft.shown.value).toBe(before);
    await rest();
    expectAgreed(draft, server);
    draft.tryOut(merge('a', 'b'));
    draft.tryOut(merge('c', 'd'));
    draft.accept();
    draft.accept();
    await rest();
    expectAgreed(draft, server);
    expect([...draft.state.value.communities.keys()]).toEqual(['a', 'b', 'c']);
    expect(server.steps).toHaveLength(1);
  });

  it.each([
    ['run', (draft: Draft) => void draft.run(convert('d', '丁'))],
    ['undo', (draft: Draft) => draft.undo()],
    [
      'resume',
      (draft: Draft) =>
        void draft.resume(
          [{ kind: 'operations', key: 'k', operations: [convert('d', '丁')] }],
          true,
        ),
    ],
  ])('%s drops a preview', async (_name, act) => {
    const { draft, server } = await open();
    draft.run(convert('c', '丙'));
    draft.tryOut(merge('a', 'b'));
    act(draft);
    expect(draft.preview.value).toBeNull();
    draft.accept();
    await rest();
    expectAgreed(draft, server);
    expect(draft.state.value.communities.size).toBe(4);
  });

  it('a write whose answer is lost is done once', async () => {
    const { draft, server } = await open();
    server.faults = ['lost'];
    draft.run(convert('c', '丙'));
    await rest();
    expect(draft.saveState.value.kind).toBe('offline');
    draft.run(merge('a', 'b'));
    draft.retry();
    await rest();
    expectAgreed(draft, server);
    expect(server.steps).toHaveLength(2);
  });

  it('undoes the steps of an earlier visit, gesture by gesture', async () => {
    const server = new PlanServer();
    server.do(convert('c', '丙'), convert('d', '丁'));
    server.do(merge('a', 'b'));
    const { draft } = await open(server);
    const base = bytesOf(draft.material.base);
    draft.undo();
    draft.undo();
    await rest();
    expectAgreed(draft, server);
    expect(bytesOf(draft.state.value)).toBe(base);
    expect(draft.canUndo.value).toBe(false);
    const again = (await open(server)).draft;
    again.redo();
    again.redo();
    await rest();
    expectAgreed(again, server);
    expect(again.canRedo.value).toBe(false);
  });

  it('theirs: takes the plan of the server and drops what waits', async () => {
    const { draft, server } = await open();
    server.do(merge('c', 'd'));
    draft.run(merge('a', 'b'));
    await rest();
    expect(draft.saveState.value).toEqual({ kind: 'conflict', waiting: 1, mine: 1, theirs: 2 });
    await draft.settle('theirs');
    await rest();
    expectAgreed(draft, server);
    expect([...draft.state.value.communities.keys()]).toEqual(['a', 'b', 'c']);
  });

  it('mine: does what waits again, what is done meanwhile too', async () => {
    const { draft, server } = await open();
    server.do(merge('c', 'd'));
    draft.run(merge('a', 'b'));
    draft.undo();
    draft.redo();
    await rest();
    const settled = draft.settle('mine');
    draft.run(convert('b', '乙'));
    draft.run(convert('a', '甲'));
    await settled;
    await rest();
    expectAgreed(draft, server);
    expect(draft.state.value.communities.get('a')?.name).toBe('甲');
    expect(draft.state.value.communities.size).toBe(2);
  });

  it('mine: stops at what no longer fits, and says how much that is', async () => {
    const { draft, server } = await open();
    server.do(merge('b', 'c'));
    draft.run(convert('d', '丁'));
    draft.run(convert('c', '丙'));
    draft.run(convert('a', '甲'));
    await rest();
    await draft.settle('mine');
    await rest();
    expectAgreed(draft, server);
    expect(draft.state.value.communities.get('d')?.name).toBe('丁');
    expect(draft.state.value.communities.get('a')?.name).toBe('社区a');
    expect(draft.refusal.value?.code).toBe('unknown-community');
    expect(draft.refusal.value?.message.en).toContain('2 unsaved changes');
  });

  it.each(['undo', 'redo'] as const)('mine: does not %s what another planner did', async (kind) => {
    const server = new PlanServer();
    server.do(convert('a', '甲'));
    const { draft } = await open(server);
    if (kind === 'redo') {
      draft.undo();
      await rest();
    }
    server.do(convert('d', '丁'));
    if (kind === 'redo') {
      server.do(convert('c', '丙'));
      await server.write('', server.version, { kind: 'undo', key: 'theirs', steps: 1 });
    }
    draft[kind]();
    await rest();
    await draft.settle('mine');
    await rest();
    expect(draft.refusal.value?.code).toBe('undo-of-another-version');
    expectAgreed(draft, server);
    expect(draft.state.value.communities.get('d')?.name).toBe('丁');
    expect(draft.state.value.communities.get('c')?.name).toBe('社区c');
  });

  it('shows both versions of a conflict, and where doing mine again would stop', async () => {
    const server = new PlanServer();
    server.do(convert('a', '甲'));
    const { draft } = await open(server);
    const common = bytesOf(draft.state.value);
    server.do(merge('b', 'c'));
    draft.undo();
    draft.run(convert('d', '丁'));
    draft.run(convert('c', '丙'));
    draft.undo();
    draft.redo();
    await rest();
    expect(draft.saveState.value).toMatchObject({ kind: 'conflict', waiting: 5 });
    const { mine, theirs, stops, isRebased } = await draft.readConflict();
    expect(bytesOf(mine.common)).toBe(common);
    expect(mine.state).toBe(draft.state.value);
    expect(mine.undone).toHaveLength(1);
    // Not how it came about: what was undone and redone is one step.
    expect(mine.done.map(({ operations }) => operations[0]?.parameters)).toEqual([
      convert('d', '丁').parameters,
      convert('c', '丙').parameters,
    ]);
    expect(bytesOf(theirs.state)).toBe(bytesOf(server.state));
    expect(theirs).toMatchObject({ version: 3, log: [{ action: 'operate', version: 3 }] });
    expect(stops?.code).toBe('undo-of-another-version');
    expect(isRebased).toBe(false);
    // Nothing has come of looking.
    expect(draft.saveState.value).toMatchObject({ kind: 'conflict', waiting: 5 });
    await draft.copyMine('另存');
    expect(server.copies).toMatchObject([
      { name: '另存', version: 2, undone: 1, done: [[convert('d', '丁')], [convert('c', '丙')]] },
    ]);
  });

  it('what is done after a conflict is settled is set against what the server has then', async () => {
    const { draft, server } = await open();
    server.do(merge('c', 'd'));
    draft.run(merge('a', 'b'));
    await rest();
    expect((await draft.readConflict()).stops).toBeNull();
    await draft.settle('mine');
    await rest();
    server.do(convert('c', '丙'));
    draft.run(convert('a', '甲'));
    await rest();
    const { mine, theirs } = await draft.readConflict();
    expect([...mine.common.communities.keys()]).toEqual(['a', 'c']);
    expect(mine.done).toHaveLength(1);
    expect(theirs.log).toHaveLength(1);
  });

  it('goes to a snapshot in one step that can be undone, whatever waits', async () => {
    const { draft, server } = await open();
    draft.run(merge('a', 'b'));
    await draft.snapshot('第一稿');
    const first = bytesOf(draft.state.value);
    draft.run(convert('c', '丙'));
    draft.run(convert('d', '丁'));
    const second = bytesOf(draft.state.value);
    const [snapshot] = await draft.snapshots();
    const restored = draft.restore(snapshot?.id ?? '');
    await restored;
    await rest();
    expectAgreed(draft, server);
    expect(bytesOf(draft.state.value)).toBe(first);
    expect(draft.history.value.undoes?.label.zh).toBe('第一稿');
    draft.undo();
    await rest();
    expectAgreed(draft, server);
    expect(bytesOf(draft.state.value)).toBe(second);
    await expect(draft.restore('no such')).rejects.toThrow();
    expectAgreed(draft, server);
  });

  it('a conflict cannot be settled while the server is away, and can be afterwards', async () => {
    const { draft, server } = await open();
    server.do(merge('c', 'd'));
    draft.run(merge('a', 'b'));
    await rest();
    server.faults = ['unreachable'];
    await expect(draft.settle('mine')).rejects.toThrow();
    expect(draft.saveState.value.kind).toBe('conflict');
    await draft.settle('mine');
    await rest();
    expectAgreed(draft, server);
  });

  it('what the server refuses for good can be dropped', async () => {
    const { draft, server } = await open();
    server.faults = ['too-large'];
    draft.run(merge('a', 'b'));
    draft.run(convert('c', '丙'));
    await rest();
    expect(draft.saveState.value).toMatchObject({ kind: 'refused', waiting: 2 });
    await draft.settle('theirs');
    await rest();
    expectAgreed(draft, server);
    draft.run(convert('c', '丙'));
    await rest();
    expectAgreed(draft, server);
  });

  it('a snapshot and a waiver are of the state that is shown, whatever waits', async () => {
    const { draft, server } = await open();
    draft.run(merge('a', 'b'));
    const named = draft.snapshot('甲方案');
    draft.run(convert('c', '丙'));
    await named;
    await rest();
    expectAgreed(draft, server);
    const [snapshot] = server.snapshotsTaken;
    expect(snapshot?.version).toBeGreaterThanOrEqual(2);
    const finding = { id: 'f1' } as Parameters<Draft['waive']>[0];
    draft.run(convert('d', '丁'));
    await draft.waive(finding, '已核实');
    expect(draft.waivers.value.get('f1')).toBe('已核实');
    expect(server.waivers.get('f1')).toBe('已核实');
    await draft.unwaive(finding);
    expect(draft.waivers.value.has('f1')).toBe(false);
    expect(server.waivers.has('f1')).toBe(false);
    await rest();
    expectAgreed(draft, server);
    server.faults = ['unreachable'];
    draft.undo();
    await expect(draft.snapshot('乙方案')).rejects.toThrow();
    expect(server.snapshotsTaken).toHaveLength(1);
  });

  it('an audit that failed is made anew, of what is shown', async () => {
    const fails = { count: 1 };
    const { draft, server } = await open(new PlanServer(), {
      startAudit: () => inlineAudit(fails),
    });
    expect(draft.audit.value.status).toBe('failed');
    draft.run(merge('a', 'b'));
    await rest();
    expectAgreed(draft, server);
    fails.count = 1;
    draft.tryOut(merge('c', 'd'));
    await rest();
    expect(draft.audit.value.status).toBe('failed');
    draft.retryAudit();
    await rest();
    expectAudited(draft);
  });

  it('forgets nothing that is not on the server when it is closed', async () => {
    const { draft, server, memory } = await open();
    server.faults = ['unreachable'];
    draft.run(merge('a', 'b'));
    draft.run(convert('c', '丙'));
    await draft.close();
    const [kept] = [...memory.kept.values()];
    expect(kept).toMatchObject({ planId: 'plan-1', version: 1 });
    expect(kept?.waiting).toHaveLength(2);
  });
});
