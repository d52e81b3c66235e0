import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import {
  keepScreenshot,
  openWatchedPage,
  SMALL_SCREEN,
  type WatchedPage,
  waitForMap,
} from './browser.ts';
import { onScreen } from './map-view.ts';

type Place = readonly [lon: number, lat: number];

/** What a planner does on the map of the sample town, and what the page then says. */
export class EditingPage {
  readonly watched: WatchedPage;
  readonly page: Page;

  constructor(watched: WatchedPage) {
    this.watched = watched;
    this.page = watched.page;
  }

  /** Opens the town and a plan of its own for it. */
  static async open(
    browser: Browser,
    origin: string,
    plan: string,
    { script, ...options }: BrowserContextOptions & { script?: string } = {},
  ): Promise<EditingPage> {
    const editing = new EditingPage(
      await openWatchedPage(browser, { viewport: SMALL_SCREEN, ...options }),
    );
    const { page } = editing;
    // Runs in the page before anything of it does.
    if (script !== undefined) await page.addInitScript(script);
    await page.goto(origin);
    await page.locator('.finding').first().waitFor();
    await page.getByRole('button', { name: '开始调整' }).click();
    await page.locator('.plan-new input').fill(plan);
    await page.locator('.plan-new button').click();
    await page.locator('.toolbar').waitFor();
    // The draft is audited anew once it is open.
    await page.locator('.finding').first().waitFor({ timeout: 60_000 });
    await waitForMap(page);
    return editing;
  }

  async choose(tool: string): Promise<void> {
    await this.page.locator(`[data-tool="${tool}"]`).click();
    await this.page.locator(`[data-tool="${tool}"][aria-pressed="true"]`).waitFor();
  }

  /** The map over a place, as the address of the page has it. */
  async view(zoom: number, [lon, lat]: Place): Promise<void> {
    // The map listens first: it has moved when this hears of it.
    await this.page.evaluate(`new Promise((done) => {
      const hash = '#map=${zoom}/${lat}/${lon}';
      if (location.hash === hash) return done();
      addEventListener('hashchange', () => done(), { once: true });
      location.hash = hash;
    })`);
    await waitForMap(this.page);
  }

  async hover(place: Place): Promise<{ x: number; y: number }> {
    const { x, y } = await onScreen(this.page, place);
    await this.page.mouse.move(x - 4, y - 4);
    await this.page.mouse.move(x, y);
    return { x, y };
  }

  async click(place: Place): Promise<void> {
    const { x, y } = await this.hover(place);
    await this.page.mouse.click(x, y);
  }

  /** Presses at the first place and runs over the others. The button stays down. */
  async press(places: readonly Place[]): Promise<void> {
    const [first, ...others] = places;
    if (first === undefined) throw new Error('nowhere to press');
    await this.hover(first);
    await this.page.mouse.down();
    for (const place of others) {
      const { x, y } = await onScreen(this.page, place);
      await this.page.mouse.move(x, y, { steps: 3 });
    }
  }

  letGo(): Promise<void> {
    return this.page.mouse.up();
  }

  /** What stands at the pointer, once it says something. */
  async label(pattern: RegExp): Promise<string> {
    const label = this.page.locator('.pointer-label:not([hidden])', { hasText: pattern });
    await label.waitFor();
    return (await label.locator('span').allTextContents()).join('\n');
  }

  /** Why the page refuses, once it does. */
  async refusal(pattern: RegExp): Promise<string> {
    const refusal = this.page.locator('.tool-refusal', { hasText: pattern });
    await refusal.waitFor();
    return (await refusal.textContent()) ?? '';
  }

  /** Waits until a step of the history says what was done. */
  async done(pattern: RegExp): Promise<void> {
    const done = this.page.waitForFunction(
      ({ source }) =>
        new RegExp(source).test(
          // The page's own document; tests have no DOM types.
          (
            globalThis as unknown as {
              document: { querySelector(s: string): { title: string } | null };
            }
          ).document.querySelector('.plan-steps button')?.title ?? '',
        ),
      { source: pattern.source },
    );
    await done.catch(async (error: unknown) => {
      await keepScreenshot(this.page, 'not-done');
      const said = await this.page.locator('.toolbar-area').textContent();
      throw new Error(`${pattern} is not done; the page says “${said}”`, { cause: error });
    });
  }

  async undo(): Promise<void> {
    await this.page.locator('.plan-steps button').first().click();
  }

  /** Ids of the findings in the list. */
  findings(): Promise<string[]> {
    return this.page.locator('[data-finding]').evaluateAll((items) =>
      items
        .map((one: { getAttribute(name: string): string | null }) =>
          one.getAttribute('data-finding'),
        )
        .filter((id) => id !== null)
        .sort(),
    );
  }
}
