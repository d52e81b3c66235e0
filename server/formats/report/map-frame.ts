import type { AreaGeometry, FindingGeometry, Position } from '#engine/coverage/types.ts';

/** A flat picture of a piece of the earth: longitude and latitude → pixels, north up. */
export interface MapFrame {
  width: number;
  height: number;
  /** Pixels of a position. */
  project(position: Position): [x: number, y: number];
  /** Metres of the ground that a pixel in the middle of the picture shows. */
  metresPerPixel: number;
}

const METRES_PER_DEGREE = 111_320;

/** A frame around positions. Equirectangular with the scale of the middle latitude: right for a town or a province. */
export function createMapFrame(
  positions: Iterable<Position>,
  width: number,
  margin: number,
): MapFrame {
  let west = Number.POSITIVE_INFINITY;
  let south = Number.POSITIVE_INFINITY;
  let east = Number.NEGATIVE_INFINITY;
  let north = Number.NEGATIVE_INFINITY;
  for (const [lon = 0, lat = 0] of positions) {
    west = Math.min(west, lon);
    east = Math.max(east, lon);
    south = Math.min(south, lat);
    north = Math.max(north, lat);
  }
  if (west > east) [west, south, east, north] = [0, 0, 0, 0];
  const shrink = Math.max(0.01, Math.cos((((south + north) / 2) * Math.PI) / 180));
  // A single point still needs a picture: about 100 m across.
  const spanX = Math.max((east - west) * shrink, 1e-3);
  const spanY = Math.max(north - south, 1e-3);
  const inner = width - 2 * margin;
  const height =
    Math.round(Math.min(Math.max((inner * spanY) / spanX, width * 0.3), width * 1.4)) + 2 * margin;
  const scale = Math.min(inner / spanX, (height - 2 * margin) / spanY);
  const middleX = ((west + east) / 2) * shrink;
  const middleY = (south + north) / 2;
  return {
    width,
    height,
    project: ([lon = 0, lat = 0]) => [
      width / 2 + (lon * shrink - middleX) * scale,
      height / 2 - (lat - middleY) * scale,
    ],
    metresPerPixel: METRES_PER_DEGREE / scale,
  };
}

/** Every position of a geometry. */
export function* positionsOf(geometry: FindingGeometry): Generator<Position> {
  switch (geometry.type) {
    case 'Point':
      yield geometry.coordinates;
      return;
    case 'MultiPoint':
    case 'LineString':
      yield* geometry.coordinates;
      return;
    case 'MultiLineString':
    case 'Polygon':
      for (const list of geometry.coordinates) yield* list;
      return;
    case 'MultiPolygon':
      for (const polygon of geometry.coordinates) for (const ring of polygon) yield* ring;
  }
}

/** The rings of an area, shells and holes alike. */
export const ringsOf = (area: AreaGeometry): Position[][] =>
  area.type === 'Polygon' ? area.coordinates : area.coordinates.flat();

/**
 * SVG path data of lists of positions. Vertices closer than `resolution` pixels to the last one drawn
 * are left out, so that the size of a picture depends on what can be seen and not on the survey.
 */
export function pathData(
  lists: readonly (readonly Position[])[],
  frame: MapFrame,
  options: { closed: boolean; resolution: number },
): string {
  const parts: string[] = [];
  for (const list of lists) {
    let lastX = Number.NaN;
    let lastY = Number.NaN;
    let path = '';
    const end = list.length - 1;
    for (const [index, position] of list.entries()) {
      if (options.closed && index === end && index > 0) break;
      const [x, y] = frame.project(position);
      const near =
        Math.abs(x - lastX) < options.resolution && Math.abs(y - lastY) < options.resolution;
      if (near && (options.closed || index !== end)) continue;
      path += `${path === '' ? 'M' : 'L'}${digits(x)} ${digits(y)}`;
      lastX = x;
      lastY = y;
    }
    if (path !== '') parts.push(options.closed ? `${path}Z` : path);
  }
  return parts.join('');
}

/** Pixels to two decimals: readers zoom in. */
export const digits = (value: number): string => String(Math.round(value * 100) / 100);
