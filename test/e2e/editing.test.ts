import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import {
  describeInBrowser,
  keepScreenshot,
  outsideRequests,
  waitForMap,
} from '../helpers/browser.ts';
import { EditingPage } from '../helpers/editing-page.ts';
import { onScreen } from '../helpers/map-view.ts';
import { sampleOrigin } from '../helpers/sample-origin.ts';

// Whole edits, drawn by a browser without a graphics card.
vi.setConfig({ testTimeout: 150_000 });

// Places of the sample town (data/sample).
/** Where 育英路 meets the border of 桃源社区 (6,200 households), in the south and in the north. */
const ROAD_SOUTH = [119.9932528, 30.3000631] as const;
const ROAD_NORTH = [119.991665, 30.3052437] as const;
/** Two crossings on the border of 凤鸣社区 and 北桥社区, and a road's corner in the latter. */
const BORDER_START = [120.0021998, 30.2885411] as const;
const ROAD_CORNER = [120.0070523, 30.2895735] as const;
const BORDER_END = [120.0061711, 30.2921221] as const;
/** A vertex of that border, south of its beginning. */
const BORDER_MIDDLE = [120.0022954, 30.2875635] as const;
/** In 石桥园区社区 (380 households), in 北桥社区 beside it, and in 晓风社区 far away. */
const SMALL = [120.0142595, 30.287] as const;
const BESIDE_SMALL = [120.0062, 30.29] as const;
const FAR = [119.985, 30.297] as const;
/** In 鹤亭社区, and in 凤鸣社区 south of it. */
const HETING = [120.0005, 30.2985] as const;
const FENGMING = [120.0015, 30.2938] as const;
/** On the border of the two. */
const HETING_BORDER = [120.003, 30.2961] as const;

describeInBrowser('editing on the map', (browser) => {
  let origin: string;
  let editing: EditingPage;
  let atFirst: string[];

  beforeAll(async () => {
    origin = sampleOrigin();
    editing = await EditingPage.open(browser(), origin, '编辑试验');
    atFirst = await editing.findings();
    expect(atFirst.length).toBeGreaterThan(5);
  });
  afterAll(async () => {
    expect(editing?.watched.faults ?? []).toEqual([]);
    expect(outsideRequests(editing?.watched.requests ?? [], origin)).toEqual([]);
    await editing?.page.context().close();
  });
  /** Every edit is undone: what was found at the start is found again. */
  afterEach(async () => {
    const undo = editing.page.locator('.plan-steps button').first();
    for (let step = 0; step < 5 && (await undo.isEnabled()); step++) await undo.click();
    await expect.poll(() => editing.findings(), { timeout: 20_000 }).toEqual(atFirst);
  });

  it('paints units to the selected community, with the households of both at the pointer', async () => {
    await editing.view(14.4, HETING);
    await editing.choose('paint');
    await editing.click(HETING);
    await editing.page.keyboard.press(']');
    await editing.press([FENGMING, [120.0025, 30.2936]]);
    const label = await editing.label(/凤鸣社区/);
    expect(label).toMatch(/鹤亭社区 2,436 → 2,\d{3} 户/);
    expect(label).toMatch(/凤鸣社区 2,124 → \d,\d{3} 户/);
    await editing.letGo();
    await editing.done(/地块划入“鹤亭社区”/);
  });

  it('gives the units within a lasso', async () => {
    await editing.choose('lasso');
    await editing.press([
      [119.9995, 30.2945],
      [120.0035, 30.2945],
      [120.0035, 30.2925],
      [119.9995, 30.2925],
      [119.9995, 30.294],
    ]);
    await editing.label(/凤鸣社区 2,124 → /);
    await editing.letGo();
    await editing.done(/地块划入“鹤亭社区”/);
  });

  it('redraws a border along roads with one click a corner, both sides following', async () => {
    await editing.view(15.2, [120.0045, 30.2902]);
    await editing.choose('redraw');
    await editing.click(BORDER_START);
    await editing.page.getByText('重画“凤鸣社区”与“北桥社区”的边界').waitFor();
    await editing.click(ROAD_CORNER);
    await editing.hover(BORDER_END);
    expect(await editing.label(/北桥社区/)).toMatch(
      /凤鸣社区 2,124 → 2,547 户\n北桥社区 2,191 → 1,768 户/,
    );
    await editing.click(BORDER_END);
    await editing.page.getByRole('button', { name: '完成' }).click();
    await editing.done(/重画“凤鸣社区”与“北桥社区”的边界/);
  });

  it('says where a redrawn border may not begin, and that one along itself changes nothing', async () => {
    await editing.click([120.0045, 30.2915]);
    expect(await editing.refusal(/没有社区边界/)).toContain('请单击要重画的边界');
    await editing.click(BORDER_START);
    await editing.click(BORDER_MIDDLE);
    await editing.page.keyboard.press('Enter');
    expect(await editing.refusal(/与现有边界相同/)).toContain('请先在新走向的路口单击');
    await editing.page.keyboard.press('Escape');
  });

  it('leaves a line in the hand while the step before it is saved', async () => {
    const { page } = editing;
    let release = (): void => undefined;
    const held = new Promise<void>((done) => {
      release = done;
    });
    await page.route('**/plans/*/operations', async (route) => {
      await held;
      await route.continue();
    });
    await editing.choose('reshape');
    await editing.press([BORDER_END, [120.0066, 30.2916]]);
    await editing.letGo();
    await editing.done(/移动 1 个边界折点/);
    await editing.choose('redraw');
    await editing.click(BORDER_START);
    await page.locator('.tool-buttons').waitFor();
    release();
    await page.locator('[data-save="saved"]').waitFor();
    await page.unroute('**/plans/*/operations');
    expect(await page.locator('.tool-buttons').isVisible()).toBe(true);
    await page.keyboard.press('Escape');
  });

  it('drags a vertex of a border to a road', async () => {
    await editing.choose('reshape');
    await editing.press([BORDER_END, [120.0066, 30.2915], [120.0066, 30.2916]]);
    await editing.label(/平方米/);
    await editing.letGo();
    await editing.done(/移动 1 个边界折点/);
  });

  it('splits the large community by a line along a road and names the new one', async () => {
    await editing.view(14.6, [119.9935, 30.3005]);
    await editing.choose('split-line');
    await editing.click(ROAD_SOUTH);
    await editing.hover(ROAD_NORTH);
    expect(await editing.label(/桃源社区二/)).toMatch(
      /桃源社区 6,200 → 4,240 户\n桃源社区二 1,960 户/,
    );
    await editing.click(ROAD_NORTH);
    await editing.page.keyboard.press('Enter');
    await editing.done(/沿线拆分“桃源社区”，分出“桃源社区二”/);
    const name = editing.page.getByRole('textbox', { name: '名称', exact: true });
    expect(await name.inputValue()).toBe('桃源社区二');
    await name.fill('桃溪社区');
    await editing.page.getByRole('button', { name: '确定' }).click();
    await editing.done(/桃溪社区/);
  });

  it('splits a community by painting the units that leave it', async () => {
    await editing.choose('split-units');
    await editing.click([119.986, 30.3035]);
    await editing.press([
      [119.9885, 30.3035],
      [119.9905, 30.3032],
      [119.9905, 30.302],
    ]);
    await editing.label(/桃源社区 [45],\d{3} 户\s*桃源社区二 /);
    await editing.letGo();
    await editing.page.getByRole('button', { name: '完成' }).click();
    await editing.done(/按地块拆分为 2 个社区/);
    await editing.page.getByRole('button', { name: '暂用此名' }).click();
  });

  it('merges the small community, and says why two that lie apart cannot be merged', async () => {
    await editing.view(13.2, [120, 30.2993]);
    await editing.choose('merge');
    await editing.click(BESIDE_SMALL);
    await editing.click(FAR);
    await editing.refusal(/没有共同边界/);
    expect(
      await editing.page.getByRole('button', { name: '完成' }).getAttribute('aria-disabled'),
    ).toBe('true');
    await editing.click(FAR);
    await editing.hover(SMALL);
    expect(await editing.label(/石桥园区社区/)).toMatch(
      /北桥社区 2,191 → 2,571 户\n石桥园区社区 撤销/,
    );
    await editing.click(SMALL);
    await editing.page.keyboard.press('Enter');
    await editing.done(/合并/);
  });

  it('draws a new community, which takes its ground from those that have it', async () => {
    await editing.view(15.2, [120.0045, 30.2902]);
    await editing.choose('draw');
    for (const corner of [BORDER_START, ROAD_CORNER, BORDER_END]) await editing.click(corner);
    await editing.label(/户/);
    await editing.page.keyboard.press('Enter');
    await editing.page.locator('.name-new').waitFor();
    await editing.page.getByRole('button', { name: '暂用此名' }).click();
  });

  it('no tool changes a locked community; it is hatched until it is unlocked', async () => {
    await editing.view(14.4, HETING);
    await editing.choose('inspect');
    await editing.click(HETING);
    const actions = editing.page.locator('.community-actions');
    const around = await onScreen(editing.page, HETING);
    const clip = { x: around.x - 60, y: around.y - 90, width: 120, height: 60 };
    const picture = async (): Promise<Buffer> => {
      await waitForMap(editing.page);
      return editing.page.screenshot({ clip });
    };
    const plain = await picture();
    await actions.getByRole('button', { name: '锁定' }).click();
    expect((await picture()).equals(plain)).toBe(false);
    await keepScreenshot(editing.page, 'locked');
    await editing.choose('paint');
    await editing.press([FENGMING]);
    await editing.letGo();
    await editing.refusal(/“鹤亭社区”已锁定/);
    await editing.choose('merge');
    await editing.click(HETING);
    await editing.refusal(/“鹤亭社区”已锁定/);
    await editing.choose('reshape');
    await editing.press([HETING_BORDER]);
    await editing.letGo();
    await editing.refusal(/“鹤亭社区”已锁定/);
    await editing.choose('redraw');
    await editing.click(HETING_BORDER);
    await editing.refusal(/“鹤亭社区”已锁定/);
    await editing.choose('inspect');
    await editing.page.locator('.community-actions button[aria-pressed="true"]').click();
    expect((await picture()).equals(plain)).toBe(true);
    expect(await editing.page.locator('.plan-steps button').first().isEnabled()).toBe(false);
  });

  it('merges from the card, and edits attributes, in dialogs', async () => {
    await editing.view(13.2, [120, 30.2993]);
    await editing.choose('inspect');
    await editing.click(SMALL);
    const actions = editing.page.locator('.community-actions');
    await actions.getByRole('button', { name: '并入相邻社区' }).click();
    const choice = editing.page.locator('.merge-choice', { hasText: '北桥社区' });
    await expect.poll(() => choice.textContent()).toContain('2,571 户');
    await choice.click();
    await editing.page.getByRole('button', { name: '执行' }).click();
    await editing.done(/合并/);
    await editing.undo();
    await editing.click(SMALL);
    await actions.getByRole('button', { name: '编辑属性' }).click();
    const dialog = editing.page.getByRole('dialog');
    await dialog.getByLabel('名称', { exact: true }).fill('石桥社区');
    await dialog.getByRole('button', { name: '保存' }).click();
    await editing.done(/更名为“石桥社区”/);
  });
});
