import type { LineClass } from './lines.ts';
import { type Mesh, OUTSIDE } from './mesh.ts';
import { distance, type Point, pointAt } from './plane.ts';
import type { Random } from './random.ts';

/** A block between the roads that communities are bounded by. */
export interface Superblock {
  /** Households that could live there, in any unit. */
  weight: number;
  area: number;
  place: Point;
}

/** A stretch of border between two superblocks, or a superblock and the outside. */
export interface SuperblockBorder {
  left: number;
  right: number;
  metres: number;
  class: LineClass;
  /** The junctions at its ends. */
  from: number;
  to: number;
}

/** What a metre of community border costs along each class of line: weak lines are dear. */
const BORDER_COST: Record<LineClass, number> = {
  expressway: 0.15,
  river: 0.15,
  railway: 0.2,
  ridge: 0.3,
  arterial: 0.3,
  canal: 0.35,
  collector: 0.8,
  local: 1.3,
  parcel: 4,
};

/** The borders of a mesh whose faces are superblocks, from junction to junction. */
export function findSuperblockBorders(
  mesh: Mesh,
  classOf: (line: number) => LineClass,
): SuperblockBorder[] {
  const degree = new Map<number, number>();
  for (const node of mesh.origin) degree.set(node, (degree.get(node) ?? 0) + 1);
  const isJunction = (node: number) => (degree.get(node) ?? 0) > 2;
  const borders: SuperblockBorder[] = [];
  for (let half = 0; half < mesh.origin.length; half++) {
    const left = mesh.faceOf(half);
    const right = mesh.faceOf(half ^ 1);
    if (!isJunction(mesh.from(half)) || left === OUTSIDE) continue;
    // Each stretch once: from the side with the smaller number, or the only side there is.
    if (right !== OUTSIDE && right < left) continue;
    let at = half;
    let metres = 0;
    for (;;) {
      metres += distance(mesh.at(mesh.from(at)), mesh.at(mesh.to(at)));
      if (isJunction(mesh.to(at))) break;
      at = mesh.nextOf(at);
    }
    const kind = classOf(mesh.lineOf(half));
    borders.push({ left, right, metres, class: kind, from: mesh.from(half), to: mesh.to(at) });
  }
  return borders;
}

interface Shape {
  weight: number;
  energy: number;
}

/**
 * Groups superblocks into communities of about equal weight, compact and bounded by strong lines:
 * grown from spread seeds, then improved by moving single superblocks across borders (threshold
 * accepting, Dueck and Scheuer 1990). Returns the community of each superblock, each community one
 * piece without holes; null when the search ended with one that is not.
 */
export function groupSuperblocks(
  blocks: readonly Superblock[],
  borders: readonly SuperblockBorder[],
  count: number,
  random: Random,
): number[] | null {
  const around: SuperblockBorder[][] = blocks.map(() => []);
  for (const border of borders) {
    around[border.left]?.push(border);
    if (border.right !== OUTSIDE) around[border.right]?.push(border);
  }
  const communityOf = grow(blocks, around, count, random);
  const members: Set<number>[] = Array.from({ length: count }, () => new Set<number>());
  communityOf.forEach((community, block) => {
    members[community]?.add(block);
  });
  const meanWeight = blocks.reduce((sum, block) => sum + block.weight, 0) / count;
  const measure = (own: ReadonlySet<number>) => measureShape(own, blocks, around, meanWeight);
  const shapes = members.map(measure);
  const inner = borders.filter((border) => border.right !== OUTSIDE);
  const steps = 320 * blocks.length;
  for (let step = 0; step < steps; step++) {
    const threshold = 0.6 * Math.max(0, 1 - step / (0.85 * steps));
    const border = random.pick(inner);
    const [block, towards] =
      random.next() < 0.5 ? [border.left, border.right] : [border.right, border.left];
    const giver = pointAt(communityOf, block);
    const taker = pointAt(communityOf, towards);
    const giving = pointAt(members, giver);
    const taking = pointAt(members, taker);
    if (giver === taker || giving.size === 1) continue;
    giving.delete(block);
    taking.add(block);
    const [given, taken] = [measure(giving), measure(taking)];
    const before = pointAt(shapes, giver).energy + pointAt(shapes, taker).energy;
    if (given.energy + taken.energy <= before + threshold * random.next()) {
      communityOf[block] = taker;
      shapes[giver] = given;
      shapes[taker] = taken;
    } else {
      taking.delete(block);
      giving.add(block);
    }
  }
  return members.every((own) => countFlaws(own, around) === 0) ? communityOf : null;
}

/** Grows the lightest community first, by the free neighbour nearest to its seed. */
function grow(
  blocks: readonly Superblock[],
  around: readonly SuperblockBorder[][],
  count: number,
  random: Random,
): number[] {
  const communityOf: number[] = blocks.map(() => -1);
  const seeds = spreadSeeds(blocks, count, random);
  const weights = seeds.map((seed, community) => {
    communityOf[seed] = community;
    return pointAt(blocks, seed).weight;
  });
  const growing = new Set(seeds.keys());
  const members = seeds.map((seed) => [seed]);
  while (growing.size > 0) {
    let community = -1;
    for (const candidate of growing) {
      if (community < 0 || pointAt(weights, candidate) < pointAt(weights, community)) {
        community = candidate;
      }
    }
    const home = pointAt(blocks, pointAt(seeds, community)).place;
    let best = -1;
    let nearest = Number.POSITIVE_INFINITY;
    for (const member of pointAt(members, community)) {
      for (const border of pointAt(around, member)) {
        const other = border.left === member ? border.right : border.left;
        if (other === OUTSIDE || communityOf[other] !== -1) continue;
        const away = distance(home, pointAt(blocks, other).place);
        if (away < nearest) {
          nearest = away;
          best = other;
        }
      }
    }
    if (best < 0) {
      growing.delete(community);
      continue;
    }
    communityOf[best] = community;
    members[community]?.push(best);
    weights[community] = pointAt(weights, community) + pointAt(blocks, best).weight;
  }
  return communityOf;
}

/** k-means++ seeding: each next seed with a chance in proportion to weight × squared distance to the nearest one. */
function spreadSeeds(blocks: readonly Superblock[], count: number, random: Random): number[] {
  const mean = blocks.reduce((sum, block) => sum + block.weight, 0) / blocks.length;
  const seeds: number[] = [];
  const nearest = blocks.map(() => 1);
  while (seeds.length < count) {
    const chances = blocks.map(
      (block, i) => [i, (block.weight + mean / 10) * pointAt(nearest, i)] as const,
    );
    const seed = random.pickWeighted(chances);
    blocks.forEach((block, i) => {
      const away = distance(block.place, pointAt(blocks, seed).place);
      nearest[i] = seeds.length === 0 ? away * away : Math.min(pointAt(nearest, i), away * away);
    });
    seeds.push(seed);
  }
  return seeds;
}

function measureShape(
  own: ReadonlySet<number>,
  blocks: readonly Superblock[],
  around: readonly SuperblockBorder[][],
  meanWeight: number,
): Shape {
  let weight = 0;
  let area = 0;
  let perimeter = 0;
  let cost = 0;
  for (const block of own) {
    weight += pointAt(blocks, block).weight;
    area += pointAt(blocks, block).area;
    for (const border of pointAt(around, block)) {
      const other = border.left === block ? border.right : border.left;
      if (own.has(other)) continue;
      perimeter += border.metres;
      if (other !== OUTSIDE) cost += border.metres * BORDER_COST[border.class];
    }
  }
  const balance = weight / meanWeight - 1;
  const roundness = (perimeter * perimeter) / (12.566 * area) - 1;
  const energy =
    9 * balance * balance +
    0.45 * roundness +
    (0.35 * cost) / Math.sqrt(area) +
    25 * countFlaws(own, around);
  return { weight, energy };
}

/** Parts beyond the first, holes, and corners at which the outline touches itself. */
function countFlaws(own: ReadonlySet<number>, around: readonly SuperblockBorder[][]): number {
  const ends = new Map<number, SuperblockBorder[]>();
  let pinches = 0;
  for (const block of own) {
    for (const border of pointAt(around, block)) {
      const other = border.left === block ? border.right : border.left;
      if (own.has(other)) continue;
      for (const node of [border.from, border.to]) {
        const known = ends.get(node) ?? [];
        known.push(border);
        ends.set(node, known);
        if (known.length === 3) pinches++;
      }
    }
  }
  let pieces = 0;
  const seen = new Set<SuperblockBorder>();
  for (const around of ends.values()) {
    const queue = around.filter((border) => !seen.has(border));
    if (queue.length === 0) continue;
    pieces++;
    for (let border = queue.pop(); border; border = queue.pop()) {
      if (seen.has(border)) continue;
      seen.add(border);
      queue.push(...(ends.get(border.from) ?? []), ...(ends.get(border.to) ?? []));
    }
  }
  return pinches + Math.max(0, pieces - 1);
}
