import { ownersOf } from '../../coverage/arrangement.ts';
import { findOwnVertices, type OwnVertices } from '../../coverage/repair/own-vertices.ts';
import { buildScope, type Piece, type Scope } from '../../coverage/repair/scope.ts';
import type {
  AreaGeometry,
  CommunityInput,
  JurisdictionInput,
  Position,
} from '../../coverage/types.ts';
import { liesInsideOutline, matchOutline } from '../match-outline.ts';
import type { PlanContext, PlanState } from '../types.ts';
import {
  areaBox,
  type Box,
  boxesMeet,
  growBox,
  ON_BORDER,
  ringsOf,
  uniteBoxes,
} from './area-box.ts';
import { type CroppedArea, cropArea } from './crop-area.ts';

/** What an operation wants on one arrangement. */
export interface GroundRequest {
  /** Communities that take part wherever they lie. */
  communities: readonly string[];
  /** New communities: they take part and have nothing yet. */
  created?: readonly string[];
  /** Whoever has ground in this box takes part as well. */
  box?: Readonly<Box> | null;
  /** Areas whose borders cut the faces: see {@link LocalGround.areasOn}. */
  areas?: readonly AreaGeometry[];
  /** Lines that cut the faces. */
  lines?: readonly (readonly Position[])[];
  /** Ground changes hands inside `areas` alone: of communities that reach far beyond them no more is looked at than is there. */
  cropped?: boolean;
  /** The jurisdiction's outline takes part, so that each face is inside or outside it; unless the whole box lies inside. */
  outline?: boolean;
}

/**
 * The ground that an operation works on: the communities that take part, with the areas and lines that the operation brings,
 * noded into one exact arrangement. Every face knows who has it. Cost in proportion to the vertices
 * of those that take part.
 */
export interface LocalGround {
  scope: Scope;
  /** Id of each owner; the created ones come last. */
  ids: readonly string[];
  ownerOf: ReadonlyMap<string, number>;
  /** Owners from here on are created. */
  firstCreated: number;
  own: OwnVertices;
  /** Index of the first of the request's areas and lines among those whom the arrangement knows. */
  firstExtra: number;
  /** Left out where there is none, and where it is far: everything counts as inside then. */
  hasOutline: boolean;
  /** Those of which only a part is on the arrangement, by their ids. */
  cropped: ReadonlyMap<string, CroppedArea>;
  /** The jurisdiction, whether its outline takes part or not: borders along it have its vertices. */
  jurisdiction: JurisdictionInput | null;
}

/** A new community has no ground yet. */
const NO_GROUND: AreaGeometry = { type: 'Polygon', coordinates: [] };

/** @throws TooTangledError, InconsistentCoverageError */
export function buildLocalGround(
  plan: PlanState,
  context: PlanContext,
  request: GroundRequest,
): LocalGround {
  const { communities, created = [], box, areas = [], lines = [], outline = false } = request;
  const wanted = new Set(communities);
  const window = request.cropped === true ? croppingWindow(request) : null;
  const cropped = new Map<string, CroppedArea>();
  const present: CommunityInput[] = [];
  for (const [id, community] of plan.communities) {
    if (wanted.has(id) || (box != null && comesInto(community.geometry, box))) {
      const part = window === null ? null : cropArea(community.geometry, window);
      if (part !== null) cropped.set(id, part);
      present.push(part === null ? community : { ...community, geometry: part.geometry });
    }
  }
  const all = [...present, ...created.map((id) => ({ id, geometry: NO_GROUND }))];
  const pieces: Piece[] = [
    ...areas.map((geometry) => ({ region: 'area', owner: -1, geometry })),
    ...lines.map((line) => ({ region: 'line', owner: -1, geometry: thereAndBack(line) })),
  ];
  const jurisdiction = outline ? outlineFor(plan, context, box) : null;
  const scope = buildScope(all, new Set(), jurisdiction, pieces);
  const own = findOwnVertices(scope.arrangement.noded, [
    ...all.map(({ geometry }) => geometry),
    jurisdiction,
  ]);
  return {
    scope,
    ids: all.map(({ id }) => id),
    ownerOf: new Map(all.map(({ id }, owner) => [id, owner])),
    firstCreated: present.length,
    own,
    firstExtra: all.length,
    hasOutline: jurisdiction !== null,
    cropped,
    jurisdiction: context.jurisdiction ?? null,
  };
}

/** Degrees around what an operation looks at: about a metre. */
const ROOM = 1e-5;

function croppingWindow({ box, areas = [] }: GroundRequest): Box | null {
  const boxes = areas.map(areaBox);
  if (box != null) boxes.push([...box]);
  return boxes.length === 0 ? null : growBox(uniteBoxes(boxes), ROOM);
}

/**
 * The outline as the communities of the plan have it: where borders end on it, it bends by less than a unit of the grid. A line that runs
 * almost along it would cross its straight course elsewhere than their borders.
 */
function outlineFor(
  plan: PlanState,
  { jurisdiction }: PlanContext,
  box: Readonly<Box> | null | undefined,
): AreaGeometry | null {
  if (jurisdiction === undefined) return null;
  const { geometry } = jurisdiction;
  return box != null && liesInsideOutline(geometry, box)
    ? null
    : matchOutline(plan, jurisdiction).geometry;
}

/** A ring that runs along a line and back covers nothing, by the even–odd rule: it only cuts. */
const thereAndBack = (line: readonly Position[]): AreaGeometry => ({
  type: 'Polygon',
  coordinates: [[...line, ...line.slice(0, -1).toReversed()]],
});

/** Does an area have ground in a box? Read off its segments: one comes in, or the box lies within. */
export function comesInto(geometry: AreaGeometry, box: Readonly<Box>): boolean {
  if (!boxesMeet(areaBox(geometry), box)) return false;
  const [west, south, east, north] = box;
  const [w, s, e, n] = [west - ON_BORDER, south - ON_BORDER, east + ON_BORDER, north + ON_BORDER];
  let isInside = false;
  for (const ring of ringsOf(geometry)) {
    for (let i = 1; i < ring.length; i++) {
      const ax = ring[i - 1]![0]!;
      const ay = ring[i - 1]![1]!;
      const bx = ring[i]![0]!;
      const by = ring[i]![1]!;
      if (!((ax < w && bx < w) || (ax > e && bx > e) || (ay < s && by < s) || (ay > n && by > n))) {
        return true;
      }
      // A ray from the box's corner to the west: no segment comes into the box itself.
      if (ay > south !== by > south && ax + ((south - ay) / (by - ay)) * (bx - ax) < west) {
        isInside = !isInside;
      }
    }
  }
  return isInside;
}

/** The request's areas that a face lies in, by their index. */
export function areasOn({ scope, firstExtra }: LocalGround, face: number): number[] {
  const found: number[] = [];
  for (const owner of ownersOf(scope.arrangement, face)) {
    if (owner >= firstExtra) found.push(owner - firstExtra);
  }
  return found;
}

/** Does an edge lie on the request's area or line of this index? */
export function liesOnExtra(
  { scope, firstExtra }: LocalGround,
  edge: number,
  extra: number,
): boolean {
  const { edgeStart, edgePolygons, polygonOwner } = scope.arrangement.noded;
  for (let i = edgeStart[edge]!; i < edgeStart[edge + 1]!; i++) {
    if (polygonOwner[edgePolygons[i]!] === firstExtra + extra) return true;
  }
  return false;
}
