import type { Map as MapLibreMap } from 'maplibre-gl';

/** Lines that are most of a picture where borders are dense. While the map flies by, the fills show where communities lie. */
const MANY_LINES = [
  'communities-casing',
  'communities-line',
  'town-glow',
  'units-line',
  'unit-tiles-line',
  'estates-line',
] as const;
/** A picture that took longer than this came late. Milliseconds. */
const LATE = 50;
/** So many late pictures in a row are no accident: there is no graphics card, or a weak one. */
const LATE_PICTURES = 4;

/**
 * Spares the machine what a reader does not miss: the sky, which MapLibre paints over the whole view though a map that is never tilted
 * shows none of it; and, where pictures come late, most lines while the map moves.
 */
export function drawLightly(map: MapLibreMap): void {
  map.painter.drawFunctions = { ...map.painter.drawFunctions, sky: () => undefined };
  let late = 0;
  let drawnAt: number | null = null;
  let hidden: Map<string, number | undefined> | null = null;

  const hide = (): void => {
    hidden = new Map();
    for (const id of MANY_LINES) {
      if (map.getLayer(id) === undefined) continue;
      hidden.set(id, map.getPaintProperty(id, 'line-opacity') as number | undefined);
      map.setPaintProperty(id, 'line-opacity-transition', { duration: 0, delay: 0 });
      map.setPaintProperty(id, 'line-opacity', 0);
    }
  };
  const show = (): void => {
    for (const [id, opacity] of hidden ?? []) {
      if (map.getLayer(id) !== undefined) map.setPaintProperty(id, 'line-opacity', opacity);
    }
    hidden = null;
  };
  map.on('movestart', () => {
    drawnAt = null;
  });
  map.on('render', () => {
    if (!map.isMoving()) return;
    const at = performance.now();
    if (drawnAt !== null && hidden === null) late = at - drawnAt > LATE ? late + 1 : 0;
    drawnAt = at;
    if (hidden === null && late >= LATE_PICTURES) hide();
  });
  map.on('moveend', show);
}
