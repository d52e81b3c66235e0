import { byCodePoint, type CoverageContext, labelOf } from './context.ts';
import { findingId } from './finding-id.ts';
import { lengthText } from './format-figures.ts';
import type { Finding, FindingGeometry, Position } from './types.ts';

/** A community whose side of a border is, in places, a selection of the vertices of the other side. */
export interface GeneralisedSide {
  /** Owner whose side has fewer vertices, and owner of the other side. */
  coarse: number;
  fine: number;
  stretches: GeneralisedStretch[];
}

/** One such place. */
export interface GeneralisedStretch {
  /** The coarse side. */
  line: Position[];
  /** Vertices of both sides, the two ends included. */
  coarseVertices: number;
  fineVertices: number;
  /** Length of the fine side. */
  lengthMetres: number;
  /** How far the two sides are apart at most: the furthest vertex that was left out. */
  distanceMetres: number;
  /** That vertex. */
  place: Position;
}

/**
 * `coverage.mismatch`, detail `generalised-side`: one finding for each community and neighbour that
 * it generalises its border with. What lies between the two lines stays an overlap, a gap or a
 * hairline; this finding tells their common cause and counts no area.
 */
export function findGeneralised(
  context: CoverageContext,
  sides: readonly GeneralisedSide[],
): Finding[] {
  return sides.map(({ coarse, fine, stretches }) => {
    const sum = (figure: (stretch: GeneralisedStretch) => number): number =>
      stretches.reduce((total, stretch) => total + figure(stretch), 0);
    const { distanceMetres, place } = stretches.reduce((most, stretch) =>
      isFurther(stretch, most) ? stretch : most,
    );
    const ids = [coarse, fine].map((owner) => context.communities[owner]!.id);
    const sorted = ids.toSorted(byCodePoint);
    const figures = {
      stretches: stretches.length,
      fineVertices: sum((stretch) => stretch.fineVertices),
      coarseVertices: sum((stretch) => stretch.coarseVertices),
      lengthMetres: sum((stretch) => stretch.lengthMetres),
      distanceMetres,
    };
    return {
      id: findingId('coverage.mismatch', ['generalised-side', ...ids]),
      rule: 'coverage.mismatch',
      kind: 'mismatch',
      severity: 'warning',
      communities: sorted,
      areaSquareMetres: null,
      widthMetres: null,
      location: place,
      geometry: linesGeometry(stretches.map(({ line }) => line)),
      message: generalisedMessage(context, coarse, fine, figures),
      fixes: [
        {
          operation: 'snap-borders',
          // The ground between the two lines is at most twice as wide as they lie apart.
          parameters: { communities: sorted, toleranceMetres: Math.ceil(2 * distanceMetres) },
          label: { zh: '将两侧边界捕捉为同一条线', en: 'Snap both sides to one border' },
        },
      ],
      detail: 'generalised-side',
      figures,
    } satisfies Finding;
  });
}

/** Of equal distances the one to the west, then to the south. */
export function isFurther(
  a: Pick<GeneralisedStretch, 'distanceMetres' | 'place'>,
  b: Pick<GeneralisedStretch, 'distanceMetres' | 'place'>,
): boolean {
  if (a.distanceMetres !== b.distanceMetres) return a.distanceMetres > b.distanceMetres;
  return byPlace(a.place, b.place) < 0;
}

const byPlace = (a: Position, b: Position): number => a[0]! - b[0]! || a[1]! - b[1]!;

function linesGeometry(lines: Position[][]): FindingGeometry {
  const ordered = lines.toSorted((a, b) => byPlace(a[0]!, b[0]!) || byPlace(a.at(-1)!, b.at(-1)!));
  return ordered.length === 1
    ? { type: 'LineString', coordinates: ordered[0]! }
    : { type: 'MultiLineString', coordinates: ordered };
}

function generalisedMessage(
  context: CoverageContext,
  coarse: number,
  fine: number,
  figures: Record<
    'stretches' | 'fineVertices' | 'coarseVertices' | 'lengthMetres' | 'distanceMetres',
    number
  >,
) {
  const { stretches, fineVertices, coarseVertices } = figures;
  const [a, b] = [labelOf(context, coarse), labelOf(context, fine)];
  const length = lengthText(figures.lengthMetres);
  const distance = lengthText(figures.distanceMetres);
  const places =
    stretches > 1
      ? { zh: `共 ${stretches} 段，`, en: `, in ${stretches} stretches` }
      : { zh: '', en: '' };
  return {
    zh: `“${a.zh}”在此处的边界是“${b.zh}”边界的简化线：${places.zh}${length.zh}内折点为 ${coarseVertices} 个对 ${fineVertices} 个，两线最大相距 ${distance.zh}。`,
    en: `The border of ${a.en} is a generalised version of that of ${b.en} here: ${coarseVertices} vertices against ${fineVertices} over ${length.en}${places.en}, up to ${distance.en} apart.`,
  };
}
