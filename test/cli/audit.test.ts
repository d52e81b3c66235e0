import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runMain } from './run-main.ts';
import { BOW_TIE, box, CLEAN, OVERLAPPING, town } from './towns.ts';

let directory: string;
const path = (name: string): string => join(directory, name);
const put = (name: string, content: string | Uint8Array): string => {
  writeFileSync(path(name), content);
  return path(name);
};

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'sizhi-audit-'));
  put('clean.geojson', CLEAN);
  put('overlapping.geojson', OVERLAPPING);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('exit codes', () => {
  test('0 and nothing found, for a clean town', async () => {
    const { code, stdout, stderr } = await runMain(['audit', path('clean.geojson')]);
    expect(code).toBe(0);
    expect(stdout).toContain('2 communities');
    expect(stdout).toMatch(/Result: nothing found\n$/);
    expect(stderr).toBe(`${path('clean.geojson')}: ids from property “name”\n`);
  });

  test('1 for an overlap', async () => {
    const { code, stdout } = await runMain(['audit', path('overlapping.geojson')]);
    expect(code).toBe(1);
    expect(stdout).toContain('1.   error  overlap  a | b');
    expect(stdout).toMatch(/Result: 1 error\n$/);
  });

  test('1 for a bow-tie, which is a finding and no fault of the file', async () => {
    const { code, stdout } = await runMain(['audit', put('tie.geojson', BOW_TIE)]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/error {2}invalid {2}tie/);
  });

  test('0 for clockwise rings', async () => {
    const clockwise = town({ a: box(120, 30, 120.01, 30.01).reverse() });
    expect((await runMain(['audit', put('clockwise.geojson', clockwise)])).code).toBe(0);
  });

  test('1 for a community without a shape', async () => {
    const { code, stdout } = await runMain([
      'audit',
      put('null.geojson', town({ a: box(1, 1, 2, 2), b: null })),
    ]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/invalid +1\n/);
  });

  test('1 for a repeated id of an explicit field', async () => {
    const twice = JSON.parse(CLEAN);
    for (const feature of twice.features) feature.properties = { w: 7 };
    const { code, stdout } = await runMain([
      'audit',
      put('twice.geojson', JSON.stringify(twice)),
      '--id-field',
      'w',
    ]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/duplicate +1\n/);
  });
});

describe('input that cannot be read gives its message and exit code 2', () => {
  const unclosed = town({ a: box(120, 30, 120.01, 30.01).slice(0, -1) });
  test.each<[string, () => string, RegExp]>([
    [
      'a missing file',
      () => path('missing.geojson'),
      /missing\.geojson: no such file; check the path\n$/,
    ],
    ['a directory', () => directory, /: it is a directory; name a file in it\n$/],
    [
      'an empty file',
      () => put('empty.geojson', ''),
      /the file is empty: there is nothing to read \[empty-file\]\n$/,
    ],
    [
      'an unclosed ring',
      () => put('unclosed.geojson', unclosed),
      /feature a: the ring is not closed.*\n {4}at \/features\/0\/geometry\/coordinates\/0\/3 \(120, 30\.01\) \[unclosed-ring\]\n$/,
    ],
    [
      'text that is no JSON',
      () => put('words.geojson', '{\n  "type": oops }'),
      /words\.geojson:2:11: not valid JSON: .*\[not-json\]\n$/,
    ],
    [
      'a foreign crs',
      () =>
        put(
          'crs.geojson',
          `{"crs":{"type":"name","properties":{"name":"EPSG:4549"}},${CLEAN.slice(1)}`,
        ),
      /EPSG:4549.*ogr2ogr/,
    ],
    ['a file name through a file', () => join(path('clean.geojson'), 'x'), /not a directory/],
    ['a name with control characters', () => path('a\u001b[31mb'), /a\\u001b\[31mb: no such file/],
  ])('%s', async (_name, file, message) => {
    const { code, stdout, stderr } = await runMain(['audit', file()]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });

  test.skipIf(process.getuid?.() === 0)('a file without permission', async () => {
    const file = put('secret.geojson', CLEAN);
    chmodSync(file, 0);
    expect(await runMain(['audit', file])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('permission denied'),
    });
  });

  test('the problems of both files are told at once', async () => {
    const { code, stderr } = await runMain([
      'audit',
      put('e1.geojson', ''),
      '--boundary',
      path('nowhere.geojson'),
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain('e1.geojson: the file is empty');
    expect(stderr).toContain('nowhere.geojson: no such file');
  });
});

describe('bad usage', () => {
  test.each<[string[], string]>([
    [[], 'name the file to check'],
    [['a', 'b'], 'one file at a time, 2 were given'],
    [['a', '--frmat', 'json'], 'unknown option --frmat; did you mean --format?'],
    [['a', '-x'], 'unknown option -x'],
    [
      ['a', '--format', 'pdf'],
      '--format must be one of text, json, geojson, html, sarif, not “pdf”',
    ],
    [['a', '--format', 'jsn'], 'did you mean json?'],
    [['a', '--format'], 'option --format needs a value: --format NAME'],
    [['a', '--min-area', '--out', 'x'], 'option --min-area needs a value'],
    [['a', '--adjacency=yes'], 'option --adjacency takes no value'],
    [['a', '--tolerance', '-1'], '--tolerance must be a number from 0 to 100 (metres), not “-1”'],
    [['a', '--tolerance', '0x10'], 'not “0x10”'],
    [
      ['a', '--min-area', 'NaN'],
      '--min-area must be a number from 0 to 1000000000 (square metres), not “NaN”',
    ],
    [['a', '--sliver-width=5m'], 'not “5m”'],
    [['-', '--boundary', '-'], 'standard input (-) can be read only once'],
    [['a.json', '--out', './a.json'], '--out would overwrite an input file'],
    [
      ['a', '--facilities', 'f'],
      '--facilities is for the rules of a policy; give --policy as well',
    ],
    [['a', '--barriers', 'b'], 'give --policy as well'],
    [['a', '--units', 'u', '--out', './u'], '--out would overwrite an input file'],
    [['a', '--estates', 'e'], 'give --policy as well'],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await runMain(['audit', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toContain('See: sizhi audit --help\n');
  });
});

describe('options', () => {
  const json = async (...args: string[]) => {
    const { stdout } = await runMain(['audit', ...args, '--format', 'json']);
    return JSON.parse(stdout);
  };

  test('JSON alone is on standard output, the verdict and notes on standard error', async () => {
    const { stdout, stderr } = await runMain([
      'audit',
      path('overlapping.geojson'),
      '--format',
      'json',
    ]);
    const result = JSON.parse(stdout);
    expect(Object.keys(result)).toEqual(['version', 'summary', 'assumptions', 'findings']);
    expect(result.summary).toMatchObject({
      communities: 2,
      vertices: 10,
      counts: { overlap: 1, gap: 0 },
    });
    expect(result.summary.overlapAreaSquareMetres).toBeCloseTo(10_700, -3);
    expect(stderr).toMatch(/ids from property “name”\n1 error\n$/);
  });

  test('--boundary finds what lies beyond it', async () => {
    const boundary = put(
      'boundary.geojson',
      JSON.stringify({ type: 'Polygon', coordinates: [box(120, 30, 120.015, 30.02)] }),
    );
    const { summary } = await json(path('clean.geojson'), '--boundary', boundary);
    expect(summary.counts).toMatchObject({ gap: 1, outside: 1 });
  });

  test('--min-area leaves small ones out and counts them', async () => {
    const { summary } = await json(path('overlapping.geojson'), '--min-area', '20000');
    expect(summary.counts.overlap).toBe(0);
    expect(summary.leftOut.overlap).toBe(1);
  });

  test('--sliver-width', async () => {
    expect((await json(path('overlapping.geojson'))).summary.counts.sliver).toBe(0);
    expect(
      (await json(path('overlapping.geojson'), '--sliver-width', '12')).summary.counts.sliver,
    ).toBe(1);
  });

  test('--adjacency', async () => {
    const { adjacency } = await json(path('clean.geojson'), '--adjacency');
    expect(adjacency).toEqual([
      { communities: ['东社区', '西社区'], sharedLengthMetres: expect.closeTo(1109, -1) },
    ]);
  });

  test('--queen lists pairs that meet in points only, and the neighbours', async () => {
    const squares = [box(120, 30, 120.01, 30.01), box(120.01, 30.01, 120.02, 30.02)];
    const file = put(
      'corner.geojson',
      JSON.stringify({
        type: 'FeatureCollection',
        features: squares.map((ring, id) => ({
          ...{ type: 'Feature', id, properties: {} },
          geometry: { type: 'Polygon', coordinates: [ring] },
        })),
      }),
    );
    const { adjacency, pointContacts, summary } = await json(file, '--queen');
    expect(adjacency).toEqual([]);
    expect(pointContacts).toEqual([{ communities: ['0', '1'], points: [[120.01, 30.01]] }]);
    expect(summary).toMatchObject({ rookPairs: 0, queenPairs: 1 });
  });

  test('--name-field and --id-field', async () => {
    const rows = JSON.parse(OVERLAPPING);
    for (const [index, feature] of rows.features.entries())
      feature.properties = { no: index + 1, label: `社区${index}` };
    const file = put('fields.geojson', JSON.stringify(rows));
    const { findings } = await json(file, '--id-field', 'no', '--name-field', 'label');
    expect(findings[0].communities).toEqual(['1', '2']);
    expect(findings[0].message.zh).toContain('社区0');
  });

  test('an id field that is not there', async () => {
    const { code, stderr } = await runMain(['audit', path('clean.geojson'), '--id-field', 'ward']);
    expect(code).toBe(2);
    expect(stderr).toContain('no feature has a field “ward”; the fields are: name');
  });

  test('- is standard input', async () => {
    const { code, stdout, stderr } = await runMain(['audit', '-'], { stdin: CLEAN });
    expect(code).toBe(0);
    expect(stdout).toContain('Coverage audit of standard input');
    expect(stderr).toBe('standard input: ids from property “name”\n');
  });

  test('--lang zh', async () => {
    const { stdout, stderr } = await runMain([
      'audit',
      path('overlapping.geojson'),
      '--lang',
      'zh',
    ]);
    expect(stdout).toMatch(/结果：1 处错误\n$/);
    expect(stderr).toContain('编号取自属性 “name”');
  });
});

describe('--policy', () => {
  const households = JSON.parse(CLEAN);
  for (const feature of households.features) feature.properties.户数 = 6200;

  test('an installed one, with the household column named', async () => {
    const file = put('households.geojson', JSON.stringify(households));
    const { code, stdout } = await runMain([
      'audit',
      file,
      '--policy',
      'yuhang-2020',
      '--households',
      '户数',
      '--format',
      'json',
    ]);
    expect(JSON.parse(stdout).summary.rules).toMatchObject({ 'size.split': 2 });
    expect(code).toBe(0);
  });

  test('one of the user’s own, by path', async () => {
    const policy = JSON.parse(
      readFileSync(new URL('../../data/policies/yuhang-2020.json', import.meta.url), 'utf8'),
    );
    policy.id = 'own';
    policy.rules = policy.rules.filter((rule: { id: string }) => rule.id === 'size.split');
    policy.rules[0].severity = 'error';
    const file = put('households.geojson', JSON.stringify(households));
    const own = put('own.json', JSON.stringify(policy));
    const { code, stdout } = await runMain([
      'audit',
      file,
      '--policy',
      own,
      '--households',
      '户数',
    ]);
    expect(code).toBe(1);
    expect(stdout).toContain('(own)');
    expect(stdout).toMatch(/size\.split +2/);
  });

  test.each<[string, () => string, string]>([
    ['an unknown id', () => 'yuhang-2002', 'no policy “yuhang-2002”; did you mean yuhang-2020?'],
    ['a missing file', () => path('none.json'), 'none.json: no such file'],
    ['a faulty file', () => put('faulty.json', '{"id":"x"}'), '[missing]'],
  ])('%s', async (_name, policy, message) => {
    const { code, stderr } = await runMain(['audit', path('clean.geojson'), '--policy', policy()]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  test('a changed copy of one that comes with Sizhi does not go by its id', async () => {
    const policy = JSON.parse(
      readFileSync(new URL('../../data/policies/grid.json', import.meta.url), 'utf8'),
    );
    const copy = (given: unknown) => put('copy.json', JSON.stringify(given));
    const args = (file: string) => ['audit', path('clean.geojson'), '--policy', file];
    expect((await runMain(args(copy(policy)))).code).toBe(0);
    policy.rules[0].severity = 'info';
    const { code, stderr } = await runMain(args(copy(policy)));
    expect(code).toBe(2);
    expect(stderr).toContain('“grid” is a policy that comes with Sizhi, and this file differs');
  });

  test('one of the directory that SIZHI_POLICIES_DIR names', async () => {
    const policy = JSON.parse(
      readFileSync(new URL('../../data/policies/grid.json', import.meta.url), 'utf8'),
    );
    const own = path('policies');
    mkdirSync(own, { recursive: true });
    const env = { SIZHI_POLICIES_DIR: own };
    const args = ['audit', path('clean.geojson'), '--policy', 'own-grid'];
    writeFileSync(join(own, 'grid.json'), JSON.stringify({ ...policy, id: 'own-grid' }));
    expect((await runMain(args, { env })).stdout).toContain('(own-grid)');
    expect((await runMain(args)).stderr).toContain('no policy “own-grid”');
    writeFileSync(
      join(own, 'bad.json'),
      JSON.stringify({ ...policy, rules: [{ id: 'size.spilt' }] }),
    );
    const { code, stderr } = await runMain(args, { env });
    expect(code).toBe(2);
    expect(stderr).toContain('bad.json#/rules/0/id: There is no rule "size.spilt"');
    expect(stderr).toContain('bad.json#/rules/0/severity');
  });

  test('a household column that is not there', async () => {
    const { code, stderr } = await runMain([
      'audit',
      path('clean.geojson'),
      '--policy',
      'yuhang-2020',
      '--households',
      'hh',
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain('no community has the household field “hh”');
  });
});

describe('material', () => {
  const sample = (name: string): string =>
    fileURLToPath(new URL(`../../data/sample/${name}.geojson`, import.meta.url));
  const audit = async (...options: string[]) => {
    const { stdout } = await runMain([
      ...['audit', sample('communities'), '--boundary', sample('jurisdiction')],
      ...[...options, '--format', 'json'],
    ]);
    return JSON.parse(stdout);
  };

  test('reaches the rules: nothing is unchecked for want of it', async () => {
    const policy = ['--policy', 'yuhang-2020'];
    const files = ['estates', 'facilities', 'barriers', 'units'];
    const result = await audit(...policy, ...files.flatMap((name) => [`--${name}`, sample(name)]));
    const unchecked = result.findings.filter(({ kind }: { kind: string }) => kind === 'unchecked');
    expect(unchecked.map(({ detail }: { detail: string }) => detail)).toEqual([]);
    expect(result.summary.rules).toMatchObject({ 'estate.whole': 1, 'unit.whole': 1 });
    const bare = await audit(...policy);
    expect(bare.summary.counts.unchecked).toBeGreaterThan(5);
  });

  test('--units is audited without a policy, too', async () => {
    const { summary, findings } = await audit('--units', sample('units'));
    expect(summary.rules).toEqual({ 'unit.whole': 1, 'unit.assigned': 1 });
    const unit = findings.find(({ rule }: { rule: string }) => rule === 'unit.assigned');
    expect(unit).toMatchObject({ figures: { ids: 'U0111, U0775' } });
    expect(unit.clause).toBeUndefined();
    const none = await audit();
    expect(none.summary.rules).toBeUndefined();
  });

  test('--units gives communities without figures theirs', async () => {
    const communities = JSON.parse(readFileSync(sample('communities'), 'utf8'));
    for (const { properties } of communities.features) {
      properties.households = null;
      properties.population = null;
    }
    const file = put('bare.geojson', JSON.stringify(communities));
    const policy = ['--policy', 'yuhang-2020', '--format', 'json'];
    const { stdout } = await runMain(['audit', file, ...policy, '--units', sample('units')]);
    const { findings } = JSON.parse(stdout);
    const split = findings.filter(({ rule }: { rule: string }) => rule === 'size.split');
    expect(split).toMatchObject([{ communities: ['990101001003'], figures: { households: 6200 } }]);
  });

  test('the units of a part are those that its communities hold', async () => {
    const { findings } = await audit('--units', sample('units'), '--only', 'name=青枫村');
    const rules = findings.map(({ rule }: { rule: string }) => rule);
    expect(rules).toContain('unit.whole');
    expect(rules).not.toContain('unit.assigned');
    const policy = ['--policy', 'yuhang-2020', '--units', sample('units')];
    const industry = async (...part: string[]) =>
      (await audit(...policy, ...part)).findings.filter(
        ({ rule }: { rule: string }) => rule === 'zone.industrial',
      );
    expect(await industry()).toEqual([]);
    expect(await industry('--only', 'name=青枫村')).toEqual([]);
  });

  test('files that cannot be read are told, all of them', async () => {
    const { code, stderr } = await runMain([
      ...['audit', path('clean.geojson'), '--policy', 'generic', '--units', path('none.geojson')],
      ...['--barriers', put('empty.geojson', ''), '--facilities', path('clean.geojson')],
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain('none.geojson: no such file');
    expect(stderr).toContain('empty.geojson: the file is empty');
  });
});

describe('--out', () => {
  test('writes the report whole and says so', async () => {
    const out = path('report.json');
    const { code, stdout, stderr } = await runMain([
      'audit',
      path('overlapping.geojson'),
      '--format',
      'json',
      '--out',
      out,
    ]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(`1 error; report written to ${out}`);
    expect(JSON.parse(readFileSync(out, 'utf8')).findings).toHaveLength(1);
    expect(readdirSync(directory).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  test('replaces a file and leaves a symbolic link where it points', async () => {
    const target = put('old-report.txt', 'old');
    symlinkSync(target, path('latest.txt'));
    await runMain(['audit', path('clean.geojson'), '--out', path('latest.txt')]);
    expect(readFileSync(target, 'utf8')).toMatch(/^Coverage audit of/);
  });

  test('writes to a device as it is', async () => {
    const { code } = await runMain(['audit', path('clean.geojson'), '--out', '/dev/null']);
    expect(code).toBe(0);
    expect(() => writeFileSync('/dev/null', '')).not.toThrow();
  });

  test('a bad input leaves an existing report as it was', async () => {
    const out = put('kept.txt', 'yesterday');
    await runMain(['audit', put('e2.geojson', ''), '--out', out]);
    expect(readFileSync(out, 'utf8')).toBe('yesterday');
  });

  test.each<[string, () => string, RegExp]>([
    [
      'a directory',
      () => directory,
      /^cannot write .*: it is a directory; give the name of a file\n$/,
    ],
    [
      'a directory that does not exist',
      () => join(directory, 'no', 'x.json'),
      /its directory does not exist; make it first\n$/,
    ],
    ['a name under a file', () => join(path('clean.geojson'), 'x.json'), /not a directory/],
  ])('%s: one line, exit code 2, before anything is read', async (_name, out, message) => {
    const before = readdirSync(directory);
    const { code, stdout, stderr } = await runMain([
      'audit',
      path('clean.geojson'),
      '--out',
      out(),
    ]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
    expect(readdirSync(directory)).toEqual(before);
  });

  test.skipIf(process.getuid?.() === 0)('a directory without permission', async () => {
    mkdirSync(path('locked'));
    chmodSync(path('locked'), 0o500);
    const { code, stderr } = await runMain([
      'audit',
      path('clean.geojson'),
      '--out',
      path('locked/x.json'),
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain('permission denied');
  });
});

describe('terminals and pipes', () => {
  const run = (terminal: { stdout?: boolean; stderr?: boolean }, env = {}) =>
    runMain(['audit', path('overlapping.geojson')], { terminal, env });
  const colourStart = '\u001b[';

  test('a pipe gets neither progress nor colours', async () => {
    const { stdout, stderr } = await run({});
    expect(stdout + stderr).not.toContain('\u001b');
    expect(stderr).not.toContain('\r');
  });

  test('a terminal gets a progress line that is gone at the end, and colours', async () => {
    const { stdout, stderr } = await run({ stdout: true, stderr: true });
    expect(stderr).toContain('\r\u001b[K');
    expect(stderr).toContain('checking 2 communities');
    const lastLine = stderr.split('\n').at(-1) ?? '';
    expect(lastLine.slice(lastLine.lastIndexOf('\r'))).toBe('\r\u001b[K');
    expect(stdout).toContain(`${colourStart}31m`);
  });

  test.each([{ NO_COLOR: '1' }, { TERM: 'dumb' }])('no colours with %j', async (env) => {
    expect((await run({ stdout: true }, env)).stdout).not.toContain(colourStart);
  });

  test('an empty NO_COLOR does not count', async () => {
    expect((await run({ stdout: true }, { NO_COLOR: '' })).stdout).toContain(colourStart);
  });
});

describe('--only', () => {
  const square = (name: string, quarter: string, west: number, east: number) => ({
    type: 'Feature',
    properties: { name, quarter, number: `33${quarter}${name}` },
    geometry: { type: 'Polygon', coordinates: [box(west, 30, east, 30.01)] },
  });
  /** Two quarters; across their border a2 and b1 overlap, and far inside each there is a fault. */
  const CITY = JSON.stringify({
    type: 'FeatureCollection',
    features: [
      square('a1', 'A', 120, 120.01),
      square('a2', 'A', 120.0099, 120.0201),
      square('b1', 'B', 120.02, 120.03),
      square('b2', 'B', 120.0299, 120.04),
    ],
  });
  const audit = async (...args: string[]) => {
    const answer = await runMain(['audit', put('city.geojson', CITY), '--format', 'json', ...args]);
    return { ...answer, result: answer.code === 2 ? null : JSON.parse(answer.stdout) };
  };
  const pairs = (result: { findings: { communities: string[] }[] }) =>
    result.findings.map(({ communities }) => communities.join()).sort();

  test('audits a part, names who is on the other side, and leaves the rest alone', async () => {
    const { result, code } = await audit('--only', 'quarter=A', '--adjacency');
    expect(code).toBe(1);
    expect(pairs(result)).toEqual(['a1,a2', 'a2,b1']);
    expect(result.summary).toMatchObject({ communities: 2, communitiesBeyond: 1 });
    expect(result.summary.counts.overlap).toBe(2);
    const across = result.findings.filter((finding: object) => 'communitiesBeyond' in finding);
    expect(across.map((f: { communitiesBeyond: string[] }) => f.communitiesBeyond)).toEqual([
      ['b1'],
    ]);
    const whole = (await audit()).result;
    const ids = ({ findings }: { findings: { id: string }[] }) => findings.map(({ id }) => id);
    expect(ids(whole)).toEqual(expect.arrayContaining(ids(result)));
  });

  test('takes the beginning of a number', async () => {
    expect(pairs((await audit('--only', 'number=33B*')).result)).toEqual(['a2,b1', 'b1,b2']);
    expect(pairs((await audit('--only=name=b2')).result)).toEqual(['b1,b2']);
  });

  test('knows the outline of the part from that of the whole', async () => {
    const outline = (west: number, east: number) =>
      put(
        'outline.geojson',
        JSON.stringify({ type: 'Polygon', coordinates: [box(west, 30, east, 30.01)] }),
      );
    // A strip of 10 m that b1 covers is missing from quarter A within its own outline.
    const part = await audit('--only', 'quarter=A', '--boundary', outline(120, 120.0202));
    expect(part.result.assumptions[0].en).toContain('taken as that of the part');
    expect(part.result.summary.counts).toMatchObject({ overlap: 2, gap: 1, outside: 0 });
    const whole = await audit('--only', 'quarter=A', '--boundary', outline(120, 120.04));
    expect(whole.result.assumptions[0].en).toContain('that of the whole coverage');
    expect(whole.result.summary.counts).toMatchObject({ overlap: 2, gap: 0 });
  });

  test('says what there is when nothing is meant', async () => {
    const none = await audit('--only', 'quarter=C');
    expect(none.code).toBe(2);
    expect(none.stderr).toContain('no community has “C” as its “quarter”; values are: A, B');
    const unknown = await audit('--only', 'district=A');
    expect(unknown.stderr).toContain('there are: name, quarter, number');
    const malformed = await audit('--only', 'quarter');
    expect(malformed.code).toBe(2);
    expect(malformed.stderr).toContain('--only takes PROPERTY=VALUE');
  });

  test('shows the part in every report', async () => {
    const file = put('city.geojson', CITY);
    const text = await runMain(['audit', file, '--only', 'quarter=A']);
    expect(text.stdout).toContain('2 communities (with 1 around)');
    const html = await runMain(['audit', file, '--only', 'quarter=A', '--format', 'html']);
    const shown = /<body[\s\S]*<script/.exec(html.stdout)?.[0];
    expect(shown).toContain('b1');
    expect(shown).not.toContain('b2');
  });
});
