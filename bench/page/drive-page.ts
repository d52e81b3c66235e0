import type { CDPSession, Page } from 'playwright-core';
import { MAP } from '../../test/helpers/map-view.ts';
import type { TraceFigures } from './trace.ts';

/** A page over the town, and how its work is traced. */
export interface TracedPage {
  page: Page;
  origin: string;
  client: CDPSession;
  trace(work: () => Promise<void>): Promise<TraceFigures>;
}

export type Place = readonly [lon: number, lat: number];

/** The map has drawn all it was given. */
export const idle = (page: Page): Promise<void> =>
  page.locator(`${MAP}[aria-busy="false"]`).waitFor({ timeout: 300_000 });

export async function goTo(page: Page, [lon, lat]: Place, z: number): Promise<void> {
  await page.evaluate(`location.hash = 'map=${z}/${lat}/${lon}'`);
  await page.waitForTimeout(300);
  await idle(page);
}

/** Of the page, once what nobody holds is swept up. */
export async function heap(client: CDPSession): Promise<string> {
  await client.send('HeapProfiler.collectGarbage');
  const { usedSize } = await client.send('Runtime.getHeapUsage');
  return `${Math.round(usedSize / 1e6)} MB`;
}
