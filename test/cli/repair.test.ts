import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testProgram } from '../helpers/built-programs.ts';
import { type RunOptions, runMain } from './run-main.ts';
import { BOW_TIE, box, CLEAN, OVERLAPPING, town } from './towns.ts';

let directory: string;
const path = (name: string): string => join(directory, name);
const put = (name: string, content: unknown): string => {
  writeFileSync(path(name), typeof content === 'string' ? content : JSON.stringify(content));
  return path(name);
};
const read = (name: string) => JSON.parse(readFileSync(path(name), 'utf8'));

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'sizhi-repair-'));
  put('clean.geojson', CLEAN);
  put('overlapping.geojson', OVERLAPPING);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const repair = (file: string, args: string[] = [], options: RunOptions = {}) =>
  runMain(['repair', path(file), '--out', path('out.geojson'), ...args], options);

/** A hole of about 96 m × 111 m in a, 10 m of overlap with b. */
const FAULTY = {
  type: 'FeatureCollection',
  name: 'wards',
  bbox: [120, 30, 120.02, 30.01],
  features: [
    {
      type: 'Feature',
      id: 7,
      bbox: [120, 30, 120.01, 30.01],
      properties: { name: '东社区', households: 1200 },
      geometry: {
        type: 'Polygon',
        coordinates: [box(120, 30, 120.01, 30.01), box(120.004, 30.004, 120.005, 30.005).reverse()],
      },
      note: 'kept',
    },
    {
      type: 'Feature',
      id: 8,
      properties: { name: '西社区', nested: { a: [1, null] } },
      geometry: { type: 'Polygon', coordinates: [box(120.0099, 30, 120.02, 30.01)] },
    },
    { type: 'Feature', id: 9, properties: null, geometry: null },
  ],
};

describe('exit codes', () => {
  test('0 for a town that was clean, and nothing in it changes', async () => {
    const { code, stdout, stderr } = await repair('clean.geojson');
    expect(code).toBe(0);
    expect(read('out.geojson')).toEqual(JSON.parse(CLEAN));
    expect(stdout).toContain('0 of 2 communities changed · 0 changes');
    expect(stdout).toMatch(/Result: clean\n$/);
    expect(stderr).toBe(`${path('clean.geojson')}: ids from property “name”\n`);
  });

  test('0 when everything could be repaired', async () => {
    const { code, stdout } = await repair('overlapping.geojson');
    expect(code).toBe(0);
    expect(stdout).toMatch(/overlap +1 +0\n/);
    expect(stdout).toMatch(/1\. {3}resolve-overlap {2}a \| b\n/);
    const again = await runMain(['audit', path('out.geojson'), '--min-area', '0']);
    expect(again.code).toBe(0);
    expect(again.stdout).toMatch(/Result: nothing found\n$/);
  });

  test('1 when a fault is left', async () => {
    const { code, stdout } = await repair('overlapping.geojson', ['--leave-wider-than', '5']);
    expect(code).toBe(1);
    expect(stdout).toContain('Left as it is');
    expect(stdout).toMatch(/Result: 1 fault left, the audit still finds 1\n$/);
    expect(read('out.geojson')).toEqual(JSON.parse(OVERLAPPING));
  });

  test('0 for a bow-tie, whose parts are for people to decide', async () => {
    put('tie.geojson', BOW_TIE);
    const { code, stdout } = await repair('tie.geojson');
    expect(code).toBe(0);
    expect(stdout).toMatch(/mend-invalid {2}tie/);
    expect(stdout).toMatch(
      /Result: clean; 1 finding about parts and enclaves for people to decide\n$/,
    );
    expect(read('out.geojson').features[1].geometry.type).toBe('MultiPolygon');
  });
});

describe('the file that is written', () => {
  test('keeps ids, properties, foreign members and the order; boxes that may be wrong go', async () => {
    put('faulty.geojson', FAULTY);
    const { code, stderr } = await repair('faulty.geojson', ['--leave-wider-than', 'none']);
    // The feature without a shape is left.
    expect(code).toBe(1);
    expect(stderr).toContain('ids from the features’ own ids');
    const { bbox: _bbox, ...collection } = FAULTY;
    const out = read('out.geojson');
    expect(out).toEqual({ ...collection, features: expect.any(Array) });
    expect(out.features.map(({ id }: { id: number }) => id)).toEqual([7, 8, 9]);
    const [east, west, empty] = out.features;
    expect(east).toEqual({
      type: 'Feature',
      id: 7,
      properties: FAULTY.features[0]!.properties,
      geometry: { type: 'Polygon', coordinates: [expect.any(Array)] },
      note: 'kept',
    });
    expect(west.properties).toEqual(FAULTY.features[1]!.properties);
    expect(empty).toEqual(FAULTY.features[2]);
  });

  test('keeps the layout of the file, and every byte of what did not change', async () => {
    const text = `\uFEFF{ "features" : [
  ${JSON.stringify(JSON.parse(OVERLAPPING).features[0])}
  ,{"type":"Feature","properties":{"name":"b","big":12345678901234567890,"rate":1.50},"geometry":
    ${JSON.stringify(JSON.parse(OVERLAPPING).features[1].geometry)} , "bbox":[120,30,121,31]}
 ],"bbox" : [120,30,121,31], "type": "FeatureCollection" }\r\n`;
    put('layout.geojson', text);
    expect((await repair('layout.geojson')).code).toBe(0);
    const out = readFileSync(path('out.geojson'), 'utf8');
    expect(out).toContain('"big":12345678901234567890,"rate":1.50}');
    expect(out.replace(/"geometry":\s*\{[^}]*\}/g, '')).toBe(
      text
        .replace(/"geometry":\s*\{[^}]*\}/g, '')
        .replace(/ , "bbox":[^}]*\}/, '}')
        .replace(/"bbox" : [^"]*/, ''),
    );
  });

  test('keeps heights with the vertices that had them', async () => {
    const high = structuredClone(FAULTY) as typeof FAULTY;
    for (const { geometry } of high.features) {
      for (const ring of geometry?.coordinates ?? [])
        for (const p of ring) p.push(p[0]! > 120.009 ? 40 : 30);
    }
    put('high.geojson', high);
    const { stderr } = await repair('high.geojson', ['--leave-wider-than', 'none']);
    expect(stderr).toContain('heights (Z) stay with the vertices that have them');
    const rings = read('out.geojson').features[0].geometry.coordinates;
    expect(rings).toHaveLength(1);
    expect(rings[0][0]).toEqual([120, 30, 30]);
  });

  test('a single feature stays one', async () => {
    put('single.geojson', FAULTY.features[0]);
    const { code } = await repair('single.geojson', ['--leave-wider-than', 'none']);
    expect(code).toBe(0);
    expect(read('out.geojson')).toMatchObject({ type: 'Feature', id: 7, note: 'kept' });
  });

  test('standard input is read for “-”', async () => {
    const { code } = await runMain(['repair', '-', '--out', path('out.geojson')], {
      stdin: OVERLAPPING,
    });
    expect(code).toBe(0);
  });

  test('duplicates are dropped when that is asked for', async () => {
    const twice = JSON.parse(CLEAN);
    twice.features.push({ ...twice.features[0], properties: { name: '乙社区' } });
    put('twice.geojson', twice);
    expect((await repair('twice.geojson')).code).toBe(1);
    expect(read('out.geojson').features).toHaveLength(3);
    const { code, stdout } = await repair('twice.geojson', ['--drop-duplicates']);
    expect(code).toBe(0);
    expect(stdout).toContain('drop-duplicate');
    expect(read('out.geojson').features).toHaveLength(2);
  });
});

describe('with a boundary', () => {
  const BOUNDARY = town({ 镇: box(120, 30, 120.0201, 30.01) });

  test('gaps along it are filled, and it gets the vertices it lacks', async () => {
    put('boundary.geojson', BOUNDARY);
    const args = ['--boundary', path('boundary.geojson')];
    const first = await repair('clean.geojson', args);
    expect(first.code).toBe(0);
    expect(first.stdout).toContain('fill-gap  西社区');
    expect(first.stderr).toContain('--boundary-out FILE writes one that has them');
    const second = await repair('clean.geojson', [...args, '--boundary-out', path('b2.geojson')]);
    expect(second.stderr).not.toContain('--boundary-out');
    const out = read('b2.geojson');
    expect(out.features[0].properties).toEqual({ name: '镇' });
    expect(out.features[0].geometry.coordinates[0]).toHaveLength(7);
    const audit = await runMain(['audit', path('out.geojson'), '--boundary', path('b2.geojson')]);
    expect(audit.stdout).toMatch(/Result: nothing found\n$/);
  });

  test('--clip cuts off what reaches beyond it', async () => {
    put('small.geojson', town({ 镇: box(120, 30, 120.0199, 30.01) }));
    const args = ['--boundary', path('small.geojson')];
    expect((await repair('clean.geojson', args)).code).toBe(1);
    const { code, stdout } = await repair('clean.geojson', [...args, '--clip']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/clip {2}西社区/);
  });
});

describe('the report', () => {
  test('as JSON: changes, what was left, before and after', async () => {
    put('faulty.geojson', FAULTY);
    await repair('faulty.geojson', ['--report', path('report.json')]);
    const report = read('report.json');
    expect(report).toMatchObject({
      isClean: false,
      settings: { gaps: 'longest-border', leaveWiderThanMetres: 50, clip: false },
      before: { summary: { counts: { overlap: 1, gap: 1, invalid: 1 } } },
      after: { summary: { counts: { overlap: 0, gap: 1, invalid: 1 } } },
      changed: [expect.stringMatching(/^[78]$/)],
    });
    expect(report.changes[0]).toMatchObject({
      id: expect.stringMatching(/^resolve-overlap-[0-9a-f]{12}$/),
      kind: 'resolve-overlap',
      communities: ['7', '8'],
      geometry: { type: 'Polygon' },
      message: { zh: expect.stringContaining('重叠'), en: expect.stringContaining('Overlap') },
    });
    expect(report.left.map(({ reason }: { reason: string }) => reason).sort()).toEqual([
      'too-wide',
      'unusable',
    ]);
    expect(report.area.planeDifference).toBeLessThan(1e-9);
  });

  test('no limit of width is null in JSON', async () => {
    await repair('overlapping.geojson', ['--leave-wider-than', 'NONE', '--report', path('r.json')]);
    expect(read('r.json').settings.leaveWiderThanMetres).toBeNull();
  });

  test('speaks Chinese', async () => {
    const { stdout } = await repair('overlapping.geojson', [], { language: 'zh' });
    expect(stdout).toContain('2 个社区中 1 个有改动 · 1 处改动');
    expect(stdout).toMatch(/交叉重叠 +1 +0\n/);
    expect(stdout).toContain('消除重叠  a | b');
    expect(stdout).toMatch(/结果：没有遗留问题\n$/);
  });
});

describe('bad usage: nothing is written, exit code 2', () => {
  test.each<[string[], string]>([
    [[], 'name the file to repair'],
    [['a'], 'say where the repaired file goes: --out FILE'],
    [['a', 'b', '--out', 'c'], 'one file at a time, 2 were given'],
    [['a', '--out', 'a'], 'would overwrite an input'],
    [['a', '--out', 'b', '--report', 'b'], 'another output'],
    [['a', '--out', 'b', '--gaps', 'biggest'], '--gaps must be one of longest-border'],
    [['a', '--out', 'b', '--gaps', 'divde'], 'did you mean divide?'],
    [['a', '--out', 'b', '--overlaps', 'x'], '--overlaps must be one of'],
    [['a', '--out', 'b', '--tolerance', '-1'], '--tolerance must be a number from 0 to 100'],
    [['a', '--out', 'b', '--leave-wider-than', 'wide'], '--leave-wider-than must be a number'],
    [['a', '--out', 'b', '--clip'], '--clip is about the boundary'],
    [['a', '--out', 'b', '--boundary-out', 'c'], '--boundary-out is about the boundary'],
    [['-', '--out', 'b', '--boundary', '-'], 'can be read only once'],
    [['a', '--out', 'b', '--min-area', '3'], 'unknown option --min-area'],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await runMain(['repair', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toContain('See: sizhi repair --help');
  });

  test('a file that cannot be read leaves no output', async () => {
    const target = path('never.geojson');
    const { code, stderr } = await runMain(['repair', path('nowhere.geojson'), '--out', target]);
    expect(code).toBe(2);
    expect(stderr).toContain('no such file');
    expect(existsSync(target)).toBe(false);
  });

  test('a place that cannot be written to is told before the work', async () => {
    const { code, stdout, stderr } = await runMain([
      'repair',
      path('clean.geojson'),
      '--out',
      join(directory, 'no', 'where.geojson'),
    ]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('its directory does not exist');
  });

  test('no temporary file stays behind', async () => {
    mkdirSync(path('tidy'));
    await runMain(['repair', path('overlapping.geojson'), '--out', path('tidy/out.geojson')]);
    expect(readdirSync(path('tidy'))).toEqual(['out.geojson']);
  });
});

describe('unusual files', () => {
  test('without any feature: refused, and nothing written', async () => {
    put('empty.geojson', { type: 'FeatureCollection', features: [] });
    const target = path('nothing.geojson');
    const { code, stdout } = await runMain(['repair', path('empty.geojson'), '--out', target]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(existsSync(target)).toBe(false);
  });

  test('with a single community that is sound: the very file', async () => {
    const text = town({ a: box(120, 30, 120.01, 30.01) }).replace('120.01', '120.010');
    put('one.geojson', text);
    expect((await repair('one.geojson')).code).toBe(0);
    expect(readFileSync(path('out.geojson'), 'utf8')).toBe(text);
  });

  test('the same community twenty times: one stays', async () => {
    const { features } = JSON.parse(CLEAN);
    const copies = Array.from({ length: 20 }, (_, i) => ({
      ...features[0],
      properties: { name: `n${i}` },
    }));
    put('copies.geojson', { type: 'FeatureCollection', features: copies });
    const { code, stdout } = await repair('copies.geojson', ['--drop-duplicates']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Result: clean\n$/);
    expect(read('out.geojson').features).toEqual([copies[0]]);
  });

  test('a community across the antimeridian is said to be left', async () => {
    put('far.geojson', town({ a: box(-179.9, 0, 179.9, 1), b: box(10, 0, 11, 1) }));
    const { code, stdout } = await repair('far.geojson');
    expect(code).toBe(1);
    expect(stdout).toContain('antimeridian');
    expect(stdout).toMatch(/Result: 1 fault left, the audit still finds 1\n$/);
  });
});

describe('an interrupted write', () => {
  test.each(['SIGINT', 'SIGTERM'])('%s leaves the old file, and no other', async (signal) => {
    mkdirSync(path(signal));
    const target = join(path(signal), 'out.geojson');
    writeFileSync(target, 'old');
    const child = spawn(process.execPath, [testProgram('interrupted-write'), target, signal]);
    const ended = await new Promise((resolve) => {
      child.on('close', (_code, endedBy) => resolve(endedBy));
    });
    expect(ended).toBe(signal);
    expect(readdirSync(path(signal))).toEqual(['out.geojson']);
    expect(readFileSync(target, 'utf8')).toBe('old');
  });
});

describe('progress', () => {
  test('a terminal is told every step, a pipe nothing', async () => {
    const shown = await repair('overlapping.geojson', [], { terminal: { stderr: true } });
    for (const step of ['checking 2 communities', 'repairing, pass 1', 'checking the result']) {
      expect(shown.stderr).toContain(step);
    }
    expect((await repair('overlapping.geojson')).stderr).not.toContain('repairing');
  });
});

describe('the sample town', () => {
  const SAMPLE = fileURLToPath(new URL('../../data/sample/', import.meta.url));
  const args = ['--boundary', join(SAMPLE, 'jurisdiction.geojson')];
  const file = join(SAMPLE, 'communities.geojson');

  test('its planted overlaps and gaps go; the separate part stays', async () => {
    const out = path('sample.geojson');
    const { code, stdout } = await runMain([
      ...['repair', file, '--out', out],
      ...[...args, '--leave-wider-than', 'none'],
    ]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/overlap +2 +0\n/);
    expect(stdout).toMatch(/gap +3 +0\n/);
    const audit = await runMain(['audit', out, ...args, '--format', 'json']);
    expect(JSON.parse(audit.stdout).findings.map(({ kind }: { kind: string }) => kind)).toEqual([
      'non-contiguous',
    ]);
  });

  test('communities that nothing was wrong with are written as they were', async () => {
    const out = path('sample.geojson');
    await runMain(['repair', file, '--out', out, ...args]);
    const [before, after] = [file, out].map((name) => JSON.parse(readFileSync(name, 'utf8')));
    const same = after.features.filter(
      (feature: unknown, i: number) =>
        JSON.stringify(feature) === JSON.stringify(before.features[i]),
    );
    expect(same).toHaveLength(17);
  });
});
