import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AreaGeometry } from '#engine/coverage/types.ts';
import { compareWithPostgis } from '../../bench/coverage/check/compare-with-postgis.ts';
import { type CheckReport, judgeCheck } from '../../bench/coverage/check/judge-check.ts';
import { matchFaults } from '../../bench/coverage/check/match-faults.ts';
import type { PostgisFacts } from '../../bench/coverage/check/postgis-facts.ts';
import { roundingOf } from '../../bench/coverage/check/rounding-of.ts';
import {
  coverageFile,
  outlineFile,
  type Truth,
  truthFile,
  VARIANTS,
  writeCoverages,
} from '../../bench/coverage/coverage-folder.ts';
import type { PlantedFault } from '../../bench/coverage/generator/coverage.ts';
import { loadTable } from '../../bench/coverage/load-table.ts';
import { auditFile } from '../../bench/coverage/ours.ts';
import { FACT_QUERIES } from '../../bench/coverage/postgis-queries.ts';

/**
 * The benchmark's check of correctness on coverages of its generator: every planted fault found and nothing else,
 * every pair, gap and border as PostGIS has it. Set COVERAGE_SEED and GENERATOR_RUNS to look further.
 */
const firstSeed = Number(process.env.COVERAGE_SEED ?? 1);
const runs = Number(process.env.GENERATOR_RUNS ?? 2);
const CELLS = 400;
const url = process.env.TEST_DATABASE_URL;
/** Of a file that nobody measured before. */
const UNKNOWN = '';

const EVERYTHING = { minAreaSquareMetres: 0 };
const readJson = <T>(file: string): T => JSON.parse(readFileSync(file, 'utf8')) as T;

describe.skipIf(!url)('coverages with planted faults, by PostGIS and by their truth', () => {
  const client = new pg.Client({ connectionString: url });
  const folder = mkdtempSync(join(tmpdir(), 'sizhi-planted-'));
  beforeAll(async () => {
    await client.connect();
    await client.query('create extension if not exists postgis');
    // Other files of tests use the same database.
    await client.query('create schema planted_faults');
    await client.query('set search_path to planted_faults, public');
  });
  afterAll(async () => {
    await client.end();
    rmSync(folder, { recursive: true, force: true });
  });

  async function askPostgis(file: string): Promise<PostgisFacts> {
    await client.query('drop table if exists communities');
    await loadTable(client, file);
    const facts: Record<string, unknown[]> = {};
    for (const [name, sql] of Object.entries(FACT_QUERIES)) {
      facts[name] = (await client.query(sql)).rows;
    }
    return facts as unknown as PostgisFacts;
  }

  function compareWithTruth(file: string, boundary: string): NonNullable<CheckReport['faults']> {
    const { features } = readJson<{ features: { id: number; geometry: AreaGeometry }[] }>(file);
    const planted = readJson<Truth>(truthFile(file)).items as PlantedFault[];
    const geometries = features.map(({ geometry }) => geometry);
    const ids = features.map(({ id }) => String(id));
    const match = (options = {}) =>
      matchFaults(auditFile(file, options, boundary), planted, geometries, ids);
    return { byDefault: match(), everything: match(EVERYTHING) };
  }

  const cases = Array.from({ length: runs }, (_, i) => firstSeed + i).flatMap((seed) =>
    VARIANTS.map((variant) => ({ seed, variant })),
  );
  it.each(cases)('seed $seed, $variant', async ({ seed, variant }) => {
    writeCoverages({ folder, n: CELLS, seed, dirt: 0.05 });
    const file = coverageFile(folder, CELLS, variant);
    const facts = await askPostgis(file);
    const postgis = compareWithPostgis(auditFile(file, EVERYTHING), facts);
    const faults = compareWithTruth(file, outlineFile(folder, CELLS));
    const near = new Map(
      faults.everything.faults
        .filter(({ fault }) => fault.kind !== 'missing')
        .map(({ fault }) => [String(fault.feature), fault.kind]),
    );
    for (const difference of postgis.differences) {
      difference.nearFaults = difference.communities.flatMap((id) => near.get(id) ?? []);
    }
    const failed = judgeCheck({ postgis, faults }, UNKNOWN).filter(({ passed }) => !passed);
    expect(failed, JSON.stringify(postgis.differences)).toEqual([]);
    expect(faults.everything.faults.length > 10).toBe(variant === 'dirty');

    // A check that cannot fail proves nothing.
    if (variant === 'clean') return;
    const judge = (wrong: PostgisFacts) =>
      judgeCheck(
        { postgis: compareWithPostgis(auditFile(file, EVERYTHING), wrong), faults: null },
        UNKNOWN,
      )
        .filter(({ passed }) => !passed)
        .map(({ what }) => what.split(' ')[1]);
    expect(judge({ ...facts, overlaps: facts.overlaps.slice(1) })).toContain('overlap');
    const [gap, ...gaps] = facts.gaps.toSorted((a, b) => b.area - a.area);
    expect(judge({ ...facts, gaps: [{ ...gap!, area: gap!.area * 1.00001 }, ...gaps] })).toContain(
      'gap',
    );
  });
});

describe('what PostGIS has because numbers are rounded', () => {
  const triangle = (...points: [number, number][]): AreaGeometry => ({
    type: 'Polygon',
    coordinates: [[...points, points[0]!]],
  });
  // From a coverage of 10,000 cells: a border whose T-junction stands in the middle of the other side's segment.
  const middle: [number, number] = [118.2151182, 29.8221622];
  const line = triangle([118.2147178, 29.8223165], [118.2155186, 29.8220079], middle);

  it('a vertex on the segment as written: a line, if the audit tells of the T-junction', () => {
    expect(roundingOf(line, 1.8e-18, [middle])).toBe('line-as-written');
    expect(roundingOf(line, 1.8e-18, [[118.3, 29.8]])).toBeNull();
    expect(roundingOf(line, 1.8e-16, [middle])).toBeNull();
  });

  it('a unit of the last decimal beside the segment: an area', () => {
    const beside: [number, number] = [118.2151183, 29.8221622];
    const sliver = triangle([118.2147178, 29.8223165], [118.2155186, 29.8220079], beside);
    expect(roundingOf(sliver, 1e-18, [beside])).toBeNull();
  });

  it('one crossing computed twice: corners that differ in their last binary digit', () => {
    const y = 31.290533148012905;
    const twice = triangle(
      [118.74775262185288, y],
      [118.74775262185288, 31.2905331480129],
      [118.748544, 31.2903598],
    );
    expect(roundingOf(twice, 1.4e-18, [])).toBe('last-digit');
  });
});
