import { connectFaces } from '../arrangement.ts';
import type { AreaGeometry, CommunityInput } from '../types.ts';
import { closeHairlines } from './close-hairlines.ts';
import type { Directions } from './directions.ts';
import type { Faults } from './faults.ts';
import { findOwnVertices, type OwnVertices } from './own-vertices.ts';
import { RegionMeasures } from './regions.ts';
import { type Resolution, resolveFaces } from './resolve-faces.ts';
import { areaOfFaces, buildScope, type Piece, type Scope } from './scope.ts';
import type { RepairSettings } from './settings.ts';

/** Hairlines are closed, overlaps divided and gaps divided one after the other, each on a new arrangement. */
const MOST_BUILDS = 5;

/** What was decided, and the arrangement on which it was. */
export interface Settled {
  scope: Scope;
  own: OwnVertices;
  resolution: Resolution;
}

/** Builds arrangements and decides on them until nothing waits for a further one. */
export function settleFaults(
  involved: readonly CommunityInput[],
  excluded: ReadonlySet<number>,
  outline: AreaGeometry | null,
  faults: Pick<Faults, 'marks' | 'openPairs' | 'areOpenPairsCertain'>,
  settings: RepairSettings,
  directions: Directions,
): Settled {
  const { marks } = faults;
  const measures = new RegionMeasures(marks);
  const undividable = new Set<string>();
  const geometries = involved.map(({ geometry }, owner) => (excluded.has(owner) ? null : geometry));
  let pieces: Piece[] = [];
  for (let build = 1; ; build++) {
    const scope = buildScope(involved, excluded, outline, pieces);
    if (build === 1) {
      pieces = closeHairlines(scope, openPairsOf(scope, faults), settings.toleranceMetres);
      if (pieces.length > 0) continue;
    }
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

/** Land below this, in m², is noise of the grid and no overlap to the audit. */
const NO_AREA = 1e-6;

/** Pairs that overlap somewhere have no open hairline in the sense of the audit. */
function openPairsOf(
  scope: Scope,
  { openPairs, areOpenPairsCertain }: Pick<Faults, 'openPairs' | 'areOpenPairsCertain'>,
): readonly (readonly [string, string])[] {
  if (areOpenPairsCertain || openPairs.length === 0) return openPairs;
  const ownerOf = new Map(scope.communities.map(({ id }, owner) => [id, owner]));
  return openPairs.filter(([idA, idB]) => {
    const [a, b] = [ownerOf.get(idA), ownerOf.get(idB)];
    if (a === undefined || b === undefined) return false;
    const shared = scope.facesOf[a]!.filter((face) => scope.owners[face]!.includes(b));
    const pieces = connectFaces(scope.arrangement, shared);
    return pieces.every((faces) => areaOfFaces(scope, faces) < NO_AREA);
  });
}
