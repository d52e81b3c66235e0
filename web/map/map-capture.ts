import { signal } from '@preact/signals';
import type { Extent } from './extent.ts';

/** Takes the map as a picture, for printing. */
export interface MapCapture {
  /** As it is now, with a scale bar and a north arrow; null where it has no size. */
  take(texts: { north: string }): HTMLCanvasElement | null;
  /**
   * Draws in the shape of the sheet, finer: what the map shows, or an extent. What it resolves with gives the map its own shape
   * and place back.
   */
  sharpen(extent?: Extent): Promise<() => Promise<void>>;
}

/** The map on the page; null while there is none. */
export const mapCapture = signal<MapCapture | null>(null);
