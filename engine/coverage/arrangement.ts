import { type Labels, labelFaces } from './label-faces.ts';
import { type NodedCoverage, nodeEdges } from './node-edges.ts';
import { snapRings } from './snap-rings.ts';
import {
  type FaceBoundaries,
  type Faces,
  indexFaceBoundaries,
  marksOf,
  traceFaces,
  twinOf,
} from './trace-faces.ts';
import type { AreaGeometry } from './types.ts';

/** Noded edges with their faces, whatever the faces stand for. */
export interface PlanarGraph {
  noded: NodedCoverage;
  faces: Faces;
  boundaries: FaceBoundaries;
}

/**
 * The coverage as a planar arrangement: faces whose covering communities are known.
 * Everything the audit says about areas is read off it.
 */
export interface Arrangement extends PlanarGraph {
  labels: Labels;
  /** Number of communities; owner indexes run from 0 to this. */
  communities: number;
  hasJurisdiction: boolean;
}

/**
 * Builds the arrangement: `label(trace(node(snap(rings))))`.
 * @param communities one geometry a community, null where it takes no part
 * @throws TooTangledError, InconsistentCoverageError
 */
export function buildArrangement(
  communities: readonly (AreaGeometry | null)[],
  jurisdiction: AreaGeometry | null,
): Arrangement {
  const noded = nodeEdges(snapRings([...communities, jurisdiction]));
  const faces = traceFaces(noded);
  const labels = labelFaces(noded, faces, communities.length);
  return {
    noded,
    faces,
    labels,
    boundaries: indexFaceBoundaries(faces),
    communities: communities.length,
    hasJurisdiction: jurisdiction !== null,
  };
}

/** Communities that cover a face, ascending. */
export const ownersOf = ({ labels }: Arrangement, face: number): Int32Array =>
  labels.owners[labels.coverOf[face]!]!;

export const isInJurisdiction = ({ labels }: Arrangement, face: number): boolean =>
  labels.inJurisdiction[labels.coverOf[face]!]!;

/**
 * Splits a set of faces into groups that are connected across edges; contact at a corner does not
 * connect. Cost in proportion to the faces given and their edges.
 */
export function connectFaces(
  { faces, boundaries }: PlanarGraph,
  wanted: readonly number[],
): number[][] {
  const { isMarked } = marksOf(faces);
  for (const face of wanted) isMarked[face] = 1;
  const groups: number[][] = [];
  for (const seed of wanted) {
    if (isMarked[seed] === 0) continue;
    isMarked[seed] = 0;
    const group = [seed];
    for (let at = 0; at < group.length; at++) {
      const face = group[at]!;
      for (let i = boundaries.start[face]!; i < boundaries.start[face + 1]!; i++) {
        const other = faces.faceOf[twinOf(boundaries.list[i]!)]!;
        if (isMarked[other] === 0) continue;
        isMarked[other] = 0;
        group.push(other);
      }
    }
    groups.push(group);
  }
  return groups;
}
