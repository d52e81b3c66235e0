import type { MainLine } from './lines.ts';
import { BARRIER_CLASSES } from './lines.ts';
import type { Layout } from './main-lines.ts';
import { Mesh } from './mesh.ts';
import { crossing, distance, isInside, type Point, pointAt, segmentDistance } from './plane.ts';
import { SegmentGrid } from './segment-grid.ts';

/** Crossings nearer to each other than this become one: no crumbs of land, no tiny segments. */
const MERGE_METRES = 45;
/** A line keeps no vertex of its own this near to a crossing. */
const CLEAR_METRES = 28;

const GRID_ROLES: ReadonlySet<MainLine['role']> = new Set(['north-south', 'east-west']);

/** A place where lines meet. */
interface Hit {
  point: Point;
  /** Crossings of the rim stay where they are when crossings are merged, so that the rim stays smooth. */
  fixed: boolean;
}
interface Stop {
  /** Segment index plus fraction along the line. */
  at: number;
  hit: number;
}
interface Segment {
  from: number;
  to: number;
  line: number;
}

/**
 * Cuts the lines of a layout at their crossings and joins them into a mesh, without what lies
 * beyond the rim, roads on the hill, the canal beyond the river, and dead ends.
 * Returns the reason when the rim runs into itself.
 */
export function arrange(layout: Layout): Mesh | string {
  const { hits, stops } = findCrossings(layout.lines);
  const merged = mergeHits(hits);
  const nodes: Point[] = merged.points;
  const segments = new Map<string, Segment>();
  layout.lines.forEach((line, index) => {
    const path = follow(line, stops[index] ?? [], merged.of, nodes);
    for (let i = 0; i + 1 < path.length; i++) {
      const [from, to] = [path[i] as number, path[i + 1] as number];
      if (!isKept(line, pointAt(nodes, from), pointAt(nodes, to), layout)) continue;
      const key = from < to ? `${from} ${to}` : `${to} ${from}`;
      const other = segments.get(key);
      if (!other || rank(line) < rank(pointAt(layout.lines, other.line))) {
        segments.set(key, { from, to, line: index });
      }
    }
  });
  const beyond = cutCanal(layout, segments);
  const all = [...segments.values()].filter((segment) => !beyond.has(segment));
  const clear = withoutConflicts(layout, nodes, withoutLooseEnds(all));
  return clear ? compactMesh(nodes, withoutLooseEnds(clear)) : 'the rim runs into itself';
}

/** Which of two lines stays where there is room for one: the rim above all, grid roads last. */
function rank(line: MainLine): number {
  if (line.role === 'rim') return -1;
  return GRID_ROLES.has(line.role) ? BARRIER_CLASSES.length : BARRIER_CLASSES.indexOf(line.class);
}

function findCrossings(lines: readonly MainLine[]): { hits: Hit[]; stops: Stop[][] } {
  const hits: Hit[] = [];
  const stops: Stop[][] = lines.map(() => []);
  const rimLines = lines.filter((line) => line.role === 'rim').length;
  for (let i = 0; i < rimLines; i++) {
    const hit = hits.push({ point: pointAt(pointAt(lines, i).points, 0), fixed: true }) - 1;
    stops[i]?.push({ at: 0, hit });
    const before = (i + rimLines - 1) % rimLines;
    stops[before]?.push({ at: pointAt(lines, before).points.length - 1, hit });
  }
  const grid = new SegmentGrid(150);
  lines.forEach((line, index) => {
    for (let i = 0; i + 1 < line.points.length; i++) {
      const [a, b] = [pointAt(line.points, i), pointAt(line.points, i + 1)];
      for (const { owner, index: j } of grid.near(a, b)) {
        if (owner === index) continue;
        const other = pointAt(lines, owner);
        if (other.role === 'rim' && line.role === 'rim') continue;
        const found = crossing(a, b, pointAt(other.points, j), pointAt(other.points, j + 1));
        if (!found) continue;
        const hit = hits.push({ point: found.point, fixed: other.role === 'rim' }) - 1;
        stops[index]?.push({ at: i + found.s, hit });
        stops[owner]?.push({ at: j + found.t, hit });
      }
    }
    for (let i = 0; i + 1 < line.points.length; i++) {
      grid.add(pointAt(line.points, i), pointAt(line.points, i + 1), { owner: index, index: i });
    }
  });
  for (const list of stops) list.sort((a, b) => a.at - b.at);
  return { hits, stops };
}

/** Joins hits that lie close together; `of[hit]` is the index of its point. */
function mergeHits(hits: readonly Hit[]): { points: Point[]; of: number[] } {
  const points: Point[] = [];
  const of: number[] = new Array(hits.length).fill(-1);
  const cells = new Map<string, number[]>();
  const cell = (value: number) => Math.floor(value / MERGE_METRES);
  // Rim crossings first, so that the others join them and not the other way round.
  const order = hits
    .map((_, i) => i)
    .sort((a, b) => Number(pointAt(hits, b).fixed) - Number(pointAt(hits, a).fixed) || a - b);
  for (const hit of order) {
    const { point } = pointAt(hits, hit);
    const [cx, cy] = [cell(point[0]), cell(point[1])];
    let found = -1;
    for (let dx = -1; dx <= 1 && found < 0; dx++) {
      for (let dy = -1; dy <= 1 && found < 0; dy++) {
        for (const candidate of cells.get(`${cx + dx} ${cy + dy}`) ?? []) {
          if (distance(pointAt(points, candidate), point) < MERGE_METRES) found = candidate;
        }
      }
    }
    if (found < 0) {
      found = points.push(point) - 1;
      const key = `${cx} ${cy}`;
      cells.set(key, [...(cells.get(key) ?? []), found]);
    }
    of[hit] = found;
  }
  return { points, of };
}

/** The line as nodes: its crossings, and between them its own vertices that lie clear of any crossing. */
function follow(
  line: MainLine,
  stops: readonly Stop[],
  of: readonly number[],
  nodes: Point[],
): number[] {
  const path: number[] = [];
  const visit = (node: number) => {
    const seen = path.lastIndexOf(node);
    // Coming back to a merged crossing: the little loop between is dropped.
    if (seen >= 0) path.length = seen;
    path.push(node);
  };
  const meetings = stops.map((stop) => ({ at: stop.at, node: of[stop.hit] as number }));
  const crossed = meetings.map(({ node }) => pointAt(nodes, node));
  let next = 0;
  line.points.forEach((point, i) => {
    for (; next < meetings.length && pointAt(meetings, next).at <= i; next++) {
      visit(pointAt(meetings, next).node);
    }
    if (crossed.every((place) => distance(place, point) > CLEAR_METRES)) {
      visit(nodes.push(point) - 1);
    }
  });
  for (; next < meetings.length; next++) visit(pointAt(meetings, next).node);
  return path;
}

function isKept(line: MainLine, from: Point, to: Point, layout: Layout): boolean {
  if (line.role === 'rim') return true;
  const middle: Point = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
  if (!isInside(middle, layout.rim)) return false;
  if (line.role === 'hill-foot' || line.role === 'river') return true;
  return isInside(middle, layout.hill) === (line.role === 'ridge');
}

/** The canal's segments beyond its first meeting with the river. */
function cutCanal(layout: Layout, segments: ReadonlyMap<string, Segment>): Set<Segment> {
  const roleOf = (segment: Segment) => pointAt(layout.lines, segment.line).role;
  const river = new Set<number>();
  for (const segment of segments.values()) {
    if (roleOf(segment) === 'river') river.add(segment.from).add(segment.to);
  }
  const beyond = new Set<Segment>();
  let isReached = false;
  for (const segment of segments.values()) {
    if (roleOf(segment) !== 'canal') continue;
    if (river.has(segment.from)) isReached = true;
    if (isReached) beyond.add(segment);
  }
  return beyond;
}

/** Without the segments that lead nowhere. */
function withoutLooseEnds(all: readonly Segment[]): Segment[] {
  const kept = new Set(all);
  const at = new Map<number, Set<Segment>>();
  for (const segment of kept) {
    for (const node of [segment.from, segment.to]) {
      at.set(node, (at.get(node) ?? new Set()).add(segment));
    }
  }
  const queue = [...at.keys()];
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    const around = at.get(node);
    if (around?.size !== 1) continue;
    for (const segment of around) {
      const far = segment.from === node ? segment.to : segment.from;
      kept.delete(segment);
      at.get(far)?.delete(segment);
      queue.push(far);
    }
    around.clear();
  }
  return [...kept];
}

/**
 * Leaves out lines where they run into something stronger without crossing it; null when the rim
 * runs into itself.
 */
function withoutConflicts(
  layout: Layout,
  nodes: readonly Point[],
  segments: readonly Segment[],
): Segment[] | null {
  const lineOf = (segment: Segment) => pointAt(layout.lines, segment.line);
  const order = segments.map((_, index) => index);
  order.sort(
    (a, b) => rank(lineOf(pointAt(segments, a))) - rank(lineOf(pointAt(segments, b))) || a - b,
  );
  const grid = new SegmentGrid(150);
  const dropped = new Set<Segment>();
  for (const index of order) {
    const segment = pointAt(segments, index);
    const [a, b] = [pointAt(nodes, segment.from), pointAt(nodes, segment.to)];
    const isInTheWay = grid.near(a, b).some((near) => {
      const other = pointAt(segments, near.index);
      const ends = [other.from, other.to];
      if (ends.includes(segment.from) || ends.includes(segment.to)) return false;
      const apart = segmentDistance(a, b, pointAt(nodes, other.from), pointAt(nodes, other.to));
      return apart < CLEAR_METRES / 2;
    });
    if (!isInTheWay) grid.add(a, b, { owner: segment.line, index });
    else if (lineOf(segment).role === 'rim') return null;
    else dropped.add(segment);
  }
  return segments.filter((segment) => !dropped.has(segment));
}

function compactMesh(nodes: readonly Point[], segments: readonly Segment[]): Mesh {
  const renumbered = new Map<number, number>();
  const kept: Point[] = [];
  const number = (node: number) => {
    let found = renumbered.get(node);
    if (found === undefined) {
      found = kept.push(pointAt(nodes, node)) - 1;
      renumbered.set(node, found);
    }
    return found;
  };
  const edges = segments.map(({ from, to, line }) => ({
    from: number(from),
    to: number(to),
    line,
  }));
  return Mesh.fromSegments(kept, edges);
}
