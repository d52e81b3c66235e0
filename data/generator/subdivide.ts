import { Heap } from './heap.ts';
import type { Mesh } from './mesh.ts';
import {
  crossing,
  distance,
  distanceToSegment,
  type Point,
  pointAt,
  type Ring,
  ringArea,
  ringCentroid,
  ringPerimeter,
  segmentDistance,
} from './plane.ts';
import type { Random } from './random.ts';

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

const SNAP_TO_BEND = 16;
/** A street keeps this far from everything it does not end at, metres. */
const CLEARANCE = 16;
/** Least sine of the angle between a street and what it ends at (about 48°). */
const LEAST_SINE = 0.74;

/** One end of a street: on the half-edge at `share` of its length, or at its origin when 0. */
interface End {
  half: number;
  share: number;
  point: Point;
}
interface Cut {
  start: End;
  end: End;
  middle: Point[];
  quality: number;
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
    const cut = judge(ring, halves, snap(chord[0]), snap(chord[1]), bend, rules.smallestArea);
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

/** The cut with its quality, or null when it would run too near to something or leave a bad part. */
function judge(
  ring: Ring,
  halves: readonly number[],
  start: End,
  end: End,
  bend: number,
  smallestArea: number,
): Cut | null {
  const [i, j] = [halves.indexOf(start.half), halves.indexOf(end.half)];
  if (i === j) return null;
  const middle = bendPath(start.point, end.point, bend);
  const path = [start.point, ...middle, end.point];
  if (!isClear(ring, i, j, start, end, path)) return null;
  const between = (from: number, to: number, skipFirst: boolean) => {
    const points: Point[] = [];
    const count = (to - from + ring.length) % ring.length;
    for (let k = skipFirst ? 1 : 0; k <= count; k++) points.push(pointAt(ring, from + k));
    return points;
  };
  // Right of the path: from its start along the ring to its end.
  const near = [start.point, ...between(i, j, true)];
  if (end.share > 0) near.push(end.point);
  const far = [end.point, ...between(j, i, true)];
  if (start.share > 0) far.push(start.point);
  const parts = [
    [...near, ...[...middle].reverse()],
    [...far, ...middle],
  ];
  const areas = parts.map(ringArea);
  const smaller = Math.min(...areas);
  if (smaller < smallestArea) return null;
  const compactness = parts.map((part, k) => {
    const perimeter = ringPerimeter(part);
    return (12.566 * pointAt(areas, k)) / (perimeter * perimeter);
  });
  const balance = smaller / (pointAt(areas, 0) + pointAt(areas, 1));
  if (balance < 0.22 || Math.min(...compactness) < 0.3) return null;
  const continues = (start.share === 0 ? 0.08 : 0) + (end.share === 0 ? 0.08 : 0);
  return { start, end, middle, quality: balance + Math.min(...compactness) + continues };
}

function bendPath(a: Point, b: Point, bend: number): Point[] {
  const length = distance(a, b);
  if (bend === 0 || length < 150) return [];
  const count = Math.max(1, Math.round(length / 110) - 1);
  const points: Point[] = [];
  for (let k = 1; k <= count; k++) {
    const t = k / (count + 1);
    const aside = 4 * t * (1 - t) * bend;
    points.push([
      a[0] + t * (b[0] - a[0]) - aside * (b[1] - a[1]),
      a[1] + t * (b[1] - a[1]) + aside * (b[0] - a[0]),
    ]);
  }
  return points;
}

function isClear(
  ring: Ring,
  i: number,
  j: number,
  start: End,
  end: End,
  path: readonly Point[],
): boolean {
  const count = ring.length;
  for (const [at, place, towards] of [
    [i, start, pointAt(path, 1)],
    [j, end, pointAt(path, path.length - 2)],
  ] as const) {
    const before = place.share === 0 ? pointAt(ring, at - 1) : pointAt(ring, at);
    for (const along of [before, pointAt(ring, at + 1)]) {
      if (angleIsSharp(place.point, towards, along)) return false;
    }
    // A new node must not come to lie next to another.
    if (place.share > 0) {
      const apart = [pointAt(ring, at), pointAt(ring, at + 1)];
      if (apart.some((node) => distance(node, place.point) < SNAP_TO_BEND)) return false;
    }
  }
  const touches = (k: number, place: End, at: number) =>
    k === at || (place.share === 0 && k === (at + count - 1) % count);
  for (let p = 0; p + 1 < path.length; p++) {
    const [a, b] = [pointAt(path, p), pointAt(path, p + 1)];
    const isFirst = p === 0;
    const isLast = p + 2 === path.length;
    for (let k = 0; k < count; k++) {
      const atStart = touches(k, start, i);
      const atEnd = touches(k, end, j);
      if ((isFirst && atStart) || (isLast && atEnd)) {
        if (isFirst && atStart && isLast && atEnd) return false;
        continue;
      }
      const [c, d] = [pointAt(ring, k), pointAt(ring, k + 1)];
      const reach = atStart || atEnd ? 1 : CLEARANCE;
      if (segmentDistance(a, b, c, d) < reach) return false;
    }
    // Vertices next to the ends are not covered by the segments left out above.
    for (let k = 0; k < count; k++) {
      const node = pointAt(ring, k);
      if (node === start.point || node === end.point) continue;
      if (distanceToSegment(node, a, b) < CLEARANCE * 0.75) return false;
    }
  }
  return true;
}

function angleIsSharp(at: Point, one: Point, other: Point): boolean {
  const u: Point = [one[0] - at[0], one[1] - at[1]];
  const v: Point = [other[0] - at[0], other[1] - at[1]];
  const dot = u[0] * v[0] + u[1] * v[1];
  if (dot <= 0) return false;
  const cross = u[0] * v[1] - u[1] * v[0];
  const squared = (u[0] * u[0] + u[1] * u[1]) * (v[0] * v[0] + v[1] * v[1]);
  return cross * cross < LEAST_SINE * LEAST_SINE * squared;
}
