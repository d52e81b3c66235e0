import { existsSync, readFileSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditCoverage } from '#engine/coverage/audit.ts';
import type { AreaGeometry } from '#engine/coverage/types.ts';
import { box, polygon } from '../helpers/squares.ts';

/**
 * Queen contiguity against PostGIS: pairs whose borders meet, and whether they do so along a length.
 * The real layers stand beside a developer's
 * checkout; London's is left out, where noise keeps every border apart for PostGIS, and
 * San Francisco's, where two that overlap have a border on the same side of them.
 */
const DATA = new URL('../../../shared/data/', import.meta.url);
const isHere = existsSync(DATA);
if (!isHere) {
  console.warn('NOT RUN: real datasets are not here (../shared/data), queen pairs not compared.');
}
const url = process.env.TEST_DATABASE_URL;

describe.skipIf(!url)('pairs that meet in points only, and PostGIS', () => {
  const client = new pg.Client({ connectionString: url });
  beforeAll(async () => {
    await client.connect();
    await client.query('create extension if not exists postgis');
  });
  afterAll(() => client.end());

  async function expectSame(geometries: readonly AreaGeometry[]): Promise<number> {
    const { rows } = await client.query<{ a: number; b: number; dimension: number }>(
      `with c as materialized (
         select (i - 1)::int as i, ST_GeomFromGeoJSON(json) as g
           from unnest($1::text[]) with ordinality as input (json, i))
       select a.i as a, b.i as b,
              ST_Dimension(ST_Intersection(ST_Boundary(a.g), ST_Boundary(b.g))) as dimension
         from c a join c b on a.i < b.i and ST_Intersects(ST_Boundary(a.g), ST_Boundary(b.g))
        where ST_Dimension(ST_Intersection(ST_Boundary(a.g), ST_Boundary(b.g))) = 1
           or ST_Area(ST_Intersection(a.g, b.g)::geography) < 1`,
      [geometries.map((geometry) => JSON.stringify(geometry))],
    );
    const communities = geometries.map((geometry, i) => ({ id: String(i), geometry }));
    // No tolerance: PostGIS has none.
    const { adjacency, pointContacts, summary } = auditCoverage(communities, null, {
      adjacency: true,
      queen: true,
      toleranceMetres: 0,
    });
    const ours = (pairs: readonly { communities: [string, string] }[]): string[] =>
      pairs
        .map((pair) => [...pair.communities].map(Number).sort((a, b) => a - b))
        .map(String)
        .sort();
    const theirs = (dimension: number): string[] =>
      rows
        .filter((row) => row.dimension === dimension)
        .map(({ a, b }) => `${a},${b}`)
        .sort();
    expect(ours(pointContacts!)).toEqual(theirs(0));
    expect(ours(adjacency!)).toEqual(theirs(1));
    expect(summary.queenPairs).toBe(rows.length);
    return pointContacts!.length;
  }

  it('a board of squares', async () => {
    const squares = Array.from({ length: 36 }, (_, i) => {
      const [x, y] = [100 * (i % 6), 100 * Math.floor(i / 6)];
      return polygon(box(x, y, x + 100, y + 100));
    });
    expect(await expectSame(squares)).toBe(50);
  });

  it
    .skipIf(!isHere)
    .each([
      'philadelphia-neighborhoods/neighborhoods',
      'providence-ri/precincts_2018',
      'providence-ri/wards',
      'beijing-subdistricts/shunyi',
      'kishangarh-wards/wards',
      'delhi-wards/wards',
    ])('%s', async (layer) => {
    const text = readFileSync(new URL(`${layer}.geojson`, DATA), 'utf8');
    const { features } = JSON.parse(text) as { features: { geometry: AreaGeometry }[] };
    await expectSame(features.map(({ geometry }) => geometry));
  });
});
