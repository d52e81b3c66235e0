import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { describeInBrowser, openWatchedPage, waitForMap } from '../helpers/browser.ts';
import { acceptFirstFix, findingIds, openTown, startPlan } from '../helpers/planner-page.ts';
import { sampleOrigin } from '../helpers/sample-origin.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  id: string;
  impact: string | null;
  nodes: { html: string; failureSummary?: string }[];
}

/** The serious and critical violations of WCAG 2.2 AA on the page as it is now. */
async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(`if (window.axe === undefined) { ${AXE} }`);
  const found = (await page.evaluate(`axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    resultTypes: ['violations'],
  }).then(({ violations }) => violations)`)) as Violation[];
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary}`),
    );
}

describeInBrowser('accessibility by axe', (browser) => {
  let origin: string;
  beforeAll(async () => {
    origin = sampleOrigin();
  });

  for (const [name, options] of [
    ['light, Chinese', {}],
    ['dark, English', { colorScheme: 'dark', locale: 'en-GB' }],
    ['a tablet', { viewport: { width: 1024, height: 768 }, hasTouch: true }],
    ['a telephone', { viewport: { width: 390, height: 844 }, hasTouch: true }],
  ] as const) {
    it(`finds nothing serious on any screen: ${name}`, { timeout: 240_000 }, async () => {
      const { page } = await openWatchedPage(browser(), options);
      const found: string[] = [];
      const look = async (screen: string): Promise<void> => {
        for (const one of await violationsOf(page)) found.push(`${screen}: ${one}`);
      };
      await openTown(page, origin);
      await waitForMap(page);
      await look('town');
      await page.locator('.finding').first().click();
      await page.locator('.card').waitFor();
      await look('finding');
      await page.keyboard.press('Escape');
      await page.keyboard.press('2');
      await page.locator('.list-tools summary').click();
      await look('communities');
      await page.locator('.legend summary').click();
      await page.locator('.colour-choice select').selectOption('households');
      await look('legend');
      await page.locator('.legend summary').click();
      await page.keyboard.press('?');
      await page.locator('dialog').waitFor();
      await look('keys');
      await page.keyboard.press('Escape');
      await page.keyboard.press('1');
      await page.locator('.plan-bar .button').first().click();
      await page.locator('.plan-new').waitFor();
      await look('plans');
      await page.keyboard.press('Escape');
      await page.locator('.map-tools button[aria-busy]').click();
      await page.locator('.print-ranges').waitFor();
      await look('print');
      await page.keyboard.press('Escape');
      await startPlan(page, name);
      await look('plan');
      for (const key of ['2', '3', '4', '5']) {
        await page.keyboard.press(key);
        await page.locator('#pane > *').first().waitFor();
        await look(`pane ${key}`);
      }
      await page.keyboard.press('1');
      await page.locator('.filter-toggle').click();
      await look('filters');
      for (const id of await findingIds(page)) {
        await page.locator(`[data-finding="${id}"]`).press('Enter');
        if ((await page.locator('.fix-button[aria-disabled="false"]').count()) > 0) break;
      }
      await page.keyboard.press('f');
      await page.locator('.preview-bar').waitFor();
      await look('preview');
      await page.keyboard.press('Escape');
      await page.keyboard.press('2');
      await page.locator('.community-item').first().press('Enter');
      await look('community');
      await page.keyboard.press('1');
      // As if somebody else had changed the plan.
      await page.route('**/plans/*/operations', (route) =>
        route.fulfill({
          status: 412,
          contentType: 'application/problem+json',
          headers: { etag: '"99"' },
          body: JSON.stringify({ title: 'Conflict', status: 412, version: 99 }),
        }),
      );
      expect(await acceptFirstFix(page)).toBe(true);
      await page.locator('[data-choice], .save-conflict, .save-refused').first().waitFor();
      await look('conflict');
      await page.context().close();
      expect(found).toEqual([]);
    });
  }
});
