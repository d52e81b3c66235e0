import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  describeInBrowser,
  keepScreenshot,
  openWatchedPage,
  type WatchedPage,
} from '../helpers/browser.ts';
import { sampleOrigin } from '../helpers/sample-origin.ts';

const library = dirname(createRequire(import.meta.url).resolve('maplibre-gl/dist/maplibre-gl.css'));

/** Pixels: well inside the exact areas; of those, covered by no tile; of those, two by two together. */
interface Counts {
  covered: number;
  missing: number;
  wide: number;
}

/** A page with MapLibre alone, as somebody else's might be: it knows the TileJSON and nothing else of us. */
const PAGE = `<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="/lib/maplibre-gl.css">
<style>html, body, #map { margin: 0; width: 800px; height: 600px }</style><div id="map"></div>
<script type="module">
  import { Map, setWorkerUrl } from '/lib/maplibre-gl.mjs';
  setWorkerUrl('/lib/maplibre-gl-worker.mjs');
  const ids = ['communities', 'units', 'barriers', 'facilities'];
  const sources = Object.fromEntries(ids.map((id) => [id, { type: 'vector', url: location.origin + '/tiles/' + id }]));
  const layer = (id, type, paint) => ({ id, type, source: id, 'source-layer': id, paint });
  window.failures = [];
  const map = new Map({ container: 'map', fadeDuration: 0, style: { version: 8, sources, layers: [
    { id: 'ground', type: 'background', paint: { 'background-color': '#ffffff' } },
    layer('communities', 'fill', { 'fill-color': '#cc0000', 'fill-antialias': false }),
    layer('units', 'line', { 'line-color': '#00aa00', 'line-width': 1 }),
    layer('barriers', 'line', { 'line-color': '#0000cc', 'line-width': 3 }),
    layer('facilities', 'circle', { 'circle-color': '#000000', 'circle-radius': 5 }),
  ] } });
  map.on('error', ({ error }) => window.failures.push(error.message));
  window.map = map;
</script>`;

describeInBrowser('vector tiles in MapLibre', (browser) => {
  let origin: string;
  let watched: WatchedPage;

  beforeAll(async () => {
    origin = sampleOrigin();
    watched = await openWatchedPage(browser());
    const { page } = watched;
    await page.route('**/lib/*', (route) => {
      const name = basename(new URL(route.request().url()).pathname);
      const contentType = name.endsWith('.css') ? 'text/css' : 'text/javascript';
      return route.fulfill({ body: readFileSync(join(library, name)), contentType });
    });
    await page.route('**/alone.html', (route) =>
      route.fulfill({ body: PAGE, contentType: 'text/html' }),
    );
    await page.goto(`${origin}/alone.html`);
    const bounds = await page.evaluate<number[]>(
      `fetch('/tiles/jurisdictions').then((answer) => answer.json()).then(({ bounds }) => bounds)`,
    );
    await page.evaluate(
      `new Promise((done) => { map.once('idle', done); map.fitBounds(${JSON.stringify(bounds)}, { animate: false, padding: 40 }); })`,
    );
  });
  afterAll(async () => {
    await watched?.page.context().close();
  });

  it('are drawn: areas, lines and points', async () => {
    const { page } = watched;
    await keepScreenshot(page, 'vector-tiles');
    const counts = await page.evaluate<Record<string, number>>(
      `Object.fromEntries(['communities', 'units', 'barriers', 'facilities'].map((id) =>
         [id, new Set(map.queryRenderedFeatures({ layers: [id] }).map((one) => one.properties.id)).size]))`,
    );
    for (const [id, count] of Object.entries(counts)) {
      const answer = await fetch(`${origin}/collections/${id}/items?limit=1`);
      const { numberMatched } = (await answer.json()) as { numberMatched: number };
      // Points may lie beneath one another; everything else is in view.
      expect(count, id).toBeGreaterThan(numberMatched * 0.8);
      expect(count, id).toBeLessThanOrEqual(numberMatched);
    }
    expect(await page.evaluate('failures')).toEqual([]);
  });

  it('cover what the communities themselves cover, far out and close in: no gap at a shared border', async () => {
    const { page } = watched;
    const geojson = '/collections/communities/items?limit=10000';
    await page.evaluate(`(() => {
      map.addSource('exact', { type: 'geojson', data: location.origin + '${geojson}', tolerance: 0 });
      map.addLayer({ id: 'exact', type: 'fill', source: 'exact', paint: { 'fill-color': '#cc0000', 'fill-antialias': false } });
      window.show = async (wanted) => {
        for (const { id } of map.getStyle().layers) {
          map.setLayoutProperty(id, 'visibility', [wanted, 'ground'].includes(id) ? 'visible' : 'none');
        }
        await new Promise((done) => map.once('idle', done));
        return new Promise((done) => {
          map.once('render', () => {
            const gl = map.getCanvas().getContext('webgl2');
            const { drawingBufferWidth: width, drawingBufferHeight: height } = gl;
            const data = new Uint8Array(width * height * 4);
            gl.readPixels(0, 0, width, height, gl.RGBA, gl.UNSIGNED_BYTE, data);
            done({ width, height, isRed: (x, y) => data[4 * (y * width + x) + 1] < 128 });
          });
          map.triggerRepaint();
        });
      };
    })()`);
    for (const zoom of [11, 12, 13.5, 15, 16.5]) {
      const { covered, missing, wide } = await page.evaluate<Counts>(`(async () => {
        map.jumpTo({ zoom: ${zoom} });
        const exact = await show('exact');
        const tiles = await show('communities');
        let covered = 0;
        let missing = 0;
        let wide = 0;
        // A pixel well inside the exact areas, its eight neighbours included, that no tile covers.
        for (let y = 1; y < exact.height - 1; y++) for (let x = 1; x < exact.width - 1; x++) {
          let inside = true;
          for (let dy = -1; dy <= 1; dy++) for (let dx = -1; dx <= 1; dx++) inside &&= exact.isRed(x + dx, y + dy);
          if (!inside) continue;
          covered++;
          if (tiles.isRed(x, y)) continue;
          missing++;
          if (!tiles.isRed(x + 1, y) && !tiles.isRed(x, y + 1) && !tiles.isRed(x + 1, y + 1)) wide++;
        }
        return { covered, missing, wide };
      })()`);
      expect(covered, `zoom ${zoom}`).toBeGreaterThan(1000);
      // Neighbours are simplified apart: theirs may part by a fraction of a pixel, never by a whole one.
      expect(wide, `zoom ${zoom}: two by two pixels`).toBe(0);
      expect(missing, `zoom ${zoom}, of ${covered} pixels`).toBeLessThanOrEqual(covered / 1000);
    }
    expect(await page.evaluate('failures')).toEqual([]);
  });
});
