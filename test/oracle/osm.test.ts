import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { BarrierSource } from '#engine/barriers/types.ts';
import type { BarrierFile } from '../../server/formats/osm/read-barrier-file.ts';
import {
  readBarrierDocument,
  readBarrierFile,
} from '../../server/formats/osm/read-barrier-file.ts';
import { loadTagTable } from '../../server/services/import/load-tag-table.ts';

/**
 * Real extracts, read here and by others: the GeoJSON layers that stand beside them, and GDAL's driver for
 * OpenStreetMap. The extracts are not part of the project, GDAL may not be installed: then this says so.
 */
const DATA = new URL('../../../shared/data/', import.meta.url);
const AREAS = ['osm-krems', 'osm-liechtenstein', 'osm-beijing-haidian'];
const isHere = AREAS.every((area) => existsSync(new URL(`${area}/source.osm.pbf`, DATA)));
if (!isHere) console.warn('NOT RUN: OpenStreetMap extracts are not here (../shared/data).');
const hasGdal = spawnSync('ogr2ogr', ['--version']).status === 0;
if (isHere && !hasGdal)
  console.warn('NOT RUN: ogr2ogr is not here, extracts not compared with GDAL.');

const table = loadTagTable();
const known = new Map<string, BarrierFile>();

function readExtract(area: string): BarrierFile {
  const before = known.get(area);
  if (before !== undefined) return before;
  const read = readBarrierFile(readFileSync(new URL(`${area}/source.osm.pbf`, DATA)), table);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  known.set(area, read.value);
  return read.value;
}

interface Feature {
  properties: Record<string, unknown>;
  geometry: { type: string; coordinates: number[][] & number[][][][] };
}

const readLayer = (area: string, layer: string): Feature[] =>
  JSON.parse(readFileSync(new URL(`${area}/${layer}.geojson`, DATA), 'utf8')).features;

const idOf = ({ properties }: Feature): string => `${properties.osm_type}/${properties.osm_id}`;
const isArea = ({ geometry }: BarrierSource): boolean => /Polygon/.test(geometry.type);
const countOf = (file: BarrierFile, key: string): number =>
  file.ignored
    .filter(({ kind }) => kind.startsWith(`${key}=`))
    .reduce((n, one) => n + one.count, 0);

/** Rings from their smallest position on, counterclockwise, so that they can be compared. */
function canonical(polygons: readonly number[][][][]): string[] {
  return polygons
    .flat()
    .map((ring) => {
      const keys = ring.slice(1).map(([lon, lat]) => `${lon},${lat}`);
      const turned = (list: string[]): string => {
        const at = list.indexOf([...list].sort()[0]!);
        return [...list.slice(at), ...list.slice(0, at)].join(' ');
      };
      return [turned(keys), turned([...keys].reverse())].sort()[0]!;
    })
    .sort();
}

const polygonsOf = ({ geometry }: BarrierSource): number[][][][] =>
  geometry.type === 'Polygon'
    ? [geometry.coordinates]
    : geometry.type === 'MultiPolygon'
      ? geometry.coordinates
      : [];

describe.skipIf(!isHere)('the layers beside the extract', () => {
  const LAYERS = AREAS.flatMap((area) =>
    [
      ['roads', 'highway'],
      ['railways', 'railway'],
      ['waterways', 'waterway'],
    ].map(([layer = '', key = '']) => [area, layer, key] as const),
  );

  test.each(LAYERS)('%s, %s: the same ways, or left out by a rule', (area, layer, key) => {
    const file = readExtract(area);
    const lines = new Map(
      file.barriers
        .filter(
          ({ id, kind, geometry }) =>
            id.startsWith('way/') && geometry.type === 'LineString' && kind?.startsWith(`${key}=`),
        )
        .map((one) => [one.id, one]),
    );
    const features = readLayer(area, layer);
    const ids = features.map(idOf);
    // The layer of waterways leaves out one kind that is rare in Europe.
    const extra = [...lines.values()].filter(
      ({ id, kind }) => !ids.includes(id) && kind !== 'waterway=wadi',
    );
    expect(extra.map(({ id }) => id)).toEqual([]);
    // A weir with a path on it is a path here.
    const all = new Set(file.barriers.map(({ id }) => id));
    const leftOut = features.filter((feature) => !all.has(idOf(feature)));
    expect(leftOut.length).toBeLessThanOrEqual(countOf(file, key));
    for (const { properties } of leftOut) {
      const why = `${properties.class} ${properties.service} ${properties.name ?? ''}`;
      expect(why).toMatch(
        / (parking_aisle|driveway|siding|yard|crossover) |^(dam|weir) |^(drain|ditch) \S+ $/,
      );
    }
    for (const feature of features) {
      const line = lines.get(idOf(feature));
      if (line === undefined) continue;
      const reverse = feature.properties.oneway === '-1';
      const course = feature.geometry.coordinates;
      expect(line.geometry.coordinates, line.id).toEqual(reverse ? [...course].reverse() : course);
      expect(line.kind).toBe(`${key}=${feature.properties.class}`);
    }
  });

  test.each(AREAS)('%s, water areas: the same ids, rings and holes', (area) => {
    const areas = new Map(
      readExtract(area)
        .barriers.filter(isArea)
        .map((one) => [one.id, one]),
    );
    const features = readLayer(area, 'water_areas');
    expect([...areas.keys()].sort()).toEqual(features.map(idOf).sort());
    for (const feature of features) {
      const ours = areas.get(idOf(feature))!;
      expect(canonical(polygonsOf(ours)), ours.id).toEqual(canonical(feature.geometry.coordinates));
    }
  });

  test.each(AREAS)('%s: as many buildings', (area) => {
    expect(readExtract(area).buildings).toHaveLength(readLayer(area, 'buildings').length);
  });

  test.each(AREAS)('%s: the layers as GeoJSON give the classes that the extract gives', (area) => {
    const byId = new Map(readExtract(area).barriers.map((one) => [one.id, one]));
    for (const layer of ['roads', 'railways', 'waterways', 'water_areas']) {
      const document = { type: 'FeatureCollection', features: readLayer(area, layer) };
      const read = readBarrierDocument(document, table);
      if (!read.ok) throw new Error(JSON.stringify(read.error));
      expect(read.value.unknown).toEqual([]);
      for (const { geometry: _, ...barrier } of read.value.barriers) {
        const { geometry: _course, ...ours } = byId.get(barrier.id)!;
        // The layer of water areas does not have it.
        if (layer === 'water_areas') delete ours.layer;
        expect(barrier).toEqual(ours);
      }
    }
  });

  test('nothing in the extracts is of a kind that the table does not know', () => {
    expect(AREAS.flatMap((area) => readExtract(area).unknown)).toEqual([]);
  });
});

/** What GDAL reads from a layer of an extract. */
function gdal(area: string, layer: string, where: string): Feature[] {
  const file = fileURLToPath(new URL(`${area}/source.osm.pbf`, DATA));
  const args = ['-f', 'GeoJSON', '/vsistdout/', file, layer, '-where', where];
  const { status, stdout, stderr } = spawnSync('ogr2ogr', args, {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  expect({ status, stderr: stderr.replace(/Warning .*\n/g, '') }).toEqual({
    status: 0,
    stderr: '',
  });
  return JSON.parse(stdout).features;
}

describe.skipIf(!isHere || !hasGdal)('GDAL', () => {
  test.each(AREAS)('%s: every road of ours with the same course', (area) => {
    const theirs = new Map(
      gdal(area, 'lines', 'highway IS NOT NULL').map((one) => [
        `way/${one.properties.osm_id}`,
        one,
      ]),
    );
    const file = readExtract(area);
    const ours = file.barriers.filter(({ kind }) => kind?.startsWith('highway='));
    expect(theirs.size).toBeGreaterThan(ours.length);
    for (const { id, geometry } of ours) {
      const course = withoutRepeats(theirs.get(id)?.geometry.coordinates ?? []);
      expect([geometry.coordinates, [...geometry.coordinates].reverse()], id).toContainEqual(
        course,
      );
    }
    // What GDAL has besides was left out by a rule, areas apart: those it keeps elsewhere.
    expect(theirs.size - ours.length).toBeLessThanOrEqual(countOf(file, 'highway'));
  });

  test.each(AREAS)('%s: the same water areas', (area) => {
    // Waters of `waterway=riverbank` are lines to GDAL.
    const where = "natural='water' OR landuse IN ('reservoir','basin')";
    const theirs = gdal(area, 'multipolygons', where).map((one) => ({
      id: one.properties.osm_way_id
        ? `way/${one.properties.osm_way_id}`
        : `relation/${one.properties.osm_id}`,
      rings: canonical(one.geometry.coordinates),
    }));
    const ours = readExtract(area).barriers.filter(
      (one) => isArea(one) && one.kind !== 'waterway=riverbank' && !OLD_STYLE.includes(one.id),
    );
    expect(
      ours.map((one) => ({ id: one.id, rings: canonical(polygonsOf(one)) })).sort(byId),
    ).toEqual(theirs.filter(({ id }) => !OLD_STYLE.includes(id)).sort(byId));
  });
});

/**
 * In 2013 a multipolygon could have its tags on its outer way. GDAL follows them into the relation; OpenStreetMap did
 * away with them in 2017, and here the way is an area by itself.
 */
const OLD_STYLE = ['relation/102219', 'way/29105932', 'relation/3000960', 'way/29735544'];

const withoutRepeats = (course: readonly number[][]): number[][] =>
  course.filter((position, i) => i === 0 || String(position) !== String(course[i - 1]));

const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1);
