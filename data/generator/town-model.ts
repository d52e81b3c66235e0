import { allocate } from './allocate.ts';
import { arrange } from './arrangement.ts';
import { findSuperblockBorders, groupSuperblocks, type Superblock } from './cluster.ts';
import type { LineClass } from './lines.ts';
import { drawMainLines, type Layout } from './main-lines.ts';
import type { Mesh } from './mesh.ts';
import { isInside, PI, type Point, pointAt } from './plane.ts';
import type { Compound, Plot } from './plot.ts';
import { createRandom } from './random.ts';
import { settle } from './settlement.ts';
import { subdivide } from './subdivide.ts';

export interface TownParameters {
  /** The same seed and sizes give the same town, byte for byte. */
  seed: number;
  /** Number of communities; 20 unless told. */
  communities?: number;
  /** Number of units; 55 for each community unless told, and no fewer than 15 for each. */
  units?: number;
}

/** The town before it is written as GeoJSON: everything refers to faces of the mesh. */
export interface TownModel {
  seed: number;
  mesh: Mesh;
  layout: Layout;
  /** Per line: the layout's lines come first, then the streets. */
  lineClasses: LineClass[];
  /** Edges between the plots of one estate, where no street runs. */
  insideEstates: ReadonlySet<number>;
  /** Per face. */
  plots: Plot[];
  compounds: Compound[];
  communityCount: number;
  /** Per face; null in a blind spot, of which a sound town has none. */
  communityOf: (number | null)[];
  /** Per face: resident households. */
  households: number[];
  /** Per community: the unit with its service centre, and the one with its home for the elderly. */
  centres: { service: number; elderly: number }[];
}

const MEAN_UNIT_AREA = 17_000;
const SUPERBLOCKS_PER_COMMUNITY = 7;
/** Mean households of a community, and what every sound one keeps to (YH 二(二): 1500–3000). */
const MEAN_HOUSEHOLDS = 2250;
export const HOUSEHOLD_BAND = [1560, 2940] as const;
/** A layout may fail (lines too close, no good grouping); then the next one is tried. */
const ATTEMPTS = 24;

/** Builds a town without faults. Throws when the sizes asked for cannot give one. */
export function buildModel(parameters: TownParameters): TownModel {
  const { seed, communities = 20, units = communities * 55 } = parameters;
  if (![seed, communities, units].every(Number.isInteger) || communities < 2) {
    throw new Error('seed, communities and units must be whole numbers, communities at least 2');
  }
  if (units < 15 * communities) {
    throw new Error(
      `${units} units are too few for ${communities} communities: 15 for each at least`,
    );
  }
  const reasons: string[] = [];
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const built = tryBuild(seed + attempt * 1_000_003, communities, units);
    if (typeof built !== 'string') return { ...built, seed };
    reasons.push(built);
  }
  throw new Error(`no town came of seed ${seed}: ${[...new Set(reasons)].join('; ')}`);
}

/** The model, or why this layout does not make a town. */
function tryBuild(seed: number, communities: number, units: number): TownModel | string {
  const radius = Math.sqrt((units * MEAN_UNIT_AREA) / PI);
  const superblocks = Math.min(communities * SUPERBLOCKS_PER_COMMUNITY, Math.floor(units / 3));
  const blockSide = radius * Math.sqrt(PI / superblocks);
  const layout = drawMainLines(seed, radius, 2.7 * blockSide);
  const arranged = arrange(layout);
  if (typeof arranged === 'string') return arranged;
  const mesh = arranged;
  if (mesh.faceCount > superblocks) return 'the main lines alone make too many blocks';
  const lineClasses: LineClass[] = layout.lines.map((line) => line.class);
  const relativeArea = (place: Point) => densityArea(place, layout);
  const newLine = (kind: LineClass) => () => lineClasses.push(kind) - 1;
  subdivide(mesh, createRandom(seed, 'collectors'), {
    faces: superblocks,
    targetArea: relativeArea,
    snapToJunction: 70,
    bend: 0.06,
    smallestArea: 20_000,
    newLine: newLine('collector'),
  });
  const classOf = (line: number) => pointAt(lineClasses, line);
  const borders = findSuperblockBorders(mesh, classOf);
  const superblockOf = Array.from({ length: mesh.faceCount }, (_, face) => face);
  const superblockCount = mesh.faceCount;
  subdivide(mesh, createRandom(seed, 'locals'), {
    faces: units,
    targetArea: relativeArea,
    snapToJunction: 28,
    bend: 0.03,
    smallestArea: 2600,
    newLine: newLine('local'),
    onCut: (face, created) => {
      superblockOf[created] = pointAt(superblockOf, face);
    },
  });
  if (mesh.faceCount < units) return `only ${mesh.faceCount} units fit`;
  const settled = settle(mesh, layout, superblockOf, classOf, createRandom(seed, 'settlement'));
  const blocks = gatherBlocks(settled.plots, superblockOf, superblockCount);
  const grouped = groupSuperblocks(blocks, borders, communities, createRandom(seed, 'communities'));
  if (!grouped) return 'the communities could not be made whole';
  const communityOf = superblockOf.map((block) => pointAt(grouped, block));
  const centres = placeCentres(settled.plots, communityOf, communities);
  if (!centres) return 'a community has no place for its service centre';
  const model: TownModel = {
    ...settled,
    insideEstates: new Set(settled.insideEstates),
    seed,
    mesh,
    layout,
    lineClasses,
    communityCount: communities,
    communityOf,
    households: [],
    centres,
  };
  return peopleTown(model);
}

/** Area that a unit or block should have here, up to a factor: small in the centre, large on the hill. */
function densityArea(place: Point, layout: Layout): number {
  if (isInside(place, layout.hill)) return 9;
  const square = (place[0] * place[0] + place[1] * place[1]) / (layout.radius * layout.radius);
  return 0.45 + 1.6 * Math.min(1.2, square);
}

function gatherBlocks(
  plots: readonly Plot[],
  superblockOf: readonly number[],
  count: number,
): Superblock[] {
  const sums = Array.from({ length: count }, () => ({ weight: 0, area: 0, x: 0, y: 0 }));
  for (const plot of plots) {
    const sum = pointAt(sums, pointAt(superblockOf, plot.face));
    sum.weight += plot.potential;
    sum.area += plot.area;
    sum.x += plot.area * plot.place[0];
    sum.y += plot.area * plot.place[1];
  }
  return sums.map(({ weight, area, x, y }) => ({ weight, area, place: [x / area, y / area] }));
}

/** Chooses two units without an estate near the middle of each community's people for its premises. */
function placeCentres(
  plots: readonly Plot[],
  communityOf: readonly number[],
  count: number,
): { service: number; elderly: number }[] | null {
  const centres: { service: number; elderly: number }[] = [];
  for (let community = 0; community < count; community++) {
    const own = plots.filter((plot) => communityOf[plot.face] === community);
    const people = own.reduce((sum, plot) => sum + plot.potential, 0);
    const x = own.reduce((sum, plot) => sum + plot.potential * plot.place[0], 0) / people;
    const y = own.reduce((sum, plot) => sum + plot.potential * plot.place[1], 0) / people;
    const away = ({ place }: Plot) =>
      (place[0] - x) * (place[0] - x) + (place[1] - y) * (place[1] - y);
    const [service, elderly] = own
      .filter((plot) => plot.estate === null && plot.area > 2600 && plot.landUse !== 'forest')
      .sort((a, b) => away(a) - away(b));
    if (!service || !elderly) return null;
    for (const plot of [service, elderly]) {
      plot.landUse = 'public';
      plot.potential = 0;
    }
    centres.push({ service: service.face, elderly: elderly.face });
  }
  return centres;
}

/** Fills the units with households: every community within the band, in proportion to what stands there. */
function peopleTown(model: TownModel): TownModel | string {
  const total = model.plots.reduce((sum, plot) => sum + plot.potential, 0);
  const scale = (MEAN_HOUSEHOLDS * model.communityCount) / total;
  const households: number[] = model.plots.map(() => 0);
  const [least, most] = HOUSEHOLD_BAND;
  for (let community = 0; community < model.communityCount; community++) {
    const own = model.plots.filter((plot) => model.communityOf[plot.face] === community);
    const usual = own.reduce((sum, plot) => sum + plot.potential, 0) * scale;
    if (usual < 0.45 * MEAN_HOUSEHOLDS) return 'a community has too few homes';
    const target = Math.max(least, Math.min(most, Math.round(usual)));
    const shares = allocate(
      target,
      own.map((plot) => plot.potential),
    );
    own.forEach((plot, i) => {
      households[plot.face] = pointAt(shares, i);
    });
  }
  const isDeserted = model.compounds.some((compound) =>
    compound.plots.some((face) => (households[face] ?? 0) < 4),
  );
  return isDeserted ? 'an estate has no households' : { ...model, households };
}
