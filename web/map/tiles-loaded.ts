import type { Map as MapLibreMap } from 'maplibre-gl';

/** A map that is not drawn, in a tab behind others, loads no tiles: what waits must not wait for ever. Milliseconds. */
const PATIENCE = 3000;

/** Resolves once no tile of a source is being loaded. */
export function tilesLoaded(map: MapLibreMap, source: string): Promise<void> {
  const isLoaded = (): boolean => map.isSourceLoaded(source);
  if (isLoaded()) return Promise.resolve();
  return new Promise((resolve) => {
    const look = (): void => {
      if (isLoaded()) finish();
    };
    const finish = (): void => {
      clearTimeout(patience);
      map.off('sourcedata', look);
      map.off('idle', finish);
      resolve();
    };
    const patience = setTimeout(finish, PATIENCE);
    map.on('sourcedata', look);
    map.on('idle', finish);
  });
}
