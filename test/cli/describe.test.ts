import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runMain } from './run-main.ts';
import { box, town } from './towns.ts';

const SAMPLE = fileURLToPath(new URL('../../data/sample/', import.meta.url));
const COMMUNITIES = `${SAMPLE}communities.geojson`;
const MATERIAL = [
  '--barriers',
  `${SAMPLE}barriers.geojson`,
  '--boundary',
  `${SAMPLE}jurisdiction.geojson`,
];
const YANHU = '990101001002';

let directory: string;
const path = (name: string): string => join(directory, name);
const put = (name: string, content: unknown): string => {
  writeFileSync(path(name), typeof content === 'string' ? content : JSON.stringify(content));
  return path(name);
};

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'sizhi-describe-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const road = (name: string, ...coordinates: number[][]) => ({
  type: 'Feature',
  properties: { class: 'local', name },
  geometry: { type: 'LineString', coordinates },
});
const roads = (...features: unknown[]) => ({ type: 'FeatureCollection', features });

describe('sizhi describe', () => {
  test('one community, in Chinese', async () => {
    const { code, stdout } = await runMain(
      ['describe', COMMUNITIES, ...MATERIAL, '--community', YANHU],
      { language: 'zh' },
    );
    expect(code).toBe(0);
    const [head, limits, course, ...rest] = stdout.split('\n');
    expect(head).toBe('雁湖社区（990101001002）');
    expect(limits).toBe('四至：东至育英路，南至青溪河，西至丰登路，北至朝阳大道。');
    expect(course).toMatch(
      /^界线走向：自西北角的丰登路与朝阳大道交叉口起，沿朝阳大道向东约1\.14千米，.*回到起点。全长约4\.22千米。$/,
    );
    expect(rest).toEqual(['']);
  });

  test('all of them, in English', async () => {
    const { code, stdout, stderr } = await runMain(['describe', COMMUNITIES, ...MATERIAL]);
    expect(code).toBe(0);
    expect(stdout.split('\n\n')).toHaveLength(20);
    expect(stdout).toContain(
      'Yanhu Community (990101001002)\nLimits. Bounded on the east by Yuying',
    );
    expect(stdout).toContain('Note: in 2 separate parts; the exclaves are described apart.');
    expect(stderr).toMatch(
      /communities\.geojson: ids from the features’ own ids\n.*barriers\.geojson: 477 barriers\n$/,
    );
  });

  test('a community by its name', async () => {
    const call = ['describe', COMMUNITIES, ...MATERIAL, '--community'];
    const [byId, byName] = [await runMain([...call, YANHU]), await runMain([...call, '雁湖社区'])];
    expect(byName).toEqual(byId);
    expect(byName.stdout).toContain('Yanhu Community');
  });

  test('a tolerance of 0 asks for borders on the very lines', async () => {
    const { code, stdout } = await runMain([
      ...['describe', COMMUNITIES, ...MATERIAL, '--community', YANHU, '--tolerance', '0'],
    ]);
    expect(code).toBe(0);
    expect(stdout).toContain('Bounded on the east by Yuying Road');
  });

  test('households of what passes over, from units', async () => {
    const communities = JSON.parse(readFileSync(COMMUNITIES, 'utf8'));
    const after = join(directory, 'without-last.geojson');
    // The last one's figure is taken away: its units tell it.
    const last = communities.features.at(-1);
    const { households: _, ...properties } = last.properties;
    const before = join(directory, 'unknown-last.geojson');
    const others = communities.features.slice(0, -1);
    writeFileSync(
      before,
      JSON.stringify({ ...communities, features: [...others, { ...last, properties }] }),
    );
    writeFileSync(after, JSON.stringify({ ...communities, features: others }));
    const call = ['describe', before, '--after', after, ...MATERIAL];
    const units = `${SAMPLE}units.geojson`;
    expect((await runMain(call)).stdout).not.toContain('households');
    expect((await runMain([...call, '--units', units])).stdout).toContain('380 households');
  });

  test('JSON has both languages and the steps', async () => {
    const { stdout } = await runMain([
      ...['describe', COMMUNITIES, ...MATERIAL, '--community', YANHU],
      ...['--format', 'json'],
    ]);
    const { version, descriptions } = JSON.parse(stdout);
    expect(version).toBe('0.1.0');
    expect(descriptions).toHaveLength(1);
    expect(descriptions[0].limits.east.items[0]).toMatchObject({
      along: { kind: 'barrier', barrier: { class: 'arterial', name: '育英路' } },
      text: { zh: '育英路', en: 'Yuying Road' },
    });
    expect(descriptions[0].course.steps[0]).toMatchObject({
      direction: 'E',
      along: { kind: 'barrier' },
      turningPoint: { kind: 'crossing' },
    });
  });

  test('the adjustment that leads to another file', async () => {
    const before = put(
      'before.geojson',
      town({ a: box(120, 30, 120.01, 30.01), b: box(120.01, 30, 120.02, 30.01) }),
    );
    const after = put('after.geojson', town({ b: box(120, 30, 120.02, 30.01) }));
    const barriers = put(
      'roads.geojson',
      roads(
        road('西路', [120, 29.99], [120, 30.02]),
        road('中路', [120.01, 29.99], [120.01, 30.02]),
        road('南路', [119.99, 30], [120.03, 30]),
      ),
    );
    const more = put('more.geojson', roads(road('北路', [119.99, 30.01], [120.03, 30.01])));
    const call = ['describe', before, '--after', after, '--barriers', barriers, '--barriers', more];
    const { code, stdout } = await runMain(call, { language: 'zh' });
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^撤销a，将北路以南、中路以西、南路以北、西路以东区域（a全部辖区，约1\.07平方千米）划入b管辖。\n调整后b四至：/,
    );
    const json = JSON.parse((await runMain([...call, '--format', 'json'])).stdout);
    expect(json.adjustment.items[0]).toMatchObject({ kind: 'merge', from: ['a'], to: ['b'] });
  });

  test('writes to a file', async () => {
    const out = path('limits.txt');
    const { code, stdout, stderr } = await runMain([
      ...['describe', COMMUNITIES, ...MATERIAL, '--out', out],
    ]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain(`written to ${out}`);
    expect(readFileSync(out, 'utf8')).toContain('Yanhu Community');
  });

  test('without barriers says so, and tells neighbours', async () => {
    const { code, stdout, stderr } = await runMain([
      ...['describe', COMMUNITIES, '--community', YANHU],
    ]);
    expect(code).toBe(0);
    expect(stderr).toContain('no --barriers given');
    expect(stdout).toContain('on the east by the boundary of Nanpu Community');
  });

  test('a community without a shape is told, the others are described', async () => {
    const file = put('hollow.geojson', {
      type: 'FeatureCollection',
      features: [
        { type: 'Feature', id: 'x', properties: {}, geometry: null },
        {
          type: 'Feature',
          id: 'y',
          properties: {},
          geometry: { type: 'Polygon', coordinates: [box(120, 30, 120.01, 30.01)] },
        },
      ],
    });
    const { code, stdout, stderr } = await runMain(['describe', file]);
    expect(code).toBe(2);
    expect(stderr).toContain('x has no boundary to describe');
    expect(stdout).toMatch(/^y\nLimits\. Bounded on the east by longitude 120°00′36\.0″E/);
  });
});

describe('calls that cannot be carried out', () => {
  test.each<[string, string[], string]>([
    ['no file', [], 'name the file to describe'],
    [
      'an unknown id',
      [COMMUNITIES, '--community', 'nobody'],
      'no community has the id or name “nobody”',
    ],
    [
      'one community of an adjustment',
      [COMMUNITIES, '--community', 'a', '--after', COMMUNITIES],
      'give one of them',
    ],
    ['units of one state alone', [COMMUNITIES, '--units', 'u.geojson'], 'give --after as well'],
    ['a result over its input', [COMMUNITIES, '--out', COMMUNITIES], 'would overwrite an input'],
    ['standard input twice', ['-', '--barriers', '-'], 'can be read only once'],
    ['an unknown format', [COMMUNITIES, '--format', 'html'], 'must be one of text, json'],
    ['a missing file of barriers', [COMMUNITIES, '--barriers', '/nowhere.geojson'], 'no such file'],
  ])('%s', async (_, args, message) => {
    const { code, stdout, stderr } = await runMain(['describe', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});
