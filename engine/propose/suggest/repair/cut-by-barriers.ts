import type { Barrier } from '../../../barriers/types.ts';
import { connectFaces } from '../../../coverage/arrangement.ts';
import { traceRegion } from '../../../coverage/trace-region.ts';
import type { AreaGeometry, PolygonGeometry, Position } from '../../../coverage/types.ts';
import { geodesicArea, geodesicDistance, localFrame } from '../../../geometry/geodesic.ts';
import { cutBlocks } from '../../../units/blocks.ts';
import { nodeLines } from '../../../units/node-lines.ts';
import { isIn } from './is-in.ts';

/** A line that ends within this of the region's outline, in metres, is drawn on to it, in its own direction. */
const REACH_METRES = 15;
/** A piece smaller than this share of the region, or this many m², is a crumb between a line and the outline. */
const CRUMB_SHARE = 0.1;
const CRUMB_SQUARE_METRES = 20;

/**
 * The pieces into which roads and waters cut a region; one, the region itself, where none crosses it. Crumbs are
 * left out: whoever gets the piece beside them gets them too.
 * @param barriers lines near the region; what runs under the ground cuts nothing
 */
export function cutByBarriers(
  region: PolygonGeometry,
  barriers: readonly Barrier[],
): PolygonGeometry[] {
  const box = boxOfRing(region.coordinates[0]!);
  const lines = barriers.flatMap((barrier): Barrier[] => {
    if (barrier.underground === true) return [];
    const { geometry } = barrier;
    const paths = geometry.type === 'LineString' ? [geometry.coordinates] : geometry.coordinates;
    const near = paths.filter((path) => meets(boxOfRing(path), box));
    if (near.length === 0) return [];
    const coordinates = near.map((path) => drawnOn(path, region));
    return [{ ...barrier, geometry: { type: 'MultiLineString', coordinates } }];
  });
  if (lines.length === 0) return [region];
  const noded = nodeLines([region], lines);
  const { blocks } = cutBlocks(noded, lines, []);
  const faces = [...blocks.isGround.keys()].filter((face) => blocks.isGround[face] === 1);
  const whole = geodesicArea(region);
  const least = Math.max(CRUMB_SQUARE_METRES, CRUMB_SHARE * whole);
  const pieces = faces.flatMap((face): PolygonGeometry[] => {
    const [group] = connectFaces(blocks, [face]);
    const { rings } = traceRegion(blocks, group!);
    if (rings.length === 0) return [];
    const piece: PolygonGeometry = { type: 'Polygon', coordinates: rings };
    return geodesicArea(piece) < least ? [] : [piece];
  });
  return pieces.length > 1 ? pieces : [region];
}

type Box = [west: number, south: number, east: number, north: number];

export function boxOfRing(ring: readonly Position[]): Box {
  const box: Box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of ring) {
    box[0] = Math.min(box[0], x!);
    box[1] = Math.min(box[1], y!);
    box[2] = Math.max(box[2], x!);
    box[3] = Math.max(box[3], y!);
  }
  return box;
}

/** The box of a whole area. */
export function boxOfArea(geometry: AreaGeometry): Box {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  return boxOfRing(polygons.flatMap(([shell = []]) => shell));
}

export const meets = (a: Box, b: Box): boolean =>
  a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3];

/** A box with so many metres more on every side. */
export function widenedBox([west, south, east, north]: Box, metres: number): Box {
  const frame = localFrame(west, south);
  const [lon, lat] = [metres / frame.metresPerDegreeLon, metres / frame.metresPerDegreeLat];
  return [west - lon, south - lat, east + lon, north + lat];
}

/** A line whose end lies in the region and near its outline, drawn on beyond it: a survey that stops short. */
function drawnOn(path: readonly Position[], region: PolygonGeometry): Position[] {
  const [first, second] = path;
  const [last, before] = [path.at(-1), path.at(-2)];
  if (first === undefined || second === undefined) return [...path];
  return [
    ...extension(first, second, region),
    ...path,
    ...extension(last!, before!, region).reverse(),
  ];
}

function extension(end: Position, inner: Position, region: PolygonGeometry): Position[] {
  const length = geodesicDistance(end, inner);
  if (length === 0 || !isIn(end, region)) return [];
  const t = REACH_METRES / length;
  const beyond = [end[0]! + t * (end[0]! - inner[0]!), end[1]! + t * (end[1]! - inner[1]!)];
  return isIn(beyond, region) ? [] : [beyond];
}
