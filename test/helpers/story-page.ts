import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { EditingPage } from './editing-page.ts';
import { waitForSaved } from './planner-page.ts';

type Place = readonly [lon: number, lat: number];

/** The town as the server has it in a plan, to the byte. */
export async function communitiesOfPlan(origin: string, name: string): Promise<string> {
  const answer = await fetch(`${origin}/plans?limit=100`);
  const { plans } = (await answer.json()) as { plans: { id: string; name: string }[] };
  const plan = plans.find((one) => one.name === name);
  if (plan === undefined) throw new Error(`there is no plan ${name}`);
  return (await fetch(`${origin}/plans/${plan.id}/communities`)).text();
}

/** Chooses who receives with the paint tool, by a click on the map: `Escape` lets the one before go. */
export async function receiver(editing: EditingPage, place: Place): Promise<void> {
  await editing.page.keyboard.press('Escape');
  if ((await editing.page.locator('[data-tool="paint"][aria-pressed="true"]').count()) === 0)
    await editing.choose('paint');
  await editing.click(place);
  await editing.page.locator('.tool-hint', { hasText: '处拖动' }).waitFor();
}

/** Paints at a place; `along` further ones, with Shift from the community at the first alone. */
export async function paint(
  editing: EditingPage,
  at: Place,
  along: readonly Place[] = [],
): Promise<void> {
  const { keyboard } = editing.page;
  if (along.length > 0) await keyboard.down('Shift');
  await editing.press([at, ...along]);
  await editing.letGo();
  if (along.length > 0) await keyboard.up('Shift');
}

/** Waits until findings are gone from the list. */
export const waitUntilGone = (editing: EditingPage, ids: readonly string[]): Promise<void> =>
  expect
    .poll(async () => (await editing.findings()).filter((id) => ids.includes(id)), {
      timeout: 30_000,
    })
    .toEqual([]);

/** Takes everything back by `Ctrl Z`, and waits until the page is as it was and the server knows. */
export async function undoAll(editing: EditingPage, atFirst: readonly string[]): Promise<void> {
  const { page } = editing;
  const undo = page.locator('.plan-steps button').first();
  for (let step = 0; step < 60 && (await undo.isEnabled()); step++)
    await page.keyboard.press('Control+z');
  expect(await undo.isEnabled()).toBe(false);
  await expect.poll(() => editing.findings(), { timeout: 30_000 }).toEqual([...atFirst]);
  await waitForSaved(page);
}

/** Selects a finding by `J` alone. */
export async function stepTo(page: Page, id: string): Promise<void> {
  const wanted = page.locator(`[data-finding="${id}"][aria-current="true"]`);
  // Once round, with those that are folded.
  for (let step = 0; step < 100 && (await wanted.count()) === 0; step++)
    await page.keyboard.press('j');
  await wanted.waitFor();
}

/** Presses Tab until the focus is on something that the selector names. */
export async function tabTo(page: Page, selector: string): Promise<void> {
  for (let step = 0; step < 80; step++) {
    if ((await page.locator(`${selector}:focus`).count()) > 0) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not come to ${selector}`);
}

/** Tries out and accepts what is offered first for a finding, by keys alone. */
export async function fixByKeys(page: Page, id: string): Promise<void> {
  await stepTo(page, id);
  await page.keyboard.press('f');
  await page.locator('.preview-bar').waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.preview-bar').waitFor({ state: 'detached' });
}
