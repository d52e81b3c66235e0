import { execFileSync, spawn } from 'node:child_process';
import {
  appendFileSync,
  mkdtempSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FileSource, openFileSource } from '../../server/cli/file-source.ts';
import { readPackedSource } from '../../server/formats/geojson/packed/read-packed-communities.ts';
import { runMain } from './run-main.ts';
import { CLEAN, OVERLAPPING } from './towns.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'sizhi-source-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const put = (name: string, content: string): string => {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
};

/** Opens a file, changes it, and reads it then. */
function withSource<T>(path: string, change: () => void, read: (source: FileSource) => T): T {
  const source = openFileSource(path);
  if (source === null) throw new Error('no regular file');
  try {
    change();
    return read(source);
  } finally {
    source.close();
  }
}

describe('what cannot be read twice', () => {
  test('a named pipe is opened once: its writer does not lose its reader', async () => {
    const pipe = join(directory, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const path = put('piped.geojson', OVERLAPPING);
    const writer = spawn('sh', ['-c', 'exec cat "$0" > "$1"', path, pipe], { stdio: 'ignore' });
    const ended = new Promise((resolve) => writer.on('close', resolve));
    const { code, stdout } = await runMain(['audit', pipe]);
    expect(code).toBe(1);
    expect(stdout).toContain('overlap');
    expect(await ended).toBe(0);
  }, 20_000);

  test('a file that tells no size is read to its end', () => {
    expect(openFileSource(put('empty.geojson', ''))).toBeNull();
  });

  test('an empty file, a folder and a file that is not there are told apart', async () => {
    const outcome = async (path: string): Promise<string> =>
      (await runMain(['audit', path])).stderr;
    expect(await outcome(put('empty.geojson', ''))).toContain('the file is empty');
    expect(await outcome(directory)).toContain('it is a directory; name a file in it');
    expect(await outcome(join(directory, 'none'))).toContain('no such file');
  });
});

describe('a file that changes while it is read', () => {
  const read = (source: FileSource) => readPackedSource(source, { allowNullGeometry: true });
  const idsOf = (source: FileSource): string[] => {
    const result = read(source);
    return result.ok ? result.value.ids : [];
  };
  const spoilt = CLEAN.replace('"FeatureCollection"', '"FeatureCollection",');

  test('replaced by another: read again, it is the one that was opened', () => {
    const path = put('replaced.geojson', spoilt);
    const other = put('other.geojson', OVERLAPPING);
    const outcome = withSource(path, () => renameSync(other, path), read);
    expect(outcome).toMatchObject({ ok: false, error: [{ code: 'not-json' }] });
  });

  test('that grows: what is appended does not belong to it', () => {
    const path = put('growing.geojson', CLEAN);
    expect(withSource(path, () => appendFileSync(path, 'x'), idsOf)).toHaveLength(2);
    put('growing.geojson', spoilt);
    const all = withSource(
      path,
      () => appendFileSync(path, 'x'),
      (source) => source.readAll(),
    );
    expect(Buffer.from(all).toString()).toBe(spoilt);
  });

  test('that shrinks: its text ends too early', () => {
    const path = put('shrinking.geojson', CLEAN);
    const outcome = withSource(path, () => truncateSync(path, 100), read);
    expect(outcome).toMatchObject({ ok: false, error: [{ code: 'not-json', line: 1 }] });
  });
});
