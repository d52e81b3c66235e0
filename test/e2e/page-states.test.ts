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
import { onScreen, viewOf } from '../helpers/map-view.ts';
import { findingIds } from '../helpers/planner-page.ts';
import { type SizhiProcess, startSizhi } from '../helpers/sizhi-process.ts';

describeInBrowser('the page in other circumstances', (browser) => {
  let server: SizhiProcess;
  beforeAll(async () => {
    server = await startSizhi({ SIZHI_SAMPLE: 'on' });
  });
  afterAll(() => server?.stop());

  const visit = async (
    name: string,
    options: Parameters<typeof openWatchedPage>[1],
    look: (page: Page) => Promise<void>,
    prepare: (page: Page) => Promise<unknown> = async () => undefined,
  ): Promise<WatchedPage> => {
    const other = await openWatchedPage(browser(), options);
    await prepare(other.page);
    await other.page.goto(server.origin);
    await look(other.page);
    await keepScreenshot(other.page, name);
    await other.page.context().close();
    expect(outsideRequests(other.requests, server.origin)).toEqual([]);
    return other;
  };
  const settled = async (other: Page): Promise<void> => {
    await other.locator('.finding').first().waitFor();
    await waitForMap(other);
  };

  it('is dark when the system is, and stands still when it asks for less motion', async () => {
    const other = await visit(
      'town-dark',
      { colorScheme: 'dark', reducedMotion: 'reduce', viewport: { width: 1600, height: 1000 } },
      async (dark) => {
        await settled(dark);
        await dark.keyboard.press('j');
        await dark.locator('.card').waitFor();
        await waitForMap(dark);
      },
    );
    expect(other.faults).toEqual([]);
  });

  it('fits a tablet', async () => {
    const other = await visit('town-tablet', { viewport: { width: 820, height: 1180 } }, settled);
    expect(other.faults).toEqual([]);
  });

  it('keeps in view what the card tells of, on a telephone', async () => {
    const audits = '**/audits';
    let found: { id: string; location: [number, number] | null }[] = [];
    const other = await visit(
      'finding-telephone',
      { viewport: { width: 390, height: 844 }, hasTouch: true },
      async (small) => {
        await settled(small);
        const ids = await findingIds(small);
        for (const { id, location } of found.filter((one) => ids.includes(one.id)).slice(0, 6)) {
          await small.locator(`[data-finding="${id}"]`).press('Enter');
          await small.locator('.card').waitFor();
          await waitForMap(small);
          if (location === null) continue;
          const { x, y, box } = await onScreen(small, location);
          const card = await small.locator('.card').boundingBox();
          expect(y).toBeGreaterThan(box.y + 20);
          expect(y).toBeLessThan((card?.y ?? 0) - 20);
          expect(x).toBeGreaterThan(20);
          expect(x).toBeLessThan(370);
          // And what it tells of first is to be read without scrolling.
          const message = await small.locator('.card-message').boundingBox();
          expect((message?.y ?? 0) + (message?.height ?? 0)).toBeLessThanOrEqual(
            (card?.y ?? 0) + (card?.height ?? 0),
          );
        }
      },
      (small) =>
        small.route(audits, async (route) => {
          const answer = await route.fetch();
          found = ((await answer.json()) as { findings: typeof found }).findings;
          await route.fulfill({ response: answer });
        }),
    );
    expect(found.length).toBeGreaterThan(6);
    expect(other.faults).toEqual([]);
  });

  it('has estates, blocks and street names close by', async () => {
    const other = await visit('close-up', {}, async (close) => {
      await settled(close);
      const { lat, lon } = viewOf(close);
      await close.goto(`${server.origin}/#map=15.3/${lat}/${lon}`);
      await close.reload();
      await settled(close);
    });
    expect(other.faults).toEqual([]);
  });

  it('says that the server cannot be reached, and comes back', async () => {
    await visit(
      'unreachable-mended',
      {},
      async (broken) => {
        await broken.getByText('连接不到服务器').waitFor();
        await keepScreenshot(broken, 'unreachable');
        await broken.unroute('**/collections/jurisdictions/**');
        await broken.getByRole('button', { name: '重试' }).click();
        await broken.locator('.finding').first().waitFor();
      },
      async (broken) => {
        await broken.route('**/collections/jurisdictions/**', (route) => route.abort());
      },
    );
  });

  it('keeps the town when the audit fails, with the server’s own words', async () => {
    const problem = { title: '数据库暂不可用', detail: '请稍后再试。', status: 503 };
    await visit(
      'audit-failed',
      {},
      async (broken) => {
        await broken.getByText(problem.title).waitFor();
        expect(await broken.locator('.notice-error').textContent()).toContain(problem.detail);
        expect(await broken.locator('.town-name').textContent()).toMatch(/街道$/);
        await waitForMap(broken);
      },
      (broken) =>
        broken.route('**/audits', (route) =>
          route.fulfill({
            status: 503,
            contentType: 'application/problem+json',
            body: JSON.stringify(problem),
          }),
        ),
    );
  });

  it('lists the findings where there is no WebGL, and says why there is no map', async () => {
    await visit(
      'no-webgl',
      {},
      async (flat) => {
        await flat.getByText('地图无法显示').waitFor();
        await flat.locator('.finding').first().click();
        await flat.locator('.card').waitFor();
      },
      (flat) =>
        flat.addInitScript(`
          const real = HTMLCanvasElement.prototype.getContext;
          HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
            return kind.startsWith('webgl') ? null : real.call(this, kind, ...rest);
          };`),
    );
  });
});

describeInBrowser('the page of an empty database', (browser) => {
  let server: SizhiProcess;
  beforeAll(async () => {
    server = await startSizhi({ SIZHI_SAMPLE: 'off' });
  });
  afterAll(() => server?.stop());

  it('says how to import a town', async () => {
    const { page, requests, faults } = await openWatchedPage(browser());
    await page.goto(server.origin);
    await page.getByText('还没有镇街数据').waitFor();
    await keepScreenshot(page, 'empty');
    // The dialog first; the command for those who run the server.
    await page.locator('.empty-command summary').click();
    expect(await page.locator('.empty code').textContent()).toContain('sizhi import');
    await page.getByRole('button', { name: '导入镇街' }).click();
    await page.locator('dialog .import-drop').waitFor();
    await keepScreenshot(page, 'empty-import');
    expect(outsideRequests(requests, server.origin)).toEqual([]);
    expect(faults).toEqual([]);
    await page.context().close();
  });
});
