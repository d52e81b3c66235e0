/**
 * Pictures of each state of the page, to be looked at: `npm run pictures [-- VARIANT…] [--only STATE,…]`. They come to
 * test-results/pictures/VARIANT/STATE.png. Serious violations that axe-core finds on the way are printed and fail the run.
 */
import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { findChromium } from '../../scripts/requirements.mjs';
import { violationsOf } from '../helpers/accessibility.ts';
import { CHROMIUM_ARGUMENTS, openWatchedPage, waitForMap } from '../helpers/browser.ts';
import { walkImport } from '../helpers/import-walk.ts';
import { hoverTown, type Look, walkStarts, walkTown } from '../helpers/page-walk.ts';
import { walkPlan } from '../helpers/plan-walk.ts';
import { type SizhiProcess, startSizhi } from '../helpers/sizhi-process.ts';

const TABLET = { viewport: { width: 1024, height: 768 }, hasTouch: true };
const ENGLISH = { locale: 'en-GB' };
const DARK = { colorScheme: 'dark' } as const;

const VARIANTS: Readonly<Record<string, BrowserContextOptions>> = {
  'zh-light': {},
  'en-light-tablet': { ...ENGLISH, ...TABLET },
  'zh-dark-tablet': { ...DARK, ...TABLET },
  'en-dark': { ...ENGLISH, ...DARK },
};
/** The town only: editing wants a larger screen. */
const TELEPHONE = { viewport: { width: 390, height: 844 }, hasTouch: true };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string' } },
});
const only = values.only?.split(',') ?? [];
const found: string[] = [];

/** Takes a picture of each state, as soon as the page has come to rest. */
function photographer(page: Page, variant: string): Look {
  const folder = `test-results/pictures/${variant}`;
  mkdirSync(folder, { recursive: true });
  return async (state) => {
    if (only.length > 0 && !only.includes(state)) return;
    // Where there is no map, or one that never comes to rest, that is in the picture.
    if ((await page.locator('.map-canvas[aria-busy]').count()) > 0)
      await waitForMap(page).catch(() => undefined);
    await page.screenshot({ path: `${folder}/${state}.png` });
    for (const one of await violationsOf(page)) found.push(`${variant}, ${state}: ${one}`);
  };
}

async function visit(
  browser: Browser,
  variant: string,
  options: BrowserContextOptions,
  walk: (page: Page, look: Look) => Promise<void>,
): Promise<void> {
  const { page } = await openWatchedPage(browser, options);
  try {
    await walk(page, photographer(page, variant));
  } catch (error) {
    await page.screenshot({ path: `test-results/pictures/${variant}/FAILED.png` });
    console.error(`${variant}:`, error);
    process.exitCode = 1;
  } finally {
    await page.context().close();
  }
}

async function takeAll(browser: Browser, full: SizhiProcess, empty: SizhiProcess): Promise<void> {
  const wanted = positionals.length > 0 ? positionals : [...Object.keys(VARIANTS), 'telephone'];
  for (const variant of wanted) {
    console.log(variant);
    const options = VARIANTS[variant] ?? TELEPHONE;
    await visit(browser, variant, options, async (page, look) => {
      await walkTown(page, full.origin, look);
    });
    if (VARIANTS[variant] === undefined) continue;
    await visit(browser, variant, options, async (page, look) => {
      await page.goto(full.origin);
      await page.locator('.finding').first().waitFor();
      await hoverTown(page);
      await look('hover');
    });
    await visit(browser, variant, options, (page, look) =>
      walkPlan(page, full.origin, `四季青片区调整（${variant}）`, look),
    );
    await visit(browser, variant, options, (page, look) => walkStarts(page, full.origin, look));
    await visit(browser, variant, options, (page, look) => walkImport(page, empty.origin, look));
  }
}

const executablePath = findChromium();
if (executablePath === null) throw new Error('There is no Chromium: set SIZHI_CHROMIUM.');
const browser = await chromium.launch({ executablePath, args: [...CHROMIUM_ARGUMENTS] });
const full = await startSizhi({ SIZHI_SAMPLE: 'on', SIZHI_RATE_LIMIT: '0' });
const empty = await startSizhi({ SIZHI_SAMPLE: 'off', SIZHI_RATE_LIMIT: '0' });
try {
  await takeAll(browser, full, empty);
} finally {
  await browser.close();
  await Promise.all([full.stop(), empty.stop()]);
}
for (const one of found) console.error(one);
if (found.length > 0) process.exitCode = 1;
