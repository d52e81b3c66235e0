import { InconsistentCoverageError } from '../coverage/label-faces.ts';
import { type NodedCoverage, nodeEdges } from '../coverage/node-edges.ts';
import { indexFaceBoundaries, traceFaces } from '../coverage/trace-faces.ts';
import { type Blocks, edgeLengths } from './blocks.ts';
import type { Regions } from './regions.ts';
import { type BorderEdge, straighten } from './straighten.ts';

/** The borders of the final regions alone: each of its faces is one region, or no ground. */
export interface FinalBorders
  extends Pick<Blocks, 'noded' | 'faces' | 'boundaries' | 'lines' | 'lineOf' | 'edgeLength'> {
  /** Region of each face, by its number in {@link Regions}; −1: no ground of the jurisdiction. */
  regionOf: Int32Array;
}

/**
 * Leaves out what bounds no region: dead ends, streets inside a region, barriers beyond the
 * jurisdiction. Nodes that only such lines put on a straight segment vanish with them, so that an
 * outline comes back as it was given, but for the places where a border meets it.
 * @throws InconsistentCoverageError
 */
export function keepBorders(regions: Regions): FinalBorders {
  const { noded } = regions.blocks;
  const edges = borderEdges(regions);
  const straight = straighten(noded, edges);
  // A segment that is drawn straight again moves by half a micrometre: past nothing, as a rule.
  const isPlanar =
    straight.length === edges.length || meetsAtVerticesOnly(graphOf(noded, straight));
  return traceBorders(regions.blocks, isPlanar ? straight : edges);
}

/** Edges between two regions, or between a region and what is no ground. */
function borderEdges(regions: Regions): BorderEdge[] {
  const { noded, faces, isGround, lineOf } = regions.blocks;
  const regionOf = (face: number): number => (isGround[face] === 1 ? regions.find(face) : -1);
  const edges: BorderEdge[] = [];
  for (let e = 0; e < noded.edgeFrom.length; e++) {
    const left = regionOf(faces.faceOf[2 * e]!);
    const right = regionOf(faces.faceOf[2 * e + 1]!);
    if (left === right) continue;
    edges.push({
      from: noded.edgeFrom[e]!,
      to: noded.edgeTo[e]!,
      line: lineOf[e]!,
      left,
      right,
      sources: noded.edgeSources.subarray(noded.edgeStart[e]!, noded.edgeStart[e + 1]!),
    });
  }
  return edges;
}

function graphOf(noded: NodedCoverage, edges: readonly BorderEdge[]): NodedCoverage {
  const edgeFrom = Int32Array.from(edges, ({ from }) => from);
  const edgeTo = Int32Array.from(edges, ({ to }) => to);
  return {
    ...noded,
    edgeFrom,
    edgeTo,
    edgeStart: new Int32Array(edges.length + 1),
    edgePolygons: new Int32Array(0),
    edgeSources: new Int32Array(0),
    sourceFrom: edgeFrom,
    sourceTo: edgeTo,
  };
}

/** No edge stands twice, and noding, which finds nothing to cut, hands the edges back as they are. */
function meetsAtVerticesOnly(graph: NodedCoverage): boolean {
  const { edgeFrom, edgeTo, points } = graph;
  const distinct = new Set(Array.from(edgeFrom, (from, e) => from * points.size + edgeTo[e]!));
  return distinct.size === edgeFrom.length && nodeEdges(graph).edgeFrom === edgeFrom;
}

function traceBorders(blocks: Blocks, edges: readonly BorderEdge[]): FinalBorders {
  const noded = graphOf(blocks.noded, edges);
  const faces = traceFaces(noded);
  const regionOf = new Int32Array(faces.faceCount).fill(UNKNOWN);
  edges.forEach(({ left, right }, e) => {
    [left, right].forEach((region, side) => {
      const face = faces.faceOf[2 * e + side]!;
      if (regionOf[face] !== UNKNOWN && regionOf[face] !== region) {
        throw new InconsistentCoverageError('the borders of a unit contradict each other');
      }
      regionOf[face] = region;
    });
  });
  return {
    noded,
    faces,
    boundaries: indexFaceBoundaries(faces),
    lines: blocks.lines,
    lineOf: Int32Array.from(edges, ({ line }) => line),
    edgeLength: edgeLengths(noded),
    regionOf,
  };
}

const UNKNOWN = -2;
