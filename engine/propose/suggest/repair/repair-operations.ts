import { DEFAULT_REPAIR_SETTINGS } from '../../../coverage/repair/settings.ts';
import type { RepairChange } from '../../../coverage/repair/types.ts';
import type { AreaGeometry, Position } from '../../../coverage/types.ts';
import type { Operation } from '../../../plan/types.ts';
import type { RegionDecision } from './repair-options.ts';

/** The plan operations that do to a region what was decided. */
export function operationsOf({ region, to }: RegionDecision): Operation[] {
  const { kind, claimants, location: at } = region;
  if (to === null) return settle(kind, claimants, at, { strategy: 'divide' });
  if (typeof to === 'string') return settle(kind, claimants, at, { to });
  const first = to[0]!.to;
  const others = [...new Set(to.map((share) => share.to))].filter((id) => id !== first);
  return [
    ...settle(kind, claimants, at, { to: first }),
    ...others.map((id): Operation => {
      const shares = to.filter((share) => share.to === id).map(({ geometry }) => geometry);
      return {
        operation: 'transfer-area',
        parameters: { area: joined(shares), to: id, from: [first] },
      };
    }),
  ];
}

/** All of a region to one, or along the middle. Where more than two claim it, the one who gets it settles with each. */
function settle(
  kind: 'gap' | 'overlap',
  claimants: readonly string[],
  at: Position,
  how: { to: string } | { strategy: 'divide' },
): Operation[] {
  if (kind === 'gap') return [{ operation: 'fill-gap', parameters: { at, ...how } }];
  const pairs =
    'to' in how
      ? claimants.filter((id) => id !== how.to).map((id) => [how.to, id] as const)
      : claimants.slice(1).map((id) => [claimants[0]!, id] as const);
  return pairs.map((pair): Operation => {
    const communities = [...pair].sort() as [string, string];
    return { operation: 'resolve-overlap', parameters: { communities, at, ...how } };
  });
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
  const operations = changes.flatMap((change): Operation[] => {
    const { kind, to, from, communities, geometry, location } = change;
    const decided = decisions.find(
      ({ region }) => region.kind === KINDS[kind] && isAt(region.location, location),
    );
    if (decided !== undefined) return operationsOf(decided);
    const [taker] = to;
    if (taker === undefined || location === null) return [];
    const how = to.length > 1 ? ({ strategy: 'divide' } as const) : { to: taker };
    if (kind === 'fill-gap') return settle('gap', [], location, how);
    if (kind === 'resolve-overlap') return settle('overlap', communities, location, how);
    if (kind !== 'join-crumb' || !isArea(geometry)) return [];
    return [
      { operation: 'transfer-area', parameters: { area: geometry, to: taker, from: [...from] } },
    ];
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
