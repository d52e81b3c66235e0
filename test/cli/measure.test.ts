import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MEASURES } from '#engine/measure/registry.ts';
import { type RunOptions, runMain } from './run-main.ts';
import { BOW_TIE, box, town } from './towns.ts';

let directory: string;
const path = (name: string): string => join(directory, name);
const put = (name: string, content: unknown): string => {
  writeFileSync(path(name), typeof content === 'string' ? content : JSON.stringify(content));
  return path(name);
};
const SAMPLE = fileURLToPath(new URL('../../data/sample/', import.meta.url));
const sample = (name: string): string => join(SAMPLE, `${name}.geojson`);
const ALL = [
  ...['--barriers', sample('barriers'), '--facilities', sample('facilities')],
  ...['--estates', sample('estates'), '--units', sample('units'), '--band', '1500-3000'],
];

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'sizhi-measure-'));
  put('clean.geojson', town({ a: box(120, 30, 120.01, 30.01), b: box(120.01, 30, 120.02, 30.01) }));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const measure = (args: string[], options?: RunOptions) => runMain(['measure', ...args], options);

interface Json {
  version: string;
  measures: { id: string; version: number; unit: string }[];
  communities: { id: string; name: string; measures: Record<string, Record<string, unknown>> }[];
}
const asJson = async (args: string[]): Promise<Json> => {
  const { code, stdout, stderr } = await measure([...args, '--format', 'json']);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as Json;
};

describe('the sample town', () => {
  test('every measure of every community is known', async () => {
    const { measures, communities } = await asJson([sample('communities'), ...ALL]);
    expect(measures.map(({ id }) => id)).toEqual(
      [...MEASURES.keys()].filter((id) => id !== 'moved-households'),
    );
    expect(communities).toHaveLength(20);
    for (const { name, measures: results } of communities) {
      for (const [id, result] of Object.entries(results)) {
        expect(result, `${name}, ${id}`).toMatchObject({ state: 'known' });
      }
    }
    const large = communities.find(({ measures: { households } }) => households!.value === 6200)!;
    expect(large.measures['household-band-deviation']).toEqual({ state: 'known', value: 3200 });
    const parts = Object.values(large.measures['barrier-share']!.parts as Record<string, number>);
    expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(1, 9);
  });

  test('walking is never shorter than the straight line to the same places', async () => {
    const { communities } = await asJson([
      sample('communities'),
      ...['--barriers', sample('barriers'), '--facilities', sample('facilities')],
      ...['--measures', 'furthest-straight,furthest-walking'],
    ]);
    for (const { measures } of communities) {
      const { 'furthest-straight': straight, 'furthest-walking': walking } = measures;
      if (walking!.state === 'missing') continue;
      expect(walking!.value).toBeGreaterThan(straight!.value as number);
    }
  });

  test('households and people from the units, where communities have none', async () => {
    const given = JSON.parse(readFileSync(sample('communities'), 'utf8'));
    const households = given.features.map(
      ({ properties }: { properties: { households: number } }) => properties.households,
    );
    for (const feature of given.features) {
      delete feature.properties.households;
      delete feature.properties.population;
    }
    const bare = put('bare.geojson', given);
    const { communities } = await asJson([bare, '--units', sample('units')]);
    expect(communities.map(({ measures }) => measures.households!.value)).toEqual(households);
    const { communities: unknown } = await asJson([bare]);
    expect(unknown[0]!.measures.households).toMatchObject({ reason: 'no-households' });
    expect(unknown[0]!.measures.density).toMatchObject({ reason: 'no-population' });
  });

  test('households moved against another plan', async () => {
    const units = JSON.parse(readFileSync(sample('units'), 'utf8'));
    const [one, other] = ['990101001001', '990101001002'];
    const moved = units.features.find(
      ({ properties }: { properties: { community: string; households: number } }) =>
        properties.community === one && properties.households > 50,
    );
    moved.properties.community = other;
    const before = put('before.geojson', units);
    const { communities } = await asJson([
      ...[sample('communities'), '--units', sample('units'), '--before', before],
      ...['--measures', 'moved-households'],
    ]);
    const { households } = moved.properties;
    expect(communities.find(({ id }) => id === one)!.measures['moved-households']).toEqual({
      state: 'known',
      value: households,
      parts: { [other]: households },
    });
    const all = communities.map(({ measures }) => measures['moved-households']!.value as number);
    expect(all.reduce((sum, value) => sum + value, 0)).toBe(households);
  });
});

describe('text', () => {
  test('tables, and what is missing once for all', async () => {
    const { code, stdout, stderr } = await measure([path('clean.geojson')]);
    expect(code).toBe(0);
    expect(stdout).toContain('2 communities\n');
    expect(stdout).toMatch(/^a +[\d,]+ +[\d,]+ +0\.\d{3}/m);
    expect(stdout).toContain(
      '  - furthest-straight: No facilities are given. – all 2 communities\n',
    );
    expect(stderr).toBe(`${path('clean.geojson')}: ids from property “name”\n`);
    const tables = stdout.split('\n').filter((line) => !line.startsWith('  - '));
    expect(Math.max(...tables.map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  test('in Chinese', async () => {
    const { stdout } = await measure([path('clean.geojson')], { language: 'zh' });
    expect(stdout).toContain('的指标：2 个社区\n');
    expect(stdout).toContain('  - households: 没有户数记录，也没有给出地块。 —— 全部 2 个社区\n');
  });

  test('an invalid shape: a dash, and where it is at fault', async () => {
    const { code, stdout } = await measure([put('tie.geojson', BOW_TIE), '--measures', 'area']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^tie +–$/m);
    expect(stdout).toMatch(/- area: The geometry is invalid: .* – tie\n/);
  });

  test('an estimate has its star', async () => {
    const units = {
      type: 'FeatureCollection',
      features: ['a', 'b'].map((community, id) => ({
        type: 'Feature',
        id,
        properties: { community, households: 7.5, householdsEstimated: id === 0 },
        geometry: { type: 'Polygon', coordinates: [box(120, 30, 120.01, 30.01)] },
      })),
    };
    const { stdout } = await measure([
      ...[path('clean.geojson'), '--units', put('units.geojson', units)],
      ...['--measures', 'households'],
    ]);
    expect(stdout).toMatch(/^a +7\.5\*$/m);
    expect(stdout).toMatch(/^b +7\.5$/m);
    expect(stdout).toContain('\n* an estimate\n');
    expect(stdout).toContain('- households: summed from units – all 2 communities');
  });
});

describe('csv', () => {
  test('a row a community, numbers as numbers, formulas as text', async () => {
    const names = ['=1+1', '-cmd|calc', '+x', '@y', 'plain, "quoted"'];
    const given = {
      type: 'FeatureCollection',
      features: names.map((name, i) => ({
        type: 'Feature',
        id: `c${i}`,
        properties: { name, households: 1000 },
        geometry: { type: 'Polygon', coordinates: [box(120 + i, 30, 120.01 + i, 30.01)] },
      })),
    };
    const out = path('out.csv');
    const { code } = await measure([
      ...[put('names.geojson', given), '--format', 'csv', '--out', out, '--band', '1500-3000'],
      ...['--measures', 'area,household-band-deviation,population'],
    ]);
    expect(code).toBe(0);
    const lines = readFileSync(out, 'utf8').split('\r\n');
    expect(lines[0]).toBe(
      '\ufeffid,name,area (m2),household-band-deviation (households),population (people),estimated,missing',
    );
    const cells = lines.slice(1, 6).map((line) => line.split(',')[1]);
    expect(cells).toEqual(["'=1+1", "'-cmd|calc", "'+x", "'@y", '"plain']);
    expect(lines[1]).toMatch(
      /^c0,'=1\+1,\d+\.\d+,-500,,,"population: No population figure on record, /,
    );
    expect(lines).toHaveLength(7);
  });

  test('parts have columns of their own', async () => {
    const { stdout } = await measure([
      ...[sample('communities'), '--barriers', sample('barriers')],
      ...['--measures', 'barrier-share', '--format', 'csv'],
    ]);
    const [head, first] = stdout.split('\r\n');
    expect(head).toContain('barrier-share,barrier-share:expressway,barrier-share:arterial,');
    const numbers = first!.split(',').slice(3, -2).map(Number);
    expect(numbers.reduce((sum, part) => sum + part, 0)).toBeCloseTo(1, 5);
  });
});

describe('files that do not fit together', () => {
  test('a facility of a community that is not there is told', async () => {
    const facilities = {
      type: 'FeatureCollection',
      features: [
        ['a', 'service-centre', 800],
        ['nowhere', 'service-centre', 800],
        ['b', null, 1],
        ['b', '社区党群服务中心', 'big'],
      ].map(([community, kind, spaceSquareMetres], id) => ({
        type: 'Feature',
        id,
        properties: { community, kind, spaceSquareMetres },
        geometry: { type: 'Point', coordinates: [120.005, 30.005] },
      })),
    };
    const { stderr, stdout } = await measure([
      ...[path('clean.geojson'), '--facilities', put('facilities.geojson', facilities)],
      ...['--measures', 'furthest-straight', '--format', 'json'],
    ]);
    expect(stderr).toContain('1 facility (2) left out: no kind (property “kind”)');
    expect(stderr).toContain('1 facility (3): the space is not a number');
    expect(stderr).toContain('1 feature names a community that is not in the file');
    expect(JSON.parse(stdout).communities[1].measures['furthest-straight'].state).toBe('known');
  });
});

test('a facility that lies in no community and names none is told', async () => {
  const centre = (id: string, lon: number, lat: number) => ({
    type: 'Feature',
    id,
    properties: { kind: 'service-centre' },
    geometry: { type: 'Point', coordinates: [lon, lat] },
  });
  const facilities = put('strays.geojson', {
    type: 'FeatureCollection',
    features: [centre('near', 120.005, 30.005), centre('far', 121, 31)],
  });
  const call = [path('clean.geojson'), '--facilities', facilities];
  const { code, stderr } = await measure([...call, '--measures', 'furthest-straight']);
  expect(code).toBe(0);
  expect(stderr).toContain(
    '1 facility names no community and lies in none, and is not counted: far\n',
  );
});

test('a centre drawn as an area, and one that names its community by code', async () => {
  const given = JSON.parse(readFileSync(path('clean.geojson'), 'utf8'));
  given.features[1].properties.code = 7;
  const facilities = {
    type: 'FeatureCollection',
    features: [
      {
        type: 'Feature',
        properties: { kind: 'service-centre' },
        geometry: { type: 'Polygon', coordinates: [box(120.004, 30.004, 120.006, 30.006)] },
      },
      {
        type: 'Feature',
        properties: { kind: 'service-centre', community: 7 },
        geometry: { type: 'Point', coordinates: [120.01, 30] },
      },
    ],
  };
  const { communities } = await asJson([
    ...[put('coded.geojson', given), '--facilities', put('mixed.geojson', facilities)],
    ...['--id-field', 'name', '--measures', 'furthest-straight'],
  ]);
  const [a, b] = communities.map(({ measures }) => measures['furthest-straight']!.value as number);
  expect(b! / a!).toBeCloseTo(2, 2);
});

describe('usage', () => {
  test.each<[string[], string]>([
    [[], 'name the file to measure'],
    [['a', '--band', '3000-1500'], '--band takes LEAST-MOST, such as 1500-3000'],
    [['a', '--band', '1500'], '--band takes LEAST-MOST'],
    [['a', '--measures', 'areas'], 'no measure “areas”; did you mean area?'],
    [['a', '--measures', ','], 'no measure “,”; there are: area, perimeter'],
    [['a', '--format', 'xlsx'], '--format must be one of text, json, csv'],
    [['a', '--tolerance', '500'], '--tolerance must be a number from 0 to 200'],
    [['a', '--before', 'b'], 'give --units as well'],
    [['a', '--units', 'b', '--out', 'b'], '--out would overwrite an input file'],
    [['-', '--units', '-'], 'can be read only once'],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await measure(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toContain('See: sizhi measure --help');
  });

  test('the help lists every measure', async () => {
    const { code, stdout } = await measure(['--help']);
    expect(code).toBe(0);
    for (const id of MEASURES.keys()) expect(stdout).toContain(id);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(90);
  });

  test('a file that cannot be read: 2, nothing on standard output', async () => {
    const { code, stdout, stderr } = await measure([
      path('clean.geojson'),
      '--barriers',
      'nowhere',
    ]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('no such file');
  });
});
