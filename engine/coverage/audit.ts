import { type PackedAreas, packAreas } from '../geometry/packed-areas.ts';
import type { AuditSettings, CoverageContext } from './context.ts';
import type { CoverageFacts } from './coverage-facts.ts';
import { findInvalid } from './find-invalid.ts';
import {
  findInvalidCommunities,
  unchecked,
  uncheckedCommunity,
} from './find-invalid-communities.ts';
import { keepCompiled } from './keep-compiled.ts';
import { listPairs, type PairLists } from './list-pairs.ts';
import {
  byImportance,
  composeResult,
  couldNotCheck,
  countKinds,
  reportFacts,
} from './report-facts.ts';
import { measureResidual } from './residual/measure-residual.ts';
import { replaceAreas, resolveInvalid } from './residual/resolve-invalid.ts';
import type {
  AreaGeometry,
  AuditOptions,
  AuditResult,
  AuditSummary,
  CommunityInput,
  Finding,
  JurisdictionInput,
  Message,
  Position,
} from './types.ts';

export { byImportance, countKinds } from './report-facts.ts';

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
  return auditBy(measureCoverage, communities, packed, jurisdiction, options);
}

/** How the facts of usable areas come about; an audit of a part has its own way. */
export type Measure = (usable: PackedAreas, context: CoverageContext) => CoverageFacts;

/** {@link auditPacked} on facts that were measured in a way of one's own. */
export function auditBy(
  measure: Measure,
  communities: readonly CommunityInput[],
  packed: PackedAreas,
  jurisdiction?: JurisdictionInput | null,
  options: AuditOptions = {},
): AuditResult {
  const settings = resolveSettings(options);
  const validity = findInvalidCommunities(communities, packed);
  const outline = checkOutline(jurisdiction ?? null);
  const summary = emptySummary(packed.count, packed.coordinates.length / 2);
  const findings: Finding[] = [...validity.findings, ...outline.findings];
  const assumptions = outline.assumptions;
  let listed: PairLists = {};

  try {
    const { invalid } = validity;
    const context = { communities, jurisdiction: outline.jurisdiction, invalid, settings };
    const usable = makeUsable(communities, packed, validity, findings);
    const facts = measure(usable, context);
    const reported = reportFacts(context, facts);
    findings.push(...reported.findings);
    assumptions.push(...reported.assumptions);
    Object.assign(summary, reported.figures);
    listed = listPairs(communities, facts, options);
  } catch (error) {
    findings.push(couldNotCheck(error));
  }
  const result = composeResult(summary, findings.sort(byImportance), assumptions, listed);
  // A small one keeps no other.
  keepCompiled('audit', packed, (small, areas) => auditPacked(small, areas, null, LISTING));
  return result;
}

const LISTING: AuditOptions = { adjacency: true };

const MEASURES = ['toleranceMetres', 'minAreaSquareMetres', 'sliverWidthMetres'] as const;

export function resolveSettings(options: AuditOptions): AuditSettings {
  const settings = { ...DEFAULT_SETTINGS };
  for (const key of MEASURES) {
    const value = options[key];
    if (value === undefined) continue;
    if (!Number.isFinite(value) || value < 0) {
      throw new RangeError(`${key} must be a number of at least 0, not ${value}`);
    }
    settings[key] = value;
  }
  return options.queen ? { ...settings, queen: true } : settings;
}

/** Invalid areas resolved to what they cover, excluded ones left out; what covers nothing is said. */
export function makeUsable(
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

export function measureCoverage(
  usable: PackedAreas,
  { jurisdiction, settings }: CoverageContext,
): CoverageFacts {
  const outline = jurisdiction === null ? null : packAreas([jurisdiction.geometry]);
  return measureResidual(usable, outline, settings);
}

/** The outline, if it can be used, and what the audit assumes without one. */
export function checkOutline(given: JurisdictionInput | null): {
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

/** The summary of a coverage in which nothing has been measured. */
export function emptySummary(communities: number, vertices: number): AuditSummary {
  return {
    communities,
    vertices,
    areaSquareMetres: 0,
    counts: countKinds([]),
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
