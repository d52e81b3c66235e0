import type { Page } from 'playwright-core';
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

const SEARCH = { timeout: 150_000 };

/** `6,200` → 6200. */
const count = (text: string): number => Number(text.replace(/[^\d.]/g, ''));

describeInBrowser('the comparison of a plan of the sample town', (browser) => {
  let origin: string;
  let watched: WatchedPage;
  let page: Page;
  const figure = async (row: string, of: '.was' | '.is'): Promise<number> => {
    const cell = page.locator(`${row} td`).first();
    const part = cell.locator(of);
    const words = (await part.count()) > 0 ? part : cell;
    return count((await words.textContent()) ?? '');
  };
  const toCompare = async (view: 'changes' | 'swipe' | 'side'): Promise<void> => {
    await page.locator(`[data-compare-view="${view}"]`).click();
    if (view === 'changes') return;
    await page.locator(`.compare-${view}[data-ready="true"]`).waitFor({ timeout: 90_000 });
  };

  beforeAll(async () => {
    origin = sampleOrigin();
    watched = await openWatchedPage(browser(), {
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    page = watched.page;
    await startPlan(page, origin);
  });
  afterAll(async () => {
    await page?.context().close();
  });

  it('says that nothing differs before anything is changed', async () => {
    await page.locator('[data-pane="compare"]').click();
    await page.locator('.compare .notice-clean').waitFor({ timeout: 90_000 });
    await keepScreenshot(page, 'compare-none');
  });

  it('tells a merge in figures that add up', SEARCH, async () => {
    await page.locator('[data-pane="suggestions"]').click();
    await page.locator('input[name="suggest-kind"][value="merge"]').check();
    await page.locator('#suggest-start').click();
    await page.locator('.suggestion').first().waitFor(SEARCH);
    await page.locator('.suggestion').first().getByRole('button', { name: '采用' }).click();
    await page.locator('[data-pane="compare"]').click();
    const table = page.locator('.compare-table');
    await table.waitFor({ timeout: 90_000 });
    const rows = table.locator('tbody tr');
    expect(await rows.count()).toBe(2);
    expect(await table.textContent()).toContain('撤销');
    let was = 0;
    let is = 0;
    for (let index = 1; index <= 2; index++) {
      const row = `.compare-table tbody tr:nth-child(${index})`;
      was += await figure(row, '.was');
      is += await figure(row, '.is');
    }
    expect(was).toBeGreaterThan(2000);
    expect(is).toBe(was);
    expect(await figure('[data-row="total"]', '.was')).toBe(was);
    expect(await figure('[data-row="total"]', '.is')).toBe(was);
    // Nobody comes or goes in the town, and 380 households are in another community.
    expect(await figure('[data-row="town"]', '.is')).toBe(46_918);
    expect(await page.locator('[data-figure="moved"] dd').textContent()).toBe('380');
    await expect
      .poll(() => page.locator('[data-row="town"]').textContent(), { timeout: 90_000 })
      .not.toContain('…');
    await waitForMap(page);
    await keepScreenshot(page, 'compare-changes');
  });

  it('fits its table into the panel of a tablet, in English too', async () => {
    await page.setViewportSize({ width: 1024, height: 768 });
    await page.getByRole('button', { name: 'EN', exact: true }).click();
    const widths = await page
      .locator('.compare-scroll')
      .evaluate((one: { scrollWidth: number; clientWidth: number }) => [
        one.scrollWidth,
        one.clientWidth,
      ]);
    await keepScreenshot(page, 'compare-table-tablet');
    expect(widths[0]).toBe(widths[1]);
    await page.getByRole('button', { name: '中文', exact: true }).click();
    await page.setViewportSize({ width: 1280, height: 800 });
  });

  it('shows before on the left of a divider that is dragged and moved by keys', async () => {
    await toCompare('swipe');
    await waitForMap(page);
    await keepScreenshot(page, 'compare-swipe');
    const slider = page.getByRole('slider');
    expect(await slider.getAttribute('aria-valuenow')).toBe('50');
    await slider.focus();
    await page.keyboard.press('PageUp');
    await page.keyboard.press('ArrowRight');
    expect(await slider.getAttribute('aria-valuenow')).toBe('62');
    const stage = (await page.locator('.compare-stage').boundingBox())!;
    const grip = (await page.locator('.compare-grip').boundingBox())!;
    await page.mouse.move(grip.x + grip.width / 2, grip.y + grip.height / 2);
    await page.mouse.down();
    await page.mouse.move(stage.x + stage.width * 0.9, grip.y, { steps: 5 });
    await page.mouse.up();
    expect(Number(await slider.getAttribute('aria-valuenow'))).toBeCloseTo(90, -1);
    const clip = await page.locator('.compare-canvas').evaluate((one) => one.getAttribute('style'));
    expect(clip).toMatch(/inset\(0(px)? (9|10|11)/);
    // The two maps do not show the same: the border that the merge took away stands in the one before.
    const area = { x: stage.x + 200, y: stage.y + 250, width: stage.width - 330, height: 400 };
    await page.keyboard.press('End');
    await waitForMap(page);
    const before = await page.screenshot({ clip: area });
    await slider.focus();
    await page.keyboard.press('Home');
    await waitForMap(page);
    const after = await page.screenshot({ clip: area });
    expect(before.equals(after)).toBe(false);
  });

  it('shows both beside each other, at one place', async () => {
    await toCompare('side');
    await waitForMap(page);
    const boxes = await Promise.all([
      page.locator('.compare-canvas').boundingBox(),
      page.locator('.map-canvas').boundingBox(),
    ]);
    expect(boxes[0]?.width).toBeCloseTo(boxes[1]?.width ?? 0, -1);
    expect((boxes[0]?.x ?? 0) + (boxes[0]?.width ?? 0)).toBeLessThanOrEqual((boxes[1]?.x ?? 0) + 2);
    // A drag of the one before moves the page's own map, whose place the address tells.
    const hash = page.url();
    const [left] = boxes;
    await page.mouse.move((left?.x ?? 0) + 200, (left?.y ?? 0) + 500);
    await page.mouse.down();
    await page.mouse.move((left?.x ?? 0) + 260, (left?.y ?? 0) + 540, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => page.url()).not.toBe(hash);
    await waitForMap(page);
    await keepScreenshot(page, 'compare-side');
    await toCompare('changes');
  });

  it('puts the adjustment and a boundary into words that can be copied', async () => {
    await page.getByRole('button', { name: '调整说明文字' }).click();
    const words = page.locator('.text-words');
    await words.first().waitFor({ timeout: 90_000 });
    expect(await words.textContent()).toContain('撤销石桥园区社区');
    await page.getByRole('button', { name: '复制' }).click();
    await page.getByText('已复制').waitFor();
    const copied = await page.evaluate('navigator.clipboard.readText()');
    expect(copied).toBe(await words.textContent());
    await keepScreenshot(page, 'compare-text');
    await page.locator('dialog').getByRole('button', { name: 'English' }).click();
    await expect.poll(() => words.textContent()).toContain('The other');
    await page.locator('[data-text-subject]').selectOption({ label: '桃源社区' });
    await page.locator('[data-text="limits"]').waitFor({ timeout: 90_000 });
    expect(await page.locator('[data-text="limits"]').textContent()).toContain(
      'Bounded on the east',
    );
    expect(await page.locator('[data-text="course"]').textContent()).toContain('thence');
    await page.keyboard.press('Escape');
  });

  it('compares with a snapshot, the register and another plan', async () => {
    await page.locator('[data-pane="history"]').click();
    await page.locator('.snapshot-form input').fill('合并之后');
    await page.locator('.snapshot-form button').click();
    await page.locator('.snapshots [role="status"]').waitFor({ timeout: 90_000 });
    await page.locator('[data-pane="compare"]').click();
    const target = page.locator('[data-compare-target]');
    await target.locator('option', { hasText: '合并之后' }).waitFor({ state: 'attached' });
    const label = await target.locator('option', { hasText: '合并之后' }).textContent();
    await target.selectOption({ label: label ?? '' });
    await page.locator('.compare .notice-clean').waitFor({ timeout: 90_000 });
    await page.getByRole('button', { name: /^撤销：/ }).click();
    // What was merged in the snapshot is not in the plan now: the way leads back.
    await page.locator('.compare-table').waitFor({ timeout: 90_000 });
    expect(await page.locator('.compare-table').textContent()).toContain('新设');
    await target.selectOption('register');
    await page.locator('.compare .notice-clean').waitFor({ timeout: 90_000 });
  });

  it('goes back to a snapshot in one step, which can be undone', async () => {
    const communities = page.locator('.header .town-line');
    expect(await communities.textContent()).toContain('20 个社区');
    await page.locator('[data-pane="history"]').click();
    const snapshot = page.locator('[data-snapshot="合并之后"]');
    await snapshot.getByRole('button', { name: '恢复' }).click();
    await page.locator('.snapshots [role="status"]', { hasText: '已恢复' }).waitFor();
    await expect.poll(() => communities.textContent()).toContain('19 个社区');
    const now = page.locator('.history-step[aria-current="step"]');
    expect(await now.textContent()).toContain('合并之后');
    await keepScreenshot(page, 'snapshot-restored');
    await snapshot.getByRole('button', { name: '对比' }).click();
    await page.locator('.compare .notice-clean').waitFor({ timeout: 90_000 });
    await page.getByRole('button', { name: /^撤销：/ }).click();
    await expect.poll(() => communities.textContent()).toContain('20 个社区');
    await page.locator('[data-save="saved"]').waitFor();
  });

  it('did nothing that a page of ours must not do', () => {
    expect(watched.faults).toEqual([]);
  });
});
