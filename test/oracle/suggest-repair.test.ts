import { existsSync, readFileSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditCoverage } from '#engine/coverage/audit.ts';
import type { AreaGeometry, CommunityInput, JurisdictionInput } from '#engine/coverage/types.ts';
import { suggest } from '#engine/propose/suggest/suggest.ts';
import type { SuggestInput, Suggestion } from '#engine/propose/suggest/types.ts';
import { afterwards, inputOf } from '../engine/propose/repair-town.ts';

/**
 * Coverages as suggested repairs would have them, judged by PostGIS: nothing claimed twice, nothing left out, the
 * land kept, and no neighbours but those that were there or that the suggestion names. The real datasets stand beside
 * a developer's checkout and are not part of the project.
 */
const SHARED = new URL('../../../shared/data/', import.meta.url);
const SAMPLE = new URL('../../data/sample/', import.meta.url);
const isHere = existsSync(SHARED);
const url = process.env.TEST_DATABASE_URL;
if (!isHere) {
  console.warn('NOT RUN: real datasets are not here (../shared/data), their repairs not judged.');
}

interface Feature {
  id?: string | number;
  properties: Record<string, unknown>;
  geometry: AreaGeometry;
}

const featuresOf = (file: URL): Feature[] =>
  (JSON.parse(readFileSync(file, 'utf8')) as { features: Feature[] }).features;

interface Verdict {
  invalid: number;
  /** Square metres on the spheroid. */
  overlaps: number;
  holes: number;
  union: number;
}

const SMALLEST = 0.01;

describe.skipIf(!url)('suggested repairs, judged by PostGIS', () => {
  const client = new pg.Client({ connectionString: url });
  beforeAll(async () => {
    await client.connect();
    await client.query('create extension if not exists postgis');
  });
  afterAll(() => client.end());

  async function judge(communities: readonly CommunityInput[]): Promise<Verdict> {
    const { rows } = await client.query<Verdict>(
      `with c as materialized (
         select i, ST_SetSRID(ST_GeomFromGeoJSON(json), 4326) as g
           from unnest($1::text[]) with ordinality as input (json, i)),
       u as materialized (select ST_Union(g) as g from c),
       h as (select ST_Area(ST_MakePolygon(ST_InteriorRingN(part.geom, n))::geography) as area
               from u, ST_Dump(u.g) part, generate_series(1, ST_NumInteriorRings(part.geom)) n),
       o as (select ST_Area(ST_Intersection(a.g, b.g)::geography) as area
               from c a join c b on a.i < b.i and a.g && b.g and ST_Relate(a.g, b.g, '2********'))
       select (select count(*)::int from c where not ST_IsValid(g)) as invalid,
              (select count(*)::int from o where area > $2) as overlaps,
              (select count(*)::int from h where area > $2) as holes,
              (select ST_Area(g::geography) from u) as union`,
      [communities.map(({ geometry }) => JSON.stringify(geometry)), SMALLEST],
    );
    return rows[0]!;
  }

  /** Pairs that have a line in common, as PostGIS sees it. */
  async function rookPairs(communities: readonly CommunityInput[]): Promise<Set<string>> {
    const { rows } = await client.query<{ a: string; b: string }>(
      `with c as materialized (
         select id, ST_SetSRID(ST_GeomFromGeoJSON(json), 4326) as g
           from unnest($1::text[], $2::text[]) as input (id, json))
       select a.id as a, b.id as b from c a join c b on a.id < b.id and a.g && b.g
        where ST_Relate(a.g, b.g, 'F***1****')
          and ST_Length(ST_Intersection(a.g, b.g)::geography) > 0.001`,
      [
        communities.map(({ id }) => id),
        communities.map(({ geometry }) => JSON.stringify(geometry)),
      ],
    );
    return new Set(rows.map(({ a, b }) => [a, b].sort().join(' | ')));
  }

  const pairsOf = (
    communities: readonly CommunityInput[],
    jurisdiction: JurisdictionInput | null,
  ): Set<string> => {
    const { adjacency } = auditCoverage(communities, jurisdiction, { adjacency: true });
    return new Set(adjacency!.map(({ communities: pair }) => [...pair].sort().join(' | ')));
  };

  async function expectSound(input: SuggestInput, suggestion: Suggestion): Promise<Verdict> {
    const after = afterwards(input, suggestion);
    expect(after.map(({ id }) => id)).toEqual(input.communities.map(({ id }) => id));
    const verdict = await judge(after);
    expect(verdict).toMatchObject({ invalid: 0, overlaps: 0, holes: 0 });
    const before = pairsOf(input.communities, input.jurisdiction ?? null);
    const named = new Set(
      suggestion.repair!.newNeighbours.map(({ communities }) => [...communities].join(' | ')),
    );
    const found = await rookPairs(after);
    const unnamed = [...found].filter((pair) => !before.has(pair) && !named.has(pair));
    expect(unnamed).toEqual([]);
    for (const pair of named) expect(before.has(pair), pair).toBe(false);
    return verdict;
  }

  it.skipIf(!isHere).each(['kishangarh-wards/wards', 'delhi-wards/wards'])(
    '%s: the repair of the whole is clean, and the land kept',
    async (layer) => {
      const communities = featuresOf(new URL(`${layer}.geojson`, SHARED)).map(
        ({ geometry }, i) => ({ id: `W${i}`, geometry }),
      );
      const input = inputOf(communities);
      const before = await judge(communities);
      expect(before.overlaps).toBeGreaterThan(0);
      const { suggestions } = suggest('repair', input, { alternatives: 1 });
      const [whole] = suggestions;
      expect(whole!.character).toBe('whole');
      const verdict = await expectSound(input, whole!);
      const { coveredSquareMetres: covered } = whole!.repair!;
      expect(Math.abs(covered.after / verdict.union - 1)).toBeLessThan(1e-7);
      expect(Math.abs(covered.before / before.union - 1)).toBeLessThan(1e-7);
      const gaps = auditCoverage(communities, null, { minAreaSquareMetres: 0 }).summary;
      const gained = verdict.union - before.union;
      // Edges are geodesics to PostGIS as well: vertices put on long ones bend them.
      expect(Math.abs(gained - gaps.gapAreaSquareMetres) / before.union).toBeLessThan(1e-7);
    },
  );

  it('the sample town: the whole, and every single repair leaves one fault less', async () => {
    const idOf = ({ id, properties }: Feature): string => String(properties.id ?? id);
    const line = (feature: Feature) => ({ ...feature.properties, geometry: feature.geometry });
    const [outline] = featuresOf(new URL('jurisdiction.geojson', SAMPLE));
    const input = inputOf(
      featuresOf(new URL('communities.geojson', SAMPLE)).map((feature) => ({
        id: idOf(feature),
        geometry: feature.geometry,
      })),
      {
        jurisdiction: { geometry: outline!.geometry },
        barriers: featuresOf(new URL('barriers.geojson', SAMPLE)).map(
          line,
        ) as unknown as SuggestInput['barriers'],
      },
    );
    const before = await judge(input.communities);
    const { suggestions } = suggest('repair', input);
    const [whole, ...single] = suggestions;
    await expectSound(input, whole!);
    expect(single).toHaveLength(13);
    for (const suggestion of single) {
      const after = await judge(afterwards(input, suggestion));
      expect(after.invalid).toBe(0);
      const fewer = before.overlaps - after.overlaps + (before.holes - after.holes);
      expect(fewer, suggestion.explanation.en).toBe(1);
    }
  });
});
