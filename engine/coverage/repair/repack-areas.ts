import { type PackedAreas, packAreas } from '../../geometry/packed-areas.ts';
import { carryValidity } from '../find-invalid-communities.ts';
import type { CommunityInput } from '../types.ts';
import { wasWrittenValid } from './write-communities.ts';

/**
 * The areas of communities that came out of others: those that are the very same objects are copied
 * as they are packed, and only the geometries of changed ones are read.
 * @param packed areas of `before`
 * @param origins index in `before` of each community of `after`, ascending
 */
export function repackAreas(
  packed: PackedAreas,
  before: readonly CommunityInput[],
  after: readonly CommunityInput[],
  origins: readonly number[],
): PackedAreas {
  const pieces = runsOf(before, after, origins).map(({ from, count, isSame }) =>
    isSame
      ? sliceAreas(packed, origins[from]!, count)
      : packAreas(after.slice(from, from + count).map(({ geometry }) => geometry)),
  );
  const joined = joinAreas(pieces);
  const copied = Int32Array.from(after, (community, i) =>
    community === before[origins[i]!] ? origins[i]! : -1,
  );
  carryValidity(packed, joined, copied, (area) => wasWrittenValid(after[area]!.geometry));
  return joined;
}

interface Run {
  from: number;
  count: number;
  isSame: boolean;
}

/** Stretches of `after` that are changed throughout, or stand side by side in `before` too. */
function runsOf(
  before: readonly CommunityInput[],
  after: readonly CommunityInput[],
  origins: readonly number[],
): Run[] {
  const runs: Run[] = [];
  after.forEach((community, i) => {
    const isSame = community === before[origins[i]!];
    const last = runs.at(-1);
    const isNext = !isSame || origins[i] === origins[i - 1]! + 1;
    if (last !== undefined && last.isSame === isSame && isNext) last.count++;
    else runs.push({ from: i, count: 1, isSame });
  });
  return runs;
}

/** Some areas on their own; the coordinates are a view. */
function sliceAreas(packed: PackedAreas, first: number, count: number): PackedAreas {
  const polygons = packed.areaPolygon.subarray(first, first + count + 1);
  const rings = packed.polygonRing.subarray(polygons[0], polygons[count]! + 1);
  const starts = packed.ringStart.subarray(rings[0], rings.at(-1)! + 1);
  return {
    count,
    coordinates: packed.coordinates.subarray(2 * starts[0]!, 2 * starts.at(-1)!),
    ringStart: starts.map((start) => start - starts[0]!),
    polygonRing: rings.map((ring) => ring - rings[0]!),
    areaPolygon: polygons.map((polygon) => polygon - polygons[0]!),
    areaType: packed.areaType.subarray(first, first + count),
  };
}

function joinAreas(pieces: readonly PackedAreas[]): PackedAreas {
  const total = (size: (piece: PackedAreas) => number): number =>
    pieces.reduce((sum, piece) => sum + size(piece), 0);
  const count = total((piece) => piece.count);
  const joined: PackedAreas = {
    count,
    coordinates: new Float64Array(total((piece) => piece.coordinates.length)),
    ringStart: new Int32Array(total((piece) => piece.ringStart.length - 1) + 1),
    polygonRing: new Int32Array(total((piece) => piece.polygonRing.length - 1) + 1),
    areaPolygon: new Int32Array(count + 1),
    areaType: new Uint8Array(count),
  };
  let [area, polygon, ring, position] = [0, 0, 0, 0];
  for (const piece of pieces) {
    joined.coordinates.set(piece.coordinates, 2 * position);
    joined.areaType.set(piece.areaType, area);
    putShifted(joined.ringStart, piece.ringStart, ring, position);
    putShifted(joined.polygonRing, piece.polygonRing, polygon, ring);
    putShifted(joined.areaPolygon, piece.areaPolygon, area, polygon);
    area += piece.count;
    polygon += piece.polygonRing.length - 1;
    ring += piece.ringStart.length - 1;
    position += piece.coordinates.length / 2;
  }
  return joined;
}

/** Writes starts that count from 0 behind others. */
function putShifted(target: Int32Array, starts: Int32Array, at: number, shift: number): void {
  for (let i = 1; i < starts.length; i++) target[at + i] = shift + starts[i]!;
}
