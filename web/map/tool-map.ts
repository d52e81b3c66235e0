import type { Feature } from 'geojson';
import type { GeoJSONSource, Map as MapLibreMap } from 'maplibre-gl';
import type { ToolMap } from '../modes/tool.ts';
import { createPointerLabel } from './pointer-label.ts';
import { labelText } from './tool-session.ts';

/** Of so many features and more, one drawing in so many milliseconds. */
const MANY = 400;
const MANY_PAUSE = 150;
/** How far apart two pixels of the middle of the view are measured, for `metresPerPixel`. */
const SPAN = 100;

/**
 * The map as tools draw on it and measure with it.
 * @param use is told what is to be drawn, before it is
 */
export function createToolMap(
  map: MapLibreMap,
  use: (features: readonly Feature[]) => void,
): ToolMap {
  const pointerLabel = createPointerLabel(map.getContainer());
  let features: readonly Feature[] = [];
  let locked: readonly Feature[] = [];
  let frame = 0;
  let drawnAt = 0;
  // One drawing a frame, however often the pointer moves; of thousands of units fewer, for each is copied to the map's worker.
  const draw = (): void => {
    use(locked);
    use(features);
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame((now) => {
      if (features.length >= MANY && now - drawnAt < MANY_PAUSE) {
        draw();
        return;
      }
      drawnAt = now;
      map.getSource<GeoJSONSource>('sketch')?.setData({
        type: 'FeatureCollection',
        features: [...locked, ...features],
      });
    });
  };
  return {
    sketch(next) {
      if (features.length === 0 && next.length === 0) return;
      features = next;
      draw();
    },
    lock(next) {
      if (locked.length === 0 && next.length === 0) return;
      locked = next;
      draw();
    },
    label(position, text) {
      labelText.value = text;
      if (position === null || text === '') pointerLabel.hide();
      else {
        const [lon = 0, lat = 0] = position;
        pointerLabel.show(map.project([lon, lat]), text);
      }
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
