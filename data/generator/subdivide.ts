import { Heap } from './heap.ts';
import type { Mesh } from './mesh.ts';
import {
  crossing,
  distance,
  type Point,
  pointAt,
  type Ring,
  ringArea,
  ringCentroid,
} from './plane.ts';
import type { Random } from './random.ts';
import { type Cut, type End, judgeCut, SNAP_TO_BEND } from './street-cut.ts';

/** How a face is cut into smaller ones. */
export interface SubdivisionRules {
  /** Stop at this many faces in the whole mesh. */
  faces: number;
  /** The area a face at this place should have; the face furthest above it is cut first. */
  targetArea: (place: Point) => number;
  /** A street end this near to a junction or bend of the face's border goes there instead, metres. */
  snapToJunction: number;
  /** Streets bend by up to this share of their length. */
  bend: number;
  /** No part may become smaller than this, m². */
  smallestArea: number;
  /** A number for the line of each new street. */
  newLine: () => number;
  /** Told of every cut: the face that was cut and the one that came of it. */
  onCut?: (face: number, created: number) => void;
}

/** Cuts faces by streets, the largest for its place first, until there are enough or none can be cut any more. */
export function subdivide(mesh: Mesh, random: Random, rules: SubdivisionRules): void {
  const heap = new Heap<number>();
  const enter = (face: number) => {
    const ring = mesh.ring(face);
    heap.push(ringArea(ring) / rules.targetArea(ringCentroid(ring)), face);
  };
  for (let face = 0; face < mesh.faceCount; face++) enter(face);
  while (mesh.faceCount < rules.faces) {
    const face = heap.pop();
    if (face === undefined) return;
    const cut = findBestCut(mesh, face, random, rules);
    // A face that cannot be cut well stays whole and never comes back.
    if (!cut) continue;
    const created = carryOut(mesh, cut, rules.newLine());
    rules.onCut?.(face, created);
    enter(created);
    enter(face);
  }
}

function carryOut(mesh: Mesh, cut: Cut, line: number): number {
  // The end goes first: should both lie on one half-edge (they never do), its start would still be right.
  const place = ({ half, share, point }: End) => (share === 0 ? half : mesh.splitEdge(half, point));
  const end = place(cut.end);
  const start = place(cut.start);
  return mesh.splitFace(start, end, cut.middle, line);
}

function findBestCut(
  mesh: Mesh,
  face: number,
  random: Random,
  rules: SubdivisionRules,
): Cut | null {
  const halves = mesh.loop(face);
  const ring = halves.map((half) => mesh.at(mesh.from(half)));
  const isJunction = halves.map((half) => mesh.degree(half) > 2);
  const area = ringArea(ring);
  if (area < 2 * rules.smallestArea) return null;
  const centre = ringCentroid(ring);
  const [axis, length] = longAxis(ring);
  let best: Cut | null = null;
  for (let attempt = 0; attempt < 14; attempt++) {
    const along = length * random.between(-0.16, 0.16);
    const tilt = random.between(-0.05, 0.05) * (1 + attempt / 3);
    const direction: Point = [-axis[1] + tilt * axis[0], axis[0] + tilt * axis[1]];
    const through: Point = [centre[0] + along * axis[0], centre[1] + along * axis[1]];
    const chord = findChord(ring, through, direction);
    if (!chord) continue;
    const snap = (end: RawEnd) => snapEnd(ring, isJunction, halves, end, rules.snapToJunction);
    const bend = rules.bend * random.between(-1, 1);
    const cut = judgeCut(ring, halves, snap(chord[0]), snap(chord[1]), bend, rules.smallestArea);
    if (cut && (!best || cut.quality > best.quality)) best = cut;
  }
  return best;
}

/**
 * The long axis of the smallest box around the ring that is parallel to one of its segments, and the
 * ring's extent along it: streets then stand square to the roads that they leave.
 */
function longAxis(ring: Ring): [Point, number] {
  let best: [Point, number] = [[1, 0], 0];
  let smallest = Number.POSITIVE_INFINITY;
  ring.forEach((a, i) => {
    const b = pointAt(ring, i + 1);
    const length = distance(a, b);
    const ahead: Point = [(b[0] - a[0]) / length, (b[1] - a[1]) / length];
    const [extentAhead, extentAside] = extents(ring, ahead);
    if (extentAhead * extentAside >= smallest) return;
    smallest = extentAhead * extentAside;
    best = extentAhead >= extentAside ? [ahead, extentAhead] : [[-ahead[1], ahead[0]], extentAside];
  });
  return best;
}

function extents(ring: Ring, ahead: Point): [number, number] {
  const along = ring.map(([x, y]) => x * ahead[0] + y * ahead[1]);
  const aside = ring.map(([x, y]) => y * ahead[0] - x * ahead[1]);
  return [Math.max(...along) - Math.min(...along), Math.max(...aside) - Math.min(...aside)];
}

interface RawEnd {
  index: number;
  share: number;
  point: Point;
}

/** The piece of the line through a point that lies inside the ring around (or nearest to) the point. */
function findChord(ring: Ring, through: Point, direction: Point): [RawEnd, RawEnd] | null {
  const reach = 1e5;
  const a: Point = [through[0] - reach * direction[0], through[1] - reach * direction[1]];
  const b: Point = [through[0] + reach * direction[0], through[1] + reach * direction[1]];
  const found: (RawEnd & { at: number })[] = [];
  ring.forEach((c, index) => {
    const meeting = crossing(a, b, c, pointAt(ring, index + 1));
    if (meeting && meeting.t < 1) {
      found.push({ index, share: meeting.t, point: meeting.point, at: meeting.s - 0.5 });
    }
  });
  found.sort((p, q) => p.at - q.at);
  let best: [RawEnd, RawEnd] | null = null;
  let nearest = Number.POSITIVE_INFINITY;
  for (let i = 0; i + 1 < found.length; i += 2) {
    const [start, end] = [pointAt(found, i), pointAt(found, i + 1)];
    const away = Math.max(0, start.at, -end.at);
    if (away < nearest) {
      nearest = away;
      best = [start, end];
    }
  }
  return best;
}

/** Moves an end to a junction or bend nearby, so that streets go on across a road and no segment is tiny. */
function snapEnd(
  ring: Ring,
  isJunction: readonly boolean[],
  halves: readonly number[],
  end: RawEnd,
  snapToJunction: number,
): End {
  let best = -1;
  let nearest = Number.POSITIVE_INFINITY;
  ring.forEach((point, i) => {
    const away = distance(point, end.point);
    const within = isJunction[i] ? snapToJunction : SNAP_TO_BEND;
    // Junctions are preferred to bends, being where a street can go on.
    const cost = isJunction[i] ? away / 2 : away;
    if (away < within && cost < nearest) {
      nearest = cost;
      best = i;
    }
  });
  if (best >= 0) return { half: pointAt(halves, best), share: 0, point: pointAt(ring, best) };
  return { half: pointAt(halves, end.index), share: end.share, point: end.point };
}
