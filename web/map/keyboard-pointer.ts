import type { Map as MapLibreMap } from 'maplibre-gl';
import type { MapPointer } from '../modes/tool.ts';
import { activeSession } from './tool-session.ts';

/** An arrow key moves the ground under the crosshair so far; with Shift the larger step. Pixels. */
const STEP = 12;
const LEAP = 96;

const ARROWS: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/**
 * Tools without a mouse. While a tool works and the map has the focus of the keyboard, a crosshair stands in the middle of the
 * view: the arrows move the ground under it, Space or Enter click there. Tools that drag are pressed by one and let go by the next.
 */
export function watchKeyboardPointer(
  map: MapLibreMap,
  tool: () => ((event: MapPointer) => boolean) | null,
): void {
  const container = map.getContainer();
  const crosshair = document.createElement('div');
  crosshair.className = 'map-crosshair';
  crosshair.setAttribute('aria-hidden', 'true');
  crosshair.hidden = true;
  container.append(crosshair);
  let isPressed = false;

  const hand = (kind: MapPointer['kind'], event?: KeyboardEvent): boolean => {
    const [x, y] = [container.clientWidth / 2, container.clientHeight / 2];
    const { lng, lat } = map.unproject([x, y]);
    return (
      tool()?.({
        kind,
        position: [lng, lat],
        point: { x, y },
        button: 0,
        // Shift is for the larger step.
        shiftKey: false,
        altKey: event?.altKey ?? false,
        ctrlKey: false,
        isTouch: false,
      }) === true
    );
  };
  const show = (): void => {
    if (!crosshair.hidden) return;
    crosshair.hidden = false;
    hand('move');
  };
  const hide = (): void => {
    if (crosshair.hidden) return;
    crosshair.hidden = true;
    isPressed = false;
  };
  const act = (event: KeyboardEvent): void => {
    if (activeSession.peek()?.isDragged !== true) {
      hand('click', event);
      return;
    }
    if (isPressed) {
      isPressed = false;
      hand('up', event);
    } else isPressed = hand('down', event);
  };
  const onKey = (event: KeyboardEvent): void => {
    if (tool() === null || event.ctrlKey || event.metaKey || event.target !== map.getCanvas())
      return;
    const arrow = ARROWS[event.key];
    const isAct = event.key === ' ' || (event.key === 'Enter' && !crosshair.hidden);
    if (arrow === undefined && !isAct) {
      if (event.key === 'Escape') isPressed = false;
      return;
    }
    event.preventDefault();
    // Neither the map's own arrows nor the page's keys.
    event.stopPropagation();
    show();
    if (arrow === undefined) act(event);
    else {
      const by = event.shiftKey ? LEAP : STEP;
      map.panBy([arrow[0] * by, arrow[1] * by], { duration: 0 });
      hand('move', event);
    }
  };
  container.addEventListener('keydown', onKey, true);
  // The focus that Tab brings, not the one of a click.
  map.getCanvas().addEventListener('focus', () => {
    if (tool() !== null && map.getCanvas().matches(':focus-visible')) show();
  });
  map.getCanvas().addEventListener('blur', hide);
  for (const kind of ['pointerdown', 'pointermove'] as const)
    container.addEventListener(kind, hide);
  map.on('zoom', () => {
    if (!crosshair.hidden) hand('move');
  });
}
