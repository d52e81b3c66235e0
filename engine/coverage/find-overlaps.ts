import { widestPossible } from '../geometry/inscribed-circle.ts';
import { type Arrangement, connectFaces, ownersOf } from './arrangement.ts';
import {
  byAreaThenPlace,
  type CoverageContext,
  inIdOrder,
  labelOf,
  type MeasuredRegion,
  measureRegion,
  regionsGeometry,
  sortedIds,
  totalAreaOf,
} from './context.ts';
import { findingId } from './finding-id.ts';
import { areaText, lengthText } from './format-figures.ts';
import { TooTangledError } from './node-edges.ts';
import type { Finding, Fix } from './types.ts';

/** Area claimed by two communities: everything the pair shares, hairlines included. */
export interface OverlapPair {
  /** Owner indexes, `a < b`. */
  a: number;
  b: number;
  /** Connected pieces, largest first. */
  regions: MeasuredRegion[];
  areaSquareMetres: number;
  /** a lies wholly inside b, b inside a, both (the same area twice), or neither. */
  contained: 'a' | 'b' | 'both' | null;
}

/** Pieces of overlaps, by pair; each is traced and measured. */
const PAIR_BUDGET = 300_000;

/**
 * Every pair of communities whose interiors share area.
 * @param faceCountOf number of faces that a community covers; infinite when it reaches beyond the
 *   arrangement
 */
export function collectOverlaps(
  arrangement: Arrangement,
  faceCountOf: (owner: number) => number,
): OverlapPair[] {
  const facesOfPair = new Map<number, number[]>();
  const { communities } = arrangement;
  let incidences = 0;
  for (let face = 0; face < arrangement.faces.faceCount; face++) {
    const owners = ownersOf(arrangement, face);
    incidences += (owners.length * (owners.length - 1)) / 2;
    if (incidences > PAIR_BUDGET) {
      throw new TooTangledError(`more than ${PAIR_BUDGET} overlapping pieces`);
    }
    for (let i = 0; i < owners.length; i++) {
      for (let j = i + 1; j < owners.length; j++) {
        const key = owners[i]! * communities + owners[j]!;
        const known = facesOfPair.get(key);
        if (known === undefined) facesOfPair.set(key, [face]);
        else known.push(face);
      }
    }
  }
  const pairs: OverlapPair[] = [];
  for (const [key, faces] of facesOfPair) {
    const a = Math.floor(key / communities);
    pairs.push(overlapOf(arrangement, faces, a, key % communities, faceCountOf));
  }
  return pairs;
}

function overlapOf(
  arrangement: Arrangement,
  faces: number[],
  a: number,
  b: number,
  faceCountOf: (owner: number) => number,
): OverlapPair {
  const regions: MeasuredRegion[] = [];
  for (const group of connectFaces(arrangement, faces)) {
    regions.push(measureRegion(arrangement, group, [a, b]));
  }
  regions.sort(byAreaThenPlace);
  const isInB = faceCountOf(a) === faces.length;
  const isInA = faceCountOf(b) === faces.length;
  const contained = isInA && isInB ? 'both' : isInB ? 'a' : isInA ? 'b' : null;
  return { a, b, regions, areaSquareMetres: totalAreaOf(regions), contained };
}

/** `coverage.overlap` for the pairs that share at least the smallest area that counts. */
export function findOverlaps(context: CoverageContext, pairs: readonly OverlapPair[]): Finding[] {
  const { minAreaSquareMetres } = context.settings;
  return pairs
    .filter((pair) => pair.areaSquareMetres >= minAreaSquareMetres)
    .map((pair) => overlapFinding(context, turnedByIds(context, pair)));
}

function overlapFinding(context: CoverageContext, pair: OverlapPair): Finding {
  const widest = widestOf(pair.regions);
  const widthMetres = widest.circle.diameterMetres;
  const ids = sortedIds(context, [pair.a, pair.b]);
  return {
    id: findingId('coverage.overlap', ids),
    rule: 'coverage.overlap',
    kind: 'overlap',
    severity: 'error',
    communities: ids,
    areaSquareMetres: pair.areaSquareMetres,
    widthMetres,
    location: widest.circle.centre,
    geometry: regionsGeometry(pair.regions),
    message: overlapMessage(context, pair, widthMetres),
    fixes: overlapFixes(context, pair, ids),
    sliver: widthMetres < context.settings.sliverWidthMetres,
    figures: { pieces: pair.regions.length },
  } satisfies Finding;
}

/** The same pair with the smaller id first. */
function turnedByIds(context: CoverageContext, pair: OverlapPair): OverlapPair {
  const [a, b] = inIdOrder(context, [pair.a, pair.b]) as [number, number];
  if (a === pair.a) return pair;
  const contained = pair.contained === 'a' ? 'b' : pair.contained === 'b' ? 'a' : pair.contained;
  return { ...pair, a, b, contained };
}

/** The overlap stays with one of the two; who would have nothing left by that is abolished instead. */
function overlapFixes(context: CoverageContext, pair: OverlapPair, ids: string[]): Fix[] {
  const { a, b, contained } = pair;
  return [
    { keeper: a, loser: b, isLost: contained === 'b' || contained === 'both' },
    { keeper: b, loser: a, isLost: contained === 'a' || contained === 'both' },
  ].map(({ keeper, loser, isLost }): Fix => {
    const to = context.communities[keeper]!.id;
    const [kept, lost] = [labelOf(context, keeper), labelOf(context, loser)];
    if (isLost) {
      return {
        operation: 'abolish',
        parameters: { community: context.communities[loser]!.id, into: to },
        label: {
          zh: `撤销“${lost.zh}”，范围归“${kept.zh}”`,
          en: `Abolish ${lost.en} and leave its ground to ${kept.en}`,
        },
      };
    }
    return {
      operation: 'resolve-overlap',
      parameters: { communities: ids, to },
      label: {
        zh: `重叠部分归“${kept.zh}”`,
        en: `Leave the overlap to ${kept.en}`,
      },
    };
  });
}

function overlapMessage(context: CoverageContext, pair: OverlapPair, widthMetres: number) {
  const a = labelOf(context, pair.a);
  const b = labelOf(context, pair.b);
  const area = areaText(pair.areaSquareMetres);
  const width = lengthText(widthMetres);
  const [inner, outer] = pair.contained === 'b' ? [b, a] : [a, b];
  if (pair.contained === 'both') {
    return {
      zh: `“${a.zh}”与“${b.zh}”范围完全相同（${area.zh}）。`,
      en: `${a.en} and ${b.en} cover exactly the same area (${area.en}).`,
    };
  }
  if (pair.contained !== null) {
    return {
      zh: `“${inner.zh}”全部位于“${outer.zh}”范围之内，重叠 ${area.zh}。`,
      en: `${inner.en} lies wholly on land that ${outer.en} also claims: ${area.en} overlap.`,
    };
  }
  const pieces = pair.regions.length;
  return {
    zh: `“${a.zh}”与“${b.zh}”重叠 ${area.zh}，最宽处 ${width.zh}${pieces > 1 ? `，共 ${pieces} 处` : ''}。`,
    en: `${a.en} and ${b.en} overlap by ${area.en}, at most ${width.en} wide${pieces > 1 ? `, in ${pieces} pieces` : ''}.`,
  };
}

/** The piece with the largest inscribed circle; `regions` from the largest area to the smallest. */
export function widestOf(regions: readonly MeasuredRegion[]): MeasuredRegion {
  let widest = regions[0]!;
  for (let i = 1; i < regions.length; i++) {
    const region = regions[i]!;
    // Areas are geodesic and circles flat: a little room, and the rest cannot be wider.
    const most = 1.01 * widestPossible(region.areaSquareMetres);
    if (most < widest.circle.diameterMetres) break;
    if (region.circle.diameterMetres > widest.circle.diameterMetres) widest = region;
  }
  return widest;
}
