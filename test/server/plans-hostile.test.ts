import { expect, it } from 'vitest';
import type { Plan } from '#contract/plans.ts';
import { describeOnEachDatabase } from '../helpers/databases.ts';
import { box } from '../helpers/squares.ts';
import { type PlanTown, planTown } from './helpers/plans.ts';
import { type Answer, expectProblem, post, serviceOn } from './helpers/service.ts';
import { collection, feature, freshCode, squareTown } from './helpers/town.ts';

const good = <T>(answer: Answer, status = 200): T => {
  expect(answer.statusCode, answer.body.slice(0, 2000)).toBe(status);
  return answer.json<T>();
};

const LONG = { timeout: 120_000 };

describeOnEachDatabase('plans under hostile requests', (database) => {
  const app = serviceOn(database);
  const town = (more: object = {}): Promise<PlanTown> =>
    planTown(app(), freshCode(), 2, 2, { policy: 'generic', ...more });
  const versionOf = async ({ send }: PlanTown, plan: string) =>
    good<Plan>(await send('GET', `/plans/${plan}`)).version;

  it('a list whose 300th operation is refused writes none of them', LONG, async () => {
    const at = await town();
    const plan = await at.begin();
    const list = Array.from({ length: 500 }, (_, index) =>
      at.rename(index === 299 ? 'Z9' : 'A1', `名${index}`),
    );
    const refused = expectProblem(await at.operate(plan, 1, list), 422, 'operation-refused');
    expect(refused.errors?.[0]?.pointer).toBe('/299');
    expect(await versionOf(at, plan)).toBe(1);
    const rows = await database().knex('plan_operation').where({ plan_id: plan });
    expect(rows).toEqual([]);
    expectProblem(await at.operate(plan, 1, [...list, list[0]]), 400, 'invalid-body');
    expectProblem(await at.operate(plan, 1, []), 400, 'invalid-body');
  });

  it('names of objects, NUL and very long names do no harm', LONG, async () => {
    const at = await town();
    const plan = await at.begin();
    let version = 1;
    for (const id of ['constructor', 'toString', 'hasOwnProperty', '__proto__']) {
      const [east, size] = [10 * version, 5];
      const drawn = await at.operate(plan, version, {
        operation: 'draw-community',
        parameters: {
          ...{ id, name: id },
          geometry: { type: 'Polygon', coordinates: [box(east, 20, east + size, 25)] },
        },
      });
      expect([200, 400, 422]).toContain(drawn.statusCode);
      if (drawn.statusCode !== 200) continue;
      good(await at.move(plan, version + 1, 'undo'));
      good(await at.move(plan, version + 2, 'redo'));
      version += 3;
      const { features } = good<{ features: { id: string }[] }>(
        await at.send('GET', `/plans/${plan}/communities`),
      );
      expect(features.map((found) => found.id)).toContain(id);
    }
    const raw = async (url: string, body: string, headers: Record<string, string> = {}) =>
      (await post(app(), url, body, { 'if-match': `"${version}"`, ...headers })).statusCode;
    const url = `/plans/${plan}/operations`;
    for (const body of [
      '{"operation":"set-attributes","parameters":{"community":"A1","name":"\\u0000"}}',
      '{"operation":"set-attributes","parameters":{"community":"A1","name":"half \\ud800"}}',
      '{"operation":"set-attributes","parameters":{"community":"A1","__proto__":{"name":"x"}}}',
      '{"operation":"constructor","parameters":{}}',
      '{"operation":"__proto__","parameters":{}}',
      JSON.stringify(at.rename('A1', '长'.repeat(100_001))),
    ]) {
      expect(await raw(url, body), body.slice(0, 100)).toBe(400);
    }
    expect(await raw(url, `[${' '.repeat(17 * 1024 * 1024)}]`)).toBe(413);
    for (const body of [
      { name: '\0', jurisdiction: at.code },
      { name: 'x', jurisdiction: '\0' },
      { name: 'x'.repeat(201), jurisdiction: at.code },
      { name: 'x', jurisdiction: at.code, datetime: '0000-01-01' },
      { name: 'x', jurisdiction: at.code, datetime: '2023-02-29' },
    ]) {
      expect(await raw('/plans', JSON.stringify(body))).toBe(400);
    }
    const snapshot = await raw(`/plans/${plan}/snapshots`, '{"name":"\\u0000"}');
    expect(snapshot).toBe(400);
    const waiver = await at.write('DELETE', `/plans/${plan}/waivers/%00`, version);
    expect([400, 404]).toContain(waiver.statusCode);
    for (const cursor of ['+275760-09-13T00:00:00.000Z', '0000-01-01T00:00:00.000Z', 'x']) {
      const page = await at.send('GET', `/plans?cursor=${encodeURIComponent(cursor)}_${plan}`);
      expectProblem(page, 400, 'invalid-parameter');
    }
    expect(await versionOf(at, plan)).toBe(version);
  });

  it('a plan made in the same millisecond as the last of a page is on the next', LONG, async () => {
    const at = await town();
    const plans = [];
    for (const name of ['一', '二', '三', '四']) plans.push(await at.begin(name));
    // Microseconds, whose order is against that of the ids.
    for (const [index, id] of [...plans].sort().entries()) {
      await database()
        .knex('plan')
        .where({ id })
        .update({ created_at: `2026-01-01T00:00:00.00000${9 - index}Z` });
    }
    const found: string[] = [];
    let next: string | undefined = `/plans?jurisdiction=${at.code}&limit=1`;
    while (next !== undefined) {
      const page: { plans: Plan[]; next?: string } = good(await at.send('GET', next));
      found.push(...page.plans.map(({ id }) => id));
      next = page.next;
    }
    expect(found.sort()).toEqual(plans.sort());
  });

  it('a waiver sent again after its finding is gone is answered as before', LONG, async () => {
    const at = await town();
    const plan = await at.begin();
    const hole = { type: 'Polygon', coordinates: [box(130, 130, 170, 170)] };
    good(
      await at.operate(plan, 1, {
        ...{ operation: 'transfer-area', parameters: { to: 'A1', area: hole } },
      }),
    );
    type Audit = { findings: { id: string; severity: string }[]; waivers: object[] };
    const { findings } = good<Audit>(await at.send('GET', `/plans/${plan}/audit`));
    const finding = findings.find(({ severity }) => severity === 'error')!.id;
    const url = `/plans/${plan}/waivers`;
    const headers = { 'if-match': '"2"', 'idempotency-key': `w-${plan}` };
    const first = await at.send('POST', url, { finding, reason: '已报批' }, headers);
    good(first);
    // Waived again for another reason: the log tells of both.
    good(await at.write('POST', url, 2, { finding, reason: '另有批复' }));
    good(await at.move(plan, 2, 'undo'));
    const again = await at.send('POST', url, { finding, reason: '已报批' }, headers);
    expect(again.body).toBe(first.body);
    // Neither a stale version nor a closed plan is taken for a finding that is not there.
    expectProblem(
      await at.write('POST', url, 2, { finding, reason: 'x' }),
      412,
      'version-conflict',
    );
    expectProblem(await at.write('POST', url, 3, { finding, reason: 'x' }), 404, 'not-found');
    const { events } = good<{ events: { action: string; before: object; after: object }[] }>(
      await at.send('GET', `/plans/${plan}/events`),
    );
    expect(events.map(({ action }) => action)).toEqual([
      ...['plan.create', 'plan.operate', 'plan.waive', 'plan.waive', 'plan.undo'],
    ]);
    expect(events[3]).toMatchObject({
      before: { finding, reason: '已报批', author: '李四' },
      after: { finding, reason: '另有批复' },
    });
  });

  it('an audit is stale once other material has been imported', LONG, async () => {
    const units = (households: number) =>
      collection(feature({ code: 'U0', community: 'A1', households }, [box(0, 0, 50, 50)]));
    const at = await town({ units: units(10) });
    const plan = await at.begin();
    const state = async () => good<Plan>(await at.send('GET', `/plans/${plan}`)).audit.state;
    good(await at.send('GET', `/plans/${plan}/audit`));
    expect(await state()).toBe('current');
    const { jurisdiction, communities } = squareTown(at.code);
    good(
      await post(app(), '/imports', {
        ...{ jurisdiction, communities, policy: 'generic', effective: '2024-01-01' },
        units: units(20),
      }),
    );
    expect(await state()).toBe('stale');
    good(await at.operate(plan, 1, at.rename('A1', '甲')));
    good(await at.send('GET', `/plans/${plan}/audit`));
    expect(await state()).toBe('current');
  });

  it('undo and redo of two clients, and a list of versions, lose nothing', LONG, async () => {
    const at = await town();
    const plan = await at.begin();
    good(await at.operate(plan, 1, at.rename('A1', '一')));
    good(await at.operate(plan, 2, at.rename('A1', '二')));
    const both = await Promise.all([at.move(plan, 3, 'undo'), at.move(plan, 3, 'undo')]);
    expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([200, 412]);
    const mixed = await Promise.all([
      at.move(plan, 4, 'redo'),
      at.operate(plan, 4, at.rename('B1', '三')),
    ]);
    expect(mixed.map(({ statusCode }) => statusCode).sort()).toEqual([200, 412]);
    const url = `/plans/${plan}/operations`;
    const list = (tags: string) =>
      at.send('POST', url, at.rename('B2', '四'), { 'if-match': tags });
    expectProblem(await list('"1", W/"5", "x"'), 412, 'version-conflict');
    expectProblem(await list(''), 428, 'precondition-required');
    good(await list('"1", "5"'));
    expect(await versionOf(at, plan)).toBe(6);
    // A key of another plan of the jurisdiction is one for another request.
    const other = await at.begin();
    const key = { 'if-match': '"1"', 'idempotency-key': 'shared' };
    good(await at.send('POST', `/plans/${other}/operations`, at.rename('A1', 'x'), key));
    expectProblem(
      await at.send('POST', url, at.rename('A1', 'x'), key),
      422,
      'idempotency-conflict',
    );
    // What was refused is not kept: with the next version it is done.
    const retry = { 'if-match': '"5"', 'idempotency-key': 'retry' };
    expectProblem(await at.send('POST', url, at.rename('A1', 'y'), retry), 412, 'version-conflict');
    good(await at.send('POST', url, at.rename('A1', 'y'), { ...retry, 'if-match': '"6"' }));
  });

  it('plans registered one after the other show the right history', LONG, async () => {
    const units = collection(
      feature({ code: 'U0', community: 'A1', households: 10 }, [box(0, 0, 100, 100)]),
      feature({ code: 'U1', community: 'B1', households: 10 }, [box(100, 0, 200, 100)]),
    );
    const at = await town({ units });
    const [first, second] = [await at.begin('一'), await at.begin('二')];
    const merge = { operation: 'merge', parameters: { communities: ['A1', 'B1'], into: 'A1' } };
    good(await at.operate(first, 1, merge));
    good(await at.operate(second, 1, at.rename('B2', '新名')));
    const register = (plan: string, version: number, effective: string) =>
      at.write('POST', `/plans/${plan}/registration`, version, { effective });
    expectProblem(await register(first, 2, '2023-06-01'), 409, 'register-moved-on');
    expectProblem(await register(first, 2, '2023-02-29'), 400, 'invalid-body');
    const moment = async () => {
      const { rows } = await database().knex.raw('select clock_timestamp() as at');
      return (rows[0].at as Date).toISOString();
    };
    const before = await moment();
    good(await register(first, 2, '2025-01-01'));
    expectProblem(await register(first, 3, '2025-01-01'), 409, 'plan-closed');
    expectProblem(await register(second, 2, '2025-06-01'), 409, 'register-moved-on');
    good(await at.write('POST', `/plans/${second}/rebase`, 2, { datetime: '2025-06-01' }));
    good(await register(second, 3, '2025-06-01'));
    // A code that returns: B1 is split off A1 again.
    const third = await at.begin('三');
    const parts = [
      { id: 'A1', units: ['U0'] },
      { id: 'B1', name: 'B1社区', units: ['U1'] },
    ];
    good(
      await at.operate(third, 1, {
        ...{ operation: 'split-into-parts', parameters: { community: 'A1', parts } },
      }),
    );
    const done = good<{ lineage: object[]; units: number }>(await register(third, 2, '2025-09-01'));
    expect(done.units).toBe(1);
    expect(done.lineage).toContainEqual(
      expect.objectContaining({ parent: 'A1', child: 'B1', kind: 'split' }),
    );
    const inForce = async (query: string) =>
      good<{ features: { properties: { code: string; name: string } }[] }>(
        await at.send('GET', `/collections/communities/items?jurisdiction=${at.code}&${query}`),
      )
        .features.map(({ properties: { code, name } }) => `${code} ${name}`)
        .sort();
    const [a1, a2, b1, b2] = ['A1', 'A2', 'B1', 'B2'].map((code) => `${code} ${code}社区`);
    expect(await inForce('datetime=2024-06-01')).toEqual([a1, a2, b1, b2]);
    expect(await inForce('datetime=2025-03-01')).toEqual([a1, a2, b2]);
    expect(await inForce('datetime=2025-07-01')).toEqual([a1, a2, 'B2 新名']);
    expect(await inForce('datetime=2025-10-01')).toEqual([a1, a2, b1, 'B2 新名']);
    const recorded = `recorded=${encodeURIComponent(before)}`;
    expect(await inForce(`datetime=2025-10-01&${recorded}`)).toEqual([a1, a2, b1, b2]);
    const lineage = await database()
      .knex('community_lineage')
      .where({ plan_id: third, child_code: 'B1' });
    const rows = await database()
      .knex('community as c')
      .join('jurisdiction as j', 'j.jurisdiction_id', 'c.jurisdiction_id')
      .where({ 'j.code': at.code, 'c.code': 'B1' })
      .distinct('c.id');
    // The same community under the code that it had.
    expect(rows).toEqual([{ id: lineage[0]!.child_id }]);
  });

  it('a town without an outline or units can be planned, audited and compared', LONG, async () => {
    const code = freshCode();
    const { communities } = squareTown(code);
    const imported = await post(app(), '/imports', {
      ...{ code, name: '无界镇', communities, policy: 'generic', effective: '2024-01-01' },
    });
    good(imported, 201);
    const plan = good<Plan>(await post(app(), '/plans', { name: 'p', jurisdiction: code }), 201);
    const send = (path: string, body?: unknown, version = 1) =>
      body === undefined
        ? app().inject({ url: `/plans/${plan.id}${path}` })
        : post(app(), `/plans/${plan.id}${path}`, body, { 'if-match': `"${version}"` });
    good(
      await send('/operations', {
        operation: 'merge',
        parameters: { communities: ['A1', 'B1'], into: 'A1' },
      }),
    );
    for (const path of ['/audit', '/diff', '/units', '/communities', '/draft'])
      good(await send(path));
    expect(good<{ units: unknown[] }>(await send('/units')).units).toEqual([]);
  });
});
