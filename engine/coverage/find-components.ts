import { type Arrangement, connectFaces, type PlanarGraph } from './arrangement.ts';
import {
  byAreaThenPlace,
  type CoverageContext,
  labelOf,
  type MeasuredRegion,
  measureRegion,
  regionsGeometry,
  totalAreaOf,
} from './context.ts';
import { findingId } from './finding-id.ts';
import { areaText } from './format-figures.ts';
import type { Finding } from './types.ts';

/**
 * Connected parts of the area covered by all communities together, and the part each face belongs
 * to (−1: none). Contact at a corner does not connect.
 */
export function labelComponents(
  graph: PlanarGraph,
  isCovered: (face: number) => boolean,
): { componentOf: Int32Array; components: number } {
  const covered: number[] = [];
  for (let face = 0; face < graph.faces.faceCount; face++) if (isCovered(face)) covered.push(face);
  const componentOf = new Int32Array(graph.faces.faceCount).fill(-1);
  const groups = connectFaces(graph, covered);
  groups.forEach((group, component) => {
    for (const face of group) componentOf[face] = component;
  });
  return { componentOf, components: groups.length };
}

/** A community in several connected parts, largest first. */
export interface Parted {
  owner: number;
  parts: MeasuredRegion[];
}

/** Every community whose faces in an arrangement of the whole coverage are not connected. */
export function collectParted(
  arrangement: Arrangement,
  facesOf: readonly (readonly number[])[],
): Parted[] {
  return facesOf.flatMap((faces, owner) => {
    const groups = connectFaces(arrangement, faces);
    if (groups.length < 2) return [];
    const parts = groups
      .map((group) => measureRegion(arrangement, group, [owner]))
      .sort(byAreaThenPlace);
    return [{ owner, parts }];
  });
}

/** What the contiguity check found, and the crumbs it left out. */
export interface ContiguityResult {
  findings: Finding[];
  leftOutParts: number;
}

/**
 * `coverage.non-contiguous`: communities in two or more separate parts, each of at least the
 * smallest area that counts. A single polygon that only its own crossing cuts in two is reported
 * as invalid, not here.
 */
export function findNonContiguous(
  context: CoverageContext,
  parted: readonly Parted[],
): ContiguityResult {
  const findings: Finding[] = [];
  let leftOutParts = 0;
  for (const { owner, parts: measured } of parted) {
    if (isCutByItself(context, owner)) continue;
    const parts = largeParts(measured, context.settings.minAreaSquareMetres);
    leftOutParts += measured.length - parts.length;
    if (parts.length > 1) findings.push(partedFinding(context, owner, parts));
  }
  return { findings, leftOutParts };
}

/** The first, and those of at least an area. */
function largeParts(parts: readonly MeasuredRegion[], least: number): MeasuredRegion[] {
  return parts.filter(({ areaSquareMetres }, i) => i === 0 || areaSquareMetres >= least);
}

function partedFinding(
  context: CoverageContext,
  owner: number,
  parts: readonly MeasuredRegion[],
): Finding {
  const detached = parts.slice(1);
  const areaSquareMetres = totalAreaOf(detached);
  const name = labelOf(context, owner);
  const id = context.communities[owner]!.id;
  const area = areaText(areaSquareMetres);
  const { centre, diameterMetres } = detached[0]!.circle;
  return {
    id: findingId('coverage.non-contiguous', [id]),
    rule: 'coverage.non-contiguous',
    kind: 'non-contiguous',
    severity: 'error',
    communities: [id],
    areaSquareMetres,
    widthMetres: diameterMetres,
    location: centre,
    geometry: regionsGeometry(detached),
    message: {
      zh: `“${name.zh}”不接壤：分为 ${parts.length} 块，飞地共 ${area.zh}。`,
      en: `${name.en} lies in ${parts.length} separate parts; ${area.en} are detached from the main one.`,
    },
    fixes: [],
    figures: { parts: parts.length },
  };
}

function isCutByItself({ invalid, communities }: CoverageContext, owner: number): boolean {
  // Asked first: a geometry may have to be made.
  if (!invalid.has(owner)) return false;
  const geometry = communities[owner]!.geometry;
  return geometry?.type === 'Polygon' || geometry?.coordinates.length === 1;
}
