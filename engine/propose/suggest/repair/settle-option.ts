import { connectFaces } from '../../../coverage/arrangement.ts';
import { describeChanges } from '../../../coverage/repair/describe-changes.ts';
import { settle } from '../../../coverage/repair/repair-once.ts';
import type { Decision } from '../../../coverage/repair/resolve-faces.ts';
import { boundaryOf, faceBeyond, type Scope } from '../../../coverage/repair/scope.ts';
import { selectInvolved } from '../../../coverage/repair/select-involved.ts';
import { DEFAULT_REPAIR_SETTINGS } from '../../../coverage/repair/settings.ts';
import { traceOwners } from '../../../coverage/repair/trace-owners.ts';
import type { RepairChange } from '../../../coverage/repair/types.ts';
import { writeGeometries } from '../../../coverage/repair/write-communities.ts';
import { traceRegion } from '../../../coverage/trace-region.ts';
import type { AreaGeometry, CommunityInput, Finding, Position } from '../../../coverage/types.ts';
import { withGeometry } from '../../../coverage/with-geometry.ts';
import { ringsOf } from '../unite-units.ts';
import { boxOfArea, widenedBox } from './cut-by-barriers.ts';
import { chainHalfEdges, type SiteInput, type SiteRegion } from './region-site.ts';
import { isAt } from './repair-operations.ts';
import { directionsOf, type RepairOption } from './repair-options.ts';

export type WithArea = CommunityInput & { geometry: AreaGeometry };

/** A border that a repair draws, or leaves standing, around the ground that it gives away. */
export interface DrawnBorder {
  communities: [string, string];
  lines: Position[][];
}

/** What a repair of one finding comes to. */
export interface SettledOption {
  /** Communities whose ground changes, as they are afterwards. */
  changed: WithArea[];
  /** Neighbours that get a vertex where a new border ends. */
  matched: WithArea[];
  /** The jurisdiction's outline with such vertices; null: as it was. */
  outline: AreaGeometry | null;
  borders: DrawnBorder[];
  /** The way itself, with the shares that a division came to. */
  option: RepairOption;
  /** What was done, crumbs that were cut off by it among it. */
  changes: RepairChange[];
}

/**
 * Carries out one way to repair a finding, on the communities around it. All else is left as it is; with
 * `mendsHairlines` borders around it that run within the tolerance of one another are made one as well.
 * @returns null where a community would vanish, so that it cannot be done
 * @throws TooTangledError, InconsistentCoverageError
 */
export function settleOption(
  input: SiteInput,
  finding: Finding,
  option: RepairOption,
  mendsHairlines: boolean,
): SettledOption | null {
  const members = selectInvolved(input.communities, input.packed, [finding]);
  const involved = members.map((at) => input.communities[at]!);
  const settings = { ...DEFAULT_REPAIR_SETTINGS, gaps: 'leave', overlaps: 'leave' } as const;
  const { scope, own, resolution } = settle(
    involved,
    new Set(),
    input.outline,
    { findings: [finding] },
    settings,
    { list: directionsOf(option), isExclusive: !mendsHairlines },
  );
  const done = resolution.decisions.filter(
    ({ kind, to }) => (kind === 'gap' || kind === 'overlap') && to !== null,
  );
  if (!isFollowed(option, done, scope)) return null;
  const traced = traceOwners(scope, resolution.owners, own, new Set());
  const geometries = writeGeometries(scope, traced, own, new Set(), new Set());
  const grounds = changedGround(scope, resolution.owners);
  const box = option.decisions
    .map(({ region }) => widenedBox(boxOfArea(region.geometry), 1))
    .reduce((a, b) => [
      Math.min(a[0], b[0]),
      Math.min(a[1], b[1]),
      Math.max(a[2], b[2]),
      Math.max(a[3], b[3]),
    ]);
  const [changed, matched]: [WithArea[], WithArea[]] = [[], []];
  involved.forEach((community, owner) => {
    const geometry = geometries[owner]!;
    if (geometry === community.geometry || geometry === null) return;
    const after = withGeometry(community, geometry) as WithArea;
    if (grounds.has(owner)) changed.push(after);
    else if (mendsHairlines || hasNewVertexIn(box, community.geometry!, geometry)) {
      matched.push(after);
    }
  });
  const outline = geometries.at(-1)!;
  const isOutlineNew =
    outline !== null &&
    outline !== input.outline &&
    (mendsHairlines || hasNewVertexIn(box, input.outline!, outline));
  const described = {
    scope,
    resolution,
    traced,
    geometries,
    invalid: new Set<number>(),
    excluded: new Set<number>(),
    dropped: new Set<number>(),
  };
  return {
    changed,
    matched,
    outline: isOutlineNew ? outline : null,
    borders: bordersOf(scope, resolution.owners, done),
    option: withShares(option, done, scope, resolution.owners),
    changes: describeChanges(described).filter(({ kind }) => kind !== 'add-vertices'),
  };
}

/** What was decided of a region. */
const decisionOn = (region: SiteRegion, done: readonly Decision[]): Decision | undefined =>
  done.find(
    ({ kind, region: { measure, owners } }) =>
      kind === region.kind &&
      owners.length === region.claimants.length &&
      Math.abs(measure.areaSquareMetres - region.areaSquareMetres) <=
        0.01 * region.areaSquareMetres + 1e-6 &&
      isAt(region.location, measure.location),
  );

/** What a division comes to stands in the place of the wish for one: one area for each connected piece. */
function withShares(
  option: RepairOption,
  done: readonly Decision[],
  { arrangement, communities }: Scope,
  owners: readonly (readonly number[])[],
): RepairOption {
  const decisions = option.decisions.map((decision) => {
    if (typeof decision.to === 'string') return decision;
    const { region, to } = decisionOn(decision.region, done)!;
    const shares = to!.flatMap((owner) => {
      const faces = region.faces.filter((face) => owners[face]!.includes(owner));
      return connectFaces(arrangement, faces).map((group) => ({
        to: communities[owner]!.id,
        geometry: {
          type: 'Polygon' as const,
          coordinates: traceRegion(arrangement, group).rings,
        },
      }));
    });
    return { ...decision, to: shares.filter(({ geometry }) => geometry.coordinates.length > 0) };
  });
  return { ...option, decisions };
}

/** Was every region decided as it was asked for? A community that would vanish keeps what it has. */
function isFollowed({ decisions }: RepairOption, done: readonly Decision[], scope: Scope): boolean {
  return decisions.every(({ region, to }) => {
    const decision = decisionOn(region, done);
    if (decision === undefined) return false;
    const takers = decision.to!.map((owner) => scope.communities[owner]!.id).sort();
    if (to === null) return takers.length > 1;
    const asked = typeof to === 'string' ? [to] : [...new Set(to.map((share) => share.to))].sort();
    return takers.join('\u0000') === asked.join('\u0000');
  });
}

function changedGround(
  { owners: before }: Scope,
  owners: readonly (readonly number[])[],
): Set<number> {
  const changed = new Set<number>();
  owners.forEach((after, face) => {
    const given = before[face]!;
    if (after === given) return;
    for (const owner of after) if (!given.includes(owner)) changed.add(owner);
    for (const owner of given) if (!after.includes(owner)) changed.add(owner);
  });
  return changed;
}

/** Has a shape a vertex in a box that it had not? */
function hasNewVertexIn(
  [west, south, east, north]: [number, number, number, number],
  before: AreaGeometry,
  after: AreaGeometry,
): boolean {
  const positions = (geometry: AreaGeometry): Position[] => ringsOf(geometry).flat();
  const known = new Set(positions(before).map((position) => position.join()));
  return positions(after).some(
    (position) =>
      position[0]! >= west &&
      position[0]! <= east &&
      position[1]! >= south &&
      position[1]! <= north &&
      !known.has(position.join()),
  );
}

/** Borders in the decided regions and along their rims, between those who stand there now. */
function bordersOf(
  scope: Scope,
  owners: readonly (readonly number[])[],
  done: readonly Decision[],
): DrawnBorder[] {
  const groups = new Map<string, { pair: [number, number]; halfEdges: number[] }>();
  const inside = new Set(done.flatMap(({ region }) => region.faces));
  for (const face of inside) {
    const [own] = owners[face]!;
    if (own === undefined) continue;
    for (const halfEdge of boundaryOf(scope, [face])) {
      const beyond = faceBeyond(scope, halfEdge);
      const [other, ...more] = owners[beyond]!;
      if (other === undefined || more.length > 0 || other === own) continue;
      if (inside.has(beyond) && own > other) continue;
      const pair: [number, number] = own < other ? [own, other] : [other, own];
      const known = groups.get(pair.join()) ?? { pair, halfEdges: [] };
      groups.set(pair.join(), known);
      known.halfEdges.push(halfEdge);
    }
  }
  return [...groups.values()].map(({ pair, halfEdges }) => ({
    communities: pair.map((owner) => scope.communities[owner]!.id).sort() as [string, string],
    lines: chainHalfEdges(scope, halfEdges),
  }));
}
