import { geodesicDistance } from '../geometry/geodesic.ts';
import { connectFaces, isInJurisdiction, ownersOf } from './arrangement.ts';
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
import type { Finding, Message } from './types.ts';

/** A connected region of the jurisdiction in no community, with the owners along its rim. */
export interface Gap {
  region: MeasuredRegion;
  /** Owners that border it with the length of that border, longest first. */
  neighbours: { owner: number; lengthMetres: number }[];
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

/**
 * Every region covered by nothing: inside the jurisdiction's outline, or, without an outline,
 * a hole in one connected part of the covered area. A hole in the outline itself is not a gap.
 */
export function collectGaps(context: CoverageContext): GapCollection {
  const { arrangement } = context;
  const empty: number[] = [];
  for (let face = 0; face < arrangement.faces.faceCount; face++) {
    if (ownersOf(arrangement, face).length > 0) continue;
    if (arrangement.hasJurisdiction && !isInJurisdiction(arrangement, face)) continue;
    empty.push(face);
  }
  const regions = connectFaces(arrangement, empty)
    .filter((group) => !group.includes(0))
    .map((group) => measureRegion(arrangement, group))
    .sort(byAreaThenPlace);
  const isClosed = (region: MeasuredRegion): boolean =>
    arrangement.hasJurisdiction || isClosedByOnePart(context, region);
  return {
    gaps: regions
      .filter(isClosed)
      .map((region) => ({ region, neighbours: neighboursOf(arrangement, region) })),
    pinched: regions.filter((region) => !isClosed(region)),
  };
}

function isClosedByOnePart(
  { arrangement, componentOf }: CoverageContext,
  { shell }: MeasuredRegion,
): boolean {
  const parts = new Set(shell.map((h) => componentOf[arrangement.faces.faceOf[twinOf(h)]!]!));
  return parts.size <= 1;
}

function neighboursOf(
  arrangement: CoverageContext['arrangement'],
  region: MeasuredRegion,
): Gap['neighbours'] {
  const lengths = new Map<number, number>();
  for (const halfEdge of region.boundary) {
    const twin = twinOf(halfEdge);
    const owners = ownersOf(arrangement, arrangement.faces.faceOf[twin]!);
    if (owners.length === 0) continue;
    const length = geodesicDistance(
      vertexPosition(arrangement.noded, halfEdgeOrigin(arrangement.noded, halfEdge)),
      vertexPosition(arrangement.noded, halfEdgeOrigin(arrangement.noded, twin)),
    );
    for (const owner of owners) lengths.set(owner, (lengths.get(owner) ?? 0) + length);
  }
  return [...lengths]
    .map(([owner, lengthMetres]) => ({ owner, lengthMetres }))
    .sort((a, b) => b.lengthMetres - a.lengthMetres || a.owner - b.owner);
}

/** `coverage.gap` for the regions of at least the smallest area that counts. */
export function findGaps(context: CoverageContext, gaps: readonly Gap[]): Finding[] {
  const { minAreaSquareMetres, sliverWidthMetres } = context.settings;
  const isOutlineKnown = context.jurisdiction !== null;
  return gaps
    .filter(({ region }) => region.areaSquareMetres >= minAreaSquareMetres)
    .map(({ region, neighbours }) => {
      const widthMetres = region.circle.diameterMetres;
      const isSliver = widthMetres < sliverWidthMetres;
      const names = neighbours.map(({ owner }) => labelOf(context, owner));
      return {
        id: findingId('coverage.gap', [placeKey(region.rings[0]![0]!)]),
        rule: 'coverage.gap',
        kind: 'gap',
        severity: 'error',
        communities: neighbours.map(({ owner }) => context.communities[owner]!.id).sort(),
        areaSquareMetres: region.areaSquareMetres,
        widthMetres,
        location: region.circle.centre,
        geometry: regionsGeometry([region]),
        message: gapMessage(region, names, !isOutlineKnown && !isSliver),
        fixes: neighbours.slice(0, 3).map(({ owner, lengthMetres }) => ({
          operation: 'fill-gap',
          parameters: {
            community: context.communities[owner]!.id,
            sharedBorderMetres: lengthMetres,
          },
          label: {
            zh: `划入“${labelOf(context, owner).zh}”（共有边界 ${lengthText(lengthMetres).zh}）`,
            en: `Give it to ${labelOf(context, owner).en} (${lengthText(lengthMetres).en} of shared border)`,
          },
        })),
        sliver: isSliver,
        ...(isOutlineKnown ? {} : { neighbourOutside: 'unknown' as const }),
      } satisfies Finding;
    });
}

function gapMessage(region: MeasuredRegion, names: readonly Message[], mayBeEnclave: boolean) {
  const area = areaText(region.areaSquareMetres);
  const width = lengthText(region.circle.diameterMetres);
  const list = listText(names);
  const where =
    names.length === 0
      ? { zh: '', en: '' }
      : names.length === 1
        ? { zh: `，位于“${names[0]!.zh}”之内或其旁`, en: `, inside or beside ${names[0]!.en}` }
        : { zh: `，位于${list.zh}之间`, en: `, between ${list.en}` };
  const caution = mayBeEnclave
    ? {
        zh: '未提供辖区边界，外侧归属未知：这里也可能是其他辖区的飞地。',
        en: ' No jurisdiction outline was given, so who lies on its other side is unknown: it may be land of another jurisdiction.',
      }
    : { zh: '', en: '' };
  return {
    zh: `管理空白 ${area.zh}，最宽处 ${width.zh}${where.zh}。${caution.zh}`,
    en: `${area.en} in no community, at most ${width.en} wide${where.en}.${caution.en}`,
  };
}
