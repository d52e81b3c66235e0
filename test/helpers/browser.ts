import { mkdirSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium } from '../../scripts/requirements.mjs';

/** Software rendering, so that the map is drawn alike on machines without a graphics card. */
export const CHROMIUM_ARGUMENTS: readonly string[] = [
  '--no-sandbox',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--disable-background-networking',
  '--no-first-run',
];

/**
 * Runs a suite in a headless Chromium. Without one the suite is skipped and says so; in CI (`CI`
 * set) that is a failure.
 *
 * @param define declares the tests; call its parameter within a test or hook
 */
export function describeInBrowser(name: string, define: (browser: () => Browser) => void): void {
  const executablePath = findChromium();
  if (executablePath === null) {
    const reason =
      'no Chromium: install it (apt-get install chromium) or set SIZHI_CHROMIUM to its path';
    describe(name, () => {
      if (process.env.CI) {
        it('needs a browser', () => expect.fail(reason));
      } else {
        it.skip(`NOT TESTED: ${reason}`);
      }
    });
    return;
  }
  describe(name, () => {
    let browser: Browser | undefined;
    beforeAll(async () => {
      browser = await chromium.launch({ executablePath, args: [...CHROMIUM_ARGUMENTS] });
    });
    afterAll(() => browser?.close());
    define(() => {
      if (!browser) throw new Error('the browser runs only within tests and hooks');
      return browser;
    });
  });
}

/** Of the smallest screen that edits are made on: without a graphics card every pixel of the map costs. */
export const SMALL_SCREEN = { width: 1024, height: 700 };

/** A page and everything it did that a page of ours must not do. */
export interface WatchedPage {
  page: Page;
  /** Addresses that were asked for, whatever came of it. */
  requests: string[];
  /** Errors on the console, broken content policies and uncaught exceptions. */
  faults: string[];
}

/**
 * Opens an empty page that is watched from its first request on. Unless told otherwise it asks for less motion: without a
 * graphics card every frame of a flight to a place costs as much as the last one.
 */
export async function openWatchedPage(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<WatchedPage> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: 'zh-CN',
    reducedMotion: 'reduce',
    ...options,
  });
  const page = await context.newPage();
  const requests: string[] = [];
  const faults: string[] = [];
  context.on('request', (request) => requests.push(request.url()));
  page.on('pageerror', (error) => faults.push(`uncaught: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  return { page, requests, faults };
}

/** The requests that left for another host than the server's. */
export function outsideRequests(requests: readonly string[], origin: string): string[] {
  return requests.filter((url) => !/^(blob|data):/.test(url) && new URL(url).origin !== origin);
}

/** Waits until the map has drawn all it was given and stands still. */
export async function waitForMap(page: Page): Promise<void> {
  // Two frames, so that what was asked of the map a moment ago has begun to be drawn.
  await page.evaluate(
    'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))',
  );
  await page.locator('.map-canvas[aria-busy="false"]').waitFor({ timeout: 45_000 });
  // And the one beside it, where two are compared.
  await page
    .locator('.compare-canvas[aria-busy="true"]')
    .waitFor({ state: 'detached', timeout: 45_000 });
}

/** Keeps a screenshot under test-results/, to be looked at. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  mkdirSync('test-results', { recursive: true });
  await page.screenshot({ path: `test-results/${name}.png` });
}

/**
 * How many nearly black (or, in the dark, nearly white) pixels an element shows. Letters are the
 * only such things on our map, so this tells whether they are drawn.
 */
export async function countInk(page: Page, selector: string): Promise<number> {
  const png = (await page.locator(selector).screenshot()).toString('base64');
  const counted: unknown = await page.evaluate(`(async () => {
    const image = new Image();
    image.src = 'data:image/png;base64,${png}';
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.width;
    canvas.height = image.height;
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    let ink = 0;
    for (let i = 0; i < data.length; i += 4) {
      if (data[i] < 60 && data[i + 1] < 70 && data[i + 2] < 80) ink++;
    }
    return ink;
  })()`);
  if (typeof counted !== 'number') throw new Error('The pixels could not be counted.');
  return counted;
}
