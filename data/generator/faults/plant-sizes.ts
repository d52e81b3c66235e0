import { allocate } from '../allocate.ts';
import type { CommunityKind } from '../labels.ts';
import { interiorPoint, pointAt, toLonLat } from '../plane.ts';
import type { Plot } from '../plot.ts';
import { householdsOf, membersOf, record, type Site } from './site.ts';

export const LARGE_COMMUNITY = 6200;
export const SMALL_COMMUNITY = 380;

/** Gives the community with most room for homes so many households that it ought to be split. */
export function plantLargeCommunity(site: Site): boolean {
  const largest = byEstateArea(site).reverse();
  const community = largest.find((other) => kindOf(site, other) === 'urban') ?? largest[0];
  if (community === undefined) return false;
  const own = estatePlots(site, community);
  const { model } = site;
  const scattered = householdsOf(model, membersOf(model, community)) - sumOf(site, own);
  settleOn(site, own, LARGE_COMMUNITY - scattered);
  recordSize(site, community, 'size.split', LARGE_COMMUNITY);
  return true;
}

/**
 * Clears most of the community with least room for homes (a village or a park, if there is one), as before a redevelopment, until it
 * has so few households that it ought to be merged. The ground stays; its estates are gone.
 */
export function plantSmallCommunity(site: Site): boolean {
  const smallest = byEstateArea(site);
  const isRural = (other: number) =>
    kindOf(site, other) === 'village' || kindOf(site, other) === 'park';
  const community = smallest.find(isRural) ?? smallest[0];
  if (community === undefined) return false;
  const { model } = site;
  const members = membersOf(model, community);
  for (const face of members) {
    if (pointAt(model.plots, face).estate === null) model.households[face] = 0;
  }
  const kept: Plot[] = [];
  const estates = new Set(estatePlots(site, community).map((plot) => plot.estate as number));
  for (const estate of site.random.shuffled([...estates])) {
    const compound = pointAt(model.compounds, estate);
    const plots = compound.plots.map((face) => pointAt(model.plots, face));
    if (sumOf(site, kept) < 0.9 * SMALL_COMMUNITY) {
      kept.push(...plots);
      continue;
    }
    model.compounds[estate] = { ...compound, plots: [] };
    for (const plot of plots) {
      model.plots[plot.face] = { ...plot, estate: null, landUse: 'construction' };
      model.households[plot.face] = 0;
    }
  }
  settleOn(site, kept, SMALL_COMMUNITY);
  recordSize(site, community, 'size.merge', SMALL_COMMUNITY);
  return true;
}

function kindOf(site: Site, community: number): CommunityKind {
  return pointAt(site.labels.communities, community).kind;
}

function settleOn(site: Site, plots: readonly Plot[], households: number): void {
  const { model } = site;
  const shares = allocate(
    households,
    plots.map((plot) => model.households[plot.face] ?? 0),
  );
  plots.forEach((plot, i) => {
    model.households[plot.face] = pointAt(shares, i);
  });
}

function sumOf(site: Site, plots: readonly Plot[]): number {
  return householdsOf(
    site.model,
    plots.map((plot) => plot.face),
  );
}

function estatePlots(site: Site, community: number): Plot[] {
  const { model } = site;
  return model.plots.filter(
    (plot) => plot.estate !== null && model.communityOf[plot.face] === community,
  );
}

/** Communities without a fault, by the area of the units with estates, smallest first. */
function byEstateArea(site: Site): number[] {
  const free: { community: number; area: number }[] = [];
  for (let community = 0; community < site.model.communityCount; community++) {
    if (site.busy.has(community)) continue;
    const area = estatePlots(site, community).reduce((sum, plot) => sum + plot.area, 0);
    free.push({ community, area });
  }
  return free.sort((a, b) => a.area - b.area).map(({ community }) => community);
}

function recordSize(
  site: Site,
  community: number,
  kind: 'size.split' | 'size.merge',
  households: number,
): void {
  const { ring } = pointAt(site.model.plots, pointAt(site.model.centres, community).service);
  const { places } = site;
  record(site, [community], ring, {
    kind,
    form: kind === 'size.split' ? 'too large' : 'too small',
    location: toLonLat(interiorPoint(ring)),
    areaSquareMetres: null,
    geometry: null,
    figures: { households },
  });
  site.sized.add(community);
  // A fault of size has no place of its own that others should keep away from.
  places.pop();
}
