import type { Page } from 'playwright-core';
import { MAP, viewOf } from './map-view.ts';

type Place = readonly [lon: number, lat: number];

/** An arrow moves the ground so far, with Shift the larger step (web/map/keyboard-pointer.ts). Pixels. */
const STEP = 12;
const LEAP = 96;

/** Nearer to a place than half a step the crosshair need not come. */
const worldAt = (zoom: number): number => 512 * 2 ** zoom;
const northing = (lat: number): number =>
  Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) / (2 * Math.PI);

/**
 * The crosshair in the middle of the map, led by the arrow keys. Where it is follows from the keys that were pressed: the address of
 * the page tells it only a moment later.
 */
export class Crosshair {
  readonly #page: Page;
  readonly #zoom: number;
  /** In pixels of the world. */
  #at: { x: number; y: number };

  private constructor(page: Page, { zoom, lon, lat }: ReturnType<typeof viewOf>) {
    this.#page = page;
    this.#zoom = zoom;
    this.#at = this.#pixels([lon, lat]);
  }

  /** Goes to the map by its key. The view must have come to rest. */
  static async begin(page: Page): Promise<Crosshair> {
    await page.keyboard.press('x');
    await page.locator(`${MAP} .map-crosshair:not([hidden])`).first().waitFor();
    return new Crosshair(page, viewOf(page));
  }

  /** Arrows until the place lies under it, within half a step. */
  async walkTo(place: Place): Promise<void> {
    const to = this.#pixels(place);
    const { keyboard } = this.#page;
    for (const [axis, less, more] of [
      ['x', 'ArrowLeft', 'ArrowRight'],
      ['y', 'ArrowUp', 'ArrowDown'],
    ] as const) {
      const by = to[axis] - this.#at[axis];
      const key = by < 0 ? less : more;
      const steps = Math.round(Math.abs(by) / STEP);
      const leaps = Math.floor(steps / (LEAP / STEP));
      for (let i = 0; i < leaps; i++) await keyboard.press(`Shift+${key}`);
      for (let i = leaps * (LEAP / STEP); i < steps; i++) await keyboard.press(key);
      this.#at[axis] += Math.sign(by) * steps * STEP;
    }
  }

  /** Walks there and clicks; tools that drag are pressed, or let go. */
  async press(place: Place, key = 'Space'): Promise<void> {
    await this.walkTo(place);
    await this.#page.keyboard.press(key);
  }

  /** Presses at the first place, goes over the others and lets go at the last. */
  async drag(places: readonly Place[], key = 'Space'): Promise<void> {
    const [first, ...others] = places;
    if (first === undefined) throw new Error('nowhere to press');
    await this.press(first, key);
    for (const place of others) await this.walkTo(place);
    await this.#page.keyboard.press('Space');
  }

  #pixels([lon, lat]: Place): { x: number; y: number } {
    const world = worldAt(this.#zoom);
    return { x: (lon / 360) * world, y: -northing(lat) * world };
  }
}
