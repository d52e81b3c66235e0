import Flatbush from 'flatbush';
import { toGrid } from '../../geometry/grid.ts';
import { byCodePoint } from '../context.ts';
import type {
  AreaGeometry,
  AuditResult,
  CommunityInput,
  Finding,
  FindingGeometry,
  Position,
} from '../types.ts';
import { openHairlinePairs } from './close-hairlines.ts';

/** The part of a coverage that a repair has to look at. */
export interface Involved {
  /** Indexes into the communities, in an order that does not depend on theirs. */
  members: number[];
  /** Gaps, so that they can be told from land of communities that are not members. */
  gaps: GapMark[];
}

/** A gap by its westernmost, then southernmost corner and its area. */
export interface GapMark {
  x: number;
  y: number;
  areaSquareMetres: number;
}

type Box = [west: number, south: number, east: number, north: number];

/** A centimetre: neighbours that touch a fault are looked at as well. */
const MARGIN = 1e-7;
/** A hundred metres: more than any tolerance. */
const HAIRLINE_MARGIN = 1e-3;

/**
 * Chooses the communities that a fault concerns, and all whose box meets the fault's: around every
 * fault the chosen ones alone give the same arrangement as the whole coverage. Cost in proportion
 * to the communities and the faults, not to the faults times the communities.
 */
export function selectInvolved(
  communities: readonly CommunityInput[],
  findings: AuditResult['findings'],
): Involved {
  const faults = findings.filter(isFault);
  if (faults.length === 0) return { members: [], gaps: [] };
  const ids = new Set(faults.flatMap((finding) => finding.communities));
  const members = new Set<number>();
  const boxes: Box[] = [];
  const owners: number[] = [];
  const boxOfId = new Map<string, Box[]>();
  communities.forEach(({ id, geometry }, owner) => {
    const box = geometry === null ? null : boxOf(geometry.coordinates);
    if (ids.has(id)) {
      members.add(owner);
      if (box !== null) boxOfId.set(id, [...(boxOfId.get(id) ?? []), box]);
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
      for (const i of index.search(west - MARGIN, south - MARGIN, east + MARGIN, north + MARGIN)) {
        members.add(owners[i]!);
      }
    }
  }
  return {
    members: inCanonicalOrder(communities, members),
    gaps: faults.filter(({ kind }) => kind === 'gap').flatMap(gapMark),
  };
}

function isFault({ kind }: Finding): boolean {
  return ['overlap', 'gap', 'outside', 'mismatch', 'invalid', 'duplicate'].includes(kind);
}

/** By id; of several with one id, by their geometry. */
function inCanonicalOrder(
  communities: readonly CommunityInput[],
  members: ReadonlySet<number>,
): number[] {
  const text = (owner: number): string => JSON.stringify(communities[owner]!.geometry);
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
  return openHairlinePairs(faults).flatMap(([a, b]) =>
    (boxOfId.get(a) ?? []).flatMap((p) =>
      (boxOfId.get(b) ?? []).map(
        (q): Box => [
          Math.max(p[0], q[0]) - HAIRLINE_MARGIN,
          Math.max(p[1], q[1]) - HAIRLINE_MARGIN,
          Math.min(p[2], q[2]) + HAIRLINE_MARGIN,
          Math.min(p[3], q[3]) + HAIRLINE_MARGIN,
        ],
      ),
    ),
  );
}

function pieces(geometry: FindingGeometry): unknown[] {
  const isSingle = geometry.type === 'Point' || geometry.type === 'Polygon';
  return isSingle || geometry.type === 'LineString'
    ? [geometry.coordinates]
    : [...geometry.coordinates];
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

function gapMark({ geometry, areaSquareMetres }: Finding): GapMark[] {
  const rings = (geometry as AreaGeometry | null)?.coordinates[0] as Position[] | undefined;
  if (rings === undefined || areaSquareMetres === null) return [];
  return [{ ...cornerOf(rings), areaSquareMetres }];
}

/** The westernmost, then southernmost vertex of a ring, on the grid: a corner, never on a straight edge. */
export function cornerOf(ring: readonly Position[]): { x: number; y: number } {
  let [x, y] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const position of ring) {
    const px = toGrid(position[0]!);
    const py = toGrid(position[1]!);
    if (px < x || (px === x && py < y)) [x, y] = [px, py];
  }
  return { x, y };
}

/**
 * Is a region with this corner (and area) one of the gaps? Vertices put on its straight edges bend them
 * a little, and rounding moves the corner; two regions that share a corner differ by more.
 */
export function isMarked(
  marks: readonly GapMark[],
  corner: { x: number; y: number },
  areaSquareMetres?: number,
): boolean {
  return marks.some(
    (mark) =>
      Math.abs(mark.x - corner.x) <= 2 &&
      Math.abs(mark.y - corner.y) <= 2 &&
      (areaSquareMetres === undefined ||
        Math.abs(mark.areaSquareMetres - areaSquareMetres) <= 0.01 * areaSquareMetres + 1e-6),
  );
}
