/** Where a map looks, north up: the middle in web Mercator (0 to 1), and the size in CSS pixels and in those that are drawn. */
export interface PictureView {
  x: number;
  y: number;
  zoom: number;
  width: number;
  height: number;
  /** Pixels drawn by CSS pixel. */
  ratio: number;
}

/** How a picture is laid over a view, in CSS pixels from its upper left corner. */
export interface Laying {
  scale: number;
  left: number;
  top: number;
}

/** Pixels of the world at zoom 0. */
const WORLD = 512;

export const isSameView = (a: PictureView, b: PictureView): boolean =>
  a.x === b.x && a.y === b.y && a.zoom === b.zoom && isSameSize(a, b);

export const isSameSize = (a: PictureView, b: PictureView): boolean =>
  a.width === b.width && a.height === b.height && a.ratio === b.ratio;

/** Lays the picture of one view over another of the same size, so that each place comes to lie where it belongs. */
export function layPicture(picture: PictureView, view: PictureView): Laying {
  const scale = 2 ** (view.zoom - picture.zoom);
  const world = WORLD * 2 ** view.zoom;
  const left = view.width / 2 + (picture.x - view.x) * world - (picture.width / 2) * scale;
  const top = view.height / 2 + (picture.y - view.y) * world - (picture.height / 2) * scale;
  if (picture.zoom !== view.zoom) return { scale, left, top };
  // A picture that lies between pixels is blurred.
  const snap = (length: number): number => Math.round(length * view.ratio) / view.ratio;
  return { scale: 1, left: snap(left), top: snap(top) };
}

/** The share of a view that a picture laid over it covers, 0 to 1. */
export function coveredShare({ scale, left, top }: Laying, { width, height }: PictureView): number {
  const along = (from: number, length: number): number =>
    Math.max(0, Math.min(length, from + length * scale) - Math.max(0, from)) / length;
  return along(left, width) * along(top, height);
}
