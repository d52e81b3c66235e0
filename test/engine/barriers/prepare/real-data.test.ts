import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { prepareBarriers } from '#engine/barriers/prepare/prepare-barriers.ts';
import type { BarrierClass, BarrierSource } from '#engine/barriers/types.ts';
import type { AreaGeometry, Position } from '#engine/coverage/types.ts';
import { geodesicDistance } from '#engine/geometry/geodesic.ts';
import { pathsOf } from './town-plan.ts';

/**
 * Real towns of OpenStreetMap. The data stand beside a developer's checkout and are not part of the
 * project: where they are missing, this says so and is left out.
 */
const DATA = new URL('../../../../../shared/data/', import.meta.url);
const isHere = existsSync(DATA);
if (!isHere)
  console.warn(
    'NOT RUN: real datasets are not here (../shared/data), barriers of real towns not prepared.',
  );

const CLASSES: Record<string, BarrierClass> = {
  motorway: 'expressway',
  trunk: 'expressway',
  primary: 'arterial',
  secondary: 'collector',
  tertiary: 'collector',
  residential: 'local',
  unclassified: 'local',
  living_street: 'local',
  pedestrian: 'local',
  river: 'river',
  stream: 'river',
  canal: 'canal',
  drain: 'canal',
  ditch: 'canal',
  rail: 'railway',
  subway: 'railway',
};

interface Feature {
  properties: Record<string, string | number | null | undefined>;
  geometry: BarrierSource['geometry'];
}

const read = (path: string): Feature[] =>
  (JSON.parse(readFileSync(new URL(path, DATA), 'utf8')) as { features: Feature[] }).features;

const isYes = (value: unknown): boolean => value !== undefined && value !== null && value !== 'no';

/** The lines of a town, as the import would give them but for the classes that do not cut. */
function readTown(folder: string): BarrierSource[] {
  const lines = ['roads', 'waterways', 'railways'].flatMap((layer) =>
    read(`${folder}/${layer}.geojson`),
  );
  const sources = lines.map(({ properties, geometry }): BarrierSource => {
    const kind = String(properties.class);
    return {
      id: `w${properties.osm_id}`,
      class: CLASSES[kind.replace('_link', '')] ?? 'path',
      ...(properties.name ? { name: String(properties.name) } : {}),
      oneway: isYes(properties.oneway),
      link: kind.endsWith('_link'),
      layer: Number(properties.layer ?? 0) || 0,
      ...(isYes(properties.tunnel) ? { structure: 'tunnel' as const } : {}),
      geometry,
    };
  });
  const waters = read(`${folder}/water_areas.geojson`).map(
    ({ properties, geometry }): BarrierSource => ({
      id: `${properties.osm_type}${properties.osm_id}`,
      class: 'river',
      kind: String(properties.class),
      geometry,
    }),
  );
  return [...sources, ...waters];
}

/** The box of the features of a file. */
function boxOf(path: string): AreaGeometry {
  const positions = read(path).flatMap(({ geometry }) =>
    (geometry as AreaGeometry).coordinates.flat(3),
  ) as number[];
  const lons = positions.filter((_, i) => i % 2 === 0);
  const lats = positions.filter((_, i) => i % 2 === 1);
  const [west, east] = [
    lons.reduce((a, b) => Math.min(a, b)),
    lons.reduce((a, b) => Math.max(a, b)),
  ];
  const [south, north] = [
    lats.reduce((a, b) => Math.min(a, b)),
    lats.reduce((a, b) => Math.max(a, b)),
  ];
  return {
    type: 'Polygon',
    coordinates: [
      [
        [west, south],
        [east, south],
        [east, north],
        [west, north],
        [west, south],
      ],
    ],
  };
}

const lengthOf = (paths: readonly (readonly Position[])[]): number =>
  paths.reduce(
    (sum, path) =>
      path.reduce(
        (length, p, i) => (i === 0 ? length : length + geodesicDistance(path[i - 1]!, p)),
        sum,
      ),
    0,
  );

describe.skipIf(!isHere)('prepareBarriers on real towns', () => {
  it.each([
    ['osm-krems', 'extent.geojson', 20],
    ['osm-beijing-haidian', 'subdistricts_clipped.geojson', 10],
    ['osm-liechtenstein', 'communes.geojson', 1],
  ])(
    '%s: every end meets something, every barrier is one of the sources',
    (folder, file, merged) => {
      const sources = readTown(folder);
      const prepared = prepareBarriers(sources, boxOf(`${folder}/${file}`));
      const known = new Map(sources.map((source) => [source.id, source]));
      const degree = new Map<string, number>();
      const paths = prepared.lines.flatMap(pathsOf);
      for (const barrier of prepared.lines) {
        expect(known.get(barrier.id)).toMatchObject({ class: barrier.class });
      }
      for (const path of paths) {
        path.forEach((position, i) => {
          expect(position.every(Number.isFinite)).toBe(true);
          const key = position.join();
          degree.set(key, (degree.get(key) ?? 0) + (i === 0 || i === path.length - 1 ? 1 : 2));
        });
      }
      const inTheOpen = paths
        .flatMap((path) => [path[0]!, path.at(-1)!])
        .filter((end) => degree.get(end.join()) === 1);
      const [west, south, east, north] = edgesOf(boxOf(`${folder}/${file}`));
      for (const [lon, lat] of inTheOpen) {
        // Those that cut the outline reach past it.
        expect(lon! <= west || lon! >= east || lat! <= south || lat! >= north).toBe(true);
      }
      expect(
        prepared.notes.filter(({ kind }) => kind === 'merged-carriageway').length,
      ).toBeGreaterThanOrEqual(merged);
      expect(prepared.notes.filter(({ kind }) => kind === 'invalid')).toEqual([]);
    },
  );

  it('osm-beijing-haidian: avenues of two carriageways become one line of about half their length', () => {
    const sources = readTown('osm-beijing-haidian');
    const area = boxOf('osm-beijing-haidian/subdistricts_clipped.geojson');
    const own = (name: string, mergeCarriagewaysWithinMetres: number): number =>
      lengthOf(
        prepareBarriers(sources, area, { mergeCarriagewaysWithinMetres })
          .lines.filter((barrier) => barrier.name === name)
          .flatMap(pathsOf),
      );
    for (const name of ['成府路', '中关村北大街']) {
      const before = own(name, 0);
      expect(before).toBeGreaterThan(1000);
      expect(own(name, 40) / before).toBeLessThan(0.65);
    }
  });
});

function edgesOf(box: AreaGeometry): [number, number, number, number] {
  const ring = (box.coordinates as Position[][])[0]!;
  return [ring[0]![0]!, ring[0]![1]!, ring[2]![0]!, ring[2]![1]!];
}
