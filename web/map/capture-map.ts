import type { Map as MapLibreMap } from 'maplibre-gl';
import type { Extent } from './extent.ts';
import { formatScale, roundDistance } from './scale-bar.ts';

/** Paper shows twice what a screen does. */
const FINE = 2;
/** The bar is at most this share of the picture's width. */
const BAR_SHARE = 0.18;
const INK = '#17212b';

/** Copies the map to a canvas of its own: what WebGL draws is gone when the browser prints. */
export function captureMap(
  map: MapLibreMap,
  { north }: { north: string },
): HTMLCanvasElement | null {
  // Drawn and copied in one turn, before the browser takes the picture away.
  map.redraw();
  const source = map.getCanvas();
  const canvas = document.createElement('canvas');
  canvas.width = source.width;
  canvas.height = source.height;
  const context = canvas.getContext('2d');
  if (context === null || source.width === 0 || source.clientWidth === 0) return null;
  context.drawImage(source, 0, 0);
  context.scale(source.width / source.clientWidth, source.height / source.clientHeight);
  const size = { width: source.clientWidth, height: source.clientHeight };
  drawScale(context, size, metresAcross(map, size));
  drawNorth(context, size, north);
  return canvas;
}

/** The frame of the map on the sheet (see `print.css`), in pixels. */
const SHEET = { width: 1100, height: 836 };
/** Around an extent on the sheet, clear of scale bar and north arrow. Pixels. */
const SHEET_MARGIN = 48;

/**
 * Draws what the map shows, or an extent, in the shape of the sheet and with more pixels.
 *
 * @returns gives the map its own shape and place back
 */
export async function sharpenMap(
  map: MapLibreMap,
  extent: Extent | null = null,
): Promise<() => Promise<void>> {
  const { style } = map.getContainer();
  const view = { center: map.getCenter(), zoom: map.getZoom() };
  const bounds = map.getBounds();
  const idle = (): Promise<void> =>
    new Promise((done) => {
      map.once('idle', () => done());
      map.triggerRepaint();
    });
  style.width = `${SHEET.width}px`;
  style.height = `${SHEET.height}px`;
  map.setPixelRatio(FINE);
  map.resize();
  if (extent === null) map.fitBounds(bounds, { animate: false });
  else map.fitBounds(extent, { animate: false, padding: SHEET_MARGIN });
  await idle();
  return async () => {
    style.width = '';
    style.height = '';
    map.setPixelRatio(window.devicePixelRatio);
    map.resize();
    map.jumpTo(view);
    await idle();
  };
}

interface Size {
  width: number;
  height: number;
}

/** Metres from edge to edge, along the middle. */
function metresAcross(map: MapLibreMap, { width, height }: Size): number {
  const [left, right] = [width * 0.4, width * 0.6];
  const y = height / 2;
  return map.unproject([left, y]).distanceTo(map.unproject([right, y])) / 0.2;
}

function drawScale(
  context: CanvasRenderingContext2D,
  { width, height }: Size,
  across: number,
): void {
  const metres = roundDistance(across * BAR_SHARE);
  const length = (metres / across) * width;
  const [x, y] = [18, height - 22];
  context.font = '600 12px system-ui, "Noto Sans CJK SC", sans-serif';
  context.textAlign = 'left';
  context.lineJoin = 'round';
  for (const [style, line] of [
    ['#ffffff', 6],
    [INK, 2],
  ] as const) {
    context.strokeStyle = style;
    context.lineWidth = line;
    context.beginPath();
    context.moveTo(x, y - 7);
    context.lineTo(x, y);
    context.lineTo(x + length, y);
    context.lineTo(x + length, y - 7);
    context.moveTo(x + length / 2, y - 4);
    context.lineTo(x + length / 2, y);
    context.stroke();
  }
  context.lineWidth = 4;
  context.strokeStyle = '#ffffff';
  context.strokeText(formatScale(metres), x + 4, y - 10);
  context.fillStyle = INK;
  context.fillText(formatScale(metres), x + 4, y - 10);
}

function drawNorth(context: CanvasRenderingContext2D, { width }: Size, north: string): void {
  const [x, y] = [width - 34, 16];
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x + 10, y + 34);
  context.lineTo(x, y + 27);
  context.lineTo(x - 10, y + 34);
  context.closePath();
  context.lineWidth = 4;
  context.strokeStyle = '#ffffff';
  context.stroke();
  context.fillStyle = INK;
  context.fill();
  context.font = '700 14px system-ui, "Noto Sans CJK SC", sans-serif';
  context.textAlign = 'center';
  context.lineWidth = 4;
  context.strokeText(north, x, y + 50);
  context.fillText(north, x, y + 50);
}
