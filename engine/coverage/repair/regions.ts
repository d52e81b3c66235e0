import { connectFaces } from '../arrangement.ts';
import { byCodePoint, measureRegion } from '../context.ts';
import { halfEdgeOrigin } from '../trace-faces.ts';
import type { AreaGeometry, Position } from '../types.ts';
import { isClosing } from './close-hairlines.ts';
import { areaOfFaces, isInside, type Scope } from './scope.ts';
import { cornerOf, type GapMark, isMarked } from './select-involved.ts';

/** A connected piece of land on which the same communities stand: an overlap, a gap, land outside. */
export interface RepairRegion {
  /** The same for the same region whatever divisions stand in the arrangement. */
  key: string;
  faces: readonly number[];
  /** Communities that claim it; none for a gap. */
  owners: readonly number[];
  measure: RegionMeasure;
}

/** Shape and figures of a region, taken before any division. */
export interface RegionMeasure {
  geometry: AreaGeometry | null;
  areaSquareMetres: number;
  widthMetres: number;
  location: Position;
}

/**
 * Measures of regions by key, taken on the first arrangement that shows them: vertices of a division
 * on their edges would bend the geodesics. A region that rounding cut in two is measured again.
 */
export type RegionMeasures = Map<string, { planeArea: number; measure: RegionMeasure }>;

/** A connected group of faces, before it is measured. */
interface FaceGroup {
  key: string;
  faces: number[];
  /** Its westernmost, then southernmost vertex, on the grid. */
  x: number;
  y: number;
  planeArea: number;
}

/**
 * Connected groups of faces with the same claimants, larger first: an order that does not depend on
 * the input's.
 * @param claimantsOf null for faces that are none of its business
 */
export function collectRegions(
  scope: Scope,
  kind: 'overlap' | 'gap' | 'open' | 'outside',
  claimantsOf: (face: number) => readonly number[] | null,
  measures: RegionMeasures,
  isWanted: (group: FaceGroup) => boolean = () => true,
): RepairRegion[] {
  const groups = new Map<string, { owners: readonly number[]; faces: number[] }>();
  for (let face = 1; face < scope.arrangement.faces.faceCount; face++) {
    const owners = claimantsOf(face);
    if (owners === null) continue;
    const key = owners.join();
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { owners, faces: [face] });
    else group.faces.push(face);
  }
  const regions = [...groups].flatMap(([ids, { owners, faces }]) =>
    nameGroups(scope, `${kind}:${ids}`, connectFaces(scope.arrangement, faces))
      .filter(isWanted)
      .map(({ key, faces: group, planeArea }): RepairRegion => {
        const known = measures.get(key);
        const isSame =
          known !== undefined &&
          Math.abs(known.planeArea - planeArea) <= 1e-4 * planeArea + CRUMB_SQUARE_METRES;
        const measure = isSame ? known.measure : measureGroup(scope, group, owners);
        if (!isSame) measures.set(key, { planeArea, measure });
        return { key, faces: group, owners, measure };
      }),
  );
  return regions.sort(
    (a, b) => b.measure.areaSquareMetres - a.measure.areaSquareMetres || byCodePoint(a.key, b.key),
  );
}

/** A connected group of faces as a region of its own. */
export function regionOf(
  scope: Scope,
  kind: string,
  faces: readonly number[],
  owners: readonly number[],
): RepairRegion {
  const { key } = nameGroups(scope, `${kind}:${owners.join()}`, [[...faces]])[0]!;
  return { key, faces, owners, measure: measureGroup(scope, faces, owners) };
}

/** Groups named by their corner; of several with one corner, by their size too. */
function nameGroups(scope: Scope, prefix: string, groups: readonly number[][]): FaceGroup[] {
  const named = groups.map((faces): FaceGroup => {
    const { x, y } = cornerOfFaces(scope, faces);
    return { key: `${prefix}@${x},${y}`, faces, x, y, planeArea: areaOfFaces(scope, faces) };
  });
  named.sort((a, b) => byCodePoint(a.key, b.key) || b.planeArea - a.planeArea);
  let rank = 0;
  return named.map((group, i) => {
    rank = named[i - 1]?.key === group.key ? rank + 1 : 0;
    return rank === 0 ? group : { ...group, key: `${group.key}#${rank}` };
  });
}

function cornerOfFaces(
  { arrangement: { noded, boundaries } }: Scope,
  faces: readonly number[],
): { x: number; y: number } {
  const { xs, ys } = noded.points;
  let [x, y] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const face of faces) {
    for (let i = boundaries.start[face]!; i < boundaries.start[face + 1]!; i++) {
      const vertex = halfEdgeOrigin(noded, boundaries.list[i]!);
      if (xs[vertex]! < x || (xs[vertex] === x && ys[vertex]! < y)) {
        [x, y] = [xs[vertex]!, ys[vertex]!];
      }
    }
  }
  return { x, y };
}

function measureGroup(
  { arrangement }: Scope,
  faces: readonly number[],
  owners: readonly number[],
): RegionMeasure {
  const { rings, areaSquareMetres, circle } = measureRegion(
    arrangement,
    faces,
    owners.length > 0 ? owners : undefined,
  );
  return {
    geometry: rings.length > 0 ? { type: 'Polygon', coordinates: rings } : null,
    areaSquareMetres,
    widthMetres: circle.diameterMetres,
    location: circle.centre,
  };
}

/** Too small for the audit to list: empty land of this size is always a gap. */
const CRUMB_SQUARE_METRES = 1e-6;

/**
 * Empty regions that the audit calls gaps. The others are the outside, and land of communities that
 * take no part in this repair.
 */
export function collectGapRegions(
  scope: Scope,
  isEmpty: (face: number) => boolean,
  marks: readonly GapMark[],
  measures: RegionMeasures,
): RepairRegion[] {
  const isCandidate = (face: number): boolean =>
    isEmpty(face) && (!scope.arrangement.hasJurisdiction || isInside(scope, face));
  // The land of communities that take no part may be vast: it is told apart before it is measured.
  const gaps = collectRegions(
    scope,
    'gap',
    (face) => (isCandidate(face) ? [] : null),
    measures,
    ({ x, y, planeArea }) => planeArea < CRUMB_SQUARE_METRES || isMarked(marks, { x, y }),
  ).filter(
    ({ measure: { geometry, areaSquareMetres } }) =>
      geometry === null ||
      areaSquareMetres < CRUMB_SQUARE_METRES ||
      isMarked(marks, cornerOf(geometry.coordinates[0] as Position[]), areaSquareMetres),
  );
  if (!scope.pieces.some(isClosing)) return gaps;
  const enclosed = new Set(gaps.flatMap(({ faces }) => faces));
  const isClosed = (face: number): boolean => {
    const piece = scope.pieces[scope.pieceOf[face]!];
    return piece !== undefined && isClosing(piece) && isCandidate(face) && !enclosed.has(face);
  };
  const closed = collectRegions(scope, 'open', (face) => (isClosed(face) ? [] : null), measures);
  return [...gaps, ...closed];
}

/** A hairline that was open to the outside: narrow by what it is, however wide it measures. */
export const isClosedHairline = ({ key }: RepairRegion): boolean => key.startsWith('open:');
