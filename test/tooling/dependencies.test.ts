import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = new URL('../../', import.meta.url).pathname;
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const { dependencies, engines } = JSON.parse(read('package.json')) as {
  dependencies: Record<string, string>;
  engines: { node: string };
};

/** Whether a range of `engines.node` takes in some release of the given major version. */
const admits = (range: string, major: number): boolean =>
  range.split('||').some((alternative) => {
    const [, operator = '', from = '0'] = /^\s*(>=|\^|~|)\s*v?(\d+)/.exec(alternative) ?? [
      '',
      '>=',
    ];
    return operator === '>=' ? Number(from) <= major : Number(from) === major;
  });

// npm warns of each package that wants a newer Node (EBADENGINE), and nobody tests it on ours. Where a
// dependency has moved on, `overrides` in package.json holds the last version that still runs here.
test('npm install warns of no package that wants a newer Node than we do', () => {
  const major = Number(/^>=(\d+)/.exec(engines.node)?.[1]);
  const lock = JSON.parse(read('package-lock.json')) as {
    packages: Record<string, { version: string; engines?: { node?: string } }>;
  };
  const tooNew = Object.entries(lock.packages).filter(
    ([, { engines: wanted }]) => wanted?.node !== undefined && !admits(wanted.node, major),
  );
  expect(tooNew.map(([path, { version }]) => `${path} ${version}`)).toEqual([]);
});

test('every dependency is used', () => {
  const sources = ['engine', 'server', 'migrations', 'bin'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ts|mjs)$/.test(name))
      .map((name) => read(join(folder, name))),
  );
  const isUsed = (name: string): boolean =>
    sources.some((text) => text.includes(`'${name}'`) || text.includes(`'${name}/`));
  expect(Object.keys(dependencies).filter((name) => !isUsed(name))).toEqual([]);
});
