import { Value } from 'typebox/value';
import { expect, it } from 'vitest';
import { UnitsSchema } from '#contract/units.ts';
import { describeOnEachDatabase } from '../helpers/databases.ts';
import { at, box, ring } from '../helpers/squares.ts';
import { line, point, roadTown } from './helpers/material.ts';
import { type Answer, expectProblem, post, serviceOn } from './helpers/service.ts';
import { collection, feature, freshCode, type TestCollection } from './helpers/town.ts';

const succeeded = (answer: Answer): Answer => {
  expect([200, 201], answer.body.slice(0, 1500)).toContain(answer.statusCode);
  return answer;
};

describeOnEachDatabase('the register keeps', (database) => {
  const app = serviceOn(database);
  const importTown = async (town: object) => succeeded(await post(app(), '/imports', town));
  async function items(name: string, code: string): Promise<Record<string, unknown>[]> {
    const page = await app().inject(`/collections/${name}/items?jurisdiction=${code}`);
    const { features } = page.json<TestCollection>();
    return features
      .map(({ properties, geometry }) => ({ ...properties, geometry }))
      .sort((a, b) => (String(Reflect.get(a, 'code')) < String(Reflect.get(b, 'code')) ? -1 : 1));
  }
  const ask = async (door: string, body: object) => succeeded(await post(app(), door, body));

  it('half a household of a single-person apartment, from the file to the units', async () => {
    const code = freshCode();
    const { jurisdiction, communities, barriers } = roadTown(code);
    for (const { properties } of communities.features) delete properties?.households;
    const flats = { id: 'e1', name: '青年公寓', houseType: 'apartment', dwellings: 41 };
    const estates = collection(feature({ ...flats, households: 20.5 }, [box(50, 50, 450, 450)]));
    const units = collection(
      feature({ code: 'u1', households: '20.5', dwellings: 41 }, [box(0, 0, 1000, 2000)]),
      feature({ code: 'u2', households: 7, population: 20 }, [box(1000, 0, 2000, 2000)]),
    );
    const town = { jurisdiction, communities, barriers, estates, units };
    await importTown(town);
    expect(await items('estates', code)).toMatchObject([{ households: 20.5, dwellings: 41 }]);
    expect(await items('units', code)).toMatchObject([
      { code: 'u1', households: 20.5, dwellings: 41 },
      { code: 'u2', households: 7, population: 20 },
    ]);
    const again = (await importTown(town)).json<Record<string, object>>();
    expect(again).toMatchObject({ units: { unchanged: 2 }, estates: { unchanged: 1 } });

    const kept = (
      await ask('/units', { register: { jurisdiction: code, units: 'registered' } })
    ).json<{
      units: TestCollection;
      households: { households: { allocated: number } };
    }>();
    expect([...Value.Errors(UnitsSchema, kept)]).toEqual([]);
    const figures = kept.units.features.map(({ properties }) => properties?.households);
    expect(figures).toEqual([20.5, 7]);
    const cut = (await ask('/units', { register: { jurisdiction: code } })).json<typeof kept>();
    expect(cut.households.households).toMatchObject({ counted: 20.5, allocated: 20.5 });
  });

  it('nothing but halves and wholes', async () => {
    const code = freshCode();
    const estate = (id: string, figures: object) =>
      feature({ id, name: id, ...figures }, [box(50, 50, 450, 450)]);
    const estates = collection(
      estate('third', { households: 1 / 3 }),
      estate('less', { households: -0.5 }),
      estate('more', { households: 3e9 }),
      estate('home', { dwellings: 1.5 }),
    );
    const { communities } = roadTown(code);
    const problem = expectProblem(
      await post(app(), '/imports', { code, communities, estates }),
      422,
      'invalid-geodata',
    );
    expect(problem.errors?.map(({ pointer }) => pointer)).toEqual([
      '/estates/features/0/properties/households',
      '/estates/features/1/properties/households',
      '/estates/features/2/properties/households',
      '/estates/features/3/properties/dwellings',
    ]);
    expect(problem.errors?.[0]?.message.en).toContain('half households');
  });

  it('what a file says of barriers: direction, level, bridges, and waters as areas', async () => {
    const code = freshCode();
    const { jurisdiction, communities } = roadTown(code);
    const lake = { class: '河流', id: 'lake', name: '明湖' };
    const island = ring([1300, 1300], [1300, 1500], [1500, 1500], [1500, 1300]);
    const barriers = collection(
      line(
        { class: 'arterial', id: 'a', oneway: 'yes', layer: 1, bridge: 'yes' },
        [990, -50],
        [990, 2050],
      ),
      line({ class: 'arterial', id: 'b', oneway: '-1', link: true }, [1010, -50], [1010, 2050]),
      line({ class: 'collector', id: 'c', structure: 'tunnel' }, [500, -50], [500, 2050]),
      feature(lake, [box(1200, 1200, 1700, 1700), island]),
    );
    await importTown({ jurisdiction, communities, barriers });
    const stored = await items('barriers', code);
    expect(stored).toMatchObject([
      { code: 'a', oneway: 'yes', layer: 1, bridge: 'yes' },
      { code: 'b', oneway: '-1', link: true },
      { code: 'c', structure: 'tunnel' },
      { code: 'lake', class: 'river', area: true, geometry: { type: 'MultiLineString' } },
    ]);
    const inline = await ask('/units', { jurisdiction, communities, barriers });
    const register = await ask('/units', { register: { jurisdiction: code } });
    const report = (answer: Answer) =>
      answer.json<{ report: object; units: { features: object[] } }>();
    expect(report(register).units.features).toHaveLength(report(inline).units.features.length);
    const shapes = ({ units }: ReturnType<typeof report>) =>
      units.features.map((unit) => JSON.stringify(Reflect.get(unit, 'geometry'))).sort();
    expect(shapes(report(register))).toEqual(shapes(report(inline)));
    expect(JSON.stringify(report(inline).report)).toContain('-of-water');
  });

  it('that a unit is in no community, apart from not knowing in which', async () => {
    const code = freshCode();
    const { jurisdiction, communities } = roadTown(code);
    const quarter = (id: string, west: number, properties: object) =>
      feature({ id, ...properties }, [box(west, 0, west + 500, 2000)]);
    const units = collection(
      quarter('none', 0, { community: null }),
      quarter('silent', 500, {}),
      quarter('blank', 1000, { 社区: ' ' }),
      quarter('named', 1500, { 社区: 'B1', householdsEstimated: '是' }),
    );
    await importTown({ jurisdiction, communities, units });
    const stored = await items('units', code);
    const told = stored.map((unit) => [
      unit.code,
      'community' in unit ? unit.community : 'unknown',
    ]);
    expect(told).toEqual([
      ['blank', null],
      ['named', 'B1'],
      ['none', null],
      ['silent', 'unknown'],
    ]);
    expect(stored[1]).toMatchObject({ householdsEstimated: true });
  });

  it('that nobody has said what kind a community is', async () => {
    const code = freshCode();
    const { jurisdiction, communities } = roadTown(code);
    delete communities.features[0]?.properties?.kind;
    await importTown({ jurisdiction, communities });
    const kinds = (await items('communities', code)).map(({ code: of, kind }) => [of, kind]);
    expect(kinds).toEqual([
      ['A1', null],
      ['A2', 'urban'],
      ['B1', 'urban'],
      ['B2', 'urban'],
    ]);
    const again = await importTown({ jurisdiction, communities });
    expect(again.json()).toMatchObject({ communities: { unchanged: 4 } });
  });

  it('facilities by the kinds that policies ask for, and one that is drawn as an area as a point in it', async () => {
    const code = freshCode();
    const { jurisdiction, communities } = roadTown(code);
    const facilities = collection(
      point({ id: 'f1', name: '托儿所', kind: '托儿所', community: 'A1' }, 100, 100),
      feature({ id: 'f2', name: '停车场', kind: '停车场' }, [box(1100, 1100, 1200, 1200)]),
      point({ id: 'f3', name: '菜场', kind: '菜场' }, 100, 100),
    );
    await importTown({ jurisdiction, communities, facilities });
    const stored = await items('facilities', code);
    expect(stored).toMatchObject([
      { kind: 'nursery', community: 'A1' },
      { kind: 'car-park', geometry: { type: 'Point' } },
      { kind: '菜场' },
    ]);
    const { coordinates } = Object(stored[1]).geometry as { coordinates: number[] };
    const away = coordinates.map((value, axis) => Math.abs(value - at(1150, 1150)[axis]!));
    expect(Math.max(...away)).toBeLessThan(1e-5);
  });

  it('what serves a community though it lies in another: by code in the file, by id in the register', async () => {
    const code = freshCode();
    const { jurisdiction, communities, barriers } = roadTown(code);
    const centre = {
      name: '服务中心',
      kind: 'service-centre',
      serviceShare: 0.9,
      spaceSquareMetres: 900,
    };
    const facilities = collection(
      // All lie in A1.
      ...['A1', 'B1', 'A2', 'B2'].map((community) =>
        point({ ...centre, id: `f-${community}`, community }, 100, 100),
      ),
    );
    const town = { jurisdiction, communities, barriers, facilities };
    await importTown(town);
    const broken = async (body: object) => {
      const answer = await ask('/audits', { ...body, policy: 'yuhang-2020' });
      const { findings } = answer.json<{ findings: { rule: string; communities: string[] }[] }>();
      const counts = findings
        .filter(({ rule }) => rule.startsWith('service.') || rule === 'shape.extent')
        .map(({ rule, communities: of }) => `${rule} ${of.length}`);
      return counts.sort();
    };
    expect(await broken({ register: { jurisdiction: code } })).toEqual(await broken(town));
  });
});
