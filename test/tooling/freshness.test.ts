import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fingerprint, isFresh, writeStamp } from '../../scripts/freshness.mjs';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sizhi-fresh-'));
  mkdirSync(join(root, 'server/cli'), { recursive: true });
  mkdirSync(join(root, 'dist/server'), { recursive: true });
  writeFileSync(join(root, 'server/cli/main.ts'), 'one');
  writeFileSync(join(root, 'dist/server/cli.js'), 'built');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const stamp = (): void => writeStamp('server', fingerprint('server', root), root);

test('what was never stamped is stale', () => {
  expect(isFresh('server', root)).toBe(false);
});

test('what was stamped is fresh, until a source changes', () => {
  stamp();
  expect(isFresh('server', root)).toBe(true);
  writeFileSync(join(root, 'server/cli/main.ts'), 'three');
  expect(isFresh('server', root)).toBe(false);
});

test('an edit that keeps the size is seen by its time', () => {
  stamp();
  writeFileSync(join(root, 'server/cli/main.ts'), 'two');
  utimesSync(join(root, 'server/cli/main.ts'), 2_000_000_000, 2_000_000_000);
  expect(isFresh('server', root)).toBe(false);
});

test('a source that comes or goes makes it stale', () => {
  stamp();
  writeFileSync(join(root, 'server/cli/new.ts'), '');
  expect(isFresh('server', root)).toBe(false);
  stamp();
  rmSync(join(root, 'server/cli/new.ts'));
  expect(isFresh('server', root)).toBe(false);
});

test('a product that is gone makes it stale', () => {
  stamp();
  rmSync(join(root, 'dist/server/cli.js'));
  expect(isFresh('server', root)).toBe(false);
});

test('an edit during the build counts as a change', () => {
  const before = fingerprint('server', root);
  writeFileSync(join(root, 'server/cli/main.ts'), 'meanwhile');
  writeStamp('server', before, root);
  expect(isFresh('server', root)).toBe(false);
});

test('a part of another name is refused', () => {
  expect(() => isFresh('sever', root)).toThrow('there are: server, web, engine, programs');
});
