import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runMain } from './run-main.ts';

const SAMPLE = new URL('../../data/sample/', import.meta.url).pathname;
const sample = (name: string): string => `${SAMPLE}${name}.geojson`;

let directory: string;
const path = (name: string): string => join(directory, name);
const read = (name: string) => JSON.parse(readFileSync(path(name), 'utf8'));

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'sizhi-suggest-repair-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const TOWN = [
  ...['--communities', sample('communities'), '--units', sample('units')],
  ...['--barriers', sample('barriers'), '--estates', sample('estates')],
  ...['--facilities', sample('facilities'), '--boundary', sample('jurisdiction')],
];

interface Suggested {
  character: string;
  communities: { id: string }[];
  evidence: { stretches: { barrier: { name: string } | null }[] }[];
  operations: { operation: string }[];
  repair: { findings: string[] };
  score: { total: number };
  explanation: { zh: string; en: string };
}

describe('sizhi suggest repair on the sample town', () => {
  test('two overlaps and three gaps, each with ways that differ; the whole is clean', {
    timeout: 120_000,
  }, async () => {
    const { code, stdout, stderr } = await runMain([
      ...['suggest', 'repair', ...TOWN, '--format', 'json', '--after', path('after.geojson')],
      ...['--boundary-out', path('outline.geojson')],
    ]);
    expect(code, stderr).toBe(0);
    const { suggestions, infeasible, dropped } = JSON.parse(stdout) as {
      suggestions: Suggested[];
      infeasible: unknown[];
      dropped: unknown[];
    };
    expect([infeasible, dropped]).toEqual([[], []]);
    const [whole, ...single] = suggestions;
    expect(whole!.character).toBe('whole');
    expect(whole!.repair.findings).toHaveLength(5);
    const ways = new Map<string, Suggested[]>();
    for (const one of single) {
      const [finding] = one.repair.findings as [string];
      ways.set(finding, [...(ways.get(finding) ?? []), one]);
    }
    expect(ways.size).toBe(5);
    // The hole inside one community has a single taker.
    expect([...ways.values()].map((list) => list.length).sort()).toEqual([1, 3, 3, 3, 3]);
    for (const list of ways.values()) {
      expect(new Set(list.map(({ character }) => character)).size).toBe(list.length);
      const totals = list.map(({ score }) => score.total);
      expect(totals).toEqual([...totals].sort((a, b) => a - b));
      // Faults.json: every one was made by moving one side off a road.
      const [best] = list;
      const followed = best!.evidence.flatMap(({ stretches }) => stretches);
      expect(followed.every(({ barrier }) => barrier !== null)).toBe(true);
    }
    const kinds = single.flatMap(({ operations }) => operations.map(({ operation }) => operation));
    expect(new Set(kinds)).toEqual(new Set(['fill-gap', 'resolve-overlap', 'transfer-area']));

    expect(read('after.geojson').features).toHaveLength(20);
    const audit = await runMain([
      ...['audit', path('after.geojson'), '--boundary', path('outline.geojson')],
      ...['--min-area', '0.01', '--format', 'json'],
    ]);
    expect(JSON.parse(audit.stdout).summary.counts).toMatchObject({
      overlap: 0,
      gap: 0,
      outside: 0,
      mismatch: 0,
      invalid: 0,
    });
  });

  test('neither units nor barriers are needed; in Chinese', async () => {
    const { code, stdout } = await runMain(
      ['suggest', 'repair', '--communities', sample('communities'), '--alternatives', '1'],
      { language: 'zh' },
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/^修复方案：/);
    expect(stdout).toContain('1. 整体修复');
    expect(stdout).toContain('“鹤亭社区”与之相邻');
  });

  test('too wide for the limit: infeasible with its cause, and exit code 1', async () => {
    const { code, stdout } = await runMain([
      ...['suggest', 'repair', '--communities', sample('communities')],
      ...['--target', '990101001009', '--leave-wider-than', '50'],
    ]);
    expect(code).toBe(1);
    expect(stdout).toContain('wider than 50 m');
    expect(stdout).toContain('With a limit above 57 m');
  });

  test('--leave-wider-than is for repairs, and takes metres or none', async () => {
    const split = await runMain(['suggest', 'split', ...TOWN, '--leave-wider-than', '50']);
    expect([split.code, split.stdout]).toEqual([2, '']);
    expect(split.stderr).toContain('for sizhi suggest repair alone');
    const odd = await runMain(['suggest', 'repair', ...TOWN, '--leave-wider-than', 'wide']);
    expect(odd.code).toBe(2);
    const none = await runMain([
      ...['suggest', 'repair', '--communities', sample('communities'), '--target', '990101001009'],
      ...['--leave-wider-than', 'none'],
    ]);
    expect(none.code).toBe(0);
  });
});
