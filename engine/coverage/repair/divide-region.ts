import { localFrame } from '../../geometry/geodesic.ts';
import { halfEdgeOrigin, twinOf } from '../trace-faces.ts';
import type { Position } from '../types.ts';
import type { Ownership } from './ownership.ts';
import type { RepairRegion } from './regions.ts';
import { boundaryOf, faceBeyond, gridPosition, type Piece, type Scope } from './scope.ts';
import { type Triangle, triangulate } from './triangulate.ts';
import { loopsAround } from './walk-loops.ts';

/** Nobody's, or where the borders of two candidates meet: a dividing line starts here. */
const NOBODY = -1;

/** A region in a flat frame: its vertices with those put in between, each with who is nearest. */
interface LabelledOutline {
  xs: number[];
  ys: number[];
  positions: Position[];
  labels: number[];
  /** Put in between the vertices. */
  isBetween: boolean[];
  rings: number[][];
  /** The stretches of border of each candidate. */
  borders: Map<number, Segment[]>;
}

type Segment = readonly [ax: number, ay: number, bx: number, by: number];

/**
 * Divides a region along the middle between its candidates. Pieces of land, one a candidate; fewer
 * than two when the region cannot be divided.
 *
 * The outline is cut into short stretches, each with the candidate on whose border it lies, and
 * triangulated (constrained Delaunay). The dividing line crosses the edges between vertices of
 * different candidates, as the chordal axis does (Prasad 1997), so it cannot leave the region; each
 * crossing is put where both borders are equally far, on the medial axis itself.
 */
export function divideRegion(
  scope: Scope,
  region: RepairRegion,
  ownership: Ownership,
  candidates: ReadonlySet<number>,
): Piece[] {
  const outline = labelOutline(scope, region, ownership, candidates);
  if (outline === null) return [];
  const triangles = triangulate(outline, outline.rings);
  if (triangles === null) return [];
  const shares = cutTriangles(outline, triangles);
  if (shares.size < 2) return [];
  return [...shares]
    .sort(([a], [b]) => a - b)
    .map(([owner, rings]) => ({
      region: region.key,
      owner,
      // Rings side by side and within one another: read by the even–odd rule.
      geometry: { type: 'Polygon', coordinates: rings },
    }));
}

/** Stretches of the outline: as short as the region is narrow, but not too many. */
const MOST_STRETCHES = 150;
const LEAST_STRETCHES = 24;

function labelOutline(
  scope: Scope,
  region: RepairRegion,
  ownership: Ownership,
  candidates: ReadonlySet<number>,
): LabelledOutline | null {
  const { noded } = scope.arrangement;
  const boundary = boundaryOf(scope, region.faces);
  const loops = loopsAround(scope, region.faces, boundary);
  const shell = loops[0];
  if (shell === undefined) return null;
  const [lon, lat] = gridPosition(scope, halfEdgeOrigin(noded, shell[0]!)) as [number, number];
  const frame = localFrame(lon, lat);
  const flat = ([x, y]: Position): [number, number] => [
    (x! - lon) * frame.metresPerDegreeLon,
    (y! - lat) * frame.metresPerDegreeLat,
  ];
  const ends = (halfEdge: number): [Position, Position] => [
    gridPosition(scope, halfEdgeOrigin(noded, halfEdge)),
    gridPosition(scope, halfEdgeOrigin(noded, twinOf(halfEdge))),
  ];
  const lengthOf = (halfEdge: number): number => {
    const [[ax, ay], [bx, by]] = ends(halfEdge).map(flat) as [[number, number], [number, number]];
    return Math.hypot(bx - ax, by - ay);
  };
  const perimeter = boundary.reduce((sum, halfEdge) => sum + lengthOf(halfEdge), 0);
  const stretch = Math.max(
    perimeter / MOST_STRETCHES,
    Math.min(region.measure.widthMetres, perimeter / LEAST_STRETCHES),
  );
  const ownerBeside = (halfEdge: number): number => {
    const beyond = faceBeyond(scope, halfEdge);
    const owners = ownership.of[beyond]!;
    const owner = owners.length === 1 && !ownership.isContested(beyond) ? owners[0]! : NOBODY;
    return candidates.has(owner) ? owner : NOBODY;
  };

  const outline: LabelledOutline = {
    xs: [],
    ys: [],
    positions: [],
    labels: [],
    isBetween: [],
    rings: [],
    borders: new Map(),
  };
  const known = new Map<number, number>();
  const isFree: boolean[] = [];
  const add = (position: Position, label: number, isBetween: boolean, free: boolean): number => {
    const [x, y] = flat(position);
    outline.xs.push(x);
    outline.ys.push(y);
    outline.positions.push(position);
    outline.isBetween.push(isBetween);
    isFree.push(free);
    return outline.labels.push(label) - 1;
  };
  for (const loop of loops) {
    const ring: number[] = [];
    loop.forEach((halfEdge, i) => {
      const [a, b] = ends(halfEdge);
      const [before, here] = [ownerBeside(loop.at(i - 1)!), ownerBeside(halfEdge)];
      const vertex = halfEdgeOrigin(noded, halfEdge);
      const border = outline.borders.get(here) ?? [];
      if (here !== NOBODY) outline.borders.set(here, [...border, [...flat(a), ...flat(b)]]);
      const isMeeting = before !== here && before !== NOBODY && here !== NOBODY;
      const label = isMeeting ? NOBODY : Math.max(before, here);
      // Rings that touch share the point.
      const point = known.get(vertex) ?? add(a, label, false, !isMeeting && label === NOBODY);
      if (known.has(vertex) && outline.labels[point] !== label) outline.labels[point] = NOBODY;
      known.set(vertex, point);
      ring.push(point);
      const steps = Math.max(1, Math.min(50, Math.ceil(lengthOf(halfEdge) / stretch)));
      for (let k = 1; k < steps; k++) {
        const share = k / steps;
        const middle = [a[0]! + share * (b[0]! - a[0]!), a[1]! + share * (b[1]! - a[1]!)];
        ring.push(add(middle, here, true, here === NOBODY));
      }
    });
    outline.rings.push(ring);
  }
  labelFree(outline, isFree);
  return outline;
}

/** Metres from a place to the border of a candidate. */
function distanceTo({ borders }: LabelledOutline, label: number, x: number, y: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (const [ax, ay, bx, by] of borders.get(label) ?? []) {
    const [dx, dy] = [bx - ax, by - ay];
    const length = dx * dx + dy * dy;
    const share = length === 0 ? 0 : ((x - ax) * dx + (y - ay) * dy) / length;
    const t = Math.min(1, Math.max(0, share));
    least = Math.min(least, Math.hypot(ax + t * dx - x, ay + t * dy - y));
  }
  return least;
}

/** Two distances that differ by less than this share are the same. */
const EQUALLY_NEAR = 1e-6;

/**
 * Vertices beside nobody's land take the label of the nearest border. Where two are equally near, a
 * dividing line ends.
 */
function labelFree(outline: LabelledOutline, isFree: readonly boolean[]): void {
  const { xs, ys, labels, isBetween, borders } = outline;
  const candidates = [...borders.keys()].sort((a, b) => a - b);
  isFree.forEach((free, i) => {
    if (!free) return;
    let nearest = Number.POSITIVE_INFINITY;
    for (const label of candidates) {
      const distance = distanceTo(outline, label, xs[i]!, ys[i]!);
      if (distance < nearest * (1 - EQUALLY_NEAR)) {
        nearest = distance;
        labels[i] = label;
      } else if (distance < nearest * (1 + EQUALLY_NEAR)) {
        labels[i] = NOBODY;
      }
    }
    if (labels[i] === NOBODY) isBetween[i] = false;
  });
}

/**
 * Cuts every triangle between vertices of different candidates and joins what belongs to each into
 * rings. Points put between the vertices of the outline have done their work and fall out.
 */
function cutTriangles(
  outline: LabelledOutline,
  triangles: readonly Triangle[],
): Map<number, Position[][]> {
  const cutter = new TriangleCutter(outline);
  for (const triangle of triangles) cutter.cut(triangle);
  return cutter.rings();
}

/** Enough to find a place on an edge of a kilometre to the millimetre. */
const BISECTIONS = 20;

class TriangleCutter {
  private readonly outline: LabelledOutline;
  private readonly labels: readonly number[];
  private readonly positions: Position[];
  private readonly isBetween: readonly boolean[];
  private readonly middles = new Map<string, number>();
  /** Directed edges of each candidate's land, the land on their left; inner ones cancel out. */
  private readonly edges = new Map<number, Map<number, Set<number>>>();

  constructor(outline: LabelledOutline) {
    const { labels, positions, isBetween } = outline;
    this.outline = outline;
    this.labels = labels;
    this.positions = [...positions];
    this.isBetween = isBetween;
  }

  cut(triangle: Triangle): void {
    const named = new Set(triangle.map((v) => this.labels[v]!).filter((label) => label !== NOBODY));
    if (named.size === 0) return;
    if (named.size === 1) this.give([...named][0]!, triangle);
    else if (named.size === 3) this.cutInThree(triangle);
    else this.cutInTwo(triangle);
  }

  private cutInThree(triangle: Triangle): void {
    const corners = triangle.map((v) => this.positions[v]!);
    const centre = this.positions.push(
      [0, 1].map((axis) => corners.reduce((sum, corner) => sum + corner[axis]!, 0) / 3),
    );
    triangle.forEach((v, i) => {
      const [next, last] = [triangle[(i + 1) % 3]!, triangle[(i + 2) % 3]!];
      this.give(this.labels[v]!, [v, this.middle(v, next), centre - 1, this.middle(last, v)]);
    });
  }

  private cutInTwo(triangle: Triangle): void {
    const labelOf = (v: number): number => this.labels[v]!;
    // Turned so that the odd one out comes first: where two borders meet, or the only one of its kind.
    const odd = triangle.findIndex((v, i) =>
      triangle.some((w) => labelOf(w) === NOBODY)
        ? labelOf(v) === NOBODY
        : labelOf(triangle[(i + 1) % 3]!) === labelOf(triangle[(i + 2) % 3]!),
    );
    const [a, b, c] = [0, 1, 2].map((i) => triangle[(odd + i) % 3]!) as Triangle;
    if (labelOf(a) === NOBODY) {
      const middle = this.middle(b, c);
      this.give(labelOf(b), [a, b, middle]);
      this.give(labelOf(c), [a, middle, c]);
    } else {
      const [ab, ca] = [this.middle(a, b), this.middle(c, a)];
      this.give(labelOf(a), [a, ab, ca]);
      this.give(labelOf(b), [ab, b, c, ca]);
    }
  }

  /** Where the edge between vertices of two candidates is equally far from the borders of both. */
  private middle(v: number, w: number): number {
    if (v > w) return this.middle(w, v);
    const key = `${v},${w}`;
    const known = this.middles.get(key);
    if (known !== undefined) return known;
    const { xs, ys } = this.outline;
    const [labelV, labelW] = [this.labels[v]!, this.labels[w]!];
    let [low, high] = [0, 1];
    for (let i = 0; i < BISECTIONS; i++) {
      const share = (low + high) / 2;
      const x = xs[v]! + share * (xs[w]! - xs[v]!);
      const y = ys[v]! + share * (ys[w]! - ys[v]!);
      const isNearV =
        distanceTo(this.outline, labelV, x, y) < distanceTo(this.outline, labelW, x, y);
      if (isNearV) low = share;
      else high = share;
    }
    const share = (low + high) / 2;
    const [a, b] = [this.positions[v]!, this.positions[w]!];
    const made = this.positions.push([
      a[0]! + share * (b[0]! - a[0]!),
      a[1]! + share * (b[1]! - a[1]!),
    ]);
    this.middles.set(key, made - 1);
    return made - 1;
  }

  private give(owner: number, ring: readonly number[]): void {
    const edges = this.edges.get(owner) ?? new Map<number, Set<number>>();
    this.edges.set(owner, edges);
    ring.forEach((a, i) => {
      const b = ring[(i + 1) % ring.length]!;
      if (edges.get(b)?.delete(a) === true) return;
      const ends = edges.get(a) ?? new Set<number>();
      edges.set(a, ends.add(b));
    });
  }

  rings(): Map<number, Position[][]> {
    const rings = new Map<number, Position[][]>();
    for (const [owner, edges] of this.edges) {
      const closed: Position[][] = [];
      for (const start of [...edges.keys()].sort((a, b) => a - b)) {
        for (let ring = takeRing(edges, start); ring !== null; ring = takeRing(edges, start)) {
          const kept = ring.filter((v) => this.isBetween[v] !== true);
          const positions = (kept.length > 2 ? kept : ring).map((v) => this.positions[v]!);
          closed.push([...positions, positions[0]!]);
        }
      }
      if (closed.length > 0) rings.set(owner, closed);
    }
    return rings;
  }
}

/** Takes a closed walk out of the edges; null when none is left at the start. */
function takeRing(edges: Map<number, Set<number>>, start: number): number[] | null {
  const ring: number[] = [];
  for (let at = start; ; ) {
    const ends = edges.get(at);
    const [next] = ends ?? [];
    if (next === undefined) return null;
    ends!.delete(next);
    ring.push(at);
    at = next;
    if (at === start) return ring;
  }
}
