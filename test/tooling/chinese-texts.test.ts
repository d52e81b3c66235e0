import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = new URL('../../', import.meta.url).pathname;

const sources = ['engine', 'server', 'web', 'data/policies', 'docs'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|tsx|json|md)$/.test(name))
    .map((name) => join(folder, name)),
);

/** What somebody would copy and paste: commands, coordinates, addresses, names of reference systems. */
const DAMAGED = [
  { what: 'EPSG code', pattern: /EPSG：/ },
  { what: 'address', pattern: /\b(?:https?|postgres(?:ql)?)：/ },
  { what: 'position', pattern: /\[[^\]\n]{1,20}，[^\]\n]{1,20}\](?!\])/ },
  { what: 'option', pattern: /[—－]-?[a-z]+[-a-z]* [A-Z]|－－/ },
  { what: 'brackets of code', pattern: /[［］｛｝＝＂＇]/ },
];

test('commands and coordinates in Chinese texts keep their ASCII punctuation', () => {
  const damage = sources.flatMap((path) =>
    readFileSync(join(root, path), 'utf8')
      .split('\n')
      .flatMap((line, index) =>
        DAMAGED.filter(({ pattern }) => pattern.test(line)).map(
          ({ what }) => `${path}:${index + 1} ${what}: ${line.trim()}`,
        ),
      ),
  );
  expect(damage).toEqual([]);
});
