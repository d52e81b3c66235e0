import { signal } from '@preact/signals';

/** Takes the map as a picture, for printing. */
export interface MapCapture {
  /** As it is now, with a scale bar and a north arrow; null where it has no size. */
  take(texts: { north: string }): HTMLCanvasElement | null;
  /** Draws in the shape of the sheet, finer; what it resolves with gives the map its own shape back. */
  sharpen(): Promise<() => Promise<void>>;
}

/** The map on the page; null while there is none. */
export const mapCapture = signal<MapCapture | null>(null);
