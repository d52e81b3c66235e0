import { byCodePoint } from '../../../coverage/context.ts';
import { findInvalid } from '../../../coverage/find-invalid.ts';
import { nameOf } from '../../../coverage/name-of.ts';
import type { AreaGeometry, CommunityInput, Position } from '../../../coverage/types.ts';
import { geodesicArea } from '../../../geometry/geodesic.ts';
import type { EstateInput, UnitInput } from '../../../material/types.ts';
import { movedHouseholds } from '../../../measure/moved-households.ts';
import { CommunityShapes } from '../../../rules/community-shapes.ts';
import { placeInside } from '../../../rules/place-inside.ts';
import type { Suggestion } from '../types.ts';
import { boxOfArea, meets } from './cut-by-barriers.ts';
import { isIn } from './is-in.ts';

/** Who lives on the ground that a repair gives away. */
export interface MovedByRepair {
  assignment: Suggestion['assignment'];
  householdsMoved: Suggestion['householdsMoved'];
  /** Households of units that were in no community and are in one now: they do not move. */
  householdsJoined: number;
}

/** Tells who moves with the ground of a repair, and which estates it cuts. Works out a unit's place once. */
export class Residents {
  private readonly units: readonly UnitInput[];
  private readonly estates: readonly EstateInput[];
  private readonly places = new Map<UnitInput, Position>();
  private readonly usable: readonly (EstateInput & { geometry: AreaGeometry })[];

  constructor(units: readonly UnitInput[], estates: readonly EstateInput[]) {
    this.units = units.filter(({ geometry }) => findInvalid(geometry).length === 0);
    this.estates = estates;
    this.usable = estates.flatMap((estate) =>
      estate.geometry === null || findInvalid(estate.geometry).length > 0
        ? []
        : [{ ...estate, geometry: estate.geometry }],
    );
  }

  /**
   * Units whose middle lies in the ground that changes hands, and their households. A unit that does not say whose it
   * is moves nobody; one that says that it is nobody's joins a community, and its households do not move.
   * @param after communities around the ground, as they are afterwards
   */
  moved(
    grounds: readonly (AreaGeometry | null)[],
    after: readonly CommunityInput[],
  ): MovedByRepair {
    const shapes = new CommunityShapes(after);
    const touched = this.unitsIn(grounds).flatMap((unit) => {
      const to = shapes.at(this.placeOf(unit))?.id;
      if (unit.community === undefined || to === undefined || to === unit.community) return [];
      return [{ unit, from: unit.community, to }];
    });
    // With their other units the communities are known to go on: else the one would be the other by a new name.
    const goal = new Map(touched.map(({ unit, to }) => [unit.id, to]));
    const involved = new Set(touched.flatMap(({ from, to }) => [from, to]));
    const own = this.units.filter(
      ({ id, community }) => goal.has(id) || (community != null && involved.has(community)),
    );
    const { households, joined, estimated, estates } = movedHouseholds(
      own,
      new Map(own.map(({ id, community }) => [id, community ?? null])),
      new Map(own.map(({ id, community }) => [id, goal.get(id) ?? community ?? null])),
      this.estates,
    );
    const named = new Map(this.estates.map((estate) => [estate.id, estate]));
    return {
      assignment: Object.fromEntries(
        touched.map(({ unit, to }) => [unit.id, to]).sort(([a], [b]) => byCodePoint(a!, b!)),
      ) as Record<string, string>,
      householdsJoined: joined,
      householdsMoved: {
        total: households,
        estimated,
        byEstate: estates.flatMap((move) => {
          if (move.from === null || move.to === null || move.households === null) return [];
          const { estate, from, to, households: count } = move;
          const { zh: name, en } = nameOf(named.get(estate) ?? { id: estate });
          return [
            { estate, name, ...(en === name ? {} : { nameEn: en }), households: count, from, to },
          ];
        }),
      },
    };
  }

  /** Estates that lay in one community (or in fewer) and are cut afterwards. */
  cutEstates(
    grounds: readonly (AreaGeometry | null)[],
    before: readonly CommunityInput[],
    after: readonly CommunityInput[],
  ): EstateInput[] {
    return cutBy(this.usable, grounds, before, after);
  }

  /** Units that lay in one community (or in fewer) and are cut afterwards; null where no units are known. */
  cutUnits(
    grounds: readonly (AreaGeometry | null)[],
    before: readonly CommunityInput[],
    after: readonly CommunityInput[],
  ): UnitInput[] | null {
    if (this.units.length === 0) return null;
    return cutBy(this.units, grounds, before, after);
  }

  private unitsIn(grounds: readonly (AreaGeometry | null)[]): UnitInput[] {
    const areas = grounds.flatMap((ground) =>
      ground === null ? [] : [{ ground, box: boxOfArea(ground) }],
    );
    if (areas.length === 0) return [];
    return this.units.filter((unit) => {
      const box = boxOfArea(unit.geometry);
      return areas.some((area) => meets(area.box, box) && isIn(this.placeOf(unit), area.ground));
    });
  }

  private placeOf(unit: UnitInput): Position {
    const known = this.places.get(unit);
    if (known !== undefined) return known;
    const place = placeInside(unit.geometry);
    this.places.set(unit, place);
    return place;
  }
}

/** Those that more communities share after than before, of those near some ground. */
function cutBy<T extends { geometry: AreaGeometry }>(
  things: readonly T[],
  grounds: readonly (AreaGeometry | null)[],
  before: readonly CommunityInput[],
  after: readonly CommunityInput[],
): T[] {
  const boxes = grounds.flatMap((ground) => (ground === null ? [] : [boxOfArea(ground)]));
  const near = things.filter(({ geometry }) =>
    boxes.some((box) => meets(boxOfArea(geometry), box)),
  );
  if (near.length === 0) return [];
  const [then, now] = [new CommunityShapes(before), new CommunityShapes(after)];
  return near.filter(
    ({ geometry }) => communitiesOf(geometry, now) > Math.max(1, communitiesOf(geometry, then)),
  );
}

/** A piece of an estate or a unit counts from this share of it (as for the rule `estate.whole`). */
const LEAST_SHARE = 0.01;

/** How many communities an area lies in; one that a single community holds wholly lies in one. */
function communitiesOf(area: AreaGeometry, shapes: CommunityShapes): number {
  const whole = geodesicArea(area);
  const shares = shapes.piecesOf(area).map(({ areaSquareMetres }) => areaSquareMetres / whole);
  if (shares.some((share) => share > 1 - LEAST_SHARE)) return 1;
  return shares.filter((share) => share >= LEAST_SHARE).length;
}
