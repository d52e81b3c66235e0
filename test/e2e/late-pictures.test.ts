import type { Page } from 'playwright-core';
import { afterEach, expect, it, vi } from 'vitest';
import {
  describeInBrowser,
  keepScreenshot,
  openWatchedPage,
  type WatchedPage,
  waitForMap,
} from '../helpers/browser.ts';
import { MAP } from '../helpers/map-view.ts';
import { sampleOrigin } from '../helpers/sample-origin.ts';

// A map drawn without a graphics card.
vi.setConfig({ testTimeout: 90_000 });

/** Lets the page believe that the graphics take so many milliseconds for whatever they are given. */
const graphicsThatTake = (milliseconds: number): string => `
  const given = new WeakMap();
  const { fenceSync } = WebGL2RenderingContext.prototype;
  WebGL2RenderingContext.prototype.fenceSync = function (...args) {
    const sync = fenceSync.apply(this, args);
    given.set(sync, performance.now());
    return sync;
  };
  WebGL2RenderingContext.prototype.getSyncParameter = function (sync) {
    return performance.now() - given.get(sync) < ${milliseconds} ? this.UNSIGNALED : this.SIGNALED;
  };
`;

/** Notes how the picture of the map is laid over the view. */
const WATCH = `
  window.layings = [];
  new MutationObserver((changes) => {
    for (const { target } of changes) {
      if (target.classList.contains('maplibregl-canvas')) window.layings.push(target.style.transform);
    }
  }).observe(document, { subtree: true, attributes: true, attributeFilter: ['style'] });
`;

const PLACE = '#map=14/30.29/120.006';

describeInBrowser('pictures of a map that come late', (browser) => {
  let watched: WatchedPage;
  const openWith = async (milliseconds: number): Promise<Page> => {
    watched = await openWatchedPage(browser());
    await watched.page.addInitScript(graphicsThatTake(milliseconds) + WATCH);
    await watched.page.goto(`${sampleOrigin()}/${PLACE}`);
    await watched.page.locator('.finding').first().waitFor();
    await waitForMap(watched.page);
    return watched.page;
  };
  afterEach(async () => {
    expect(watched.faults).toEqual([]);
    await watched.page.context().close();
  });
  const middle = async (page: Page) => {
    const box = (await page.locator(MAP).boundingBox())!;
    return { x: box.x + box.width / 2, y: box.y + box.height / 2, box };
  };
  const layings = (page: Page): Promise<string[]> => page.evaluate('window.layings');
  const laying = (page: Page): Promise<string> =>
    page.locator(`${MAP} canvas`).evaluate((canvas) => canvas.style.transform);
  const pan = async (page: Page): Promise<void> => {
    const { x, y } = await middle(page);
    await page.mouse.move(x, y);
    await page.mouse.down();
    // Towards ground that the picture before did not show.
    await page.mouse.move(x + 300, y + 150, { steps: 12 });
  };
  /** The share of the map that looks different when all of it is drawn in one go, as for a view of another size it is. */
  const strangeShare = async (page: Page): Promise<number> => {
    // Clear of what the pointer points at.
    await page.mouse.move(100, 20);
    await waitForMap(page);
    const { box } = await middle(page);
    const clip = { x: box.x, y: box.y, width: box.width - 240, height: box.height - 60 };
    const moved = (await page.screenshot({ clip })).toString('base64');
    const size = page.viewportSize()!;
    for (const width of [size.width - 60, size.width]) {
      await page.setViewportSize({ width, height: size.height });
      // What the browser tells of a new size, it tells a frame later.
      await page.waitForTimeout(300);
      await waitForMap(page);
    }
    const fresh = (await page.screenshot({ clip })).toString('base64');
    return (await page.evaluate(`(async () => {
      const pixelsOf = async (png) => {
        const image = new Image();
        image.src = 'data:image/png;base64,' + png;
        await image.decode();
        const canvas = new OffscreenCanvas(image.width, image.height);
        const context = canvas.getContext('2d');
        context.drawImage(image, 0, 0);
        return context.getImageData(0, 0, image.width, image.height).data;
      };
      const [a, b] = [await pixelsOf('${moved}'), await pixelsOf('${fresh}')];
      let strange = 0;
      for (let i = 0; i < a.length; i += 4) {
        if (Math.abs(a[i] - b[i]) + Math.abs(a[i + 1] - b[i + 1]) + Math.abs(a[i + 2] - b[i + 2]) > 24) strange++;
      }
      return strange / (a.length / 4);
    })()`)) as number;
  };

  it('move along with the hand, and whole ones take their place when it rests', async () => {
    const page = await openWith(60);
    await page.evaluate('window.layings.length = 0');
    await pan(page);
    await expect.poll(() => layings(page)).toContainEqual(expect.stringContaining('translate'));
    await keepScreenshot(page, 'late-picture-moving');
    await page.mouse.up();
    await waitForMap(page);
    expect(await laying(page)).toBe('');
    await keepScreenshot(page, 'late-picture-at-rest');
    // Names may stand elsewhere; of the picture before, a third of the view would be blank.
    expect(await strangeShare(page)).toBeLessThan(0.02);
  });

  it('are whole as well after zooming out, and under a hand that holds still', async () => {
    const page = await openWith(60);
    const { x, y } = await middle(page);
    await page.mouse.move(x, y);
    for (let notch = 0; notch < 4; notch++) await page.mouse.wheel(0, 120);
    await expect.poll(() => layings(page)).toContainEqual(expect.stringContaining('scale(0.'));
    await waitForMap(page);
    expect(await laying(page)).toBe('');
    await pan(page);
    await expect.poll(() => laying(page)).toBe('');
    await page.mouse.up();
    expect(await strangeShare(page)).toBeLessThan(0.02);
  });

  it('show at once what changes while the map stands still', async () => {
    const page = await openWith(60);
    const { x, y, box } = await middle(page);
    await page.mouse.move(x, y);
    await page.mouse.wheel(0, -120);
    await waitForMap(page);
    const clip = { x: box.x, y: box.y, width: box.width - 240, height: box.height - 60 };
    const before = await page.screenshot({ clip });
    await page.locator('.finding').first().hover();
    await page.getByText('图层与图例').click();
    await page.getByLabel('社区名称').uncheck();
    await waitForMap(page);
    expect((await page.screenshot({ clip })).equals(before)).toBe(false);
  });

  it('are none where the graphics are quick: each step is drawn', async () => {
    const page = await openWith(0);
    await pan(page);
    await page.mouse.up();
    await waitForMap(page);
    expect(await layings(page)).not.toContainEqual(expect.stringContaining('translate'));
  });
});
