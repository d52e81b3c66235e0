import { Value } from 'typebox/value';
import { expect, it } from 'vitest';
import { MeasureListSchema, MeasurementSchema } from '#contract/measures.ts';
import { MEASURES, measure } from '#engine/measure/registry.ts';
import type { MeasureResult } from '#engine/measure/types.ts';
import { describeOnEachDatabase } from '../helpers/databases.ts';
import { box } from '../helpers/squares.ts';
import { roadTown } from './helpers/material.ts';
import { type Answer, expectProblem, post, serviceOn } from './helpers/service.ts';
import { collection, feature, freshCode } from './helpers/town.ts';

interface Measurement {
  measures: { id: string; version: number; unit: string }[];
  communities: { id: string; name?: string; measures: Record<string, MeasureResult> }[];
  notes: { zh: string; en: string }[];
}

const result = (answer: Answer): Measurement => {
  expect(answer.statusCode, answer.body.slice(0, 1500)).toBe(200);
  const body = answer.json<Measurement>();
  expect([...Value.Errors(MeasurementSchema, body)]).toEqual([]);
  return body;
};
const pointers = (problem: { errors?: { pointer: string }[] }) =>
  (problem.errors ?? []).map(({ pointer }) => pointer).sort();
const figureOf = (found: MeasureResult | undefined) =>
  found?.state === 'known' ? found.value : found?.reason;

describeOnEachDatabase('measures', (database) => {
  const app = serviceOn(database);
  const ask = (body: unknown) => post(app(), '/measures', body);

  it('are listed with their sources', async () => {
    const answer = await app().inject('/measures');
    const list = answer.json<{ measures: { id: string }[] }>();
    expect([...Value.Errors(MeasureListSchema, list)]).toEqual([]);
    expect(list.measures.map(({ id }) => id)).toEqual([...MEASURES.keys()]);
  });

  it('are those of the engine', async () => {
    const { communities, jurisdiction } = roadTown('X');
    const found = result(await ask({ communities, jurisdiction }));
    expect(found.measures.map(({ id }) => id)).toEqual([...MEASURES.keys()]);
    const [first] = found.communities;
    expect(first).toMatchObject({ id: 'A1', name: 'A1社区' });
    const inputs = communities.features.map(({ geometry, properties }) => ({
      id: String(properties!.code),
      geometry: geometry as never,
      properties: properties!,
    }));
    for (const id of ['area', 'perimeter', 'polsby-popper', 'households']) {
      expect(first?.measures[id]).toEqual(measure(id, inputs[0]!, { communities: inputs }));
    }
    expect(figureOf(first?.measures.households)).toBe(2000);
  });

  it('say what they would need', async () => {
    const { communities } = roadTown('X');
    const { communities: found } = result(await ask({ communities }));
    const missing = Object.values(found[0]!.measures).filter(({ state }) => state === 'missing');
    expect(missing.length).toBeGreaterThan(3);
    for (const { message } of missing as Extract<MeasureResult, { state: 'missing' }>[]) {
      expect(message.zh).not.toBe('');
      expect(message.en).not.toBe('');
    }
    expect(found[0]!.measures['barrier-share']?.state).toBe('missing');
  });

  it('are taken with barriers, facilities, estates, units and a band', async () => {
    const town = roadTown('X');
    const units = collection(
      feature({ id: 'u', community: 'A1', households: 5 }, [box(0, 0, 500, 1000)]),
      feature({ id: 'v', community: 'A1', households: 6 }, [box(500, 0, 1000, 1000)]),
      feature({ id: 'w', community: 'B1', households: 7 }, [box(1000, 0, 2000, 1000)]),
    );
    const body = {
      ...town,
      units,
      communitiesBefore: { u: 'B1', v: 'A1', w: 'B1' },
      options: { householdBand: { min: 2500, max: 3000 }, barrierToleranceMetres: 5 },
    };
    const measures = [
      'barrier-share',
      'furthest-straight',
      'household-band-deviation',
      'moved-households',
    ];
    const { communities, measures: defined } = result(await ask({ ...body, measures }));
    expect(defined.map(({ id }) => id)).toEqual(measures);
    const first = communities.find(({ id }) => id === 'A1')!;
    expect(figureOf(first.measures['barrier-share'])).toBeCloseTo(0.5, 2);
    expect(first.measures['furthest-straight']?.state).toBe('known');
    expect(figureOf(first.measures['household-band-deviation'])).toBe(-500);
    expect(figureOf(first.measures['moved-households'])).toBe(5);
  });

  it('are taken of the register, on a day', async () => {
    const code = freshCode();
    const town = roadTown(code);
    await post(app(), '/imports', { ...town, effective: '2024-01-01' });
    const measures = ['area', 'barrier-share', 'service-space-per-100-households'];
    const { communities } = result(await ask({ register: { jurisdiction: code }, measures }));
    const inline = result(await ask({ ...town, measures }));
    for (const { name, measures: own } of inline.communities) {
      const same = communities.find((community) => community.name === name)!;
      for (const id of measures) {
        const [mine, theirs] = [figureOf(same.measures[id]), figureOf(own[id])];
        if (typeof theirs === 'number') expect(mine).toBeCloseTo(theirs, 6);
        else expect(mine).toBe(theirs);
      }
    }
    const first = communities.find(({ name }) => name === 'A1社区')!;
    expect(figureOf(first.measures['service-space-per-100-households'])).toBeCloseTo(45, 6);
    const past = result(
      await ask({ register: { jurisdiction: code, datetime: '2023-05-01' }, measures }),
    );
    expect(past.communities).toEqual([]);
    expectProblem(await ask({ register: { jurisdiction: freshCode() } }), 404, 'not-found');
  });

  it('say where the body is wrong', async () => {
    const { communities } = roadTown('X');
    const wrong = await ask({
      communities,
      measures: ['area', 'beauty'],
      options: { barrierToleranceMetres: -1 },
      colour: 'red',
    });
    const problem = expectProblem(wrong, 400, 'invalid-body');
    expect(pointers(problem)).toEqual([
      '/colour',
      '/measures/1',
      '/options/barrierToleranceMetres',
    ]);
    expect(JSON.stringify(problem.errors)).toContain('polsby-popper');
    const band = { householdBand: { min: 3000, max: 1500 } };
    expect(
      pointers(expectProblem(await ask({ communities, options: band }), 400, 'invalid-body')),
    ).toEqual(['/options/householdBand/min']);
    expectProblem(await ask({}), 400, 'invalid-body');
    expectProblem(await ask({ communities: collection() }), 422, 'invalid-geodata');
    const facilities = collection(feature({ kind: 'x' }, [box(0, 0, 1, 1).slice(0, -1)]));
    expect(
      pointers(expectProblem(await ask({ communities, facilities }), 422, 'invalid-geodata')),
    ).toEqual(['/facilities/features/0/geometry/coordinates/0/3']);
  });
});
