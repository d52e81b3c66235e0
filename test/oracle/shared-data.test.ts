import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { auditCoverage } from '#engine/coverage/audit.ts';
import type { AreaGeometry, AuditOptions, AuditResult } from '#engine/coverage/types.ts';

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

interface Layer {
  features: number;
  vertices: number;
  invalid_features: number;
  multipart_features: number;
  union_components: number;
  sum_of_feature_areas_m2: number;
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

function auditLayer(layer: string, options: AuditOptions = {}): AuditResult {
  const { features } = readJson<{ features: { geometry: AreaGeometry | null }[] }>(
    `${layer}.geojson`,
  );
  const communities = features.map(({ geometry }, i) => ({ id: String(i), geometry }));
  return auditCoverage(communities, null, options);
}

/** Within 1 % or 1 m², whichever is larger. */
function expectArea(area: number, expected: number): void {
  expect(Math.abs(area - expected)).toBeLessThanOrEqual(Math.max(1, 0.01 * expected));
}

const LAYERS = [
  'kishangarh-wards/wards',
  'delhi-wards/wards',
  'beijing-subdistricts/daxing',
  'beijing-subdistricts/shunyi',
  'beijing-subdistricts/chaoyang',
  'philadelphia-neighborhoods/neighborhoods',
  'san-francisco-neighborhoods/neighborhoods',
  'london-hackney/lsoa',
  'london-hackney/wards',
  'osm-beijing-haidian/subdistricts',
  'osm-beijing-haidian/subdistricts_clipped',
  'osm-liechtenstein/communes',
  'providence-ri/wards',
  'providence-ri/precincts_2018',
  'providence-ri/vtd_2020',
];

describe.skipIf(!isHere)('real coverages', () => {
  it.each(LAYERS)('%s: counts, areas, pairs and parts as PostGIS has them', (layer) => {
    const [dataset, name] = layer.split('/') as [string, string];
    const oracle = readJson<{ polygon_layers: Record<string, Layer> }>(`${dataset}/oracle.json`)
      .polygon_layers[`${name}.geojson`]!;
    const { summary, findings } = auditLayer(layer);
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
    expectArea(summary.overlapAreaSquareMetres, oracle.overlaps.area_m2_of_pairs_gt_1m2);
    expectArea(summary.gapAreaSquareMetres, oracle.gaps.area_m2_of_holes_gt_1m2);

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
      expectArea(pairs.get(`${a.i},${b.i}`) ?? 0, area_m2);
    }
    if (!oracle.gaps.detail_truncated) {
      const byArea = (a: number, b: number): number => b - a;
      const ours = findings
        .filter(({ kind }) => kind === 'gap')
        .map((f) => f.areaSquareMetres!)
        .sort(byArea);
      const theirs = oracle.gaps.detail
        .map((d) => d.area_m2)
        .filter((area) => area > 1)
        .sort(byArea);
      ours.forEach((area, i) => {
        expectArea(area, theirs[i]!);
      });
    }
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
    const read = (name: string) =>
      readJson<{ features: { geometry: AreaGeometry }[] }>(`beijing-subdistricts/${name}.geojson`)
        .features;
    const { summary } = auditCoverage(
      [...read('chaoyang'), ...read('shunyi')].map(({ geometry }, i) => ({
        id: String(i),
        geometry,
      })),
    );
    expect(summary.components).toBe(1);
    expect(summary.counts.gap).toBe(4);
    expectArea(summary.gapAreaSquareMetres, 1044);
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
