import { geodesicArea, LOCAL_EDGE } from '../../geometry/geodesic.ts';
import { LatitudeTable } from '../../geometry/latitude-table.ts';
import { type PackedAreas, packAreas, unpackArea } from '../../geometry/packed-areas.ts';
import { makeUsable } from '../audit.ts';
import { findInvalidCommunities } from '../find-invalid-communities.ts';
import type { Box } from '../residual/local-arrangement.ts';
import type { CommunityInput, Finding } from '../types.ts';

/** One community of an incremental audit with all that is known of it alone. Never changed. */
export interface Member {
  readonly community: CommunityInput;
  /** Positions as they were given. */
  readonly vertices: number;
  /** The area that takes part, alone: that of an invalid geometry resolved, type 0 when none does. */
  readonly area: PackedAreas;
  /** Null when no area takes part. */
  readonly box: Box | null;
  readonly isInvalid: boolean;
  /** Why it is invalid, or cannot take part. */
  readonly findings: readonly Finding[];
  /** Why its area could not be told; nothing can be measured as long as it is there. */
  readonly failure?: unknown;
}

/** A community judged on its own. */
export function makeMember(community: CommunityInput): Member {
  const packed = packAreas([community.geometry]);
  const validity = findInvalidCommunities([community], packed);
  const findings = [...validity.findings];
  const known = {
    ...{ community, findings },
    vertices: packed.coordinates.length / 2,
    isInvalid: validity.invalid.has(0),
  };
  try {
    const area = makeUsable([community], packed, validity, findings);
    return { ...known, area, box: boxOfArea(area) };
  } catch (failure) {
    return { ...known, area: packAreas([null]), box: null, failure };
  }
}

/** All communities of a coverage; only those in `flawed` are judged one by one. */
export function makeMembers(
  communities: readonly CommunityInput[],
  packed: PackedAreas,
  flawed: ReadonlySet<number>,
): Member[] {
  return communities.map((community, owner) => {
    if (flawed.has(owner)) return makeMember(community);
    const area = viewArea(packed, owner);
    return {
      community,
      vertices: area.coordinates.length / 2,
      area,
      box: boxOfArea(area),
      isInvalid: false,
      findings: [],
    };
  });
}

/** One area on its own; the coordinates stay where they are. */
function viewArea(packed: PackedAreas, area: number): PackedAreas {
  const firstPolygon = packed.areaPolygon[area]!;
  const lastPolygon = packed.areaPolygon[area + 1]!;
  const firstRing = packed.polygonRing[firstPolygon]!;
  const lastRing = packed.polygonRing[lastPolygon]!;
  const first = packed.ringStart[firstRing]!;
  const last = packed.ringStart[lastRing]!;
  return {
    count: 1,
    coordinates: packed.coordinates.subarray(2 * first, 2 * last),
    ringStart: packed.ringStart.slice(firstRing, lastRing + 1).map((start) => start - first),
    polygonRing: packed.polygonRing
      .slice(firstPolygon, lastPolygon + 1)
      .map((ring) => ring - firstRing),
    areaPolygon: Int32Array.of(0, lastPolygon - firstPolygon),
    areaType: packed.areaType.slice(area, area + 1),
  };
}

/**
 * Room for the areas of some members, one after another.
 * @param ordinates left out: as many as they have
 */
export function roomFor(
  members: readonly Member[],
  ordinates = countOrdinates(members),
): PackedAreas {
  let polygons = 0;
  let rings = 0;
  for (const { area } of members) {
    polygons += area.polygonRing.length - 1;
    rings += area.ringStart.length - 1;
  }
  return {
    count: members.length,
    coordinates: new Float64Array(ordinates),
    ringStart: new Int32Array(rings + 1),
    polygonRing: new Int32Array(polygons + 1),
    areaPolygon: new Int32Array(members.length + 1),
    areaType: new Uint8Array(members.length),
  };
}

const countOrdinates = (members: readonly Member[]): number =>
  members.reduce((sum, { area }) => sum + area.coordinates.length, 0);

/** The areas of some members, one after another. */
export function joinAreas(members: readonly Member[]): PackedAreas {
  const joined = roomFor(members);
  let position = 0;
  let ring = 0;
  let polygon = 0;
  members.forEach(({ area }, i) => {
    joined.coordinates.set(area.coordinates, 2 * position);
    for (let r = 1; r < area.ringStart.length; r++) {
      joined.ringStart[ring + r] = position + area.ringStart[r]!;
    }
    for (let p = 1; p < area.polygonRing.length; p++) {
      joined.polygonRing[polygon + p] = ring + area.polygonRing[p]!;
    }
    position += area.coordinates.length / 2;
    ring += area.ringStart.length - 1;
    polygon += area.polygonRing.length - 1;
    joined.areaPolygon[i + 1] = polygon;
    joined.areaType[i] = area.areaType[0]!;
  });
  return joined;
}

/** Number of polygons that take part. */
export const polygonsOf = ({ area }: Member): number => area.polygonRing.length - 1;

/** Asked for when a member comes and when it goes. */
const areas = new WeakMap<Member, number>();

/** Geodesic area that takes part, in m²: to 1e-9 of it, from a table of latitudes where that can be. */
export function areaOf(member: Member): number {
  const known = areas.get(member);
  if (known !== undefined) return known;
  const measured = measureArea(member);
  areas.set(member, measured);
  return measured;
}

function measureArea({ area, box }: Member): number {
  if (box === null) return 0;
  const { coordinates, ringStart, polygonRing } = area;
  if (Math.max(Math.abs(box[1]), Math.abs(box[3])) > 85) return exactArea(area);
  const table = new LatitudeTable(box[1], box[3]);
  let sum = 0;
  for (let p = 0; p < polygonRing.length - 1; p++) {
    for (let r = polygonRing[p]!; r < polygonRing[p + 1]!; r++) {
      let ring = 0;
      for (let k = ringStart[r]!, end = ringStart[r + 1]! - 1; k < end; k++) {
        const width = coordinates[2 * k + 2]! - coordinates[2 * k]!;
        const height = coordinates[2 * k + 3]! - coordinates[2 * k + 1]!;
        if (Math.abs(width) > LOCAL_EDGE || Math.abs(height) > LOCAL_EDGE) return exactArea(area);
        ring += table.strip(coordinates, k);
      }
      sum += r === polygonRing[p] ? Math.abs(ring) : -Math.abs(ring);
    }
  }
  return sum;
}

const exactArea = (area: PackedAreas): number => {
  const geometry = unpackArea(area, 0);
  return geometry === null ? 0 : geodesicArea(geometry);
};

function boxOfArea({ coordinates }: PackedAreas): Box | null {
  if (coordinates.length === 0) return null;
  let west = coordinates[0]!;
  let south = coordinates[1]!;
  let east = west;
  let north = south;
  for (let i = 2; i < coordinates.length; i += 2) {
    const lon = coordinates[i]!;
    const lat = coordinates[i + 1]!;
    if (lon < west) west = lon;
    else if (lon > east) east = lon;
    if (lat < south) south = lat;
    else if (lat > north) north = lat;
  }
  return [west, south, east, north];
}
