import { fromGeojsonVt } from '@maplibre/vt-pbf';
import type { TileRow } from '../../repositories/tile-repository.ts';
import { EXTENT, type TileFrame } from './tile-frame.ts';

type Point = [x: number, y: number];
type Properties = Record<string, string | number | boolean>;

/** A feature as the encoder takes it: 1 points, 2 lines, 3 rings. */
type TileFeature = { id: number; tags: Properties } & (
  | { type: 1; geometry: Point[] }
  | { type: 2 | 3; geometry: Point[][] }
);

/** Encodes rows as a Mapbox Vector Tile 2.1 of one layer; no bytes when nothing can be seen. */
export function encodeTile(
  layer: string,
  rows: readonly TileRow[],
  frame: TileFrame,
): { bytes: Uint8Array; features: number } {
  const features = rows.flatMap((row) => featureOf(row, frame) ?? []);
  if (features.length === 0) return { bytes: new Uint8Array(), features: 0 };
  // The encoder reads `features` alone; the type of a tile of geojson-vt asks for its bookkeeping as well.
  const tile = { features } as unknown as Parameters<typeof fromGeojsonVt>[0][string];
  const bytes = fromGeojsonVt({ [layer]: tile }, { version: 2, extent: EXTENT });
  return { bytes, features: features.length };
}

function featureOf(row: TileRow, frame: TileFrame): TileFeature | null {
  if (row.geometry === null) return null;
  const { type, coordinates } = JSON.parse(row.geometry);
  const tags = () => plainValues(row.id, row.properties);
  const id = numberOf(row.id);
  switch (type) {
    case 'Point':
    case 'MultiPoint': {
      const points: Point[] = (type === 'Point' ? [coordinates] : coordinates).map(
        ([x, y]: Point): Point => [Math.round(x), frame.rowOf(y)],
      );
      return points.length === 0 ? null : { type: 1, id, geometry: points, tags: tags() };
    }
    case 'LineString':
    case 'MultiLineString': {
      const lines: Point[][] = (type === 'LineString' ? [coordinates] : coordinates)
        .map((line: Point[]) => onGrid(line, frame))
        .filter((line: Point[]) => line.length >= 2);
      return lines.length === 0 ? null : { type: 2, id, geometry: lines, tags: tags() };
    }
    case 'Polygon':
    case 'MultiPolygon': {
      const polygons: Point[][][] = type === 'Polygon' ? [coordinates] : coordinates;
      const rings = polygons.flatMap((polygon) => ringsOf(polygon, frame));
      return rings.length === 0 ? null : { type: 3, id, geometry: rings, tags: tags() };
    }
    default:
      // What clipping leaves of a feature that only touches the tile: a collection of nothing.
      return null;
  }
}

/** A polygon's rings, shell clockwise on the screen and holes the other way round (MVT 2.1 §4.3.4.4). */
function ringsOf(polygon: readonly Point[][], frame: TileFrame): Point[][] {
  const rings: Point[][] = [];
  for (const [index, ring] of polygon.entries()) {
    const points = onGrid(ring, frame);
    const area = points.length < 4 ? 0 : twiceArea(points);
    if (area === 0) {
      // Without its shell a polygon has no holes.
      if (index === 0) return [];
      continue;
    }
    rings.push(area > 0 === (index === 0) ? points : points.reverse());
  }
  return rings;
}

/** Rounded to the grid, without repetitions and without spikes that rounding has folded up. */
function onGrid(line: readonly Point[], frame: TileFrame): Point[] {
  const points: Point[] = [];
  for (const [localX, localY] of line) {
    const x = Math.round(localX);
    const y = frame.rowOf(localY);
    const last = points[points.length - 1];
    if (last !== undefined && last[0] === x && last[1] === y) continue;
    const before = points[points.length - 2];
    if (before !== undefined && before[0] === x && before[1] === y) points.pop();
    else points.push([x, y]);
  }
  return points;
}

/** By the surveyor's formula, y downwards: positive is clockwise on the screen. */
function twiceArea(ring: readonly Point[]): number {
  let sum = 0;
  for (let i = 0; i + 1 < ring.length; i++) {
    const [x1, y1] = ring[i]!;
    const [x2, y2] = ring[i + 1]!;
    sum += x1 * y2 - x2 * y1;
  }
  return sum;
}

/** Tiles hold no lists, no objects and nothing that is unknown. */
function plainValues(id: string, text: string): Properties {
  const properties: Record<string, unknown> = JSON.parse(text);
  const plain: Properties = { id };
  for (const name in properties) {
    const value = properties[name];
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
      plain[name] = value;
    }
  }
  return plain;
}

/**
 * Ids of tiles are whole numbers: the first 48 bits of ours, which are random; of a finding, whose id is that of its plan and
 * one within it, both together. `id` has all of it.
 */
function numberOf(id: string): number {
  const [first = '', second = ''] = id.split('.');
  const [high, low] = halves(first.replaceAll('-', ''));
  const [otherHigh, otherLow] = halves(second.slice(second.lastIndexOf('-') + 1));
  return (high ^ otherHigh) * 2 ** 24 + (low ^ otherLow);
}

/** The first twelve hexadecimal digits, as two numbers that fit bitwise operators; zeros when there are none. */
const halves = (digits: string): [number, number] => [
  Number.parseInt(digits.slice(0, 6), 16) || 0,
  Number.parseInt(digits.slice(6, 12), 16) || 0,
];
