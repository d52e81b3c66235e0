import type { AreaGeometry, Position } from '#engine/coverage/types.ts';
import type { UnitInput } from '#engine/material/types.ts';
import { areaBox, type Box, lineBox, ringsOf } from '#engine/plan/ground/area-box.ts';
import { indexOfMaterial } from '#engine/plan/ground/material-index.ts';
import type { PlanCommunity, PlanState } from '#engine/plan/types.ts';
import { placeInside } from '#engine/rules/place-inside.ts';

/** Even-odd over all rings: holes are outside, whatever way they wind. */
export function isInside(geometry: AreaGeometry, [x = 0, y = 0]: Position): boolean {
  let inside = false;
  for (const ring of ringsOf(geometry)) {
    for (let i = 1; i < ring.length; i++) {
      const [ax = 0, ay = 0] = ring[i - 1] ?? [];
      const [bx = 0, by = 0] = ring[i] ?? [];
      if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) inside = !inside;
    }
  }
  return inside;
}

const boxes = new WeakMap<AreaGeometry, Box>();
const boxOf = (geometry: AreaGeometry): Box => {
  const known = boxes.get(geometry);
  if (known !== undefined) return known;
  const made = areaBox(geometry);
  boxes.set(geometry, made);
  return made;
};

const covers = ([w, s, e, n]: Box, [x = 0, y = 0]: Position): boolean =>
  w <= x && x <= e && s <= y && y <= n;

/** The community over a place; of several that claim it, the smallest by its box. Null: none. */
export function communityAt(plan: PlanState, at: Position): PlanCommunity | null {
  let best: PlanCommunity | null = null;
  let smallest = Infinity;
  for (const community of plan.communities.values()) {
    const box = boxOf(community.geometry);
    const size = (box[2] - box[0]) * (box[3] - box[1]);
    if (size < smallest && covers(box, at) && isInside(community.geometry, at)) {
      best = community;
      smallest = size;
    }
  }
  return best;
}

/** The unit over a place. */
export function unitAt(units: readonly UnitInput[], at: Position): UnitInput | null {
  const [x = 0, y = 0] = at;
  const near = indexOfMaterial(units).meeting([x, y, x, y]);
  return near.find(({ geometry }) => isInside(geometry, at)) ?? null;
}

const places = new WeakMap<UnitInput, Position>();
/** The place of a unit that stands for it: its middle, or where that lies outside of it the place furthest from its outline. */
export function placeOf(unit: UnitInput): Position {
  const known = places.get(unit);
  if (known !== undefined) return known;
  const middle = middleOf(ringsOf(unit.geometry)[0] ?? []);
  const made =
    middle !== null && isInside(unit.geometry, middle) ? middle : placeInside(unit.geometry);
  places.set(unit, made);
  return made;
}

/** The centre of gravity of a ring; a lasso asks for those of thousands of units at once. */
function middleOf(ring: readonly Position[]): Position | null {
  const [ox = 0, oy = 0] = ring[0] ?? [];
  let [twice, x, y] = [0, 0, 0];
  for (let i = 1; i < ring.length; i++) {
    const [ax, ay] = [(ring[i - 1]?.[0] ?? 0) - ox, (ring[i - 1]?.[1] ?? 0) - oy];
    const [bx, by] = [(ring[i]?.[0] ?? 0) - ox, (ring[i]?.[1] ?? 0) - oy];
    const cross = ax * by - bx * ay;
    twice += cross;
    x += (ax + bx) * cross;
    y += (ay + by) * cross;
  }
  return twice === 0 ? null : [ox + x / (3 * twice), oy + y / (3 * twice)];
}

/** Units whose middle lies in a ring that was drawn around them. */
export function unitsWithin(units: readonly UnitInput[], ring: readonly Position[]): UnitInput[] {
  const area: AreaGeometry = { type: 'Polygon', coordinates: [[...ring, ...ring.slice(0, 1)]] };
  return indexOfMaterial(units)
    .meeting(lineBox(ring))
    .filter((unit) => isInside(area, placeOf(unit)));
}

/** Units under a round brush: the one over its middle, and those of which a vertex or the middle lies in it. */
export function unitsUnder(
  units: readonly UnitInput[],
  at: Position,
  radius: readonly [lon: number, lat: number],
): UnitInput[] {
  const [x = 0, y = 0] = at;
  const [rx, ry] = radius;
  const isUnder = ([px = 0, py = 0]: Position): boolean =>
    rx > 0 && ry > 0 && ((px - x) / rx) ** 2 + ((py - y) / ry) ** 2 <= 1;
  return indexOfMaterial(units)
    .meeting([x - rx, y - ry, x + rx, y + ry])
    .filter(
      (unit) =>
        isInside(unit.geometry, at) ||
        isUnder(placeOf(unit)) ||
        ringsOf(unit.geometry).some((ring) => ring.some(isUnder)),
    );
}

/** Households of units; null when that of one of them is not known. */
export function householdsOf(units: Iterable<UnitInput>): number | null {
  let sum = 0;
  for (const { households } of units) {
    if (households === undefined) return null;
    sum += households;
  }
  return sum;
}
