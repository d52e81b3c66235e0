import { expect, it } from 'vitest';
import type { Plan } from '#contract/plans.ts';
import { describeOnEachDatabase } from '../helpers/databases.ts';
import { box } from '../helpers/squares.ts';
import { type PlanTown, planTown } from './helpers/plans.ts';
import { type Answer, expectProblem, serviceOn } from './helpers/service.ts';
import { freshCode } from './helpers/town.ts';

const good = <T>(answer: Answer, status = 200): T => {
  expect(answer.statusCode, answer.body.slice(0, 2000)).toBe(status);
  return answer.json<T>();
};

describeOnEachDatabase('a plan that a service wrote last', (database) => {
  const app = serviceOn(database);
  // As another process would.
  const other = serviceOn(database);
  const elsewhere = (
    method: 'GET' | 'POST',
    url: string,
    version: number,
    body?: object,
  ): Promise<Answer> =>
    other().inject({
      ...{ method, url },
      headers: { 'if-match': `"${version}"`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    });
  const town = (): Promise<PlanTown> => planTown(app(), freshCode(), 3, 2);

  /** The statements that something sends. */
  async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
    const statements: string[] = [];
    const note = ({ sql }: { sql: string }) => void statements.push(sql);
    database().knex.on('query', note);
    try {
      await work();
    } finally {
      database().knex.off('query', note);
    }
    return statements;
  }

  const storedIds = async (plan: string): Promise<string[]> =>
    (await database().knex('finding').where({ plan_id: plan }).pluck('id')).sort();
  const auditedIds = async ({ send }: PlanTown, plan: string): Promise<string[]> =>
    good<{ findings: { id: string }[] }>(await send('GET', `/plans/${plan}/audit`))
      .findings.map(({ id }) => id)
      .sort();

  it('is not read again for the next step, which is one statement', async () => {
    const { operate, move, begin, rename } = await town();
    const plan = await begin();
    good(await operate(plan, 1, rename('A1', '一')));
    const steps = await statementsOf(async () => {
      const { plan: now } = good<{ plan: Plan }>(await operate(plan, 2, rename('A1', '二')));
      expect(now).toMatchObject({ version: 3, undo: 2, redo: 0, updatedBy: '李四' });
    });
    expect(steps).toHaveLength(1);
    expect(steps[0]).toMatch(/^with advanced as/);
    const { plan: undone } = good<{ plan: Plan }>(await move(plan, 3, 'undo'));
    expect(undone).toMatchObject({ version: 4, undo: 1, redo: 1 });
    const { plan: again } = good<{ plan: Plan }>(await operate(plan, 4, rename('B1', '三')));
    expect(again).toMatchObject({ version: 5, undo: 2, redo: 0 });
  });

  it('may have been written elsewhere since: then both versions are shown', async () => {
    const { operate, begin, rename } = await town();
    const plan = await begin();
    good(await operate(plan, 1, rename('A1', '一')));
    good(await elsewhere('POST', `/plans/${plan}/operations`, 2, rename('A1', '二')));
    const conflict = expectProblem(
      await operate(plan, 2, rename('A1', '三')),
      412,
      'version-conflict',
    );
    expect(conflict).toMatchObject({ given: { version: 2 }, current: { version: 3 } });
    const { plan: now } = good<{ plan: Plan }>(await operate(plan, 3, rename('A1', '四')));
    expect(now).toMatchObject({ version: 4, undo: 3 });
  });

  it('is no reason to refuse what another has made impossible: that is a conflict', async () => {
    const { operate, begin, rename } = await town();
    const plan = await begin();
    good(await operate(plan, 1, rename('A1', '一')));
    expectProblem(await operate(plan, 2, rename('Z9', '无')), 422, 'operation-refused');
    good(await operate(plan, 2, rename('A1', '二')));
    good(await elsewhere('POST', `/plans/${plan}/operations`, 3, rename('A1', '三')));
    expectProblem(await operate(plan, 3, rename('Z9', '无')), 412, 'version-conflict');
  });

  it('takes the next step all the same when an audit was stored beside', async () => {
    const at = await town();
    const { operate, begin, send, rename } = at;
    const plan = await begin();
    const merge = { operation: 'merge', parameters: { communities: ['A1', 'B1'], into: 'A1' } };
    good(await operate(plan, 1, merge));
    good(await elsewhere('GET', `/plans/${plan}/audit`, 2));
    expect(good<Plan>(await send('GET', `/plans/${plan}`)).audit.state).toBe('current');
    const { plan: now } = good<{ plan: Plan }>(await operate(plan, 2, rename('A1', '二')));
    expect(now.version).toBe(3);
    expect(now.audit.state).toBe('stale');
    const undone = good<{ plan: Plan }>(await at.move(plan, 3, 'undo', { steps: 2 }));
    expect(undone.plan).toMatchObject({ version: 4, undo: 0, redo: 2 });
    expect(await auditedIds(at, plan)).toEqual(await storedIds(plan));
  });

  it('keeps no finding that went while an audit was stored', { timeout: 60_000 }, async () => {
    const { operate, move, begin, send } = await town();
    const plan = await begin();
    const draw = {
      operation: 'draw-community',
      parameters: {
        ...{ id: 'N1', name: '新社区' },
        geometry: { type: 'Polygon', coordinates: [box(20, 20, 60, 60)] },
      },
    };
    const ofCoverage = async (): Promise<string[]> =>
      (
        await database().knex('finding').where({ plan_id: plan, scope: 'coverage' }).pluck('id')
      ).sort();
    for (let version = 1; version < 12; version += 2) {
      good(await operate(plan, version, draw));
      const drawn = await ofCoverage();
      expect(drawn.join()).toContain('enclave');
      const [undone] = await Promise.all([
        move(plan, version + 1, 'undo'),
        ...[1, 2, 3].map(() => elsewhere('GET', `/plans/${plan}/audit`, version)),
      ]);
      good(undone);
      const stored = await ofCoverage();
      good(await send('GET', `/plans/${plan}/audit`));
      expect(stored).toEqual(await ofCoverage());
      expect(stored.length).toBeLessThan(drawn.length);
    }
  });

  it('takes the next step on the material as it is by then', async () => {
    const { operate, begin, rename, code } = await town();
    const plan = await begin();
    good(await operate(plan, 1, rename('A1', '一')));
    const { knex } = database();
    const statements = await statementsOf(async () => {
      await knex.raw(
        `insert into collection_revision (jurisdiction_id, collection, revision)
         select jurisdiction_id, 'facilities', 7 from jurisdiction where code = ?
         on conflict (jurisdiction_id, collection) do update set revision = 7`,
        [code],
      );
      good(await operate(plan, 2, rename('A1', '二')));
    });
    // Written to nothing, then read and written.
    expect(statements.filter((sql) => /^with advanced/.test(sql))).toHaveLength(2);
  });
});
