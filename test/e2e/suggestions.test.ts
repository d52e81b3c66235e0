import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  describeInBrowser,
  keepScreenshot,
  openWatchedPage,
  type WatchedPage,
  waitForMap,
} from '../helpers/browser.ts';
import { startPlan } from '../helpers/plan-page.ts';
import { sampleOrigin } from '../helpers/sample-origin.ts';

/** A search on a machine that does other things as well. */
const SEARCH = { timeout: 150_000 };

describeInBrowser('suggestions for a plan of the sample town', (browser) => {
  let origin: string;
  let watched: WatchedPage;
  let page: Page;
  const pane = (): Locator => page.locator('.suggestions');
  const card = (): Locator => pane().locator('.suggestion').first();
  const townFigures = (): Promise<string | null> => page.locator('.header').textContent();

  const ask = async (kind: string): Promise<void> => {
    await page.locator('[data-pane="suggestions"]').click();
    const change = pane().getByRole('button', { name: '修改条件' });
    if (await change.isVisible()) await change.click();
    await pane().locator(`input[name="suggest-kind"][value="${kind}"]`).check();
    await page.locator('#suggest-start').click();
  };

  beforeAll(async () => {
    origin = sampleOrigin();
    watched = await openWatchedPage(browser());
    page = watched.page;
    await startPlan(page, origin);
  });
  afterAll(async () => {
    await page?.context().close();
  });

  it('cancels a replan that is under way, and goes back to the form', async () => {
    await ask('replan');
    await pane().locator('.running').waitFor();
    await keepScreenshot(page, 'suggestions-working');
    await pane().getByRole('button', { name: '取消', exact: true }).click();
    expect(await pane().locator('.running').count()).toBe(0);
    expect(await pane().locator('input[value="replan"]').isChecked()).toBe(true);
    await expect.poll(() => page.evaluate('document.activeElement?.id')).toBe('suggest-start');
  });

  it('splits the large community, with alternatives side by side', SEARCH, async () => {
    await ask('split');
    await card().waitFor(SEARCH);
    const thumbs = pane().locator('.thumb');
    expect(await thumbs.count()).toBe(3);
    // The form has made room for the results, and comes back with what was filled in.
    expect(await pane().locator('.suggest-form').count()).toBe(0);
    await keepScreenshot(page, 'suggestions-split');
    await thumbs.nth(1).click();
    expect(await thumbs.nth(1).getAttribute('aria-pressed')).toBe('true');
    const second = await card().locator('h3').textContent();
    await page.locator('[data-pane="findings"]').click();
    await page.locator('[data-pane="suggestions"]').click();
    expect(await card().locator('h3').textContent()).toBe(second);

    await pane().getByRole('button', { name: '并排比较' }).click();
    const dialog = page.locator('dialog');
    expect(await dialog.locator('thead th').count()).toBe(3);
    expect(await dialog.textContent()).toContain('评分');
    await keepScreenshot(page, 'suggestions-side-by-side');
    await page.keyboard.press('Escape');

    await thumbs.first().click();
    await card().getByRole('button', { name: '预览' }).click();
    const bar = page.locator('.preview-bar');
    await bar.waitFor();
    expect((await bar.textContent())?.length ?? 0).toBeLessThan(90);
    expect(await townFigures()).toContain('22');
    await waitForMap(page);
    await keepScreenshot(page, 'suggestions-preview');
    await card().getByRole('button', { name: '采用' }).click();
    await expect.poll(() => card().textContent()).toContain('已采用');
    // The others are about a community that is no more what it was.
    await thumbs.nth(1).click();
    await expect.poll(() => card().textContent()).toContain('已有改动');
    await page.getByRole('button', { name: /^撤销：/ }).click();
    expect(await card().getByRole('button', { name: '采用' }).isVisible()).toBe(true);
    await page.getByRole('button', { name: /^重做：/ }).click();
  });

  it('leads from the finding of the small community to merges, and takes one', SEARCH, async () => {
    await page.locator('[data-pane="findings"]').click();
    const before = await townFigures();
    expect(before).toContain('22');
    await page.locator('.finding', { hasText: '石桥园区社区' }).first().waitFor();
    const merge = page.getByRole('button', { name: '求建议：合并' });
    for (const row of await page.locator('.finding', { hasText: '石桥园区社区' }).all()) {
      await row.click();
      if (await merge.isVisible()) break;
    }
    await merge.click();
    expect(await pane().locator('input[value="merge"]').isChecked()).toBe(true);
    expect(await pane().locator('input[value="selected"]').isChecked()).toBe(true);
    expect(await pane().locator('.abouts').textContent()).toContain('石桥园区社区');
    await page.locator('#suggest-start').click();
    await card().waitFor(SEARCH);
    expect(await pane().locator('.suggest-group-head').textContent()).toContain('石桥园区社区');
    await keepScreenshot(page, 'suggestions-merge');
    await card().getByRole('button', { name: '采用' }).click();
    await expect.poll(townFigures).toContain('21');
  });

  it(
    'groups repairs by finding; one that is taken leaves the others as they are',
    SEARCH,
    async () => {
      await ask('repair');
      await card().waitFor(SEARCH);
      const groups = pane().locator('.suggest-group');
      expect(await groups.count()).toBeGreaterThan(3);
      await keepScreenshot(page, 'suggestions-repair');
      expect(await groups.first().locator('h2').textContent()).toContain('全部');
      const mended = groups.nth(1);
      await mended.getByRole('button', { name: '采用' }).click();
      await expect.poll(() => mended.locator('.suggestion').textContent()).toContain('已采用');
      await expect
        .poll(() => groups.first().locator('.suggestion').textContent())
        .toContain('已有改动');
      expect(await groups.nth(3).getByRole('button', { name: '采用' }).isVisible()).toBe(true);
      await keepScreenshot(page, 'suggestions-repair-accepted');
    },
  );

  it('moves units between neighbours: a transfer of the selected community', SEARCH, async () => {
    await page.keyboard.press('2');
    await page.locator('.community-item', { hasText: '锦江社区' }).click();
    await ask('transfer');
    await pane().locator('.suggestion, .suggest-results .notice').first().waitFor(SEARCH);
    await keepScreenshot(page, 'suggestions-transfer');
    expect(await card().textContent()).toContain('改变归属');
    for (const facts of await pane().locator('.thumb small').allTextContents())
      expect(facts).toMatch(/^与.+[社区村]\n[\d,–]+ 户$/);
    // What stands behind it: the parts of its score, the line that its border follows.
    await card().locator('summary', { hasText: '评分' }).click();
    expect(await card().locator('.score-parts meter').count()).toBeGreaterThan(1);
    await card().locator('summary', { hasText: '边界依据' }).click();
    expect(await card().locator('.stretch').first().textContent()).toMatch(/\d+%/);
    await card().getByRole('button', { name: '预览' }).click();
    await page.locator('.preview-bar').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.preview-bar').waitFor({ state: 'detached' });
    await page.keyboard.press('Escape');
  });

  it('says why nothing is feasible', SEARCH, async () => {
    await page.keyboard.press('Escape');
    await ask('merge');
    await pane().locator('.suggest-results .notice').waitFor(SEARCH);
    expect(await pane().locator('.notice').textContent()).toContain('没有需要合并的社区');
    await keepScreenshot(page, 'suggestions-none');
  });

  it('did nothing that a page of ours must not do', () => {
    expect(watched.faults).toEqual([]);
  });
});
