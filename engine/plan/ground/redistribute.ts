import { findInvalid } from '../../coverage/find-invalid.ts';
import { traceOwners } from '../../coverage/repair/trace-owners.ts';
import { writeGeometries } from '../../coverage/repair/write-communities.ts';
import { QuickValidity } from '../../coverage/residual/looks-valid.ts';
import type {
  AreaGeometry,
  JurisdictionInput,
  PolygonGeometry,
  Position,
} from '../../coverage/types.ts';
import { toGrid } from '../../geometry/grid.ts';
import { packAreas } from '../../geometry/packed-areas.ts';
import { err, ok, type Result } from '../../result.ts';
import { outlineNear } from '../match-outline.ts';
import { nameIn, reason } from '../reasons.ts';
import type { PlanCommunity, PlanState, Reason } from '../types.ts';
import { areaBox, type Box, boxesMeet, liesIn, lineBox, ringsOf, uniteBoxes } from './area-box.ts';
import { insertVertices, VertexSet } from './insert-vertices.ts';
import { keepVertices } from './keep-vertices.ts';
import type { LocalGround } from './local-ground.ts';
import { type MovedPiece, movedPieces } from './moved-pieces.ts';

/** What a new distribution of the ground comes to. */
export interface Redistributed {
  /** Geometries that are new or different, of whoever has them. */
  geometries: Map<string, AreaGeometry>;
  /** Communities that have no ground left. */
  vanished: string[];
  moved: MovedPiece[];
  extent: Box | null;
}

/**
 * The one step that all operations on ground share: faces of a local arrangement get other owners, and only whoever gains,
 * loses or gets a vertex is written anew.
 *
 * - A ring keeps its vertices, to the bit, wherever its border stays; a border that changes hands
 *   passes on with its vertices. Only where lines cross is there a new one, on the grid.
 * - Both sides of a border get the same vertices. So do communities that took no part, where a new
 *   border ends on theirs.
 * - The jurisdiction's outline is not part of a plan: borders along it get its vertices, and `matchOutline` puts vertices
 *   that come to lie on it into it, for the audit.
 *
 * @returns null where communities that are cropped cannot be made whole again: without cropping it can be done
 * @param after owners of each face from now on, ascending; the very list of `ground.scope.owners` where nothing changes
 */
export function redistribute(
  plan: PlanState,
  ground: LocalGround,
  after: readonly (readonly number[])[],
): Result<Redistributed | null, Reason> {
  const { scope, own, ids, firstCreated } = ground;
  const changedFaces = after.flatMap((list, face) => (list === scope.owners[face] ? [] : [face]));
  const affected = new Set<number>();
  for (const face of changedFaces) {
    for (const owner of after[face]!) affected.add(owner);
    for (const owner of scope.owners[face]!) affected.add(owner);
  }
  const traced = traceOwners(scope, after, own, new Set());
  const polygonsOf = keepVertices(traced.polygonsOf, own, scope.arrangement.noded.points);
  const written = writeGeometries(scope, { ...traced, polygonsOf }, own, new Set(), new Set());
  const hasGround = new Set(after.flat());
  const geometries = new Map<string, AreaGeometry>();
  const vanished: string[] = [];
  for (const [owner, id] of ids.entries()) {
    if (affected.has(owner) && !hasGround.has(owner)) {
      vanished.push(id);
      continue;
    }
    const geometry = written[owner]!;
    if (geometry === scope.communities[owner]!.geometry) continue;
    if (owner >= firstCreated && !hasGround.has(owner)) continue;
    geometries.set(id, geometry);
  }
  const moved = movedPieces({
    arrangement: scope.arrangement,
    ids,
    before: scope.owners,
    after,
  });
  const extent =
    moved.length === 0 ? null : uniteBoxes(moved.map(({ geometry }) => boxOf(geometry)));
  const bystanders = [...plan.communities.values()].filter(({ id }) => !ground.ownerOf.has(id));
  takeVerticesBeside(geometries, bystanders, ground.jurisdiction, extent);
  const vertices = newVertices(ground, geometries, extent);
  for (const [id, geometry] of geometries) {
    const whole = wholeOf(ground, id, geometry);
    if (whole === null) return ok(null);
    geometries.set(id, whole);
  }
  const ended = new Set(vanished);
  for (const { id, geometry } of plan.communities.values()) {
    if (ended.has(id)) continue;
    const matched = insertVertices(geometries.get(id) ?? geometry, vertices);
    if (matched !== null) geometries.set(id, matched);
  }
  for (const [id, geometry] of geometries) {
    const why = refuseInvalid(plan, id, geometry);
    if (why !== null) return err(why);
  }
  return ok({ geometries, vanished, moved, extent });
}

const wholeOf = ({ cropped }: LocalGround, id: string, made: AreaGeometry): AreaGeometry | null => {
  const part = cropped.get(id);
  return part === undefined ? made : part.restore(made);
};

const boxOf = ({ coordinates }: PolygonGeometry): Box => lineBox(coordinates.flat());

/** Most shapes show at a glance that nothing in them crosses. */
export function refuseInvalid(plan: PlanState, id: string, geometry: AreaGeometry): Reason | null {
  if (new QuickValidity(packAreas([geometry])).looksValid(0)) return null;
  const [problem] = findInvalid(geometry);
  if (problem === undefined) return null;
  // A fault that was there before is for the audit to tell; it shall not stand in the way of other work.
  const before = plan.communities.get(id)?.geometry;
  if (before !== undefined && findInvalid(before).length > 0) return null;
  const { zh, en } = nameIn(plan, id);
  return reason(
    'would-be-invalid',
    {
      zh: `“${zh}”的图形将会无效：${problem.message.zh}请换一条线，或先修复该社区的图形。`,
      en: `The shape of ${en} would be invalid: ${problem.message.en} Draw it elsewhere, or mend the shape first.`,
    },
    {
      communities: [id],
      ...(problem.location === null ? {} : { location: problem.location }),
    },
  );
}

/** Vertices of communities that take no part, and of the outline, where they lie on a border that the operation draws. */
function takeVerticesBeside(
  geometries: Map<string, AreaGeometry>,
  bystanders: readonly PlanCommunity[],
  jurisdiction: JurisdictionInput | null,
  extent: Box | null,
): void {
  if (extent === null) return;
  const beside = new VertexSet();
  for (const end of jurisdiction === null ? [] : outlineNear(jurisdiction, extent).flat()) {
    if (liesIn(end, extent)) beside.add(end);
  }
  for (const { geometry } of bystanders) {
    if (!boxesMeet(areaBox(geometry), extent)) continue;
    for (const ring of ringsOf(geometry)) {
      for (const position of ring) if (liesIn(position, extent)) beside.add(position);
    }
  }
  for (const [id, geometry] of geometries) {
    const matched = insertVertices(geometry, beside);
    if (matched !== null) geometries.set(id, matched);
  }
}

/** The ends of segments that nobody who took part had, and all vertices that lie where the ground changed. */
function newVertices(
  { scope, own }: LocalGround,
  geometries: ReadonlyMap<string, AreaGeometry>,
  extent: Box | null,
): VertexSet {
  const { points } = scope.arrangement.noded;
  const vertexAt = (position: Position): number =>
    points.find(toGrid(position[0]!), toGrid(position[1]!));
  const had = new EdgeSet(points.size);
  for (const { vertices } of own.ringsOf.flat()) had.addRing(vertices);
  const given = new Set(
    scope.communities.flatMap(({ geometry }) => (geometry === null ? [] : ringsOf(geometry))),
  );
  const fresh = new VertexSet();
  for (const geometry of geometries.values()) {
    for (const ring of ringsOf(geometry)) {
      if (given.has(ring)) continue;
      let before = vertexAt(ring[0]!);
      ring.forEach((position, i) => {
        const vertex = vertexAt(position);
        const isNew = i > 0 && (before < 0 || vertex < 0 || !had.has(before, vertex));
        if (isNew) fresh.add(ring[i - 1]!);
        if (isNew || (extent !== null && liesIn(position, extent))) fresh.add(position);
        before = vertex;
      });
    }
  }
  return fresh;
}

/** Segments between vertices, whichever way they run. Most vertices have one that leaves them: only others cost a place in a set. */
class EdgeSet {
  private readonly next: Int32Array;
  private readonly others = new Set<number>();

  constructor(vertices: number) {
    this.next = new Int32Array(vertices).fill(-1);
  }

  /** @param vertices of a closed ring, each once */
  addRing(vertices: readonly number[]): void {
    let before = vertices.at(-1) ?? -1;
    for (const vertex of vertices) {
      if (!this.has(before, vertex)) {
        if (this.next[before] === -1) this.next[before] = vertex;
        else this.others.add(this.keyOf(before, vertex));
      }
      before = vertex;
    }
  }

  has(a: number, b: number): boolean {
    return this.next[a] === b || this.next[b] === a || this.others.has(this.keyOf(a, b));
  }

  private keyOf(a: number, b: number): number {
    return Math.min(a, b) * this.next.length + Math.max(a, b);
  }
}
