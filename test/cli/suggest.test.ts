import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunOptions, runMain } from './run-main.ts';

const SAMPLE = new URL('../../data/sample/', import.meta.url).pathname;
const sample = (name: string): string => `${SAMPLE}${name}.geojson`;

const TOO_LARGE = '990101001003';

let directory: string;
const path = (name: string): string => join(directory, name);
const read = (name: string) => JSON.parse(readFileSync(path(name), 'utf8'));

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'sizhi-suggest-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const suggest = (args: string[], options: RunOptions = {}) =>
  runMain(['suggest', ...args], options);

const TOWN = [
  ...['--communities', sample('communities'), '--units', sample('units')],
  ...['--barriers', sample('barriers'), '--estates', sample('estates')],
  ...['--facilities', sample('facilities'), '--boundary', sample('jurisdiction')],
];

/** Counts of the audit by kind. */
async function auditCounts(file: string, boundary: string): Promise<Record<string, number>> {
  const { stdout } = await runMain(['audit', file, '--boundary', boundary, '--format', 'json']);
  return JSON.parse(stdout).summary.counts;
}

describe('the sample town', () => {
  test('the community of 6,200 households is split along its roads; the audit finds nothing new', async () => {
    const { code, stdout, stderr } = await suggest([
      ...['split', ...TOWN, '--format', 'json'],
      ...['--after', path('split.geojson'), '--boundary-out', path('outline.geojson')],
    ]);
    expect(code).toBe(0);
    expect(stderr).toContain('3 suggestions');
    const { suggestions, infeasible } = JSON.parse(stdout);
    expect(infeasible).toEqual([]);
    expect(suggestions).toHaveLength(3);
    for (const suggestion of suggestions) {
      expect(suggestion.operations[0].parameters.community).toBe(TOO_LARGE);
      expect(suggestion.namedBorderShare).toBeGreaterThanOrEqual(0.9);
      expect(suggestion.satisfied.map(({ rule }: { rule: string }) => rule)).toEqual(
        expect.arrayContaining(['estate.whole', 'size.max', 'size.split']),
      );
    }
    expect(suggestions[0]).toMatchObject({
      character: 'best-borders',
      certificate: { state: 'optimal' },
    });
    expect(suggestions[0].explanation.zh).toContain('新边界长 1.6 千米，其中 69% 沿景明大道');
    const counts = await auditCounts(path('split.geojson'), path('outline.geojson'));
    expect(counts).toEqual(await auditCounts(sample('communities'), sample('jurisdiction')));
    expect(read('split.geojson').features).toHaveLength(22);
  });

  test('the small one is merged with a neighbour; three are compared', async () => {
    const { code, stdout } = await suggest(['merge', ...TOWN, '--after', path('merge.geojson')]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Merges for .*communities\.geojson\n3 suggestions · /);
    expect(stdout).toContain('Merge Shiqiao Park Community into');
    expect(stdout).toContain('380 households change their community');
    expect(read('merge.geojson').features).toHaveLength(19);
  });

  test('a replan mends faults on its way, and makes no new ones', async () => {
    const { code } = await suggest([
      ...['replan', ...TOWN, '--moves', '100000', '--alternatives', '1', '--format', 'geojson'],
      ...['--out', path('replan.json'), '--after', path('town.geojson')],
      ...['--boundary-out', path('outline.geojson')],
    ]);
    expect(code).toBe(0);
    const features = read('replan.json').features as { properties: Record<string, unknown> }[];
    expect(new Set(features.map(({ properties }) => properties.feature))).toEqual(
      new Set(['community', 'border']),
    );
    const counts = await auditCounts(path('town.geojson'), path('outline.geojson'));
    const before = await auditCounts(sample('communities'), sample('jurisdiction'));
    for (const [kind, count] of Object.entries(counts)) {
      expect(count, kind).toBeLessThanOrEqual(before[kind]!);
    }
    expect(counts).toMatchObject({ gap: 0, 'non-contiguous': 0, mismatch: 0 });
  });

  test('without units they are cut from the barriers', async () => {
    const { code, stdout } = await suggest(
      [
        ...['split', '--communities', sample('communities'), '--barriers', sample('barriers')],
        ...['--estates', sample('estates'), '--target', '桃源社区', '--parts', '3'],
        ...['--alternatives', '1'],
      ],
      { language: 'zh' },
    );
    expect(code).toBe(0);
    expect(stdout).toContain('将“桃源社区”拆分为 3 个社区');
    expect(stdout).toContain('69% 沿景明大道，31% 沿育英路。');
  });
});

describe('requests that cannot be met', () => {
  test('no feasible suggestion: the cause, and exit code 1', async () => {
    const { code, stdout } = await suggest([
      ...['split', ...TOWN, '--target', TOO_LARGE, '--band', '100,300'],
    ]);
    expect(code).toBe(1);
    expect(stdout).toContain('Not feasible');
    expect(stdout).toContain('upper bound of at least');
  });

  const refused: [string, string[], RegExp][] = [
    ['no kind', [], /say what to suggest: merge, split, transfer, repair, replan/],
    ['an unknown kind', ['splitt', ...TOWN], /did you mean split\?/],
    ['no communities', ['split', '--units', sample('units')], /--communities FILE/],
    [
      'nothing to cut units from',
      ['split', '--communities', sample('communities')],
      /--barriers FILE/,
    ],
    ['a target that is not there', ['split', ...TOWN, '--target', 'X'], /no community.*“X”/],
    ['a band the wrong way round', ['split', ...TOWN, '--band', '9,3'], /--band/],
    ['storeys without buildings', ['split', ...TOWN, '--levels', '3'], /--levels.*--buildings/],
    [
      'residential land without buildings',
      ['split', ...TOWN, '--residential', sample('estates')],
      /--residential.*--buildings/,
    ],
    [
      'a total that is no whole or half number',
      ['split', ...TOWN, '--total-households', '3.3'],
      /--total-households must be/,
    ],
    [
      'two results in one file',
      ['split', ...TOWN, '--out', '/tmp/one.json', '--after', '/tmp/../tmp/one.json'],
      /must be different files/,
    ],
    ['a policy that is not there', ['split', ...TOWN, '--policy', 'yuhang'], /yuhang-2020/],
  ];
  test.each(refused)('%s is refused with exit code 2', async (_name, args, message) => {
    const { code, stdout, stderr } = await suggest(args);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(message);
  });

  test('units that name communities which are not there are told, and placed by where they lie', async () => {
    const units = JSON.parse(readFileSync(sample('units'), 'utf8'));
    for (const { properties } of units.features) {
      if (properties.community === TOO_LARGE) properties.community = 'Nowhere';
    }
    writeFileSync(path('strangers.geojson'), JSON.stringify(units));
    const { code, stderr, stdout } = await suggest([
      ...['split', '--communities', sample('communities'), '--units', path('strangers.geojson')],
      ...['--barriers', sample('barriers'), '--parts', '3', '--alternatives', '1'],
      ...['--moves', '20000', '--target', TOO_LARGE],
    ]);
    expect(code).toBe(0);
    expect(stderr).toMatch(/\d+ units name communities that are not in the file.*\(Nowhere\)/);
    expect(stdout).toContain('into 3 communities');
  });

  test('a file that is no GeoJSON', async () => {
    writeFileSync(path('bad.geojson'), '{');
    const { code } = await suggest(['merge', '--communities', path('bad.geojson')]);
    expect(code).toBe(2);
  });
});
