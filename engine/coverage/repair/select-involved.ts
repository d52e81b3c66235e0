import Flatbush from 'flatbush';
import type { PackedAreas } from '../../geometry/packed-areas.ts';
import { byCodePoint } from '../context.ts';
import type { AuditResult, CommunityInput, Finding, FindingGeometry } from '../types.ts';
import { openHairlinePairs } from './close-hairlines.ts';

type Box = [west: number, south: number, east: number, north: number];

/** A centimetre: neighbours that touch a fault are looked at as well. */
const MARGIN = 1e-7;
/** A hundred metres: more than any tolerance. */
const HAIRLINE_MARGIN = 1e-3;

/**
 * Chooses the communities that a fault concerns, and all whose border comes into the fault's box: in
 * it the chosen ones alone give the same arrangement as the whole coverage (whoever covered all of it
 * without a border there would be concerned by an overlap). Cost in proportion
 * to the communities and the faults, not to the faults times the communities; only geometries of
 * chosen ones are read.
 * @returns indexes into the communities, in an order that does not depend on theirs
 */
export function selectInvolved(
  communities: readonly CommunityInput[],
  packed: PackedAreas,
  findings: AuditResult['findings'],
): number[] {
  const faults = findings.filter(isFault);
  if (faults.length === 0) return [];
  const ids = new Set(faults.flatMap((finding) => finding.communities));
  const members = new Set<number>();
  const boxes: Box[] = [];
  const owners: number[] = [];
  const boxOfId = new Map<string, Box[]>();
  communities.forEach(({ id }, owner) => {
    const box = boxOfArea(packed, owner);
    if (ids.has(id)) {
      members.add(owner);
      const known = boxOfId.get(id);
      if (box !== null && known === undefined) boxOfId.set(id, [box]);
      else if (box !== null) known!.push(box);
    }
    if (box === null) return;
    boxes.push(box);
    owners.push(owner);
  });
  if (boxes.length > 0) {
    const index = new Flatbush(boxes.length);
    for (const box of boxes) index.add(...box);
    index.finish();
    for (const [west, south, east, north] of [
      ...faults.flatMap(boxesOf),
      ...openHairlineBoxes(faults, boxOfId),
    ]) {
      const box: Box = [west - MARGIN, south - MARGIN, east + MARGIN, north + MARGIN];
      for (const i of index.search(...box)) {
        const owner = owners[i]!;
        if (!members.has(owner) && comesInto(packed, owner, box)) members.add(owner);
      }
    }
  }
  return inCanonicalOrder(communities, members);
}

function isFault({ kind }: Finding): boolean {
  return ['overlap', 'gap', 'outside', 'mismatch', 'invalid', 'duplicate'].includes(kind);
}

/** By id; of several with one id, by their geometry. */
function inCanonicalOrder(
  communities: readonly CommunityInput[],
  members: ReadonlySet<number>,
): number[] {
  const texts = new Map<number, string>();
  const text = (owner: number): string => {
    const known = texts.get(owner);
    if (known !== undefined) return known;
    const made = JSON.stringify(communities[owner]!.geometry);
    texts.set(owner, made);
    return made;
  };
  return [...members].sort(
    (a, b) =>
      byCodePoint(communities[a]!.id, communities[b]!.id) || byCodePoint(text(a), text(b)) || a - b,
  );
}

/** One box for each piece of a finding. */
function boxesOf({ geometry }: Finding): Box[] {
  if (geometry === null) return [];
  return pieces(geometry).flatMap((piece) => {
    const box = boxOf(piece);
    return box === null ? [] : [box];
  });
}

/** Such a finding shows one place of a hairline that may be long: it lies where both boxes meet. */
function openHairlineBoxes(
  faults: readonly Finding[],
  boxOfId: ReadonlyMap<string, readonly Box[]>,
): Box[] {
  const boxes: Box[] = [];
  for (const [a, b] of openHairlinePairs(faults)) {
    for (const p of boxOfId.get(a) ?? []) {
      for (const q of boxOfId.get(b) ?? []) {
        const west = Math.max(p[0], q[0]) - HAIRLINE_MARGIN;
        const south = Math.max(p[1], q[1]) - HAIRLINE_MARGIN;
        const east = Math.min(p[2], q[2]) + HAIRLINE_MARGIN;
        const north = Math.min(p[3], q[3]) + HAIRLINE_MARGIN;
        // One id may stand for several communities, far apart.
        if (west <= east && south <= north) boxes.push([west, south, east, north]);
      }
    }
  }
  return boxes;
}

function pieces(geometry: FindingGeometry): unknown[] {
  const isSingle = geometry.type === 'Point' || geometry.type === 'Polygon';
  return isSingle || geometry.type === 'LineString'
    ? [geometry.coordinates]
    : [...geometry.coordinates];
}

/** The box of an area; null where it has no position. */
function boxOfArea(
  { coordinates, ringStart, polygonRing, areaPolygon }: PackedAreas,
  area: number,
): Box | null {
  const first = ringStart[polygonRing[areaPolygon[area]!]!]!;
  const last = ringStart[polygonRing[areaPolygon[area + 1]!]!]!;
  let [west, south] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  let [east, north] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 2 * first; i < 2 * last; i += 2) {
    const x = coordinates[i]!;
    const y = coordinates[i + 1]!;
    if (x < west) west = x;
    if (x > east) east = x;
    if (y < south) south = y;
    if (y > north) north = y;
  }
  return west <= east && south <= north ? [west, south, east, north] : null;
}

/** Longer borders are not looked through for each fault. */
const MOST_POSITIONS = 5000;

/** Does the box of any segment of an area meet a box? */
function comesInto(
  { coordinates, ringStart, polygonRing, areaPolygon }: PackedAreas,
  area: number,
  [west, south, east, north]: Box,
): boolean {
  const firstRing = polygonRing[areaPolygon[area]!]!;
  const lastRing = polygonRing[areaPolygon[area + 1]!]!;
  if (ringStart[lastRing]! - ringStart[firstRing]! > MOST_POSITIONS) return true;
  for (let r = firstRing; r < lastRing; r++) {
    for (let i = 2 * ringStart[r]! + 2; i < 2 * ringStart[r + 1]!; i += 2) {
      const [ax, bx] = [coordinates[i - 2]!, coordinates[i]!];
      if ((ax < west && bx < west) || (ax > east && bx > east)) continue;
      const [ay, by] = [coordinates[i - 1]!, coordinates[i + 1]!];
      if (!((ay < south && by < south) || (ay > north && by > north))) return true;
    }
  }
  return false;
}

/** The box of nested positions; null where there is none. */
function boxOf(coordinates: unknown): Box | null {
  const box: Box = [
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ];
  extend(box, coordinates);
  return box[0] <= box[2] && box[1] <= box[3] ? box : null;
}

function extend(box: Box, coordinates: unknown): void {
  if (!Array.isArray(coordinates)) return;
  const [x, y] = coordinates as unknown[];
  if (typeof x !== 'number' || typeof y !== 'number') {
    for (const inner of coordinates) extend(box, inner);
    return;
  }
  if (x < box[0]) box[0] = x;
  if (y < box[1]) box[1] = y;
  if (x > box[2]) box[2] = x;
  if (y > box[3]) box[3] = y;
}
