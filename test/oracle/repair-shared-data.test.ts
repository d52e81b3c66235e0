import { existsSync, readFileSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditCoverage } from '#engine/coverage/audit.ts';
import { isRepairable, repairCoverage } from '#engine/coverage/repair/repair-coverage.ts';
import type { AreaGeometry, CommunityInput } from '#engine/coverage/types.ts';
import { expectBalancedBooks } from '../helpers/repair-checks.ts';

/**
 * Real coverages repaired completely: clean by our own audit of everything, clean by PostGIS, no area lost. The
 * datasets stand beside a developer's checkout and are not part of the project.
 */
const DATA = new URL('../../../shared/data/', import.meta.url);
const isHere = existsSync(DATA);
const url = process.env.TEST_DATABASE_URL;
if (!isHere)
  console.warn('NOT RUN: real datasets are not here (../shared/data), repair not judged.');

const LAYERS = [
  'kishangarh-wards/wards',
  'delhi-wards/wards',
  'beijing-subdistricts/daxing',
  'beijing-subdistricts/shunyi',
  'beijing-subdistricts/chaoyang',
  'osm-beijing-haidian/subdistricts',
  'osm-beijing-haidian/subdistricts_clipped',
];

interface Verdict {
  invalid: number;
  overlaps: number;
  holes: number;
  /** Square degrees. */
  sum: number;
  union: number;
}

describe.skipIf(!isHere || !url)('real coverages, repaired', () => {
  const client = new pg.Client({ connectionString: url });
  beforeAll(async () => {
    await client.connect();
    await client.query('create extension if not exists postgis');
  });
  afterAll(() => client.end());

  /** No least area: where borders match vertex for vertex, PostGIS has nothing at all. */
  async function judge(communities: readonly CommunityInput[]): Promise<Verdict> {
    const { rows } = await client.query<Verdict>(
      `with c as materialized (
         select i, ST_SetSRID(ST_GeomFromGeoJSON(json), 4326) as g
           from unnest($1::text[]) with ordinality as input (json, i)),
       u as materialized (select ST_Union(g) as g from c)
       select (select count(*)::int from c where not ST_IsValid(g)) as invalid,
              (select count(*)::int from c a join c b on a.i < b.i and a.g && b.g
                where ST_Relate(a.g, b.g, '2********')) as overlaps,
              (select sum(ST_NumInteriorRings(part.geom))::int from u, ST_Dump(u.g) part) as holes,
              (select sum(ST_Area(g)) from c) as sum,
              (select ST_Area(g) from u) as union`,
      [communities.map(({ geometry }) => JSON.stringify(geometry))],
    );
    return rows[0]!;
  }

  it.each(LAYERS)('%s: no overlap, gap or mismatch, and the land kept', async (layer) => {
    const text = readFileSync(new URL(`${layer}.geojson`, DATA), 'utf8');
    const { features } = JSON.parse(text) as { features: { geometry: AreaGeometry }[] };
    const communities = features.map(({ geometry }, i) => ({ id: String(i), geometry }));
    const result = repairCoverage(communities, null, {
      leaveWiderThanMetres: Number.POSITIVE_INFINITY,
      duplicates: 'drop',
    });
    const audit = auditCoverage(result.communities, null, { minAreaSquareMetres: 0 });
    expect(audit.findings.filter(isRepairable)).toEqual([]);
    expect(result).toMatchObject({ isClean: true, left: [] });
    expectBalancedBooks(result);
    expect(result.area.planeDifference).toBeLessThan(1e-9);
    const { sum, union, ...counts } = await judge(result.communities);
    expect(counts).toEqual({ invalid: 0, overlaps: 0, holes: 0 });
    expect(Math.abs(sum / union - 1)).toBeLessThan(1e-12);
  });
});
