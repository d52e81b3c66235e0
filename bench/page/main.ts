/**
 * How the page does with a town of 300 communities, 300,000 vertices and 100,000 units.
 *
 *   npm run bench:page -- --units 100000 --communities 300 --seed 1
 *   npm run bench:page -- --data DIR --part actions          # the town is kept in DIR for the next run
 *   npm run bench:page -- --origin http://127.0.0.1:3000     # a server that has the town already
 */
import { parseArgs } from 'node:util';
import { chromium, type Page } from 'playwright-core';
import { findChromium } from '../../scripts/requirements.mjs';
import { measureActions } from './actions-part.ts';
import { goTo, heap, idle, type Place, type TracedPage } from './drive-page.ts';
import { measureEdits, WATCH_ANSWERS } from './edit-part.ts';
import { beginReport, endReport, report, seconds } from './report.ts';
import { withTown } from './town-server.ts';
import { traced } from './trace.ts';
import { measureView, WATCH_PICTURE } from './view-part.ts';

const { values } = parseArgs({
  options: {
    units: { type: 'string', default: '100000' },
    communities: { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' },
    edits: { type: 'string', default: '10' },
    origin: { type: 'string' },
    data: { type: 'string' },
    /** Only opening, panning and zooming (`view`), only edits of a border (`edit`), or what else a planner does (`actions`). */
    part: { type: 'string', default: 'view,edit,actions' },
    /** Of the actions, those whose names hold one of these words. */
    only: { type: 'string' },
    zooms: { type: 'string', default: '10.5,13,15' },
    /** What Chromium draws with: `swiftshader`, `gl` (Mesa), … */
    angle: { type: 'string', default: 'swiftshader' },
  },
});

/** Software rendering: the machine has no graphics card. */
const ARGUMENTS = [
  '--no-sandbox',
  `--use-angle=${values.angle}`,
  '--enable-unsafe-swiftshader',
  '--enable-precise-memory-info',
];
/** The middle of the town: an inner border is looked for near here. */
const MIDDLE: Place = [104.5, 30.5];

async function openTown({ page, origin, client, trace }: TracedPage): Promise<string> {
  const begun = performance.now();
  report(
    'opening the town',
    await trace(async () => {
      await page.goto(origin);
      await page.locator('.map-canvas[aria-busy]').waitFor();
      await page
        .locator('.summary dd', { hasText: values.communities })
        .waitFor({ timeout: 300_000 });
      await idle(page);
    }),
  );
  return `town open after ${seconds(begun)} s, heap ${await heap(client)}`;
}

async function openPlan({ page, client, trace }: TracedPage): Promise<string> {
  // Where the map itself has little to draw.
  await goTo(page, MIDDLE, 16);
  await page.getByRole('button', { name: '开始调整' }).click();
  await page.locator('.plan-new').waitFor();
  await page.waitForTimeout(500);
  const begun = performance.now();
  let open = '';
  report(
    'opening a plan',
    await trace(async () => {
      const known = page.locator('.plan-row').first();
      // A server that has the town already may have a plan of an earlier run.
      if (await known.isVisible()) await known.click();
      else await page.getByRole('button', { name: '新建方案' }).click();
      await page.locator('.toolbar').waitFor({ timeout: 600_000 });
      open = seconds(begun);
      await page.waitForTimeout(3000);
      await idle(page);
    }),
  );
  return `plan open after ${open} s, drawn after ${seconds(begun)} s (3 s of them waited), heap ${await heap(client)}`;
}

async function measureOn(traced: TracedPage): Promise<void> {
  const parts = new Set(values.part.split(','));
  const { page, client } = traced;
  const remarks = [await openTown(traced)];
  if (parts.has('view')) await measureView(traced, MIDDLE, values.zooms.split(',').map(Number));
  if (parts.has('edit') || parts.has('actions')) remarks.push(await openPlan(traced));
  if (parts.has('edit')) await measureEdits(traced, MIDDLE, Number(values.edits));
  if (parts.has('actions')) await measureActions(traced, MIDDLE, values.only?.split(',') ?? []);
  console.log(`\n${remarks.join('; ')}; heap at the end ${await heap(client)}\n`);
  endReport();
  await page.screenshot({ path: 'test-results/large-town.png' });
}

async function measure(origin: string): Promise<void> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error('no Chromium: install it or set SIZHI_CHROMIUM');
  const browser = await chromium.launch({ executablePath, args: ARGUMENTS });
  try {
    const page: Page = await browser.newPage({
      viewport: { width: 1280, height: 800 },
      locale: 'zh-CN',
    });
    page.on('pageerror', (error) => console.error(`uncaught: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') console.error(`console: ${message.text()}`);
    });
    await page.addInitScript(WATCH_ANSWERS);
    await page.addInitScript(WATCH_PICTURE);
    const client = await page.context().newCDPSession(page);
    const graphics = await browser.newBrowserCDPSession();
    beginReport();
    await measureOn({ page, origin, client, trace: (work) => traced(client, graphics, work) });
  } finally {
    await browser.close();
  }
}

await withTown(
  {
    units: Number(values.units),
    communities: Number(values.communities),
    seed: Number(values.seed),
    origin: values.origin,
    data: values.data,
  },
  measure,
);
