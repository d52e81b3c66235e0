import { readFileSync } from 'node:fs';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AuditResult } from '#engine/coverage/types.ts';
import {
  describeInBrowser,
  keepScreenshot,
  openWatchedPage,
  type WatchedPage,
  waitForMap,
} from '../helpers/browser.ts';
import { sampleOrigin } from '../helpers/sample-origin.ts';
import { type SizhiProcess, startSizhi } from '../helpers/sizhi-process.ts';

/** A town with planted faults. */
const TOWN = readFileSync(
  new URL('../../data/sample/communities.geojson', import.meta.url),
  'utf8',
);
const asFile = (name: string, text: string) => ({
  name,
  mimeType: 'application/geo+json',
  buffer: Buffer.from(text),
});

async function open(page: Page, name: string, text: string): Promise<void> {
  await page.locator('input[type=file]').setInputFiles(asFile(name, text));
}

async function idsFromServer(origin: string, text: string): Promise<string[]> {
  const response = await fetch(`${origin}/audits`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: `{"communities":${text}}`,
  });
  return ((await response.json()) as AuditResult).findings.map(({ id }) => id).sort();
}

const idsOnPage = async (page: Page): Promise<(string | null)[]> =>
  (
    await page
      .locator('[data-finding]')
      .evaluateAll((items) => items.map((one) => one.getAttribute('data-finding')))
  ).sort();

/** A grid of square communities, large enough that its audit can be watched. */
function grid(side: number): string {
  const features = Array.from({ length: side * side }, (_, i) => {
    const [x, y] = [120 + (i % side) * 0.001, 30 + Math.floor(i / side) * 0.001];
    const [e, n] = [120 + ((i % side) + 1) * 0.001, 30 + (Math.floor(i / side) + 1) * 0.001];
    const ring = [
      [x, y],
      [e, y],
      [e, n],
      [x, n],
      [x, y],
    ];
    return `{"type":"Feature","properties":{"name":"c${i}"},"geometry":{"type":"Polygon","coordinates":[${JSON.stringify(ring)}]}}`;
  });
  return `{"type":"FeatureCollection","features":[${features.join()}]}`;
}

describeInBrowser('a file of the reader’s own', (browser) => {
  let origin: string;
  const withPage = async (
    options: BrowserContextOptions,
    look: (watched: WatchedPage) => Promise<void>,
  ): Promise<void> => {
    const watched = await openWatchedPage(browser(), options);
    await watched.page.goto(origin);
    await watched.page.locator('.finding').first().waitFor();
    await waitForMap(watched.page);
    await look(watched);
    expect(watched.faults).toEqual([]);
    await watched.page.context().close();
  };

  beforeAll(() => {
    origin = sampleOrigin();
  });

  it('is audited in the browser, with the findings that the server finds, and is sent nowhere', async () => {
    await withPage({}, async ({ page, requests }) => {
      const ofRegister = await idsOnPage(page);
      requests.length = 0;
      await open(page, '文昌街道 草案.geojson', TOWN);
      await page.getByText('本地文件，未上传、未保存').waitFor();
      const ids = await idsOnPage(page);
      expect(ids).toEqual(await idsFromServer(origin, TOWN));
      expect(ids.length).toBeGreaterThan(0);
      expect(await page.locator('.town-name').textContent()).toBe('文昌街道 草案.geojson');
      await waitForMap(page);
      await keepScreenshot(page, 'local-file-zh');
      // The stepper, the card and the map work as they do for the register.
      await page.keyboard.press('j');
      await page.locator('.card').waitFor();
      expect(await page.locator('.stepper .position').textContent()).toBe(`1 / ${ids.length}`);
      await waitForMap(page);
      await keepScreenshot(page, 'local-file-finding-zh');
      // All that was asked for are our own files, the worker's script among them.
      expect(requests.filter((url) => !new URL(url).pathname.startsWith('/assets/'))).toEqual([]);
      await page.getByRole('button', { name: '返回登记数据' }).click();
      await page.locator('.finding').first().waitFor();
      expect(await idsOnPage(page)).toEqual(ofRegister);
      expect(await page.locator('.town-name').textContent()).toMatch(/街道$/);
      expect(await page.locator('.notice-file').count()).toBe(0);
    });
  });

  it('says what is wrong with it and where, and leaves the town on the page', async () => {
    await withPage({ locale: 'en-GB' }, async ({ page }) => {
      const before = await idsOnPage(page);
      await open(page, 'broken.geojson', '{"type":"FeatureCollection",\n "features":[,]}');
      const notice = page.locator('.notice-error');
      await notice.waitFor();
      expect(await notice.textContent()).toContain('The file cannot be checked');
      expect(await notice.textContent()).toContain('line 2, column 14');
      await keepScreenshot(page, 'local-file-broken-en');
      expect(await idsOnPage(page)).toEqual(before);
      const unclosed = TOWN.replace(/\],\[[\d.]+,[\d.]+\]\]\]/, ']]]');
      expect(unclosed).not.toBe(TOWN);
      await open(page, 'open-ring.geojson', unclosed);
      await page.getByText('repeat the first position at the end').waitFor();
      await notice.getByRole('button', { name: 'Close' }).click();
      expect(await notice.count()).toBe(0);
      expect(await idsOnPage(page)).toEqual(before);
    });
  });

  it('can be dropped on the page, in the dark as well', async () => {
    await withPage({ colorScheme: 'dark', locale: 'en-GB' }, async ({ page }) => {
      const drag = (type: string, text: string): Promise<unknown> =>
        page.evaluate(`(() => {
          const data = new DataTransfer();
          data.items.add(new File([${JSON.stringify(text)}], 'dropped.geojson'));
          const event = new DragEvent(${JSON.stringify(type)}, { bubbles: true, cancelable: true, dataTransfer: data });
          return document.querySelector('.stage').dispatchEvent(event);
        })()`);
      await drag('dragenter', TOWN);
      await page.getByText('Drop the file to check it').waitFor();
      await keepScreenshot(page, 'local-file-drop-dark');
      // False: the browser is kept from opening the file itself.
      expect(await drag('dragover', TOWN)).toBe(false);
      expect(await drag('drop', TOWN)).toBe(false);
      await page.getByText('Local file, not uploaded, not stored').waitFor();
      expect(await page.locator('.drop').count()).toBe(0);
      expect(await idsOnPage(page)).toEqual(await idsFromServer(origin, TOWN));
      await waitForMap(page);
      await keepScreenshot(page, 'local-file-dark');
    });
  });

  it('can be cancelled while it is audited, and the page stays awake', async () => {
    await withPage({}, async ({ page }) => {
      const before = await idsOnPage(page);
      await open(page, 'large.geojson', grid(220));
      await page.locator('.notice-file progress').waitFor();
      await keepScreenshot(page, 'local-file-working');
      await page.getByRole('button', { name: '取消' }).click();
      expect(await page.locator('.notice-file').count()).toBe(0);
      expect(await idsOnPage(page)).toEqual(before);
    });
  });

  it('stays on the page under its own name while the next one is audited', async () => {
    await withPage({ locale: 'en-GB' }, async ({ page }) => {
      await open(page, 'first.geojson', TOWN);
      await page.getByText('Local file, not uploaded, not stored').waitFor();
      const ids = await idsOnPage(page);
      // Screen readers are told as well.
      expect(await page.locator('main > [role=status]').textContent()).toMatch(
        /^first\.geojson is checked: \d+ findings$/,
      );
      await open(page, 'large.geojson', grid(220));
      await page.locator('.notice-file progress').waitFor();
      expect(await page.locator('.town-name').textContent()).toBe('first.geojson');
      expect(await idsOnPage(page)).toEqual(ids);
      await page.getByRole('button', { name: 'Cancel' }).press('Enter');
      await page.getByText('Local file, not uploaded, not stored').waitFor();
      expect(await page.locator('.town-name').textContent()).toBe('first.geojson');
      // The button is gone; who works with the keyboard goes on from the panel.
      await page.locator('main:focus').waitFor();
    });
  });

  it('that is clean says so', async () => {
    await withPage({ viewport: { width: 820, height: 1180 } }, async ({ page }) => {
      await open(page, 'clean.geojson', grid(6));
      await page.locator('.notice-clean').waitFor();
      await waitForMap(page);
      await keepScreenshot(page, 'local-file-clean');
    });
  });
});

describeInBrowser('a file, where there is no register yet', (browser) => {
  let server: SizhiProcess;
  beforeAll(async () => {
    server = await startSizhi({ SIZHI_SAMPLE: 'off' });
  });
  afterAll(() => server?.stop());

  it('is audited all the same, and put away again', async () => {
    const { page, faults } = await openWatchedPage(browser());
    await page.goto(server.origin);
    await page.getByText('还没有镇街数据').waitFor();
    await open(page, 'town.geojson', TOWN);
    await page.locator('.finding').first().waitFor();
    await waitForMap(page);
    await page.getByRole('button', { name: '返回登记数据' }).click();
    await page.getByText('还没有镇街数据').waitFor();
    await waitForMap(page);
    await keepScreenshot(page, 'local-file-empty');
    expect(faults).toEqual([]);
    await page.context().close();
  });
});
