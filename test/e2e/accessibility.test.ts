import type { BrowserContextOptions, Page } from 'playwright-core';
import { expect, it, vi } from 'vitest';
import { violationsOf } from '../helpers/accessibility.ts';
import { describeInBrowser, openWatchedPage } from '../helpers/browser.ts';
import { walkImport } from '../helpers/import-walk.ts';
import { type Look, walkStarts, walkTown } from '../helpers/page-walk.ts';
import { walkPlan } from '../helpers/plan-walk.ts';
import { sampleOrigin } from '../helpers/sample-origin.ts';

// Every state of the page, each looked through by axe.
vi.setConfig({ testTimeout: 300_000 });

/** The same states are pictured by `npm run pictures`, in all themes and languages and both sizes. */
describeInBrowser('accessibility by axe', (browser) => {
  const look = async (
    options: BrowserContextOptions,
    walk: (page: Page, look: Look) => Promise<void>,
  ): Promise<void> => {
    const { page } = await openWatchedPage(browser(), options);
    const found: string[] = [];
    let states = 0;
    await walk(page, async (state) => {
      states += 1;
      for (const one of await violationsOf(page)) found.push(`${state}: ${one}`);
    });
    await page.context().close();
    expect(states).toBeGreaterThan(4);
    expect(found).toEqual([]);
  };
  const DARK_ENGLISH_TABLET: BrowserContextOptions = {
    colorScheme: 'dark',
    locale: 'en-GB',
    viewport: { width: 1024, height: 768 },
    hasTouch: true,
  };

  it('finds nothing serious in the town: light, Chinese', () =>
    look({}, (page, at) => walkTown(page, sampleOrigin(), at)));

  it('finds nothing serious in a plan: light, Chinese', () =>
    look({}, (page, at) => walkPlan(page, sampleOrigin(), '无障碍检查', at, { hasTools: false })));

  it('finds nothing serious in the town: dark, English, a tablet', () =>
    look(DARK_ENGLISH_TABLET, (page, at) => walkTown(page, sampleOrigin(), at)));

  it('finds nothing serious in a plan: dark, English, a tablet', () =>
    look(DARK_ENGLISH_TABLET, (page, at) => walkPlan(page, sampleOrigin(), 'Accessible', at)));

  it('finds nothing serious in the town: a telephone', () =>
    look({ viewport: { width: 390, height: 844 }, hasTouch: true }, (page, at) =>
      walkTown(page, sampleOrigin(), at),
    ));

  it('finds nothing serious where the page is slow, broken or has no map', () =>
    look({}, (page, at) => walkStarts(page, sampleOrigin(), at)));

  it('finds nothing serious in an import into an empty register', () =>
    look({ colorScheme: 'dark' }, async (page, at) => {
      // The register of the shared service has a town.
      await page.route('**/collections/jurisdictions/items*', (route) =>
        route.fulfill({
          contentType: 'application/geo+json',
          body: JSON.stringify({ type: 'FeatureCollection', features: [], links: [] }),
        }),
      );
      await walkImport(page, sampleOrigin(), at);
    }));
});
