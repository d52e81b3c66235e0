import { polygonArea } from '../../geometry/geodesic.ts';
import { type InscribedCircle, inscribedCircle } from '../../geometry/inscribed-circle.ts';
import { connectFaces } from '../arrangement.ts';
import { byCodePoint } from '../context.ts';
import { halfEdgeOrigin } from '../trace-faces.ts';
import { type Region, traceRegion, vertexPosition } from '../trace-region.ts';
import type { AreaGeometry, Position } from '../types.ts';
import { planeArea } from './account-area.ts';
import { isClosing } from './close-hairlines.ts';
import { cornerOf, type RegionMarks } from './region-marks.ts';
import { areaOfFaces, isInside, type Scope } from './scope.ts';

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
  /** Diameter and centre of its largest circle, fitted when first asked for. */
  readonly widthMetres: number;
  readonly location: Position;
}

/**
 * Measures of regions by key, taken on the first arrangement that shows them: vertices of a division
 * on their edges would bend the geodesics. A region that rounding cut in two is measured again.
 */
export class RegionMeasures {
  private readonly known = new Map<string, { planeArea: number; measure: RegionMeasure }>();
  private readonly marks: RegionMarks;

  constructor(marks: RegionMarks) {
    this.marks = marks;
  }

  of(scope: Scope, group: FaceGroup, owners: readonly number[]): RegionMeasure {
    const { key, planeArea } = group;
    const known = this.known.get(key);
    const isSame = known !== undefined && isAlike(known.planeArea, planeArea);
    if (isSame) return known.measure;
    const measure = measureGroup(scope, group, owners, this.marks);
    this.known.set(key, { planeArea, measure });
    return measure;
  }
}

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
      .map((group) => ({
        key: group.key,
        faces: group.faces,
        owners,
        measure: measures.of(scope, group, owners),
      })),
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
  measures: RegionMeasures,
): RepairRegion {
  const group = nameGroups(scope, `${kind}:${owners.join()}`, [[...faces]])[0]!;
  return { key: group.key, faces, owners, measure: measures.of(scope, group, owners) };
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

const isAlike = (a: number, planeArea: number): boolean =>
  Math.abs(a - planeArea) <= 1e-4 * planeArea + CRUMB_SQUARE_METRES;

/** As the audit measures; a circle that it has fitted into the same region is not sought again. */
function measureGroup(
  scope: Scope,
  group: FaceGroup,
  owners: readonly number[],
  marks: RegionMarks,
): RegionMeasure {
  const { arrangement } = scope;
  const region = traceGroup(scope, group, owners);
  if (region.rings.length === 0) {
    // A face between two edges that snapping brought together: a line, without area.
    const { noded } = arrangement;
    const location = vertexPosition(noded, noded.edgeFrom[region.boundary[0]! >> 1]!);
    return { geometry: null, areaSquareMetres: 0, widthMetres: 0, location };
  }
  const geometry: AreaGeometry = { type: 'Polygon', coordinates: region.rings };
  const areaSquareMetres = Math.max(0, polygonArea(region.rings));
  let circle: InscribedCircle | null = null;
  const fitted = (): InscribedCircle => {
    circle ??=
      marks.circleOf(cornerOf(geometry), areaSquareMetres) ?? inscribedCircle(region.rings);
    return circle;
  };
  return {
    geometry,
    areaSquareMetres,
    get widthMetres() {
      return fitted().diameterMetres;
    },
    get location() {
      return fitted().centre;
    },
  };
}

/**
 * Vertices that only others put on the owners' edges are left out, unless that changes the shape: an
 * edge that rounding bent at a crossing may show no turn.
 */
function traceGroup(
  { arrangement, planeScale }: Scope,
  { faces, planeArea: expected }: FaceGroup,
  owners: readonly number[],
): Region {
  if (owners.length === 0) return traceRegion(arrangement, faces);
  const region = traceRegion(arrangement, faces, owners);
  const traced = planeArea({ type: 'Polygon', coordinates: region.rings }) * planeScale;
  return isAlike(traced, expected) ? region : traceRegion(arrangement, faces);
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
  marks: RegionMarks,
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
    ({ x, y, planeArea }) => planeArea < CRUMB_SQUARE_METRES || marks.isGap({ x, y }),
  ).filter(
    ({ measure: { geometry, areaSquareMetres } }) =>
      geometry === null ||
      areaSquareMetres < CRUMB_SQUARE_METRES ||
      marks.isGap(cornerOf(geometry), areaSquareMetres),
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
