import type { Page } from 'playwright-core';

/** Opens the page of a server and waits for its findings. */
export async function openTown(page: Page, origin: string): Promise<void> {
  await page.goto(origin);
  await page.locator('.finding').first().waitFor();
}

/** Begins a new plan, as a planner does, and waits for its audit. */
export async function startPlan(page: Page, name?: string): Promise<void> {
  await page.locator('.plan-bar:not(.plan-bar-open) .button').click();
  if (name !== undefined) await page.locator('.plan-new input').fill(name);
  await page.locator('.plan-new button[type=submit]').click();
  await page.locator('.plan-bar-open').waitFor({ timeout: 60_000 });
  await page.locator('.finding').first().waitFor({ timeout: 60_000 });
}

/** Opens a plan that is there, by its name. */
export async function openPlan(page: Page, name: string): Promise<void> {
  await page.locator('.plan-bar:not(.plan-bar-open) .button').click();
  const own = page.getByText(name, { exact: true });
  await page.locator('.plan-row').filter({ has: own }).click();
  await page.locator('.plan-bar-open').waitFor({ timeout: 60_000 });
}

/** Waits until the page says that the work is on the server. */
export async function waitForSaved(page: Page): Promise<void> {
  await page.locator('[data-save="saved"]').waitFor({ timeout: 30_000 });
}

/** Ids of the findings in the list, in its order. */
export const findingIds = (page: Page): Promise<string[]> =>
  page
    .locator('[data-finding]')
    .evaluateAll((items) => items.map((one) => one.getAttribute('data-finding') ?? ''));

/** Tries out and accepts the first fix of the first finding that has one; false where none has. */
export async function acceptFirstFix(page: Page): Promise<boolean> {
  for (const id of await findingIds(page)) {
    const item = page.locator(`[data-finding="${id}"]`);
    if ((await item.count()) === 0) continue;
    // Where the card is docked over the list, a click would meet the card.
    await item.press('Enter');
    if ((await page.locator('.fix-button[aria-disabled="false"]').count()) === 0) continue;
    await page.keyboard.press('f');
    await page.locator('.preview-bar').waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.preview-bar').waitFor({ state: 'detached' });
    return true;
  }
  return false;
}
