import type { Map as MapLibreMap } from 'maplibre-gl';
import { LatePictures } from './late-pictures.ts';

/**
 * Spares the machine what a reader does not miss: the sky, which MapLibre paints over the whole view though a map that is never tilted
 * shows none of it; and, where pictures come late, a picture for each step of a move.
 */
export function drawLightly(map: MapLibreMap): void {
  const dropSky = (): void => {
    map.painter.drawFunctions = { ...map.painter.drawFunctions, sky: () => undefined };
  };
  dropSky();
  const pictures = new LatePictures(map);
  map.on('webglcontextrestored', () => {
    dropSky();
    pictures.restore();
  });
}
