import geodesic from 'geographiclib-geodesic';
import type { LineString, Polygon } from 'geojson';
import type { Labels } from '../labels.ts';
import { closedRing, type Detour } from '../layers.ts';
import { type Mesh, OUTSIDE } from '../mesh.ts';
import {
  distance,
  distanceToRing,
  type Point,
  pointAt,
  type Ring,
  ringCentroid,
} from '../plane.ts';
import type { Random } from '../random.ts';
import type { TownModel } from '../town-model.ts';

export const FAULT_KINDS = [
  'overlap',
  'gap',
  'non-contiguous',
  'size.split',
  'size.merge',
  'estate.whole',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** A fault that was planted: the truth that an audit is held against. */
export interface Fault {
  id: string;
  kind: FaultKind;
  /** What was done, in a word. */
  form: string;
  /** Codes of the communities concerned, sorted; for a gap, those that border it. */
  communities: string[];
  /** `[lon, lat]` inside the fault. */
  location: [number, number];
  /** Geodesic area on WGS 84 of an overlap, a gap or a detached part; else null. */
  areaSquareMetres: number | null;
  /** The overlap, the gap, the detached part, or the border inside the estate; null for faults of size. */
  geometry: Polygon | LineString | null;
  figures: Record<string, number | string>;
}

/** A town while faults are being planted in it. `model` is a copy whose assignment may be changed. */
export interface Site {
  model: TownModel;
  labels: Labels;
  random: Random;
  detours: Detour[];
  faults: Fault[];
  /** Communities that already have a fault: further faults prefer others. */
  busy: Set<number>;
  /** Those whose fault is their size, which no other fault may change. */
  sized: Set<number>;
  /** Where the faults so far lie. */
  places: Point[];
  /** Least distance between two faults, metres. */
  apartMetres: number;
}

/** Bounds that the households of a community keep to when units change hands. */
export const FAIR_HOUSEHOLDS = { least: 1505, most: 2990 } as const;

/** Whether a fault may be planted here: away from the others, and not at the rim. */
export function isClearOfFaults(site: Site, place: Point): boolean {
  return (
    site.places.every((other) => distance(place, other) > site.apartMetres) &&
    distanceToRing(place, site.model.layout.rim) > 1.2 * site.apartMetres
  );
}

export function membersOf(model: TownModel, community: number): Set<number> {
  const own = new Set<number>();
  model.communityOf.forEach((other, face) => {
    if (other === community) own.add(face);
  });
  return own;
}

export function householdsOf(model: TownModel, faces: Iterable<number>): number {
  let sum = 0;
  for (const face of faces) sum += model.households[face] ?? 0;
  return sum;
}

/** Faces across the edges of a face; `OUTSIDE` among them at the rim. */
export function sideNeighbours(mesh: Mesh, face: number): Set<number> {
  return new Set(mesh.loop(face).map((half) => mesh.faceOf(half ^ 1)));
}

/** Faces that touch a face at an edge or a corner; `OUTSIDE` among them at the rim. */
export function touchingFaces(mesh: Mesh, face: number): Set<number> {
  const found = new Set<number>();
  for (const half of mesh.loop(face)) {
    for (const spoke of mesh.around(half)) found.add(mesh.faceOf(spoke));
  }
  found.delete(face);
  return found;
}

/** Length of border between a face and each community across it. */
export function borderMetres(model: TownModel, faces: ReadonlySet<number>): Map<number, number> {
  const { mesh } = model;
  const metres = new Map<number, number>();
  for (const face of faces) {
    for (const half of mesh.loop(face)) {
      const beyond = mesh.faceOf(half ^ 1);
      if (beyond === OUTSIDE || faces.has(beyond)) continue;
      const community = model.communityOf[beyond];
      if (community === null || community === undefined) continue;
      const length = distance(mesh.at(mesh.from(half)), mesh.at(mesh.to(half)));
      metres.set(community, (metres.get(community) ?? 0) + length);
    }
  }
  return metres;
}

export function isCentre(model: TownModel, face: number): boolean {
  return model.centres.some(({ service, elderly }) => service === face || elderly === face);
}

export function codesOf(site: Site, communities: Iterable<number>): string[] {
  return [...communities]
    .map((community) => pointAt(site.labels.communities, community).code)
    .sort();
}

/** Writes a fault down and keeps later ones away from it. */
export function record(
  site: Site,
  communities: Iterable<number>,
  ring: Ring,
  fault: Omit<Fault, 'id' | 'communities'>,
): void {
  const concerned = [...communities];
  for (const community of concerned) site.busy.add(community);
  site.places.push(ringCentroid(ring));
  site.faults.push({
    id: `P${String(site.faults.length + 1).padStart(2, '0')}`,
    kind: fault.kind,
    form: fault.form,
    communities: codesOf(site, concerned),
    location: fault.location,
    areaSquareMetres: fault.areaSquareMetres,
    figures: fault.figures,
    geometry: fault.geometry,
  });
}

export function toPolygon(ring: Ring): Polygon {
  return { type: 'Polygon', coordinates: [closedRing(ring)] };
}

/** Geodesic area of a ring as it is written, m² to a tenth (Karney 2013). */
export function geodesicArea(ring: Ring): number {
  const polygon = geodesic.Geodesic.WGS84.Polygon(false);
  for (const [lon, lat] of closedRing(ring).slice(0, -1)) polygon.AddPoint(lat, lon);
  const { area = 0 } = polygon.Compute(false, true);
  return Math.round(10 * Math.abs(area)) / 10;
}
