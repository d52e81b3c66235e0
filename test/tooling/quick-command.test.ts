import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { loadQuick, QUICK_COMMANDS, quickFiles, STAMP_LENGTH } from '../../bin/load-quick.cjs';

const root = new URL('../../', import.meta.url).pathname;
const server = join(root, 'dist/server');
const { program, cache } = quickFiles('repair');

// What is checked is what `sizhi` itself would start.
beforeAll(() => {
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(root, 'bin/sizhi.cjs'), '--version'],
    {
      encoding: 'utf8',
    },
  );
  expect([status, stderr.replace(/^sizhi: built .*\n/gm, '')]).toEqual([0, '']);
}, 60_000);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sizhi-quick-'));
  for (const name of [program, cache]) cpSync(join(server, name), join(folder, name));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const load = (command = 'repair') => loadQuick(pathToFileURL(`${folder}/`), command);

describe('a quick command', () => {
  test('uses the code that V8 made when it was built', () => {
    expect(QUICK_COMMANDS).toEqual(['repair']);
    expect(load()?.script.cachedDataRejected).toBe(false);
  });

  test('is ASCII throughout, as it is read byte by byte', () => {
    expect(readFileSync(join(folder, program)).every((byte) => byte < 128)).toBe(true);
  });

  test('runs without it where it was made of another program', () => {
    const other = readFileSync(join(folder, cache));
    other.fill('x', 0, STAMP_LENGTH);
    writeFileSync(join(folder, cache), other);
    const quick = load();
    expect(quick?.script.cachedDataRejected).toBeUndefined();
    expect(quick?.main).toBeTypeOf('function');
  });

  test.each(['damaged', 'missing'])('runs without it where it is %s', (what) => {
    const path = join(folder, cache);
    if (what === 'missing') rmSync(path);
    else writeFileSync(path, readFileSync(path).subarray(0, STAMP_LENGTH + 100));
    expect(load()?.main).toBeTypeOf('function');
  });

  test('is nothing where it was not built, and for other commands', () => {
    expect(load('audit')).toBeNull();
    rmSync(join(folder, program));
    expect(load()).toBeNull();
  });
});

describe('`sizhi repair`', () => {
  const repair = (...more: string[]) => {
    const out = join(folder, 'out.geojson');
    const file = join(root, 'data/sample/communities.geojson');
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(root, 'bin/sizhi.cjs'), 'repair', file, '--out', out, '--lang', 'en', ...more],
      { encoding: 'utf8' },
    );
    return { status, stdout, stderr, written: readFileSync(out, 'utf8') };
  };

  test('writes the same file whether or not it lists what it did', () => {
    const listed = repair();
    const quiet = repair('--quiet');
    expect(quiet.written).toBe(listed.written);
    expect(quiet.status).toBe(listed.status);
    expect(listed.stdout).toMatch(/^Repair of /);
    expect(quiet.stdout).toBe('');
  });

  test('says in a line that something was left, quiet or not', () => {
    const { status, stderr } = repair('--quiet', '--gaps', 'leave', '--overlaps', 'leave');
    expect(status).toBe(1);
    expect(stderr).toMatch(/^\d+ faults left, the audit still finds \d+/);
  });
});
