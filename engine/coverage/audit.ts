import { type PackedAreas, packAreas } from '../geometry/packed-areas.ts';
import { ENGINE_VERSION } from '../version.ts';
import { type AuditSettings, byCodePoint, type CoverageContext } from './context.ts';
import type { CoverageFacts, Unexamined } from './coverage-facts.ts';
import type { Border } from './find-adjacency.ts';
import { findNonContiguous } from './find-components.ts';
import { findDuplicates } from './find-duplicates.ts';
import { findEnclaves } from './find-enclaves.ts';
import { findGaps, type Gap } from './find-gaps.ts';
import { findInvalid } from './find-invalid.ts';
import {
  findInvalidCommunities,
  unchecked,
  uncheckedCommunity,
} from './find-invalid-communities.ts';
import { findMismatches } from './find-mismatches.ts';
import { findOutside, type Outside } from './find-outside.ts';
import { findOverlaps, type OverlapPair } from './find-overlaps.ts';
import { areaText } from './format-figures.ts';
import { measureResidual } from './residual/measure-residual.ts';
import { replaceAreas, resolveInvalid } from './residual/resolve-invalid.ts';
import type {
  AreaGeometry,
  AuditOptions,
  AuditResult,
  AuditSummary,
  CommunityInput,
  CoverageKind,
  Finding,
  JurisdictionInput,
  Message,
  Position,
} from './types.ts';
import { COVERAGE_KINDS } from './types.ts';

export const DEFAULT_SETTINGS: AuditSettings = {
  toleranceMetres: 0.1,
  minAreaSquareMetres: 1,
  sliverWidthMetres: 5,
};

/**
 * Audits a coverage: everything that keeps the communities from covering their jurisdiction
 * exactly once, in connected pieces, with borders that match.
 *
 * Conditions (each departure is a finding of the kind in brackets):
 * 1. every community is a valid area (`invalid`) and each stands once (`duplicate`);
 * 2. interiors of two communities share no area (`overlap`);
 * 3. no area of the jurisdiction is in no community (`gap`), no community reaches beyond (`outside`);
 * 4. every community is one connected part (`non-contiguous`) and lies inside no other (`enclave`);
 * 5. shared borders match vertex for vertex (`mismatch`).
 * What could not be decided is `unchecked`, never silently fine.
 *
 * Without a jurisdiction, gaps are the regions that communities enclose; the result says so under
 * `assumptions`. Input in degrees, areas and widths in metres on the ellipsoid. Pure: the caller
 * fills in `elapsedMilliseconds`.
 * @throws RangeError when an option is negative or not a number
 */
export function auditCoverage(
  communities: readonly CommunityInput[],
  jurisdiction?: JurisdictionInput | null,
  options: AuditOptions = {},
): AuditResult {
  const packed = packAreas(communities.map(({ geometry }) => geometry));
  return auditPacked(communities, packed, jurisdiction, options);
}

/**
 * The same audit on areas that are typed arrays already. `communities[i]` is the area i; its
 * `geometry` may be a getter, and is read only where a finding shows it.
 */
export function auditPacked(
  communities: readonly CommunityInput[],
  packed: PackedAreas,
  jurisdiction?: JurisdictionInput | null,
  options: AuditOptions = {},
): AuditResult {
  const settings = resolveSettings(options);
  const validity = findInvalidCommunities(communities, packed);
  const outline = checkOutline(jurisdiction ?? null);
  const summary = emptySummary(packed);
  const findings: Finding[] = [...validity.findings, ...outline.findings];
  const assumptions = outline.assumptions;
  let adjacency: AuditResult['adjacency'];

  try {
    const { invalid } = validity;
    const context = { communities, jurisdiction: outline.jurisdiction, invalid, settings };
    const usable = makeUsable(communities, packed, validity, findings);
    const facts = measureCoverage(usable, context);
    const reported = reportFacts(context, facts);
    findings.push(...reported.findings);
    assumptions.push(...pinchedVoids(context, facts.pinched));
    Object.assign(summary, reported.figures);
    if (options.adjacency) adjacency = namedBorders(communities, facts.borders);
  } catch (error) {
    findings.push(unchecked([], ['coverage'], couldNotCheck(error)));
  }

  findings.sort(byImportance);
  makeIdsUnique(findings);
  for (const { kind, sliver } of findings) {
    if (kind !== 'policy') summary.counts[kind]++;
    if (sliver) summary.counts.sliver++;
  }
  return {
    version: ENGINE_VERSION,
    summary,
    findings,
    assumptions,
    ...(adjacency === undefined ? {} : { adjacency }),
  };
}

function resolveSettings(options: AuditOptions): AuditSettings {
  const settings = { ...DEFAULT_SETTINGS };
  for (const key of Object.keys(DEFAULT_SETTINGS) as (keyof AuditSettings)[]) {
    const value = options[key];
    if (value === undefined) continue;
    if (!Number.isFinite(value) || value < 0) {
      throw new RangeError(`${key} must be a number of at least 0, not ${value}`);
    }
    settings[key] = value;
  }
  return settings;
}

/** Invalid areas resolved to what they cover, excluded ones left out; what covers nothing is said. */
function makeUsable(
  communities: readonly CommunityInput[],
  packed: PackedAreas,
  { invalid, excluded }: { invalid: ReadonlySet<number>; excluded: ReadonlySet<number> },
  findings: Finding[],
): PackedAreas {
  const resolved = new Map<number, AreaGeometry | null>();
  for (const owner of invalid) {
    const community = communities[owner]!;
    const area = excluded.has(owner) ? null : resolveInvalid(community.geometry!);
    resolved.set(owner, area);
    if (area === null && !excluded.has(owner)) {
      findings.push(
        uncheckedCommunity(community, {
          zh: '其边界围不成任何面积（例如同一圈画了两遍）。',
          en: 'its border encloses no area (a ring drawn twice over, for example).',
        }),
      );
    }
  }
  return replaceAreas(packed, resolved);
}

function measureCoverage(
  usable: PackedAreas,
  { jurisdiction, settings }: CoverageContext,
): CoverageFacts {
  const outline = jurisdiction === null ? null : packAreas([jurisdiction.geometry]);
  return measureResidual(usable, outline, settings);
}

/** The facts as findings, with the figures of the summary. */
function reportFacts(context: CoverageContext, facts: CoverageFacts) {
  const { overlaps, gaps, outside } = facts;
  const contiguity = findNonContiguous(context, facts.parted);
  const found = {
    overlap: findOverlaps(context, overlaps),
    gap: findGaps(context, gaps),
    outside: findOutside(context, outside),
  };
  const findings = [
    ...found.overlap,
    ...found.gap,
    ...found.outside,
    ...findDuplicates(context, overlaps),
    ...contiguity.findings,
    ...findEnclaves(context, facts.enclaves),
    ...findMismatches(context, facts),
    ...facts.unexamined.map(unexaminedFinding),
  ];
  return {
    findings,
    figures: {
      areaSquareMetres: facts.areaSquareMetres,
      components: facts.components,
      rookPairs: facts.borders.length,
      overlapAreaSquareMetres: sumOfAreas(found.overlap),
      gapAreaSquareMetres: sumOfAreas(found.gap),
      outsideAreaSquareMetres: sumOfAreas(found.outside),
      leftOut: leftOut(context, overlaps, gaps, outside, contiguity.leftOutParts),
    } satisfies Partial<AuditSummary>,
  };
}

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

function namedBorders(
  communities: readonly CommunityInput[],
  borders: readonly Border[],
): NonNullable<AuditResult['adjacency']> {
  return borders.map(({ a, b, lengthMetres }) => ({
    communities: [communities[a]!.id, communities[b]!.id].sort(byCodePoint) as [string, string],
    sharedLengthMetres: lengthMetres,
  }));
}

/** The outline, if it can be used, and what the audit assumes without one. */
function checkOutline(given: JurisdictionInput | null): {
  jurisdiction: JurisdictionInput | null;
  findings: Finding[];
  assumptions: Message[];
} {
  const without = {
    zh: '只能发现四面被社区包围的空白，无法发现朝外敞开的空白和越界。',
    en: 'only gaps that communities enclose are found; gaps open to the outside and land beyond the jurisdiction are not.',
  };
  if (given === null) {
    return {
      jurisdiction: null,
      findings: [],
      assumptions: [
        {
          zh: `未提供辖区边界：${without.zh}`,
          en: `No jurisdiction outline was given: ${without.en}`,
        },
      ],
    };
  }
  const problems = findInvalid(given.geometry);
  if (problems.length === 0) return { jurisdiction: given, findings: [], assumptions: [] };
  const { message, location } = problems[0]!;
  const finding = unchecked([], ['jurisdiction'], {
    zh: `辖区边界图形无效，未能据此检查空白与越界：${message.zh}`,
    en: `The jurisdiction's outline is invalid, so gaps along it and land beyond it could not be checked: ${message.en}`,
  });
  return {
    jurisdiction: null,
    findings: [{ ...finding, ...atPoint(location) }],
    assumptions: [
      {
        zh: `辖区边界图形无效，未采用：${without.zh}`,
        en: `The jurisdiction's outline is invalid and was not used: ${without.en}`,
      },
    ],
  };
}

const atPoint = (location: Position | null): Partial<Finding> =>
  location === null ? {} : { location, geometry: { type: 'Point', coordinates: location } };

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

function emptySummary(packed: PackedAreas): AuditSummary {
  return {
    communities: packed.count,
    vertices: packed.coordinates.length / 2,
    areaSquareMetres: 0,
    counts: Object.fromEntries(COVERAGE_KINDS.map((kind) => [kind, 0])) as Record<
      CoverageKind,
      number
    >,
    overlapAreaSquareMetres: 0,
    gapAreaSquareMetres: 0,
    outsideAreaSquareMetres: 0,
    elapsedMilliseconds: 0,
    components: 0,
    rookPairs: 0,
    leftOut: { overlap: 0, gap: 0, outside: 0, parts: 0, areaSquareMetres: 0 },
  };
}

/** Positions, closing ones included. */
export function countVertices(geometry: AreaGeometry | null): number {
  if (geometry === null) return 0;
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  return polygons.reduce(
    (sum, rings) => sum + rings.reduce((inner, ring) => inner + ring.length, 0),
    0,
  );
}

function couldNotCheck(error: unknown): Message {
  const reason = error instanceof Error ? error.message : String(error);
  return {
    zh: `重叠、空白、越界和接壤未能检查：${reason}`,
    en: `Overlaps, gaps, land beyond the jurisdiction and contiguity could not be checked: ${reason}`,
  };
}

/** Ids of communities may repeat, and with them those of findings: later ones get a number. */
function makeIdsUnique(findings: Finding[]): void {
  const uses = new Map<string, number>();
  for (const finding of findings) {
    const use = (uses.get(finding.id) ?? 0) + 1;
    uses.set(finding.id, use);
    if (use > 1) finding.id = `${finding.id}-${use}`;
  }
}

const SEVERITY_ORDER = { error: 0, warning: 1, info: 2 } as const;

function byImportance(a: Finding, b: Finding): number {
  return (
    SEVERITY_ORDER[a.severity] - SEVERITY_ORDER[b.severity] ||
    (b.areaSquareMetres ?? -1) - (a.areaSquareMetres ?? -1) ||
    byCodePoint(a.id, b.id)
  );
}
