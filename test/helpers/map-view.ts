import type { Page } from 'playwright-core';

/** The element that the map is drawn into. */
export const MAP = '.map-canvas';

/** Zoom and centre, from the address. */
export function viewOf(page: Page): { zoom: number; lat: number; lon: number } {
  const parts = new URLSearchParams(new URL(page.url()).hash.slice(1)).get('map')?.split('/') ?? [];
  const [zoom = NaN, lat = NaN, lon = NaN] = parts.map(Number);
  return { zoom, lat, lon };
}

/** Where a place is on the screen, by the web Mercator of the view. */
export async function onScreen(page: Page, [lon = NaN, lat = NaN]: readonly number[]) {
  const view = viewOf(page);
  const box = await page.locator(MAP).boundingBox();
  if (!box) throw new Error('The map has no box.');
  const world = 512 * 2 ** view.zoom;
  const northing = (degrees: number): number =>
    (Math.log(Math.tan(Math.PI / 4 + (degrees * Math.PI) / 360)) / (2 * Math.PI)) * world;
  return {
    x: box.x + box.width / 2 + ((lon - view.lon) / 360) * world,
    y: box.y + box.height / 2 - (northing(lat) - northing(view.lat)),
    box,
  };
}
