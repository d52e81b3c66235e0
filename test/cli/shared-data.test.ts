import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { runMain } from './run-main.ts';

// Figures of PostGIS on the same files (oracle.json of each). The data is not part of the project.
const DATA = fileURLToPath(new URL('../../../shared/data/', import.meta.url));
const present = existsSync(DATA);
if (!present) {
  console.warn(
    `NOT CHECKED: ${DATA} is absent, so the audit was not compared with PostGIS on real towns`,
  );
}

interface Expected {
  counts: Partial<Record<string, number>>;
  components?: number;
  rookPairs?: number;
  options?: string[];
}

describe.skipIf(!present)('sizhi audit on real towns finds what PostGIS finds', () => {
  test.each<[string, Expected]>([
    ['kishangarh-wards/wards', { counts: { overlap: 27, gap: 35 } }],
    ['delhi-wards/wards', { counts: { overlap: 506, gap: 612 } }],
    ['beijing-subdistricts/daxing', { counts: { overlap: 10, gap: 7 } }],
    ['beijing-subdistricts/shunyi', { counts: { overlap: 2, gap: 4 } }],
    ['beijing-subdistricts/chaoyang', { counts: { overlap: 1, gap: 1 } }],
    ['philadelphia-neighborhoods/neighborhoods', { counts: { overlap: 3, gap: 5 } }],
    [
      'san-francisco-neighborhoods/neighborhoods',
      { counts: { overlap: 3, gap: 10, invalid: 3 }, components: 82 },
    ],
    [
      'london-hackney/lsoa',
      { counts: { overlap: 0, gap: 0 }, rookPairs: 379, options: ['--tolerance', '1'] },
    ],
  ])('%s', { timeout: 120_000 }, async (name, { options = [], counts, ...figures }) => {
    const { code, stdout } = await runMain([
      'audit',
      `${DATA}${name}.geojson`,
      '--format',
      'json',
      ...options,
    ]);
    const { summary } = JSON.parse(stdout);
    expect(summary.counts).toMatchObject(counts);
    expect(summary).toMatchObject(figures);
    expect(code).toBe(Object.values(counts).some((count) => count !== 0) ? 1 : 0);
  });

  test('the airport in Shunyi is a gap, and who lies beyond is said to be unknown', async () => {
    const { stdout } = await runMain([
      'audit',
      `${DATA}beijing-subdistricts/shunyi.geojson`,
      '--format',
      'json',
    ]);
    const largest = JSON.parse(stdout).findings.find(
      ({ kind }: { kind: string }) => kind === 'gap',
    );
    expect(largest.areaSquareMetres / 1e6).toBeCloseTo(10.57, 1);
    expect(largest.neighbourOutside).toBe('unknown');
  });
});
