import { insetPlot } from './inset.ts';
import { findPartner, jointCompound } from './joint-compound.ts';
import {
  DENSITY,
  HOUSE_TYPE_SHARES,
  type HouseType,
  LAND_USE_SHARES,
  SCATTERED_DENSITY,
  type Zone,
} from './land-use.ts';
import type { LineClass } from './lines.ts';
import type { Layout } from './main-lines.ts';
import type { Mesh } from './mesh.ts';
import { distance, isInside, type Point, pointAt, ringArea, ringCentroid, turn } from './plane.ts';
import { type Compound, isLivedIn, type Plot } from './plot.ts';
import type { Random } from './random.ts';

/** Units smaller than this are greens left between two roads, m². */
const GREEN_AREA = 2600;

/** Gives every unit its land use, and puts compounds on those where people live. */
export function settle(
  mesh: Mesh,
  layout: Layout,
  superblockOf: readonly number[],
  classOf: (line: number) => LineClass,
  random: Random,
): { plots: Plot[]; compounds: Compound[]; insideEstates: number[] } {
  const plots: Plot[] = [];
  for (let face = 0; face < mesh.faceCount; face++) {
    const ring = mesh.ring(face);
    const [area, place] = [ringArea(ring), ringCentroid(ring)];
    const zone = zoneOf(place, layout, random);
    const landUse = area < GREEN_AREA ? 'park' : random.pickWeighted(LAND_USE_SHARES[zone]);
    plots.push({ face, ring, place, area, zone, landUse, estate: null, potential: 0 });
  }
  const compounds: Compound[] = [];
  const insideEstates: number[] = [];
  for (const plot of plots) {
    if (plot.estate !== null || !isLivedIn(plot)) continue;
    const partner =
      random.next() < 0.2 ? findPartner(mesh, plots, plot, superblockOf, classOf) : null;
    const joint = partner ? jointCompound(mesh, plot, partner) : null;
    const ring = joint?.ring ?? insetPlot(plot.ring);
    // Too narrow for a compound: scattered houses.
    if (!ring) {
      if (plot.landUse === 'residential') plot.landUse = 'mixed';
      continue;
    }
    const houseType: HouseType =
      plot.landUse === 'village' ? 'village' : random.pickWeighted(HOUSE_TYPE_SHARES[plot.zone]);
    const estate = compounds.length;
    const own = joint && partner ? [plot, partner] : [plot];
    compounds.push({ houseType, ring, plots: own.map(({ face }) => face) });
    if (joint) insideEstates.push(...joint.edges);
    for (const member of own) {
      member.estate = estate;
      member.landUse = plot.landUse;
    }
  }
  for (const plot of plots) {
    const unrest = random.between(0.75, 1.25);
    const density =
      plot.estate === null
        ? (SCATTERED_DENSITY[plot.landUse] ?? 0)
        : DENSITY[pointAt(compounds, plot.estate).houseType];
    plot.potential = plot.area * density * unrest;
  }
  return { plots, compounds, insideEstates };
}

function zoneOf(place: Point, layout: Layout, random: Random): Zone {
  if (isInside(place, layout.hill)) return 'hill';
  const { radius } = layout;
  if (isBeyondRailway(place, layout)) return 'works';
  if (distance(place, [-0.92 * radius, -0.3 * radius]) < 0.72 * radius) return 'foothill';
  // The zones run into one another.
  const away = distance(place, [0, 0]) / radius + random.between(-0.08, 0.08);
  if (away < 0.36) return 'centre';
  return away < 0.78 ? 'middle' : 'edge';
}

/** South-east of the railway, which runs from south-west to north-east. */
function isBeyondRailway(place: Point, layout: Layout): boolean {
  const railway = layout.lines.find((line) => line.role === 'railway');
  if (!railway) return false;
  let nearest = Number.POSITIVE_INFINITY;
  let side = 0;
  for (let i = 0; i + 1 < railway.points.length; i++) {
    const [a, b] = [pointAt(railway.points, i), pointAt(railway.points, i + 1)];
    const away = distance(place, [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]);
    if (away < nearest) {
      nearest = away;
      side = turn(a, b, place);
    }
  }
  return side < 0;
}
