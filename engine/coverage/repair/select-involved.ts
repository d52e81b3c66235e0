import Flatbush from 'flatbush';
import type { PackedAreas } from '../../geometry/packed-areas.ts';
import { byCodePoint } from '../context.ts';
import type { AuditResult, CommunityInput, Position } from '../types.ts';
import { type Box, emptyBox, type Faults, faultsOf, growBox } from './faults.ts';

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
  return selectConcerned(communities, packed, faultsOf(findings));
}

/** {@link selectInvolved} for faults that have been read already. */
export function selectConcerned(
  communities: readonly CommunityInput[],
  packed: PackedAreas,
  { ids, boxes: places, claimed, openPairs }: Faults,
): number[] {
  if (ids.size === 0 && places.length === 0) return [];
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
  // Where all are concerned there is nobody to look for.
  if (boxes.length > 0 && members.size < communities.length) {
    const index = new Flatbush(boxes.length);
    for (const box of boxes) index.add(...box);
    index.finish();
    [...places, ...openHairlineBoxes(openPairs, boxOfId)].forEach((given, at) => {
      const [west, south, east, north] = given;
      const place = claimed[at];
      const box: Box = [west - MARGIN, south - MARGIN, east + MARGIN, north + MARGIN];
      for (const i of index.search(...box)) {
        const owner = owners[i]!;
        if (members.has(owner)) continue;
        // Whoever claims a place either has a border around here or covers all of it.
        const isInvolved =
          comesInto(packed, owner, box) || (place !== undefined && covers(packed, owner, place));
        if (isInvolved) members.add(owner);
      }
    });
  }
  return inCanonicalOrder(communities, members);
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

/** Such a finding shows one place of a hairline that may be long: it lies where both boxes meet. */
function openHairlineBoxes(
  openPairs: Faults['openPairs'],
  boxOfId: ReadonlyMap<string, readonly Box[]>,
): Box[] {
  const boxes: Box[] = [];
  for (const [a, b] of openPairs) {
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

/** The box of an area; null where it has no position. */
function boxOfArea(
  { coordinates, ringStart, polygonRing, areaPolygon }: PackedAreas,
  area: number,
): Box | null {
  const first = ringStart[polygonRing[areaPolygon[area]!]!]!;
  const last = ringStart[polygonRing[areaPolygon[area + 1]!]!]!;
  const box = emptyBox();
  for (let i = 2 * first; i < 2 * last; i += 2) growBox(box, coordinates[i]!, coordinates[i + 1]!);
  return box[0] <= box[2] && box[1] <= box[3] ? box : null;
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

/** Is a place that is on no border of an area inside it? By the even–odd rule. */
function covers(
  { coordinates, ringStart, polygonRing, areaPolygon }: PackedAreas,
  area: number,
  place: Position,
): boolean {
  const [x, y] = place as [number, number];
  let isInside = false;
  const last = polygonRing[areaPolygon[area + 1]!]!;
  for (let r = polygonRing[areaPolygon[area]!]!; r < last; r++) {
    for (let i = 2 * ringStart[r]! + 2; i < 2 * ringStart[r + 1]!; i += 2) {
      const [ay, by] = [coordinates[i - 1]!, coordinates[i + 1]!];
      if (ay > y === by > y) continue;
      const [ax, bx] = [coordinates[i - 2]!, coordinates[i]!];
      if (x < ax + ((y - ay) / (by - ay)) * (bx - ax)) isInside = !isInside;
    }
  }
  return isInside;
}
