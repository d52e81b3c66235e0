/** A text beside the pointer, over the map. It stays within the map, whichever corner the pointer is in. */
export interface PointerLabel {
  show(point: { x: number; y: number }, text: string): void;
  hide(): void;
}

/** From the pointer to the text, and from the text to the rim of the map. Pixels. */
const OFFSET = 16;
const RIM = 8;

/** Makes the label in the element that the map is drawn in. It is for the eye: the hint bar says the same to screen readers. */
export function createPointerLabel(container: HTMLElement): PointerLabel {
  const element = document.createElement('div');
  element.className = 'pointer-label';
  element.setAttribute('aria-hidden', 'true');
  element.hidden = true;
  container.append(element);
  let shown = '';
  return {
    show({ x, y }, text) {
      if (text !== shown) {
        element.replaceChildren(
          ...text.split('\n').map((line) => {
            const row = document.createElement('span');
            row.textContent = line;
            return row;
          }),
        );
        shown = text;
      }
      element.hidden = false;
      const { clientWidth, clientHeight } = container;
      const { offsetWidth, offsetHeight } = element;
      const right = x + OFFSET;
      const left = right + offsetWidth + RIM <= clientWidth ? right : x - OFFSET - offsetWidth;
      const top = Math.min(y + OFFSET, clientHeight - offsetHeight - RIM);
      element.style.translate = `${Math.max(RIM, left)}px ${Math.max(RIM, top)}px`;
    },
    hide() {
      element.hidden = true;
    },
  };
}
