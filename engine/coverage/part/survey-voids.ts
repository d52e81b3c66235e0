import { connectFaces } from '../arrangement.ts';
import { hullOf, sharedBox, widened } from '../box.ts';
import { type MeasuredRegion, measureRegion } from '../context.ts';
import type { Box } from '../residual/local-arrangement.ts';
import type { ResidualGraph } from '../residual/residual-graph.ts';
import { ownersBeyond } from '../residual/sides-along.ts';
import { halfEdgeOrigin, twinOf } from '../trace-faces.ts';

/** What has to be known of the surroundings to judge the voids of a part of a coverage. */
export interface VoidSurvey {
  graph: ResidualGraph;
  /** Connected part of the covered area that a face belongs to; −1 for faces in no community. */
  componentOf: Int32Array;
  isOwn: (owner: number) => boolean;
  /** Whether all communities that reach into a box are in the graph. */
  isComplete: (box: Box) => boolean;
  /** Whether the void on the left of a half-edge is known to be open to the outside. */
  isOpenAt: (halfEdge: number) => boolean;
  /** How far to look at first when a void leads out of sight: degrees east and north. */
  step: readonly [number, number];
  /** All communities. */
  extent: Box;
}

/** What the survey found. */
export interface SurveyedVoids {
  /** Where communities are missing that may bound a void along an own community. */
  wanted: Box[];
  /** Voids along own communities that only contact at corners closes. */
  pinched: MeasuredRegion[];
}

/**
 * The voids that touch an own community. A void is known when all communities that reach into its box
 * take part; until then it may be smaller than it looks, or closed where it looks open.
 */
export function surveyVoids(survey: VoidSurvey): SurveyedVoids {
  const { graph, isComplete } = survey;
  const found: SurveyedVoids = { wanted: [], pinched: [] };
  const empty: number[] = [];
  for (let face = 0; face < graph.faces.faceCount; face++) {
    if (graph.count[face]! > 0) continue;
    if (!graph.hasJurisdiction || graph.inJurisdiction[face] === 1) empty.push(face);
  }
  for (const group of connectFaces(graph, empty)) {
    const along = ownBorder(survey, group);
    if (along.length === 0) continue;
    if (group.includes(0)) {
      followOpen(survey, along, found.wanted);
      continue;
    }
    const box = boxOfHalfEdges(graph, boundaryOf(graph, group));
    if (!isComplete(box)) {
      found.wanted.push(nextBox(survey, boxOfHalfEdges(graph, along), box));
      continue;
    }
    if (graph.hasJurisdiction) continue;
    const region = measureRegion(graph, group);
    const components = new Set(
      region.shell.map((h) => survey.componentOf[graph.faces.faceOf[twinOf(h)]!]!),
    );
    if (components.size <= 1) continue;
    // Communities farther off may connect what only touches here.
    if (!isComplete(survey.extent)) {
      found.wanted.push(nextBox(survey, box, survey.extent));
    }
    found.pinched.push(region);
  }
  return found;
}

/** The void goes on beyond what is in the graph, or out into the open: each stretch is asked by itself. */
function followOpen(survey: VoidSurvey, along: readonly number[], wanted: Box[]): void {
  const { graph, isOpenAt, isComplete, extent } = survey;
  if (isComplete(extent)) return;
  for (const stretch of stretchesOf(graph, along)) {
    if (sampleOf(stretch).some(isOpenAt)) continue;
    wanted.push(nextBox(survey, boxOfHalfEdges(graph, stretch), extent));
  }
}

/** Half-edges of the void's boundary with an own community on the far side. */
function ownBorder({ graph, isOwn }: VoidSurvey, group: readonly number[]): number[] {
  return boundaryOf(graph, group).filter((h) => ownersBeyond(graph, h).some(isOwn));
}

function boundaryOf({ faces, boundaries }: ResidualGraph, group: readonly number[]): number[] {
  const inside = new Set(group);
  const found: number[] = [];
  for (const face of group) {
    for (let i = boundaries.start[face]!; i < boundaries.start[face + 1]!; i++) {
      const h = boundaries.list[i]!;
      if (!inside.has(faces.faceOf[twinOf(h)]!)) found.push(h);
    }
  }
  return found;
}

/**
 * Own borders that follow one another along the void, as stretches. All communities at their vertices
 * are known, so that a stretch lies along one void, whatever is still missing.
 */
function stretchesOf({ faces }: ResidualGraph, along: readonly number[]): number[][] {
  const left = new Set(along);
  const follows = new Set(along.map((h) => faces.next[h]!));
  const stretches: number[][] = [];
  // From where a stretch begins; what remains after that are full circles.
  for (const first of [...along.filter((h) => !follows.has(h)), ...along]) {
    const stretch: number[] = [];
    for (let h = first; left.delete(h); h = faces.next[h]!) stretch.push(h);
    if (stretch.length > 0) stretches.push(stretch);
  }
  return stretches;
}

/** Places along a stretch from which to look for the open. */
const SAMPLES = 12;

function sampleOf(stretch: readonly number[]): number[] {
  const every = Math.max(1, Math.floor(stretch.length / SAMPLES));
  return stretch.filter((_, i) => i % every === 0);
}

/**
 * The least box around a place that holds a community not yet known, grown by doubling: the cost of all
 * attempts stays in proportion to that of the last.
 */
function nextBox({ isComplete, step }: VoidSurvey, from: Box, limit: Box): Box {
  for (let [x, y] = step; ; x *= 2, y *= 2) {
    const around = widened(from, x, y);
    const box = sharedBox(around, limit);
    if (!isComplete(box)) return box;
    const isAll =
      around[0] <= limit[0] &&
      around[1] <= limit[1] &&
      around[2] >= limit[2] &&
      around[3] >= limit[3];
    if (isAll) return limit;
  }
}

function boxOfHalfEdges({ noded }: ResidualGraph, halfEdges: readonly number[]): Box {
  return hullOf(
    halfEdges.map((h) => {
      const [a, b] = [halfEdgeOrigin(noded, h), halfEdgeOrigin(noded, twinOf(h))];
      return [
        Math.min(noded.lons[a]!, noded.lons[b]!),
        Math.min(noded.lats[a]!, noded.lats[b]!),
        Math.max(noded.lons[a]!, noded.lons[b]!),
        Math.max(noded.lats[a]!, noded.lats[b]!),
      ] as const;
    }),
  );
}
