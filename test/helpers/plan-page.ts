import type { Page } from 'playwright-core';
import { waitForMap } from './browser.ts';

/** Opens the page and begins a plan of the town on it. */
export async function startPlan(page: Page, origin: string, name = '测试方案'): Promise<void> {
  // Searches and a map drawn without a graphics card share the machine with the page.
  page.setDefaultTimeout(90_000);
  await page.goto(origin);
  await page.locator('.finding').first().waitFor();
  await waitForMap(page);
  await page.getByRole('button', { name: '开始调整' }).click();
  await page.locator('.plan-new input').fill(name);
  await page.locator('.plan-new button').click();
  await page.locator('[data-pane="suggestions"]').waitFor();
  await waitForMap(page);
}
