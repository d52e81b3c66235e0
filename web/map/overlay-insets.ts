/** How much of the map's sides is covered, in pixels. */
export interface Insets {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

/**
 * Measures what floats above the map (`data-overlay="left"`, `"right"` or `"top"` in the page), so
 * that what is zoomed to does not come to lie under it. What is as wide as the map lies at its foot, as on a
 * telephone. On a map too small to spare the room the overlays are ignored: half a view of something beats a sliver of it.
 */
export function overlayInsets(map: HTMLElement): Insets {
  const frame = map.getBoundingClientRect();
  const insets: Insets = { top: 0, bottom: 0, left: 0, right: 0 };
  for (const overlay of document.querySelectorAll<HTMLElement>('[data-overlay]')) {
    const box = overlay.getBoundingClientRect();
    const isFolded = overlay instanceof HTMLDetailsElement && !overlay.open;
    if (box.width === 0 || isFolded) continue;
    const { overlay: side } = overlay.dataset;
    if (side === 'top') insets.top = Math.max(insets.top, box.bottom - frame.top);
    else if (box.width >= frame.width) {
      insets.bottom = Math.max(insets.bottom, frame.bottom - box.top);
    } else if (side === 'left') insets.left = Math.max(insets.left, box.right - frame.left);
    else insets.right = Math.max(insets.right, frame.right - box.left);
  }
  if (frame.width - insets.left - insets.right < MIN_FREE_WIDTH) {
    insets.left = 0;
    insets.right = 0;
  }
  if (frame.height - insets.top - insets.bottom < MIN_FREE_HEIGHT) insets.bottom = 0;
  return insets;
}

const MIN_FREE_WIDTH = 320;
const MIN_FREE_HEIGHT = 120;
