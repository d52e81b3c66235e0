import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { auditCoverage } from '#engine/coverage/audit.ts';
import type {
  AreaGeometry,
  AuditOptions,
  AuditResult,
  CommunityInput,
} from '#engine/coverage/types.ts';

/**
 * Real coverages with figures that PostGIS computed (`oracle.json`; `ORACLE.md` says how closely
 * to compare). The datasets stand beside a developer's checkout and are not part of the project:
 * where they are missing, this says so and is left out.
 */
const DATA = new URL('../../../shared/data/', import.meta.url);
const isHere = existsSync(DATA);
if (!isHere)
  console.warn(
    'NOT RUN: real datasets are not here (../shared/data), oracle figures not compared.',
  );

interface Oracle {
  polygon_layers?: Record<string, Layer>;
  /** Buildings, land use, water: no coverages, so that sums alone are known. */
  other_layers?: Record<string, OtherLayer>;
  /** Several files as one coverage. */
  combined?: Layer & { files: string[] };
}

interface OtherLayer {
  features: number;
  vertices: number;
  geometry_types: Record<string, number>;
  invalid_features: number;
  total_area_m2: number;
}

interface Layer {
  features: number;
  vertices: number;
  invalid_features: number;
  multipart_features: number;
  union_components: number;
  sum_of_feature_areas_m2: number;
  rook_adjacent_pairs_exact: number;
  overlaps: {
    pairs_gt_1m2: number;
    area_m2_of_pairs_gt_1m2: number;
    detail_truncated: boolean;
    detail: { a: { i: number }; b: { i: number }; area_m2: number }[];
  };
  gaps: {
    holes_gt_1m2: number;
    area_m2_of_holes_gt_1m2: number;
    detail_truncated: boolean;
    detail: { area_m2: number; touching_features: number[] }[];
  };
}

const readJson = <T>(path: string): T => JSON.parse(readFileSync(new URL(path, DATA), 'utf8')) as T;

function readLayers(...layers: string[]): CommunityInput[] {
  return layers
    .flatMap(
      (layer) =>
        readJson<{ features: { geometry: AreaGeometry | null }[] }>(`${layer}.geojson`).features,
    )
    .map(({ geometry }, i) => ({ id: String(i), geometry }));
}

const auditLayer = (layer: string, options: AuditOptions = {}): AuditResult =>
  auditCoverage(readLayers(layer), null, options);

/** To the last digit that the oracle has: its areas are rounded to 0.001 m². */
function expectArea(area: number, expected: number, place: string): void {
  expect(Math.abs(area - expected), `${place}: ${area} and ${expected} m²`).toBeLessThan(0.001);
}

/** Every dataset that PostGIS measured, so that a new one cannot be forgotten. */
const ORACLES = (isHere ? readdirSync(DATA) : [])
  .filter((dataset) => existsSync(new URL(`${dataset}/oracle.json`, DATA)))
  .map((dataset) => ({ dataset, oracle: readJson<Oracle>(`${dataset}/oracle.json`) }));

const nameOf = (dataset: string, file: string): string =>
  `${dataset}/${file.replace('.geojson', '')}`;

/** Name, files, figures. */
const COVERAGES = ORACLES.flatMap(({ dataset, oracle: { polygon_layers = {}, combined } }) => [
  ...Object.entries(polygon_layers).map(
    ([file, layer]) => [nameOf(dataset, file), [nameOf(dataset, file)], layer] as const,
  ),
  ...(combined === undefined
    ? []
    : [
        [
          `${dataset}: ${combined.files.join(' + ')}`,
          combined.files.map((file) => nameOf(dataset, file)),
          combined,
        ] as const,
      ]),
]);

const OTHERS = ORACLES.flatMap(({ dataset, oracle: { other_layers = {} } }) =>
  Object.entries(other_layers)
    .filter(([, layer]) => Object.keys(layer.geometry_types).every((type) => /polygon/i.test(type)))
    .map(([file, layer]) => [nameOf(dataset, file), layer] as const),
);

/**
 * Where the oracle's count of exactly shared lines means something else than rook pairs at tolerance 0:
 * - London: no two corners are equal; the noise of 1e-7 m is less than the audit's grid.
 * - San Francisco: the boundaries of two that overlap run along one line on the same side, and share no other.
 */
const NOT_ROOK_PAIRS = ['london-hackney/lsoa', 'san-francisco-neighborhoods/neighborhoods'];

describe.skipIf(!isHere)('real coverages', () => {
  it('are all there', () => {
    expect(COVERAGES.length).toBeGreaterThanOrEqual(17);
    expect(OTHERS.length).toBeGreaterThanOrEqual(9);
  });

  it.each(COVERAGES)(
    '%s: counts, areas, pairs and parts as PostGIS has them',
    (name, files, oracle) => {
      const communities = readLayers(...files);
      const { summary, findings } = auditCoverage(communities);
      expect(summary).toMatchObject({
        communities: oracle.features,
        vertices: oracle.vertices,
        components: oracle.union_components,
      });
      expect(summary.counts).toMatchObject({
        overlap: oracle.overlaps.pairs_gt_1m2,
        gap: oracle.gaps.holes_gt_1m2,
        invalid: oracle.invalid_features,
        'non-contiguous': oracle.multipart_features,
        unchecked: 0,
      });
      expect(summary.areaSquareMetres / oracle.sum_of_feature_areas_m2).toBeCloseTo(1, 8);
      expectArea(summary.overlapAreaSquareMetres, oracle.overlaps.area_m2_of_pairs_gt_1m2, name);
      expectArea(summary.gapAreaSquareMetres, oracle.gaps.area_m2_of_holes_gt_1m2, name);
      if (!NOT_ROOK_PAIRS.includes(name)) {
        const exact = auditCoverage(communities, null, { toleranceMetres: 0 }).summary.rookPairs;
        expect(exact, `${name}, rook pairs`).toBe(oracle.rook_adjacent_pairs_exact);
      }

      const pairs = new Map(
        findings
          .filter(({ kind }) => kind === 'overlap')
          .map((f) => [
            f.communities
              .map(Number)
              .sort((a, b) => a - b)
              .join(),
            f.areaSquareMetres!,
          ]),
      );
      for (const { a, b, area_m2 } of oracle.overlaps.detail.filter((d) => d.area_m2 > 1)) {
        expectArea(pairs.get(`${a.i},${b.i}`) ?? 0, area_m2, `${name}, ${a.i} and ${b.i}`);
      }
      // The largest, where the list is cut off.
      const byArea = (p: number, q: number): number => q - p;
      const ours = findings
        .filter(({ kind }) => kind === 'gap')
        .map((f) => f.areaSquareMetres!)
        .sort(byArea);
      const theirs = oracle.gaps.detail
        .map((d) => d.area_m2)
        .filter((area) => area > 1)
        .sort(byArea);
      if (!oracle.gaps.detail_truncated) expect(ours.length).toBe(theirs.length);
      theirs.forEach((area, i) => {
        expectArea(ours[i]!, area, `${name}, gap ${i}`);
      });
    },
  );

  it.each(OTHERS)('%s, no coverage: vertices, validity and area', (layer, oracle) => {
    const { summary } = auditLayer(layer);
    expect(summary).toMatchObject({ communities: oracle.features, vertices: oracle.vertices });
    expect(summary.counts).toMatchObject({ invalid: oracle.invalid_features, unchecked: 0 });
    // Rounded to 0.1 m².
    const difference = Math.abs(summary.areaSquareMetres - oracle.total_area_m2);
    expect(difference).toBeLessThan(0.06 + 1e-9 * oracle.total_area_m2);
  });

  it('the airport hole in Shunyi: a gap whose neighbour outside is unknown', () => {
    const { findings } = auditLayer('beijing-subdistricts/shunyi');
    const airport = findings.find(
      ({ kind, areaSquareMetres }) => kind === 'gap' && areaSquareMetres! > 1e6,
    )!;
    expect(airport.areaSquareMetres! / 10_574_000).toBeCloseTo(1, 3);
    expect(airport.neighbourOutside).toBe('unknown');
  });

  it('Chaoyang’s airport exclave fills that hole: together they have neither gap nor separate part', () => {
    const { summary } = auditCoverage(
      readLayers('beijing-subdistricts/chaoyang', 'beijing-subdistricts/shunyi'),
    );
    expect(summary.components).toBe(1);
    expect(summary.counts.gap).toBe(4);
  });

  it('London: 379 rook pairs at 1 m although no two corners are equal', () => {
    const { summary } = auditLayer('london-hackney/lsoa', { toleranceMetres: 1 });
    expect(summary.rookPairs).toBe(379);
  });

  it('Providence: 3,014 clean census blocks', () => {
    const { summary } = auditLayer('providence-ri/blocks');
    expect(summary.counts).toMatchObject({ overlap: 0, gap: 0, invalid: 0, mismatch: 0 });
    expect(summary.rookPairs).toBe(7438);
  });
});
