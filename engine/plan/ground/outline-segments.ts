import Flatbush from 'flatbush';
import type { AreaGeometry, Position } from '../../coverage/types.ts';
import { AreaLocator } from '../../describe/area-locator.ts';
import { GRID_UNITS_PER_DEGREE } from '../../geometry/grid.ts';
import { isSamePlace, mapRings } from '../reshape/edit-rings.ts';
import { areaBox, type Box, growBox, ringsOf } from './area-box.ts';
import { VertexSet } from './insert-vertices.ts';

/**
 * A vertex that lies on the outline where it has bends at other vertices lies up to a unit of the grid beside its straight course, and
 * one between two such vertices further still: so near vertices are looked at.
 */
const BESIDE_UNITS = 4;
const MARGIN = (BESIDE_UNITS + 1) / GRID_UNITS_PER_DEGREE;

/** A vertex of an area that lies on a segment of the outline, or so near that it may. */
interface Lying {
  segment: number;
  position: Position;
}

/** Vertices that lie on a segment, in its direction: also on its parts, when it goes through those that lie on it. */
function verticesBetween(vertices: VertexSet, from: Position, to: Position): readonly Position[] {
  const found = vertices.between(from, to);
  if (found.length === 0) return found;
  const stops = [from, ...found, to];
  return stops
    .slice(1)
    .flatMap((stop, i) => [
      ...verticesBetween(vertices, stops[i]!, stop),
      ...(stop === to ? [] : [stop]),
    ]);
}

/** Vertices that go between those at `at` and `at + 1` of a ring. */
interface Stop {
  at: number;
  positions: readonly Position[];
}

interface FilledRing {
  ring: Position[];
  stops: readonly Stop[];
}

/**
 * A ring with further vertices. Going on from how it was filled before: an outline is long, gets its vertices after every
 * operation beside it, and most of them are those of before.
 */
function fillRing(
  ring: Position[],
  stops: readonly Stop[],
  before: FilledRing = { ring, stops: [] },
): FilledRing {
  const had = before.stops;
  const shorter = Math.min(had.length, stops.length);
  let head = 0;
  while (head < shorter && isSameStop(had[head]!, stops[head]!)) head++;
  let tail = 0;
  while (tail < shorter - head && isSameStop(had.at(-1 - tail)!, stops.at(-1 - tail)!)) tail++;
  const gone = had.slice(head, had.length - tail);
  const come = stops.slice(head, stops.length - tail);
  if (gone.length === 0 && come.length === 0) return before;
  // The course between the first and the last vertex of the ring itself where something changes.
  const from = Math.min(...[...gone, ...come].map(({ at }) => at));
  const to = Math.max(...[...gone, ...come].map(({ at }) => at)) + 1;
  const middle: Position[] = [];
  for (let k = from, i = 0; k < to; k++) {
    if (k > from) middle.push(ring[k]!);
    if (come[i]?.at === k) middle.push(...come[i++]!.positions.map(([lon, lat]) => [lon!, lat!]));
  }
  const start = from + 1 + countPositions(had.slice(0, head));
  const length = to - from - 1 + countPositions(gone);
  // One copy of the whole: a ring never changes once it is handed out.
  return { ring: before.ring.toSpliced(start, length, ...middle), stops };
}

const countPositions = (stops: readonly Stop[]): number =>
  stops.reduce((sum, { positions }) => sum + positions.length, 0);

const isSameStop = (a: Stop, b: Stop): boolean =>
  a.at === b.at && isSameList(a.positions, b.positions);

const isSameList = (a: readonly Position[], b: readonly Position[]): boolean =>
  a === b || (a.length === b.length && a.every((position, i) => isSameAs(position, b[i]!)));

/** So many new positions are looked up one by one; of more, the whole area is looked at. */
const MOST_NEW = 64;

const isSameAs = (a: Position, b: Position): boolean => a[0] === b[0] && a[1] === b[1];

/** What is different of two rings between what both begin with and what both end with. */
function differentStretch(
  before: readonly Position[],
  after: readonly Position[],
): { before: readonly Position[]; after: readonly Position[] } {
  if (before === after) return { before: [], after: [] };
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && isSameAs(before[head]!, after[head]!)) head++;
  let tail = 0;
  while (tail < shorter - head && isSameAs(before.at(-1 - tail)!, after.at(-1 - tail)!)) tail++;
  return {
    before: before.slice(head, before.length - tail),
    after: after.slice(head, after.length - tail),
  };
}

/** Those of some positions that no ring has any more: what went from one place of a border may stand at another. */
function positionsGone(
  positions: readonly Position[],
  rings: readonly (readonly Position[])[],
): Position[] {
  if (positions.length === 0) return [];
  const lons = new Set(positions.map(([lon]) => lon!));
  const left = rings.flatMap((ring) => ring.filter((position) => lons.has(position[0]!)));
  return positions.filter((position) => !left.some((other) => isSameAs(other, position)));
}

/** An outline's segments by their place, and what areas have on them. */
export class Outline {
  /** In the order of its rings. */
  private readonly segments: readonly (readonly [Position, Position])[];
  private readonly boxes: Flatbush | null;
  private readonly known = new WeakMap<AreaGeometry, readonly Lying[]>();
  /** Each ring as it was last filled in. */
  private readonly filled = new Map<number, FilledRing>();
  /** What each segment got last, and of what. */
  private readonly stops = new Map<
    number,
    { lying: readonly Position[]; between: readonly Position[] }
  >();

  private readonly geometry: AreaGeometry;
  private locator: AreaLocator | null = null;

  constructor(geometry: AreaGeometry) {
    this.geometry = geometry;
    this.segments = ringsOf(geometry).flatMap((ring) =>
      ring.slice(1).map((to, i) => [ring[i]!, to] as const),
    );
    this.boxes = this.segments.length === 0 ? null : new Flatbush(this.segments.length);
    for (const [[ax, ay], [bx, by]] of this.segments) {
      this.boxes!.add(
        Math.min(ax!, bx!),
        Math.min(ay!, by!),
        Math.max(ax!, bx!),
        Math.max(ay!, by!),
      );
    }
    this.boxes?.finish();
  }

  contains(position: Position): boolean {
    this.locator ??= new AreaLocator(this.geometry);
    return this.locator.contains(position);
  }

  /** Segments whose box meets another. */
  near(box: Readonly<Box>): (readonly [Position, Position])[] {
    return this.search(box).map((i) => this.segments[i]!);
  }

  /** The same by their numbers, ascending. */
  private search(box: Readonly<Box>): number[] {
    const found = this.boxes?.search(...growBox(box, MARGIN)) ?? [];
    return found.sort((a, b) => a - b);
  }

  /** The outline with the vertices of areas that lie on it; null when it has them all. */
  withVerticesOf(geometries: readonly AreaGeometry[]): AreaGeometry | null {
    const lying = new Map<number, Position[]>();
    for (const geometry of geometries) {
      for (const { segment, position } of this.verticesOf(geometry)) {
        const positions = lying.get(segment);
        if (positions === undefined) lying.set(segment, [position]);
        else positions.push(position);
      }
    }
    if (lying.size === 0) return null;
    const getting = [...lying.keys()].sort((a, b) => a - b);
    let first = 0;
    let r = 0;
    return mapRings(this.geometry, (ring) => {
      const last = first + ring.length - 1;
      const stops = getting
        .filter((segment) => segment >= first && segment < last)
        .map((segment): Stop => {
          const at = segment - first;
          return { at, positions: this.stopsOn(segment, lying.get(segment)!) };
        });
      first = last;
      const filled = fillRing(ring, stops, this.filled.get(r));
      this.filled.set(r++, filled);
      return filled.ring;
    });
  }

  /** What a segment gets of the positions that may lie on it, in its direction; nearly always what it got last. */
  private stopsOn(segment: number, lying: readonly Position[]): readonly Position[] {
    const known = this.stops.get(segment);
    if (known !== undefined && isSameList(known.lying, lying)) return known.between;
    const between = verticesBetween(new VertexSet(lying), ...this.segments[segment]!);
    this.stops.set(segment, { lying, between });
    return between;
  }

  /** The vertices of an area that may lie on the outline where it has none. */
  verticesOf(geometry: AreaGeometry): readonly Lying[] {
    const known = this.known.get(geometry);
    if (known !== undefined) return known;
    const found = this.findVertices(geometry);
    this.known.set(geometry, found);
    return found;
  }

  /**
   * Works out what {@link verticesOf} tells of an area that was made of another one: only positions that it has and the other had not
   * are looked up. Where they differ by too much, it is worked out when it is asked for.
   */
  goOnFrom(before: AreaGeometry, after: AreaGeometry): void {
    const lying = this.known.get(before);
    const [old, now] = [ringsOf(before), ringsOf(after)];
    if (lying === undefined || this.known.has(after) || old.length !== now.length) return;
    const stretches = now.map((ring, r) => differentStretch(old[r]!, ring));
    const come = stretches.flatMap((stretch) => stretch.after);
    if (come.length > MOST_NEW) return;
    const gone = positionsGone(
      stretches.flatMap((stretch) => stretch.before),
      now,
    );
    const fresh = come.flatMap((position) => this.lyingAt(position));
    const isKept = ({ position }: Lying): boolean =>
      !gone.some((other) => isSameAs(other, position));
    this.known.set(after, [...(gone.length === 0 ? lying : lying.filter(isKept)), ...fresh]);
  }

  private lyingAt(position: Position): Lying[] {
    const [lon, lat] = position as [number, number];
    const alone = new VertexSet([position]);
    return this.search([lon, lat, lon, lat])
      .filter((segment) => alone.beside(...this.segments[segment]!, BESIDE_UNITS).length > 0)
      .filter((segment) => !this.hasVertex(segment, position))
      .map((segment) => ({ segment, position }));
  }

  private hasVertex(segment: number, position: Position): boolean {
    return this.segments[segment]!.some((end) => isSamePlace(end, position));
  }

  private findVertices(geometry: AreaGeometry): Lying[] {
    const near = this.search(areaBox(geometry));
    if (near.length === 0) return [];
    const vertices = new VertexSet(ringsOf(geometry).flat());
    return near.flatMap((segment) =>
      vertices
        .beside(...this.segments[segment]!, BESIDE_UNITS)
        .filter((position) => !this.hasVertex(segment, position))
        .map((position) => ({ segment, position })),
    );
  }
}

const outlines = new WeakMap<AreaGeometry, Outline>();

/** The outline of a geometry, worked out once. */
export function outlineOf(geometry: AreaGeometry): Outline {
  const known = outlines.get(geometry);
  if (known !== undefined) return known;
  const made = new Outline(geometry);
  outlines.set(geometry, made);
  return made;
}
