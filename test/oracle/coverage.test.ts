import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditCoverage } from '#engine/coverage/audit.ts';
import type { AreaGeometry, CommunityInput, Finding, Position } from '#engine/coverage/types.ts';
import { DIRT, dirtyCoverage } from '../helpers/dirty-coverage.ts';
import { LATTICE_DIRT, latticeCoverage } from '../helpers/lattice-coverage.ts';

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

/** Geodesic area in m² for the threshold, planar area in square degrees to compare geometry by. */
interface Measured {
  area: number;
  planar: number;
}

interface OracleRow {
  pairs: (Measured & { a: number; b: number })[] | null;
  gaps: Measured[] | null;
  holes: Measured[] | null;
  outside: (Measured & { a: number })[] | null;
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
         select a.i as a, b.i as b, ST_CollectionExtract(ST_Intersection(a.g, b.g), 3) as g
           from c a join c b on a.i < b.i and a.g && b.g),
       gaps as (
         select p.geom as g
           from j, u, ST_Dump(ST_CollectionExtract(ST_Difference(j.g, u.g), 3)) p),
       holes as (
         select ST_Difference(ST_MakePolygon(ST_ExteriorRing(r.geom)), u.g) as g
           from u, ST_Dump(u.g) part, ST_DumpRings(part.geom) r where r.path[1] > 0),
       outside as (
         select i as a, ST_CollectionExtract(ST_Difference(c.g, j.g), 3) as g from c, j)
       select (select json_agg(json_build_object('a', a, 'b', b, 'area', ST_Area(g::geography),
                 'planar', ST_Area(g))) from pairs where ST_Area(g) > 0) as pairs,
              (select json_agg(json_build_object('area', ST_Area(g::geography),
                 'planar', ST_Area(g))) from gaps) as gaps,
              (select json_agg(json_build_object('area', ST_Area(g::geography),
                 'planar', ST_Area(g))) from holes) as holes,
              (select json_agg(json_build_object('a', a, 'area', ST_Area(g::geography),
                 'planar', ST_Area(g))) from outside where ST_Area(g) > 0) as outside,
              (select ST_NumGeometries(ST_UnaryUnion(ST_Collect(g), 1e-11)) from c) as components`,
      [communities.map(({ geometry }) => JSON.stringify(geometry)), JSON.stringify(outline)],
    );
    return rows[0]!;
  }

  const makers = [
    { name: 'crooked', make: dirtyCoverage, kinds: DIRT },
    { name: 'lattice', make: latticeCoverage, kinds: LATTICE_DIRT },
  ] as const;

  it.each(makers)(
    `agree on ${runs} $name coverages: pairs, counts and areas`,
    async ({ name, make, kinds }) => {
      const seen = { overlaps: 0, gaps: 0, outside: 0 };
      const dirtSeen = new Set<string>();
      for (let seed = firstSeed; seed < firstSeed + runs; seed++) {
        const { communities, outline, dirt } = make(seed);
        for (const kind of dirt) dirtSeen.add(kind);
        const truth = await ask(communities, outline);
        const place = `${name}, seed ${seed}`;
        const inside = auditCoverage(communities, { geometry: outline });
        const alone = auditCoverage(communities);

        const ofKind = (kind: string, result = inside) =>
          result.findings.filter((finding) => finding.kind === kind);
        const ours = new Map(
          ofKind('overlap').map((f) => [[...f.communities].sort().join(), measured(f)]),
        );
        const theirs = new Map(
          (truth.pairs ?? []).map((pair) => [[`c${pair.a}`, `c${pair.b}`].sort().join(), pair]),
        );
        expectSameAreas(ours, theirs, `${place}, overlaps`);
        expectSameLists(ofKind('gap'), truth.gaps ?? [], `${place}, gaps inside the outline`);
        expectSameLists(ofKind('gap', alone), truth.holes ?? [], `${place}, gaps without outline`);
        expectSameAreas(
          new Map(ofKind('outside').map((f) => [f.communities[0]!, measured(f)])),
          new Map((truth.outside ?? []).map((item) => [`c${item.a}`, item])),
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
      if (runs >= 40) expect([...dirtSeen].sort()).toEqual([...kinds].sort());
    },
    60_000 + 3_000 * runs,
  );
});

function measured(finding: Finding): Measured {
  return { area: finding.areaSquareMetres!, planar: planarArea(finding.geometry as AreaGeometry) };
}

/** Shoelace in square degrees, around each ring's first vertex. */
function planarArea(geometry: AreaGeometry): number {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  const ringArea = (ring: readonly Position[]): number => {
    const [x0, y0] = ring[0] as [number, number];
    let sum = 0;
    for (let i = 1; i < ring.length; i++) {
      const [a, b] = [ring[i - 1]!, ring[i]!];
      sum += (a[0]! - x0) * (b[1]! - y0) - (b[0]! - x0) * (a[1]! - y0);
    }
    return Math.abs(sum / 2);
  };
  return polygons.reduce(
    (sum, rings) =>
      sum + rings.reduce((area, ring, i) => area + (i === 0 ? 1 : -1) * ringArea(ring), 0),
    0,
  );
}

function expectSameAreas(
  ours: ReadonlyMap<string, Measured>,
  theirs: ReadonlyMap<string, Measured>,
  place: string,
): void {
  for (const [key, truth] of theirs) {
    if (truth.area < LEAST_AREA || isNearThreshold(truth.area)) continue;
    expect(ours.get(key), `${place}: ${key}`).toBeDefined();
    expectClose(ours.get(key)!, truth, `${place}: ${key}`);
  }
  for (const [key, { area }] of ours) {
    if (isNearThreshold(area)) continue;
    expect(theirs.get(key)?.area ?? 0, `${place}: ${key} is ours alone`).toBeGreaterThanOrEqual(
      LEAST_AREA,
    );
  }
}

function expectSameLists(
  findings: readonly Finding[],
  theirs: readonly Measured[],
  place: string,
): void {
  const counted = (items: readonly Measured[]): Measured[] =>
    items
      .filter(({ area }) => area >= LEAST_AREA && !isNearThreshold(area))
      .sort((a, b) => b.planar - a.planar);
  const ours = counted(findings.map(measured));
  const expected = counted(theirs);
  expect(ours.length, place).toBe(expected.length);
  ours.forEach((item, i) => {
    expectClose(item, expected[i]!, place);
  });
}

/**
 * The same geometry: planar areas to 1e-6. The geodesic figures may differ a little more, as a vertex on
 * a long straight edge bends it.
 */
function expectClose(ours: Measured, theirs: Measured, place: string): void {
  const squareMetres = theirs.area / theirs.planar;
  expect(
    Math.abs(ours.planar - theirs.planar) * squareMetres,
    `${place}: ${ours.area} and ${theirs.area} m²`,
  ).toBeLessThan(theirs.area * 1e-6);
  expect(Math.abs(ours.area - theirs.area), place).toBeLessThan(Math.max(1e-2, theirs.area * 1e-3));
}
