import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { waitForMap } from './browser.ts';
import { onScreen } from './map-view.ts';
import { openTown } from './planner-page.ts';

/** Called in each state of the page that a planner comes to, by its name. */
export type Look = (state: string) => Promise<void>;

/** In 鹤亭社区 of the sample town. */
const HETING = [120.0005, 30.2985] as const;

const COMMUNITIES = readFileSync(
  new URL('../../data/sample/communities.geojson', import.meta.url),
  'utf8',
);

/** Closes the dialog by Escape. */
export const dropDialog = async (page: Page): Promise<void> => {
  await page.keyboard.press('Escape');
  await page.locator('dialog').waitFor({ state: 'detached' });
};

/** Opens a fold by its summary. */
const unfold = (page: Page, selector: string): Promise<void> =>
  page.locator(`${selector} > summary`).first().click();

/** The town of a server with the sample, without a plan. */
export async function walkTown(page: Page, origin: string, look: Look): Promise<void> {
  await openTown(page, origin);
  await waitForMap(page);
  await look('town');
  await page.locator('.finding').first().click();
  await page.locator('.card').waitFor();
  await look('town-finding');
  await page.keyboard.press('Escape');
  await page.keyboard.press('2');
  await page.locator('.community-item').nth(2).press('Enter');
  await page.locator('.card').waitFor();
  await look('town-community');
  await page.keyboard.press('Escape');
  await unfold(page, '.list-tools details');
  await look('town-measures');
  await unfold(page, '.list-tools details');
  const legend = page.locator('.legend');
  await legend.locator('summary').click();
  await look('legend');
  for (const by of ['kind', 'households', 'compactness']) {
    await legend.locator('.colour-choice select').selectOption(by);
    await look(`colour-${by}`);
  }
  await legend.locator('.colour-choice select').selectOption('political');
  await legend.locator('summary').click();
  await page.keyboard.press('1');
  if ((await page.locator('.filter-toggle[aria-expanded="false"]').count()) > 0)
    await page.locator('.filter-toggle').click();
  await look('filters');
  await page.locator('.filter-toggle').click();
  await page.keyboard.press('?');
  await page.locator('dialog .keys').waitFor();
  await look('keys');
  await dropDialog(page);
  await page.locator('.plan-bar .button').first().click();
  await page.locator('.plan-new').waitFor();
  await look('plans');
  await dropDialog(page);
  await page.locator('.map-tools button[aria-busy]').click();
  await page.locator('.print-ranges').waitFor();
  await look('print');
  await dropDialog(page);
  await page
    .locator('main input[type=file]')
    .first()
    .setInputFiles({
      name: '草案.geojson',
      mimeType: 'application/geo+json',
      buffer: Buffer.from(COMMUNITIES),
    });
  await page.locator('.notice-file:not(:has(progress))').waitFor();
  await page.locator('.finding').first().waitFor();
  await look('local-file');
}

/** The page before there is anything to work on: slow, broken, without WebGL. Each is a load of its own. */
export async function walkStarts(page: Page, origin: string, look: Look): Promise<void> {
  let release = (): void => undefined;
  const held = new Promise<void>((done) => {
    release = done;
  });
  await page.route('**/collections/barriers/**', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(origin);
  await page.locator('.map-loading').waitFor();
  await look('loading');
  release();
  await page.unrouteAll({ behavior: 'wait' });
  await page.route('**/collections/jurisdictions/**', (route) => route.abort());
  await page.reload();
  await page.locator('.notice-error').waitFor();
  await look('unreachable');
  await page.unrouteAll();
  await page.route('**/audits', (route) =>
    route.fulfill({
      status: 503,
      contentType: 'application/problem+json',
      body: JSON.stringify({ title: '数据库暂不可用', detail: '请稍后再试。', status: 503 }),
    }),
  );
  await page.reload();
  await page.locator('.notice-error').waitFor();
  await look('audit-failed');
  await page.unrouteAll();
  // A plan on its way: the bar of the dialog.
  await page.reload();
  await page.locator('.finding').first().waitFor();
  await waitForMap(page);
  await page.route('**/plans/*/draft', () => new Promise<void>(() => undefined));
  await page.locator('.plan-bar .button').first().click();
  await page.locator('.plan-row').first().click();
  await page.locator('dialog .running').waitFor();
  await look('plan-opening');
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.addInitScript(`
    const real = HTMLCanvasElement.prototype.getContext;
    HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
      return kind.startsWith('webgl') ? null : real.call(this, kind, ...rest);
    };`);
  await page.reload();
  await page.locator('.map-missing').waitFor();
  await page.locator('.finding').first().waitFor();
  await look('no-webgl');
}

/** What lies under the pointer in the middle of the town. */
export async function hoverTown(page: Page): Promise<void> {
  const { x, y } = await onScreen(page, HETING);
  await page.mouse.move(x - 5, y - 5);
  await page.mouse.move(x, y, { steps: 3 });
  await page.locator('.hover-box.is-shown').waitFor();
}
