import type { Page } from 'playwright-core';
import { MAP } from '../../test/helpers/map-view.ts';
import { goTo, type Place, type TracedPage } from './drive-page.ts';
import { report } from './report.ts';
import { IN_PLACE } from './trace.ts';

/** Marks in the trace when the picture on the map lies where it belongs, and is not carried along any more. */
export const WATCH_PICTURE = `
  new MutationObserver((changes) => {
    for (const { target } of changes) {
      if (target.classList.contains('maplibregl-canvas') && target.style.transform === '') {
        performance.mark('${IN_PLACE}');
      }
    }
  }).observe(document, { subtree: true, attributes: true, attributeFilter: ['style'] });
`;

/** Until a map that was let go has come to rest. Milliseconds. */
const COMES_TO_REST = 1500;

async function pan(page: Page): Promise<void> {
  const box = (await page.locator(MAP).boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  for (const [dx, dy] of [
    [-300, 0],
    [0, -200],
    [300, 0],
    [0, 200],
  ] as const) {
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + dx, y + dy, { steps: 30 });
    await page.mouse.up();
  }
  await page.waitForTimeout(COMES_TO_REST);
}

async function zoom(page: Page): Promise<void> {
  const box = (await page.locator(MAP).boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  for (const by of [-120, -120, -120, 120, 120, 120]) {
    await page.mouse.wheel(0, by);
    await page.waitForTimeout(400);
  }
  await page.waitForTimeout(COMES_TO_REST);
}

/** Pans and zooms over a place. */
export async function measureView(
  { page, trace }: TracedPage,
  middle: Place,
  zooms: readonly number[],
): Promise<void> {
  for (const z of zooms) {
    await goTo(page, middle, z);
    report(`pan at zoom ${z}`, await trace(() => pan(page)));
    await goTo(page, middle, z);
    report(`zoom from ${z}`, await trace(() => zoom(page)));
  }
}
