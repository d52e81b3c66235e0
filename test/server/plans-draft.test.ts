import { expect, it } from 'vitest';
import type { PlanDraft } from '#contract/plan-draft.ts';
import { applyOperation } from '#engine/plan/apply-operation.ts';
import { applyChange, planOf } from '#engine/plan/plan-state.ts';
import type { Operation, PlanState } from '#engine/plan/types.ts';
import { describeOnEachDatabase } from '../helpers/databases.ts';
import { at, box } from '../helpers/squares.ts';
import { type PlanTown, planTown } from './helpers/plans.ts';
import { type Answer, serviceOn } from './helpers/service.ts';
import { collection, feature, freshCode } from './helpers/town.ts';

const good = <T>(answer: Answer, status = 200): T => {
  expect(answer.statusCode, answer.body.slice(0, 2000)).toBe(status);
  return answer.json<T>();
};

const headOf = ({ base, head }: PlanDraft): PlanState =>
  applyChange(planOf(base.communities, new Map(base.assignment)), {
    ...{ put: head.put, removed: head.removed, assignment: head.assignment },
    ...{ lineage: [], extent: null },
  });

/** By code: the order of a map is nobody's concern. */
const shapesOf = ({ communities, assignment }: PlanState) => ({
  communities: [...communities.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
  units: [...assignment].sort(([a], [b]) => (a < b ? -1 : 1)),
});

const OPERATIONS: Operation[] = [
  {
    operation: 'reshape-border',
    parameters: { moves: [{ from: at(100, 100), to: [120.00104729, 30.000912345678] }] },
  },
  { operation: 'merge', parameters: { communities: ['A1', 'B1'], into: 'A1', name: '合并' } },
  {
    operation: 'split-by-line',
    parameters: { community: 'B2', line: [at(150, 80), at(153.3333, 220)] },
  },
  { operation: 'convert', parameters: { community: 'A2', kind: 'converted' } },
];

describeOnEachDatabase('GET /plans/{id}/draft', (database) => {
  const app = serviceOn(database);
  const town = (): Promise<PlanTown> => {
    const units = collection(
      ...[0, 1].map((index) =>
        feature({ code: `U${index}`, community: index === 0 ? 'A1' : 'B1', households: 10 }, [
          box(index * 100, 0, index * 100 + 100, 100),
        ]),
      ),
    );
    return planTown(app(), freshCode(), 2, 2, { policy: 'generic', units });
  };
  const draftOf = async ({ send }: PlanTown, plan: string) => {
    const answer = await send('GET', `/plans/${plan}/draft`);
    expect(Number(answer.headers['sizhi-body-length'])).toBe(Buffer.byteLength(answer.body));
    return { draft: good<PlanDraft>(answer), etag: answer.headers.etag };
  };

  it('is what the engine needs: its operations on it give the state of the server, bit for bit', {
    timeout: 120_000,
  }, async () => {
    const at = await town();
    const plan = await at.begin();
    let version = 1;
    for (const operation of OPERATIONS) {
      const { draft, etag } = await draftOf(at, plan);
      expect(etag).toBe(`"${version}"`);
      const applied = applyOperation(headOf(draft), operation, draft.material);
      if (!applied.ok) throw new Error(applied.error.message.en);
      good(await at.operate(plan, version++, operation));
      const { draft: after } = await draftOf(at, plan);
      expect(shapesOf(headOf(after))).toEqual(shapesOf(applied.value.plan));
      expect(after.done.at(-1)?.change).toEqual(JSON.parse(JSON.stringify(applied.value.change)));
    }
    // Undone with what it holds, as the server undoes.
    const { draft } = await draftOf(at, plan);
    const back = draft.done
      .toReversed()
      .reduce((s, { inverse }) => applyChange(s, inverse), headOf(draft));
    good(await at.move(plan, version, 'undo', { to: 0 }));
    const { draft: start } = await draftOf(at, plan);
    expect(shapesOf(back)).toEqual(shapesOf(headOf(start)));
    expect(start.head).toEqual({ put: [], removed: [], assignment: {} });
    expect(start.undone.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4]);
    const ahead = start.undone.reduce((s, { change }) => applyChange(s, change), headOf(start));
    expect(shapesOf(ahead)).toEqual(shapesOf(headOf(draft)));
  });

  it('tells gestures apart after a branch, which writes all steps with one version', {
    timeout: 120_000,
  }, async () => {
    const at = await town();
    const plan = await at.begin();
    good(await at.operate(plan, 1, [at.rename('A1', '一'), at.rename('B1', '二')]));
    good(await at.operate(plan, 2, at.rename('A1', '三')));
    const gestures = ({ done }: PlanDraft): number[][] => {
      const groups = new Map<string, number[]>();
      for (const { planVersion, at: moment, sequence } of done) {
        const key = `${planVersion} ${moment}`;
        groups.set(key, [...(groups.get(key) ?? []), sequence]);
      }
      return [...groups.values()];
    };
    expect(gestures((await draftOf(at, plan)).draft)).toEqual([[1, 2], [3]]);
    const { id } = good<{ id: string }>(
      await at.send('POST', '/plans', { name: '分支', from: plan }),
      201,
    );
    expect(gestures((await draftOf(at, id)).draft)).toEqual([[1, 2], [3]]);
    const { id: again } = good<{ id: string }>(
      await at.send('POST', '/plans', { name: '分支的分支', from: id }),
      201,
    );
    good(await at.operate(again, 1, at.rename('B2', '四')));
    expect(gestures((await draftOf(at, again)).draft)).toEqual([[1, 2], [3], [4]]);
    good(await at.move(again, 2, 'undo', { to: 0 }));
    expect((await draftOf(at, id)).draft.done).toHaveLength(3);
  });

  it('is of one version while others write', { timeout: 120_000 }, async () => {
    const at = await town();
    const plan = await at.begin();
    const writing = (async () => {
      for (let version = 1; version <= 12; version++) {
        good(await at.operate(plan, version, at.rename('A1', `名${version}`)));
      }
    })();
    for (let read = 0; read < 6; read++) {
      const { draft, etag } = await draftOf(at, plan);
      const name = headOf(draft).communities.get('A1')?.name;
      expect(etag).toBe(`"${draft.plan.version}"`);
      expect(draft.done).toHaveLength(draft.plan.version - 1);
      expect(draft.done.at(-1)?.parameters.name ?? 'A1社区').toBe(name);
    }
    await writing;
  });
});
