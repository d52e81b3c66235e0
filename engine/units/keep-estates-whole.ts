import type { Box } from '../coverage/residual/local-arrangement.ts';
import type { AreaGeometry, Position } from '../coverage/types.ts';
import { areaBox } from './area-box.ts';
import { countingRegions, type EstatePieces } from './estate-pieces.ts';
import { isStrong, type RegionBorder, type Regions, STRONG_CLASSES } from './regions.ts';
import { shareInside } from './share-inside.ts';

/** An estate that stays in several regions. */
export interface DividedEstate {
  pieces: EstatePieces;
  /** Why: a line that units do not cross, a border of communities, or ground that lies between. */
  reason: 'strong-line' | 'community' | 'apart';
  /** The line, an index into the blocks' lines; −1 for the other reasons. */
  line: number;
}

/**
 * Joins the regions that hold a counting piece of one estate, so that no estate is cut. They are not
 * joined across an expressway, a river or a railway, nor across a border of communities: such
 * estates are returned.
 * @returns the estates for which regions were joined, and those still divided
 */
export function keepEstatesWhole(
  regions: Regions,
  estates: readonly EstatePieces[],
): { joined: EstatePieces[]; divided: DividedEstate[] } {
  const joined = estates.filter((pieces) => joinRegions(regions, pieces));
  // Whether an estate is whole in the end shows when all have been joined.
  const divided = estates.flatMap((pieces) => {
    const still = countingRegions(regions, pieces);
    return still.length < 2 ? [] : [explain(regions, pieces, still)];
  });
  return { joined, divided };
}

/** Joins whatever of an estate's regions may be joined; says whether any was. */
function joinRegions(regions: Regions, pieces: EstatePieces): boolean {
  let hasJoined = false;
  for (let next = findPair(regions, pieces); next !== null; next = findPair(regions, pieces)) {
    regions.join(next[0], next[1]);
    hasJoined = true;
  }
  return hasJoined;
}

function findPair(regions: Regions, pieces: EstatePieces): [number, number] | null {
  const counting = countingRegions(regions, pieces);
  for (const region of counting) {
    for (const other of counting) {
      if (other <= region || !regions.bordersOf(region).has(other)) continue;
      if (regions.communityOf[region] !== regions.communityOf[other]) continue;
      if (!isStrong(borderInside(regions, region, other, pieces.geometry))) return [region, other];
    }
  }
  return null;
}

/** What of the border of two regions lies in the estate; all of it where nothing does. */
function borderInside(
  regions: Regions,
  region: number,
  other: number,
  estate: AreaGeometry,
): RegionBorder {
  const { lineOf, lines, edgeLength, noded } = regions.blocks;
  const place = (vertex: number): Position => [noded.lons[vertex]!, noded.lats[vertex]!];
  const box = areaBox([estate]);
  const inside: RegionBorder = { lengthMetres: 0, cost: 0, strongMetres: 0 };
  for (const edge of regions.edgesBetween(region, other)) {
    const from = place(noded.edgeFrom[edge]!);
    const to = place(noded.edgeTo[edge]!);
    if (!mayMeet(box, from, to)) continue;
    const length = edgeLength[edge]! * shareInside(from, to, estate);
    const line = lineOf[edge]!;
    inside.lengthMetres += length;
    if (line >= 0 && STRONG_CLASSES.has(lines[line]!.class)) inside.strongMetres += length;
  }
  return inside.lengthMetres > 0 ? inside : regions.bordersOf(region).get(other)!;
}

function explain(
  regions: Regions,
  pieces: EstatePieces,
  counting: readonly number[],
): DividedEstate {
  let reason: DividedEstate['reason'] = 'apart';
  for (const region of counting) {
    for (const other of counting) {
      if (other <= region || !regions.bordersOf(region).has(other)) continue;
      if (regions.communityOf[region] !== regions.communityOf[other]) {
        reason = 'community';
        continue;
      }
      return { pieces, reason: 'strong-line', line: longestLine(regions, region, other) };
    }
  }
  const communities = new Set(counting.map((region) => regions.communityOf[region]!));
  return { pieces, reason: communities.size > 1 ? 'community' : reason, line: -1 };
}

/** The line along most of the border of two regions. */
function longestLine(regions: Regions, region: number, other: number): number {
  const { lineOf, lines, edgeLength } = regions.blocks;
  const lengths = new Map<number, number>();
  for (const edge of regions.edgesBetween(region, other)) {
    const line = lineOf[edge]!;
    if (line < 0 || !STRONG_CLASSES.has(lines[line]!.class)) continue;
    lengths.set(line, (lengths.get(line) ?? 0) + edgeLength[edge]!);
  }
  let longest = -1;
  for (const [line, length] of lengths) {
    if (longest < 0 || length > lengths.get(longest)!) longest = line;
  }
  return longest;
}

const mayMeet = ([west, south, east, north]: Box, a: Position, b: Position): boolean =>
  Math.max(a[0]!, b[0]!) >= west &&
  Math.min(a[0]!, b[0]!) <= east &&
  Math.max(a[1]!, b[1]!) >= south &&
  Math.min(a[1]!, b[1]!) <= north;
