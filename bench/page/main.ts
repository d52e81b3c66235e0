/**
 * How the page does with a town of 300 communities, 300,000 vertices and 100,000 units.
 *
 *   npm run bench:page -- --units 100000 --communities 300 --seed 1
 *   npm run bench:page -- --origin http://127.0.0.1:3000     # a server that has the town already
 */
import { parseArgs } from 'node:util';
import { type CDPSession, chromium, type Page } from 'playwright-core';
import { findChromium } from '../../scripts/requirements.mjs';
import { MAP, onScreen } from '../../test/helpers/map-view.ts';
import { startSizhi } from '../../test/helpers/sizhi-process.ts';
import { buildLargeTown, TOWN_CODE } from './large-town.ts';
import { quantile, type TraceFigures, traced } from './trace.ts';

const { values } = parseArgs({
  options: {
    units: { type: 'string', default: '100000' },
    communities: { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' },
    edits: { type: 'string', default: '10' },
    origin: { type: 'string' },
    /** Only opening, panning and zooming (`view`), or only the plan (`edit`). */
    part: { type: 'string', default: 'view,edit' },
  },
});

/** Software rendering: the machine has no graphics card. */
const ARGUMENTS = [
  '--no-sandbox',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--enable-precise-memory-info',
];
/** One of the inner borders is looked for near here: the middle of the town. */
const MIDDLE: readonly [number, number] = [104.5, 30.5];

async function withTown<T>(work: (origin: string) => Promise<T>): Promise<T> {
  if (values.origin !== undefined) return work(values.origin);
  const server = await startSizhi({
    SIZHI_SAMPLE: 'off',
    SIZHI_BODY_LIMIT_MB: '256',
    SIZHI_RATE_LIMIT: '0',
    SIZHI_AUDIT_TIME_LIMIT_S: '600',
    SIZHI_MAX_EVENT_LOOP_DELAY_MS: '0',
  });
  try {
    const { request, counts } = buildLargeTown({
      units: Number(values.units),
      communities: Number(values.communities),
      seed: Number(values.seed),
    });
    console.log(JSON.stringify(counts));
    const begun = performance.now();
    const answer = await fetch(`${server.origin}/imports`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
    });
    if (!answer.ok) throw new Error(`the import failed: ${await answer.text()}`);
    console.log(`import: ${seconds(begun)} s`);
    return await work(server.origin);
  } finally {
    await server.stop();
  }
}

const seconds = (begun: number): string => ((performance.now() - begun) / 1000).toFixed(1);

async function heap(client: CDPSession): Promise<string> {
  await client.send('HeapProfiler.collectGarbage');
  const { usedSize } = await client.send('Runtime.getHeapUsage');
  return `${Math.round(usedSize / 1e6)} MB`;
}

/** What the longest tasks were about, told below the table. */
const remarks: string[] = [];

const tellRemarks = (): void => {
  for (const remark of remarks) console.log(remark);
};

function report(name: string, figures: TraceFigures): void {
  const { frames, mainPerFrame, tasks, mainThreadCpu, rasterCpu, longest } = figures;
  const ms = (value: number): string => value.toFixed(0);
  const perFrame = rasterCpu / Math.max(1, frames.count);
  console.log(
    `| ${name} | ${frames.count} | ${ms(frames.median)} | ${ms(frames.p95)} | ${ms(mainPerFrame.median)} | ${ms(mainPerFrame.p95)} | ${ms(perFrame)} | ${ms(tasks.longestWall)} | ${ms(tasks.longestCpu)} | ${tasks.over50Wall} / ${tasks.over50Cpu} | ${ms(mainThreadCpu)} |`,
  );
  for (const { cpu, wall, what } of longest) {
    if (cpu > 30) remarks.push(`${name}: ${ms(cpu)} ms CPU, ${ms(wall)} ms wall: ${what}`);
  }
}

const idle = (page: Page): Promise<void> =>
  page.locator(`${MAP}[aria-busy="false"]`).waitFor({ timeout: 300_000 });

async function pan(page: Page): Promise<void> {
  const box = (await page.locator(MAP).boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  for (const [dx, dy] of [
    [-300, 0],
    [0, -200],
    [300, 0],
    [0, 200],
  ] as const) {
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + dx, y + dy, { steps: 30 });
    await page.mouse.up();
  }
}

async function zoom(page: Page): Promise<void> {
  const box = (await page.locator(MAP).boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  for (const by of [-120, -120, -120, 120, 120, 120]) {
    await page.mouse.wheel(0, by);
    await page.waitForTimeout(400);
  }
}

async function goTo(page: Page, [lon, lat]: readonly [number, number], z: number): Promise<void> {
  await page.evaluate(`location.hash = 'map=${z}/${lat}/${lon}'`);
  await page.waitForTimeout(300);
  await idle(page);
}

interface Items {
  features: { geometry: { coordinates: [number, number][][][] | [number, number][][] } }[];
}

/** A vertex of the border between communities, nearest to the middle. */
async function borderVertices(origin: string): Promise<[number, number][]> {
  const address = `${origin}/collections/communities/items?jurisdiction=${TOWN_CODE}&limit=1000`;
  const { features } = (await (await fetch(address)).json()) as Items;
  const all = features.flatMap(
    ({ geometry }) => (geometry.coordinates as unknown[]).flat(2) as [number, number][],
  );
  const far = ([lon, lat]: [number, number]): number =>
    (lon - MIDDLE[0]) ** 2 + (lat - MIDDLE[1]) ** 2;
  return all.filter((place) => Array.isArray(place)).sort((a, b) => far(a) - far(b));
}

/** Time from a gesture to the picture that shows it, by the browser's own Event Timing (8 ms steps). */
const WATCH_EVENTS = `
  window.benchEvents = [];
  new PerformanceObserver((list) => {
    for (const { name, duration, processingStart, processingEnd } of list.getEntries())
      window.benchEvents.push({ name, duration, processing: processingEnd - processingStart });
  }).observe({ type: 'event', durationThreshold: 16, buffered: false });
`;

/** From letting go of the mouse, or from undo, until the new shape of a community goes to the map; and which long tasks the page had. */
const WATCH_ANSWERS = `
  window.benchAnswers = [];
  window.benchLongTasks = [];
  let begun = null;
  for (const type of ['mouseup', 'keydown'])
    addEventListener(type, ({ timeStamp }) => { begun = { type, at: timeStamp }; }, true);
  const post = Worker.prototype.postMessage;
  Worker.prototype.postMessage = function (message, ...rest) {
    const { source, dataDiff } = message?.data ?? {};
    if (begun !== null && source === 'communities' && dataDiff) {
      window.benchAnswers.push({ type: begun.type, after: performance.now() - begun.at });
      begun = null;
    }
    return post.call(this, message, ...rest);
  };
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries())
      window.benchLongTasks.push({ at: startTime, duration });
  }).observe({ type: 'longtask', buffered: false });
`;

interface EventTime {
  name: string;
  duration: number;
  processing: number;
}

async function edit(page: Page, place: readonly [number, number], times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    const from = await onScreen(page, place);
    await page.mouse.move(from.x - 40, from.y - 40);
    await page.mouse.move(from.x, from.y, { steps: 3 });
    // Without snapping: the next vertex is some pixels off.
    await page.keyboard.down('Alt');
    await page.mouse.down();
    await page.mouse.move(from.x + 5, from.y + 4, { steps: 6 });
    await page.waitForTimeout(150);
    await page.mouse.up();
    await page.keyboard.up('Alt');
    await page.waitForTimeout(700);
    await page.keyboard.press('Control+z');
    await page.waitForTimeout(500);
  }
}

async function tellAnswers(page: Page): Promise<void> {
  const spread = (values: readonly number[]): string =>
    `median ${quantile(values, 0.5).toFixed(0)}, longest ${Math.max(0, ...values).toFixed(0)} (${values.length})`;
  const answers = (await page.evaluate('window.benchAnswers')) as { type: string; after: number }[];
  for (const [type, name] of [
    ['mouseup', 'letting go'],
    ['keydown', 'undo'],
  ] as const) {
    const own = answers.filter((answer) => answer.type === type).map(({ after }) => after);
    console.log(`${name} to the new shape on its way to the map, ms: ${spread(own)}`);
  }
  const events = (await page.evaluate('window.benchEvents')) as EventTime[];
  for (const name of ['pointerup', 'keydown'] as const) {
    const own = events.filter((event) => event.name === name);
    console.log(
      `${name} to the next picture, ms: ${spread(own.map(({ duration }) => duration))}; of it the page's work ${spread(own.map(({ processing }) => processing))}`,
    );
  }
}

async function measure(origin: string): Promise<void> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error('no Chromium: install it or set SIZHI_CHROMIUM');
  const browser = await chromium.launch({ executablePath, args: ARGUMENTS });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'zh-CN' });
    page.on('pageerror', (error) => console.error(`uncaught: ${error.message}`));
    await page.addInitScript(WATCH_ANSWERS);
    const client = await page.context().newCDPSession(page);
    const graphics = await browser.newBrowserCDPSession();
    const trace = (work: () => Promise<void>) => traced(client, graphics, work);
    console.log(
      '| What | frames | between frames, median ms | p95 | main thread in a frame, CPU median | p95 | rasteriser a frame, CPU | longest task, wall | longest task, CPU | tasks over 50 ms, wall / CPU | main thread CPU |',
    );
    console.log('|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|');
    let begun = performance.now();
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
    const townOpen = `town open after ${seconds(begun)} s, heap ${await heap(client)}`;
    const parts = new Set(values.part.split(','));
    for (const z of parts.has('view') ? [10.5, 13, 15] : []) {
      await goTo(page, MIDDLE, z);
      report(`pan at zoom ${z}`, await trace(() => pan(page)));
      await goTo(page, MIDDLE, z);
      report(`zoom from ${z}`, await trace(() => zoom(page)));
    }
    if (!parts.has('edit')) return tellRemarks();
    // Where the map itself has little to draw.
    await goTo(page, MIDDLE, 16);
    await page.getByRole('button', { name: '开始调整' }).click();
    await page.locator('.plan-new').waitFor();
    await page.waitForTimeout(500);
    begun = performance.now();
    report(
      'opening a plan',
      await trace(async () => {
        const known = page.locator('.plan-row').first();
        // A server that has the town already may have a plan of an earlier run.
        if (await known.isVisible()) await known.click();
        else await page.getByRole('button', { name: '新建方案' }).click();
        await page.locator('.toolbar').waitFor({ timeout: 600_000 });
        await page.waitForTimeout(3000);
        await idle(page);
      }),
    );
    const planOpen = `plan open after ${seconds(begun)} s, heap ${await heap(client)}`;
    const [vertex] = await borderVertices(origin);
    if (vertex === undefined) throw new Error('the town has no borders');
    await goTo(page, vertex, 18);
    await page.locator('[data-tool="reshape"]').click();
    await page.evaluate(WATCH_EVENTS);
    await edit(page, vertex, 1);
    await page.screenshot({ path: 'test-results/large-town-edit.png' });
    await page.evaluate('window.benchEvents.length = window.benchAnswers.length = 0');
    report(
      `${values.edits} edits of a border, each undone`,
      await trace(() => edit(page, vertex, Number(values.edits))),
    );
    await tellAnswers(page);
    console.log(`\n${townOpen}; ${planOpen}; heap at the end ${await heap(client)}\n`);
    tellRemarks();
    await page.screenshot({ path: 'test-results/large-town.png' });
  } finally {
    await browser.close();
  }
}

await withTown(measure);
