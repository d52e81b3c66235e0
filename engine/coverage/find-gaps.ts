import { geodesicDistance } from '../geometry/geodesic.ts';
import { connectFaces, type PlanarGraph } from './arrangement.ts';
import {
  byAreaThenPlace,
  type CoverageContext,
  labelOf,
  type MeasuredRegion,
  measureRegion,
  regionsGeometry,
} from './context.ts';
import { findingId, placeKey } from './finding-id.ts';
import { areaText, lengthText, listText } from './format-figures.ts';
import { halfEdgeOrigin, twinOf } from './trace-faces.ts';
import { vertexPosition } from './trace-region.ts';
import type { Finding, Message, Position } from './types.ts';

/** A connected region of the jurisdiction in no community, with the owners along its rim. */
export interface Gap {
  region: MeasuredRegion;
  /** Owners that border it with the length of that border, longest first. */
  neighbours: { owner: number; lengthMetres: number }[];
  /** Whether communities border it on all sides; else it reaches the jurisdiction's outline. */
  isEnclosed: boolean;
}

/** The gaps, and the voids that only contact at corners closes. */
export interface GapCollection {
  gaps: Gap[];
  /**
   * Without an outline, a void between parts that meet at points alone counts as open to the
   * outside, as contact at a corner is no border. It is told apart, so that it can be mentioned.
   */
  pinched: MeasuredRegion[];
}

/** What the search for gaps needs to know of a planar graph. */
export interface GapGraph extends PlanarGraph {
  hasJurisdiction: boolean;
  isCovered: (face: number) => boolean;
  isInside: (face: number) => boolean;
  /** Owners whose interior begins on the far side of a half-edge. */
  ownersBeyond: (halfEdge: number) => Iterable<number>;
  /** Connected part of the covered area that a face belongs to; −1 for faces in no community. */
  componentOf: Int32Array;
}

/**
 * Every region covered by nothing: inside the jurisdiction's outline, or, without an outline,
 * a hole in one connected part of the covered area. A hole in the outline itself is not a gap.
 */
export function collectGaps(graph: GapGraph): GapCollection {
  const empty: number[] = [];
  for (let face = 0; face < graph.faces.faceCount; face++) {
    if (graph.isCovered(face) || (graph.hasJurisdiction && !graph.isInside(face))) continue;
    empty.push(face);
  }
  const regions = connectFaces(graph, empty)
    .filter((group) => !group.includes(0))
    .map((group) => measureRegion(graph, group))
    .sort(byAreaThenPlace);
  const gaps: Gap[] = [];
  const pinched: MeasuredRegion[] = [];
  for (const region of regions) {
    if (!graph.hasJurisdiction && !isClosedByOnePart(graph, region)) pinched.push(region);
    else gaps.push(gapOf(graph, region));
  }
  return { gaps, pinched };
}

const gapOf = (graph: GapGraph, region: MeasuredRegion): Gap => ({
  region,
  neighbours: neighboursOf(graph, region),
  isEnclosed: isEnclosed(graph, region),
});

/** Connected part of the covered area beyond a half-edge; −1 for none. */
const componentOf = (graph: GapGraph, halfEdge: number): number =>
  graph.componentOf[graph.faces.faceOf[twinOf(halfEdge)]!]!;

function isClosedByOnePart(graph: GapGraph, { shell }: MeasuredRegion): boolean {
  for (const h of shell) if (componentOf(graph, h) !== componentOf(graph, shell[0]!)) return false;
  return true;
}

function isEnclosed(graph: GapGraph, { boundary }: MeasuredRegion): boolean {
  for (const h of boundary) if (componentOf(graph, h) < 0) return false;
  return true;
}

function neighboursOf(graph: GapGraph, region: MeasuredRegion): Gap['neighbours'] {
  const lengths = new Map<number, number>();
  for (const halfEdge of region.boundary) {
    const length = geodesicDistance(
      vertexPosition(graph.noded, halfEdgeOrigin(graph.noded, halfEdge)),
      vertexPosition(graph.noded, halfEdgeOrigin(graph.noded, twinOf(halfEdge))),
    );
    for (const owner of graph.ownersBeyond(halfEdge)) {
      lengths.set(owner, (lengths.get(owner) ?? 0) + length);
    }
  }
  const neighbours: Gap['neighbours'] = [];
  for (const [owner, lengthMetres] of lengths) neighbours.push({ owner, lengthMetres });
  return neighbours.sort(byLength);
}

type Neighbour = Gap['neighbours'][number];

const byLength = (a: Neighbour, b: Neighbour): number =>
  b.lengthMetres - a.lengthMetres || a.owner - b.owner;

/** `coverage.gap` for the regions of at least the smallest area that counts. */
export function findGaps(context: CoverageContext, gaps: readonly Gap[]): Finding[] {
  const { minAreaSquareMetres } = context.settings;
  return gaps
    .filter(({ region }) => region.areaSquareMetres >= minAreaSquareMetres)
    .map((gap) => gapFinding(context, gap));
}

function gapFinding(context: CoverageContext, gap: Gap): Finding {
  const isOutlineKnown = context.jurisdiction !== null;
  const { region, neighbours } = gap;
  const widthMetres = region.circle.diameterMetres;
  const isSliver = widthMetres < context.settings.sliverWidthMetres;
  const names = neighbours.map(({ owner }) => labelOf(context, owner));
  return {
    id: findingId('coverage.gap', ringKey(region.rings[0]!)),
    rule: 'coverage.gap',
    kind: 'gap',
    severity: 'error',
    communities: neighbours.map(({ owner }) => context.communities[owner]!.id).sort(),
    areaSquareMetres: region.areaSquareMetres,
    widthMetres,
    location: region.circle.centre,
    geometry: regionsGeometry([region]),
    message: gapMessage(gap, names, !isOutlineKnown && !isSliver),
    fixes: neighbours.slice(0, 3).map(({ owner, lengthMetres }) => ({
      operation: 'fill-gap',
      parameters: { at: region.circle.centre, to: context.communities[owner]!.id },
      label: {
        zh: `划入“${labelOf(context, owner).zh}”（共有边界 ${lengthText(lengthMetres).zh}）`,
        en: `Give it to ${labelOf(context, owner).en} (${lengthText(lengthMetres).en} of shared border)`,
      },
    })),
    sliver: isSliver,
    ...(isOutlineKnown ? {} : { neighbourOutside: 'unknown' as const }),
  } satisfies Finding;
}

/** Several gaps may meet at one vertex, but not leave it along the same two edges. */
const ringKey = (ring: readonly Position[]): string[] =>
  [ring[0]!, ring[1]!, ring.at(-2)!].map(placeKey);

function gapMessage({ region, isEnclosed }: Gap, names: readonly Message[], mayBeEnclave: boolean) {
  const area = areaText(region.areaSquareMetres);
  const width = lengthText(region.circle.diameterMetres);
  const list = listText(names);
  const where =
    names.length === 0
      ? { zh: '', en: '' }
      : names.length === 1
        ? isEnclosed
          ? { zh: `，位于“${names[0]!.zh}”之内`, en: `, inside ${names[0]!.en}` }
          : {
              zh: `，位于“${names[0]!.zh}”与辖区边界之间`,
              en: `, between ${names[0]!.en} and the jurisdiction's outline`,
            }
        : { zh: `，位于${list.zh}之间`, en: `, between ${list.en}` };
  const caution = mayBeEnclave
    ? {
        zh: '没有可用的辖区边界，外侧归属未知：这里也可能是其他辖区的飞地。',
        en: ' Without a jurisdiction outline, who lies on its other side is unknown: it may be land of another jurisdiction.',
      }
    : { zh: '', en: '' };
  return {
    zh: `管理空白 ${area.zh}，最宽处 ${width.zh}${where.zh}。${caution.zh}`,
    en: `${area.en} in no community, at most ${width.en} wide${where.en}.${caution.en}`,
  };
}
