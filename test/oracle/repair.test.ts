import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repairCoverage } from '#engine/coverage/repair/repair-coverage.ts';
import type { AreaGeometry, CommunityInput } from '#engine/coverage/types.ts';
import { dirtyCoverage } from '../helpers/dirty-coverage.ts';
import { latticeCoverage } from '../helpers/lattice-coverage.ts';

/** What PostGIS says of repaired coverages. Set COVERAGE_SEED and COVERAGE_RUNS to look further. */
const firstSeed = Number(process.env.COVERAGE_SEED ?? 1);
const runs = Number(process.env.COVERAGE_RUNS ?? 25);
const url = process.env.TEST_DATABASE_URL;

interface Verdict {
  invalid: number;
  /** Square degrees. */
  sum: number;
  union: number;
  /** What the communities leave of the outline, and cover beyond it. */
  missing: number;
  beyond: number;
  /** Pairs that share area. */
  overlaps: number;
}

describe.skipIf(!url)('repaired coverages, judged by PostGIS', () => {
  const client = new pg.Client({ connectionString: url });
  beforeAll(async () => {
    await client.connect();
    await client.query('create extension if not exists postgis');
  });
  afterAll(() => client.end());

  async function judge(
    communities: readonly CommunityInput[],
    outline: AreaGeometry,
  ): Promise<Verdict> {
    const { rows } = await client.query<Verdict>(
      `with c as materialized (
         select i, ST_SetSRID(ST_GeomFromGeoJSON(json), 4326) as g
           from unnest($1::text[]) with ordinality as input (json, i)),
       j as materialized (select ST_SetSRID(ST_GeomFromGeoJSON($2), 4326) as g),
       u as materialized (select ST_Union(g) as g from c)
       select (select count(*)::int from c where not ST_IsValid(g)) as invalid,
              (select sum(ST_Area(g)) from c) as sum,
              (select ST_Area(g) from u) as union,
              (select ST_Area(ST_Difference(j.g, u.g)) from j, u) as missing,
              (select ST_Area(ST_Difference(u.g, j.g)) from j, u) as beyond,
              (select count(*)::int from c a join c b on a.i < b.i and a.g && b.g
                where ST_Area(ST_Intersection(a.g, b.g)) > 1e-14) as overlaps`,
      [communities.map(({ geometry }) => JSON.stringify(geometry)), JSON.stringify(outline)],
    );
    return rows[0]!;
  }

  const makers = [
    { name: 'crooked', make: dirtyCoverage },
    { name: 'lattice', make: latticeCoverage },
  ];
  it.each(makers)(
    `${runs} $name coverages: valid, nothing claimed twice, the outline covered exactly`,
    async ({ name, make }) => {
      for (let seed = firstSeed; seed < firstSeed + runs; seed++) {
        const { communities, outline } = make(seed);
        const strategy = (['longest-border', 'divide'] as const)[seed % 2]!;
        const result = repairCoverage(
          communities,
          { geometry: outline },
          {
            gaps: strategy,
            overlaps: strategy,
            leaveWiderThanMetres: Number.POSITIVE_INFINITY,
            clip: true,
            duplicates: 'drop',
          },
        );
        const verdict = await judge(result.communities, outline);
        const context = `${name}, seed ${seed}: ${JSON.stringify(verdict)}`;
        expect(verdict.invalid, context).toBe(0);
        expect(verdict.overlaps, context).toBe(0);
        expect(Math.abs(verdict.sum / verdict.union - 1), context).toBeLessThan(1e-9);
        // A micrometre along the whole outline of a town this small.
        expect(verdict.missing / verdict.union, context).toBeLessThan(2e-9);
        expect(verdict.beyond / verdict.union, context).toBeLessThan(2e-9);
      }
    },
    600_000,
  );
});
