import type { Page } from 'playwright-core';
import { onScreen } from '../../test/helpers/map-view.ts';
import { goTo, type Place, type TracedPage } from './drive-page.ts';
import { TOWN_CODE } from './large-town.ts';
import { report } from './report.ts';
import { quantile } from './trace.ts';

interface Items {
  features: { geometry: { coordinates: unknown[] } }[];
}

/** The vertex of a border between communities that is nearest to a place. */
export async function borderVertex(origin: string, middle: Place): Promise<Place> {
  const address = `${origin}/collections/communities/items?jurisdiction=${TOWN_CODE}&limit=1000`;
  const { features } = (await (await fetch(address)).json()) as Items;
  const all = features.flatMap(({ geometry }) => geometry.coordinates.flat(2) as Place[]);
  const far = ([lon, lat]: Place): number => (lon - middle[0]) ** 2 + (lat - middle[1]) ** 2;
  const [nearest] = all
    .filter((place) => Array.isArray(place))
    .sort((a: Place, b: Place) => far(a) - far(b));
  if (nearest === undefined) throw new Error('the town has no borders');
  return nearest;
}

/** Time from a gesture to the picture that shows it, by the browser's own Event Timing (8 ms steps). */
const WATCH_EVENTS = `
  window.benchEvents = [];
  new PerformanceObserver((list) => {
    for (const { name, duration, processingStart, processingEnd } of list.getEntries())
      window.benchEvents.push({ name, duration, processing: processingEnd - processingStart });
  }).observe({ type: 'event', durationThreshold: 16, buffered: false });
`;

/** From letting go of the mouse, or from undo, until the new shape of a community goes to the map. For the page before it loads. */
export const WATCH_ANSWERS = `
  window.benchAnswers = [];
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
`;

interface EventTime {
  name: string;
  duration: number;
  processing: number;
}

async function edit(page: Page, place: Place, times: number): Promise<void> {
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

/** Drags a vertex of a border and undoes it, again and again. */
export async function measureEdits(
  { page, origin, trace }: TracedPage,
  middle: Place,
  times: number,
): Promise<void> {
  const vertex = await borderVertex(origin, middle);
  await goTo(page, vertex, 18);
  await page.locator('[data-tool="reshape"]').click();
  await page.evaluate(WATCH_EVENTS);
  await edit(page, vertex, 1);
  await page.screenshot({ path: 'test-results/large-town-edit.png' });
  await page.evaluate('window.benchEvents.length = window.benchAnswers.length = 0');
  report(`${times} edits of a border, each undone`, await trace(() => edit(page, vertex, times)));
  await tellAnswers(page);
}
