import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runMain } from './run-main.ts';
import { box } from './towns.ts';

let directory: string;
const put = (name: string, features: object[]): string => {
  const path = join(directory, name);
  writeFileSync(path, JSON.stringify({ type: 'FeatureCollection', features }));
  return path;
};
const area = (properties: object, ...ring: Parameters<typeof box>) => ({
  type: 'Feature',
  properties,
  geometry: { type: 'Polygon', coordinates: [box(...ring)] },
});
const STREET = {
  type: 'Feature',
  properties: { class: 'local', name: '东西街' },
  geometry: {
    type: 'LineString',
    coordinates: [
      [119.999, 30.005],
      [120.011, 30.005],
    ],
  },
};

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'sizhi-waters-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const boundary = () => put('boundary.geojson', [area({ id: 'T' }, 120, 30, 120.01, 30.01)]);

test('a lake is a unit with water: true, and the report counts it', async () => {
  const lake = area({ natural: 'water', name: '镜湖' }, 120.002, 30.006, 120.008, 30.009);
  const barriers = put('barriers.geojson', [STREET, lake]);
  const out = join(directory, 'units.geojson');
  const call = ['units', '--boundary', boundary(), '--barriers', barriers, '--out', out];
  const { code, stdout } = await runMain(call);
  expect(code).toBe(0);
  expect(stdout).toContain('\nWater: 1 unit\n');
  const { features } = JSON.parse(readFileSync(out, 'utf8')) as {
    features: { properties: { water?: boolean } }[];
  };
  expect(features.map(({ properties }) => properties.water ?? false).sort()).toEqual([
    false,
    false,
    true,
  ]);
});

test('a file of land use with several uses tells where nobody lives', async () => {
  const barriers = put('street.geojson', [STREET]);
  const building = (id: string, west: number) =>
    area({ id, building: 'yes', levels: 2 }, west, 30.001, west + 0.001, 30.0015);
  const buildings = put('buildings.geojson', [
    building('at-home', 120.001),
    building('factory', 120.004),
    building('nobody-knows', 120.007),
  ]);
  const residential = put('landuse.geojson', [
    area({ landuse: 'residential' }, 120, 30, 120.003, 30.003),
    area({ landuse: 'industrial' }, 120.003, 30, 120.006, 30.003),
  ]);
  const sources = ['--buildings', buildings, '--residential', residential];
  const call = ['units', '--boundary', boundary(), '--barriers', barriers, ...sources];
  const { code, stdout } = await runMain(call);
  expect(code).toBe(0);
  expect(stdout).toContain(
    '1 building is of no stated kind, on ground of no known use: estimated as homes',
  );
  // 96.6 × 55.4 m on two floors at 110 m², twice.
  expect(stdout).toContain('Households: 194 (');
});
