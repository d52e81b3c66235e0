import { DEFAULT_REPAIR_SETTINGS } from '../../../coverage/repair/settings.ts';
import type { RepairChange } from '../../../coverage/repair/types.ts';
import type { AreaGeometry, Position } from '../../../coverage/types.ts';
import type { Operation } from '../../../plan/types.ts';
import type { RegionDecision } from './repair-options.ts';

/**
 * The plan operations that make a repair, in the order in which they apply. Land that more than two claim comes
 * first, and by its area: an overlap is a matter of a pair, and would take along what a third one claims of it.
 */
export function operationsOf(decisions: readonly RegionDecision[]): Operation[] {
  return [...decisions]
    .sort((a, b) => b.region.claimants.length - a.region.claimants.length)
    .flatMap(operationsOn);
}

function operationsOn({ region, to }: RegionDecision): Operation[] {
  const { kind, claimants, location: at, geometry } = region;
  if (to === null) return [settle(kind, claimants, at, { strategy: 'divide' })];
  const shares = typeof to === 'string' ? [{ to, geometry }] : to;
  const takers = [...new Set(shares.map((share) => share.to))];
  const areaOf = (id: string): AreaGeometry =>
    joined(shares.filter((share) => share.to === id).map((share) => share.geometry));
  if (claimants.length > 2) {
    return takers.map((id) => transfer(areaOf(id), id, claimants));
  }
  const [first, ...others] = takers as [string, ...string[]];
  return [
    settle(kind, claimants, at, { to: first }),
    ...others.map((id) => transfer(areaOf(id), id, [first])),
  ];
}

const transfer = (area: AreaGeometry, to: string, from: readonly string[]): Operation => ({
  operation: 'transfer-area',
  parameters: { area, to, from: from.filter((id) => id !== to) },
});

/** All of a region to one, or along the middle. */
function settle(
  kind: 'gap' | 'overlap',
  claimants: readonly string[],
  at: Position,
  how: { to: string } | { strategy: 'divide' },
): Operation {
  if (kind === 'gap') return { operation: 'fill-gap', parameters: { at, ...how } };
  const communities = [...claimants].sort().slice(0, 2) as [string, string];
  return { operation: 'resolve-overlap', parameters: { communities, at, ...how } };
}

function joined(areas: readonly AreaGeometry[]): AreaGeometry {
  const polygons = areas.flatMap((area) =>
    area.type === 'Polygon' ? [area.coordinates] : area.coordinates,
  );
  return polygons.length === 1
    ? { type: 'Polygon', coordinates: polygons[0]! }
    : { type: 'MultiPolygon', coordinates: polygons };
}

/**
 * The plan operations that make the repair of a whole coverage, in the order in which they apply: gaps and overlaps,
 * then what was cut off by them, and the borders of all that changed snapped at the end.
 * @param decisions those that were followed in place of a strategy
 * @param snapped communities whose borders become one line with a neighbour's, or get vertices of it
 */
export function wholeOperations(
  changes: readonly RepairChange[],
  decisions: readonly RegionDecision[],
  snapped: readonly string[],
): Operation[] {
  const claimantsOf = ({ kind, communities }: RepairChange): number =>
    kind === 'resolve-overlap' ? communities.length : 0;
  const inOrder = [...changes].sort((a, b) => claimantsOf(b) - claimantsOf(a));
  const operations = inOrder.flatMap((change): Operation[] => {
    const { kind, to, from, communities, geometry, location } = change;
    const decided = decisions.find(
      ({ region }) => region.kind === KINDS[kind] && isAt(region.location, location),
    );
    if (decided !== undefined) return operationsOn(decided);
    const [taker] = to;
    if (taker === undefined || location === null) return [];
    const how = to.length > 1 ? ({ strategy: 'divide' } as const) : { to: taker };
    if (kind === 'fill-gap') return [settle('gap', [], location, how)];
    if (kind === 'resolve-overlap' && communities.length === 2) {
      return [settle('overlap', communities, location, how)];
    }
    if (kind !== 'join-crumb' && kind !== 'resolve-overlap') return [];
    return isArea(geometry) ? [transfer(geometry, taker, from)] : [];
  });
  return snapped.length === 0 ? operations : [...operations, snapping(snapped)];
}

/** The borders of communities become one line where they nearly agree. */
export const snapping = (communities: readonly string[]): Operation => ({
  operation: 'snap-borders',
  parameters: {
    communities: [...communities],
    toleranceMetres: DEFAULT_REPAIR_SETTINGS.toleranceMetres,
  },
});

const KINDS: Partial<Record<RepairChange['kind'], 'gap' | 'overlap'>> = {
  'fill-gap': 'gap',
  'resolve-overlap': 'overlap',
};

const isArea = (geometry: RepairChange['geometry']): geometry is AreaGeometry =>
  geometry?.type === 'Polygon' || geometry?.type === 'MultiPolygon';

export const isAt = (a: Position, b: Position | null): boolean =>
  b !== null && Math.abs(a[0]! - b[0]!) < 1e-6 && Math.abs(a[1]! - b[1]!) < 1e-6;
