import type { Map as MapLibreMap } from 'maplibre-gl';

/** A picture of the map, and how large what it shows is on the ground. */
export interface MapPicture {
  image: ImageBitmap;
  /** Pixels of the picture per pixel of the page. */
  scale: number;
  /** Of a pixel of the page, in the middle of the view. */
  metresPerPixel: number;
}

/** How far apart two pixels of the middle of the view are measured. */
const SPAN = 100;

/** The map as it is drawn now. */
export function takePicture(map: MapLibreMap): Promise<MapPicture> {
  return new Promise((resolve, reject) => {
    const canvas = map.getCanvas();
    const [x, y] = [canvas.clientWidth / 2, canvas.clientHeight / 2];
    const metresPerPixel = map.unproject([x, y]).distanceTo(map.unproject([x + SPAN, y])) / SPAN;
    const scale = canvas.width / canvas.clientWidth;
    // What was drawn is kept only until the frame is over.
    map.once('render', () => {
      createImageBitmap(canvas).then(
        (image) => resolve({ image, scale, metresPerPixel }),
        reject,
      );
    });
    map.triggerRepaint();
  });
}
