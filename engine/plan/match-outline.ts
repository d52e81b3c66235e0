import Flatbush from 'flatbush';
import type { AreaGeometry, JurisdictionInput, Position } from '../coverage/types.ts';
import { AreaLocator } from '../describe/area-locator.ts';
import { toGrid } from '../geometry/grid.ts';
import { areaBox, type Box, ON_BORDER, ringsOf } from './ground/area-box.ts';
import { insertVertices, VertexSet } from './ground/insert-vertices.ts';
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
  const vertices = new VertexSet();
  for (const { geometry } of communities.values()) {
    for (const position of outline.verticesOf(geometry)) vertices.add(position);
  }
  const geometry = insertVertices(jurisdiction.geometry, vertices);
  return geometry === null ? jurisdiction : { ...jurisdiction, geometry };
}

/**
 * Vertices that come to lie on the outline, or leave it, when some communities get other geometries: where there are any,
 * the matched outline is another one (unless others have the vertex too).
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
          .map((position) => [`${toGrid(position[0]!)},${toGrid(position[1]!)}`, position]),
      ),
  ) as [Map<string, Position>, Map<string, Position>];
  const gone = [...had].filter(([key]) => !has.has(key));
  const come = [...has].filter(([key]) => !had.has(key));
  return [...gone, ...come].map(([, position]) => position);
}

/** An outline's segments by their place. */
class Outline {
  private readonly segments: readonly (readonly [Position, Position])[];
  private readonly boxes: Flatbush | null;
  private readonly known = new WeakMap<AreaGeometry, readonly Position[]>();

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
  near([west, south, east, north]: Readonly<Box>): (readonly [Position, Position])[] {
    const found =
      this.boxes?.search(
        west - ON_BORDER,
        south - ON_BORDER,
        east + ON_BORDER,
        north + ON_BORDER,
      ) ?? [];
    return found.sort((a, b) => a - b).map((i) => this.segments[i]!);
  }

  /** The vertices of an area that lie on the outline where it has none. */
  verticesOf(geometry: AreaGeometry): readonly Position[] {
    const known = this.known.get(geometry);
    if (known !== undefined) return known;
    const found = this.findVertices(geometry);
    this.known.set(geometry, found);
    return found;
  }

  private findVertices(geometry: AreaGeometry): Position[] {
    const near = this.near(areaBox(geometry));
    if (near.length === 0) return [];
    const vertices = new VertexSet(ringsOf(geometry).flat());
    return near.flatMap((segment) => vertices.between(...segment));
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
