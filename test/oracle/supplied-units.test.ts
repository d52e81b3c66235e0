import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { runMain } from '../cli/run-main.ts';

/** Census units with households and residents, as supplied units: PostGIS counted who borders whom (`oracle.json`). */
const DATA = new URL('../../../shared/data/', import.meta.url).pathname;
const isHere = existsSync(DATA);
if (!isHere)
  console.warn(
    'NOT RUN: real datasets are not here (../shared/data), supplied units not compared.',
  );

const directory = mkdtempSync(join(tmpdir(), 'sizhi-supplied-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function graphOf(file: string, args: string[]) {
  const graph = join(directory, 'graph.json');
  const outcome = await runMain(['units', '--units', `${DATA}${file}`, '--graph', graph, ...args]);
  expect(outcome.code, outcome.stderr).toBe(0);
  const { nodes, edges, ...rest } = JSON.parse(readFileSync(graph, 'utf8')) as {
    nodes: { population: number }[];
    edges: unknown[];
    weight: string;
    communities?: string[];
  };
  const total = nodes.reduce((sum, { population }) => sum + population, 0);
  return { stdout: outcome.stdout, nodes: nodes.length, edges: edges.length, total, ...rest };
}

describe.skipIf(!isHere)('sizhi units --units', () => {
  test('London Hackney: 379 pairs at 1 m, 101,690 households', async () => {
    const args = ['--households', 'HHOLDS', '--population', 'USUALRES', '--border-tolerance', '1'];
    const graph = await graphOf('london-hackney/lsoa.geojson', args);
    expect(graph).toMatchObject({ nodes: 144, edges: 379, total: 101_690, weight: 'households' });
    expect(graph.stdout).toContain('Households: 101,690 (101,690 on record, 0* estimated)');
  });

  test('Providence: 7,438 pairs, 178,040 residents in 15 wards', async () => {
    const args = ['--population', 'TOTPOP', '--community-field', 'WARD'];
    const graph = await graphOf('providence-ri/blocks.geojson', args);
    expect(graph).toMatchObject({ nodes: 3014, edges: 7438, total: 178_040, weight: 'population' });
    expect(graph.communities).toHaveLength(15);
    expect(graph.stdout).toContain('Households: not known');
  });
});
