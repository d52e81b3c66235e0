import { Value } from 'typebox/value';
import { expect, it } from 'vitest';
import {
  HistorySchema,
  OperationsAnswerSchema,
  type Plan,
  PlanAuditSchema,
  PlanDiffSchema,
  PlanSchema,
} from '#contract/plans.ts';
import { describeOnEachDatabase } from '../helpers/databases.ts';
import { box } from '../helpers/squares.ts';
import { type PlanTown, planTown } from './helpers/plans.ts';
import { type Answer, expectProblem, serviceOn } from './helpers/service.ts';
import { freshCode } from './helpers/town.ts';

const good = <T>(answer: Answer, status = 200): T => {
  expect(answer.statusCode, answer.body.slice(0, 2000)).toBe(status);
  return answer.json<T>();
};

interface Written {
  plan: Plan;
  operations: { sequence: number; operation: string; description: { zh: string; en: string } }[];
  communities: { put: string[]; removed: string[] };
  audit: { counts: Record<string, number>; added: { kind: string }[]; removed: string[] };
}

describeOnEachDatabase('plans', (database) => {
  const app = serviceOn(database);
  const town = (columns = 3, rows = 2): Promise<PlanTown> =>
    planTown(app(), freshCode(), columns, rows);

  it('begin from the register of a jurisdiction, on a day', async () => {
    const { code, send } = await town();
    const created = await send('POST', '/plans', { name: '调整方案', jurisdiction: code });
    const plan = good<Plan>(created, 201);
    expect([...Value.Errors(PlanSchema, plan)]).toEqual([]);
    expect(plan).toMatchObject({
      ...{ jurisdiction: code, name: '调整方案', status: 'draft', version: 1, undo: 0, redo: 0 },
      ...{ policy: 'yuhang-2020', parent: null, createdBy: '李四' },
    });
    expect(created.headers).toMatchObject({ etag: '"1"', location: `/plans/${plan.id}` });
    const again = await send('GET', `/plans/${plan.id}`);
    expect(good<Plan>(again)).toEqual(plan);
    expect(again.headers.etag).toBe('"1"');
    const known = await send('GET', `/plans/${plan.id}`, undefined, { 'if-none-match': '"1"' });
    expect(known.statusCode).toBe(304);
    const list = good<{ plans: Plan[] }>(await send('GET', `/plans?jurisdiction=${code}`));
    expect(list.plans.map(({ id }) => id)).toEqual([plan.id]);
  });

  it('are listed in pages, the newest first, by status', async () => {
    const { code, send, begin } = await town(1, 1);
    for (const name of ['一', '二', '三']) await begin(name);
    type Page = { plans: Plan[]; next?: string };
    const first = good<Page>(await send('GET', `/plans?jurisdiction=${code}&limit=2`));
    expect(first.plans.map(({ name }) => name)).toEqual(['三', '二']);
    const second = good<Page>(await send('GET', first.next ?? ''));
    expect(second.plans.map(({ name }) => name)).toEqual(['一']);
    expect(second.next).toBeUndefined();
    const none = good<Page>(await send('GET', `/plans?jurisdiction=${code}&status=archived`));
    expect(none.plans).toEqual([]);
    expectProblem(await send('GET', '/plans?status=lost'), 400, 'invalid-parameter');
  });

  it('are refused without a name, a source or a policy that there is', async () => {
    const { code, send } = await town(1, 1);
    const post = (body: object) => send('POST', '/plans', body);
    expectProblem(await post({ jurisdiction: code }), 400, 'invalid-body');
    expectProblem(await post({ name: 'x' }), 400, 'invalid-body');
    expectProblem(await post({ name: 'x', jurisdiction: freshCode() }), 404, 'not-found');
    expectProblem(
      await post({ name: 'x', jurisdiction: code, datetime: '2026-02-30' }),
      400,
      'invalid-body',
    );
    expectProblem(
      await post({ name: 'x', jurisdiction: code, policy: 'none' }),
      422,
      'unknown-policy',
    );
    expectProblem(await send('GET', '/plans/not-an-id'), 404, 'not-found');
  });

  it('take an operation, and tell what it did', async () => {
    const { operate, begin, send } = await town();
    const plan = await begin();
    const answer = await operate(plan, 1, {
      operation: 'merge',
      parameters: { communities: ['A1', 'B1'], into: 'A1', name: '合并社区' },
    });
    const written = good<Written>(answer);
    expect([...Value.Errors(OperationsAnswerSchema, written)]).toEqual([]);
    expect(answer.headers.etag).toBe('"2"');
    expect(written).toMatchObject({
      plan: { version: 2, undo: 1, redo: 0, updatedBy: '李四' },
      operations: [{ sequence: 1, operation: 'merge' }],
      communities: { put: ['A1'], removed: ['B1'] },
      audit: { counts: { overlap: 0, gap: 0 } },
    });
    const { features, removed } = good<Communities>(
      await send('GET', `/plans/${plan}/communities?changed=true`),
    );
    expect(removed).toEqual(['B1']);
    expect(features).toMatchObject([
      { id: 'A1', properties: { name: '合并社区', planChange: 'changed', kind: 'urban' } },
    ]);
  });

  it('need If-Match, and show both versions when it is stale', async () => {
    const { operate, begin, send, rename } = await town();
    const plan = await begin();
    const operation = rename('A1', '新名');
    const missing = await send('POST', `/plans/${plan}/operations`, operation);
    expectProblem(missing, 428, 'precondition-required');
    const star = await send('POST', `/plans/${plan}/operations`, operation, { 'if-match': '*' });
    expectProblem(star, 428, 'precondition-required');
    good(await operate(plan, 1, operation));
    const stale = await operate(plan, 1, rename('A1', '另名'));
    expect(expectProblem(stale, 412, 'version-conflict')).toMatchObject({
      given: { version: 1 },
      current: { version: 2, etag: '"2"', updatedBy: '李四' },
      operations: [{ sequence: 1, operation: 'set-attributes', author: '李四', planVersion: 2 }],
    });
    expect(good<Plan>(await send('GET', `/plans/${plan}`)).version).toBe(2);
    const foreign = await send('POST', `/plans/${plan}/operations`, operation, {
      'if-match': 'W/"2", "abc"',
    });
    expectProblem(foreign, 412, 'version-conflict');
  });

  it('give the reason when an operation may not run, and change nothing', async () => {
    const { operate, begin, send } = await town();
    const plan = await begin();
    const impossible = {
      operation: 'merge',
      parameters: { communities: ['A1', 'Z9'], into: 'A1' },
    };
    const refused = expectProblem(await operate(plan, 1, impossible), 422, 'operation-refused');
    expect(refused).toMatchObject({
      reason: {
        code: 'unknown-community',
        communities: ['Z9'],
        message: { zh: expect.any(String), en: expect.any(String) },
      },
    });
    const trial = await send('POST', `/plans/${plan}/operations?dryRun=true`, impossible);
    expectProblem(trial, 422, 'operation-refused');
    const malformed = await operate(plan, 1, { operation: 'merge', parameters: { into: 3 } });
    expect(expectProblem(malformed, 400, 'invalid-body').errors?.[0]?.pointer).toMatch(
      /^\/parameters/,
    );
    expectProblem(await operate(plan, 1, { operation: 'teleport' }), 400, 'invalid-body');
    expect(good<Plan>(await send('GET', `/plans/${plan}`)).version).toBe(1);
  });

  it('say in a dry run what would happen, without a version', async () => {
    const { begin, send, rename } = await town();
    const plan = await begin();
    const trial = good<Written & { dryRun: boolean }>(
      await send('POST', `/plans/${plan}/operations?dryRun=true`, rename('A1', '新名')),
    );
    expect(trial).toMatchObject({
      dryRun: true,
      plan: { version: 1, undo: 0 },
      operations: [{ sequence: null, operation: 'set-attributes' }],
      communities: { put: ['A1'], removed: [] },
    });
    expect(good<{ operations: unknown[] }>(await send('GET', `/plans/${plan}/operations`))).toEqual(
      { operations: [] },
    );
  });

  it('apply a list of operations wholly or not at all', async () => {
    const { operate, begin, rename, send } = await town();
    const plan = await begin();
    const list = [rename('A1', '甲'), rename('Z9', '乙')];
    const refused = expectProblem(await operate(plan, 1, list), 422, 'operation-refused');
    expect(refused.errors?.[0]?.pointer).toBe('/1');
    expect(
      good<Communities>(await send('GET', `/plans/${plan}/communities?changed=true`)).features,
    ).toEqual([]);
    const both = good<Written>(await operate(plan, 1, [rename('A1', '甲'), rename('B1', '乙')]));
    expect(both.operations.map(({ sequence }) => sequence)).toEqual([1, 2]);
    expect(both.plan).toMatchObject({ version: 2, undo: 2 });
  });

  it('undo and redo, by steps and to a sequence, and give back every digit', async () => {
    const { operate, begin, send, move, rename } = await town();
    const plan = await begin();
    const start = (await send('GET', `/plans/${plan}/communities`)).body;
    good(await operate(plan, 1, rename('C1', '丙')));
    const merge = { operation: 'merge', parameters: { communities: ['A1', 'B1'], into: 'B1' } };
    good(await operate(plan, 2, merge));
    good(await operate(plan, 3, rename('B1', '合并')));
    const end = (await send('GET', `/plans/${plan}/communities`)).body;
    expect(end).not.toBe(start);
    const undone = good<Written>(await move(plan, 4, 'undo'));
    expect(undone.plan).toMatchObject({ version: 5, undo: 2, redo: 1 });
    good(await move(plan, 5, 'undo', { to: 0 }));
    expect((await send('GET', `/plans/${plan}/communities`)).body).toBe(start);
    expectProblem(await move(plan, 6, 'undo'), 409, 'nothing-to-do');
    const redone = good<Written & { sequences: number[] }>(
      await move(plan, 6, 'redo', { steps: 2 }),
    );
    expect(redone.sequences).toEqual([1, 2]);
    good(await move(plan, 7, 'redo'));
    expect((await send('GET', `/plans/${plan}/communities`)).body).toBe(end);
    expectProblem(await move(plan, 8, 'redo'), 409, 'nothing-to-do');
  });

  it('keep a complete history: what was undone before another operation is abandoned', async () => {
    const { operate, begin, send, move, rename } = await town();
    const plan = await begin();
    good(await operate(plan, 1, rename('A1', '一')));
    good(await move(plan, 2, 'undo'));
    good(await operate(plan, 3, rename('A1', '二')));
    const history = good<{
      operations: { sequence: number; state: string; author: string; planVersion: number }[];
    }>(await send('GET', `/plans/${plan}/operations`));
    expect([...Value.Errors(HistorySchema, history)]).toEqual([]);
    expect(history.operations).toMatchObject([
      { sequence: 1, state: 'abandoned', author: '李四', planVersion: 2 },
      { sequence: 2, state: 'applied', author: '李四', planVersion: 4 },
    ]);
    expectProblem(await move(plan, 4, 'redo'), 409, 'nothing-to-do');
    const { events } = good<{ events: { action: string; actor: string }[] }>(
      await send('GET', `/plans/${plan}/events`),
    );
    expect(events.map(({ action }) => action)).toEqual([
      ...['plan.create', 'plan.operate', 'plan.undo', 'plan.operate'],
    ]);
    expect(new Set(events.map(({ actor }) => actor))).toEqual(new Set(['李四']));
  });

  it('answer a request that is sent again as before, and refuse its key for another', async () => {
    const { begin, send, rename } = await town();
    const plan = await begin();
    const headers = { 'if-match': '"1"', 'idempotency-key': 'k-1' };
    const url = `/plans/${plan}/operations`;
    const first = await send('POST', url, rename('A1', '一'), headers);
    const again = await send('POST', url, rename('A1', '一'), headers);
    expect(good(again)).toEqual(good(first));
    expect(again.headers.etag).toBe('"2"');
    const other = await send('POST', url, rename('A1', '二'), headers);
    expectProblem(other, 422, 'idempotency-conflict');
    expect(good<Plan>(await send('GET', `/plans/${plan}`)).version).toBe(2);
    // Together: one does it, the others are told the same.
    const together = await Promise.all(
      [1, 2, 3].map(() =>
        send('POST', url, rename('B1', '三'), { 'if-match': '"2"', 'idempotency-key': 'k-2' }),
      ),
    );
    for (const answer of together) expect(good(answer)).toEqual(good(together[0]!));
    expect(good<Plan>(await send('GET', `/plans/${plan}`)).version).toBe(3);
  });

  it('lose no write of many writers at once', async () => {
    const { operate, begin, send, rename } = await town();
    const plan = await begin();
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => operate(plan, 1, rename('A1', `第${index}`))),
    );
    const done = answers.filter(({ statusCode }) => statusCode === 200);
    expect(done).toHaveLength(1);
    for (const answer of answers) {
      if (answer !== done[0]) expectProblem(answer, 412, 'version-conflict');
    }
    expect(good<Plan>(await send('GET', `/plans/${plan}`))).toMatchObject({ version: 2, undo: 1 });
  });

  it('keep named states, which survive undo and can be gone back to', async () => {
    const { operate, begin, send, move, rename, write } = await town();
    const plan = await begin();
    good(await operate(plan, 1, rename('A1', '甲')));
    const kept = (await send('GET', `/plans/${plan}/communities`)).body;
    const taken = good<{ plan: Plan; snapshot: { id: string } }>(
      await write('POST', `/plans/${plan}/snapshots`, 2, { name: '初稿' }),
    );
    expect(taken.plan.version).toBe(2);
    expectProblem(
      await write('POST', `/plans/${plan}/snapshots`, 2, { name: '初稿' }),
      409,
      'name-taken',
    );
    good(await move(plan, 2, 'undo'));
    good(await operate(plan, 3, rename('B1', '乙')));
    const { snapshots } = good<{ snapshots: { id: string; restorable: boolean }[] }>(
      await send('GET', `/plans/${plan}/snapshots`),
    );
    expect(snapshots).toMatchObject([{ id: taken.snapshot.id, name: '初稿', restorable: true }]);
    const url = `/plans/${plan}/snapshots/${taken.snapshot.id}`;
    const restored = good<Written>(await write('POST', `${url}/restore`, 4));
    expect(restored.operations).toMatchObject([{ sequence: 3, operation: 'restore-snapshot' }]);
    expect((await send('GET', `/plans/${plan}/communities`)).body).toBe(kept);
    expectProblem(await write('POST', `${url}/restore`, 5), 409, 'nothing-to-do');
    good(await move(plan, 5, 'undo'));
    const diff = good<{ communities: { id: string }[] }>(
      await send('GET', `/plans/${plan}/diff?against=snapshot:${taken.snapshot.id}`),
    );
    expect([...Value.Errors(PlanDiffSchema, diff)]).toEqual([]);
    good(await write('DELETE', url, 6));
    expectProblem(await write('DELETE', url, 6), 404, 'not-found');
  });

  it('branch: with the head and the history, and without touching the parent', async () => {
    const { operate, begin, send, move, rename } = await town();
    const plan = await begin();
    const start = (await send('GET', `/plans/${plan}/communities`)).body;
    good(await operate(plan, 1, rename('A1', '甲')));
    const head = (await send('GET', `/plans/${plan}/communities`)).body;
    const branch = good<Plan>(await send('POST', '/plans', { name: '另案', from: plan }), 201);
    expect(branch).toMatchObject({ version: 1, undo: 1, parent: { id: plan, version: 2 } });
    expect((await send('GET', `/plans/${branch.id}/communities`)).body).toBe(head);
    good(await move(branch.id, 1, 'undo'));
    expect((await send('GET', `/plans/${branch.id}/communities`)).body).toBe(start);
    expect((await send('GET', `/plans/${plan}/communities`)).body).toBe(head);
    good(await send('GET', `/plans/${branch.id}/diff?against=${plan}`));
    const elsewhere = await (await town(1, 1)).begin();
    expectProblem(
      await send('GET', `/plans/${plan}/diff?against=${elsewhere}`),
      400,
      'invalid-parameter',
    );
  });

  it('are archived, and taken up again', async () => {
    const { operate, begin, write, rename } = await town(1, 1);
    const plan = await begin();
    const archived = good<{ plan: Plan }>(await write('DELETE', `/plans/${plan}`, 1));
    expect(archived.plan).toMatchObject({ status: 'archived', version: 2 });
    expectProblem(await operate(plan, 2, rename('A1', '甲')), 409, 'plan-closed');
    const back = await write('PATCH', `/plans/${plan}`, 2, { status: 'draft', name: '再议' });
    expect(good<{ plan: Plan }>(back).plan).toMatchObject({ status: 'draft', name: '再议' });
    good(await operate(plan, 3, rename('A1', '甲')));
  });

  it('have an audit that is stored, goes stale with a write, and can be waived', async () => {
    const { operate, begin, send, write, rename } = await town();
    const plan = await begin();
    const url = `/plans/${plan}/audit`;
    type Audit = {
      findings: { id: string; severity: string; rule: string }[];
      standing: Record<string, number>;
      waivers: { finding: string; reason: string; author: string }[];
    };
    const audit = good<Audit>(await send('GET', url));
    expect([...Value.Errors(PlanAuditSchema, audit)]).toEqual([]);
    expect(good(await send('GET', url))).toEqual(audit);
    const rows = () => database().knex('finding').where({ plan_id: plan });
    expect(await rows()).toHaveLength(audit.findings.length);
    expect(good<Plan>(await send('GET', `/plans/${plan}`)).audit.state).toBe('current');
    good(await operate(plan, 1, rename('A1', '甲')));
    expect(good<Plan>(await send('GET', `/plans/${plan}`)).audit.state).toBe('stale');
    const after = good<Audit>(await send('GET', url));
    const [finding] = after.findings;
    expect(finding).toBeDefined();
    const waived = await write('POST', `/plans/${plan}/waivers`, 2, {
      ...{ finding: finding!.id, reason: '已与街道商定' },
    });
    expect(good<Audit>(waived).waivers).toMatchObject([
      { finding: finding!.id, reason: '已与街道商定', author: '李四' },
    ]);
    const { standing } = good<Audit>(await send('GET', url));
    const severity = finding!.severity;
    expect(standing[severity]).toBe((after.standing[severity] ?? 0) - 1);
    expectProblem(
      await write('POST', `/plans/${plan}/waivers`, 2, { finding: 'none', reason: 'x' }),
      404,
      'not-found',
    );
    good(await write('DELETE', `/plans/${plan}/waivers/${encodeURIComponent(finding!.id)}`, 2));
    expect(good<Audit>(await send('GET', url)).waivers).toEqual([]);
  });

  it('find what an operation brings about: the findings of the answer are those of the audit', async () => {
    const { operate, begin, send } = await town();
    const plan = await begin();
    // A hole in the middle of nowhere: ground of A1 that goes to nobody.
    const drawn = good<Written>(
      await operate(plan, 1, {
        operation: 'draw-community',
        parameters: {
          ...{ id: 'N1', name: '新社区' },
          geometry: { type: 'Polygon', coordinates: [box(20, 20, 60, 60)] },
        },
      }),
    );
    expect(drawn.communities.put).toEqual(['A1', 'N1']);
    expect(drawn.audit.added.map(({ kind }) => kind)).toContain('enclave');
    const audit = good<{ findings: { id: string; kind: string }[] }>(
      await send('GET', `/plans/${plan}/audit`),
    );
    expect(audit.findings.map(({ kind }) => kind)).toContain('enclave');
  });
});

interface Communities {
  features: { id: string; properties: Record<string, unknown> }[];
  removed: string[];
}
