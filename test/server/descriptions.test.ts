import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { expect, it } from 'vitest';
import { AdjustmentSchema, DescriptionsSchema } from '#contract/descriptions.ts';
import type { Adjustment } from '#engine/describe/adjustment-types.ts';
import type { BoundaryDescription } from '#engine/describe/types.ts';
import { describeOnEachDatabase } from '../helpers/databases.ts';
import { box, ring } from '../helpers/squares.ts';
import { roadTown } from './helpers/material.ts';
import { type Answer, expectProblem, post, serviceOn } from './helpers/service.ts';
import { collection, feature, freshCode } from './helpers/town.ts';

interface Descriptions {
  descriptions: BoundaryDescription[];
  undescribed: { community: string; message: { zh: string; en: string } }[];
}

function result<T>(answer: Answer, schema: TSchema): T {
  expect(answer.statusCode, answer.body.slice(0, 1500)).toBe(200);
  const body = answer.json<T>();
  expect([...Value.Errors(schema, body)]).toEqual([]);
  return body;
}
const boundaries = (answer: Answer) => result<Descriptions>(answer, DescriptionsSchema);
const adjustment = (answer: Answer) =>
  result<{ adjustment: Adjustment }>(answer, AdjustmentSchema).adjustment;
const pointers = (problem: { errors?: { pointer: string }[] }) =>
  (problem.errors ?? []).map(({ pointer }) => pointer).sort();

/** The town with B1 and A1 merged into A1. */
function mergedTown(code: string) {
  const town = roadTown(code);
  const [, , ...others] = town.communities.features;
  const merged = feature({ code: 'A1', name: 'A1社区', kind: 'urban', households: 4000 }, [
    box(0, 0, 2000, 1000),
  ]);
  return { ...town, communities: collection(merged, ...others) };
}

describeOnEachDatabase('POST /descriptions', (database) => {
  const app = serviceOn(database);
  const ask = (body: unknown) => post(app(), '/descriptions', body);

  it('tells the four limits and the course of every boundary', async () => {
    const { communities, jurisdiction, barriers } = roadTown('X');
    const { descriptions, undescribed } = boundaries(
      await ask({ communities, jurisdiction, barriers }),
    );
    expect(undescribed).toEqual([]);
    expect(descriptions.map(({ community }) => community)).toEqual(['A1', 'B1', 'A2', 'B2']);
    const [first] = descriptions;
    expect(first!.text.limits.zh).toContain('东至人民路');
    expect(first!.text.limits.zh).toContain('北至清河');
    expect(first!.text.limits.en).toContain('Renmin Road');
    expect(first!.course.steps.length).toBeGreaterThan(1);
    expect(first!.course.lengthMetres).toBeCloseTo(4000, -1);
  });

  it('tells those asked for alone, and which have none', async () => {
    const { communities, barriers } = roadTown('X');
    const { descriptions } = boundaries(await ask({ communities, barriers, only: ['B2'] }));
    expect(descriptions.map(({ community }) => community)).toEqual(['B2']);
    communities.features[0]!.geometry = null;
    const { undescribed } = boundaries(await ask({ communities, only: ['A1', 'B1'] }));
    expect(undescribed).toMatchObject([{ community: 'A1' }]);
    const unknown = expectProblem(
      await ask({ communities, only: ['A1', 'Z9'] }),
      400,
      'invalid-body',
    );
    expect(pointers(unknown)).toEqual(['/only/1']);
  });

  it('tells what changes between two states', async () => {
    const { communities: before, barriers, jurisdiction } = roadTown('X');
    const { communities: after } = mergedTown('X');
    const { items, text, unchanged } = adjustment(
      await ask({ before, after, barriers, jurisdiction }),
    );
    expect(items.map(({ kind }) => kind)).toEqual(['merge']);
    expect(items[0]!.abolished).toEqual(['B1']);
    expect(text.zh).toContain('撤销');
    expect(unchanged).toEqual(['A2', 'B2']);
    const same = adjustment(await ask({ before, after: before }));
    expect(same.items).toEqual([]);
  });

  it('tells of the register, today and between two days', async () => {
    const code = freshCode();
    await post(app(), '/imports', { ...roadTown(code), effective: '2024-01-01' });
    const merged = await post(app(), '/imports', { ...mergedTown(code), effective: '2025-01-01' });
    expect(merged.statusCode).toBe(200);
    const { descriptions } = boundaries(
      await ask({ register: { jurisdiction: code }, only: ['A1'] }),
    );
    expect(descriptions.map(({ name }) => name.zh)).toEqual(['A1社区']);
    expect(descriptions[0]!.text.limits.zh).toContain('北至清河');
    const register = { jurisdiction: code, before: '2024-06-01', datetime: '2025-06-01' };
    const { items } = adjustment(await ask({ register }));
    expect(items.map(({ kind }) => kind)).toEqual(['merge']);
    const day = await ask({ register: { ...register, before: '2024-02-30' } });
    expect(pointers(expectProblem(day, 400, 'invalid-body'))).toEqual(['/register/before']);
    expectProblem(await ask({ register: { jurisdiction: freshCode() } }), 404, 'not-found');
  });

  it('says where the body is wrong', async () => {
    const { communities, barriers } = roadTown('X');
    expect(
      pointers(expectProblem(await ask({ before: communities }), 400, 'invalid-body')),
    ).toEqual(['/after']);
    expect(pointers(expectProblem(await ask({}), 400, 'invalid-body'))).toEqual(['/communities']);
    const wrong = await ask({ communities, barriers, options: { toleranceMetres: 'x' }, only: [] });
    expect(pointers(expectProblem(wrong, 400, 'invalid-body'))).toEqual([
      '/only',
      '/options/toleranceMetres',
    ]);
    for (const body of ['7', '[]', 'null', '{"register":7}', '{"register":{"before":1}}']) {
      expectProblem(await ask(body), 400, 'invalid-body');
    }
    const after = collection(feature({ id: 'a' }, [box(0, 0, 1, 1).slice(0, -1)]));
    const place = expectProblem(await ask({ before: communities, after }), 422, 'invalid-geodata');
    expect(pointers(place)).toEqual(['/after/features/0/geometry/coordinates/0/3']);
    const bow = collection(feature({ id: 'a' }, [ring([0, 0], [10, 10], [10, 0], [0, 10])]));
    expect([200, 422]).toContain((await ask({ before: communities, after: bow })).statusCode);
  });
});
