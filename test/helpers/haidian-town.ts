import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Polygon, Position } from 'geojson';
import { dissolve, isWithin, middleOf } from './dissolve.ts';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const EXTRACT = join(ROOT, '../shared/data/osm-beijing-haidian/source.osm.pbf');

/** Whether the extract of OpenStreetMap stands beside the checkout; it is no part of the project. */
export const hasHaidian = (): boolean => existsSync(EXTRACT);

/** The ground of which the extract holds all streets. */
const [WEST, SOUTH, EAST, NORTH] = [116.3084, 39.9905, 116.332, 40.0123] as const;

/** Codes of the communities, and what is wrong with them. */
export const HAIDIAN = {
  code: '110108900',
  name: '海淀试验街道',
  /** 5,776 households: to be split. */
  large: '110108900003',
  /** 376 households: to be merged. */
  small: '110108900006',
  /** In two parts, 1.3 km apart. */
  apart: '110108900002',
  /** North of the river, with a block missing on its bank. */
  gappy: '110108900001',
  /** Has a block that the large one has as well. */
  greedy: '110108900007',
} as const;

interface Cell {
  code: string;
  name: string;
  nameEn: string;
  /** A unit belongs to the first cell that its middle lies in. */
  corners: readonly (readonly [number, number])[];
}

const cell = (number: number, name: string, nameEn: string, corners: Cell['corners']): Cell => ({
  code: `${HAIDIAN.code}00${number}`,
  name,
  nameEn,
  corners,
});

/** Rough outlines, drawn along what the map shows: the river, main roads, the railway. */
const CELLS: readonly Cell[] = [
  // The stray part of 双清社区, in the middle of the large community.
  cell(2, '双清社区', 'Shuangqing Community', box(116.3222, 40.00345, 116.3245, 40.0061)),
  cell(6, '照澜社区', 'Zhaolan Community', box(116.3199, 39.995, 116.3222, 39.9964)),
  cell(4, '成府社区', 'Chengfu Community', box(116.31669, 39.9904, 116.32034, 39.99296)),
  cell(5, '荷塘社区', 'Hetang Community', [
    [116.3158, 39.9986],
    [116.3203, 39.9999],
    [116.32025, 39.998],
    [116.32105, 39.9978],
    [116.321, 39.9964],
    [116.3195, 39.9962],
    [116.3158, 39.9961],
  ]),
  cell(2, '双清社区', 'Shuangqing Community', [
    [116.3315, 39.9979],
    [116.3268, 39.9941],
    [116.3268, 39.9904],
    [116.3321, 39.9904],
    [116.3321, 39.9979],
  ]),
  cell(7, '荷清社区', 'Heqing Community', [
    [116.31843, 40.00928],
    [116.32115, 40.00928],
    [116.3212, 40.00807],
    [116.3225, 40.00776],
    [116.3298, 40.008],
    [116.332, 40.0072],
    [116.332, 40.0124],
    [116.3207, 40.0124],
  ]),
  cell(1, '圆明社区', 'Yuanming Community', [
    [116.3083, 39.9984],
    [116.3115, 39.99848],
    [116.3115, 40.002],
    [116.3134, 40.0024],
    [116.3202, 40.00293],
    [116.3185, 40.007],
    [116.3184, 40.0093],
    [116.3207, 40.0124],
    [116.3083, 40.0124],
  ]),
  cell(3, '清华社区', 'Tsinghua Community', box(116.308, 39.99, 116.333, 40.013)),
];

function box(west: number, south: number, east: number, north: number): [number, number][] {
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
  ];
}

/** In the block that is missing: on the bank, between 圆明社区 and 清华社区. */
const MISSING: Position = [116.3185, 40.00616];
/** In the block that two communities have. */
const TWICE: Position = [116.3203, 40.0084];

interface Unit {
  id: string;
  geometry: Polygon;
  properties: { households?: number };
}

/**
 * A town of the real streets around Tsinghua: units by `sizhi units`, communities of whole units, with faults planted:
 * a gap, an overlap, a part that lies apart, a community that is too large and one that is too small.
 * Writes it into the register of a server, by `sizhi import`.
 */
export async function importHaidian(origin: string): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'sizhi-haidian-'));
  const file = (name: string): string => join(directory, `${name}.geojson`);
  try {
    write(file('outline'), [
      {
        id: HAIDIAN.code,
        geometry: { type: 'Polygon', coordinates: [closed(box(WEST, SOUTH, EAST, NORTH))] },
        properties: { code: HAIDIAN.code },
      },
    ]);
    await sizhi([
      ...['units', '--boundary', file('outline'), '--barriers', EXTRACT, '--buildings', EXTRACT],
      ...['--classes', 'expressway,arterial,collector,local,path,river,canal,railway,wall'],
      ...['--total-households', '16000', '--out', file('units'), '--boundary-out', file('town')],
    ]);
    const { features } = JSON.parse(readFileSync(file('units'), 'utf8')) as { features: Unit[] };
    write(file('communities'), communitiesOf(features));
    await sizhi([
      ...['import', '--communities', file('communities'), '--jurisdiction', file('town')],
      ...['--code', HAIDIAN.code, '--name', HAIDIAN.name, '--policy', 'yuhang-2020'],
      ...['--units', file('units'), '--barriers', EXTRACT, '--server', origin],
    ]);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const sizhi = (args: readonly string[]) =>
  run(process.execPath, ['bin/sizhi.mjs', ...args], { cwd: ROOT });

function write(path: string, features: readonly object[]): void {
  const collection = {
    type: 'FeatureCollection',
    features: features.map((feature) => ({ type: 'Feature', ...feature })),
  };
  writeFileSync(path, JSON.stringify(collection));
}

function communitiesOf(units: readonly Unit[]): object[] {
  const members = new Map<string, { cell: Cell; units: Unit[] }>();
  const add = (to: Cell, unit: Unit): void => {
    const known = members.get(to.code) ?? { cell: to, units: [] };
    known.units.push(unit);
    members.set(to.code, known);
  };
  const [missing, twice] = [unitAt(units, MISSING), unitAt(units, TWICE)];
  const greedy = CELLS.find(({ code }) => code === HAIDIAN.greedy);
  for (const unit of units) {
    if (unit === missing) continue;
    const middle = middleOf(unit.geometry);
    const home = CELLS.find(({ corners }) => isWithin(closed(corners), middle));
    if (home === undefined) throw new Error(`unit ${unit.id} lies in no cell`);
    add(home, unit);
    if (unit === twice && greedy !== undefined) add(greedy, unit);
  }
  return [...members.values()].map(({ cell: { code, name, nameEn }, units: own }) => ({
    id: code,
    geometry: dissolve(own.map(({ geometry }) => geometry)),
    properties: {
      code,
      name,
      nameEn,
      kind: 'urban',
      households: own.reduce((sum, { properties }) => sum + (properties.households ?? 0), 0),
      // Spread over the buildings of the extract.
      householdsEstimated: true,
    },
  }));
}

function unitAt(units: readonly Unit[], place: Position): Unit {
  const found = units.find(({ geometry }) => isWithin(geometry.coordinates[0] ?? [], place));
  if (found === undefined) throw new Error(`no unit at ${place.join(', ')}`);
  return found;
}

const closed = (corners: Cell['corners']): Position[] =>
  [...corners, ...corners.slice(0, 1)].map((at) => [...at]);
