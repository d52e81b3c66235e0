import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import {
  describeInBrowser,
  keepScreenshot,
  openWatchedPage,
  outsideRequests,
  SMALL_SCREEN,
  waitForMap,
} from '../helpers/browser.ts';
import { Crosshair } from '../helpers/crosshair.ts';
import { EditingPage } from '../helpers/editing-page.ts';
import { openTown } from '../helpers/planner-page.ts';
import { sampleOrigin } from '../helpers/sample-origin.ts';
import { tabTo } from '../helpers/story-page.ts';

// Whole edits, drawn by a browser without a graphics card.
vi.setConfig({ testTimeout: 120_000 });

// Places of the sample town (data/sample).
/** In 鹤亭社区, and in 凤鸣社区 south of it. */
const HETING = [120.0005, 30.2985] as const;
const FENGMING = [120.0015, 30.2938] as const;
const FENGMING_EAST = [120.0026, 30.2936] as const;
/** Two crossings on the border of 凤鸣社区 and 北桥社区, and a road's corner in the latter. */
const BORDER_START = [120.0021998, 30.2885411] as const;
const ROAD_CORNER = [120.0070523, 30.2895735] as const;
const BORDER_END = [120.0061711, 30.2921221] as const;
/** Where 育英路 meets the border of 桃源社区, in the south and in the north. */
const ROAD_SOUTH = [119.9932528, 30.3000631] as const;
const ROAD_NORTH = [119.991665, 30.3052437] as const;
/** Off the border of 凤鸣社区 and 北桥社区, away from roads. */
const NEW_VERTEX = [120.0055, 30.29245] as const;
/** In 石桥园区社区 (380 households), and in 北桥社区 beside it. */
const SMALL = [120.0142595, 30.287] as const;
const BESIDE_SMALL = [120.0062, 30.29] as const;
/** Units on the eastern rim of 桃源社区. */
const RIM = [119.9885, 30.3035] as const;
const RIM_END = [119.9905, 30.302] as const;
const TAOYUAN = [119.986, 30.3035] as const;

describeInBrowser('editing without a mouse', (browser) => {
  let editing: EditingPage;
  let page: Page;
  let atFirst: string[];
  const begin = async (zoom: number, at: readonly [number, number], tool: string) => {
    await editing.view(zoom, at);
    await page.keyboard.press(tool);
    return Crosshair.begin(page);
  };

  beforeAll(async () => {
    editing = new EditingPage(await openWatchedPage(browser(), { viewport: SMALL_SCREEN }));
    ({ page } = editing);
    await openTown(page, sampleOrigin());
    await waitForMap(page);
  });
  afterAll(async () => {
    expect(editing?.watched.faults ?? []).toEqual([]);
    expect(outsideRequests(editing?.watched.requests ?? [], sampleOrigin())).toEqual([]);
    await page?.context().close();
  });
  afterEach(async () => {
    const undo = page.locator('.plan-steps button').first();
    for (let step = 0; step < 5 && (await undo.isEnabled()); step++)
      await page.keyboard.press('Control+z');
    await expect.poll(() => editing.findings(), { timeout: 20_000 }).toEqual(atFirst);
    await page.keyboard.press('v');
    // Nothing is selected any more.
    await page.keyboard.press('Escape');
  });

  it('opens the sheet of keys and a plan; a dialog gives the focus back to what opened it', async () => {
    await page.keyboard.press('?');
    await page.locator('dialog .keys').waitFor();
    await keepScreenshot(page, 'keys');
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
    await tabTo(page, '.plan-bar .button');
    await page.keyboard.press('Enter');
    await page.locator('.plan-new input').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
    expect(await page.locator('.plan-bar .button:focus').count()).toBe(1);
    await page.keyboard.press('Enter');
    await tabTo(page, '.plan-new input');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('键盘试验');
    await page.keyboard.press('Enter');
    await page.locator('.toolbar').waitFor({ timeout: 60_000 });
    await page.locator('.finding').first().waitFor({ timeout: 60_000 });
    await waitForMap(page);
    atFirst = await editing.findings();
  });

  it('shows on each button its key while Alt is held', async () => {
    const keyShown = (selector: string): Promise<string> =>
      page.locator(selector).evaluate(
        (one) =>
          (
            globalThis as unknown as {
              getComputedStyle(of: unknown, part: string): { content: string };
            }
          ).getComputedStyle(one, '::after').content,
      );
    expect(await keyShown('[data-tool="redraw"]')).toBe('none');
    await page.keyboard.down('Alt');
    await page.locator('.show-keys').waitFor();
    expect(await keyShown('[data-tool="redraw"]')).toBe('"R"');
    expect(await keyShown('[data-pane="compare"]')).toBe('"5"');
    await page.keyboard.up('Alt');
    await page.locator('.show-keys').waitFor({ state: 'detached' });
    expect(await keyShown('[data-tool="redraw"]')).toBe('none');
  });

  it('selects what lies under the crosshair', async () => {
    const crosshair = await begin(15, HETING, 'v');
    await crosshair.press(HETING);
    await expect.poll(() => page.locator('.card h2').textContent()).toBe('鹤亭社区');
    await page.keyboard.press('Escape');
    expect(await page.locator('.card').count()).toBe(0);
  });

  it('redraws a border; Enter finishes what has been clicked', async () => {
    const crosshair = await begin(16, BORDER_START, 'r');
    await crosshair.press(BORDER_START);
    await page.getByText('重画“凤鸣社区”与“北桥社区”的边界').waitFor();
    await crosshair.press(ROAD_CORNER);
    await crosshair.press(BORDER_END);
    await editing.label(/凤鸣社区 2,124 → 2,547 户/);
    await keepScreenshot(page, 'keyboard-redraw');
    await page.keyboard.press('Enter');
    await editing.done(/重画“凤鸣社区”与“北桥社区”的边界/);
  });

  it('drags a vertex onto a road, pulls a new one out of a line, and takes it out again', async () => {
    const crosshair = await begin(16, BORDER_END, 'd');
    const road = [120.0066, 30.2916] as const;
    await crosshair.drag([BORDER_END, road]);
    await editing.done(/移动 1 个边界折点/);
    await page.keyboard.press('Control+z');
    // Between two vertices of the border; Delete takes the new one out where it was let go.
    await crosshair.drag([[120.0055718, 30.292051], NEW_VERTEX]);
    await editing.done(/移动 1 个边界折点|2 步/);
    await crosshair.walkTo(NEW_VERTEX);
    await page.keyboard.press('Delete');
    await editing.done(/去掉|删除/);
  });

  it('gives units to a community by brush, from one side only, and by lasso', async () => {
    const crosshair = await begin(15.4, HETING, 'b');
    await crosshair.press(HETING);
    await page.locator('.tool-hint', { hasText: '划入“鹤亭社区”' }).waitFor();
    // A stroke that begins in 凤鸣社区 with Shift takes from it alone.
    await crosshair.drag([FENGMING, FENGMING_EAST], 'Shift+Space');
    await editing.done(/地块划入“鹤亭社区”/);
    await page.keyboard.press('Control+z');
    await page.keyboard.press('a');
    await crosshair.drag([
      [119.9995, 30.2945],
      [120.0035, 30.2945],
      [120.0035, 30.2925],
      [119.9995, 30.2925],
    ]);
    await editing.done(/地块划入“鹤亭社区”/);
    // Alt and a click: another one receives.
    await crosshair.press([120.001, 30.2905], 'Alt+Enter');
    await page.locator('.tool-hint', { hasText: '划入“凤鸣社区”' }).waitFor();
  });

  it('splits a community by a line, and names the new one', async () => {
    const crosshair = await begin(15, ROAD_SOUTH, 's');
    await crosshair.press(ROAD_SOUTH);
    await crosshair.walkTo(ROAD_NORTH);
    await editing.label(/桃源社区二 1,960 户/);
    await page.keyboard.press('Enter');
    await page.locator('.name-new').waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.name-new input:focus').first().waitFor();
    await page.keyboard.type('桃溪社区');
    await page.keyboard.press('Enter');
    await editing.done(/桃溪社区/);
    // The map has the keyboard again.
    expect(await page.locator('.maplibregl-canvas:focus').count()).toBe(1);
  });

  it('splits a community by its units', async () => {
    const crosshair = await begin(15.4, TAOYUAN, 'e');
    await crosshair.press(TAOYUAN);
    await page.locator('.tool-hint', { hasText: '从“桃源社区”分出' }).waitFor();
    await crosshair.drag([RIM, [119.9905, 30.3032], RIM_END]);
    await page.keyboard.press('Enter');
    await editing.done(/按地块拆分为 2 个社区/);
    await page.keyboard.press('Enter');
    await page.locator('.name-new input:focus').first().waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.name-new').waitFor({ state: 'detached' });
  });

  it('merges two communities', async () => {
    const crosshair = await begin(14.5, BESIDE_SMALL, 'm');
    await crosshair.press(BESIDE_SMALL);
    await crosshair.press(SMALL);
    await page.keyboard.press('Enter');
    await editing.done(/合并/);
  });

  it('draws a new community', async () => {
    const crosshair = await begin(16, BORDER_START, 'w');
    for (const corner of [BORDER_START, ROAD_CORNER, BORDER_END]) await crosshair.press(corner);
    await editing.label(/户/);
    await page.keyboard.press('Enter');
    await page.locator('.name-new').waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
  });

  it('edits attributes, locks and merges from the list and the card', async () => {
    await page.keyboard.press('2');
    await tabTo(page, '.community-item');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.locator('.community-actions').waitFor();
    await tabTo(page, '.community-actions button');
    await page.keyboard.press('Enter');
    const name = page.getByRole('dialog').getByLabel('名称', { exact: true });
    await name.waitFor();
    await tabTo(page, '.attributes input');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('翠湖社区');
    await page.keyboard.press('Enter');
    await editing.done(/更名为“翠湖社区”/);
    await page.keyboard.press('Control+z');
    await tabTo(page, '.community-actions [aria-pressed]');
    await page.keyboard.press('Enter');
    await page.locator('.community-actions [aria-pressed="true"]').waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.community-actions [aria-pressed="false"]').waitFor();
    await page.keyboard.press('1');
  });

  it('waives a finding with a reason, and takes that back', async () => {
    await page.keyboard.press('j');
    await tabTo(page, '.card-body > .link');
    await page.keyboard.press('Enter');
    await page.locator('.waiver textarea:focus').waitFor();
    await page.keyboard.type('历史遗留。');
    await tabTo(page, '.waiver button[type=submit]');
    await page.keyboard.press('Enter');
    await page.locator('.card-body:focus .waived').waitFor();
    await tabTo(page, '.waived .link');
    await page.keyboard.press('Enter');
    await page.locator('.card-body > .link').waitFor();
    await page.keyboard.press('Escape');
  });

  it('goes along the tools by the arrows, and prints by a button', async () => {
    await tabTo(page, '.tool');
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('[data-tool="paint"]:focus').count()).toBe(1);
    await page.keyboard.press('Enter');
    await page.locator('[data-tool="paint"][aria-pressed="true"]').waitFor();
    await tabTo(page, '.map-tools button[aria-busy]');
    await page.keyboard.press('Enter');
    await page.locator('.print-ranges').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('dialog').waitFor({ state: 'detached' });
    expect(await page.locator('.map-tools button[aria-busy]:focus').count()).toBe(1);
  });
});
