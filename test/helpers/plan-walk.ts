import type { Page } from 'playwright-core';
import { waitForMap } from './browser.ts';
import { EditingPage } from './editing-page.ts';
import { dropDialog, type Look } from './page-walk.ts';
import { acceptFirstFix, findingIds, openPlan, openTown, startPlan } from './planner-page.ts';

type Place = readonly [lon: number, lat: number];

// Places of the sample town (data/sample).
const HETING: Place = [120.0005, 30.2985];
const FENGMING: Place = [120.0015, 30.2938];
const BORDER_START: Place = [120.0021998, 30.2885411];
const ROAD_CORNER: Place = [120.0070523, 30.2895735];
const BORDER_END: Place = [120.0061711, 30.2921221];
const ROAD_SOUTH: Place = [119.9932528, 30.3000631];
const ROAD_NORTH: Place = [119.991665, 30.3052437];
const SMALL: Place = [120.0142595, 30.287];
const BESIDE_SMALL: Place = [120.0062, 30.29];
const FAR: Place = [119.985, 30.297];
const SEARCH = { timeout: 150_000 };

/** All of it, on one page: a plan of its own is made on the server. Without the tools it is a third shorter. */
export async function walkPlan(
  page: Page,
  origin: string,
  plan: string,
  look: Look,
  { hasTools = true }: { hasTools?: boolean } = {},
): Promise<void> {
  await openTown(page, origin);
  await startPlan(page, plan);
  await waitForMap(page);
  const editing = new EditingPage({ page, requests: [], faults: [] });
  await walkEditing(editing, look, hasTools);
  await walkPanes(page, look);
  await walkSaving(page, origin, plan, look);
}

/** A plan under edit: each tool in the middle of its work, the dialogs of a community. */
async function walkEditing(editing: EditingPage, look: Look, hasTools: boolean): Promise<void> {
  const { page } = editing;
  await look('plan');
  await page.keyboard.down('Alt');
  await look('plan-alt');
  await page.keyboard.up('Alt');
  for (const id of await findingIds(page)) {
    await page.locator(`[data-finding="${id}"]`).press('Enter');
    if ((await page.locator('.fix-button[aria-disabled="false"]').count()) > 0) break;
  }
  await look('plan-finding');
  await page.keyboard.press('f');
  await page.locator('.preview-bar').waitFor();
  await look('plan-preview');
  await page.keyboard.press('Escape');
  await page.locator('.preview-bar').waitFor({ state: 'detached' });
  await page.locator('.card .card-body > .link').click();
  await page.locator('.waiver textarea').fill('历史遗留，已列入来年计划。');
  await look('plan-waiver');
  await page.keyboard.press('Escape');
  if (hasTools) await walkTools(editing, look);
  await page.keyboard.press('2');
  await page.locator('.community-item').nth(4).press('Enter');
  await look('plan-community');
  const actions = page.locator('.community-actions button');
  await actions.nth(0).click();
  await page.locator('dialog form').waitFor();
  await look('attributes');
  await dropDialog(page);
  await actions.nth(1).click();
  await page.locator('.merge-choice:has(input:enabled)').first().click();
  await look('merge-dialog');
  await dropDialog(page);
  await actions.last().click();
  await look('plan-locked');
  await actions.last().click();
  await page.keyboard.press('1');
}

/** Each tool in the middle of what it does. */
async function walkTools(editing: EditingPage, look: Look): Promise<void> {
  const { page } = editing;
  await editing.view(14.4, HETING);
  await editing.choose('paint');
  await editing.click(HETING);
  await page.keyboard.press(']');
  await editing.press([FENGMING, [120.0025, 30.2936]]);
  await editing.label(/→/);
  await look('tool-paint');
  await page.keyboard.press('Escape');
  await editing.letGo();
  await editing.choose('lasso');
  await editing.press([
    [119.9995, 30.2945],
    [120.0035, 30.2945],
    [120.0035, 30.2925],
    [119.9995, 30.2925],
    [119.9995, 30.294],
  ]);
  await editing.label(/→/);
  await look('tool-lasso');
  await page.keyboard.press('Escape');
  await editing.letGo();
  await editing.view(15.2, [120.0045, 30.2902]);
  await editing.choose('redraw');
  await editing.click([120.0045, 30.2915]);
  await page.locator('.tool-refusal').waitFor();
  await look('tool-refused');
  await editing.click(BORDER_START);
  await editing.click(ROAD_CORNER);
  await editing.hover(BORDER_END);
  await editing.label(/→/);
  await look('tool-redraw');
  await page.keyboard.press('Escape');
  await editing.choose('reshape');
  await editing.press([BORDER_END, [120.0066, 30.2915], [120.0066, 30.2916]]);
  await editing.label(/→|m²|平方米/);
  await look('tool-drag');
  await page.keyboard.press('Escape');
  await editing.letGo();
  await editing.choose('draw');
  for (const corner of [BORDER_START, ROAD_CORNER, BORDER_END]) await editing.click(corner);
  await editing.label(/→/);
  await look('tool-draw');
  await page.keyboard.press('Escape');
  await editing.view(13.2, [120, 30.2993]);
  await editing.choose('merge');
  await editing.click(BESIDE_SMALL);
  await editing.click(FAR);
  await page.locator('.tool-refusal').waitFor();
  await look('tool-merge-apart');
  await editing.click(FAR);
  await editing.hover(SMALL);
  await editing.label(/→/);
  await look('tool-merge');
  await page.keyboard.press('Escape');
  await editing.view(14.6, [119.9935, 30.3005]);
  await editing.choose('split-units');
  await editing.click([119.986, 30.3035]);
  await editing.press([
    [119.9885, 30.3035],
    [119.9905, 30.3032],
    [119.9905, 30.302],
  ]);
  await editing.letGo();
  await look('tool-split-units');
  await page.keyboard.press('Escape');
  await editing.choose('split-line');
  await editing.click(ROAD_SOUTH);
  await editing.hover(ROAD_NORTH);
  await editing.label(/→/);
  await look('tool-split');
  await editing.click(ROAD_NORTH);
  await page.keyboard.press('Enter');
  await page.locator('.name-new').waitFor();
  await look('tool-split-name');
  await page.locator('.name-new .button-quiet').click();
  await page.keyboard.press('x');
  await look('tool-keyboard');
  await page.keyboard.press('Control+z');
  await page.locator('.plan-steps button:disabled').first().waitFor();
  await page.keyboard.press('v');
}

/** Suggestions, the history, the comparison, texts and export: what stands beside a plan. */
async function walkPanes(page: Page, look: Look): Promise<void> {
  const suggestions = page.locator('.suggestions');
  await page.keyboard.press('3');
  await suggestions.locator('.suggest-form').waitFor();
  await look('suggest-form');
  await suggestions.locator('input[name="suggest-kind"][value="replan"]').check();
  await page.locator('#suggest-start').click();
  await suggestions.locator('.running').waitFor();
  await look('suggest-running');
  await suggestions.locator('.running button').click();
  await suggestions.locator('input[name="suggest-kind"][value="split"]').check();
  await page.locator('#suggest-start').click();
  await suggestions.locator('.suggestion').first().waitFor(SEARCH);
  await look('suggest-alternatives');
  await suggestions.locator('.suggest-group-head .link').click();
  await page.locator('dialog thead').waitFor();
  await look('suggest-side-by-side');
  await dropDialog(page);
  await suggestions.locator('.suggestion .notice-actions .button-quiet').first().click();
  await page.locator('.preview-bar').waitFor();
  await look('suggest-preview');
  await page.locator('.preview-bar .button').click();
  await page.locator('.suggest-accepted').waitFor();
  await look('suggest-accepted');
  await page.keyboard.press('4');
  await page.locator('.snapshot-form input').fill('拆分之后');
  await page.locator('.snapshot-form button').click();
  await page.locator('.snapshots [role="status"]').waitFor(SEARCH);
  await look('history');
  await page.keyboard.press('1');
  await page.locator('.legend summary').click();
  await page.locator('.legend .colour-choice select').selectOption('change');
  await look('colour-change');
  await page.locator('.legend .colour-choice select').selectOption('political');
  await page.locator('.legend summary').click();
  await page.keyboard.press('5');
  await page.locator('.compare-table').waitFor(SEARCH);
  await look('compare');
  for (const view of ['swipe', 'side']) {
    await page.locator(`[data-compare-view="${view}"]`).click();
    await page.locator(`.compare-${view}[data-ready="true"]`).waitFor(SEARCH);
    await look(`compare-${view}`);
  }
  await page.locator('[data-compare-view="changes"]').click();
  await page.locator('.compare-body > div > .button-quiet').first().click();
  await page.locator('.text-words').first().waitFor(SEARCH);
  await look('text-adjustment');
  await page.locator('[data-text-subject]').selectOption({ index: 4 });
  await page.locator('[data-text="limits"]').waitFor(SEARCH);
  await look('text-boundary');
  await dropDialog(page);
  await page.keyboard.press('1');
  await page.locator('.plan-steps button').nth(2).click();
  await page.locator('dialog').waitFor();
  await look('export');
  await dropDialog(page);
}

/** What happens to the work when the server or somebody else stands in the way. */
async function walkSaving(page: Page, origin: string, plan: string, look: Look): Promise<void> {
  const route = '**/plans/*/operations';
  const begin = async (): Promise<void> => {
    await page.reload();
    await page.locator('.finding').first().waitFor();
    await openPlan(page, plan);
    await page.locator('.finding').first().waitFor();
  };
  await page.route(route, (request) => request.abort());
  await acceptFirstFix(page);
  await page.locator('[data-save="offline"]').waitFor({ timeout: 30_000 });
  await look('offline');
  page.once('dialog', (dialog) => void dialog.accept());
  await begin();
  await page.locator('.plan-left-behind').waitFor();
  await look('left-behind');
  await page.locator('.plan-left-behind .link').click();
  await page.unroute(route);
  await overtake(origin, plan);
  await acceptFirstFix(page);
  await page.locator('.conflict-sides').waitFor(SEARCH);
  await look('conflict');
}

/** Somebody else takes back the last step of the plan. */
async function overtake(origin: string, name: string): Promise<void> {
  const answer = await fetch(`${origin}/plans?limit=100`);
  const { plans } = (await answer.json()) as { plans: { id: string; name: string }[] };
  const plan = `${origin}/plans/${plans.find((one) => one.name === name)?.id}`;
  const etag = (await fetch(plan)).headers.get('etag') ?? '';
  const undone = await fetch(`${plan}/undo`, {
    method: 'POST',
    headers: { 'if-match': etag, 'sizhi-actor': encodeURIComponent('王工') },
  });
  if (!undone.ok) throw new Error(await undone.text());
}
