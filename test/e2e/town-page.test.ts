import type { Geometry } from 'geojson';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AuditResult, Finding } from '#engine/coverage/types.ts';
import { extentOf } from '../../web/map/extent.ts';
import {
  countInk,
  describeInBrowser,
  keepScreenshot,
  openWatchedPage,
  outsideRequests,
  type WatchedPage,
  waitForMap,
} from '../helpers/browser.ts';
import { MAP as map, onScreen, viewOf } from '../helpers/map-view.ts';
import { sampleOrigin } from '../helpers/sample-origin.ts';

async function auditOf(origin: string): Promise<AuditResult> {
  const towns = (await (await fetch(`${origin}/collections/jurisdictions/items`)).json()) as {
    features: { properties: { code: string } }[];
  };
  const response = await fetch(`${origin}/audits`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      register: { jurisdiction: towns.features[0]?.properties.code },
      policy: 'yuhang-2020',
    }),
  });
  return (await response.json()) as AuditResult;
}

describeInBrowser('the page of the sample town', (browser) => {
  let origin: string;
  let audit: AuditResult;
  let watched: WatchedPage;
  let page: Page;
  const total = (): number => audit.findings.length;
  const position = (): Promise<string | null> => page.locator('.stepper .position').textContent();
  const item = (finding: Finding) => page.locator(`[data-finding="${finding.id}"]`);
  const located = (): Finding[] => audit.findings.filter((finding) => finding.location !== null);

  beforeAll(async () => {
    origin = sampleOrigin();
    audit = await auditOf(origin);
    // The only suite that sees the map fly to a finding.
    watched = await openWatchedPage(browser(), { reducedMotion: 'no-preference' });
    page = watched.page;
    await page.goto(origin);
    await page.locator('.finding').first().waitFor();
    await waitForMap(page);
  });
  afterAll(async () => {
    await page?.context().close();
  });

  it('shows the town, its figures and its map', async () => {
    expect(await page.title()).toContain('四至 Sizhi');
    expect(await page.locator('.town-name').textContent()).toMatch(/街道$/);
    const figures = await page.locator('.figures').textContent();
    expect(figures).toContain(String(audit.summary.communities));
    expect(figures).toContain('平方公里');
    expect(figures).not.toContain('—');
    await keepScreenshot(page, 'town-zh');
  });

  it('lists every finding of the audit, and no other', async () => {
    expect(total()).toBeGreaterThan(0);
    const ids = await page
      .locator('[data-finding]')
      .evaluateAll((items) => items.map((one) => one.getAttribute('data-finding')));
    expect(ids.sort()).toEqual(audit.findings.map(({ id }) => id).sort());
    expect(await page.locator('.findings-head .number').textContent()).toBe(String(total()));
    expect(await position()).toBe(`– / ${total()}`);
  });

  it('draws the names of communities in Chinese and in English, without a font from anywhere', async () => {
    await page.getByText('图层与图例').click();
    for (const [language, label] of [
      ['EN', 'Community names'],
      ['中文', '社区名称'],
    ] as const) {
      await page.getByRole('button', { name: language, exact: true }).click();
      const box = page.getByLabel(label);
      await waitForMap(page);
      const withNames = await countInk(page, map);
      await box.uncheck();
      await waitForMap(page);
      const without = await countInk(page, map);
      await box.check();
      await waitForMap(page);
      // Twenty names of four characters or more; each has well over fifty dark pixels.
      expect(withNames - without, language).toBeGreaterThan(20 * 50);
    }
    await keepScreenshot(page, 'legend-zh');
    await page.getByText('图层与图例').click();
  });

  it('zooms to a clicked finding and opens its details', async () => {
    const before = viewOf(page).zoom;
    const finding = located().find((one) => one.kind === 'overlap') ?? audit.findings[0]!;
    await item(finding).click();
    const card = page.locator('.card');
    await card.waitFor();
    expect(await card.textContent()).toContain(finding.message.zh);
    expect(await card.textContent()).toContain(finding.rule);
    for (const fix of finding.fixes) expect(await card.textContent()).toContain(fix.label.zh);
    await waitForMap(page);
    expect(viewOf(page).zoom).toBeGreaterThan(before + 1);
    const [west, south, east, north] = extentOf([finding.geometry as Geometry]) ?? [];
    if (west === undefined || south === undefined || !east || !north) throw new Error('no extent');
    const topLeft = await onScreen(page, [west, north]);
    const bottomRight = await onScreen(page, [east, south]);
    const { box } = topLeft;
    const cardBox = await card.boundingBox();
    const left = (cardBox?.x ?? 0) + (cardBox?.width ?? 0);
    // All of it in sight, and in the middle of what the card leaves free.
    expect(topLeft.x).toBeGreaterThan(left);
    expect(bottomRight.x).toBeLessThan(box.x + box.width);
    expect((topLeft.x + bottomRight.x) / 2).toBeCloseTo((left + box.x + box.width) / 2, -1);
    expect((topLeft.y + bottomRight.y) / 2).toBeCloseTo(box.y + box.height / 2, -1);
    expect(await item(finding).getAttribute('aria-current')).toBe('true');
    await keepScreenshot(page, 'overlap-zh');
  });

  it('steps through all findings by button, in the order of the list, and round', async () => {
    await page.keyboard.press('Escape');
    const ids = await page
      .locator('[data-finding]')
      .evaluateAll((items) => items.map((one) => one.getAttribute('data-finding')));
    const next = page.getByRole('button', { name: /^下一个/ });
    for (let i = 0; i < ids.length; i++) {
      await next.click();
      expect(await position()).toBe(`${i + 1} / ${total()}`);
      const current = page.locator('[data-finding][aria-current="true"]');
      expect(await current.getAttribute('data-finding')).toBe(ids[i]);
    }
    await next.click();
    expect(await position()).toBe(`1 / ${total()}`);
    await page.getByRole('button', { name: /^上一个/ }).click();
    expect(await position()).toBe(`${total()} / ${total()}`);
  });

  it('steps by keyboard, says so to screen readers, and closes with Escape', async () => {
    await page.keyboard.press('Escape');
    expect(await page.locator('.card').count()).toBe(0);
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    expect(await position()).toBe(`2 / ${total()}`);
    await page.keyboard.press('k');
    expect(await position()).toBe(`1 / ${total()}`);
    expect(await page.locator('[aria-live="polite"]').textContent()).toContain(`共 ${total()} 个`);
    await page.locator('.finding').first().focus();
    await page.keyboard.press('ArrowDown');
    expect(await position()).toBe(`2 / ${total()}`);
    await page.keyboard.press('Escape');
    expect(await position()).toBe(`– / ${total()}`);
  });

  it('highlights across list and map, and selects a finding clicked on the map', async () => {
    await page.getByRole('button', { name: '显示整个镇街' }).click();
    await waitForMap(page);
    const finding = located().find((one) => one.kind === 'gap') ?? located()[0]!;
    const plain = await page.locator(map).screenshot();
    await item(finding).hover();
    await waitForMap(page);
    expect((await page.locator(map).screenshot()).equals(plain)).toBe(false);
    const { x, y } = await onScreen(page, finding.location ?? []);
    await page.mouse.move(x + 30, y + 30);
    await page.mouse.move(x, y, { steps: 4 });
    await page.locator(`[data-finding="${finding.id}"].is-hovered`).waitFor();
    await page.mouse.click(x, y);
    expect(await item(finding).getAttribute('aria-current')).toBe('true');
    await page.keyboard.press('Escape');
  });

  it('shows a community that is clicked, with its findings', async () => {
    const finding = audit.findings.find(({ rule }) => rule === 'size.split') ?? located()[0]!;
    await item(finding).click();
    await page.locator('.card .links button').first().click();
    const card = await page.locator('.card').textContent();
    expect(card).toContain('涉及的问题');
    expect(card).toContain('常住户');
    await page.keyboard.press('Escape');
  });

  it('filters by severity and by kind, and the stepper follows', async () => {
    const errors = audit.findings.filter(({ severity }) => severity === 'error');
    await page.getByRole('button', { name: '筛选' }).click();
    await page.getByRole('button', { name: /^错误/ }).click();
    expect(await page.locator('[data-finding]').count()).toBe(errors.length);
    expect(await position()).toBe(`– / ${errors.length}`);
    const gaps = errors.filter(({ kind }) => kind === 'gap').length;
    await page.locator('.chip', { hasText: '管理空白' }).click();
    expect(await page.locator('[data-finding]').count()).toBe(gaps);
    await page.getByRole('button', { name: '清除筛选' }).click();
    expect(await page.locator('[data-finding]').count()).toBe(total());
  });

  it('changes the language of everything and remembers it', async () => {
    await page.getByRole('button', { name: 'EN', exact: true }).click();
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    const panel = await page.locator('.panel').textContent();
    expect(panel).toContain('Findings');
    expect(panel).toContain('Households');
    expect(panel).not.toContain('检查结果');
    expect(await page.locator('.town-name').textContent()).toMatch(/^[\x20-\x7e]+$/);
    await page.reload();
    await page.locator('.finding').first().waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    await waitForMap(page);
    await keepScreenshot(page, 'town-en');
    await page.getByRole('button', { name: '中文', exact: true }).click();
    expect(await page.locator('.findings h2').first().textContent()).toContain('检查结果');
  });

  it('opens again where the reader was looking', async () => {
    await item(located()[0]!).click();
    await waitForMap(page);
    const view = viewOf(page);
    await page.reload();
    await waitForMap(page);
    expect(viewOf(page).zoom).toBeCloseTo(view.zoom, 1);
    expect(viewOf(page).lon).toBeCloseTo(view.lon, 4);
  });

  it('asked nothing of any other host, and broke nothing', () => {
    expect(watched.requests.length).toBeGreaterThan(10);
    expect(outsideRequests(watched.requests, origin)).toEqual([]);
    expect(watched.faults).toEqual([]);
  });
});
