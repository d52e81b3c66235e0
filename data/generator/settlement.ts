import { insetRing } from './inset.ts';
import type { LineClass } from './lines.ts';
import type { Layout } from './main-lines.ts';
import { type Mesh, OUTSIDE } from './mesh.ts';
import { isDisc, loopRing } from './outline.ts';
import {
  distance,
  isInside,
  type Point,
  pointAt,
  type Ring,
  ringArea,
  ringCentroid,
  turn,
} from './plane.ts';
import type { Random } from './random.ts';

export const HOUSE_TYPES = ['high-rise', 'multi-storey', 'villa', 'apartment', 'village'] as const;
export type HouseType = (typeof HOUSE_TYPES)[number];

export const LAND_USES = [
  'residential',
  'village',
  'mixed',
  'commercial',
  'public',
  'school',
  'park',
  'industrial',
  'construction',
  'farmland',
  'forest',
] as const;
export type LandUse = (typeof LAND_USES)[number];

type Zone = 'centre' | 'middle' | 'foothill' | 'edge' | 'works' | 'hill';

/** One unit: a face of the mesh with what stands on it. */
export interface Plot {
  face: number;
  ring: Ring;
  place: Point;
  area: number;
  zone: Zone;
  landUse: LandUse;
  /** Index of the estate on it. */
  estate: number | null;
  /** Households that it would have at the usual density of what stands there. */
  potential: number;
}

/** A compound before it has a name and households. */
export interface Compound {
  houseType: HouseType;
  ring: Ring;
  /** The units it stands on: one, or two that no road parts. */
  plots: number[];
}

/** Usual households per m² of unit. */
const DENSITY: Record<HouseType, number> = {
  'high-rise': 0.017,
  'multi-storey': 0.013,
  villa: 0.0022,
  apartment: 0.018,
  village: 0.0042,
};
const SCATTERED: Partial<Record<LandUse, number>> = {
  mixed: 0.0032,
  village: 0.002,
  commercial: 0.0005,
  industrial: 0.0003,
  farmland: 0.00004,
};

const LAND_USE_SHARES: Record<Zone, readonly (readonly [LandUse, number])[]> = {
  centre: [
    ['residential', 50],
    ['mixed', 12],
    ['commercial', 16],
    ['school', 6],
    ['park', 8],
    ['public', 6],
    ['construction', 2],
  ],
  middle: [
    ['residential', 52],
    ['mixed', 9],
    ['commercial', 10],
    ['school', 6],
    ['park', 10],
    ['public', 5],
    ['construction', 5],
    ['village', 3],
  ],
  foothill: [
    ['residential', 46],
    ['village', 14],
    ['mixed', 6],
    ['park', 14],
    ['public', 4],
    ['school', 3],
    ['farmland', 8],
    ['forest', 5],
  ],
  edge: [
    ['residential', 26],
    ['village', 24],
    ['farmland', 26],
    ['park', 6],
    ['construction', 7],
    ['mixed', 5],
    ['public', 3],
    ['school', 3],
  ],
  works: [
    ['industrial', 50],
    ['residential', 20],
    ['commercial', 8],
    ['construction', 8],
    ['mixed', 6],
    ['park', 8],
  ],
  hill: [
    ['forest', 86],
    ['village', 8],
    ['park', 6],
  ],
};
const HOUSE_TYPE_SHARES: Record<Zone, readonly (readonly [HouseType, number])[]> = {
  centre: [
    ['multi-storey', 46],
    ['high-rise', 38],
    ['apartment', 16],
  ],
  middle: [
    ['high-rise', 58],
    ['multi-storey', 28],
    ['apartment', 8],
    ['villa', 6],
  ],
  foothill: [
    ['villa', 34],
    ['multi-storey', 36],
    ['high-rise', 30],
  ],
  edge: [
    ['high-rise', 52],
    ['multi-storey', 30],
    ['villa', 18],
  ],
  works: [
    ['apartment', 55],
    ['multi-storey', 45],
  ],
  hill: [['villa', 100]],
};

/** Units smaller than this are greens left between two roads, m². */
const GREEN_AREA = 2600;
const SETBACKS = [11, 8, 6] as const;

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
      random.next() < 0.13 ? findPartner(mesh, plots, plot, superblockOf, classOf) : null;
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
        ? (SCATTERED[plot.landUse] ?? 0)
        : DENSITY[pointAt(compounds, plot.estate).houseType];
    plot.potential = plot.area * density * unrest;
  }
  return { plots, compounds, insideEstates };
}

function isLivedIn(plot: Plot): boolean {
  return (plot.landUse === 'residential' || plot.landUse === 'village') && plot.area < 90_000;
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

function insetPlot(ring: Ring): Ring | null {
  for (const setback of SETBACKS) {
    const inner = insetRing(ring, setback);
    if (inner) return inner;
  }
  return null;
}

/** A neighbour across local streets in the same superblock, where people live as well. */
function findPartner(
  mesh: Mesh,
  plots: readonly Plot[],
  plot: Plot,
  superblockOf: readonly number[],
  classOf: (line: number) => LineClass,
): Plot | null {
  for (const half of mesh.loop(plot.face)) {
    const beyond = mesh.faceOf(half ^ 1);
    if (beyond === OUTSIDE || classOf(mesh.lineOf(half)) !== 'local') continue;
    const other = pointAt(plots, beyond);
    const fits =
      superblockOf[beyond] === superblockOf[plot.face] &&
      other.estate === null &&
      isLivedIn(other) &&
      other.landUse === plot.landUse &&
      plot.area + other.area < 60_000 &&
      Math.min(plot.area, other.area) > 0.5 * Math.max(plot.area, other.area);
    if (fits) return other;
  }
  return null;
}

/** One compound over two units: the street between them becomes a border of plots inside it. */
function jointCompound(mesh: Mesh, one: Plot, two: Plot): { ring: Ring; edges: number[] } | null {
  const faces = new Set([one.face, two.face]);
  if (!isDisc(mesh, faces)) return null;
  const shared = mesh.loop(one.face).filter((half) => mesh.faceOf(half ^ 1) === two.face);
  const width = shared.reduce(
    (sum, half) => sum + distance(mesh.at(mesh.from(half)), mesh.at(mesh.to(half))),
    0,
  );
  // Joined along a good part of their length, or the compound would look like a dumb-bell.
  if (width < 0.7 * Math.sqrt(Math.min(one.area, two.area))) return null;
  const loop = outlineOf(mesh, faces);
  const ring = insetPlot(loopRing(mesh, loop));
  return ring && { ring, edges: shared.map((half) => half >> 1) };
}

/** The outline of faces that form a disc. */
function outlineOf(mesh: Mesh, faces: ReadonlySet<number>): number[] {
  const leaving = new Map<number, number>();
  for (const face of faces) {
    for (const half of mesh.loop(face)) {
      if (!faces.has(mesh.faceOf(half ^ 1))) leaving.set(mesh.from(half), half);
    }
  }
  const loop: number[] = [];
  const start = [...leaving.values()][0] as number;
  let at = start;
  do {
    loop.push(at);
    at = leaving.get(mesh.to(at)) as number;
  } while (at !== start);
  return loop;
}
