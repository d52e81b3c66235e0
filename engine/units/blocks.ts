import { barrierWeight } from '../barriers/class-weights.ts';
import type { Barrier } from '../barriers/types.ts';
import type { PlanarGraph } from '../coverage/arrangement.ts';
import { byCodePoint } from '../coverage/context.ts';
import { type Labels, labelFaces } from '../coverage/label-faces.ts';
import type { NodedCoverage } from '../coverage/node-edges.ts';
import { indexFaceBoundaries, traceFaces } from '../coverage/trace-faces.ts';
import { geodesicDistance } from '../geometry/geodesic.ts';

/**
 * Blocks: the faces that barriers cut the ground into, before any is joined to another.
 * Numbers of edges and faces are those of the planar graph; face 0 is the outside.
 */
export interface Blocks extends PlanarGraph {
  lines: readonly Barrier[];
  /** 1 for faces of the jurisdiction. */
  isGround: Uint8Array;
  /** Community of each face: an index into those given, −1: none. */
  communityOf: Int32Array;
  /** Line that runs along each edge (of several, the one that bounds best), −1: none. */
  lineOf: Int32Array;
  /** Geodesic, of each edge. */
  edgeLength: Float64Array;
}

/**
 * Traces and labels the blocks.
 * @param noded communities, then the jurisdiction, then the lines, as {@link nodeLines} owns them
 * @param preference of several communities that claim a block, the first in this order has it
 * @throws InconsistentCoverageError
 */
export function cutBlocks(
  noded: NodedCoverage,
  lines: readonly Barrier[],
  preference: readonly number[],
): { blocks: Blocks; labels: Labels } {
  const faces = traceFaces(noded);
  const labels = labelFaces(noded, faces, preference.length);
  const rank = new Int32Array(preference.length);
  preference.forEach((community, place) => {
    rank[community] = place;
  });
  const chosen = labels.owners.map((owners) =>
    owners.reduce((best, owner) => (best < 0 || rank[owner]! < rank[best]! ? owner : best), -1),
  );
  const blocks: Blocks = {
    noded,
    faces,
    boundaries: indexFaceBoundaries(faces),
    lines,
    isGround: Uint8Array.from(labels.coverOf, (cover) => Number(labels.inJurisdiction[cover])),
    communityOf: labels.coverOf.map((cover) => chosen[cover]!),
    lineOf: chooseLines(noded, lines, preference.length + 1),
    edgeLength: edgeLengths(noded),
  };
  return { blocks, labels };
}

/** The line of each edge: the class that costs least, then one with a name, then the first. */
function chooseLines(
  { edgeFrom, edgeStart, edgePolygons, polygonOwner }: NodedCoverage,
  lines: readonly Barrier[],
  firstLine: number,
): Int32Array {
  const order = Array.from(lines.keys()).sort(
    (a, b) =>
      barrierWeight(lines[a]!.class) - barrierWeight(lines[b]!.class) ||
      Number(lines[a]!.name === undefined) - Number(lines[b]!.name === undefined) ||
      byCodePoint(lines[a]!.id, lines[b]!.id),
  );
  const rank = new Int32Array(lines.length);
  order.forEach((line, place) => {
    rank[line] = place;
  });
  const lineOf = new Int32Array(edgeFrom.length).fill(-1);
  for (let e = 0; e < lineOf.length; e++) {
    for (let i = edgeStart[e]!; i < edgeStart[e + 1]!; i++) {
      const line = polygonOwner[edgePolygons[i]!]! - firstLine;
      if (line < 0) continue;
      if (lineOf[e]! < 0 || rank[line]! < rank[lineOf[e]!]!) lineOf[e] = line;
    }
  }
  return lineOf;
}

export function edgeLengths({ edgeFrom, edgeTo, lons, lats }: NodedCoverage): Float64Array {
  const lengths = new Float64Array(edgeFrom.length);
  for (let e = 0; e < lengths.length; e++) {
    const a = edgeFrom[e]!;
    const b = edgeTo[e]!;
    lengths[e] = geodesicDistance([lons[a]!, lats[a]!], [lons[b]!, lats[b]!]);
  }
  return lengths;
}
