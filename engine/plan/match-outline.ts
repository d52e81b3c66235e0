import Flatbush from 'flatbush';
import type { AreaGeometry, JurisdictionInput, Position } from '../coverage/types.ts';
import { AreaLocator } from '../describe/area-locator.ts';
import { GRID_UNITS_PER_DEGREE, toGrid } from '../geometry/grid.ts';
import { areaBox, type Box, growBox, ringsOf } from './ground/area-box.ts';
import { VertexSet } from './ground/insert-vertices.ts';
import { isSamePlace, mapRings } from './reshape/edit-rings.ts';
import type { PlanState } from './types.ts';

/**
 * The jurisdiction's outline as a plan is audited against: with a vertex wherever a community has one on it. Its course
 * does not change, and nothing of it is part of the plan; without them the audit would report that the outline
 * misses a vertex where a new border ends on it. Depends on the plan's state alone, so undo takes them back. What a community
 * has on the outline is worked out once, so that after an operation only what it changed costs anything.
 * @returns the same object when it needs none
 */
export function matchOutline(
  { communities }: PlanState,
  jurisdiction: JurisdictionInput,
): JurisdictionInput {
  const outline = outlineOf(jurisdiction.geometry);
  const geometries = Array.from(communities.values(), ({ geometry }) => geometry);
  const matched = outline.withVerticesOf(geometries);
  return matched === null ? jurisdiction : { ...jurisdiction, geometry: matched };
}

/**
 * Vertices that come to lie on the outline, or leave it, when some communities get other geometries: where there are none, the
 * matched outline stays the same. Those that come as near as makes no odds are among them.
 */
export function outlineChanges(
  jurisdiction: JurisdictionInput,
  before: readonly AreaGeometry[],
  after: readonly AreaGeometry[],
): Position[] {
  const outline = outlineOf(jurisdiction.geometry);
  const [had, has] = [before, after].map(
    (geometries) =>
      new Map(
        geometries
          .flatMap((geometry) => outline.verticesOf(geometry))
          .map(({ position }) => [`${toGrid(position[0]!)},${toGrid(position[1]!)}`, position]),
      ),
  ) as [Map<string, Position>, Map<string, Position>];
  const gone = [...had].filter(([key]) => !has.has(key));
  const come = [...has].filter(([key]) => !had.has(key));
  return [...gone, ...come].map(([, position]) => position);
}

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
function verticesBetween(vertices: VertexSet, from: Position, to: Position): Position[] {
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

/** An outline's segments by their place. */
class Outline {
  /** In the order of its rings. */
  private readonly segments: readonly (readonly [Position, Position])[];
  private readonly boxes: Flatbush | null;
  private readonly known = new WeakMap<AreaGeometry, readonly Lying[]>();

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
    const lying = new Map<number, VertexSet>();
    for (const geometry of geometries) {
      for (const { segment, position } of this.verticesOf(geometry)) {
        const vertices = lying.get(segment) ?? new VertexSet();
        vertices.add(position);
        lying.set(segment, vertices);
      }
    }
    if (lying.size === 0) return null;
    const getting = [...lying.keys()].sort((a, b) => a - b);
    let first = 0;
    return mapRings(this.geometry, (ring) => {
      const last = first + ring.length - 1;
      const own = getting.filter((segment) => segment >= first && segment < last);
      const parts: Position[][] = [];
      let from = 0;
      for (const segment of own) {
        const at = segment - first;
        const between = verticesBetween(lying.get(segment)!, ring[at]!, ring[at + 1]!);
        parts.push(
          ring.slice(from, at + 1),
          between.map(([lon, lat]) => [lon!, lat!]),
        );
        from = at + 1;
      }
      first = last;
      return own.length === 0 ? ring : [...parts.flat(), ...ring.slice(from)];
    });
  }

  /** The vertices of an area that may lie on the outline where it has none. */
  verticesOf(geometry: AreaGeometry): readonly Lying[] {
    const known = this.known.get(geometry);
    if (known !== undefined) return known;
    const found = this.findVertices(geometry);
    this.known.set(geometry, found);
    return found;
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

/** The segments of the outline that come near a box. */
export const outlineNear = (
  { geometry }: JurisdictionInput,
  box: Readonly<Box>,
): (readonly [Position, Position])[] => outlineOf(geometry).near(box);

/** Does a box lie wholly inside the outline? Then nothing in it needs to be asked which side it is on. */
export function liesInsideOutline(geometry: AreaGeometry, box: Readonly<Box>): boolean {
  const outline = outlineOf(geometry);
  return outline.near(box).length === 0 && outline.contains([box[0], box[1]]);
}

/** Does a place lie in the outline? */
export const liesInOutline = (geometry: AreaGeometry, place: Position): boolean =>
  outlineOf(geometry).contains(place);

/** Does a place lie beyond the outline, and not just beside it? */
export function liesBeyondOutline(geometry: AreaGeometry, [lon, lat]: Position): boolean {
  const outline = outlineOf(geometry);
  const beside = [lon! - BESIDE, lat! - BESIDE, lon! + BESIDE, lat! + BESIDE] as const;
  return outline.near([...beside]).length === 0 && !outline.contains([lon!, lat!]);
}

/** Some metres, in degrees. */
const BESIDE = 1e-4;

const outlines = new WeakMap<AreaGeometry, Outline>();

function outlineOf(geometry: AreaGeometry): Outline {
  const known = outlines.get(geometry);
  if (known !== undefined) return known;
  const made = new Outline(geometry);
  outlines.set(geometry, made);
  return made;
}
