import type { Feature } from 'geojson';
import type { GeoJSONSource, Map as MapLibreMap, MapMouseEvent, MapTouchEvent } from 'maplibre-gl';
import type { Position } from '#engine/coverage/types.ts';
import type { MapPointer, ToolMap } from '../modes/tool.ts';

/** How far apart two pixels of the middle of the view are measured, for `metresPerPixel`. */
const SPAN = 100;

/** The map as tools draw on it and measure with it. */
export function createToolMap(map: MapLibreMap): ToolMap {
  let features: readonly Feature[] = [];
  let label: Feature | null = null;
  let frame = 0;
  // One drawing a frame, however often the pointer moves.
  const draw = (): void => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => {
      map.getSource<GeoJSONSource>('sketch')?.setData({
        type: 'FeatureCollection',
        features: label === null ? [...features] : [...features, label],
      });
    });
  };
  return {
    sketch(next) {
      features = next;
      draw();
    },
    label(position, text) {
      label =
        position === null
          ? null
          : {
              type: 'Feature',
              geometry: { type: 'Point', coordinates: position },
              properties: { role: 'label', text },
            };
      draw();
    },
    cursor(cursor) {
      map.getCanvas().style.cursor = cursor ?? '';
    },
    project([lon = 0, lat = 0]) {
      const { x, y } = map.project([lon, lat]);
      return { x, y };
    },
    unproject({ x, y }) {
      const { lng, lat } = map.unproject([x, y]);
      return [lng, lat];
    },
    metresPerPixel() {
      const { clientWidth, clientHeight } = map.getCanvas();
      const [x, y] = [clientWidth / 2, clientHeight / 2];
      return map.unproject([x, y]).distanceTo(map.unproject([x + SPAN, y])) / SPAN;
    },
  };
}

type AnyPointer = MapMouseEvent | MapTouchEvent;

function pointerOf(kind: MapPointer['kind'], event: AnyPointer): MapPointer {
  const original: MouseEvent | TouchEvent = event.originalEvent;
  const { lng, lat } = event.lngLat;
  const position: Position = [lng, lat];
  const { x, y } = event.point;
  const { shiftKey, altKey, ctrlKey } = original;
  return {
    kind,
    position,
    point: { x, y },
    button: 'button' in original ? original.button : 0,
    shiftKey,
    altKey,
    ctrlKey,
    isTouch: !('button' in original),
  };
}

/** Hands what the pointer does to a tool; a gesture that the tool takes is not one of the map. */
export function watchTool(
  map: MapLibreMap,
  tool: () => ((event: MapPointer) => boolean) | null,
): void {
  let frame = 0;
  const hand = (kind: MapPointer['kind'], event: AnyPointer): void => {
    const take = tool();
    if (take?.(pointerOf(kind, event)) === true) event.preventDefault();
  };
  map.on('mousedown', (event) => hand('down', event));
  map.on('mouseup', (event) => hand('up', event));
  map.on('click', (event) => hand('click', event));
  map.on('dblclick', (event) => hand('double-click', event));
  map.on('mousemove', (event) => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => hand('move', event));
  });
  map.on('mouseout', (event) => {
    cancelAnimationFrame(frame);
    hand('leave', event);
  });
  map.on('touchstart', (event) => {
    if (event.points.length === 1) hand('down', event);
  });
  map.on('touchmove', (event) => {
    if (event.points.length === 1) hand('move', event);
  });
  map.on('touchend', (event) => hand('up', event));
}
