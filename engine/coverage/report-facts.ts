import { ENGINE_VERSION } from '../version.ts';
import { byCodePoint, type CoverageContext, type MeasuredRegion } from './context.ts';
import type { CoverageFacts, Unexamined } from './coverage-facts.ts';
import { findNonContiguous } from './find-components.ts';
import { findRepeatedIds, findSameAreas, repeatedIdsOf } from './find-duplicates.ts';
import { findEnclaves } from './find-enclaves.ts';
import { findGaps, type Gap } from './find-gaps.ts';
import { findGeneralised } from './find-generalised.ts';
import { unchecked } from './find-invalid-communities.ts';
import { collectMismatches, describeMismatch } from './find-mismatches.ts';
import { findOutside, type Outside } from './find-outside.ts';
import { findOverlaps, type OverlapPair } from './find-overlaps.ts';
import { areaText } from './format-figures.ts';
import type { PairLists } from './list-pairs.ts';
import {
  type AuditResult,
  type AuditSummary,
  COVERAGE_KINDS,
  type CoverageKind,
  type Finding,
  type Message,
} from './types.ts';

/**
 * From facts to findings: the last stage of every audit, of a whole coverage or of what an edit
 * touched.
 */

/**
 * Makes what follows from some facts, or hands out what it made of the very same facts before.
 * `parts` are the facts; they and the communities they name do not change.
 */
export type Maker = <T>(what: string, parts: readonly object[], make: () => T) => T;

/** Makes all anew. */
const makeAfresh: Maker = (_what, _parts, make) => make();

/** What facts come to. */
export interface Report {
  findings: Finding[];
  assumptions: Message[];
  figures: Partial<AuditSummary>;
}

/** How {@link reportFacts} goes about it, where it can do better than from scratch. */
export interface ReportOptions {
  from?: Maker;
  /** Ids used by several communities, with their owners; looked for when left out. */
  repeatedIds?: readonly (readonly [id: string, owners: readonly number[]])[];
}

/** The facts as findings, with the figures of the summary. */
export function reportFacts(
  context: CoverageContext,
  facts: CoverageFacts,
  { from = makeAfresh, repeatedIds = repeatedIdsOf(context) }: ReportOptions = {},
): Report {
  const overlaps = facts.overlaps.flatMap((pair) => from('area', [pair], () => withArea(pair)));
  const outside = facts.outside.flatMap((item) => from('area', [item], () => withArea(item)));
  const gaps = facts.gaps.filter(({ region }) => hasArea(region));
  // A list of which nothing went and to which nothing came is the very same one.
  const each = <F extends object>(what: string, list: readonly F[], find: Find<F>): Finding[] =>
    from(`all of ${what}`, [list], () =>
      list.flatMap((fact) => from(what, [fact], () => find(context, [fact]))),
    );
  const contiguity = from('all of parted', [facts.parted], () =>
    facts.parted.map((fact) => from('parted', [fact], () => findNonContiguous(context, [fact]))),
  );
  const found = {
    overlap: each('overlap', overlaps, findOverlaps),
    gap: each('gap', gaps, findGaps),
    outside: each('outside', outside, findOutside),
  };
  const findings = [
    ...found.overlap,
    ...found.gap,
    ...found.outside,
    ...reportSameAreas(context, overlaps, from),
    ...repeatedIds.flatMap((entry) =>
      from('repeated-id', usersOf(context, entry), () => findRepeatedIds(context, [entry])),
    ),
    ...contiguity.flatMap((result) => result.findings),
    ...each('enclave', facts.enclaves, findEnclaves),
    ...collectMismatches(context, { ...facts, overlaps, gaps, outside }).flatMap((mismatch) =>
      from(`mismatch:${mismatch.detail}`, mismatch.sources, () => [
        describeMismatch(context, mismatch),
      ]),
    ),
    ...each('generalised', facts.generalised, findGeneralised),
    ...facts.unexamined.map((place) => from('unexamined', [place], () => unexaminedFinding(place))),
  ];
  const leftOutParts = contiguity.reduce((sum, result) => sum + result.leftOutParts, 0);
  return {
    findings,
    assumptions: pinchedVoids(context, facts.pinched),
    figures: {
      areaSquareMetres: facts.areaSquareMetres,
      components: facts.components,
      rookPairs: facts.borders.length,
      ...(facts.pointContacts === undefined
        ? {}
        : { queenPairs: facts.borders.length + facts.pointContacts.length }),
      overlapAreaSquareMetres: sumOfAreas(found.overlap),
      gapAreaSquareMetres: sumOfAreas(found.gap),
      outsideAreaSquareMetres: sumOfAreas(found.outside),
      leftOut: leftOut(context, overlaps, gaps, outside, leftOutParts),
    },
  };
}

/**
 * Regions below this, in m², are what rounding to the snap grid leaves of a line. They come and go
 * with the vertices around, so nothing is said of them.
 */
const NO_AREA = 1e-6;

const hasArea = ({ areaSquareMetres }: MeasuredRegion): boolean => areaSquareMetres >= NO_AREA;

/** A fact without its regions that have no area; none when nothing is left of it. */
function withArea<F extends { regions: MeasuredRegion[] }>(fact: F): F[] {
  const regions = fact.regions.filter(hasArea);
  if (regions.length === fact.regions.length) return [fact];
  return regions.length === 0 ? [] : [{ ...fact, regions }];
}

type Find<F> = (context: CoverageContext, facts: readonly F[]) => Finding[];

/** Areas that stand twice or more are one finding a group, so all their pairs count at once. */
function reportSameAreas(
  context: CoverageContext,
  overlaps: readonly OverlapPair[],
  from: Maker,
): Finding[] {
  const same = overlaps.filter(({ contained }) => contained === 'both');
  return same.length === 0 ? [] : from('same-area', same, () => findSameAreas(context, same));
}

const usersOf = (
  { communities }: CoverageContext,
  [, owners]: readonly [string, readonly number[]],
): object[] => owners.map((owner) => communities[owner]!);

function unexaminedFinding({ box, reason }: Unexamined): Finding {
  const [west, south, east, north] = box;
  const centre = [(west + east) / 2, (south + north) / 2];
  const finding = unchecked([], ['place', ...box.map((degrees) => degrees.toFixed(6))], {
    zh: `此处社区层层重叠，未能查清谁与谁重叠（${reason}）。请先删去重复的图形。`,
    en: `Communities lie on one another here so often that who overlaps whom could not be checked (${reason}). Remove repeated areas first.`,
  });
  const ring = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
  return { ...finding, location: centre, geometry: { type: 'Polygon', coordinates: [ring] } };
}

const sumOfAreas = (findings: readonly Finding[]): number =>
  findings.reduce((sum, { areaSquareMetres }) => sum + (areaSquareMetres ?? 0), 0);

function leftOut(
  { settings }: CoverageContext,
  overlaps: readonly OverlapPair[],
  gaps: readonly Gap[],
  outside: readonly Outside[],
  parts: number,
): AuditSummary['leftOut'] {
  const below = (areas: number[]) => areas.filter((area) => area < settings.minAreaSquareMetres);
  const overlap = below(overlaps.map((pair) => pair.areaSquareMetres));
  const gap = below(gaps.map(({ region }) => region.areaSquareMetres));
  const beyond = below(outside.map((item) => item.areaSquareMetres));
  return {
    overlap: overlap.length,
    gap: gap.length,
    outside: beyond.length,
    parts,
    areaSquareMetres: [...overlap, ...gap, ...beyond].reduce((sum, area) => sum + area, 0),
  };
}

function pinchedVoids(
  { settings }: CoverageContext,
  pinched: readonly { areaSquareMetres: number }[],
): Message[] {
  const counted = pinched.filter((v) => v.areaSquareMetres >= settings.minAreaSquareMetres);
  if (counted.length === 0) return [];
  const area = areaText(counted.reduce((sum, v) => sum + v.areaSquareMetres, 0));
  return [
    {
      zh: `有 ${counted.length} 处空地（${area.zh}）仅由角点接触围成，按朝外敞开处理，未计为空白；提供辖区边界即可检查。`,
      en: `${counted.length} ${counted.length === 1 ? 'void' : 'voids'} (${area.en}) closed only by contact at corners count as open to the outside, not as gaps; give the jurisdiction's outline to have them checked.`,
    },
  ];
}

/** A step of the audit failed. */
export function couldNotCheck(error: unknown): Finding {
  const reason = error instanceof Error ? error.message : String(error);
  return unchecked([], ['coverage'], {
    zh: `重叠、空白、越界和接壤未能检查：${reason}`,
    en: `Overlaps, gaps, land beyond the jurisdiction and contiguity could not be checked: ${reason}`,
  });
}

/**
 * Puts a result together: counts by kind, ids made unique.
 * @param findings sorted {@link byImportance}
 * @param listed the pairs that were asked for
 */
export function composeResult(
  summary: AuditSummary,
  findings: readonly Finding[],
  assumptions: Message[],
  listed: PairLists,
  from: Maker = makeAfresh,
): AuditResult {
  return {
    version: ENGINE_VERSION,
    summary: { ...summary, counts: { ...from('counts', [findings], () => countKinds(findings)) } },
    findings: from('unique', [findings], () => withUniqueIds(findings, from)),
    assumptions,
    ...listed,
  };
}

/** How many findings there are of each kind, and how many of them are slivers. */
export function countKinds(findings: readonly Finding[]): Record<CoverageKind, number> {
  const counts = Object.fromEntries(COVERAGE_KINDS.map((kind) => [kind, 0])) as Record<
    CoverageKind,
    number
  >;
  for (const { kind, sliver } of findings) {
    if (kind !== 'policy') counts[kind]++;
    if (sliver) counts.sliver++;
  }
  return counts;
}

/**
 * Ids of communities may repeat, and with them those of findings: later ones get a number. The given
 * findings stay as they are.
 */
function withUniqueIds(findings: readonly Finding[], from: Maker): Finding[] {
  const uses = new Map<string, number>();
  return findings.map((finding) => {
    const use = (uses.get(finding.id) ?? 0) + 1;
    uses.set(finding.id, use);
    if (use === 1) return finding;
    return from(`use:${use}`, [finding], () => ({ ...finding, id: `${finding.id}-${use}` }));
  });
}

const SEVERITY_ORDER = { error: 0, warning: 1, info: 2 } as const;

/** Errors first, then larger before smaller, then by id. */
export function byImportance(a: Finding, b: Finding): number {
  return (
    SEVERITY_ORDER[a.severity] - SEVERITY_ORDER[b.severity] ||
    (b.areaSquareMetres ?? -1) - (a.areaSquareMetres ?? -1) ||
    byCodePoint(a.id, b.id) ||
    // Communities may have one id and even one shape; their names then tell, not the order of the input.
    byCodePoint(a.message.zh, b.message.zh)
  );
}
