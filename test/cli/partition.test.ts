import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { main } from '../../server/cli/main.ts';
import { gridInstance, sharedInstances } from '../engine/propose/instances.ts';
import { runMain } from './run-main.ts';

let directory: string;
const path = (name: string): string => join(directory, name);
const put = (name: string, content: unknown): string => {
  writeFileSync(path(name), JSON.stringify(content));
  return path(name);
};

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'sizhi-partition-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const partition = (...args: string[]) => runMain(['partition', ...args]);

describe('split', () => {
  test('a grid along its river: proven optimal, the result on standard output', async () => {
    const { code, stdout, stderr } = await partition(put('grid.json', gridInstance(6, 4)));
    expect(code).toBe(0);
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({
      ...{ version: expect.any(String), task: 'split', cost: 30, seed: 1 },
      certificate: { state: 'optimal' },
      score: { cutWeight: 30, cutLengthByClass: { river: 600 }, worstDeviation: 0, brokenParts: 0 },
      ...{ stoppedBy: null, infeasible: null, moves: expect.any(Number) },
    });
    const [north, south] = [result.assignment[0], result.assignment[23]];
    expect(result.assignment).toEqual([...Array(12).fill(north), ...Array(12).fill(south)]);
    expect(stderr).toContain('Certificate: proven optimal');
  });

  test('the same seed and moves give the same plan; --parts and --tolerance stand in for the instance', async () => {
    const file = put('bare.json', { ...gridInstance(8, 6), k: undefined, tolerance: undefined });
    const run = async (seed: string) => {
      const out = path(`plan-${seed}.json`);
      const { code, stdout } = await partition(
        ...[file, '--parts', '5', '--tolerance', '0.15', '--moves', '40000'],
        ...['--seed', seed, '--threads', '2', '--out', out],
      );
      expect(code).toBe(0);
      expect(stdout).toContain('48 units in 5 parts');
      return JSON.parse(readFileSync(out, 'utf8'));
    };
    const [first, again] = [await run('3'), await run('3')];
    expect(again.assignment).toEqual(first.assignment);
    expect(first.score).toMatchObject({ parts: 5, outOfTolerance: 0, brokenParts: 0 });
    expect(first.certificate).toMatchObject({
      state: 'none',
      why: { en: expect.stringContaining('--proof-limit') },
    });
  });

  test('no plan: the cause, exit code 1, and no file', async () => {
    const document = gridInstance(4, 2);
    document.nodes[2]!.population = 500;
    const out = path('none.json');
    const { code, stdout } = await partition(put('big.json', document), '--out', out);
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^No feasible plan: Units above the upper bound of 313 households.*: 2 has 500\./,
    );
    expect(existsSync(out)).toBe(false);
    const zh = await runMain(['partition', path('big.json')], { language: 'zh' });
    expect(JSON.parse(zh.stdout)).toMatchObject({
      assignment: null,
      infeasible: { cause: 'unit-above', units: [2] },
    });
    expect(zh.stderr).toMatch(/^没有可行方案：单元 2：500 户/);
  });

  test('islands are told, and joined where that is allowed', async () => {
    const document = gridInstance(4, 2);
    document.nodes.push({ id: 100, population: 4, x: 0, y: 350 });
    const file = put('island.json', { ...document, tolerance: 0.2 });
    const apart = await partition(file);
    expect(apart.code).toBe(1);
    expect(apart.stderr).toContain('Units 100 border on none of the others and have 4 households');
    const joined = await partition(file, '--join-islands');
    expect(joined.code).toBe(0);
    const { assignment, links } = JSON.parse(joined.stdout);
    expect(links).toEqual([{ from: 100, to: 4, distanceMetres: 250 }]);
    expect(assignment[8]).toBe(assignment[4]);
    expect(joined.stderr).toContain('Island: unit 100 joined to unit 4, 250 apart');
  });
});

test('replan: the present communities stay where they can', async () => {
  const current = Array.from({ length: 24 }, (_, u) => (u % 6 < 2 ? 0 : u % 6 < 4 ? 1 : 2));
  const document = { ...gridInstance(6, 4), current, band: [60, 130] };
  const args = ['--task', 'replan', '--gamma', '50', '--moves', '60000'];
  const { code, stdout } = await partition(put('towns.json', document), ...args);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    assignment: current,
    score: { movedHouseholds: 0, belowBand: 0, aboveBand: 0 },
  });
});

test('replan: alternatives that differ in kind, whose effort is that of one plan', async () => {
  const current = Array.from({ length: 96 }, (_, u) => (u % 12 < 2 ? 0 : u % 12 < 8 ? 1 : 2));
  const document = { ...gridInstance(12, 8), current, band: [200, 500] };
  const file = put('alternatives.json', document);
  const args = ['--task', 'replan', '--alternatives', '2', '--moves', '120000', '--seed', '2'];
  const { code, stdout, stderr } = await partition(file, ...args);
  expect(code).toBe(0);
  const { alternatives, moves } = JSON.parse(stdout);
  // Three searches, of which the one that moves few households has two shares.
  expect(moves).toBe(30_000);
  expect(alternatives.length).toBeGreaterThan(0);
  for (const { assignment, score, difference, certificate, aim } of alternatives) {
    expect(assignment).toHaveLength(96);
    expect(score).toMatchObject({ belowBand: 0, aboveBand: 0, brokenParts: 0 });
    expect(difference).toBeGreaterThanOrEqual(0.03);
    expect(certificate.state).toEqual(expect.any(String));
    expect(stderr).toContain('Alternative (');
    expect(aim).not.toBe('asked');
  }
  const again = await partition(file, ...args);
  expect(JSON.parse(again.stdout).alternatives).toEqual(alternatives);
  expect((await partition(file, '--alternatives', '3')).code).toBe(2);
});

test('recom: so many steps, every part within its bounds', async () => {
  const document = { ...gridInstance(8, 6), k: 4, tolerance: 0.2 };
  const args = ['--task', 'recom', '--steps', '500'];
  const { code, stdout, stderr } = await partition(put('chain.json', document), ...args);
  expect(code).toBe(0);
  const { chain, score } = JSON.parse(stdout);
  expect(chain.steps).toBe(500);
  expect(chain.trees).toBeGreaterThanOrEqual(500);
  expect(score).toMatchObject({ parts: 4, outOfTolerance: 0, brokenParts: 0 });
  expect(stderr).toContain('Chain: 500 steps');
});

describe('bad usage and input', () => {
  test.each([
    ['no file', [], 'name the file'],
    ['another task', ['x.json', '--task', 'splitt'], 'did you mean split?'],
    ['two efforts', ['x.json', '--moves', '5', '--time-limit', '5'], 'not both'],
    ['half a part', ['x.json', '--parts', '2.5'], 'whole number'],
    ['an option of another task', ['x.json', '--gamma', '2'], '--gamma goes with --task replan'],
    ['a band of one number', ['x.json', '--task', 'replan', '--band', '5'], 'two numbers'],
    ['the instance as the result', ['x.json', '--out', 'x.json'], 'would overwrite'],
  ])('%s', async (_, args, words) => {
    const { code, stderr } = await partition(...args);
    expect(code).toBe(2);
    expect(stderr).toContain(words);
  });

  test('every fault of an instance with its place', async () => {
    const document = gridInstance(4, 2);
    document.edges[1]![0] = -1;
    const { code, stderr } = await partition(put('bad.json', { ...document, toleranz: 1 }));
    expect(code).toBe(2);
    expect(stderr).toContain('at /toleranz [unknown-member]');
    expect(stderr).toContain('at /edges/1/0 [bad-value]');
  });

  test('what the task needs is asked for', async () => {
    const { code, stderr } = await partition(
      put('grid.json', gridInstance(4, 2)),
      '--task',
      'replan',
    );
    expect(code).toBe(2);
    expect(stderr).toContain('the instance lacks band and current');
  });
});

test('Ctrl-C ends the search with the best plan so far, and says so', async () => {
  const document = { ...gridInstance(40, 30), k: 9, tolerance: 0.2 };
  const out = path('interrupted.json');
  const before = new Set(process.listeners('SIGINT'));
  const written: string[] = [];
  const stream = (onText: (text: string) => void) => ({
    isTTY: true,
    write(text: string, done?: () => void) {
      written.push(text);
      onText(text);
      done?.();
      return true;
    },
    on: () => undefined,
    off: () => undefined,
  });
  // As soon as the progress line names the cost of a plan, the user presses Ctrl-C.
  const interrupt = (text: string): void => {
    if (!/searching \d/.test(text)) return;
    for (const listener of process.listeners('SIGINT')) {
      if (!before.has(listener)) listener('SIGINT');
    }
  };
  const code = await main(
    ['partition', put('long.json', document), '--moves', '1e12', '--out', out],
    {
      stdout: stream(() => undefined),
      stderr: stream(interrupt),
      language: 'en',
      announceExitCode: () => undefined,
    },
  );
  expect(code).toBe(0);
  expect(written.join('')).toContain('ending the search');
  expect(written.join('')).toContain('The search was interrupted: this is the best plan by then.');
  expect(JSON.parse(readFileSync(out, 'utf8'))).toMatchObject({
    stoppedBy: 'interrupt',
    certificate: { state: 'none', why: { en: expect.stringContaining('interrupted') } },
    score: { parts: 9, outOfTolerance: 0, brokenParts: 0 },
  });
}, 60_000);

const shared = sharedInstances();
test.skipIf(shared === null)(
  'the town of pitfalls: explained, and planned once its islet is joined',
  async () => {
    const file = put('pitfalls.json', shared!.read('town-pitfalls'));
    const apart = await partition(file, '--moves', '1000');
    expect(apart.code).toBe(1);
    expect(JSON.parse(apart.stdout).infeasible).toMatchObject({
      cause: 'island-below',
      units: expect.arrayContaining([804, 815]),
    });
    for (const task of ['split', 'replan']) {
      const joined = await partition(file, '--join-islands', '--task', task, '--moves', '400000');
      expect(joined.code).toBe(0);
      const { score } = JSON.parse(joined.stdout);
      // The islet is one piece more, by the borders that there are.
      expect(score.extraComponents).toBeLessThanOrEqual(1);
      if (task === 'split') expect(score.outOfTolerance).toBe(0);
      else expect(score.belowBand + score.aboveBand).toBe(0);
    }
  },
  60_000,
);
