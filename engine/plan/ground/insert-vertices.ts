import type { AreaGeometry, Position } from '../../coverage/types.ts';
import { GRID_UNITS_PER_DEGREE, toGrid } from '../../geometry/grid.ts';
import { PointIndex } from '../../geometry/point-index.ts';
import { segmentMeetsPixel } from '../../geometry/predicates.ts';
import { areaBox, boxesMeet, emptyBox, ON_BORDER, ringsOf, segmentMeetsBox } from './area-box.ts';

const NONE: readonly Position[] = [];

/** Positions, each once by its place on the snap grid. */
export class VertexSet {
  private readonly places = new PointIndex(64);
  private readonly positions: Position[] = [];
  /** From west to east. */
  private sorted: Position[] | null = null;
  private readonly box = emptyBox();

  constructor(positions: Iterable<Position> = []) {
    for (const position of positions) this.add(position);
  }

  add(position: Position): void {
    const lon = position[0]!;
    const lat = position[1]!;
    if (this.places.add(toGrid(lon), toGrid(lat)) < this.positions.length) return;
    this.positions.push(position);
    this.sorted = null;
    this.box[0] = Math.min(this.box[0], lon);
    this.box[1] = Math.min(this.box[1], lat);
    this.box[2] = Math.max(this.box[2], lon);
    this.box[3] = Math.max(this.box[3], lat);
  }

  get size(): number {
    return this.positions.length;
  }

  /** Might a vertex lie on the border of an area, or in it? */
  reaches(geometry: AreaGeometry): boolean {
    return this.size > 0 && boxesMeet(this.box, areaBox(geometry));
  }

  /** Vertices that lie on a segment and are none of its ends, in its direction. */
  between(from: Position, to: Position): readonly Position[] {
    // Most segments lie beyond all of the vertices.
    if (!segmentMeetsBox(from, to, this.box)) return NONE;
    const [ax, ay] = from as [number, number];
    const [bx, by] = to as [number, number];
    const sorted = this.inOrder();
    const [x1, y1, x2, y2] = [toGrid(ax), toGrid(ay), toGrid(bx), toGrid(by)];
    const found: Position[] = [];
    for (let i = this.firstFrom(Math.min(ax, bx) - ON_BORDER); i < sorted.length; i++) {
      const position = sorted[i]!;
      if (position[0]! > Math.max(ax, bx) + ON_BORDER) break;
      const [x, y] = [toGrid(position[0]!), toGrid(position[1]!)];
      // Within a grid unit of an end it is that end, as the audit sees it.
      if (Math.abs(x - x1) <= 1 && Math.abs(y - y1) <= 1) continue;
      if (Math.abs(x - x2) <= 1 && Math.abs(y - y2) <= 1) continue;
      if (segmentMeetsPixel(x1, y1, x2, y2, x, y)) found.push(position);
    }
    const along = ([x, y]: Position): number => (x! - ax) * (bx - ax) + (y! - ay) * (by - ay);
    return found.sort((p, q) => along(p) - along(q));
  }

  /** All vertices within so many units of the grid of a segment, its ends among them; more or less, as rounding has it. */
  beside(from: Position, to: Position, units: number): readonly Position[] {
    const margin = units / GRID_UNITS_PER_DEGREE;
    if (!segmentMeetsBox(from, to, this.box, margin)) return NONE;
    const [ax, ay] = from as [number, number];
    const [bx, by] = to as [number, number];
    const sorted = this.inOrder();
    const [dx, dy] = [bx - ax, by - ay];
    const length = Math.hypot(dx, dy);
    const found: Position[] = [];
    for (let i = this.firstFrom(Math.min(ax, bx) - margin); i < sorted.length; i++) {
      const x = sorted[i]![0]!;
      const y = sorted[i]![1]!;
      if (x > Math.max(ax, bx) + margin) break;
      if (y < Math.min(ay, by) - margin || y > Math.max(ay, by) + margin) continue;
      if (Math.abs(dx * (y - ay) - dy * (x - ax)) <= margin * length) found.push(sorted[i]!);
    }
    return found;
  }

  private inOrder(): readonly Position[] {
    this.sorted ??= [...this.positions].sort((p, q) => p[0]! - q[0]!);
    return this.sorted;
  }

  private firstFrom(west: number): number {
    const sorted = this.inOrder();
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle]![0]! < west) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Those that lie on the border of an area. */
  lyingOn(geometry: AreaGeometry): Position[] {
    if (!this.reaches(geometry)) return [];
    const found: Position[] = [];
    const seen = new Set<Position>();
    for (const ring of ringsOf(geometry)) {
      for (let i = 1; i < ring.length; i++) {
        for (const position of this.between(ring[i - 1]!, ring[i]!)) {
          if (!seen.has(position)) found.push(position);
          seen.add(position);
        }
      }
    }
    return found;
  }
}

/**
 * An area with the vertices that lie on its border put into it, each on the segment that it lies on; null when none
 * does. Its own vertices stay the same numbers; a ring that gets none stays the same array.
 */
export function insertVertices(geometry: AreaGeometry, vertices: VertexSet): AreaGeometry | null {
  if (!vertices.reaches(geometry)) return null;
  let isChanged = false;
  const insert = (ring: Position[]): Position[] => {
    let made: Position[] | null = null;
    for (let i = 1; i < ring.length; i++) {
      const found = vertices.between(ring[i - 1]!, ring[i]!);
      if (found.length > 0) {
        made ??= ring.slice(0, i);
        for (const position of found) made.push([position[0]!, position[1]!]);
      }
      made?.push(ring[i]!);
    }
    if (made === null) return ring;
    isChanged = true;
    return made;
  };
  const inserted: AreaGeometry =
    geometry.type === 'Polygon'
      ? { type: 'Polygon', coordinates: geometry.coordinates.map(insert) }
      : {
          type: 'MultiPolygon',
          coordinates: geometry.coordinates.map((polygon) => polygon.map(insert)),
        };
  return isChanged ? inserted : null;
}
