import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  describeInBrowser,
  keepScreenshot,
  openWatchedPage,
  outsideRequests,
  type WatchedPage,
  waitForMap,
} from '../helpers/browser.ts';
import { onScreen } from '../helpers/map-view.ts';
import {
  acceptFirstFix,
  findingIds,
  openPlan,
  openTown,
  startPlan,
  waitForSaved,
} from '../helpers/planner-page.ts';
import { sampleOrigin } from '../helpers/sample-origin.ts';

const PLAN = '方案外壳试验';
/** In 鹤亭社区 of the sample town. */
const HETING = [120.0005, 30.2985] as const;

/** What the stories do not come by: one plan, each test leaves it as it was. */
describeInBrowser('a plan under edit', (browser) => {
  let origin: string;
  let watched: WatchedPage;
  let page: Page;
  let atFirst: number;
  const undo = () => page.locator('.plan-steps [aria-keyshortcuts="Control+Z"]');
  const standing = async (): Promise<number> =>
    Number(await page.locator('.findings-head h2 .number').textContent());
  /** Waits for the live audit to come to a number of findings. */
  const waitForStanding = (count: number): Promise<void> =>
    expect.poll(standing, { timeout: 20_000 }).toBe(count);

  beforeAll(async () => {
    origin = sampleOrigin();
    watched = await openWatchedPage(browser());
    page = watched.page;
    await openTown(page, origin);
    await startPlan(page, PLAN);
    await waitForMap(page);
    atFirst = await standing();
  });
  afterAll(async () => {
    // What was not let through is no fault of the page.
    const faults = (watched?.faults ?? []).filter((fault) => !fault.includes('net::ERR_FAILED'));
    expect(faults).toEqual([]);
    expect(outsideRequests(watched?.requests ?? [], origin)).toEqual([]);
    await page?.context().close();
  });

  it('leaves the ground free: what is selected is shown in the panel, below its list', async () => {
    const [selected] = await findingIds(page);
    await page.locator(`[data-finding="${selected}"]`).click();
    const card = page.locator('.card');
    const map = await page.locator('.map-canvas').boundingBox();
    const box = await card.boundingBox();
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(map?.x ?? 0);
    // The head of the panel leaves two thirds of the height to lists and card.
    const head = await page.locator('.findings-head').boundingBox();
    expect(head?.y).toBeLessThan(800 / 4);
    await card.getByRole('button', { name: '收起详情' }).click();
    expect((await card.boundingBox())?.height).toBeLessThan(60);
  });

  it('drops a preview, says so, and changes nothing', async () => {
    const before = await standing();
    for (const id of await findingIds(page)) {
      await page.locator(`[data-finding="${id}"]`).press('Enter');
      // The card is folded since the test before: its actions are there when it is opened.
      const unfold = page.getByRole('button', { name: '展开详情' });
      if (await unfold.isVisible()) await unfold.click();
      if ((await page.locator('.fix-button[aria-disabled="false"]').count()) > 0) break;
    }
    await page.keyboard.press('f');
    await page.locator('.preview-bar').waitFor();
    await expect.poll(() => page.locator('[data-live]').textContent()).toContain('预览');
    await page.keyboard.press('Escape');
    await page.locator('.preview-bar').waitFor({ state: 'detached' });
    await waitForStanding(before);
    expect(await undo().isDisabled()).toBe(true);
  });

  it('keeps what could not be sent through a reload, and sends it then', async () => {
    const operations = '**/plans/*/operations';
    await page.route(operations, (route) => route.abort());
    expect(await acceptFirstFix(page)).toBe(true);
    await page.locator('[data-save="offline"]').waitFor({ timeout: 20_000 });
    // The finding that was fixed goes with the audit: none of it may be opened that is about to go.
    await expect.poll(standing, { timeout: 20_000 }).toBeLessThan(atFirst);
    await page.locator('.finding').first().press('Enter');
    await page.getByRole('button', { name: '收起详情' }).click();
    // Leaving warns; this reader leaves all the same.
    let warned = false;
    page.once('dialog', (dialog) => {
      warned = dialog.type() === 'beforeunload';
      void dialog.accept();
    });
    await page.reload();
    expect(warned).toBe(true);
    await page.unroute(operations);
    await page.locator('.finding').first().waitFor();
    await openPlan(page, PLAN);
    await page.locator('.plan-left-behind').waitFor();
    await page.getByRole('button', { name: '恢复' }).click();
    await expect.poll(() => undo().isEnabled()).toBe(true);
    await waitForSaved(page);
    expect(await page.locator('.plan-left-behind').count()).toBe(0);
    // The card is as the reader left it, before the reload.
    await page.locator('.finding').first().click();
    await page.getByRole('button', { name: '展开详情' }).click();
    await page.locator('.card-body').waitFor();
    await undo().click();
    await waitForSaved(page);
    // The audit follows the undone step, before anything else counts on it.
    await waitForStanding(atFirst);
  });

  it('tells how far the opening of a plan is, and leaves it when it is not wanted', async () => {
    await page.locator('.plan-steps button').last().click();
    await page.locator('.plan-bar:not(.plan-bar-open) .button').click();
    let release = (): void => undefined;
    const held = new Promise<void>((done) => {
      release = done;
    });
    await page.route('**/plans/*/draft', async (route) => {
      await held;
      await route.continue().catch(() => undefined);
    });
    const row = page.locator('.plan-row').first();
    await row.click();
    await page.locator('dialog progress').waitFor();
    expect(await row.isDisabled()).toBe(true);
    await keepScreenshot(page, 'plan-opening');
    await page.locator('dialog').getByRole('button', { name: '取消' }).click();
    await page.locator('dialog progress').waitFor({ state: 'detached' });
    expect(await row.isEnabled()).toBe(true);
    release();
    await page.unroute('**/plans/*/draft');
    // Nothing of it comes in afterwards; and the plan is there to be opened.
    expect(await page.locator('.plan-bar-open').count()).toBe(0);
    // Behind a dialog no key does anything, wherever the focus is; Escape closes it.
    await page.evaluate('document.activeElement.blur()');
    await page.keyboard.press('2');
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
    expect(await page.locator('[data-pane="findings"]').getAttribute('aria-selected')).toBe('true');
    await openPlan(page, PLAN);
    await waitForStanding(atFirst);
  });

  it('does not count what is waived with a reason', async () => {
    const before = await standing();
    const [first] = await findingIds(page);
    await page.locator(`[data-finding="${first}"]`).press('Enter');
    await page.getByRole('button', { name: '说明理由并豁免' }).click();
    await page.getByLabel('豁免理由').fill('历史遗留，已列入来年计划。');
    await page.locator('.waiver button[type=submit]').click();
    await waitForStanding(before - 1);
    expect(await page.locator('.waived-count').textContent()).toContain('1');
    const waived = page.locator('.group.is-waived [data-finding]');
    expect(await waived.getAttribute('data-finding')).toBe(first);
    await keepScreenshot(page, 'plan-waived');
    await page.getByRole('button', { name: '撤回豁免' }).click();
    await waitForStanding(before);
    expect(await page.locator('.group.is-waived').count()).toBe(0);
  });
});

describeInBrowser('the town as a planner looks at it', (browser) => {
  let origin: string;
  let page: Page;
  beforeAll(async () => {
    origin = sampleOrigin();
    ({ page } = await openWatchedPage(browser()));
    await openTown(page, origin);
    await waitForMap(page);
  });
  afterAll(async () => {
    await page?.context().close();
  });

  it('says beside the pointer what lies under it', async () => {
    const map = await page.locator('.map-canvas').boundingBox();
    if (map === null) throw new Error('no map');
    await page.mouse.move(map.x + map.width / 2 - 40, map.y + map.height / 2, { steps: 5 });
    const box = page.locator('.hover-box.is-shown');
    await box.waitFor();
    expect(await box.textContent()).toMatch(/常住户|平方米/);
  });

  it('finds communities by name, puts them in order, and lights up list and map together', async () => {
    await page.mouse.move(10, 10);
    await page.locator('.hover-box.is-shown').waitFor({ state: 'detached' });
    await page.keyboard.press('2');
    const rows = page.locator('.community-item');
    const names = async (): Promise<string[]> =>
      (await rows.locator('.community-name').allTextContents()).map((one) => one.trim());
    expect(await rows.count()).toBe(20);
    const search = page.getByRole('searchbox');
    await search.fill('桃源');
    expect(await names()).toEqual(['桃源社区']);
    await search.fill('taoyuan');
    expect(await names()).toEqual(['桃源社区']);
    await search.fill('天涯');
    await page.getByText('没有符合的社区。').waitFor();
    await search.fill('');
    await page.locator('.list-head select').selectOption('households');
    expect((await names())[0]).toBe('石桥园区社区');
    await page.getByRole('button', { name: '升序' }).click();
    expect((await names())[0]).toBe('桃源社区');
    await page.getByRole('button', { name: '降序' }).click();
    // From the list to the map, and from the map to the list.
    await waitForMap(page);
    const plain = await page.locator('.map-canvas').screenshot();
    await rows.last().hover();
    await waitForMap(page);
    expect((await page.locator('.map-canvas').screenshot()).equals(plain)).toBe(false);
    const { x, y } = await onScreen(page, HETING);
    await page.mouse.move(x - 5, y - 5);
    await page.mouse.move(x, y, { steps: 3 });
    await page.locator('.community-item.is-hovered', { hasText: '鹤亭社区' }).waitFor();
    await page.keyboard.press('1');
  });

  it('has a legend of all that is drawn, a scale bar and a north arrow', async () => {
    expect(await page.getByRole('img', { name: '上方为正北' }).isVisible()).toBe(true);
    const scale = page.locator('.maplibregl-ctrl-scale');
    expect(await scale.textContent()).toMatch(/^[\d.]+\s(km|m)$/);
    await page.locator('.legend summary').click();
    const legend = await page.locator('.legend').textContent();
    for (const layer of [
      '问题',
      '社区',
      '楼盘',
      '服务设施',
      '地块',
      '道路',
      '河流',
      '铁路',
      '镇街范围',
    ])
      expect(legend).toContain(layer);
    // What is hidden is gone from the map, and comes back.
    await waitForMap(page);
    const all = await page.locator('.map-canvas').screenshot();
    await page.getByRole('checkbox', { name: '道路' }).uncheck();
    await waitForMap(page);
    expect((await page.locator('.map-canvas').screenshot()).equals(all)).toBe(false);
    await page.getByRole('checkbox', { name: '道路' }).check();
    await page.locator('.legend summary').click();
  });

  it('colours by households against the band of the policy, and remembers it', async () => {
    await page.locator('.legend summary').click();
    const plain = await page.locator('.map-canvas').screenshot();
    await page.getByLabel('着色').selectOption('households');
    await waitForMap(page);
    expect((await page.locator('.map-canvas').screenshot()).equals(plain)).toBe(false);
    const classes = await page.locator('.colour-choice .colour-classes').textContent();
    expect(classes).toContain('1,500 – 3,000 适宜');
    expect(classes).toContain('> 5,000 宜拆分');
    const numbers = await page.locator('.colour-choice .number').allTextContents();
    expect(numbers.reduce((sum, one) => sum + Number(one), 0)).toBe(20);
    await page.reload();
    await page.locator('.finding').first().waitFor();
    await page.locator('.legend summary').click();
    expect(await page.getByLabel('着色').inputValue()).toBe('households');
    await page.getByLabel('着色').selectOption('political');
  });

  it('shows the measures that are pinned, of each community and in the list', async () => {
    await page.keyboard.press('2');
    await page.locator('.list-tools summary').click();
    await page.getByLabel('沿路河界线比例').check();
    const figures = page.locator('.community-pins');
    await expect.poll(() => figures.count()).toBe(20);
    await expect.poll(() => page.locator('.community-list .skeleton').count()).toBe(0);
    expect(await figures.first().textContent()).toMatch(/\d+%/);
    await page.locator('.list-tools summary').click();
    await page.locator('.list-head select').selectOption({ label: '沿路河界线比例' });
    const shares = (await figures.allTextContents()).map((one) => Number(/(\d+)%/.exec(one)?.[1]));
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    await page.locator('.community-item').first().click();
    expect(await page.locator('.card').textContent()).toContain('沿路河界线比例');
    await keepScreenshot(page, 'measures');
  });

  it('prints the map with title, legend, scale and north on one sheet of A4', async () => {
    const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
    const text = pdf.toString('latin1');
    expect(text.match(/\/Type\s*\/Page\b/g)?.length).toBe(1);
    // 297 × 210 mm in points.
    expect(text).toMatch(/\/MediaBox\s*\[0 0 84[12](\.\d+)? 59[45](\.\d+)?\]/);
    // The picture of the map is in it.
    expect(text).toMatch(/\/Subtype\s*\/Image/);
    expect(pdf.length).toBeGreaterThan(150_000);
    // By the button: the browser's dialog would wait for a person, so the sheet is filled without it.
    await page.evaluate("window.print = () => window.dispatchEvent(new Event('beforeprint'))");
    await page.getByRole('button', { name: '打印地图' }).click();
    const ranges = page.locator('.print-ranges');
    // The whole town first; what is on the screen is there as well.
    expect(await ranges.getByLabel('全镇街').isChecked()).toBe(true);
    await page.getByRole('button', { name: '打印', exact: true }).click();
    const picture = page.locator('.print-sheet canvas');
    await picture.waitFor({ state: 'attached', timeout: 20_000 });
    expect(await picture.evaluate((canvas: { width: number }) => canvas.width)).toBe(2200);
    await waitForMap(page);
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize({ width: 1047, height: 716 });
    const sheet = await page.locator('.print-sheet').textContent();
    for (const word of ['社区四界图', '图例', '制图日期', 'WGS 84']) expect(sheet).toContain(word);
    await keepScreenshot(page, 'print-a4');
  });
});
