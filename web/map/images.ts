import type { Map as MapLibreMap } from 'maplibre-gl';
import { markOf } from './finding-marks.ts';
import type { MapTheme } from './theme.ts';

/** Images are drawn by hand, at this many device pixels to one of the map: there is no sprite. */
const PIXEL_RATIO = 2;

export const badgeImage = (category: string): string => `badge ${category}`;
export const hatchImage = (category: string): string => `hatch ${category}`;
export const CENTRE_IMAGE = 'service-centre';
export const LOCKED_IMAGE = 'locked';

function draw(size: number, paint: (context: CanvasRenderingContext2D) => void): ImageData | null {
  const canvas = document.createElement('canvas');
  canvas.width = size * PIXEL_RATIO;
  canvas.height = size * PIXEL_RATIO;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) return null;
  context.scale(PIXEL_RATIO, PIXEL_RATIO);
  paint(context);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

/** A round badge with a white rim and the category's glyph. */
function drawBadge(category: string): ImageData | null {
  const { colour, glyph } = markOf(category);
  return draw(26, (context) => {
    context.shadowColor = 'rgb(0 0 0 / 45%)';
    context.shadowBlur = 3 * PIXEL_RATIO;
    context.shadowOffsetY = PIXEL_RATIO;
    context.fillStyle = '#ffffff';
    context.beginPath();
    context.arc(13, 12.5, 11, 0, 2 * Math.PI);
    context.fill();
    context.shadowColor = 'transparent';
    context.fillStyle = colour;
    context.beginPath();
    context.arc(13, 12.5, 9.4, 0, 2 * Math.PI);
    context.fill();
    context.translate(13 - 6, 12.5 - 6);
    context.scale(12 / 16, 12 / 16);
    context.strokeStyle = '#ffffff';
    context.lineWidth = 1.9;
    context.lineCap = 'round';
    context.lineJoin = 'round';
    context.stroke(new Path2D(glyph));
  });
}

/** A seamless tile of slanted lines: falling for what is claimed twice, rising for the rest. */
function drawHatch(category: string): ImageData | null {
  const size = 8;
  const falling = category === 'overlap';
  return draw(size, (context) => {
    context.strokeStyle = markOf(category).colour;
    context.lineWidth = 2;
    context.lineCap = 'square';
    context.beginPath();
    for (const shift of [-size, 0, size]) {
      context.moveTo(shift - 1, falling ? -1 : size + 1);
      context.lineTo(shift + size + 1, falling ? size + 1 : -1);
    }
    context.stroke();
  });
}

/** A house with a rim, for community service centres. */
function drawCentre(theme: MapTheme): ImageData | null {
  return draw(20, (context) => {
    context.fillStyle = theme.halo;
    context.strokeStyle = theme.facility;
    context.lineWidth = 1.6;
    context.lineJoin = 'round';
    context.beginPath();
    context.roundRect(2, 2, 16, 16, 4);
    context.fill();
    context.stroke();
    context.fillStyle = theme.facility;
    context.fill(new Path2D('M10 5L5 9.2V15h3.6v-3.4h2.8V15H15V9.2z'));
  });
}

/** A seamless tile of crossed lines: locked ground. */
function drawLocked(theme: MapTheme): ImageData | null {
  const size = 10;
  return draw(size, (context) => {
    context.strokeStyle = theme.textSoft;
    context.globalAlpha = 0.55;
    context.lineWidth = 1.2;
    context.beginPath();
    for (const shift of [-size, 0, size]) {
      context.moveTo(shift, 0);
      context.lineTo(shift + size, size);
      context.moveTo(shift + size, 0);
      context.lineTo(shift, size);
    }
    context.stroke();
  });
}

function put(map: MapLibreMap, name: string, image: ImageData | null): void {
  if (image === null) return;
  if (map.hasImage(name)) map.updateImage(name, image);
  else map.addImage(name, image, { pixelRatio: PIXEL_RATIO });
}

/** Makes the badges and hatches of these categories known to the map. */
export function addFindingImages(map: MapLibreMap, categories: Iterable<string>): void {
  for (const category of categories) {
    if (map.hasImage(badgeImage(category))) continue;
    put(map, badgeImage(category), drawBadge(category));
    put(map, hatchImage(category), drawHatch(category));
  }
}

/** Draws, or draws again, the images that depend on the colour scheme. */
export function addThemeImages(map: MapLibreMap, theme: MapTheme): void {
  put(map, CENTRE_IMAGE, drawCentre(theme));
  put(map, LOCKED_IMAGE, drawLocked(theme));
}
