import Flatbush from 'flatbush';
import type { AreaGeometry, Position } from '../coverage/types.ts';

/** Which of several areas a point lies in. */
export class AreaLocator {
  private readonly areas: readonly (AreaGeometry | null)[];
  private readonly tree: Flatbush | null;
  /** Which area each box of the tree is of: areas without extent have none. */
  private readonly owners: number[] = [];

  constructor(areas: readonly (AreaGeometry | null)[]) {
    this.areas = areas;
    const boxes = areas.flatMap((area, index) => {
      const box = area === null ? null : boxOf(area);
      if (box !== null) this.owners.push(index);
      return box === null ? [] : [box];
    });
    this.tree = boxes.length > 0 ? new Flatbush(boxes.length) : null;
    for (const box of boxes) this.tree!.add(...box);
    this.tree?.finish();
  }

  /**
   * Indexes of the areas that hold a point, ascending. Areas that share their borders vertex for vertex do not
   * share points: one on the border is in one of them.
   */
  at([x, y]: Position): number[] {
    if (this.tree === null) return [];
    const boxes = this.tree.search(x!, y!, x!, y!).map((box) => this.owners[box]!);
    return ascending(boxes.filter((index) => holds(this.areas[index]!, x!, y!)));
  }

  /** Indexes of the areas whose boxes meet that of another area, ascending. */
  near(area: AreaGeometry): number[] {
    const box = boxOf(area);
    if (this.tree === null || box === null) return [];
    return ascending(this.tree.search(...box).map((found) => this.owners[found]!));
  }
}

/** Indexes, ascending. */
const ascending = (indexes: number[]): number[] => indexes.sort((a, b) => a - b);

const ringsOf = (area: AreaGeometry): Position[][] =>
  area.type === 'Polygon' ? area.coordinates : area.coordinates.flat();

/** Even–odd over all rings. */
function holds(area: AreaGeometry, x: number, y: number): boolean {
  let isInside = false;
  for (const ring of ringsOf(area)) {
    for (let i = 0; i + 1 < ring.length; i++) {
      if (isLeftOfEdge(ring[i]!, ring[i + 1]!, x, y)) isInside = !isInside;
    }
  }
  return isInside;
}

/** The edge is taken from its lower end, so that both its sides come to the same answer. */
function isLeftOfEdge(a: Position, b: Position, x: number, y: number): boolean {
  if (a[1]! > y === b[1]! > y) return false;
  const [low, high] = a[1]! < b[1]! ? [a, b] : [b, a];
  const share = (y - low[1]!) / (high[1]! - low[1]!);
  return x < low[0]! + share * (high[0]! - low[0]!);
}

function boxOf(area: AreaGeometry): [number, number, number, number] | null {
  const box: [number, number, number, number] = [
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ];
  for (const ring of ringsOf(area)) {
    for (const [x, y] of ring) {
      box[0] = Math.min(box[0], x!);
      box[1] = Math.min(box[1], y!);
      box[2] = Math.max(box[2], x!);
      box[3] = Math.max(box[3], y!);
    }
  }
  return box[0] <= box[2] ? box : null;
}
