import type { AreaGeometry, CommunityInput, Position } from '#engine/coverage/types.ts';
import { createRandom } from '../../data/generator/random.ts';

/** Degrees of one step of the raster that the shapes stand on: about a metre. */
const STEP = 1e-5;

/**
 * Communities without any order: boxes, triangles, frames and bow-ties thrown upon one another on a coarse
 * raster, so that many corners and edges coincide; some twice, some off by centimetres.
 */
export function tangledCoverage(
  seed: number,
  most: number,
): { communities: CommunityInput[]; outline: AreaGeometry } {
  const random = createRandom(seed, 'tangle');
  const at = (x: number, y: number): Position => [120 + x * STEP, 30 + y * STEP];
  const ring = (...points: [number, number][]): Position[] =>
    [...points, points[0]!].map(([x, y]) => at(x, y));
  const ordinate = (): number =>
    10 * random.integer(12) + (random.next() < 0.15 ? 0.02 * random.integer(5) : 0);
  const span = (): [number, number] => {
    const [a, b] = [ordinate(), ordinate()].sort((p, q) => p - q) as [number, number];
    return a === b ? [a, b + 30] : [a, b];
  };
  const shape = (): Position[][] => {
    const [west, east] = span();
    const [south, north] = span();
    const box = ring([west, south], [east, south], [east, north], [west, north]);
    const kind = random.next();
    if (kind < 0.6) return [box];
    if (kind < 0.8) {
      return [ring([west, south], [east, south], [west + (east - west) * random.next(), north])];
    }
    const [w, s, e, n] = [west + 5, south + 5, east - 5, north - 5];
    if (kind < 0.9 && w < e && s < n) return [box, ring([w, s], [w, n], [e, n], [e, s])];
    return [ring([west, south], [east, north], [east, south], [west, north])];
  };
  const communities: CommunityInput[] = [];
  for (let i = 2 + random.integer(most); i > 0; i--) {
    const isCopy = communities.length > 0 && random.next() < 0.12;
    const coordinates = isCopy
      ? structuredClone(communities[random.integer(communities.length)]!.geometry!.coordinates)
      : shape();
    const geometry = { type: 'Polygon', coordinates } as AreaGeometry;
    communities.push({ id: `c${communities.length}`, geometry });
  }
  const outline: AreaGeometry = {
    type: 'Polygon',
    coordinates: [ring([5, 5], [100, 5], [100, 100], [5, 100])],
  };
  return { communities, outline };
}
