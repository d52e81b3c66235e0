import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { outcomeOf, runMain, spawnMain } from './run-main.ts';
import { CLEAN, OVERLAPPING } from './towns.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'sizhi-process-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const file = (name: string, content: string): string => {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
};

describe('sizhi audit as a process', () => {
  test('exits with 1 on findings and speaks the language of the locale', async () => {
    const child = spawnMain(['audit', file('town.geojson', OVERLAPPING)], {
      LC_ALL: 'zh_CN.UTF-8',
    });
    const { code, stdout } = await outcomeOf(child);
    expect(code).toBe(1);
    expect(stdout).toContain('交叉重叠');
  });

  test('reads what is piped into it', async () => {
    const child = spawnMain(['audit', '-', '--format', 'json']);
    child.stdin?.end(CLEAN);
    const { code, stdout } = await outcomeOf(child);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).summary.communities).toBe(2);
  });

  test('a reader that goes away early (| head) is no error, and the verdict still is the exit code', async () => {
    // Far more than a pipe holds: 400 squares upon one another.
    const { features } = JSON.parse(OVERLAPPING);
    const many = Array.from({ length: 60 }, (_, index) => ({
      ...features[index % 2],
      properties: { name: `n${index}` },
    }));
    const child = spawnMain([
      'audit',
      file('many.geojson', JSON.stringify({ type: 'FeatureCollection', features: many })),
      '--format',
      'json',
    ]);
    let stderr = '';
    child.stderr?.on('data', (text) => {
      stderr += text;
    });
    child.stdout?.once('data', () => child.stdout?.destroy());
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(code).toBe(1);
    expect(stderr).not.toMatch(/EPIPE|internal error|at /);
  });

  test.runIf(process.platform === 'linux')(
    'a full disk behind standard output is told in one line, and is not taken for findings',
    async () => {
      const full = openSync('/dev/full', 'w');
      for (const [language, line] of [
        ['C', 'sizhi: cannot write to standard output: the disk is full'],
        ['zh_CN.UTF-8', 'sizhi：无法写到标准输出：磁盘已满'],
      ] as const) {
        const child = spawnMain(
          ['audit', file('town.geojson', OVERLAPPING)],
          { LC_ALL: language },
          full,
        );
        const { code, stderr } = await outcomeOf(child);
        expect(code).toBe(2);
        expect(stderr.trim().split('\n').at(-1)).toBe(line);
        expect(stderr).not.toMatch(/internal error|\bat .*:\d+/);
      }
      closeSync(full);
    },
  );

  test('an audit loads neither the web framework nor the database driver', async () => {
    const child = spawnMain(['audit', file('clean.geojson', CLEAN)], { NODE_DEBUG: 'module,esm' });
    const { code, stderr } = await outcomeOf(child);
    expect(code).toBe(0);
    // The log of loaded modules is there, so what it lacks was not loaded.
    expect(stderr).toMatch(/node_modules\/geojson-validation\//);
    expect(stderr).not.toMatch(/node_modules\/(fastify|pg|knex)\//);
  });
});

describe('a file of 50 MB', () => {
  test('is read and audited', async () => {
    // Few corners, long numbers and much white space: big for the reader, small for the engine.
    const pad = ' '.repeat(1_000_000);
    const document = CLEAN.replace(
      '"features":',
      `"padding":[${Array.from({ length: 52 }, () => `"${pad}"`).join(',')}],"features":`,
    );
    const path = file('big.geojson', document);
    const { code, stdout, stderr } = await runMain(['audit', path, '--format', 'json'], {
      terminal: { stderr: true },
    });
    expect(code).toBe(0);
    expect(JSON.parse(stdout).summary.communities).toBe(2);
    expect(stderr).toMatch(/reading .*█.*\d+ %/);
  }, 120_000);
});
