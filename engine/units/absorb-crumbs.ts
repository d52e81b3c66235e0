import { inscribedCircle, widestPossible } from '../geometry/inscribed-circle.ts';
import { RegionHeap } from './region-heap.ts';
import { isStrong, type RegionBorder, type Regions } from './regions.ts';
import { type CancelSignal, throwIfCancelled, type UnitSettings } from './unit-options.ts';

/** What became of the crumbs. */
export interface Absorption {
  /** Crumbs that joined a neighbour, each counted once, and their area at that time. */
  absorbed: number;
  areaSquareMetres: number;
  /** Those of them that were ground in no community and joined a unit of one. */
  filledGaps: { faces: number[]; areaSquareMetres: number }[];
  /** A face of each crumb that stays: there is no neighbour that it may join. */
  kept: number[];
}

/**
 * Joins crumbs to their neighbours: regions smaller than the least area, and those narrower than the
 * least width, at their widest place or on average (see {@link isCrumb}).
 *
 * The smallest goes first, across the border that costs most to keep (Σ length × weight of the
 * barrier's class), of equals the longest; within its community, and across an expressway, a river
 * or a railway only where all its borders are such. A crumb in no community that has no neighbour of
 * its kind is too little ground to be a unit and joins a community's. Joining repeats until no
 * region is a crumb; one that is a whole community, or a whole part of the ground, stays.
 * @throws the signal's reason when cancelled
 */
export function absorbCrumbs(
  regions: Regions,
  settings: UnitSettings,
  signal?: CancelSignal,
): Absorption {
  const result: Absorption = { absorbed: 0, areaSquareMetres: 0, filledGaps: [], kept: [] };
  const queue = new RegionHeap();
  const crumbs = new Set<number>();
  const enqueue = (region: number): void => {
    crumbs.add(region);
    queue.push(regions.areaSquareMetres[region]!, region);
  };
  for (const region of regions.list()) if (isCrumb(regions, region, settings)) enqueue(region);

  for (let next = queue.pop(); next !== null; next = queue.pop()) {
    throwIfCancelled(signal);
    const { region, areaSquareMetres } = next;
    // What has grown since it was queued is queued again, if it still is a crumb.
    if (!crumbs.has(region) || regions.areaSquareMetres[region] !== areaSquareMetres) continue;
    const neighbour = chooseNeighbour(regions, region);
    crumbs.delete(region);
    if (neighbour < 0) {
      result.kept.push(region);
      continue;
    }
    result.absorbed++;
    result.areaSquareMetres += areaSquareMetres;
    if (regions.communityOf[region]! < 0 && regions.communityOf[neighbour]! >= 0) {
      result.filledGaps.push({ faces: [...regions.facesOf(region)], areaSquareMetres });
    }
    const wasCrumb = crumbs.delete(neighbour);
    const joined = regions.join(region, neighbour);
    // A region that was large and wide enough stays so, but a thin strip may make it thin on average.
    const isStillCrumb = wasCrumb
      ? isCrumb(regions, joined, settings)
      : isThin(regions, joined, settings);
    if (isStillCrumb) enqueue(joined);
  }
  return result;
}

/** The neighbour to join, or −1. */
function chooseNeighbour(regions: Regions, region: number): number {
  const community = regions.communityOf[region]!;
  const best = bestNeighbour(regions, region, (other) => regions.communityOf[other] === community);
  if (best >= 0 || community >= 0) return best;
  return bestNeighbour(regions, region, () => true);
}

function bestNeighbour(
  regions: Regions,
  region: number,
  isAllowed: (other: number) => boolean,
): number {
  let best = -1;
  let bestBorder: RegionBorder | null = null;
  for (const [other, border] of regions.bordersOf(region)) {
    if (!isAllowed(other)) continue;
    const order = bestBorder === null ? -1 : compareBorders(border, bestBorder) || other - best;
    if (order < 0) {
      best = other;
      bestBorder = border;
    }
  }
  return best;
}

/** Negative when the first border is the better one to give up. */
function compareBorders(a: RegionBorder, b: RegionBorder): number {
  return (
    Number(isStrong(a)) - Number(isStrong(b)) || b.cost - a.cost || b.lengthMetres - a.lengthMetres
  );
}

/**
 * Is a region smaller than the least area, or narrower than the least width? Too narrow is one in
 * which no circle of that width fits, and one that is narrower on average (twice its area by its
 * perimeter): a strip between two carriageways stays one where it opens into a junction.
 */
export function isCrumb(regions: Regions, region: number, settings: UnitSettings): boolean {
  const { minAreaSquareMetres, minWidthMetres } = settings;
  const area = regions.areaSquareMetres[region]!;
  if (area < minAreaSquareMetres || widestPossible(area) < minWidthMetres) return true;
  if (isThin(regions, region, settings)) return true;
  const perimeter = regions.perimeterMetres[region]!;
  const rings = regions.ringsOf(region);
  const radius = minWidthMetres / 2;
  const holes = rings.length - 1;
  // All of a region lies within its widest circle's radius r of the border, and borders moved
  // inwards grow by no more than 2π a metre and hole: area ≤ perimeter · r + holes · π r².
  const reached = perimeter * radius + holes * Math.PI * radius ** 2;
  return area <= 1.01 * reached && inscribedCircle(rings).diameterMetres < minWidthMetres;
}

/** Narrower on average than the least width? */
const isThin = (regions: Regions, region: number, { minWidthMetres }: UnitSettings): boolean =>
  2 * regions.areaSquareMetres[region]! < minWidthMetres * regions.perimeterMetres[region]!;
