import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { describeInBrowser, keepScreenshot, outsideRequests } from '../helpers/browser.ts';
import { EditingPage } from '../helpers/editing-page.ts';
import { HAIDIAN, hasHaidian, importHaidian } from '../helpers/haidian-town.ts';
import { openPlan, openTown, waitForSaved } from '../helpers/planner-page.ts';
import { type SizhiProcess, startSizhi } from '../helpers/sizhi-process.ts';
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
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

/** In the stray part of 双清社区, in 清华社区 around it. */
const STRAY = [116.3233, 40.0048] as const;
const TSINGHUA = [116.3255, 40.0035] as const;
/** In the block that is in no community, and in 圆明社区 west of it. */
const MISSING = [116.3185, 40.0061] as const;
const YUANMING = [116.315, 40.006] as const;
/** In the block that two communities have, and in 荷清社区, one of them. */
const TWICE = [116.3203, 40.0084] as const;
const HEQING = [116.323, 40.0095] as const;
/** 照澜社区 (376 households), and 荷塘社区 beside it. */
const SMALL = [116.321, 39.9957] as const;
const HETANG = [116.318, 39.9976] as const;
/** On the border of 圆明社区 and 清华社区: at 至善路, and where it comes back to 万泉河; between them the bridge of the road. */
const AT_ROAD = [116.319425, 40.004847] as const;
const AT_BRIDGE = [116.32043, 40.00488] as const;
const AT_RIVER = [116.319722, 40.002819] as const;
/** Further along 至善路. */
const ALONG_ROAD = [116.319963, 40.00486] as const;
/** Across 清华社区, from the river to the outline in the east. */
const EAST = [116.332, 40.003078] as const;

/** Findings of the faults that were planted. */
const PLANTED = /^(gap|overlap|non-contiguous|split|merge)-/;
const NAME = '海淀的故事';

if (hasHaidian()) {
  describeInBrowser('the streets of Haidian, from planted faults to a plan and back', (browser) => {
    let server: SizhiProcess;
    let editing: EditingPage;
    let page: Page;
    let atFirst: string[];
    let bytes: string;
    const planted = (prefix: string): string[] => atFirst.filter((id) => id.startsWith(prefix));

    beforeAll(async () => {
      server = await startSizhi({ SIZHI_SAMPLE: 'off', SIZHI_RATE_LIMIT: '0' });
      await importHaidian(server.origin);
      editing = await EditingPage.open(browser(), server.origin, NAME);
      page = editing.page;
      atFirst = await editing.findings();
      bytes = await communitiesOfPlan(server.origin, NAME);
    });
    afterAll(async () => {
      const faults = editing?.watched.faults ?? [];
      // The conflict of two tabs is an answer of the server, and no fault.
      expect(faults.filter((fault) => !fault.includes('412'))).toEqual([]);
      expect(outsideRequests(editing?.watched.requests ?? [], server.origin)).toEqual([]);
      await page?.context().close();
      await server?.stop();
    });

    it('shows each planted fault, and no other error', async () => {
      expect(await page.locator('.header').textContent()).toContain(HAIDIAN.name);
      expect(atFirst.filter((id) => PLANTED.test(id))).toHaveLength(5);
      const errors = page.locator('.group h3', { hasText: '错误' });
      expect(await errors.count()).toBe(3);
      await keepScreenshot(page, 'haidian');
    });

    it('mends the stray part, the gap and the overlap by painting', async () => {
      await editing.view(15.4, [116.3202, 40.0068]);
      await receiver(editing, TSINGHUA);
      for (let size = 0; size < 3; size++) await page.keyboard.press(']');
      await paint(editing, STRAY, [
        [116.3228, 40.0037],
        [116.3228, 40.0058],
        [116.3242, 40.0058],
        [116.3242, 40.0037],
      ]);
      await editing.done(/划入“清华社区”/);
      // The households of a community are those of all its units, also where the file did not say whose they are.
      expect(await page.locator('.card .rows').textContent()).toContain('5,606');
      for (let size = 0; size < 3; size++) await page.keyboard.press('[');
      await receiver(editing, YUANMING);
      await paint(editing, MISSING);
      await editing.done(/划入“圆明社区”/);
      await receiver(editing, HEQING);
      await paint(editing, TWICE);
      await editing.done(/重叠归“荷清社区”/);
      await waitUntilGone(
        editing,
        ['gap-', 'overlap-', 'non-contiguous-'].flatMap((kind) => planted(kind)),
      );
      await keepScreenshot(page, 'haidian-painted');
    });

    it('redraws a border along a road and a river, and drags another along the road', async () => {
      await editing.view(15.6, [116.319, 40.0045]);
      await editing.choose('redraw');
      await editing.click(AT_ROAD);
      await editing.click(AT_BRIDGE);
      await editing.hover(AT_RIVER);
      await editing.label(/平方米/);
      await keepScreenshot(page, 'haidian-redraw');
      await editing.click(AT_RIVER);
      await page.keyboard.press('Enter');
      await editing.done(/重画“圆明社区”与“清华社区”的边界/);
      await page.keyboard.press('Control+z');
      await editing.choose('reshape');
      await editing.press([AT_ROAD, ALONG_ROAD]);
      await editing.label(/平方米/);
      await editing.letGo();
      await editing.done(/移动 1 个边界折点/);
      await page.keyboard.press('Control+z');
    });

    it('splits the large community by drawing and merges the small one', async () => {
      await editing.view(14.6, [116.321, 40.0005]);
      await editing.choose('split-line');
      await editing.click(AT_RIVER);
      await editing.hover(EAST);
      await editing.label(/清华社区二/);
      await keepScreenshot(page, 'haidian-split');
      await editing.click(EAST);
      await page.keyboard.press('Enter');
      await editing.done(/沿线拆分“清华社区”，分出“清华社区二”/);
      await page.getByRole('button', { name: '暂用此名' }).click();
      await editing.choose('merge');
      await editing.click(HETANG);
      await editing.click(SMALL);
      await page.keyboard.press('Enter');
      await editing.done(/合并/);
      await waitUntilGone(editing, [...planted('split-'), ...planted('merge-')]);
    });

    it('is all there after a reload in the middle of the work, and all of it can be undone', async () => {
      await waitForSaved(page);
      await page.reload();
      await page.locator('.finding').first().waitFor();
      await openPlan(page, NAME);
      await page.locator('.finding').first().waitFor();
      expect((await editing.findings()).filter((id) => atFirst.includes(id))).not.toContain(
        planted('split-')[0],
      );
      await undoAll(editing, atFirst);
      expect(await communitiesOfPlan(server.origin, NAME)).toBe(bytes);
    });

    it('does the same by what is offered, without the mouse', async () => {
      for (const kind of ['gap-', 'overlap-', 'non-contiguous-', 'merge-']) {
        const [id = ''] = planted(kind);
        await fixByKeys(page, id);
        await waitUntilGone(editing, [id]);
      }
      const [split = ''] = planted('split-');
      await stepTo(page, split);
      await tabTo(page, '.card .suggest-entry button');
      await page.keyboard.press('Enter');
      await page.locator('#suggest-start:focus').waitFor();
      await page.keyboard.press('Enter');
      await page.locator('.suggestion').first().waitFor({ timeout: 150_000 });
      await keepScreenshot(page, 'haidian-suggested');
      await tabTo(page, '.suggestion .notice-actions .button');
      await page.keyboard.press('Enter');
      await page.locator('.suggest-accepted').waitFor();
      await page.keyboard.press('1');
      await waitUntilGone(editing, [split]);
      await undoAll(editing, atFirst);
      expect(await communitiesOfPlan(server.origin, NAME)).toBe(bytes);
    });

    it('asks what to do where another tab was faster', async () => {
      const [[gap = ''], [overlap = '']] = [planted('gap-'), planted('overlap-')];
      const tab = await page.context().newPage();
      await openTown(tab, server.origin);
      await openPlan(tab, NAME);
      await tab.locator(`[data-finding="${overlap}"]`).waitFor();
      await fixByKeys(tab, overlap);
      await waitForSaved(tab);
      await tab.close();
      await page.bringToFront();
      await fixByKeys(page, gap);
      await page.locator('[data-choice="theirs"]').click({ timeout: 30_000 });
      await page.locator('dialog').waitFor({ state: 'detached' });
      await waitUntilGone(editing, [overlap]);
      await expect.poll(() => editing.findings()).toContain(gap);
    });
  });
} else {
  const reason = '../shared/data/osm-beijing-haidian is not here';
  console.warn(`NOT RUN: ${reason}; the planner is not driven on the streets of Haidian.`);
  describe('the streets of Haidian', () => {
    it.skip(`NOT TESTED: ${reason}`);
  });
}
