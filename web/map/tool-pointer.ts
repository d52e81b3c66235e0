import type { Map as MapLibreMap, MapMouseEvent, MapTouchEvent } from 'maplibre-gl';
import type { Position } from '#engine/coverage/types.ts';
import type { MapPointer } from '../modes/tool.ts';
import { type Look, watchKeyboardPointer } from './keyboard-pointer.ts';
import { activeSession } from './tool-session.ts';

type AnyPointer = MapMouseEvent | MapTouchEvent;

/** Browsers report what a finger did once more as a mouse, within this time. Milliseconds. */
const ECHO = 700;

function pointerOf(kind: MapPointer['kind'], event: AnyPointer): MapPointer {
  const original: MouseEvent | TouchEvent = event.originalEvent;
  const { lng, lat } = event.lngLat;
  const position: Position = [lng, lat];
  const { x, y } = event.point;
  const { shiftKey, altKey, ctrlKey } = original;
  const isTouch =
    original instanceof PointerEvent
      ? original.pointerType === 'touch'
      : !(original instanceof MouseEvent);
  return {
    kind,
    position,
    point: { x, y },
    button: 'button' in original ? original.button : 0,
    shiftKey,
    altKey,
    ctrlKey,
    isTouch,
  };
}

/**
 * Hands what the pointer does to a tool; a gesture that the tool takes is not one of the map. One finger works the tool where it
 * takes the press and pans the map where it does not; a second finger drops what was begun: two always move the map.
 */
export function watchTool(
  map: MapLibreMap,
  tool: () => ((event: MapPointer) => boolean) | null,
  look: Look,
): void {
  let frame = 0;
  let waiting: MapMouseEvent | null = null;
  let touchedAt = -Infinity;
  let isTaken = false;
  const hand = (kind: MapPointer['kind'], event: AnyPointer): boolean => {
    const isHandled = tool()?.(pointerOf(kind, event)) === true;
    if (isHandled) event.preventDefault();
    return isHandled;
  };
  /** A press or a click stands where the pointer has come to, not where it was a frame ago. */
  const flush = (): void => {
    cancelAnimationFrame(frame);
    if (waiting !== null) hand('move', waiting);
    waiting = null;
  };
  const byMouse =
    (kind: MapPointer['kind']) =>
    (event: MapMouseEvent): void => {
      const isEcho = performance.now() - touchedAt < ECHO;
      if (isEcho && kind !== 'click' && kind !== 'double-click') return;
      if (!isEcho) flush();
      hand(kind, event);
    };
  map.on('mousedown', byMouse('down'));
  map.on('mouseup', byMouse('up'));
  map.on('click', byMouse('click'));
  map.on('dblclick', byMouse('double-click'));
  map.on('mousemove', (event) => {
    if (performance.now() - touchedAt < ECHO) return;
    cancelAnimationFrame(frame);
    waiting = event;
    frame = requestAnimationFrame(flush);
  });
  map.on('mouseout', (event) => {
    cancelAnimationFrame(frame);
    waiting = null;
    hand('leave', event);
  });
  map.on('touchstart', (event) => {
    touchedAt = performance.now();
    if (event.points.length === 1) isTaken = hand('down', event);
    else {
      if (isTaken) activeSession.peek()?.cancel?.();
      isTaken = false;
    }
  });
  map.on('touchmove', (event) => {
    touchedAt = performance.now();
    if (isTaken && event.points.length === 1) hand('move', event);
  });
  map.on('touchend', (event) => {
    touchedAt = performance.now();
    if (isTaken) hand('up', event);
    isTaken = false;
  });
  map.on('touchcancel', () => {
    if (isTaken) activeSession.peek()?.cancel?.();
    isTaken = false;
  });
  watchKeyboardPointer(map, tool, look);
}
