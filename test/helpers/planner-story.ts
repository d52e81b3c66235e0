import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeInBrowser, keepScreenshot, outsideRequests } from './browser.ts';
import { Crosshair } from './crosshair.ts';
import { EditingPage } from './editing-page.ts';
import { openPlan, openTown, waitForSaved } from './planner-page.ts';
import {
  communitiesOfPlan,
  fixByKeys,
  paint,
  receiver,
  stepTo,
  tabTo,
  undoAll,
  waitUntilGone,
} from './story-page.ts';

type Place = readonly [lon: number, lat: number];
interface View {
  zoom: number;
  at: Place;
}

/** A stroke of the brush: who receives, where, and what the history says then. */
interface Stroke {
  to: Place;
  at: Place;
  /** Over further units, with the largest brush and Shift: from the community at the first place alone. */
  along?: readonly Place[];
  said: RegExp;
  /** Households of the receiver then, on its card. */
  households?: string;
}

/** Where in a town the faults are that were planted, and by which ways they are mended. */
export interface StoryTown {
  title: string;
  plan: string;
  /** Ids of the findings of the faults: of these kinds there are no others. */
  planted: RegExp;
  count: number;
  strokes: readonly (View & { strokes: readonly Stroke[] })[];
  /** Findings that the strokes mend, by how their ids begin. */
  painted: readonly string[];
  /** Corners of a gap, as a planner clicks them. */
  gap: View & { corners: readonly Place[] };
  /** A line across the large community. */
  split: View & { line: readonly Place[]; said: RegExp };
  /** The one that stays, and the small one beside it. */
  merge: View & { into: Place; small: Place };
  redraw: View & { clicks: readonly Place[]; said: RegExp };
  /** A vertex, and where on a road it goes. */
  drag: { from: Place; to: Place };
  /** Findings that are mended by what is offered for them, in this order, by how their ids begin. */
  offered: readonly string[];
}

/**
 * A planner's work on a town, from its planted faults to a plan and back: by mouse, by what is offered, by keys alone; a reload in the
 * middle, two tabs in conflict, and all of it undone to the byte.
 *
 * @param origin of a server with the town; asked for within a hook
 * @param more tests of this town alone, at its start
 */
export function describeStory(
  town: StoryTown,
  origin: () => Promise<string> | string,
  more: (editing: () => EditingPage) => void = () => undefined,
): void {
  describeInBrowser(town.title, (browser) => {
    let server: string;
    let editing: EditingPage;
    let page: Page;
    let atFirst: string[];
    let bytes: string;
    const planted = (...prefixes: string[]): string[] =>
      atFirst.filter((id) => prefixes.some((prefix) => id.startsWith(prefix)));
    const steps = async (): Promise<number> => {
      await page.keyboard.press('4');
      const count = await page.locator('.history-step').count();
      await page.keyboard.press('1');
      return count - 1;
    };
    const takeBack = async (): Promise<void> => {
      await undoAll(editing, atFirst);
      expect(await communitiesOfPlan(server, town.plan)).toBe(bytes);
    };
    const keepName = (): Promise<void> => page.getByRole('button', { name: '暂用此名' }).click();

    beforeAll(async () => {
      server = await origin();
      editing = await EditingPage.open(browser(), server, town.plan);
      page = editing.page;
      atFirst = await editing.findings();
      bytes = await communitiesOfPlan(server, town.plan);
      expect(atFirst.filter((id) => town.planted.test(id))).toHaveLength(town.count);
    });
    afterAll(async () => {
      // The conflict of two tabs is an answer of the server, and no fault.
      expect((editing?.watched.faults ?? []).filter((fault) => !fault.includes('412'))).toEqual([]);
      expect(outsideRequests(editing?.watched.requests ?? [], server)).toEqual([]);
      await page?.context().close();
    });

    more(() => editing);

    it('draws a community of its own into a gap', async () => {
      const [gap = ''] = planted('gap-');
      const before = await editing.findings();
      await editing.view(town.gap.zoom, town.gap.at);
      await editing.choose('draw');
      for (const corner of town.gap.corners) await editing.click(corner);
      await editing.click(town.gap.corners[0] ?? [0, 0]);
      await editing.done(/绘制/);
      await keepName();
      await expect.poll(async () => (await gaps(editing)).length).toBe(planted('gap-').length - 1);
      expect(before).toContain(gap);
      await page.keyboard.press('Control+z');
      await expect.poll(() => editing.findings()).toEqual(before);
    });

    it('mends what can be painted: gaps, overlaps, stray parts', async () => {
      for (const { zoom, at, strokes } of town.strokes) {
        await editing.view(zoom, at);
        for (const stroke of strokes) {
          await receiver(editing, stroke.to);
          const sizes = stroke.along === undefined ? 0 : 3;
          for (let size = 0; size < sizes; size++) await page.keyboard.press(']');
          await paint(editing, stroke.at, stroke.along);
          await editing.done(stroke.said);
          if (stroke.households !== undefined)
            expect(await page.locator('.card .rows').textContent()).toContain(stroke.households);
          for (let size = 0; size < sizes; size++) await page.keyboard.press('[');
        }
      }
      await waitUntilGone(editing, planted(...town.painted));
    });

    it('splits the large community by drawing and merges the small one', async () => {
      const { split, merge } = town;
      await editing.view(split.zoom, split.at);
      await editing.choose('split-line');
      for (const place of split.line) await editing.click(place);
      await page.keyboard.press('Enter');
      await editing.done(split.said);
      await keepName();
      await editing.view(merge.zoom, merge.at);
      await editing.choose('merge');
      await editing.click(merge.into);
      await editing.click(merge.small);
      await page.keyboard.press('Enter');
      await editing.done(/合并/);
      await waitUntilGone(editing, planted('split-', 'merge-'));
      await keepScreenshot(page, `${town.plan}-mended`);
    });

    it('redraws a stretch of a border along a road, and drags another onto one', async () => {
      const { redraw, drag } = town;
      await editing.view(redraw.zoom, redraw.at);
      await editing.choose('redraw');
      for (const place of redraw.clicks) await editing.click(place);
      await page.keyboard.press('Enter');
      await editing.done(redraw.said);
      await editing.choose('reshape');
      await editing.press([drag.from, drag.to]);
      await editing.label(/平方米/);
      await editing.letGo();
      await editing.done(/移动 1 个边界折点/);
    });

    it('is all there after a reload in the middle of the work, and all of it can be undone', async () => {
      const done = await steps();
      expect(done).toBe(town.strokes.flatMap(({ strokes }) => strokes).length + 4);
      await waitForSaved(page);
      await page.reload();
      await page.locator('.finding').first().waitFor();
      await openPlan(page, town.plan);
      await page.locator('.finding').first().waitFor();
      await expect.poll(steps).toBe(done);
      await takeBack();
    });

    it('draws without the mouse: into a gap, a line, a border, a merge', async () => {
      const { gap, split, merge, redraw } = town;
      const begin = async ({ zoom, at }: View, tool: string): Promise<Crosshair> => {
        await editing.view(zoom, at);
        await page.keyboard.press(tool);
        return Crosshair.begin(page);
      };
      const outline = await begin(gap, 'w');
      for (const corner of gap.corners) await outline.press(corner);
      await page.keyboard.press('Enter');
      await editing.done(/绘制/);
      await page.locator('.name-new').waitFor();
      await page.keyboard.press('Enter');
      await page.locator('.name-new input:focus').first().waitFor();
      await page.keyboard.type('空白社区');
      await page.keyboard.press('Enter');
      await editing.done(/空白社区/);
      const line = await begin(split, 's');
      for (const place of split.line) await line.press(place);
      await page.keyboard.press('Enter');
      await editing.done(split.said);
      const communities = await begin(merge, 'm');
      await communities.press(merge.into);
      await communities.press(merge.small);
      await page.keyboard.press('Enter');
      await editing.done(/合并/);
      const border = await begin(redraw, 'r');
      for (const place of redraw.clicks) await border.press(place);
      await page.keyboard.press('Enter');
      await editing.done(redraw.said);
      await keepScreenshot(page, `${town.plan}-by-keys`);
      await waitUntilGone(editing, planted('split-', 'merge-'));
      expect(await gaps(editing)).toHaveLength(planted('gap-').length - 1);
      await takeBack();
    });

    it('does the same by what is offered, without the mouse', async () => {
      for (const id of town.offered.flatMap((prefix) => planted(prefix))) {
        await fixByKeys(page, id);
        await waitUntilGone(editing, [id]);
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
      await page.keyboard.press('1');
      await waitUntilGone(editing, [split]);
      expect((await editing.findings()).filter((id) => /^(gap|overlap|non-cont)/.test(id))).toEqual(
        [],
      );
      await takeBack();
    });

    it('asks what to do where another tab was faster, and does it', async () => {
      const [[gap = ''], [overlap = ''], [stray = '']] = [
        planted('gap-'),
        planted('overlap-'),
        planted('non-contiguous-'),
      ];
      const other = new EditingPage({ ...editing.watched, page: await page.context().newPage() });
      await openTown(other.page, server);
      await openPlan(other.page, town.plan);
      await other.page.locator(`[data-finding="${overlap}"]`).waitFor();
      await fixByKeys(other.page, overlap);
      await waitForSaved(other.page);
      await page.bringToFront();
      await fixByKeys(page, gap);
      // Both versions, each with the one step that was taken.
      for (const side of ['mine', 'theirs']) {
        const steps = page.locator(`[data-side="${side}"] .conflict-steps li`);
        await steps.first().waitFor({ timeout: 30_000 });
        expect(await steps.count()).toBe(1);
      }
      await keepScreenshot(page, `${town.plan}-conflict`);
      await settle(page, 'mine');
      await waitUntilGone(editing, [gap, overlap]);
      await waitForSaved(page);
      expect(await steps()).toBe(2);
      // Now the other one is behind, and gives in.
      await other.page.bringToFront();
      await fixByKeys(other.page, stray);
      await settle(other.page, 'theirs');
      await waitUntilGone(other, [gap, overlap]);
      await expect.poll(() => other.findings()).toContain(stray);
      await other.page.close();
      await page.bringToFront();
      await takeBack();
    });
  });
}

const gaps = async (editing: EditingPage): Promise<string[]> =>
  (await editing.findings()).filter((id) => id.startsWith('gap-'));

/** Answers the question which of two states is to stand. */
async function settle(page: Page, choice: 'mine' | 'theirs'): Promise<void> {
  await page.locator(`[data-choice="${choice}"]`).click({ timeout: 30_000 });
  await page.locator('dialog').waitFor({ state: 'detached' });
}
