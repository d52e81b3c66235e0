import { existsSync, readFileSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BarrierSource } from '#engine/barriers/types.ts';
import type { AreaGeometry, CommunityInput } from '#engine/coverage/types.ts';
import { geodesicArea } from '#engine/geometry/geodesic.ts';
import { inscribedCircle } from '#engine/geometry/inscribed-circle.ts';
import { buildUnits } from '#engine/units/build-units.ts';
import { communitiesOutline } from '#engine/units/communities-outline.ts';
import type { UnitSet } from '#engine/units/types.ts';
import { DEFAULT_UNIT_SETTINGS } from '#engine/units/unit-options.ts';
import { readBarrierFile } from '../../server/formats/osm/read-barrier-file.ts';
import { loadTagTable } from '../../server/services/import/load-tag-table.ts';
import { expectTiling, polygonsOf } from '../engine/units/tiling-checks.ts';

/**
 * Units cut from real extracts of OpenStreetMap tile their ground: the audit says so, and PostGIS, which
 * unites and subtracts them in another way. The extracts stand beside a developer's checkout.
 */
const DATA = new URL('../../../shared/data/', import.meta.url);
const isHere = existsSync(new URL('osm-krems/source.osm.pbf', DATA));
const url = process.env.TEST_DATABASE_URL;
if (!isHere) {
  console.warn('NOT RUN: OpenStreetMap extracts are not here (../shared/data), no units cut.');
} else if (!url) {
  console.warn('NOT RUN: no PostGIS server, units not judged by it.');
}

const read = <T>(path: string): T => JSON.parse(readFileSync(new URL(path, DATA), 'utf8')) as T;

function readAreas(path: string, nameField: string): CommunityInput[] {
  const { features } = read<{
    features: { properties: Record<string, string>; geometry: AreaGeometry }[];
  }>(path);
  return features.map(({ properties, geometry }, i) => ({
    id: `${String(i + 1).padStart(2, '0')} ${properties[nameField]}`,
    name: properties[nameField]!,
    geometry,
  }));
}

function readBarriers(extract: string): readonly BarrierSource[] {
  const bytes = readFileSync(new URL(`${extract}/source.osm.pbf`, DATA));
  const file = readBarrierFile(bytes, loadTagTable());
  if (!file.ok) throw new Error(JSON.stringify(file.error));
  return file.value.barriers;
}

const outlineOf = (areas: readonly CommunityInput[]): AreaGeometry =>
  communitiesOutline(areas.map(({ geometry }) => geometry!))!;

interface Case {
  name: string;
  extract: string;
  ground: () => AreaGeometry;
  communities?: () => CommunityInput[];
  /** At least so many units: fewer would mean that barriers do not cut. */
  least: number;
  /** Of the length of borders between units. */
  leastShareOnBarriers: number;
}

const communes = () => readAreas('osm-liechtenstein/communes.geojson', 'name');
const subdistricts = () => readAreas('osm-beijing-haidian/subdistricts_clipped.geojson', 'Name');
const CASES: Case[] = [
  {
    name: 'Krems: a rectangle',
    extract: 'osm-krems',
    ground: () => readAreas('osm-krems/extent.geojson', 'name')[0]!.geometry!,
    least: 120,
    leastShareOnBarriers: 1,
  },
  {
    name: 'Haidian: subdistricts with a gap between them',
    extract: 'osm-beijing-haidian',
    ground: () => outlineOf(subdistricts()),
    communities: subdistricts,
    least: 30,
    leastShareOnBarriers: 0.8,
  },
  {
    name: 'Liechtenstein: one outline',
    extract: 'osm-liechtenstein',
    ground: () => outlineOf(communes()),
    least: 400,
    leastShareOnBarriers: 1,
  },
  {
    name: 'Liechtenstein: communes with exclaves',
    extract: 'osm-liechtenstein',
    ground: () => outlineOf(communes()),
    communities: communes,
    least: 400,
    leastShareOnBarriers: 0.7,
  },
];

/** What PostGIS says, in square degrees where it is an area. */
interface Verdict {
  invalid: number;
  parts: number;
  sum: number;
  union: number;
  ground: number;
  missing: number;
  beyond: number;
  overlap: number;
}

describe.skipIf(!isHere)('units from OpenStreetMap', () => {
  const client = url ? new pg.Client({ connectionString: url }) : null;
  beforeAll(async () => {
    await client?.connect();
    await client?.query('create extension if not exists postgis');
  });
  afterAll(() => client?.end());

  async function judge(units: readonly { geometry: AreaGeometry }[], ground: AreaGeometry) {
    const { rows } = await client!.query<Verdict>(
      `with c as materialized (
         select i, ST_SetSRID(ST_GeomFromGeoJSON(json), 4326) as g
           from unnest($1::text[]) with ordinality as input (json, i)),
       j as materialized (select ST_SetSRID(ST_GeomFromGeoJSON($2), 4326) as g),
       u as materialized (select ST_Union(g) as g from c)
       select (select count(*)::int from c where not ST_IsValid(g)) as invalid,
              (select max(ST_NumGeometries(g))::int from c) as parts,
              (select sum(ST_Area(g)) from c) as sum,
              (select ST_Area(g) from u) as union,
              (select ST_Area(g) from j) as ground,
              (select ST_Area(ST_Difference(j.g, u.g)) from j, u) as missing,
              (select ST_Area(ST_Difference(u.g, j.g)) from j, u) as beyond,
              (select coalesce(sum(ST_Area(ST_Intersection(a.g, b.g))), 0)
                 from c a join c b on a.i < b.i and ST_Intersects(a.g, b.g)) as overlap`,
      [units.map(({ geometry }) => JSON.stringify(geometry)), JSON.stringify(ground)],
    );
    return rows[0]!;
  }

  it.each(CASES)('$name', async (given) => {
    const ground = given.ground();
    const communities = given.communities?.();
    const set = buildUnits({
      jurisdiction: { geometry: ground },
      barriers: readBarriers(given.extract),
      ...(communities ? { communities } : {}),
    });
    expect(set.units.length).toBeGreaterThanOrEqual(given.least);
    expect(set.report.borderShareOnBarriers).toBeGreaterThanOrEqual(given.leastShareOnBarriers);
    expectTiling(set, ground);
    expectNoCrumbs(set);
    if (communities) expectInCommunities(set, communities);
    if (client === null) return;

    const verdict = await judge(set.units, ground);
    // PostGIS does not round to our grid: borders that meet the outline do so within half a unit of it.
    const rounding = 1e-11 * perimeterDegrees(ground);
    expect(verdict.invalid).toBe(0);
    expect(verdict.parts).toBe(1);
    expect(Math.abs(verdict.sum / verdict.union - 1)).toBeLessThan(1e-12);
    expect(verdict.overlap).toBeLessThan(1e-14);
    expect(verdict.missing).toBeLessThan(rounding);
    expect(verdict.beyond).toBeLessThan(rounding);
    expect(Math.abs(verdict.sum / verdict.ground - 1)).toBeLessThan(1e-9);
  });

  it('the dirty gap in Haidian is said to be filled', () => {
    const set = buildUnits({
      communities: subdistricts(),
      barriers: readBarriers('osm-beijing-haidian'),
    });
    const gaps = set.report.notes.filter(({ kind }) => kind === 'community-gap');
    expect(gaps).toHaveLength(1);
    expect(gaps[0]).toMatchObject({ areaSquareMetres: expect.closeTo(266, 0) });
  });
});

/** No unit is smaller or narrower than asked for, but those that the report names. */
function expectNoCrumbs({ units, report }: UnitSet): void {
  const { minAreaSquareMetres, minWidthMetres } = DEFAULT_UNIT_SETTINGS;
  const kept = new Set(
    report.notes.flatMap((note) =>
      note.kind === 'crumb-kept' && 'units' in note ? note.units : [],
    ),
  );
  const crumbs = units.filter(({ id, geometry }) => {
    if (kept.has(id)) return false;
    const { diameterMetres } = inscribedCircle(polygonsOf(geometry)[0]!);
    // The inscribed circle is good to 1 %.
    return (
      geodesicArea(geometry) < minAreaSquareMetres * 0.999 || diameterMetres < minWidthMetres * 0.99
    );
  });
  expect(crumbs.map(({ id }) => id)).toEqual([]);
}

/** The units of each community add up to it. */
function expectInCommunities({ units }: UnitSet, communities: readonly CommunityInput[]): void {
  for (const { id, geometry } of communities) {
    const sum = units
      .filter(({ community }) => community === id)
      .reduce((area, unit) => area + geodesicArea(unit.geometry), 0);
    // 300 m²: the gap in Haidian that was joined to a neighbour.
    expect(Math.abs(sum - geodesicArea(geometry!)), id).toBeLessThan(300);
  }
}

function perimeterDegrees(geometry: AreaGeometry): number {
  let length = 0;
  for (const ring of polygonsOf(geometry).flat()) {
    for (let k = 1; k < ring.length; k++) {
      length += Math.hypot(ring[k]![0]! - ring[k - 1]![0]!, ring[k]![1]! - ring[k - 1]![1]!);
    }
  }
  return length;
}
