import type { AreaGeometry, AuditResult, Finding } from '#engine/coverage/types.ts';
import { type Box, boxesMeet, boxOf, isInside } from '../planar.ts';
import { areaOf, polygonsOf } from './geometry-of.ts';
import type { PostgisFacts } from './postgis-facts.ts';
import {
  listTJunctions,
  ROUNDING_SQUARE_DEGREES,
  type Rounding,
  roundingOf,
} from './rounding-of.ts';

/** A figure by both, and by a table of known ones where the file is in it. */
export interface ComparedFact {
  fact: string;
  ours: number;
  postgis: number;
  /** Of a count of PostGIS's, how many are nothing but rounding: see {@link Rounding}. */
  rounding: Record<Rounding, number>;
  /** Those aside. */
  relativeDifference: number;
}

/** One pair or gap on which the two do not agree. */
export interface Difference {
  what: 'overlap' | 'gap' | 'border';
  communities: string[];
  /** Square degrees; of borders, metres. Null: not there at all. */
  ours: number | null;
  postgis: number | null;
  /** PostGIS's alone, and nothing but rounding. */
  rounding?: Rounding;
  /** Kinds of the planted faults that these communities carry. */
  nearFaults?: string[];
}

export interface PostgisComparison {
  facts: ComparedFact[];
  differences: Difference[];
  /** Of borders on the plane, which only PostGIS measures. */
  borderDegrees: number;
}

/** Areas and lengths that differ by less, relative to PostGIS's, agree. */
export const AGREEMENT = 1e-6;

/**
 * Compares an audit (of everything: no smallest area, borders included, no outline) with what PostGIS
 * finds in the same file, pair by pair and gap by gap.
 */
export function compareWithPostgis(audit: AuditResult, facts: PostgisFacts): PostgisComparison {
  const overlaps = comparePairs(
    'overlap',
    new Map(overlapsOf(audit).map((f) => [pairKey(...f.communities), areaOf(f)])),
    new Map(facts.overlaps.map(({ a, b, area }) => [pairKey(a, b), area])),
  );
  const borders = comparePairs(
    'border',
    new Map(
      (audit.adjacency ?? []).map((one) => [pairKey(...one.communities), one.sharedLengthMetres]),
    ),
    new Map(facts.borders.map(({ a, b, metres }) => [pairKey(a, b), metres])),
  );
  const gaps = compareGaps(audit, facts);
  markRounding(audit, facts, overlaps.differences, gaps);
  const compared = (
    fact: string,
    ours: number,
    postgis: number,
    differences: readonly Difference[] = [],
  ): ComparedFact => {
    const rounding = { 'line-as-written': 0, 'last-digit': 0 };
    for (const one of differences) if (one.rounding) rounding[one.rounding]++;
    const rest = postgis - rounding['line-as-written'] - rounding['last-digit'];
    return { fact, ours, postgis, rounding, relativeDifference: relative(ours, rest) };
  };
  return {
    facts: [
      compared('overlapping pairs', overlaps.ourCount, overlaps.theirCount, overlaps.differences),
      compared('overlap area, square degrees', overlaps.ourSum, overlaps.theirSum),
      compared('gaps', gaps.ourCount, gaps.theirCount, gaps.differences),
      compared('gap area, square degrees', gaps.ourSum, gaps.theirSum),
      compared('rook pairs', borders.ourCount, borders.theirCount),
      compared('border length, metres', borders.ourSum, borders.theirSum),
      compared(
        'invalid polygons',
        audit.findings.filter(({ kind }) => kind === 'invalid').length,
        facts.invalid.length,
      ),
    ],
    differences: [...overlaps.differences, ...gaps.differences, ...borders.differences],
    borderDegrees: facts.borders.reduce((sum, { degrees }) => sum + degrees, 0),
  };
}

const overlapsOf = ({ findings }: AuditResult) => findings.filter(({ kind }) => kind === 'overlap');

// JSON keeps ids apart whatever characters they have.
const pairKey = (...ids: string[]): string => JSON.stringify(ids.toSorted());

/** Marks what PostGIS alone has because numbers are rounded. */
function markRounding(
  audit: AuditResult,
  { overlaps }: PostgisFacts,
  overlapDifferences: readonly Difference[],
  gaps: ComparedGaps,
): void {
  const tJunctions = listTJunctions(audit);
  const small = new Map(overlaps.map(({ a, b, geometry }) => [pairKey(a, b), geometry]));
  for (const difference of overlapDifferences) {
    const { communities, ours, postgis } = difference;
    const region = small.get(pairKey(...communities));
    if (ours !== null || postgis === null || !region) continue;
    const places = tJunctions
      .filter((one) => communities.every((id) => one.communities.includes(id)))
      .flatMap((one) => one.places);
    const rounding = roundingOf(region, postgis, places);
    if (rounding) difference.rounding = rounding;
  }
  const everywhere = tJunctions.flatMap(({ places }) => places);
  for (const [difference, { area, geometry }] of gaps.theirsAlone) {
    const rounding = roundingOf(geometry, area, everywhere);
    if (rounding) difference.rounding = rounding;
  }
}

const relative = (ours: number, postgis: number): number =>
  ours === postgis ? 0 : Math.abs(ours - postgis) / Math.abs(postgis || ours);

/** A border that overlaps by a hair may carry what {@link Rounding} adds to it. */
const agree = (what: Difference['what'], ours: number, postgis: number): boolean =>
  relative(ours, postgis) <= AGREEMENT ||
  (what !== 'border' && Math.abs(ours - postgis) <= ROUNDING_SQUARE_DEGREES);

const sumOf = (values: Iterable<number>): number => [...values].reduce((sum, one) => sum + one, 0);

interface Compared {
  ourCount: number;
  theirCount: number;
  ourSum: number;
  theirSum: number;
  differences: Difference[];
}

function comparePairs(
  what: Difference['what'],
  ours: ReadonlyMap<string, number>,
  theirs: ReadonlyMap<string, number>,
): Compared {
  const differences: Difference[] = [];
  for (const key of new Set([...ours.keys(), ...theirs.keys()])) {
    const [mine, other] = [ours.get(key) ?? null, theirs.get(key) ?? null];
    if (mine !== null && other !== null && agree(what, mine, other)) continue;
    differences.push({ what, communities: JSON.parse(key), ours: mine, postgis: other });
  }
  return {
    ourCount: ours.size,
    theirCount: theirs.size,
    ourSum: sumOf(ours.values()),
    theirSum: sumOf(theirs.values()),
    differences,
  };
}

/** Gaps have no names: each of ours is paired with the gap of PostGIS that it lies in. */
function compareGaps(audit: AuditResult, facts: PostgisFacts): ComparedGaps {
  const ours = audit.findings.filter(({ kind }) => kind === 'gap');
  const theirs = facts.gaps.map(({ area, geometry }) => ({
    area,
    geometry,
    box: boxOfArea(geometry),
  }));
  const free = new Set(theirs);
  const differences: Difference[] = [];
  for (const gap of ours) {
    const area = areaOf(gap);
    const match = bestMatch(gap, area, free);
    if (match !== null) free.delete(match);
    if (match === null || !agree('gap', area, match.area)) {
      const postgis = match?.area ?? null;
      differences.push({ what: 'gap', communities: gap.communities, ours: area, postgis });
    }
  }
  const theirsAlone = [...free].map((gap): [Difference, TheirGap] => [
    { what: 'gap', communities: [], ours: null, postgis: gap.area },
    gap,
  ]);
  differences.push(...theirsAlone.map(([difference]) => difference));
  return {
    theirsAlone,
    ourCount: ours.length,
    theirCount: theirs.length,
    ourSum: sumOf(ours.map(areaOf)),
    theirSum: sumOf(theirs.map(({ area }) => area)),
    differences,
  };
}

interface ComparedGaps extends Compared {
  theirsAlone: [Difference, TheirGap][];
}

interface TheirGap {
  area: number;
  geometry: AreaGeometry;
  box: Box;
}

function bestMatch(gap: Finding, area: number, free: ReadonlySet<TheirGap>): TheirGap | null {
  const box = boxOf(polygonsOf(gap.geometry).flat(2));
  const near = [...free].filter((one) => boxesMeet(one.box, box));
  const holder = near.find(
    ({ geometry }) =>
      gap.location !== null && polygonsOf(geometry).some((rings) => isInside(gap.location!, rings)),
  );
  // Where a gap is a hair wide, its middle may be told to lie beside it.
  return (
    holder ?? near.toSorted((a, b) => relative(area, a.area) - relative(area, b.area)).at(0) ?? null
  );
}

const boxOfArea = (geometry: AreaGeometry): Box => boxOf(polygonsOf(geometry).flat(2));
