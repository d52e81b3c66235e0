import { packAreas } from '../../geometry/packed-areas.ts';
import { findInvalid } from '../find-invalid.ts';
import { QuickValidity } from '../residual/looks-valid.ts';
import type { AreaGeometry, Position } from '../types.ts';
import type { OwnVertices } from './own-vertices.ts';
import { rebuildGeometry } from './rebuild-geometry.ts';
import { gridPosition, type Scope } from './scope.ts';
import type { TracedOwners, VertexPolygon } from './trace-owners.ts';
import { weldNewVertices } from './weld-new-vertices.ts';

/**
 * The geometries of the communities and, last, of the jurisdiction after the repair; the same object
 * where nothing changed, null where there was none.
 *
 * A vertex is written as its owner wrote it; one taken over from another as that one wrote it (of
 * several the smallest); a new one on the grid.
 */
export function writeGeometries(
  scope: Scope,
  traced: TracedOwners,
  own: OwnVertices,
  invalid: ReadonlySet<number>,
  excluded: ReadonlySet<number>,
): (AreaGeometry | null)[] {
  const donors = collectDonors(own);
  const originals = [...scope.communities.map(({ geometry }) => geometry), scope.jurisdiction];
  const { points } = scope.arrangement.noded;
  const { xs, ys } = points;
  const write = (
    owner: number,
    given: readonly VertexPolygon[],
    isOnGrid: boolean,
  ): AreaGeometry | null => {
    const original = originals[owner]!;
    const polygons = given.filter((loops) => loops.length > 0);
    if (original === null || excluded.has(owner) || polygons.length === 0) return original;
    return rebuildGeometry({
      original,
      ownRings: own.ringsOf[owner]!,
      polygons,
      positionOf: (vertex) =>
        (isOnGrid ? undefined : (own.positionsOf[owner]!.get(vertex) ?? donors.get(vertex))) ??
        gridPosition(scope, vertex),
      xs,
      ys,
      isInvalid: invalid.has(owner),
    });
  };
  const { polygonsOf } = traced;
  /** Vertices that cannot be welded, because a shape would cross itself. */
  const apart = new Set<number>();
  for (;;) {
    const welded = weldNewVertices(polygonsOf, points, (v) => donors.has(v), apart);
    const broken = new Set<number>();
    const written = originals.map((original, owner) => {
      const polygons = welded.polygonsOf[owner]!;
      const rebuilt = write(owner, polygons, false);
      if (rebuilt === original || isValid(rebuilt!)) return rebuilt;
      // Coordinates finer than the grid can cross where the grid's do not.
      const onGrid = write(owner, polygons, true);
      if (welded.isTouched(owner) && !isValid(onGrid!)) broken.add(owner);
      return onGrid;
    });
    if (broken.size === 0) return written;
    for (const owner of broken) for (const v of polygonsOf[owner]!.flat(2)) apart.add(v);
  }
}

/** Geometries that were seen to be valid when they were written; nobody changes them afterwards. */
const seenValid = new WeakSet<AreaGeometry>();

/** Need a geometry not be looked at again? */
export const wasWrittenValid = (geometry: AreaGeometry | null): boolean =>
  geometry !== null && seenValid.has(geometry);

/** Most shapes show at a glance that nothing in them crosses. */
function isValid(geometry: AreaGeometry): boolean {
  const isPlain = new QuickValidity(packAreas([geometry])).looksValid(0);
  if (isPlain) seenValid.add(geometry);
  return isPlain || findInvalid(geometry).length === 0;
}

/** The position that stands for each vertex of the input: of several writings, the smallest. */
function collectDonors({ positionsOf }: OwnVertices): Map<number, Position> {
  const donors = new Map<number, Position>();
  for (const positions of positionsOf) {
    for (const [vertex, position] of positions) {
      const known = donors.get(vertex);
      if (known === undefined || isSmaller(position, known)) donors.set(vertex, position);
    }
  }
  return donors;
}

function isSmaller(a: Position, b: Position): boolean {
  return a[0]! < b[0]! || (a[0] === b[0] && a[1]! < b[1]!);
}
