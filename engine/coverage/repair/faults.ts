import { byCodePoint } from '../context.ts';
import type { Finding, FindingGeometry, Position } from '../types.ts';
import { openHairlinePairs } from './close-hairlines.ts';
import { RegionMarks } from './region-marks.ts';

/** West, south, east, north in degrees. */
export type Box = [west: number, south: number, east: number, north: number];

/** What a pass of the repair has to know of the faults of a coverage. */
export interface Faults {
  /** Ids of the communities that some fault names. */
  ids: ReadonlySet<string>;
  /** One for each piece of a fault. */
  boxes: readonly Box[];
  /**
   * A place in each piece of land that several communities claim, where the fault does not name them:
   * beside `boxes`, undefined where it does.
   */
  claimed: readonly (Position | undefined)[];
  /** Ids of pairs whose borders run close to one another without enclosing anything. */
  openPairs: readonly (readonly [string, string])[];
  /** Pairs among them may overlap elsewhere, and then are none. */
  areOpenPairsCertain: boolean;
  /** The regions themselves. */
  marks: RegionMarks;
  hasGap: boolean;
  invalidIds: ReadonlySet<string>;
  uncheckedIds: ReadonlySet<string>;
}

/** Faults of the borders themselves. Parts and enclaves are for people to decide. */
export const FAULT_KINDS: readonly Finding['kind'][] = [
  'overlap',
  'gap',
  'outside',
  'mismatch',
  'invalid',
  'duplicate',
];

/** Is it a fault that a pass of the repair works on? */
export const isFault = ({ kind }: Pick<Finding, 'kind'>): boolean => FAULT_KINDS.includes(kind);

/** The faults among the findings of an audit. */
export function faultsOf(findings: readonly Finding[]): Faults {
  const faults = findings.filter(isFault);
  const boxes = faults.flatMap(boxesOf);
  const idsOf = (wanted: readonly Finding[]): Set<string> =>
    new Set(wanted.flatMap(({ communities }) => communities));
  return {
    ids: idsOf(faults),
    boxes,
    claimed: [],
    openPairs: openHairlinePairs(faults),
    areOpenPairsCertain: true,
    marks: new RegionMarks(findings),
    hasGap: findings.some(({ kind }) => kind === 'gap'),
    invalidIds: idsOf(findings.filter(({ kind }) => kind === 'invalid')),
    uncheckedIds: idsOf(findings.filter(({ kind }) => kind === 'unchecked')),
  };
}

/** Is there anything to be repaired? */
export const hasFaults = ({ ids, boxes }: Faults): boolean => ids.size > 0 || boxes.length > 0;

/** One box for each piece of a finding. */
function boxesOf({ geometry }: Finding): Box[] {
  if (geometry === null) return [];
  return piecesOf(geometry).flatMap((piece) => {
    const box = boxOf(piece);
    return box === null ? [] : [box];
  });
}

function piecesOf(geometry: FindingGeometry): unknown[] {
  const isSingle = geometry.type === 'Point' || geometry.type === 'Polygon';
  return isSingle || geometry.type === 'LineString'
    ? [geometry.coordinates]
    : [...geometry.coordinates];
}

/** A box with nothing in it. */
export const emptyBox = (): Box => [
  Number.POSITIVE_INFINITY,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
];

/** The box of nested positions; null where there is none. */
export function boxOf(coordinates: unknown): Box | null {
  const box = emptyBox();
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
  growBox(box, x, y);
}

/** Makes a box reach a place. */
export function growBox(box: Box, x: number, y: number): void {
  if (x < box[0]) box[0] = x;
  if (y < box[1]) box[1] = y;
  if (x > box[2]) box[2] = x;
  if (y > box[3]) box[3] = y;
}

/** Pairs of ids in one order, each once. */
export function distinctPairs(
  pairs: Iterable<readonly [string, string]>,
): (readonly [string, string])[] {
  const known = new Map<string, readonly [string, string]>();
  for (const [a, b] of pairs) {
    const pair = byCodePoint(a, b) <= 0 ? ([a, b] as const) : ([b, a] as const);
    known.set(JSON.stringify(pair), pair);
  }
  return [...known.values()];
}
