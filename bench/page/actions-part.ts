import type { Locator, Page } from 'playwright-core';
import { onScreen } from '../../test/helpers/map-view.ts';
import { goTo, idle, type Place, type TracedPage } from './drive-page.ts';
import { borderVertex } from './edit-part.ts';
import { report } from './report.ts';

/** Something that a planner does, from the gesture to what comes of it. */
interface Action {
  name: string;
  run(page: Page): Promise<void>;
  /** What has to be there, or to be away again, and is not measured. */
  before?(page: Page): Promise<void>;
  after?(page: Page): Promise<void>;
}

/** A worker may take its time: it is the page that is measured. */
const LONG = { timeout: 120_000 };
/** What comes after the answer belongs to the action: drawing, the audit's findings. Milliseconds. */
const AFTERWARDS = 1200;

const pane = (id: string) => async (page: Page) => {
  await page.locator(`[data-pane="${id}"]`).click();
};
const choose = (tool: string) => async (page: Page) => {
  await page.locator(`[data-tool="${tool}"]`).click();
  await page.locator(`[data-tool="${tool}"][aria-pressed="true"]`).waitFor();
};
const closeDialog = async (page: Page) => {
  await page.keyboard.press('Escape');
  await page.locator('dialog').waitFor({ state: 'detached' });
};
const undoButton = (page: Page): Locator => page.locator('.plan-steps button').first();
const title = async (page: Page): Promise<string> =>
  (await undoButton(page).getAttribute('title')) ?? '';

/** A step of the history more than there was. */
async function stepDone(page: Page, before: string): Promise<void> {
  const deadline = Date.now() + LONG.timeout / 2;
  while ((await title(page)) === before) {
    if (Date.now() > deadline) throw new Error(`nothing was done after ${before}`);
    await page.waitForTimeout(20);
  }
}

async function undo(page: Page): Promise<void> {
  const before = await title(page);
  await page.keyboard.press('Control+z');
  await stepDone(page, before);
  await page.waitForTimeout(300);
}

async function colourBy(page: Page, by: string): Promise<void> {
  const legend = page.locator('details.legend');
  if ((await legend.getAttribute('open')) === null) await legend.locator('summary').click();
  await legend.locator('select').selectOption(by);
}

/** Along a flat ring of so many pixels either way about a place. */
async function ringAround(page: Page, middle: Place, width: number, height: number): Promise<void> {
  const { x, y } = await onScreen(page, middle);
  await page.mouse.move(x + width, y);
  await page.mouse.down();
  for (let turn = 1; turn <= 40; turn++) {
    const angle = (turn / 40) * 2 * Math.PI;
    const to = { x: x + width * Math.cos(angle), y: y + height * Math.sin(angle) };
    await page.mouse.move(to.x, to.y, { steps: 2 });
  }
  await page.mouse.up();
}

function looks(): Action[] {
  return [
    ...['households', 'compactness', 'kind', 'change', 'political'].map(
      (by): Action => ({ name: `colour by ${by}`, run: (page) => colourBy(page, by) }),
    ),
    {
      name: 'to English and back',
      async run(page) {
        await page.locator('.header .segmented button').nth(1).click();
        await page.waitForTimeout(AFTERWARDS);
        await page.locator('.header .segmented button').first().click();
      },
    },
    {
      name: 'to the dark and back',
      async run(page) {
        await page.emulateMedia({ colorScheme: 'dark' });
        await page.waitForTimeout(AFTERWARDS);
        await page.emulateMedia({ colorScheme: 'light' });
      },
    },
  ];
}

function lists(): Action[] {
  return [
    { name: 'list of communities', run: pane('communities') },
    {
      name: 'search in the list',
      async run(page) {
        await page.locator('.list-head input').pressSequentially('第12', { delay: 60 });
      },
      after: (page) => page.locator('.list-head input').fill(''),
    },
    {
      name: 'sort the list',
      async run(page) {
        await page.locator('.list-head select').selectOption({ index: 1 });
      },
    },
    { name: 'list of findings', run: pane('findings') },
    {
      name: 'filter findings',
      async before(page) {
        const toggle = page.locator('.filter-toggle');
        if ((await toggle.getAttribute('aria-expanded')) === 'false') await toggle.click();
      },
      async run(page) {
        const chips = page.locator('.filters .chip');
        await chips.first().click();
        await page.waitForTimeout(300);
        await chips.first().click();
      },
    },
    {
      name: 'step through ten findings',
      async run(page) {
        for (let step = 0; step < 10; step++) {
          await page.keyboard.press('j');
          await page.waitForTimeout(150);
        }
      },
      after: (page) => page.keyboard.press('Escape'),
    },
  ];
}

function edits(middle: Place, vertex: Place): Action[] {
  /** A community over the middle is what the tools are about. */
  const select = async (page: Page): Promise<void> => {
    await choose('inspect')(page);
    const { x, y } = await onScreen(page, middle);
    await page.mouse.click(x, y);
    await page.locator('.community-actions').first().waitFor();
  };
  let before = '';
  return [
    {
      name: 'lasso over 2,000 units',
      async before(page) {
        await goTo(page, middle, 13);
        await select(page);
        await choose('lasso')(page);
        before = await title(page);
      },
      async run(page) {
        await ringAround(page, middle, 340, 40);
        await stepDone(page, before);
      },
    },
    {
      name: 'undo of it',
      run: undo,
    },
    {
      name: 'painting with the brush',
      async before(page) {
        await goTo(page, vertex, 15);
        await select(page);
        await choose('paint')(page);
        before = await title(page);
      },
      async run(page) {
        await ringAround(page, vertex, 120, 60);
        await stepDone(page, before);
      },
      after: undo,
    },
    {
      name: 'merge dialog',
      async before(page) {
        await goTo(page, middle, 14);
        await select(page);
      },
      async run(page) {
        await page.locator('.community-actions button').nth(1).click();
        await page.locator('.merge-choice').first().waitFor(LONG);
        await page.locator('.merge-choice input:not([disabled])').first().waitFor(LONG);
      },
    },
    {
      name: 'merging',
      async before(page) {
        await page.locator('.merge-choice input:not([disabled])').first().check();
        before = await title(page);
      },
      async run(page) {
        await page.locator('dialog .button').last().click();
        await stepDone(page, before);
      },
    },
    { name: 'undo of the merge', run: undo },
    {
      name: 'merge tool: two clicks',
      async before(page) {
        await choose('merge')(page);
      },
      async run(page) {
        const { x, y } = await onScreen(page, middle);
        await page.mouse.click(x, y);
        await page.mouse.move(x + 220, y, { steps: 6 });
        await page.mouse.click(x + 220, y);
      },
      after: (page) => page.keyboard.press('Escape'),
    },
    {
      name: 'split into units: starting',
      async before(page) {
        await select(page);
      },
      async run(page) {
        await choose('split-units')(page);
        await page.waitForTimeout(2000);
      },
      after: (page) => choose('inspect')(page),
    },
    {
      name: 'split by a line',
      async before(page) {
        await select(page);
        await choose('split-line')(page);
        before = await title(page);
      },
      async run(page) {
        const { x, y } = await onScreen(page, middle);
        await page.mouse.move(x - 320, y);
        await page.mouse.click(x - 320, y);
        await page.mouse.move(x + 320, y + 20, { steps: 10 });
        await page.mouse.click(x + 320, y + 20);
        await page.keyboard.press('Enter');
        await stepDone(page, before);
      },
      async after(page) {
        await page.keyboard.press('Escape');
        await undo(page);
      },
    },
    {
      name: 'attributes dialog',
      before: select,
      async run(page) {
        await page.locator('.community-actions button').first().click();
        await page.locator('dialog').waitFor();
      },
      after: closeDialog,
    },
    {
      name: 'snapshot',
      before: pane('history'),
      async run(page) {
        await page.locator('.snapshot-form input').fill(`n${Date.now()}`);
        await page.locator('.snapshot-form button').click();
        await page.locator('.snapshots [role="status"]').waitFor(LONG);
      },
    },
  ];
}

function comparisons(middle: Place): Action[] {
  let before = '';
  return [
    {
      name: 'an edit to compare',
      async before(page) {
        await goTo(page, middle, 14);
        await choose('inspect')(page);
        const { x, y } = await onScreen(page, middle);
        await page.mouse.click(x, y);
        await choose('lasso')(page);
        before = await title(page);
      },
      async run(page) {
        await ringAround(page, middle, 150, 60);
        await stepDone(page, before);
        await choose('inspect')(page);
      },
    },
    {
      name: 'compare: figures and table',
      async run(page) {
        await pane('compare')(page);
        await page.locator('.compare-table').waitFor(LONG);
        await page.locator('[data-row="town"]').filter({ hasNotText: '…' }).waitFor(LONG);
      },
    },
    ...(['swipe', 'side'] as const).map(
      (view): Action => ({
        name: `compare: ${view}`,
        async run(page) {
          await page.locator(`[data-compare-view="${view}"]`).click();
          await page.locator(`.compare-${view}[data-ready="true"]`).waitFor(LONG);
          await page.waitForTimeout(2000);
        },
      }),
    ),
    {
      name: 'an edit while comparing',
      async before(page) {
        await page.locator('[data-compare-view="changes"]').click();
      },
      async run(page) {
        await undo(page);
        await page.waitForTimeout(1500);
        await page.keyboard.press('Control+y');
        await page.waitForTimeout(3000);
      },
    },
    {
      name: 'adjustment text',
      async run(page) {
        await page.getByRole('button', { name: '调整说明文字' }).click();
        await page.locator('.text-words').first().waitFor(LONG);
      },
    },
    {
      name: 'boundary text',
      async run(page) {
        await page.locator('[data-text-subject]').selectOption({ index: 2 });
        await page.locator('[data-text="limits"]').waitFor(LONG);
      },
      after: closeDialog,
    },
    { name: 'undo of the edit', run: undo },
  ];
}

function suggestions(middle: Place): Action[] {
  return [
    {
      name: 'suggestion: split',
      async before(page) {
        await choose('inspect')(page);
        const { x, y } = await onScreen(page, middle);
        await page.mouse.click(x, y);
        await pane('suggestions')(page);
        await page.locator('input[name="suggest-kind"][value="split"]').check();
        await page.locator('input[value="selected"]').check();
      },
      async run(page) {
        await page.locator('#suggest-start').click();
        await page.locator('.suggestion, .suggestions .notice').first().waitFor(LONG);
      },
    },
    {
      name: 'suggestion: preview, accept, undo',
      async run(page) {
        const card = page.locator('.suggestion').first();
        if (!(await card.isVisible())) return;
        const before = await title(page);
        await card.getByRole('button', { name: '预览' }).click();
        await page.locator('.preview-bar').waitFor(LONG);
        await page.waitForTimeout(800);
        await card.getByRole('button', { name: '采用' }).click();
        await stepDone(page, before);
        await page.waitForTimeout(800);
        await undo(page);
      },
    },
  ];
}

function transfers(): Action[] {
  return [
    {
      name: 'export dialog',
      async run(page) {
        await page.locator('.plan-steps button').nth(2).click();
        await page.locator('dialog').waitFor();
      },
      after: closeDialog,
    },
  ];
}

/** What a planner does besides panning and dragging borders, one by one. */
export async function measureActions(
  { page, origin, trace }: TracedPage,
  middle: Place,
  only: readonly string[],
): Promise<void> {
  await page.locator('.finding, .findings .notice').first().waitFor(LONG);
  const vertex = await borderVertex(origin, middle);
  const all = [
    ...looks(),
    ...lists(),
    ...edits(middle, vertex),
    ...comparisons(middle),
    ...suggestions(middle),
    ...transfers(),
  ];
  const isWanted = ({ name }: Action): boolean =>
    only.length === 0 || only.some((word) => name.includes(word));
  for (const { name, before, run, after } of all.filter(isWanted)) {
    try {
      await before?.(page);
      await idle(page);
      let took = 0;
      const figures = await trace(async () => {
        const begun = performance.now();
        await run(page);
        took = performance.now() - begun;
        await page.waitForTimeout(AFTERWARDS);
        await idle(page);
      });
      report(name, figures, took);
      await after?.(page);
    } catch (error) {
      // The others are measured all the same.
      console.log(`| ${name}: ${String(error).split('\n')[0]} |`);
      await page.screenshot({ path: `test-results/bench-${name.replaceAll(/\W+/g, '-')}.png` });
      await page.keyboard.press('Escape');
    }
  }
}
