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

/** What lies under the crosshair is looked at, or selected. */
export type Look = (kind: 'hover' | 'click', point: { x: number; y: number }) => void;

/**
 * The map without a mouse. While it has the focus of the keyboard, a crosshair stands in the middle of the view: the arrows move the
 * ground under it, Space clicks there, with Shift and Alt as a mouse would. Tools that drag are pressed by one Space and let go by the
 * next. Enter finishes what has been begun. Where no tool works, Space selects.
 */
export function watchKeyboardPointer(
  map: MapLibreMap,
  tool: () => ((event: MapPointer) => boolean) | null,
  look: Look,
): void {
  const container = map.getContainer();
  const crosshair = document.createElement('div');
  crosshair.className = 'map-crosshair';
  crosshair.setAttribute('aria-hidden', 'true');
  crosshair.hidden = true;
  container.append(crosshair);

  const hand = (kind: MapPointer['kind'], event?: KeyboardEvent): boolean => {
    const point = { x: container.clientWidth / 2, y: container.clientHeight / 2 };
    if (tool() === null) {
      look(kind === 'click' ? 'click' : 'hover', point);
      return true;
    }
    const { lng, lat } = map.unproject([point.x, point.y]);
    return (
      tool()?.({
        kind,
        position: [lng, lat],
        point,
        button: 0,
        // With an arrow it is for the larger step.
        shiftKey: kind !== 'move' && event?.shiftKey === true,
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
  };
  const act = (event: KeyboardEvent): void => {
    const session = tool() === null ? null : activeSession.peek();
    if (session?.isDragged !== true) hand('click', event);
    else hand(session.isHolding?.() === true ? 'up' : 'down', event);
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.target !== map.getCanvas()) return;
    // To look around the map's own steps, which are larger, are the better ones.
    const arrow = tool() === null ? undefined : ARROWS[event.key];
    // Enter finishes what has been begun; with Alt it clicks, for Alt and Space belong to the window.
    const isAct = event.key === ' ' || (event.key === 'Enter' && event.altKey);
    if (arrow === undefined && !isAct) return;
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
    if (map.getCanvas().matches(':focus-visible')) show();
  });
  map.getCanvas().addEventListener('blur', hide);
  for (const kind of ['pointerdown', 'pointermove'] as const)
    container.addEventListener(kind, hide);
  map.on('zoom', () => {
    if (!crosshair.hidden && tool() !== null) hand('move');
  });
  map.on('moveend', () => {
    if (!crosshair.hidden && tool() === null) hand('move');
  });
}
