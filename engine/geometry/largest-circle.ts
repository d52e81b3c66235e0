import { IntList } from './int-list.ts';
import { noteShape } from './kept-shapes.ts';

/** Closed rings in a plane: ring r has the positions `ringStart[r] … ringStart[r + 1])`. */
export interface FlatRings {
  xs: Float64Array;
  ys: Float64Array;
  ringStart: readonly number[];
}

export interface Circle {
  x: number;
  y: number;
  radius: number;
}

/**
 * The largest circle in a polygon (even–odd over its rings) to a precision: branch and bound over
 * square cells, most promising first, as in Mapbox's polylabel.
 *
 * A cell inherits from its parent the edges that can be nearest to a place in it, so that the few
 * edges around a good place are looked at over and over, and not the whole polygon. They come in chunks
 * of a few that follow one another, which are passed over together.
 */
export function largestCircle(rings: FlatRings, precision: number): Circle {
  // One search lends its arrays to the next: an audit asks for circles by the hundred.
  const search = spare ?? new CircleSearch();
  spare = null;
  search.begin(rings, precision);
  search.run();
  if (search.room <= MOST_ROOM) spare = search;
  return { x: search.bestX, y: search.bestY, radius: Math.max(0, search.best) };
}

let spare: CircleSearch | null = null;
/** Numbers that are kept for the next search at most: half a megabyte. */
const MOST_ROOM = 1 << 16;

/** Numbers kept of a cell: centre, half its side, signed distance of the centre, and a bound on it inside. */
const FIELDS = 5;
/** Numbers kept of an edge: its start, its extent, and one over its squared length. */
const EDGE = 5;
/** Edges in a chunk. */
const CHUNK = 6;

class CircleSearch {
  bestX = 0;
  bestY = 0;
  /** Distance of the best place from the border; negative outside. */
  best = Number.NEGATIVE_INFINITY;
  private precision = 0;
  private rings: FlatRings = { xs: new Float64Array(0), ys: new Float64Array(0), ringStart: [0] };
  private edges = new Float64Array(EDGE * 256);
  private cells = new Float64Array(FIELDS * 64);
  private cellCount = 0;
  private edgeCount = 0;
  /** Left, bottom, right and top of each chunk. */
  private boxes = new Float64Array((4 * 256) / CHUNK);
  /** Chunks of cell c: `candidates[first[c] … first[c + 1])`. */
  private readonly candidates = new IntList(1024);
  private readonly first = new IntList();
  /** The edge nearest to the centre of each cell: mostly that of its quarters, too. */
  private readonly nearest = new IntList();
  /** Binary heap of cells, the largest bound first. */
  private readonly heap = new IntList();
  private distances = new Float64Array(256 / CHUNK);

  constructor() {
    noteShape(this);
  }

  /** Numbers that the arrays have room for. */
  get room(): number {
    return this.edges.length + this.cells.length + this.candidates.data.length;
  }

  begin(rings: FlatRings, precision: number): void {
    this.rings = rings;
    this.precision = precision;
    this.cellCount = 0;
    for (const list of [this.candidates, this.first, this.nearest, this.heap]) list.length = 0;
    const count = Math.max(0, rings.xs.length - (rings.ringStart.length - 1));
    const chunks = Math.ceil(count / CHUNK);
    if (this.distances.length < chunks) {
      this.distances = new Float64Array(2 * chunks);
      this.boxes = new Float64Array(4 * 2 * chunks);
      this.edges = new Float64Array(EDGE * CHUNK * 2 * chunks);
    }
    this.edgeCount = count;
    fillEdges(rings, this.edges);
    fillBoxes(this.edges, count, this.boxes);
    for (let chunk = 0; chunk < chunks; chunk++) this.candidates.push(chunk);
    // Cell 0 stands for the whole plane: every edge is a candidate.
    this.addCell(0, 0, Number.POSITIVE_INFINITY, 0, 0);
    this.first.push(chunks);
    this.nearest.push(0);
  }

  run(): void {
    const { xs, ys, ringStart } = this.rings;
    const end = ringStart[1]!;
    let [minX, minY, maxX, maxY] = [xs[0]!, ys[0]!, xs[0]!, ys[0]!];
    for (let k = 1; k < end; k++) {
      minX = Math.min(minX, xs[k]!);
      minY = Math.min(minY, ys[k]!);
      maxX = Math.max(maxX, xs[k]!);
      maxY = Math.max(maxY, ys[k]!);
    }
    const size = Math.min(maxX - minX, maxY - minY);
    this.bestX = minX;
    this.bestY = minY;
    this.best = 0;
    if (!(size > this.precision)) return;
    this.best = Number.NEGATIVE_INFINITY;
    const centroid = centroidOf(this.rings);
    this.consider(centroid.x, centroid.y, 0, 0);
    this.consider((minX + maxX) / 2, (minY + maxY) / 2, 0, 0);
    const half = size / 2;
    for (let x = minX; x < maxX; x += size) {
      for (let y = minY; y < maxY; y += size) this.consider(x + half, y + half, half, 0);
    }
    while (this.heap.length > 0) {
      const cell = this.pop();
      const at = FIELDS * cell;
      // Nothing that is left can be better by more than the precision.
      if (this.cells[at + 4]! - this.best <= this.precision) return;
      const x = this.cells[at]!;
      const y = this.cells[at + 1]!;
      const h = this.cells[at + 2]! / 2;
      this.consider(x - h, y - h, h, cell);
      this.consider(x + h, y - h, h, cell);
      this.consider(x - h, y + h, h, cell);
      this.consider(x + h, y + h, h, cell);
    }
  }

  /** Looks at a cell: its centre may be the best place, and the rest of it may hold a better one. */
  private consider(x: number, y: number, half: number, parent: number): void {
    const { edges, boxes, candidates, distances, first, edgeCount } = this;
    const reach = half * Math.SQRT2;
    // Neither is so when the border is this near.
    const enough = this.best - Math.max(0, reach - this.precision);
    const enoughSquared = enough > 0 ? enough * enough : -1;
    const from = first.at(parent);
    const to = first.at(parent + 1);
    let nearestEdge = this.nearest.at(parent);
    let nearest = distanceSquared(edges, EDGE * nearestEdge, x, y);
    if (nearest <= enoughSquared) return;
    for (let i = from; i < to; i++) {
      const chunk = candidates.at(i);
      const least = boxDistanceSquared(boxes, 4 * chunk, x, y);
      distances[i - from] = least;
      if (least >= nearest) continue;
      const end = Math.min(edgeCount, CHUNK * (chunk + 1));
      for (let edge = CHUNK * chunk; edge < end; edge++) {
        const squared = distanceSquared(edges, EDGE * edge, x, y);
        if (squared >= nearest) continue;
        if (squared <= enoughSquared) return;
        nearest = squared;
        nearestEdge = edge;
      }
    }
    const unsigned = Math.sqrt(nearest);
    const distance = this.isInside(x, y, parent) ? unsigned : -unsigned;
    if (distance > this.best) {
      this.best = distance;
      this.bestX = x;
      this.bestY = y;
    }
    if (distance + reach <= this.best + this.precision || half === 0) return;
    const cell = this.addCell(x, y, half, distance, distance + reach);
    const furthest = (unsigned + 2 * reach) ** 2;
    for (let i = from; i < to; i++) {
      if (distances[i - from]! <= furthest) candidates.push(candidates.at(i));
    }
    first.push(candidates.length);
    this.nearest.push(nearestEdge);
    this.push(cell);
  }

  /** By the parent's centre, when no border lies between; else by a ray. */
  private isInside(x: number, y: number, parent: number): boolean {
    const { cells } = this;
    const at = FIELDS * parent;
    const dx = x - cells[at]!;
    const dy = y - cells[at + 1]!;
    const clearance = cells[at + 3]!;
    if (parent > 0 && dx * dx + dy * dy < clearance * clearance) return clearance > 0;
    let inside = false;
    const { xs, ys, ringStart } = this.rings;
    for (let r = 0; r + 1 < ringStart.length; r++) {
      for (let k = ringStart[r]! + 1; k < ringStart[r + 1]!; k++) {
        const ay = ys[k - 1]!;
        const by = ys[k]!;
        if (ay > y === by > y) continue;
        const ax = xs[k - 1]!;
        if (x < ((xs[k]! - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
      }
    }
    return inside;
  }

  private addCell(x: number, y: number, half: number, distance: number, bound: number): number {
    const cell = this.cellCount++;
    const at = FIELDS * cell;
    if (at === this.cells.length) {
      const grown = new Float64Array(2 * at);
      grown.set(this.cells);
      this.cells = grown;
    }
    const { cells } = this;
    cells[at] = x;
    cells[at + 1] = y;
    cells[at + 2] = half;
    cells[at + 3] = distance;
    cells[at + 4] = bound;
    if (cell === 0) this.first.push(0);
    return cell;
  }

  private push(cell: number): void {
    const { heap, cells } = this;
    let at = heap.push(cell);
    const bound = cells[FIELDS * cell + 4]!;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (cells[FIELDS * heap.at(above) + 4]! >= bound) break;
      heap.data[at] = heap.at(above);
      at = above;
    }
    heap.data[at] = cell;
  }

  private pop(): number {
    const { heap, cells } = this;
    const top = heap.at(0);
    const last = heap.at(--heap.length);
    const bound = cells[FIELDS * last + 4]!;
    let at = 0;
    for (let child = 1; child < heap.length; child = 2 * at + 1) {
      if (child + 1 < heap.length && this.boundAt(child + 1) > this.boundAt(child)) child++;
      if (this.boundAt(child) <= bound) break;
      heap.data[at] = heap.at(child);
      at = child;
    }
    heap.data[at] = last;
    return top;
  }

  private boundAt(place: number): number {
    return this.cells[FIELDS * this.heap.at(place) + 4]!;
  }
}

function fillEdges({ xs, ys, ringStart }: FlatRings, edges: Float64Array): void {
  let at = 0;
  for (let r = 0; r + 1 < ringStart.length; r++) {
    for (let k = ringStart[r]! + 1; k < ringStart[r + 1]!; k++, at += EDGE) {
      const dx = xs[k]! - xs[k - 1]!;
      const dy = ys[k]! - ys[k - 1]!;
      const squared = dx * dx + dy * dy;
      edges[at] = xs[k - 1]!;
      edges[at + 1] = ys[k - 1]!;
      edges[at + 2] = dx;
      edges[at + 3] = dy;
      edges[at + 4] = squared > 0 ? 1 / squared : 0;
    }
  }
}

function fillBoxes(edges: Float64Array, count: number, boxes: Float64Array): void {
  for (let edge = 0; edge < count; edge++) {
    const at = EDGE * edge;
    const box = 4 * Math.floor(edge / CHUNK);
    const ax = edges[at]!;
    const ay = edges[at + 1]!;
    const bx = ax + edges[at + 2]!;
    const by = ay + edges[at + 3]!;
    const isFirst = edge % CHUNK === 0;
    boxes[box] = Math.min(ax, bx, isFirst ? ax : boxes[box]!);
    boxes[box + 1] = Math.min(ay, by, isFirst ? ay : boxes[box + 1]!);
    boxes[box + 2] = Math.max(ax, bx, isFirst ? ax : boxes[box + 2]!);
    boxes[box + 3] = Math.max(ay, by, isFirst ? ay : boxes[box + 3]!);
  }
}

/** No edge in a box is nearer to a place, but for rounding. */
function boxDistanceSquared(boxes: Float64Array, at: number, x: number, y: number): number {
  const left = boxes[at]! - x;
  const right = x - boxes[at + 2]!;
  const below = boxes[at + 1]! - y;
  const above = y - boxes[at + 3]!;
  const dx = left > 0 ? left : right > 0 ? right : 0;
  const dy = below > 0 ? below : above > 0 ? above : 0;
  return dx * dx + dy * dy;
}

/** Squared distance of a place from an edge. */
function distanceSquared(edges: Float64Array, at: number, x: number, y: number): number {
  const px = x - edges[at]!;
  const py = y - edges[at + 1]!;
  const dx = edges[at + 2]!;
  const dy = edges[at + 3]!;
  const along = (px * dx + py * dy) * edges[at + 4]!;
  const share = along > 0 ? (along < 1 ? along : 1) : 0;
  const ex = px - share * dx;
  const ey = py - share * dy;
  return ex * ex + ey * ey;
}

/** Centroid of the shell. */
function centroidOf({ xs, ys, ringStart }: FlatRings): { x: number; y: number } {
  let area = 0;
  let x = 0;
  let y = 0;
  for (let k = 1; k < ringStart[1]!; k++) {
    const cross = xs[k - 1]! * ys[k]! - xs[k]! * ys[k - 1]!;
    x += (xs[k - 1]! + xs[k]!) * cross;
    y += (ys[k - 1]! + ys[k]!) * cross;
    area += 3 * cross;
  }
  return area === 0 ? { x: xs[0]!, y: ys[0]! } : { x: x / area, y: y / area };
}
