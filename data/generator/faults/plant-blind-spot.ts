import type { LandUse } from '../land-use.ts';
import { OUTSIDE } from '../mesh.ts';
import { isDisc } from '../outline.ts';
import { interiorPoint, pointAt, toLonLat } from '../plane.ts';
import {
  borderMetres,
  geodesicArea,
  isCentre,
  isClearOfFaults,
  membersOf,
  record,
  type Site,
  toPolygon,
  touchingFaces,
} from './site.ts';

const AREA = [4000, 45_000] as const;

/**
 * A blind spot: one whole unit that no community claims, either a `block` between two communities
 * or a `hole` inside one. Nobody lives there.
 */
export function plantBlindSpot(site: Site, form: 'block' | 'hole', landUse: LandUse): boolean {
  const { model } = site;
  for (const plot of site.random.shuffled(model.plots)) {
    const { face, area } = plot;
    const community = model.communityOf[face];
    if (community === null || community === undefined || site.busy.has(community)) continue;
    if (plot.estate !== null || isCentre(model, face) || area < AREA[0] || area > AREA[1]) continue;
    if (!isClearOfFaults(site, plot.place)) continue;
    const touching = touchingFaces(model.mesh, face);
    if (touching.has(OUTSIDE)) continue;
    const around = new Set([...touching].map((other) => model.communityOf[other]));
    const borders = borderMetres(model, new Set([face]));
    if (form === 'hole') {
      if (around.size !== 1 || !around.has(community)) continue;
    } else {
      const isBetween = borders.size >= 2 && [...borders.values()].every((metres) => metres > 40);
      const others = [...borders.keys()].filter((other) => other !== community);
      if (!isBetween || others.some((other) => site.busy.has(other))) continue;
      const rest = membersOf(model, community);
      rest.delete(face);
      if (!isDisc(model.mesh, rest)) continue;
    }
    model.communityOf[face] = null;
    model.households[face] = 0;
    model.plots[face] = { ...plot, landUse };
    record(site, borders.keys(), plot.ring, {
      kind: 'gap',
      form,
      location: toLonLat(interiorPoint(plot.ring)),
      areaSquareMetres: geodesicArea(plot.ring),
      geometry: toPolygon(plot.ring),
      figures: { unit: `U${pointAt(site.labels.units, face)}` },
    });
    return true;
  }
  return false;
}
