import type { PackedAreas } from '../../geometry/packed-areas.ts';
import { findInvalid } from '../find-invalid.ts';
import { InconsistentCoverageError } from '../label-faces.ts';
import { TooTangledError } from '../node-edges.ts';
import type { AreaGeometry, AuditResult, CommunityInput, JurisdictionInput } from '../types.ts';
import { withGeometry } from '../with-geometry.ts';
import { accountFor, type PassArea } from './account-area.ts';
import { describeChanges } from './describe-changes.ts';
import { describeLeft, describeTangle } from './describe-left.ts';
import { type Directions, NO_DIRECTIONS } from './directions.ts';
import { type Faults, faultsOf } from './faults.ts';
import { selectConcerned } from './select-involved.ts';
import type { RepairSettings } from './settings.ts';
import { type Settled, settleFaults } from './settle-faults.ts';
import { traceOwners } from './trace-owners.ts';
import type { LeftFault, RepairChange } from './types.ts';
import { whenAsked } from './when-asked.ts';
import { writeGeometries } from './write-communities.ts';

/** The outcome of one pass. */
export interface PassResult {
  communities: CommunityInput[];
  /** Index in what was given of each community of the result. */
  origins: number[];
  jurisdiction: JurisdictionInput | null;
  isChanged: boolean;
  /** Nothing could be done, because the arrangement could not be built. */
  isTangled?: true;
  // These three are worked out when somebody asks for them.
  readonly changes: RepairChange[];
  readonly left: LeftFault[];
  readonly area: PassArea;
}

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
  const faults = faultsOf(audit.findings);
  return repairFaults(communities, packed, jurisdiction, faults, settings, directions);
}

const NO_AREA: PassArea = {
  filledSquareMetres: 0,
  resolvedSquareMetres: 0,
  clippedSquareMetres: 0,
  followedSquareMetres: 0,
  bentSquareMetres: 0,
  gainedSquareMetres: 0,
  planeDifferenceSquareMetres: 0,
};

/** {@link repairOnce} for faults that have been read, or surveyed. */
export function repairFaults(
  communities: readonly CommunityInput[],
  packed: PackedAreas,
  jurisdiction: JurisdictionInput | null,
  faults: Faults,
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
    area: NO_AREA,
  };
  const members = selectConcerned(communities, packed, faults);
  if (members.length === 0 && !faults.hasGap) return unchanged;

  const involved = members.map((owner) => communities[owner]!);
  const { invalid, excluded } = judgeValidity(involved, faults);
  const outline = usableOutline(jurisdiction);
  let settled: Settled;
  try {
    settled = settleFaults(involved, excluded, outline, faults, settings, directions);
  } catch (error) {
    if (!(error instanceof TooTangledError || error instanceof InconsistentCoverageError)) {
      throw error;
    }
    return { ...unchanged, left: [describeTangle(error, involved)], isTangled: true };
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
  const outcome = {
    communities: result.filter((community) => community !== null),
    origins: result.flatMap((community, at) => (community === null ? [] : [at])),
    jurisdiction:
      jurisdiction === null || outline === null || newOutline === outline
        ? jurisdiction
        : { ...jurisdiction, geometry: newOutline },
    isChanged: isChanged || newOutline !== outline,
  };
  return whenAsked<typeof outcome, Pick<PassResult, 'changes' | 'left' | 'area'>>(outcome, {
    changes: () => describeChanges(described),
    left: () => describeLeft(described),
    area: () => accountFor(scope, resolution, geometries, described),
  });
}

/** Who is invalid, and who cannot take part, as the audit says. */
function judgeValidity(
  involved: readonly CommunityInput[],
  { invalidIds, uncheckedIds }: Pick<Faults, 'invalidIds' | 'uncheckedIds'>,
): { invalid: Set<number>; excluded: Set<number> } {
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

/** {@link settleFaults} for what an audit found. */
export function settle(
  involved: readonly CommunityInput[],
  excluded: ReadonlySet<number>,
  outline: AreaGeometry | null,
  { findings }: Pick<AuditResult, 'findings'>,
  settings: RepairSettings,
  directions: Directions,
): Settled {
  return settleFaults(involved, excluded, outline, faultsOf(findings), settings, directions);
}
