import { connectFaces, type PlanarGraph } from '../../coverage/arrangement.ts';
import { traceRegion } from '../../coverage/trace-region.ts';
import type { AreaGeometry, PolygonGeometry } from '../../coverage/types.ts';
import { polygonArea } from '../../geometry/geodesic.ts';
import type { PlanState } from '../types.ts';
import { areasOn, buildLocalGround } from './local-ground.ts';

/** Connected ground that passes from one to another; null: from none, to none. */
export interface MovedPiece {
  from: string | null;
  to: string | null;
  geometry: PolygonGeometry;
  areaSquareMetres: number;
}

/** Who has each face of an arrangement, before and after; owners are indexes into `ids`. */
export interface FaceExchange {
  arrangement: PlanarGraph;
  ids: readonly string[];
  before: FaceOwners;
  after: FaceOwners;
}

type FaceOwners = readonly (readonly number[])[];

/** The ground that passes when faces get other owners, by who gives and who takes it. */
export function movedPieces({ arrangement, ids, before, after }: FaceExchange): MovedPiece[] {
  const groups = new Map<string, { from: number; to: number; faces: number[] }>();
  after.forEach((has, face) => {
    const had = before[face]!;
    if (has === had) return;
    const lost = had.filter((owner) => !has.includes(owner));
    const gained = has.filter((owner) => !had.includes(owner));
    // Ground that is given up to whoever claims it too passes to them.
    const givers = lost.length > 0 ? lost : gained.length > 0 ? [-1] : [];
    const takers = gained.length > 0 ? gained : has.length > 0 ? has.slice(0, 1) : [-1];
    for (const from of givers) {
      for (const to of takers) {
        const key = `${from},${to}`;
        const known = groups.get(key);
        if (known === undefined) groups.set(key, { from, to, faces: [face] });
        else known.faces.push(face);
      }
    }
  });
  return [...groups.values()].flatMap(({ from, to, faces }) =>
    connectFaces(arrangement, faces).flatMap((group): MovedPiece[] => {
      const { rings } = traceRegion(arrangement, group);
      if (rings.length === 0) return [];
      return [
        {
          from: from < 0 ? null : ids[from]!,
          to: to < 0 ? null : ids[to]!,
          geometry: { type: 'Polygon', coordinates: rings },
          areaSquareMetres: Math.max(0, polygonArea(rings)),
        },
      ];
    }),
  );
}

/**
 * The ground that passes when communities get other geometries.
 * @param geometries of communities of the plan and of new ones; null for those that end
 * @throws TooTangledError, InconsistentCoverageError
 */
export function groundBetween(
  plan: PlanState,
  geometries: ReadonlyMap<string, AreaGeometry | null>,
): MovedPiece[] {
  const ids = [...geometries.keys()];
  const staying = ids.filter((id) => geometries.get(id) !== null);
  const ground = buildLocalGround(
    plan,
    {},
    {
      communities: ids.filter((id) => plan.communities.has(id)),
      created: ids.filter((id) => !plan.communities.has(id)),
      areas: staying.map((id) => geometries.get(id)!),
    },
  );
  const { scope, ownerOf } = ground;
  const after = scope.owners.map((present, face) => {
    const owners = areasOn(ground, face)
      .map((area) => ownerOf.get(staying[area]!)!)
      .sort((a, b) => a - b);
    const isSame = owners.length === present.length && owners.every((o, i) => o === present[i]);
    return isSame ? present : owners;
  });
  return movedPieces({
    arrangement: scope.arrangement,
    ids: ground.ids,
    before: scope.owners,
    after,
  });
}
