import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TOWN } from '../server/formats/osm/small-town.ts';
import { writePbf } from '../server/formats/osm/write-pbf.ts';
import { type RunOptions, runMain } from './run-main.ts';
import { box } from './towns.ts';

const SAMPLE = new URL('../../data/sample/', import.meta.url).pathname;
const sample = (name: string): string => `${SAMPLE}${name}.geojson`;

let directory: string;
const path = (name: string): string => join(directory, name);
const put = (name: string, content: unknown): string => {
  const isText = typeof content === 'string' || content instanceof Uint8Array;
  writeFileSync(path(name), isText ? content : JSON.stringify(content));
  return path(name);
};
const read = (name: string) => JSON.parse(readFileSync(path(name), 'utf8'));

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'sizhi-units-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const units = (args: string[], options: RunOptions = {}) => runMain(['units', ...args], options);

const collection = (...features: object[]) => ({ type: 'FeatureCollection', features });
const area = (properties: object, ...ring: Parameters<typeof box>) => ({
  type: 'Feature',
  properties,
  geometry: { type: 'Polygon', coordinates: [box(...ring)] },
});
const line = (properties: object, ...coordinates: number[][]) => ({
  type: 'Feature',
  properties,
  geometry: { type: 'LineString', coordinates },
});

/** A square town of about 1 km with a cross of two roads in it. */
const BOUNDARY = collection(area({ id: 'T', name: '镇' }, 120, 30, 120.01, 30.01));
const CROSS = collection(
  line({ id: 'N', class: 'arterial', name: '南北路' }, [120.005, 29.999], [120.005, 30.011]),
  line({ id: 'E', class: 'local', name: '东西街' }, [119.999, 30.005], [120.011, 30.005]),
);
const QUARTERS = collection(
  area({ id: 'sw', households: 100 }, 120, 30, 120.005, 30.005),
  area({ id: 'se', households: 200 }, 120.005, 30, 120.01, 30.005),
  area({ id: 'nw', households: 300 }, 120, 30.005, 120.005, 30.01),
  area({ id: 'ne', households: 400 }, 120.005, 30.005, 120.01, 30.01),
);

const files = () => ({
  boundary: put('boundary.geojson', BOUNDARY),
  cross: put('cross.geojson', CROSS),
  quarters: put('quarters.geojson', QUARTERS),
});

describe('the sample town', () => {
  test('units tile it, name their communities, keep the households; the audit reads them back clean', async () => {
    const { code, stdout, stderr } = await units([
      ...['--boundary', sample('jurisdiction'), '--communities', sample('communities')],
      ...['--barriers', sample('barriers'), '--estates', sample('estates')],
      ...['--out', path('units.geojson'), '--boundary-out', path('outline.geojson')],
      ...['--graph', path('graph.json')],
    ]);
    expect(code).toBe(0);
    expect(stderr).toContain('477 barriers');
    expect(stdout).toMatch(/^Units of .*jurisdiction\.geojson\n1,0\d\d units · 20\.47 km² · /);
    expect(stdout).toMatch(/\d\d\.\d % of it along barriers/);

    const { features } = read('units.geojson');
    const sum = (name: string): number =>
      features.reduce(
        (total: number, one: { properties: Record<string, number> }) =>
          total + (one.properties[name] ?? 0),
        0,
      );
    const communities = JSON.parse(readFileSync(sample('communities'), 'utf8')).features;
    const known = communities.reduce(
      (total: number, one: { properties: { households: number } }) =>
        total + one.properties.households,
      0,
    );
    expect(sum('households')).toBe(known);
    expect(features[0]).toMatchObject({
      id: expect.stringMatching(/U0001$/),
      properties: { community: expect.any(String), areaSquareMetres: expect.any(Number) },
    });

    for (const boundary of [sample('jurisdiction'), path('outline.geojson')]) {
      const audit = await runMain([
        'audit',
        path('units.geojson'),
        '--boundary',
        boundary,
        '--format',
        'json',
      ]);
      const { counts } = JSON.parse(audit.stdout).summary;
      expect({ ...counts, enclave: 0 }, boundary).toEqual(
        Object.fromEntries(Object.keys(counts).map((name) => [name, 0])),
      );
    }

    const graph = read('graph.json');
    expect(graph.nodes).toHaveLength(features.length);
    expect(
      graph.nodes.reduce(
        (total: number, node: { population: number }) => total + node.population,
        0,
      ),
    ).toBe(known);
    expect(graph.communities).toHaveLength(20);
    expect(graph.current).toHaveLength(features.length);
    for (const [a, b, length, kind] of graph.edges) {
      expect(a).toBeLessThan(b);
      expect(length).toBeGreaterThan(0);
      expect(graph.barrierClasses[kind]).toEqual(expect.any(String));
    }
  });
});

describe('a town with a cross of roads', () => {
  test('has four units, each border with its road', async () => {
    const { boundary, cross } = files();
    const { code, stdout } = await units([
      '--boundary',
      boundary,
      '--barriers',
      cross,
      '--format',
      'json',
    ]);
    expect(code).toBe(0);
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({
      supplied: false,
      households: null,
      report: { units: 4, borderShareOnBarriers: 1 },
    });
    expect(result.units.features).toHaveLength(4);
    const inner = result.borders.filter(
      (one: { units: (string | null)[] }) => one.units[1] !== null,
    );
    const names = inner.flatMap((one: { stretches: { barrier: { name: string } }[] }) =>
      one.stretches.map(({ barrier }) => barrier.name),
    );
    expect(new Set(names)).toEqual(new Set(['南北路', '东西街']));
  });

  test('--classes leaves the others out', async () => {
    const { boundary, cross } = files();
    const args = ['--boundary', boundary, '--barriers', cross, '--format', 'geojson'];
    const { stdout, stderr } = await units([...args, '--classes', '主干路']);
    expect(JSON.parse(stdout).features).toHaveLength(2);
    expect(stderr).toMatch(/^2 units$/m);
  });

  test('several files of barriers are one set, and ids that both use stay apart', async () => {
    const { boundary } = files();
    const [north, east] = CROSS.features as { properties: object }[];
    const first = put(
      'n.geojson',
      collection({ ...north, properties: { ...north!.properties, id: 'X' } }),
    );
    const second = put(
      'e.geojson',
      collection({ ...east, properties: { ...east!.properties, id: 'X' } }),
    );
    const { stdout } = await units([
      '--boundary',
      boundary,
      '--barriers',
      first,
      '--barriers',
      second,
      '--format',
      'json',
    ]);
    expect(JSON.parse(stdout).report).toMatchObject({ units: 4, barriers: { given: 2 } });
  });

  test('communities alone do for an outline, and no unit lies in two', async () => {
    const { cross } = files();
    const halves = put(
      'halves.geojson',
      collection(
        area({ id: 'west', households: 10 }, 120, 30, 120.0035, 30.01),
        area({ id: 'east', households: 20.5 }, 120.0035, 30, 120.01, 30.01),
      ),
    );
    const { code, stdout } = await units([
      '--communities',
      halves,
      '--barriers',
      cross,
      '--format',
      'geojson',
    ]);
    expect(code).toBe(0);
    const { features } = JSON.parse(stdout);
    const by = (id: string) =>
      features.filter(
        (one: { properties: { community: string } }) => one.properties.community === id,
      );
    expect([by('west').length, by('east').length]).toEqual([2, 4]);
    const total = (list: { properties: { households: number } }[]) =>
      list.reduce((sum, { properties }) => sum + properties.households, 0);
    expect([total(by('west')), total(by('east'))]).toEqual([10, 20.5]);
    expect(features[0].properties.householdsEstimated).toBe(true);
  });

  test('a file of OpenStreetMap, its buildings and the total of households', async () => {
    const boundary = put('b.geojson', collection(area({ id: 'T' }, 116, 40, 116.009, 40.009)));
    const osm = put('town.osm.pbf', writePbf(TOWN));
    const args = ['--boundary', boundary, '--barriers', osm, '--out', path('osm-units.geojson')];
    const plain = await units(args);
    expect(plain.code).toBe(0);
    expect(plain.stderr).toContain(`${osm}: holds 2 buildings too; --buildings ${osm} estimates`);
    expect(plain.stderr).toContain('1 feature of unknown class left out: highway=corridoor 1');
    const full = await units([...args, '--buildings', osm, '--total-households', '77']);
    expect(full.stdout).toMatch(/Households: 77 \(0 on record, 77\* estimated/);
    const { features } = read('osm-units.geojson');
    expect(
      features.reduce(
        (sum: number, one: { properties: { households: number } }) =>
          sum + one.properties.households,
        0,
      ),
    ).toBe(77);
  });

  test('a tag table of one’s own', async () => {
    const { boundary } = files();
    const tagged = put(
      'tagged.geojson',
      collection(line({ highway: 'tramroad' }, [120.005, 29.999], [120.005, 30.011])),
    );
    const args = ['--boundary', boundary, '--barriers', tagged, '--format', 'geojson'];
    expect(await units(args)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('highway=tramroad 1'),
    });
    const table = JSON.parse(
      readFileSync(new URL('../../data/osm-tags.json', import.meta.url), 'utf8'),
    );
    table.lines[0].values.tramroad = { class: 'railway' };
    const own = put('tags.json', table);
    const { stdout } = await units([...args, '--osm-tags', own]);
    expect(JSON.parse(stdout).features).toHaveLength(2);
    table.lines[0].values.tramroad = { class: 'tram' };
    const faulty = await units([...args, '--osm-tags', put('bad.json', table)]);
    expect(faulty).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('/lines/0/values/tramroad/class'),
    });
  });

  test('in Chinese', async () => {
    const { boundary, cross } = files();
    const { stdout } = await units(['--boundary', boundary, '--barriers', cross], {
      language: 'zh',
    });
    expect(stdout).toMatch(/^划分地块：.*\n4 个地块 · 1\.07 平方公里 · /);
    expect(stdout).toContain('其中 100.0 % 沿道路、河流等');
  });

  test('progress goes to a terminal only', async () => {
    const { boundary, cross } = files();
    const args = ['--boundary', boundary, '--barriers', cross];
    expect((await units(args, { terminal: { stderr: true } })).stderr).toContain(
      'preparing barriers',
    );
    expect((await units(args)).stderr).not.toContain('\u001b');
  });
});

describe('units of the user', () => {
  test('stay as they are, with their borders matched', async () => {
    const { quarters, cross } = files();
    const { code, stdout } = await units([
      '--units',
      quarters,
      '--barriers',
      cross,
      '--format',
      'json',
    ]);
    expect(code).toBe(0);
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({
      supplied: true,
      report: { units: 4, borderShareOnBarriers: 1 },
    });
    expect(
      result.units.features.map(({ id, geometry }: { id: string; geometry: object }) => ({
        id,
        geometry,
      })),
    ).toEqual(
      QUARTERS.features.map((one) => ({
        id: (one as { properties: { id: string } }).properties.id,
        geometry: (one as { geometry: object }).geometry,
      })),
    );
    expect(result.households.households.allocated).toBe(1000);
  });

  test('--tolerance sets how near a barrier must run', async () => {
    const { quarters } = files();
    // About 96 m east of the border.
    const beside = put(
      'beside.geojson',
      collection(line({ class: 'river' }, [120.006, 29.999], [120.006, 30.011])),
    );
    const args = ['--units', quarters, '--barriers', beside, '--format', 'json'];
    const share = async (extra: string[]) =>
      JSON.parse((await units([...args, ...extra])).stdout).report.borderShareOnBarriers;
    expect(await share([])).toBe(0);
    expect(await share(['--tolerance', '120'])).toBeCloseTo(0.53, 1);
  });

  test('with figures of all kinds', async () => {
    const { cross } = files();
    const odd = put(
      'odd.geojson',
      collection(
        area({ id: 'a', households: 3.3, community: 'C' }, 120, 30, 120.005, 30.005),
        area({ id: 'b', population: 12, community: null }, 120.005, 30, 120.01, 30.005),
        area({ id: 'c', note: 'x' }, 120, 30.005, 120.005, 30.01),
      ),
    );
    const { code, stdout } = await units([
      '--units',
      odd,
      '--barriers',
      cross,
      '--format',
      'geojson',
    ]);
    expect(code).toBe(0);
    const [first, second, third] = JSON.parse(stdout).features;
    expect(first.properties).toMatchObject({ households: 3.3, community: 'C' });
    expect(second.properties).toMatchObject({ population: 12, community: null });
    expect(second.properties).not.toHaveProperty('households');
    expect(third.properties).toMatchObject({ note: 'x' });
  });

  test('repeated ids are told with the field', async () => {
    const { cross } = files();
    const twice = put(
      'twice.geojson',
      collection(area({ k: 1 }, 120, 30, 120.1, 30.1), area({ k: 1 }, 121, 30, 121.1, 30.1)),
    );
    const { code, stderr } = await units([
      '--units',
      twice,
      '--barriers',
      cross,
      '--id-field',
      'k',
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain('ids must be unique');
  });
});

describe('bad usage: nothing is written, exit code 2', () => {
  test.each<[string[], string]>([
    [[], 'name the roads, rivers and railways: --barriers FILE'],
    [['--barriers', 'a'], 'name the outline to cut (--boundary FILE), or the communities'],
    [['town.geojson', '--barriers', 'a'], 'files go with options, such as --barriers town.geojson'],
    [['--barrier', 'a'], 'did you mean --barriers?'],
    [['--boundary', 'b', '--barriers', 'a', '--classes', 'rivers'], 'did you mean river?'],
    [['--boundary', 'b', '--barriers', 'a', '--classes', ','], '--classes needs at least one of'],
    [['--boundary', 'b', '--barriers', 'a', '--min-area', '-1'], '--min-area must be a number'],
    [
      ['--boundary', 'b', '--barriers', 'a', '--format', 'shp'],
      '--format must be one of text, json, geojson',
    ],
    [['--boundary', '-', '--barriers', '-'], 'can be read only once'],
    [['--boundary', 'b', '--barriers', 'a', '--out', 'a'], 'a would overwrite an input'],
    [['--boundary', 'b', '--barriers', 'a', '--out', 'c', '--graph', './c'], 'another output'],
    [['--units', 'u', '--barriers', 'a', '--merge', '5'], '--merge is about cutting units'],
    [['--boundary', 'b', '--barriers'], '--barriers needs a value'],
    [
      ['--communities', 'c', '--barriers', 'a', '--boundary-out', 'o'],
      '--boundary-out does nothing without --boundary',
    ],
    [
      ['--boundary', 'b', '--barriers', 'a', '--levels', '3'],
      '--levels does nothing without --buildings',
    ],
    [
      ['--boundary', 'b', '--barriers', 'a', '--households', 'HH'],
      'without --communities or --units',
    ],
    [
      ['--boundary', 'b', '--barriers', 'a', '--total-households', '10.3'],
      'a whole number or end in .5',
    ],
    [
      ['--boundary', 'b', '--barriers', 'a', '--buildings', 'h', '--levels', '0'],
      '--levels must be a number from 1 to 200',
    ],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await units(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toContain('See: sizhi units --help');
  });

  test('files that cannot be read are all told, and leave no output', async () => {
    const { boundary } = files();
    const cut = put('cut.osm.pbf', writePbf(TOWN).subarray(0, 500));
    const { code, stderr } = await units([
      ...['--boundary', boundary, '--barriers', cut, '--barriers', path('nowhere.osm.pbf')],
      ...['--estates', put('broken.geojson', '{"type"'), '--out', path('never.geojson')],
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain(`${cut}: the file is cut off`);
    expect(stderr).toContain('nowhere.osm.pbf: no such file');
    expect(stderr).toContain('broken.geojson:1:');
    expect(existsSync(path('never.geojson'))).toBe(false);
  });

  test('a place that cannot be written to is told before the work', async () => {
    const { boundary, cross } = files();
    const target = join(directory, 'no', 'units.geojson');
    const { code, stdout, stderr } = await units([
      '--boundary',
      boundary,
      '--barriers',
      cross,
      '--out',
      target,
    ]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('its directory does not exist');
  });

  test('an outline that is no valid area says so', async () => {
    const { cross } = files();
    const empty = put(
      'empty.geojson',
      collection({ type: 'Feature', properties: {}, geometry: null }),
    );
    const { code, stderr } = await units(['--boundary', empty, '--barriers', cross]);
    expect(code).toBe(2);
    expect(stderr).toContain('has no geometry');
  });
});
