import { OUTSIDE } from '../mesh.ts';
import { isDisc } from '../outline.ts';
import { interiorPoint, pointAt, type Ring, ringDistance, toLonLat } from '../plane.ts';
import { outlineRing } from './outline-ring.ts';
import {
  borderMetres,
  FAIR_HOUSEHOLDS,
  geodesicArea,
  householdsOf,
  isCentre,
  isClearOfFaults,
  membersOf,
  record,
  type Site,
  sideNeighbours,
  toPolygon,
  touchingFaces,
} from './site.ts';

/**
 * An exclave: a group of units on the border of two communities goes to a third one further away.
 * The community that it is taken from keeps the matching notch, so there is neither overlap nor gap.
 */
export function plantExclave(site: Site): boolean {
  const { model } = site;
  const starts = site.random.shuffled(model.plots.map((plot) => plot.face));
  for (const start of starts) {
    const giver = model.communityOf[start];
    if (giver === null || giver === undefined || site.busy.has(giver)) continue;
    if (!isClearOfFaults(site, pointAt(model.plots, start).place)) continue;
    const group = growGroup(site, start, giver);
    if (!group || !isGoodGroup(site, group, giver)) continue;
    const owner = findOwner(site, group, giver);
    if (owner === null) continue;
    for (const face of group) model.communityOf[face] = owner.community;
    const ring = outlineRing(model.mesh, group);
    const largest = [...group]
      .map((face) => pointAt(model.plots, face))
      .reduce((a, b) => (b.area > a.area ? b : a));
    for (const beside of borderMetres(model, group).keys()) site.busy.add(beside);
    record(site, [owner.community], ring, {
      kind: 'non-contiguous',
      form: 'exclave',
      location: toLonLat(interiorPoint(largest.ring)),
      areaSquareMetres: geodesicArea(ring),
      geometry: toPolygon(ring),
      figures: {
        parts: 2,
        units: group.size,
        households: householdsOf(model, group),
        distanceMetres: Math.round(owner.metres),
      },
    });
    return true;
  }
  return false;
}

const HOUSEHOLDS_IN_EXCLAVE = [90, 480] as const;

/** Three to six units of the giver, from one on its border, with some people and whole estates. */
function growGroup(site: Site, start: number, giver: number): Set<number> | null {
  const { model } = site;
  const size = 3 + site.random.integer(4);
  const group = new Set([start]);
  const queue = [start];
  while (group.size < size && queue.length > 0) {
    const face = queue.shift() as number;
    for (const beside of sideNeighbours(model.mesh, face)) {
      if (beside === OUTSIDE || group.has(beside) || model.communityOf[beside] !== giver) continue;
      group.add(beside);
      queue.push(beside);
      if (group.size >= size) break;
    }
  }
  for (const face of group) {
    const { estate } = pointAt(model.plots, face);
    if (isCentre(model, face)) return null;
    if (estate === null) continue;
    if (pointAt(model.compounds, estate).plots.some((other) => !group.has(other))) return null;
  }
  return group;
}

function isGoodGroup(site: Site, group: ReadonlySet<number>, giver: number): boolean {
  const { model } = site;
  const people = householdsOf(model, group);
  if (people < HOUSEHOLDS_IN_EXCLAVE[0] || people > HOUSEHOLDS_IN_EXCLAVE[1]) return false;
  const rest = membersOf(model, giver);
  for (const face of group) {
    if (touchingFaces(model.mesh, face).has(OUTSIDE)) return false;
    rest.delete(face);
  }
  if (householdsOf(model, rest) < FAIR_HOUSEHOLDS.least) return false;
  const borders = borderMetres(model, group);
  // A border on the giver and one on another community: a detached part, but not an enclave.
  const isShared = borders.size >= 2 && [...borders.values()].every((metres) => metres > 60);
  return isShared && isDisc(model.mesh, group) && isDisc(model.mesh, rest);
}

/** The nearest community that lies well apart from the group and has room for its people. */
function findOwner(
  site: Site,
  group: ReadonlySet<number>,
  giver: number,
): { community: number; metres: number } | null {
  const { model } = site;
  const ring: Ring = outlineRing(model.mesh, group);
  const people = householdsOf(model, group);
  let best: { community: number; metres: number } | null = null;
  for (let community = 0; community < model.communityCount; community++) {
    if (community === giver || site.busy.has(community)) continue;
    const own = membersOf(model, community);
    if (householdsOf(model, own) + people > FAIR_HOUSEHOLDS.most) continue;
    const metres = ringDistance(ring, outlineRing(model.mesh, own));
    if (metres < 1.5 * site.apartMetres) continue;
    if (!best || metres < best.metres) best = { community, metres };
  }
  return best;
}
