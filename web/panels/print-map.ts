import type { Extent } from '../map/extent.ts';
import { mapCapture } from '../map/map-capture.ts';
import { printing } from '../state/printing.ts';

/**
 * Draws the map light and fine, opens the browser's print dialog, and draws it as it was.
 *
 * @param extent what is printed; null: what the map shows
 */
export async function printMap(extent: Extent | null): Promise<void> {
  if (printing.peek()) return;
  const capture = mapCapture.peek();
  printing.value = true;
  const restore = await capture?.sharpen(extent ?? undefined);
  try {
    // Blocks until the dialog is closed; `beforeprint` fills the sheet.
    window.print();
  } finally {
    printing.value = false;
    await restore?.();
  }
}
