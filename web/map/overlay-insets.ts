/** How much of the map's sides is covered, in pixels. */
export interface Insets {
  top: number;
  left: number;
  right: number;
}

/**
 * Measures what floats above the map (`data-overlay="left"`, `"right"` or `"top"` in the page), so
 * that what is zoomed to does not come to lie under it. On a map too narrow to spare the room the
 * overlays are ignored: half a view of something beats a sliver of it.
 */
export function overlayInsets(map: HTMLElement): Insets {
  const frame = map.getBoundingClientRect();
  const insets: Insets = { top: 0, left: 0, right: 0 };
  for (const overlay of document.querySelectorAll<HTMLElement>('[data-overlay]')) {
    const box = overlay.getBoundingClientRect();
    const isFolded = overlay instanceof HTMLDetailsElement && !overlay.open;
    if (box.width === 0 || isFolded) continue;
    const { overlay: side } = overlay.dataset;
    if (side === 'top') insets.top = Math.max(insets.top, box.bottom - frame.top);
    else if (side === 'left') insets.left = Math.max(insets.left, box.right - frame.left);
    else insets.right = Math.max(insets.right, frame.right - box.left);
  }
  const free = frame.width - insets.left - insets.right;
  return free >= MIN_FREE_WIDTH ? insets : { ...insets, left: 0, right: 0 };
}

const MIN_FREE_WIDTH = 320;
