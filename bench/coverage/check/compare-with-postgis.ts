import type { AreaGeometry, AuditResult, Finding } from '#engine/coverage/types.ts';
import { type Box, boxesMeet, boxOf, isInside, polygonsArea } from '../planar.ts';
import type { PostgisFacts } from './postgis-facts.ts';

/** A figure by both, and by a table of known ones where the file is in it. */
export interface ComparedFact {
  fact: string;
  ours: number;
  postgis: number;
  relativeDifference: number;
}

/** One pair or gap on which the two do not agree. */
export interface Difference {
  what: 'overlap' | 'gap' | 'border';
  communities: string[];
  /** Square degrees; of borders, metres. Null: not there at all. */
  ours: number | null;
  postgis: number | null;
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
const AGREEMENT = 1e-6;

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
  const compared = (fact: string, ours: number, postgis: number): ComparedFact => ({
    ...{ fact, ours, postgis, relativeDifference: relative(ours, postgis) },
  });
  return {
    facts: [
      compared('overlapping pairs', overlaps.ourCount, overlaps.theirCount),
      compared('overlap area, square degrees', overlaps.ourSum, overlaps.theirSum),
      compared('gaps', gaps.ourCount, gaps.theirCount),
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

export const polygonsOf = (geometry: Finding['geometry']): number[][][][] =>
  geometry?.type === 'Polygon'
    ? [geometry.coordinates]
    : geometry?.type === 'MultiPolygon'
      ? geometry.coordinates
      : [];

/** Planar area of a finding, square degrees. */
export const areaOf = ({ geometry }: Pick<Finding, 'geometry'>): number =>
  polygonsArea(polygonsOf(geometry));

const relative = (ours: number, postgis: number): number =>
  ours === postgis ? 0 : Math.abs(ours - postgis) / Math.abs(postgis || ours);

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
    if (mine !== null && other !== null && relative(mine, other) <= AGREEMENT) continue;
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
function compareGaps(audit: AuditResult, facts: PostgisFacts): Compared {
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
    if (match === null || relative(area, match.area) > AGREEMENT) {
      const postgis = match?.area ?? null;
      differences.push({ what: 'gap', communities: gap.communities, ours: area, postgis });
    }
  }
  for (const { area } of free) {
    differences.push({ what: 'gap', communities: [], ours: null, postgis: area });
  }
  return {
    ourCount: ours.length,
    theirCount: theirs.length,
    ourSum: sumOf(ours.map(areaOf)),
    theirSum: sumOf(theirs.map(({ area }) => area)),
    differences,
  };
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
