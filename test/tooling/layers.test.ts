import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  checkTree,
  findForeignSources,
  findLocalPaths,
  findReferences,
} from '../../scripts/check-layers.mjs';
import { findLayerProblems } from '../../scripts/layers.mjs';

const checker = new URL('../../scripts/check-layers.mjs', import.meta.url).pathname;

const messagesOf = (file: string, specifier: string): string[] =>
  findLayerProblems(file, [{ specifier, line: 1 }]).map((problem) => problem.message);

describe('what each layer may import', () => {
  test.each([
    ['engine/coverage/audit.ts', './find-gaps.ts'],
    ['engine/coverage/audit.ts', '../geometry/grid.ts'],
    ['engine/coverage/audit.ts', '@turf/union'],
    ['engine/coverage/audit.ts', 'flatbush'],
    ['server/contract/audits.ts', '#engine/coverage/types.ts'],
    ['server/contract/audits.ts', 'typebox'],
    ['server/formats/geojson/parse.ts', '#contract/input-problem.ts'],
    ['server/repositories/communities.ts', '../database/open-database.ts'],
    ['server/services/audit-register.ts', '../repositories/communities.ts'],
    ['server/routes/audits.ts', '../services/audit-register.ts'],
    ['server/app.ts', './routes/audits.ts'],
    ['server/cli/serve.ts', '../app.ts'],
    ['server/cli/serve.ts', 'node:path'],
    ['web/state/store.ts', '#contract/collections.ts'],
    ['web/state/store.ts', '../style/main.css'],
    ['web/map/worker.ts', 'maplibre-gl/dist/worker.js?worker&url'],
    ['test/engine/audit.test.ts', '../../engine/coverage/audit.ts'],
    ['bench/audit.ts', '../test/helpers/towns.ts'],
  ])('%s may import %s', (file, specifier) => {
    expect(messagesOf(file, specifier)).toEqual([]);
  });

  test.each([
    [
      'engine/coverage/audit.ts',
      '../../server/contract/input-problem.ts',
      /engine may not import contract/,
    ],
    ['engine/coverage/audit.ts', '#contract/input-problem.ts', /engine may not import contract/],
    ['engine/coverage/audit.ts', 'node:fs', /engine may not import Node's modules/],
    ['engine/coverage/audit.ts', 'lodash', /may import only these packages/],
    ['engine/coverage/audit.ts', '@turfed/union', /may import only these packages/],
    ['server/contract/audits.ts', '../services/audit.ts', /contract may not import services/],
    ['server/contract/audits.ts', 'node:os', /contract may not import Node's modules/],
    [
      'server/formats/geojson/parse.ts',
      '../../services/audit.ts',
      /formats may not import services/,
    ],
    [
      'server/formats/geojson/parse.ts',
      '../../repositories/x.ts',
      /formats may not import repositories/,
    ],
    [
      'server/repositories/communities.ts',
      '../services/audit.ts',
      /repositories may not import services/,
    ],
    ['server/services/audit.ts', '../routes/audits.ts', /services may not import routes/],
    ['server/services/audit.ts', '../app.ts', /services may not import app/],
    ['server/routes/audits.ts', '../app.ts', /routes may not import app/],
    ['server/routes/audits.ts', '../cli/main.ts', /routes may not import cli/],
    ['server/jobs/nightly.ts', '../routes/audits.ts', /jobs may not import routes/],
    ['server/app.ts', './cli/main.ts', /app may not import cli/],
    ['web/main.tsx', '../server/services/audit.ts', /web may not import services/],
    ['web/main.tsx', 'node:path', /web may not import Node's modules/],
    ['server/services/audit.ts', '../../test/helpers/towns.ts', /only tests and benchmarks/],
    ['server/services/audit.ts', '../../bench/audit.ts', /only tests and benchmarks/],
  ])('%s may not import %s', (file, specifier, message) => {
    expect(messagesOf(file, specifier)).toEqual([expect.stringMatching(message)]);
  });

  test('a lower layer is named by its package import', () => {
    expect(messagesOf('server/services/audit.ts', '../../engine/result.ts')).toEqual([
      '"../../engine/result.ts": write "#engine/result.ts"',
    ]);
    expect(messagesOf('server/routes/audits.ts', '../contract/problem.ts')).toEqual([
      '"../contract/problem.ts": write "#contract/problem.ts"',
    ]);
  });

  test('a source in no layer is a problem in itself', () => {
    expect(messagesOf('elsewhere/thing.ts', './other.ts')).toEqual([
      expect.stringContaining('stands in no layer'),
    ]);
  });
});

describe('which references are seen', () => {
  test('every way to name a module, with its line, and nothing in comments or strings', () => {
    const source = [
      "import type { A } from './import-type.ts';",
      "import './side-effect.ts';",
      "export * from './export-all.ts';",
      "export type { B } from './export-type.ts';",
      "type C = import('./type-query.ts').C;",
      "const d = await import('./dynamic.ts');",
      "const e = new URL('./worker.ts', import.meta.url);",
      "const notModules = [new URL('./page.html', import.meta.url), new URL('./x.ts', base)];",
      "// import f from './comment.ts';",
      'const g = "import h from \'./string.ts\'";',
      "const tree = <p>import i from './text.ts'</p>;",
    ].join('\n');
    expect(findReferences('a.tsx', source)).toEqual([
      { specifier: './import-type.ts', line: 1 },
      { specifier: './side-effect.ts', line: 2 },
      { specifier: './export-all.ts', line: 3 },
      { specifier: './export-type.ts', line: 4 },
      { specifier: './type-query.ts', line: 5 },
      { specifier: './dynamic.ts', line: 6 },
      { specifier: './worker.ts', line: 7 },
    ]);
  });

  test('a file that cannot be parsed is an error, not a file without imports', () => {
    expect(() => findReferences('broken.ts', 'import {')).toThrow(/^broken\.ts: cannot be parsed/);
  });
});

describe('paths of one machine', () => {
  const home = ['', 'home', 'somebody', 'sizhi'].join('/');
  const work = ['', 'work', 'main'].join('/');

  test.each([`see ${home}/x`, `"${work}/"`, `(${['', 'root', '.npmrc'].join('/')})`])(
    '%s is found',
    (text) => {
      expect(findLocalPaths('a.md', `first\n${text}`)).toMatchObject([{ file: 'a.md', line: 2 }]);
    },
  );

  test.each(['../shared/work/x', 'https://example.org/root/x', '/app/dist', '~/work/x', 'and/or'])(
    '%s is not',
    (text) => {
      expect(findLocalPaths('a.md', text)).toEqual([]);
    },
  );

  test('packages come from the public registry', () => {
    const lock = [
      '"resolved": "https://registry.npmjs.org/a/-/a-1.0.0.tgz",',
      '"resolved": "https://mirror.example/a/-/a-1.0.0.tgz",',
    ].join('\n');
    expect(findForeignSources(lock)).toMatchObject([{ line: 2 }]);
  });
});

describe('a whole tree', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'sizhi-layers-'));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  };

  test('all problems are listed with file and line, and the exit code is 1', () => {
    write('engine/a.ts', "import '#engine/b.ts';\nimport '../server/app.ts';\n");
    write('server/app.ts', "import '#engine/a.ts';\n");
    write('web/main.tsx', "import fs from 'node:fs';\n");
    write('node_modules/x/index.js', "import '../../server/app.ts';\n");
    write('engine/coverage/a.ts', "import '../../web/main.tsx';\n");
    write('dist/engine.js', "import '../server/app.ts';\n");
    const { status, stderr } = spawnSync(process.execPath, [checker, root], { encoding: 'utf8' });
    expect(stderr.trim().split('\n')).toEqual([
      expect.stringMatching(/^engine\/a\.ts:2: .*engine may not import app/),
      expect.stringMatching(/^engine\/coverage\/a\.ts:1: .*engine may not import web/),
      expect.stringMatching(/^web\/main\.tsx:1: .*web may not import Node's modules/),
      'layers: 3 problem(s)',
    ]);
    expect(status).toBe(1);
  });

  test('a tree in order passes', () => {
    write('engine/a.ts', "import '#engine/b.ts';\n");
    write('server/app.ts', "import '#engine/a.ts';\n");
    expect(checkTree(root)).toEqual([]);
    expect(spawnSync(process.execPath, [checker, root]).status).toBe(0);
  });
});
