import { existsSync, readFileSync } from 'node:fs';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BARRIER_CLASSES } from '#engine/barriers/types.ts';
import type { AreaGeometry } from '#engine/coverage/types.ts';
import { buildDualGraph, type DualGraphOptions } from '#engine/graph/dual-graph.ts';
import type { DualGraph } from '#engine/graph/types.ts';
import { type MatchUnitsOptions, matchUnits } from '#engine/units/match-units.ts';

/**
 * The dual graph of real units against PostGIS, pair by pair. The datasets stand beside a developer's
 * checkout and are not part of the project: where they are missing, this says so and is left out.
 */
const DATA = new URL('../../../shared/data/', import.meta.url);
const isHere = existsSync(DATA);
if (!isHere) {
  console.warn('NOT RUN: real datasets are not here (../shared/data), dual graphs not compared.');
}
const url = process.env.TEST_DATABASE_URL;
if (isHere && !url) {
  console.warn('NOT RUN: there is no PostGIS server, dual graphs not compared pair by pair.');
}

interface Feature {
  geometry: AreaGeometry;
  properties: Record<string, unknown>;
}

const readFeatures = (layer: string): Feature[] =>
  (JSON.parse(readFileSync(new URL(`${layer}.geojson`, DATA), 'utf8')) as { features: Feature[] })
    .features;

function graphOf(
  features: readonly Feature[],
  options: MatchUnitsOptions & DualGraphOptions = {},
): DualGraph {
  const units = features.map(({ geometry }, i) => ({ id: String(i), geometry }));
  return buildDualGraph(matchUnits(units, [], options), options);
}

const pairsOf = ({ edges }: DualGraph): string[] => edges.map(({ units }) => units.join()).sort();

/** Components of a graph without one of its nodes (by flooding, each node from its edges). */
function countWithout({ nodes, edges }: DualGraph, left: number): number {
  const around: number[][] = Array.from({ length: nodes }, () => []);
  for (const { units } of edges) {
    const [a, b] = units;
    if (a === left || b === left) continue;
    around[a]!.push(b);
    around[b]!.push(a);
  }
  const seen = new Uint8Array(nodes);
  let count = 0;
  for (let seed = 0; seed < nodes; seed++) {
    if (seed === left || seen[seed]) continue;
    count++;
    seen[seed] = 1;
    const queue = [seed];
    for (const node of queue) {
      for (const next of around[node]!) {
        if (seen[next]) continue;
        seen[next] = 1;
        queue.push(next);
      }
    }
  }
  return count;
}

describe.skipIf(!isHere)('dual graphs of real units', () => {
  it('Providence: 3,014 census blocks, articulation as taking each away shows', () => {
    const features = readFeatures('providence-ri/blocks');
    const graph = graphOf(features);
    expect(graph.edges.length).toBe(7438);
    expect(graph.shortBorders).toEqual([]);
    expect(graph.components).toBe(countWithout(graph, -1));
    for (let node = 0; node < graph.nodes; node++) {
      const parts = countWithout(graph, node);
      expect(graph.isArticulation[node], `block ${node}`).toBe(parts > graph.components ? 1 : 0);
    }
    const sums = graph.outerLengthMetres.slice();
    for (const { units, lengthMetres } of graph.edges) {
      for (const unit of units) sums[unit]! += lengthMetres;
    }
    sums.forEach((sum, node) => {
      expect(Math.abs(sum - graph.perimeterMetres[node]!)).toBeLessThan(1e-4);
    });
  });

  it('Providence: block 440070001022044 has three parts, each a walk of its own', () => {
    const features = readFeatures('providence-ri/blocks');
    const graph = graphOf(features);
    const node = features.findIndex(({ properties }) =>
      Object.values(properties).map(String).includes('440070001022044'),
    );
    const { geometry } = features[node]!;
    expect(geometry.coordinates.length).toBe(3);
    const rotation = [...graph.neighbours.subarray(graph.start[node], graph.start[node + 1])];
    expect(rotation.filter((other) => other < 0).length).toBeGreaterThanOrEqual(3);
    // Its parts lie in one component all the same: they are one unit.
    expect(graph.components).toBe(1);
  });

  it('every neighbour stands in the rotation of the other, in both directions', () => {
    const graph = graphOf(readFeatures('providence-ri/blocks'));
    const met = new Set<string>();
    for (let node = 0; node < graph.nodes; node++) {
      for (let i = graph.start[node]!; i < graph.start[node + 1]!; i++) {
        if (graph.neighbours[i]! >= 0) met.add(`${node},${graph.neighbours[i]}`);
      }
    }
    expect(met.size).toBe(2 * graph.edges.length);
  });

  it('Liechtenstein: roads matched to the borders of communes, lengths kept', () => {
    const features = readFeatures('osm-liechtenstein/communes');
    const roads = readFeatures('osm-liechtenstein/roads');
    const barriers = roads.flatMap(({ geometry, properties }, i) => {
      const { type } = geometry as unknown as { type: string };
      const line = geometry as unknown as { type: 'LineString'; coordinates: number[][] };
      if (!/LineString/.test(type)) return [];
      const name = typeof properties.name === 'string' ? { name: properties.name } : {};
      return [{ id: String(i), class: 'local' as const, ...name, geometry: line }];
    });
    const units = features.map(({ geometry }, i) => ({ id: String(i), geometry }));
    const plain = buildDualGraph(matchUnits(units, []));
    const set = matchUnits(units, barriers);
    const graph = buildDualGraph(set);
    expect(pairsOf(graph)).toEqual(pairsOf(plain));
    graph.edges.forEach(({ lengthMetres, lengthByClass }, i) => {
      expect(lengthMetres).toBeCloseTo(plain.edges[i]!.lengthMetres, 4);
      const parts = [...BARRIER_CLASSES, 'none' as const].map((kind) => lengthByClass[kind] ?? 0);
      expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(lengthMetres, 6);
    });
    expect(set.report.borderShareOnBarriers).toBeGreaterThan(0.02);
    expect(set.report.borderShareOnBarriers).toBeLessThan(0.5);
  });
});

describe.skipIf(!isHere || !url)('dual graphs of real units, and PostGIS', () => {
  const client = new pg.Client({ connectionString: url });
  beforeAll(async () => {
    await client.connect();
    await client.query('create extension if not exists postgis');
  });
  afterAll(() => client.end());

  /** Pairs `a,b` of features by position for which a condition holds; `a.u` and `b.u` are in metres. */
  async function askPairs(features: readonly Feature[], near: string, where: string, srid: number) {
    const { rows } = await client.query<{ a: number; b: number }>(
      `with c as materialized (
         select (i - 1)::int as i, g, ST_Transform(g, ${srid}) as u
           from (select i, ST_SetSRID(ST_GeomFromGeoJSON(json), 4326) as g
                   from unnest($1::text[]) with ordinality as input (json, i)) as parsed)
       select a.i as a, b.i as b from c a join c b on a.i < b.i and ${near} where ${where}`,
      [features.map(({ geometry }) => JSON.stringify(geometry))],
    );
    return rows.map(({ a, b }) => `${a},${b}`).sort();
  }

  it('Providence: 7,438 rook pairs, pair by pair', async () => {
    const features = readFeatures('providence-ri/blocks');
    const theirs = await askPairs(
      features,
      'a.g && b.g',
      `ST_Relate(a.g, b.g, '****1****')`,
      32619,
    );
    expect(theirs.length).toBe(7438);
    expect(pairsOf(graphOf(features))).toEqual(theirs);
    // There is no noise to bridge: without any tolerance they are the same.
    const exact = graphOf(features, { borderToleranceMetres: 0, leastBorderMetres: 0 });
    expect(pairsOf(exact)).toEqual(theirs);
  });

  it('Providence: shared lengths', async () => {
    const features = readFeatures('providence-ri/blocks');
    const { rows } = await client.query<{ a: number; b: number; length: number }>(
      `with c as materialized (
         select (i - 1)::int as i, ST_SetSRID(ST_GeomFromGeoJSON(json), 4326) as g
           from unnest($1::text[]) with ordinality as input (json, i))
       select a.i as a, b.i as b,
              ST_Length(ST_CollectionExtract(ST_Intersection(ST_Boundary(a.g), ST_Boundary(b.g)), 2)::geography) as length
         from c a join c b on a.i < b.i and a.g && b.g
        where ST_Relate(a.g, b.g, '****1****')`,
      [features.map(({ geometry }) => JSON.stringify(geometry))],
    );
    const lengths = new Map(rows.map(({ a, b, length }) => [`${a},${b}`, length]));
    for (const { units, lengthMetres } of graphOf(features).edges) {
      expect(Math.abs(lengthMetres / lengths.get(units.join())! - 1)).toBeLessThan(1e-6);
    }
  });

  it('Hackney: 379 pairs within 1 m and more than 10 m long, pair by pair', async () => {
    const features = readFeatures('london-hackney/lsoa');
    const theirs = await askPairs(
      features,
      'ST_DWithin(a.u, b.u, 1)',
      'ST_Length(ST_Intersection(ST_Boundary(a.u), ST_Buffer(b.u, 1))) > 10',
      32630,
    );
    expect(theirs.length).toBe(379);
    expect(pairsOf(graphOf(features, { borderToleranceMetres: 1 }))).toEqual(theirs);
  });
});
