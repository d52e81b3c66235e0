import type { Page } from 'playwright-core';
import type { Look } from './page-walk.ts';

/** Two communities beside one another; the second may be spoilt. */
export function twoCommunities(
  spoil: (features: Record<string, unknown>[]) => void = () => undefined,
) {
  const square = (west: number, code: string, name: string) => ({
    type: 'Feature',
    properties: { 代码: code, 名称: name, 户数: 1200, note: 'kept' },
    geometry: {
      type: 'Polygon',
      coordinates: [
        [
          [west, 30],
          [west + 0.01, 30],
          [west + 0.01, 30.01],
          [west, 30.01],
          [west, 30],
        ],
      ],
    },
  });
  const features: Record<string, unknown>[] = [
    square(120, 'A1', '东社区'),
    square(120.01, 'A2', '=西社区'),
  ];
  spoil(features);
  return { type: 'FeatureCollection', features };
}

/** The second community's ring is not closed. */
export const openRing = () =>
  twoCommunities(([, second]) => {
    const { coordinates } = (second as { geometry: { coordinates: number[][][] } }).geometry;
    coordinates[0]?.pop();
  });

/** A file as a file input takes it. */
export const upload = (name: string, content: unknown) => ({
  name,
  mimeType: 'application/geo+json',
  buffer: Buffer.from(typeof content === 'string' ? content : JSON.stringify(content)),
});

/** The page of an empty register, and the steps of an import, up to its preview: nothing is written. */
export async function walkImport(page: Page, origin: string, look: Look): Promise<void> {
  await page.goto(origin);
  await page.locator('.empty').waitFor();
  await look('empty');
  await page.locator('.empty-import').click();
  const dialog = page.locator('dialog');
  await dialog.locator('.import-drop').waitFor();
  await look('import-empty');
  const files = dialog.locator('input[type="file"]');
  await files.setInputFiles([upload('社区.geojson', openRing())]);
  await dialog.locator('.problems li').first().waitFor();
  await look('import-problem');
  await dialog.locator('.import-file .icon-button').first().click();
  await files.setInputFiles([upload('社区.geojson', twoCommunities())]);
  await dialog.locator('.import-field-grid').waitFor();
  await look('import-files');
  const inputs = dialog.locator('.import-town input:not([type="date"])');
  await inputs.nth(0).fill('T1');
  await inputs.nth(1).fill('试验镇');
  await dialog.locator('.dialog-actions .button').last().click();
  await dialog.locator('.import-report').waitFor();
  await look('import-preview');
}
