import { geodesicArea } from '../geometry/geodesic.ts';
import { ENGINE_VERSION } from '../version.ts';
import { buildArrangement, ownersOf } from './arrangement.ts';
import { type AuditSettings, byCodePoint, type CoverageContext } from './context.ts';
import { type Border, findAdjacency } from './find-adjacency.ts';
import { findNonContiguous, labelComponents } from './find-components.ts';
import { findDuplicates } from './find-duplicates.ts';
import { findEnclaves } from './find-enclaves.ts';
import { collectGaps, findGaps, type Gap } from './find-gaps.ts';
import { findInvalid } from './find-invalid.ts';
import { findInvalidCommunities, unchecked } from './find-invalid-communities.ts';
import { findMismatches } from './find-mismatches.ts';
import { collectOutside, findOutside, type Outside } from './find-outside.ts';
import { collectOverlaps, findOverlaps, type OverlapPair } from './find-overlaps.ts';
import { areaText } from './format-figures.ts';
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
  const settings = resolveSettings(options);
  const validity = findInvalidCommunities(communities);
  const outline = checkOutline(jurisdiction ?? null);
  const summary = emptySummary(communities, validity.excluded);
  const findings: Finding[] = [...validity.findings, ...outline.findings];
  const assumptions = assumptionsOf(outline.jurisdiction);
  let adjacency: AuditResult['adjacency'];

  try {
    const context = buildContext(communities, outline.jurisdiction, validity, settings);
    const inspected = inspect(context);
    findings.push(...inspected.findings);
    assumptions.push(...inspected.assumptions);
    Object.assign(summary, inspected.figures);
    summary.rookPairs = inspected.borders.length;
    if (options.adjacency) adjacency = namedBorders(communities, inspected.borders);
  } catch (error) {
    findings.push(unchecked([], ['coverage'], couldNotCheck(error)));
  }

  findings.sort(byImportance);
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

function buildContext(
  communities: readonly CommunityInput[],
  jurisdiction: JurisdictionInput | null,
  { excluded, invalid }: { excluded: ReadonlySet<number>; invalid: ReadonlySet<number> },
  settings: AuditSettings,
): CoverageContext {
  const arrangement = buildArrangement(
    communities.map(({ geometry }, owner) => (excluded.has(owner) ? null : geometry)),
    jurisdiction?.geometry ?? null,
  );
  const facesOf: number[][] = communities.map(() => []);
  for (let face = 0; face < arrangement.faces.faceCount; face++) {
    for (const owner of ownersOf(arrangement, face)) facesOf[owner]!.push(face);
  }
  return {
    arrangement,
    communities,
    jurisdiction,
    excluded,
    invalid,
    settings,
    facesOf,
    ...labelComponents(arrangement),
  };
}

/** All find-stages on one arrangement, with the figures of the summary. */
function inspect(context: CoverageContext) {
  const overlaps = collectOverlaps(context);
  const { gaps, pinched } = collectGaps(context);
  const outside = collectOutside(context);
  const contiguity = findNonContiguous(context);
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
    ...findEnclaves(context, crumbFaces(context, overlaps, gaps)),
    ...findMismatches(context, { overlaps, gaps, outside }),
  ];
  return {
    findings,
    assumptions: pinchedVoids(context, pinched),
    borders: findAdjacency(context),
    figures: {
      components: context.components,
      overlapAreaSquareMetres: sumOfAreas(found.overlap),
      gapAreaSquareMetres: sumOfAreas(found.gap),
      outsideAreaSquareMetres: sumOfAreas(found.outside),
      leftOut: leftOut(context, overlaps, gaps, outside, contiguity.leftOutParts),
    } satisfies Partial<AuditSummary>,
  };
}

const sumOfAreas = (findings: readonly Finding[]): number =>
  findings.reduce((sum, { areaSquareMetres }) => sum + (areaSquareMetres ?? 0), 0);

/** Faces of overlaps and gaps too small to count. */
function crumbFaces(
  { settings }: CoverageContext,
  overlaps: readonly OverlapPair[],
  gaps: readonly Gap[],
): Set<number> {
  const regions = [
    ...overlaps
      .filter((pair) => pair.areaSquareMetres < settings.minAreaSquareMetres)
      .flatMap((pair) => pair.regions),
    ...gaps
      .map(({ region }) => region)
      .filter((region) => region.areaSquareMetres < settings.minAreaSquareMetres),
  ];
  return new Set(regions.flatMap(({ faces }) => faces));
}

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

/** An outline that is itself invalid is reported, and used only when an area can be read from it. */
function checkOutline(jurisdiction: JurisdictionInput | null): {
  jurisdiction: JurisdictionInput | null;
  findings: Finding[];
} {
  if (jurisdiction === null) return { jurisdiction, findings: [] };
  const problems = findInvalid(jurisdiction.geometry);
  if (problems.length === 0) return { jurisdiction, findings: [] };
  const { message } = problems[0]!;
  return {
    jurisdiction: null,
    findings: [
      unchecked([], ['jurisdiction'], {
        zh: `辖区边界图形无效，未能据此检查空白与越界：${message.zh}`,
        en: `The jurisdiction's outline is invalid, so gaps along it and land beyond it could not be checked: ${message.en}`,
      }),
    ],
  };
}

function assumptionsOf(jurisdiction: JurisdictionInput | null): Message[] {
  if (jurisdiction !== null) return [];
  return [
    {
      zh: '未提供辖区边界：只能发现四面被社区包围的空白，无法发现朝外敞开的空白和越界。',
      en: 'No jurisdiction outline was given: only gaps that communities enclose are found; gaps open to the outside and land beyond the jurisdiction are not.',
    },
  ];
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

function emptySummary(
  communities: readonly CommunityInput[],
  excluded: ReadonlySet<number>,
): AuditSummary {
  return {
    communities: communities.length,
    vertices: communities.reduce((sum, { geometry }) => sum + countVertices(geometry), 0),
    areaSquareMetres: communities.reduce(
      (sum, { geometry }, owner) =>
        sum + (geometry === null || excluded.has(owner) ? 0 : geodesicArea(geometry)),
      0,
    ),
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

const SEVERITY_ORDER = { error: 0, warning: 1, info: 2 } as const;

function byImportance(a: Finding, b: Finding): number {
  return (
    SEVERITY_ORDER[a.severity] - SEVERITY_ORDER[b.severity] ||
    (b.areaSquareMetres ?? -1) - (a.areaSquareMetres ?? -1) ||
    byCodePoint(a.id, b.id)
  );
}
