import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { describeInBrowser, keepScreenshot, outsideRequests } from '../helpers/browser.ts';
import { EditingPage } from '../helpers/editing-page.ts';
import { findingIds, openPlan, openTown, waitForSaved } from '../helpers/planner-page.ts';
import { sampleOrigin } from '../helpers/sample-origin.ts';
import {
  communitiesOfPlan,
  fixByKeys,
  paint,
  receiver,
  stepTo,
  tabTo,
  undoAll,
  waitUntilGone,
} from '../helpers/story-page.ts';

// Each is a whole piece of work, on a map that is drawn without a graphics card.
vi.setConfig({ testTimeout: 180_000 });

/** Where the faults of the sample town are (data/sample/faults.json), and who is to have the ground. */
const EXCLAVE = [120.0180515, 30.3049269] as const;
const YONGFU = [120.0204, 30.3049] as const;
const BLOCK = [120.0138455, 30.3139797] as const;
const YUNLING = [120.019, 30.3115] as const;
const BULGE = [120.0043194, 30.305051] as const;
const FANGZHOU = [120.0035, 30.3015] as const;
const CUT_ESTATE = [119.9925656, 30.312943] as const;
const YANHU = [119.9885, 30.3124] as const;
const OTHER_BULGE = [119.9768969, 30.3031963] as const;
const MAILANG = [119.9755, 30.3055] as const;
const DENT = [120.0001799, 30.2863611] as const;
const QINGFENG = [120.0002, 30.2835] as const;
const HOLE = [119.9963366, 30.2973599] as const;
const HETING = [120.0005, 30.2985] as const;
/** Where 育英路 meets the border of 桃源社区 (6,200 households), in the south and in the north. */
const ROAD_SOUTH = [119.9932528, 30.3000631] as const;
const ROAD_NORTH = [119.991665, 30.3052437] as const;
/** In 石桥园区社区 (380 households), and in 北桥社区 beside it. */
const SMALL = [120.0142595, 30.287] as const;
const BESIDE_SMALL = [120.0062, 30.29] as const;
/** Two crossings on the border of 凤鸣社区 and 北桥社区, and a road's corner in the latter. */
const BORDER_START = [120.0021998, 30.2885411] as const;
const ROAD_CORNER = [120.0070523, 30.2895735] as const;
const BORDER_END = [120.0061711, 30.2921221] as const;

/** Findings of the faults that were planted: of these kinds there are no others in the town. */
const PLANTED = /^(gap|overlap|non-contiguous|split|merge|whole)-/;
const NAME = '栖澜街道的故事';

describeInBrowser('the sample town, from its faults to a plan and back', (browser) => {
  const origin = sampleOrigin();
  let editing: EditingPage;
  let page: Page;
  let atFirst: string[];
  let bytes: string;
  const planted = (prefix: string): string[] => atFirst.filter((id) => id.startsWith(prefix));
  const steps = async (): Promise<number> => {
    await page.keyboard.press('4');
    const count = await page.locator('.history-step').count();
    await page.keyboard.press('1');
    return count - 1;
  };

  beforeAll(async () => {
    editing = await EditingPage.open(browser(), origin, NAME);
    page = editing.page;
    atFirst = await editing.findings();
    bytes = await communitiesOfPlan(origin, NAME);
    expect(atFirst.filter((id) => PLANTED.test(id))).toHaveLength(10);
  });
  afterAll(async () => {
    // The conflict of two tabs is an answer of the server, and no fault.
    expect((editing?.watched.faults ?? []).filter((fault) => !fault.includes('412'))).toEqual([]);
    expect(outsideRequests(editing?.watched.requests ?? [], origin)).toEqual([]);
    await page?.context().close();
  });

  it('mends gaps, overlaps, the stray part and the cut estate by painting', async () => {
    await editing.view(14.2, [120.004, 30.309]);
    await receiver(editing, YONGFU);
    for (let size = 0; size < 3; size++) await page.keyboard.press(']');
    await paint(editing, EXCLAVE, [
      [120.0168, 30.3045],
      [120.0172, 30.306],
      [120.018, 30.3038],
      [120.0188, 30.306],
      [120.0194, 30.3045],
    ]);
    await editing.done(/划入“永福村”/);
    for (let size = 0; size < 3; size++) await page.keyboard.press('[');
    for (const [to, at, said] of [
      [YUNLING, BLOCK, /云岭村/],
      [FANGZHOU, BULGE, /重叠归“芳洲社区”/],
      [YANHU, CUT_ESTATE, /划入“雁湖社区”/],
    ] as const) {
      await receiver(editing, to);
      await paint(editing, at);
      await editing.done(said);
    }
    await editing.view(14.2, [119.989, 30.295]);
    for (const [to, at, said] of [
      [MAILANG, OTHER_BULGE, /重叠归“麦浪村”/],
      [QINGFENG, DENT, /空白划入“青枫村”/],
      [HETING, HOLE, /划入“鹤亭社区”/],
    ] as const) {
      await receiver(editing, to);
      await paint(editing, at);
      await editing.done(said);
    }
    await waitUntilGone(
      editing,
      ['gap-', 'overlap-', 'non-contiguous-', 'whole-'].flatMap((kind) => planted(kind)),
    );
    await keepScreenshot(page, 'story-painted');
  });

  it('splits the large community by drawing and merges the small one', async () => {
    await editing.view(13.8, [120.003, 30.295]);
    await editing.choose('split-line');
    await editing.click(ROAD_SOUTH);
    await editing.click(ROAD_NORTH);
    await page.keyboard.press('Enter');
    await editing.done(/沿线拆分“桃源社区”/);
    await page.getByRole('button', { name: '暂用此名' }).click();
    await editing.choose('merge');
    await editing.click(BESIDE_SMALL);
    await editing.click(SMALL);
    await page.keyboard.press('Enter');
    await editing.done(/合并/);
    await waitUntilGone(editing, [...planted('split-'), ...planted('merge-')]);
    await keepScreenshot(page, 'story-mended');
  });

  it('redraws a stretch of a border along a road, and drags another onto one', async () => {
    await editing.view(15.2, [120.0045, 30.2902]);
    await editing.choose('redraw');
    await editing.click(BORDER_START);
    await editing.click(ROAD_CORNER);
    await editing.click(BORDER_END);
    await page.keyboard.press('Enter');
    await editing.done(/重画“凤鸣社区”与“北桥社区”的边界/);
    // Along itself nothing changes; the reason says what to do instead.
    await editing.click(BORDER_START);
    await editing.click(ROAD_CORNER);
    await page.keyboard.press('Enter');
    expect(await editing.refusal(/与现有边界相同/)).toContain('请先在新走向的路口单击');
    await page.keyboard.press('Escape');
    await editing.choose('reshape');
    await editing.press([BORDER_END, [120.0066, 30.2915], [120.0066, 30.2916]]);
    await editing.label(/平方米/);
    await editing.letGo();
    await editing.done(/移动 1 个边界折点/);
  });

  it('is all there after a reload in the middle of the work, and all of it can be undone', async () => {
    const done = await steps();
    expect(done).toBe(11);
    await waitForSaved(page);
    await page.reload();
    await page.locator('.finding').first().waitFor();
    await openPlan(page, NAME);
    await page.locator('.finding').first().waitFor();
    await expect.poll(steps).toBe(done);
    await undoAll(editing, atFirst);
    expect(await communitiesOfPlan(origin, NAME)).toBe(bytes);
  });

  it('does the same by what is offered, without the mouse', async () => {
    for (const kind of ['gap-', 'overlap-', 'non-contiguous-', 'whole-f', 'merge-']) {
      for (const id of planted(kind)) {
        await fixByKeys(page, id);
        await waitUntilGone(editing, [id]);
      }
    }
    // The split is a suggestion: its finding leads to it.
    const [split = ''] = planted('split-');
    await stepTo(page, split);
    await tabTo(page, '.card .suggest-entry button');
    await page.keyboard.press('Enter');
    await page.locator('#suggest-start:focus').waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.suggestion').first().waitFor({ timeout: 150_000 });
    await tabTo(page, '.suggestion .notice-actions .button');
    await page.keyboard.press('Enter');
    await page.locator('.suggest-accepted').waitFor();
    await keepScreenshot(page, 'story-by-keys');
    await page.keyboard.press('1');
    await waitUntilGone(editing, [split]);
    expect((await findingIds(page)).filter((id) => /^(gap|overlap|non-cont)/.test(id))).toEqual([]);
    await undoAll(editing, atFirst);
    expect(await communitiesOfPlan(origin, NAME)).toBe(bytes);
  });

  it('asks what to do where another tab was faster', async () => {
    const [gap = '', other = ''] = planted('gap-');
    const tab = await page.context().newPage();
    await openTown(tab, origin);
    await openPlan(tab, NAME);
    await tab.locator(`[data-finding="${other}"]`).waitFor();
    await fixByKeys(tab, other);
    await waitForSaved(tab);
    await tab.close();
    await page.bringToFront();
    await fixByKeys(page, gap);
    await page.locator('[data-choice="mine"]').click({ timeout: 30_000 });
    await page.locator('dialog').waitFor({ state: 'detached' });
    await waitUntilGone(editing, [gap, other]);
    await waitForSaved(page);
    await undoAll(editing, atFirst);
    expect(await communitiesOfPlan(origin, NAME)).toBe(bytes);
  });
});
