import type { AreaGeometry, Position } from '../../coverage/types.ts';
import { toGrid } from '../../geometry/grid.ts';
import { areaBox, type Box, boxesMeet } from '../ground/area-box.ts';
import { insertVertices, VertexSet } from '../ground/insert-vertices.ts';
import { isSameGeometry } from '../same-geometry.ts';
import type { PlanState } from '../types.ts';

/** Is it the same place on the snap grid, within the unit that the audit welds? */
export const isSamePlace = (a: Position, b: Position): boolean =>
  // Most are far apart, and are not asked for their places on the grid.
  Math.abs(a[0]! - b[0]!) < APART &&
  Math.abs(a[1]! - b[1]!) < APART &&
  Math.abs(toGrid(a[0]!) - toGrid(b[0]!)) <= 1 &&
  Math.abs(toGrid(a[1]!) - toGrid(b[1]!)) <= 1;

/** Degrees: more than two units of the grid. */
const APART = 1e-10;

/** Rings changed one by one; a ring that stays is the same array, and an area whose rings all stay the same object. */
export function mapRings(
  geometry: AreaGeometry,
  change: (ring: Position[]) => Position[],
): AreaGeometry {
  let isChanged = false;
  const each = (ring: Position[]): Position[] => {
    const made = change(ring);
    if (made !== ring) isChanged = true;
    return made;
  };
  const made: AreaGeometry =
    geometry.type === 'Polygon'
      ? { type: 'Polygon', coordinates: geometry.coordinates.map(each) }
      : {
          type: 'MultiPolygon',
          coordinates: geometry.coordinates.map((polygon) => polygon.map(each)),
        };
  return isChanged ? made : geometry;
}

/** Communities of the plan whose box meets another, with their geometries as the edit has them so far. */
export class EditedGeometries {
  readonly changed = new Map<string, AreaGeometry>();
  private readonly plan: PlanState;

  constructor(plan: PlanState) {
    this.plan = plan;
  }

  of(id: string): AreaGeometry {
    return this.changed.get(id) ?? this.plan.communities.get(id)!.geometry;
  }

  near(box: Readonly<Box>): string[] {
    return [...this.plan.communities.values()]
      .filter(({ id }) => boxesMeet(areaBox(this.of(id)), box))
      .map(({ id }) => id);
  }

  set(id: string, geometry: AreaGeometry): void {
    if (geometry !== this.of(id)) this.changed.set(id, geometry);
  }

  /** Forgets geometries that came out as they were. */
  dropSame(): void {
    for (const [id, geometry] of this.changed) {
      const { geometry: before } = this.plan.communities.get(id)!;
      if (isSameGeometry(before, geometry)) this.changed.delete(id);
    }
  }

  /** Puts vertices into the borders of communities that they lie on. */
  match(positions: readonly Position[], ids: readonly string[]): void {
    const vertices = new VertexSet(positions);
    for (const id of ids) {
      const made = insertVertices(this.of(id), vertices);
      if (made !== null) this.set(id, made);
    }
  }
}

/** The vertices beside a place in each ring that has it: before and after. */
export function neighboursAt(
  geometry: AreaGeometry,
  place: Position,
): { before: Position; at: Position; after: Position }[] {
  const rings = geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat();
  const found: { before: Position; at: Position; after: Position }[] = [];
  for (const ring of rings) {
    // The last position is the first one again.
    const length = ring.length - 1;
    for (let i = 0; i < length; i++) {
      if (!isSamePlace(ring[i]!, place)) continue;
      found.push({
        before: ring[(i + length - 1) % length]!,
        at: ring[i]!,
        after: ring[(i + 1) % length]!,
      });
    }
  }
  return found;
}
