import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditCoverage } from '#engine/coverage/audit.ts';
import type { AreaGeometry, CommunityInput } from '#engine/coverage/types.ts';
import { dirtyCoverage } from '../helpers/dirty-coverage.ts';

/**
 * Our audit against PostGIS, which computes overlaps pair by pair and gaps from the union: another
 * algorithm in another language. Set COVERAGE_SEED and COVERAGE_RUNS to look further.
 */
const firstSeed = Number(process.env.COVERAGE_SEED ?? 1);
const runs = Number(process.env.COVERAGE_RUNS ?? 40);
const url = process.env.TEST_DATABASE_URL;

/** Areas below this are noise of rounding in either engine. */
const LEAST_AREA = 1;
const isNearThreshold = (area: number): boolean => Math.abs(area - LEAST_AREA) < 0.001;

interface OracleRow {
  pairs: { a: number; b: number; area: number }[] | null;
  gaps: number[] | null;
  holes: number[] | null;
  outside: { a: number; area: number }[] | null;
  /** Parts of the union on our grid of 1e-11 degrees: hairlines of a micrometre do not divide. */
  components: number;
}

describe.skipIf(!url)('auditCoverage and PostGIS on random dirty coverages', () => {
  const client = new pg.Client({ connectionString: url });
  beforeAll(async () => {
    await client.connect();
    await client.query('create extension if not exists postgis');
  });
  afterAll(() => client.end());

  async function ask(communities: readonly CommunityInput[], outline: AreaGeometry) {
    const { rows } = await client.query<OracleRow>(
      `with c as materialized (
         select (i - 1)::int as i, ST_SetSRID(ST_GeomFromGeoJSON(json), 4326) as g
           from unnest($1::text[]) with ordinality as input (json, i)),
       j as materialized (select ST_SetSRID(ST_GeomFromGeoJSON($2), 4326) as g),
       u as materialized (select ST_Union(g) as g from c),
       pairs as (
         select a.i as a, b.i as b,
                ST_Area(ST_CollectionExtract(ST_Intersection(a.g, b.g), 3)::geography) as area
           from c a join c b on a.i < b.i and a.g && b.g),
       gaps as (
         select ST_Area(p.geom::geography) as area
           from j, u, ST_Dump(ST_CollectionExtract(ST_Difference(j.g, u.g), 3)) p),
       holes as (
         select ST_Area(ST_Difference(ST_MakePolygon(ST_ExteriorRing(r.geom)), u.g)::geography) as area
           from u, ST_Dump(u.g) part, ST_DumpRings(part.geom) r where r.path[1] > 0),
       outside as (
         select i as a, ST_Area(ST_CollectionExtract(ST_Difference(c.g, j.g), 3)::geography) as area
           from c, j)
       select (select json_agg(pairs) from pairs where area > 0) as pairs,
              (select json_agg(area) from gaps) as gaps,
              (select json_agg(area) from holes) as holes,
              (select json_agg(outside) from outside where area > 0) as outside,
              (select ST_NumGeometries(ST_UnaryUnion(ST_Collect(g), 1e-11)) from c) as components`,
      [communities.map(({ geometry }) => JSON.stringify(geometry)), JSON.stringify(outline)],
    );
    return rows[0]!;
  }

  it(`agree on ${runs} coverages: pairs, counts and areas`, async () => {
    const seen = { overlaps: 0, gaps: 0, outside: 0 };
    for (let seed = firstSeed; seed < firstSeed + runs; seed++) {
      const { communities, outline } = dirtyCoverage(seed);
      const truth = await ask(communities, outline);
      const place = `seed ${seed}`;
      const inside = auditCoverage(communities, { geometry: outline });
      const alone = auditCoverage(communities);

      const ofKind = (kind: string, result = inside) =>
        result.findings.filter((finding) => finding.kind === kind);
      const ours = new Map(
        ofKind('overlap').map((f) => [[...f.communities].sort().join(), f.areaSquareMetres!]),
      );
      const theirs = new Map(
        (truth.pairs ?? []).map(({ a, b, area }) => [[`c${a}`, `c${b}`].sort().join(), area]),
      );
      expectSameAreas(ours, theirs, `${place}, overlaps`);
      expectSameLists(ofKind('gap'), truth.gaps ?? [], `${place}, gaps inside the outline`);
      expectSameLists(ofKind('gap', alone), truth.holes ?? [], `${place}, gaps without outline`);
      expectSameAreas(
        new Map(ofKind('outside').map((f) => [f.communities[0]!, f.areaSquareMetres!])),
        new Map((truth.outside ?? []).map(({ a, area }) => [`c${a}`, area])),
        `${place}, outside`,
      );
      expect(alone.summary.components, `${place}, components`).toBe(truth.components);
      expect(alone.summary.counts.unchecked, place).toBe(0);
      seen.overlaps += ours.size;
      seen.gaps += ofKind('gap').length;
      seen.outside += ofKind('outside').length;
    }
    // Agreement on nothing would prove nothing.
    expect(seen.overlaps).toBeGreaterThan(runs);
    expect(seen.gaps).toBeGreaterThan(runs);
    expect(seen.outside).toBeGreaterThan(runs / 4);
  }, 300_000);
});

function expectSameAreas(
  ours: ReadonlyMap<string, number>,
  theirs: ReadonlyMap<string, number>,
  place: string,
): void {
  for (const [key, area] of theirs) {
    if (area < LEAST_AREA || isNearThreshold(area)) continue;
    expect(ours.get(key), `${place}: ${key}`).toBeDefined();
    expectClose(ours.get(key)!, area, `${place}: ${key}`);
  }
  for (const [key, area] of ours) {
    if (isNearThreshold(area)) continue;
    expect(theirs.get(key) ?? 0, `${place}: ${key} is ours alone`).toBeGreaterThanOrEqual(
      LEAST_AREA,
    );
  }
}

function expectSameLists(
  findings: readonly { areaSquareMetres: number | null }[],
  theirs: readonly number[],
  place: string,
): void {
  const counted = (areas: readonly number[]): number[] =>
    areas.filter((area) => area >= LEAST_AREA && !isNearThreshold(area)).sort((a, b) => b - a);
  const ours = counted(findings.map(({ areaSquareMetres }) => areaSquareMetres!));
  const expected = counted(theirs);
  expect(ours.length, `${place}: ours ${ours} theirs ${expected}`).toBe(expected.length);
  ours.forEach((area, i) => {
    expectClose(area, expected[i]!, place);
  });
}

/** Relative 1e-6, or 1 cm² for the smallest (PostGIS measures areas to about that). */
function expectClose(area: number, expected: number, place: string): void {
  expect(Math.abs(area - expected), `${place}: ${area} and ${expected}`).toBeLessThan(
    Math.max(1e-4, expected * 1e-6),
  );
}
