import { closeSync, existsSync, mkdirSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { PlantedFault } from './generator/coverage.ts';
import { type Coverage, type CoverageFeature, generateCoverage } from './generator/coverage.ts';
import type { Point } from './generator/hexagon-mesh.ts';

export const VARIANTS = ['clean', 'dirty'] as const;
export type Variant = (typeof VARIANTS)[number];

/** What `truth.json` says of a coverage. `items` of other generators may lack `box`. */
export interface Truth {
  n: number;
  variant: Variant;
  polygons: number;
  vertices: number;
  multipart: number;
  holes: number;
  dirt: number;
  byKind: Record<string, number>;
  items: (Omit<PlantedFault, 'box'> & { box?: PlantedFault['box'] })[];
}

/** The names that belong to a coverage of n cells in a folder. */
export const coverageFile = (folder: string, n: number, variant: Variant): string =>
  join(folder, `${n}-${variant}.geojson`);
export const outlineFile = (folder: string, n: number): string =>
  join(folder, `${n}-outer.geojson`);
export const truthFile = (file: string): string => file.replace(/\.geojson$/, '.truth.json');

/** Smaller sides above this, as a coverage of 100,000 cells would else be half a gigabyte. */
const MANY_CELLS = 20_000;

export interface WriteOptions {
  folder: string;
  n: number;
  seed: number;
  dirt: number;
}

/** Writes both variants, their truth and their outline; returns the truths. */
export function writeCoverages({ folder, n, seed, dirt }: WriteOptions): Truth[] {
  mkdirSync(folder, { recursive: true });
  const segments = n <= MANY_CELLS ? ([20, 50] as const) : ([8, 24] as const);
  const coverage = generateCoverage({ cells: n, seed, dirt, segments });
  const outline: CoverageFeature = { id: 0, polygons: [[coverage.outline]] };
  writeFileSync(outlineFile(folder, n), collection([outline]));
  return VARIANTS.map((variant) => {
    const truth = writeVariant(coverage, coverageFile(folder, n, variant), n, variant);
    const text = { ...truth, seed, segments };
    writeFileSync(truthFile(coverageFile(folder, n, variant)), `${JSON.stringify(text)}\n`);
    return truth;
  });
}

/** Writes what is missing of a folder's coverages of n cells; true when it wrote. */
export function ensureCoverages(options: WriteOptions): boolean {
  const { folder, n } = options;
  const isThere = VARIANTS.every((variant) => existsSync(coverageFile(folder, n, variant)));
  if (!isThere) writeCoverages(options);
  return !isThere;
}

function writeVariant(coverage: Coverage, file: string, n: number, variant: Variant): Truth {
  const items: PlantedFault[] = [];
  const truth: Truth = {
    ...{ n, variant, polygons: 0, vertices: 0, multipart: 0, holes: 0, dirt: 0 },
    byKind: {},
    items,
  };
  mkdirSync(dirname(file), { recursive: true });
  const out = openSync(file, 'w');
  let pending = '{"type":"FeatureCollection","features":[\n';
  for (const feature of coverage.features(variant, items)) {
    pending += `${truth.polygons === 0 ? '' : ',\n'}${featureText(feature)}`;
    truth.polygons++;
    if (feature.polygons.length > 1) truth.multipart++;
    for (const rings of feature.polygons) {
      truth.holes += rings.length - 1;
      for (const ring of rings) truth.vertices += ring.length + 1;
    }
    if (pending.length > 1 << 22) {
      writeSync(out, pending);
      pending = '';
    }
  }
  writeSync(out, `${pending}\n]}\n`);
  closeSync(out);
  truth.dirt = items.length;
  for (const { kind } of items) truth.byKind[kind] = (truth.byKind[kind] ?? 0) + 1;
  return truth;
}

const collection = (features: CoverageFeature[]): string =>
  `{"type":"FeatureCollection","features":[\n${features.map(featureText).join(',\n')}\n]}\n`;

function featureText({ id, polygons }: CoverageFeature): string {
  const closed = polygons.map((rings) => rings.map((ring): Point[] => [...ring, ring[0]!]));
  const geometry =
    closed.length === 1
      ? { type: 'Polygon', coordinates: closed[0] }
      : { type: 'MultiPolygon', coordinates: closed };
  return JSON.stringify({ type: 'Feature', id, properties: { id }, geometry });
}
