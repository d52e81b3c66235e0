import type { PackedAreas } from '../../geometry/packed-areas.ts';
import { findInvalid } from '../find-invalid.ts';
import { InconsistentCoverageError } from '../label-faces.ts';
import { TooTangledError } from '../node-edges.ts';
import type { AreaGeometry, AuditResult, CommunityInput, JurisdictionInput } from '../types.ts';
import { withGeometry } from '../with-geometry.ts';
import { accountFor, type PassArea } from './account-area.ts';
import { closeHairlines, openHairlinePairs } from './close-hairlines.ts';
import { describeChanges } from './describe-changes.ts';
import { describeLeft, describeTangle } from './describe-left.ts';
import { type Directions, NO_DIRECTIONS } from './directions.ts';
import { findOwnVertices, type OwnVertices } from './own-vertices.ts';
import { RegionMarks } from './region-marks.ts';
import { RegionMeasures } from './regions.ts';
import { type Resolution, resolveFaces } from './resolve-faces.ts';
import { buildScope, type Piece, type Scope } from './scope.ts';
import { selectInvolved } from './select-involved.ts';
import type { RepairSettings } from './settings.ts';
import { traceOwners } from './trace-owners.ts';
import type { LeftFault, RepairChange } from './types.ts';
import { writeGeometries } from './write-communities.ts';

/** The outcome of one pass. */
export interface PassResult {
  communities: CommunityInput[];
  /** Index in what was given of each community of the result. */
  origins: number[];
  jurisdiction: JurisdictionInput | null;
  isChanged: boolean;
  changes: RepairChange[];
  left: LeftFault[];
  area: PassArea;
}

/** Hairlines are closed, overlaps divided and gaps divided one after the other, each on a new arrangement. */
const MOST_BUILDS = 5;

/**
 * Repairs what an audit of the same communities found; `packed` are their areas.
 * @param directions decisions on single regions, which go before the strategies
 */
export function repairOnce(
  communities: readonly CommunityInput[],
  packed: PackedAreas,
  jurisdiction: JurisdictionInput | null,
  audit: Pick<AuditResult, 'findings'>,
  settings: RepairSettings,
  directions: Directions = NO_DIRECTIONS,
): PassResult {
  const unchanged: PassResult = {
    communities: [...communities],
    origins: [...communities.keys()],
    jurisdiction,
    isChanged: false,
    changes: [],
    left: [],
    area: {
      filledSquareMetres: 0,
      resolvedSquareMetres: 0,
      clippedSquareMetres: 0,
      followedSquareMetres: 0,
      bentSquareMetres: 0,
      gainedSquareMetres: 0,
      planeDifferenceSquareMetres: 0,
    },
  };
  const members = selectInvolved(communities, packed, audit.findings);
  const hasGap = audit.findings.some(({ kind }) => kind === 'gap');
  if (members.length === 0 && !hasGap) return unchanged;

  const involved = members.map((owner) => communities[owner]!);
  const { invalid, excluded } = judgeValidity(involved, audit);
  const outline = usableOutline(jurisdiction);
  let settled: ReturnType<typeof settle>;
  try {
    settled = settle(involved, excluded, outline, audit, settings, directions);
  } catch (error) {
    if (!(error instanceof TooTangledError || error instanceof InconsistentCoverageError)) {
      throw error;
    }
    return { ...unchanged, left: [describeTangle(error, involved)] };
  }
  const { scope, own, resolution } = settled;
  const traced = traceOwners(scope, resolution.owners, own, invalid);
  const geometries = writeGeometries(scope, traced, own, invalid, excluded);
  const isDropping = settings.duplicates === 'drop';
  const dropped = new Set(isDropping ? resolution.twins.keys() : []);

  const result: (CommunityInput | null)[] = [...communities];
  let isChanged = dropped.size > 0;
  involved.forEach((community, owner) => {
    const at = members[owner]!;
    const geometry = geometries[owner]!;
    if (dropped.has(owner)) result[at] = null;
    else if (geometry !== community.geometry) {
      result[at] = withGeometry(community, geometry);
      isChanged = true;
    }
  });
  const newOutline = geometries.at(-1)!;
  const described = {
    scope,
    resolution,
    traced,
    geometries,
    invalid,
    excluded,
    dropped,
  };
  return {
    communities: result.filter((community) => community !== null),
    origins: result.flatMap((community, at) => (community === null ? [] : [at])),
    jurisdiction:
      jurisdiction === null || outline === null || newOutline === outline
        ? jurisdiction
        : { ...jurisdiction, geometry: newOutline },
    isChanged: isChanged || newOutline !== outline,
    changes: describeChanges(described),
    left: describeLeft(described),
    area: accountFor(scope, resolution, geometries, described),
  };
}

/** Who is invalid, and who cannot take part, as the audit says. */
function judgeValidity(
  involved: readonly CommunityInput[],
  { findings }: Pick<AuditResult, 'findings'>,
): { invalid: Set<number>; excluded: Set<number> } {
  const idsOf = (kind: string): Set<string> =>
    new Set(findings.filter((f) => f.kind === kind).flatMap(({ communities }) => communities));
  const [invalidIds, uncheckedIds] = [idsOf('invalid'), idsOf('unchecked')];
  const invalid = new Set<number>();
  const excluded = new Set<number>();
  involved.forEach(({ id, geometry }, owner) => {
    const isUnchecked = uncheckedIds.has(id);
    // One id may stand for several communities.
    if (invalidIds.has(id) && findInvalid(geometry).length > 0) {
      invalid.add(owner);
      if (isUnchecked) excluded.add(owner);
    } else if (isUnchecked && isTooWide(geometry)) excluded.add(owner);
  });
  return { invalid, excluded };
}

/** An area across the antimeridian reaches around the globe in the plane: the audit leaves it out. */
function isTooWide(geometry: AreaGeometry | null): boolean {
  if (geometry === null) return false;
  const shells = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  let [west, east] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const [shell = []] of shells) {
    for (const [lon = 0] of shell) {
      west = Math.min(west, lon);
      east = Math.max(east, lon);
    }
  }
  return east - west > 180;
}

/** An invalid outline takes no part, as in the audit. */
function usableOutline(jurisdiction: JurisdictionInput | null): AreaGeometry | null {
  if (jurisdiction === null || findInvalid(jurisdiction.geometry).length > 0) return null;
  return jurisdiction.geometry;
}

/** Builds arrangements and decides on them until nothing waits for a further one. */
export function settle(
  involved: readonly CommunityInput[],
  excluded: ReadonlySet<number>,
  outline: AreaGeometry | null,
  { findings }: Pick<AuditResult, 'findings'>,
  settings: RepairSettings,
  directions: Directions,
): { scope: Scope; own: OwnVertices; resolution: Resolution } {
  const marks = new RegionMarks(findings);
  const measures = new RegionMeasures(marks);
  const undividable = new Set<string>();
  let pieces: Piece[] = [];
  for (let build = 1; ; build++) {
    const scope = buildScope(involved, excluded, outline, pieces);
    if (build === 1) {
      pieces = closeHairlines(scope, openHairlinePairs(findings), settings.toleranceMetres);
      if (pieces.length > 0) continue;
    }
    const geometries = involved.map(({ geometry }, owner) =>
      excluded.has(owner) ? null : geometry,
    );
    const own = findOwnVertices(scope.arrangement.noded, [...geometries, outline]);
    const resolution = resolveFaces({
      scope,
      own,
      marks,
      measures,
      undividable,
      settings,
      directions,
    });
    if (resolution.pending.length === 0) return { scope, own, resolution };
    if (build >= MOST_BUILDS) {
      for (const { region } of resolution.pending) undividable.add(region);
    } else {
      pieces = [...pieces, ...resolution.pending];
    }
  }
}
