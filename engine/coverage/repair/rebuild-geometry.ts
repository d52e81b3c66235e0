import type { AreaGeometry, Position } from '../types.ts';
import type { OwnRing } from './own-vertices.ts';
import type { VertexPolygon } from './trace-owners.ts';

export interface RebuildInput {
  original: AreaGeometry;
  ownRings: readonly OwnRing[];
  /** What the community covers now. */
  polygons: readonly VertexPolygon[];
  /** The position to write for a vertex. */
  positionOf: (vertex: number) => Position;
  /** Grid coordinates of the vertices, for orientations. */
  xs: Float64Array;
  ys: Float64Array;
  /** Nothing of the original may be taken over as it stands, because it is invalid. */
  isInvalid: boolean;
}

/**
 * Writes a community's land as a geometry that differs from the original only where it has to.
 *
 * - When all rings are the same, it is the original object.
 * - A ring that is the same is the original's array. A changed one runs the same way round and starts
 *   at the first vertex of the original that it still has.
 * - Parts and holes keep their order; new ones come last. New rings run the way the first shell does.
 */
export function rebuildGeometry(input: RebuildInput): AreaGeometry {
  const { original, ownRings, polygons, isInvalid } = input;
  const known = new Map(ownRings.map((ring) => [cycleKey(ring.vertices), ring]));
  if (!isInvalid && isSame(known, ownRings, polygons)) return original;
  const placer = new RingPlacer(input, known);
  const parts = polygons.map((loops) => {
    const [shell, ...holes] = loops.map((vertices) => placer.place(vertices));
    return { shell: shell!, rings: [shell!, ...holes.sort(byOrder)].map(({ ring }) => ring) };
  });
  const coordinates = parts.sort((a, b) => byOrder(a.shell, b.shell)).map(({ rings }) => rings);
  return coordinates.length === 1 && original.type === 'Polygon'
    ? { type: 'Polygon', coordinates: coordinates[0]! }
    : { type: 'MultiPolygon', coordinates };
}

/** The same rings, each in the part that it was in. */
function isSame(
  known: ReadonlyMap<string, OwnRing>,
  ownRings: readonly OwnRing[],
  polygons: readonly VertexPolygon[],
): boolean {
  const count = polygons.reduce((sum, loops) => sum + loops.length, 0);
  if (count !== ownRings.length || known.size !== count) return false;
  return polygons.every((loops) => {
    const parts = loops.map((loop) => known.get(cycleKey(loop))?.polygon);
    return parts.every((part) => part !== undefined && part === parts[0]);
  });
}

/** The same text for a cycle of vertices wherever it starts and whichever way it runs. */
function cycleKey(vertices: readonly number[]): string {
  const count = vertices.length;
  let first = 0;
  for (let i = 1; i < count; i++) if (vertices[i]! < vertices[first]!) first = i;
  const isForward = vertices[(first + 1) % count]! <= vertices[(first + count - 1) % count]!;
  const turned = [...vertices.slice(first), ...vertices.slice(0, first)];
  return isForward ? turned.join() : [turned[0], ...turned.slice(1).reverse()].join();
}

interface PlacedRing {
  ring: Position[];
  /** Where its first vertex stood in the original: polygon, ring, place; infinite when nowhere. */
  order: readonly [polygon: number, ring: number, place: number];
  x: number;
  y: number;
}

function byOrder(a: PlacedRing, b: PlacedRing): number {
  for (let i = 0; i < 3; i++) {
    // Both infinite: their difference is not a number.
    const [p, q] = [a.order[i]!, b.order[i]!];
    if (p !== q) return p < q ? -1 : 1;
  }
  return a.x - b.x || a.y - b.y;
}

class RingPlacer {
  private readonly input: RebuildInput;
  private readonly known: ReadonlyMap<string, OwnRing>;
  /** Vertex → index of the ring that has it, and its place there. */
  private readonly home = new Map<number, { ring: number; place: number }>();
  private readonly isClockwise: boolean;

  constructor(input: RebuildInput, known: ReadonlyMap<string, OwnRing>) {
    this.input = input;
    this.known = known;
    input.ownRings.forEach(({ vertices }, ring) => {
      vertices.forEach((vertex, place) => {
        if (!this.home.has(vertex)) this.home.set(vertex, { ring, place });
      });
    });
    const first = input.ownRings[0];
    this.isClockwise = first !== undefined && this.signedArea(first.vertices) < 0;
  }

  /** @param vertices the land on their left: counter-clockwise for a shell, clockwise for a hole */
  place(vertices: readonly number[]): PlacedRing {
    const { ownRings, positionOf, xs, ys, isInvalid } = this.input;
    const same = isInvalid ? undefined : this.known.get(cycleKey(vertices));
    const index = same === undefined ? this.closestRing(vertices) : ownRings.indexOf(same);
    const model = ownRings[index];
    const start = model === undefined ? smallest(vertices, xs, ys) : this.startIn(vertices, index);
    const vertex = vertices[start]!;
    const order = [
      model?.polygon ?? Number.POSITIVE_INFINITY,
      model === undefined ? Number.POSITIVE_INFINITY : index,
      model === undefined ? Number.POSITIVE_INFINITY : this.home.get(vertex)!.place,
    ] as const;
    const placed = { order, x: xs[vertex]!, y: ys[vertex]! };
    if (same !== undefined) return { ...placed, ring: same.positions as Position[] };
    const turned = [...vertices.slice(start), ...vertices.slice(0, start)];
    if (this.runsBackwards(vertices, model)) turned.push(...turned.splice(1).reverse());
    const ring = turned.map((v) => positionOf(v).slice());
    return { ...placed, ring: [...ring, ring[0]!.slice()] };
  }

  /** The original ring with which it shares the most vertices, −1 when there is none. */
  private closestRing(vertices: readonly number[]): number {
    const shared = new Map<number, number>();
    for (const vertex of vertices) {
      const ring = this.home.get(vertex)?.ring;
      if (ring !== undefined) shared.set(ring, (shared.get(ring) ?? 0) + 1);
    }
    let [best, most] = [-1, 0];
    for (const [ring, count] of shared) {
      if (count > most || (count === most && ring < best)) [best, most] = [ring, count];
    }
    return best;
  }

  private startIn(vertices: readonly number[], ring: number): number {
    let [start, first] = [0, Number.POSITIVE_INFINITY];
    vertices.forEach((vertex, i) => {
      const home = this.home.get(vertex);
      if (home?.ring === ring && home.place < first) [start, first] = [i, home.place];
    });
    return start;
  }

  /** A shell runs as its model does; without a model as the first shell, holes the other way. */
  private runsBackwards(vertices: readonly number[], model: OwnRing | undefined): boolean {
    const isShell = this.signedArea(vertices) > 0;
    const modelArea = model === undefined ? 0 : this.signedArea(model.vertices);
    if (model === undefined || modelArea === 0 || this.isFirstOfPart(model) !== isShell) {
      return this.isClockwise;
    }
    return modelArea > 0 !== isShell;
  }

  private isFirstOfPart(ring: OwnRing): boolean {
    return this.input.ownRings.find(({ polygon }) => polygon === ring.polygon) === ring;
  }

  private signedArea(vertices: readonly number[]): number {
    const { xs, ys } = this.input;
    const [x, y] = [xs[vertices[0]!]!, ys[vertices[0]!]!];
    let sum = 0;
    vertices.forEach((a, i) => {
      const b = vertices[(i + 1) % vertices.length]!;
      sum += (xs[a]! - x) * (ys[b]! - y) - (xs[b]! - x) * (ys[a]! - y);
    });
    return sum;
  }
}

function smallest(vertices: readonly number[], xs: Float64Array, ys: Float64Array): number {
  let best = 0;
  vertices.forEach((v, i) => {
    const b = vertices[best]!;
    if (xs[v]! < xs[b]! || (xs[v] === xs[b] && ys[v]! < ys[b]!)) best = i;
  });
  return best;
}
