import { readFileSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import { describeOnEachDatabase } from '../helpers/databases.ts';
import { type Answer, post, serviceOn } from './helpers/service.ts';
import { freshCode, type TestCollection } from './helpers/town.ts';

const sample = (name: string): TestCollection =>
  JSON.parse(readFileSync(new URL(`../../data/sample/${name}.geojson`, import.meta.url), 'utf8'));

const barriers = sample('barriers');
const communities = sample('communities');
const estates = sample('estates');
const facilities = sample('facilities');
const jurisdiction = sample('jurisdiction');
/** The register knows units by their codes; a request goes by the ids of its features. */
const byCode = (features: TestCollection): TestCollection => ({
  ...features,
  features: features.features.map((unit) => {
    const code = String(unit.properties?.code);
    return { ...unit, id: code, properties: { ...unit.properties, id: code } };
  }),
});
const units = byCode(sample('units'));
const town = { jurisdiction, communities, units, barriers, estates, facilities };

interface Findings {
  findings: (Record<string, unknown> & { communities: string[] })[];
  summary: Record<string, unknown>;
  assumptions: unknown[];
}

/** Times differ, and sums by the order of what was added. */
function settled(key: string, value: unknown): unknown {
  if (key === 'elapsedMilliseconds') return 0;
  return typeof value === 'number' ? Number(value.toPrecision(12)) : value;
}

interface Units {
  units: TestCollection;
}

/** Lists of communities stand in the order of their ids, and messages name the first of them. */
const unordered = (answer: Units): unknown =>
  JSON.parse(JSON.stringify(answer), (key, value) => {
    if (key === 'message') return undefined;
    const isOfCommunities = ['ids', 'communities', 'areas'].includes(key) && Array.isArray(value);
    return isOfCommunities ? value.map((one) => JSON.stringify(one)).sort() : value;
  });

/**
 * What two audits must share: ids of findings are made of ids of communities, and what is named first follows
 * from them too.
 */
function judged({ findings, summary, assumptions }: Findings): unknown {
  const essence = findings.map(
    ({ kind, rule, severity, communities: of, figures, clause, ...rest }) =>
      JSON.stringify([
        kind,
        rule,
        severity,
        [...of].sort(),
        figures,
        clause,
        rest.areaSquareMetres,
        rest.widthMetres,
      ]),
  );
  return { findings: essence.sort(), summary, assumptions };
}

/** Answers to data in the body, which no database has part in: asked for once. */
const ofFiles = new Map<string, Answer>();

describeOnEachDatabase('a request about the register of the sample town', (database) => {
  const app = serviceOn(database);
  const code = freshCode();
  /** Id of the register → what the file calls it. */
  const names = new Map<string, string>();

  beforeAll(async () => {
    const imported = await post(app(), '/imports', { ...town, code });
    expect(imported.statusCode).toBe(201);
    for (const set of ['communities', 'barriers', 'estates', 'facilities', 'units']) {
      const page = await app().inject(`/collections/${set}/items?jurisdiction=${code}&limit=10000`);
      for (const { id, properties } of page.json<TestCollection>().features) {
        names.set(id ?? '', String(properties?.code));
      }
    }
  }, 60_000);

  /** The answers to data in the body and to the same in the register, with the file's names in both. */
  async function answers<T>(
    door: string,
    inline: object,
    register: object = {},
    more: object = {},
  ) {
    const body = JSON.stringify({ ...inline, ...more });
    const file = ofFiles.get(door + body) ?? (await post(app(), door, body));
    ofFiles.set(door + body, file);
    const reference = { jurisdiction: code, ...register };
    const stored = await post(app(), door, { register: reference, ...more });
    expect([file.statusCode, stored.statusCode]).toEqual([200, 200]);
    const id = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
    const renamed = stored.body
      .replace(id, (known) => names.get(known) ?? known)
      .replaceAll(code, '990101001');
    const parse = (text: string): T => JSON.parse(text, (key, value) => settled(key, value));
    return { file: parse(file.body), register: parse(renamed) };
  }

  it('cuts the units that the files give', async () => {
    const { file, register } = await answers<Units>('/units', {
      ...{ jurisdiction, communities, barriers, estates },
    });
    expect(unordered(register)).toEqual(unordered(file));
    expect(file.units.features.length).toBeGreaterThan(500);
  });

  it('takes its units as those of the file', async () => {
    const { file, register } = await answers<Units>(
      '/units',
      { units, jurisdiction, communities, barriers, estates },
      { units: 'registered' },
    );
    // The register holds MultiPolygons, says whose a unit is, and whether its figure is an estimate.
    for (const { geometry, properties } of register.units.features) {
      expect(properties).toMatchObject({ jurisdiction: '990101001', householdsEstimated: false });
      delete properties?.jurisdiction;
      delete properties?.householdsEstimated;
      expect(geometry).toMatchObject({ type: 'MultiPolygon', coordinates: [expect.anything()] });
      if (geometry !== null) {
        const [coordinates] = geometry.coordinates as unknown[];
        Object.assign(geometry, { type: 'Polygon', coordinates });
      }
    }
    expect(unordered(register)).toEqual(unordered(file));
    const inNone = register.units.features.filter(
      ({ properties }) => properties?.community === null,
    );
    expect(inNone).toHaveLength(2);
  });

  it('measures what the files give', async () => {
    const { file, register } = await answers('/measures', town);
    expect(register).toEqual(file);
  });

  it('describes what the files give', async () => {
    const { file, register } = await answers('/descriptions', {
      ...{ jurisdiction, communities, barriers },
    });
    expect(register).toEqual(file);
  });

  it.each(['yuhang-2020', 'jinjiang', 'yaohai', 'village-conversion', 'grid', 'generic'])(
    'is audited as the files are by %s',
    async (policy) => {
      const { file, register } = await answers<Findings>('/audits', town, {}, { policy });
      expect(judged(register)).toEqual(judged(file));
      expect(file.findings.length).toBeGreaterThan(5);
    },
  );
});
