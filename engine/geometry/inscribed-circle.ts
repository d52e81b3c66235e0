import polylabel from 'polylabel';
import type { Position } from '../coverage/types.ts';
import { localFrame } from './geodesic.ts';

/** The largest circle that fits into a polygon: its centre in degrees and its diameter in metres. */
export interface InscribedCircle {
  centre: Position;
  diameterMetres: number;
}

/** Below this mean width, relative to its length, a polygon is a thread and is measured along its edges. */
const THREAD_RATIO = 0.01;

/**
 * Largest inscribed circle of a polygon (shell first, then holes; closed rings; degrees).
 * Computed in a flat frame at the polygon; the diameter is good to 1 % or 1 mm.
 *
 * Compact shapes: branch and bound over cells (Mapbox's polylabel). Threads, where that needs
 * millions of cells: circles grown from every edge towards the side opposite, best one kept.
 */
export function inscribedCircle(rings: readonly (readonly Position[])[]): InscribedCircle {
  const shell = rings[0]!;
  const origin = shell[0]!;
  const frame = localFrame(origin[0]!, origin[1]!);
  const flat = rings.map((ring) =>
    ring.map((p): [number, number] => [
      (p[0]! - frame.originLon) * frame.metresPerDegreeLon,
      (p[1]! - frame.originLat) * frame.metresPerDegreeLat,
    ]),
  );
  const { area, perimeter } = planarMeasure(flat);
  const meanWidth = perimeter > 0 ? (2 * area) / perimeter : 0;
  const circle =
    meanWidth > THREAD_RATIO * perimeter ? fromPolylabel(flat, meanWidth) : widestAlongEdges(flat);
  return {
    centre: [
      frame.originLon + circle.x / frame.metresPerDegreeLon,
      frame.originLat + circle.y / frame.metresPerDegreeLat,
    ],
    diameterMetres: 2 * circle.radius,
  };
}

interface Circle {
  x: number;
  y: number;
  radius: number;
}

function fromPolylabel(rings: [number, number][][], meanWidth: number): Circle {
  const found = polylabel(rings, Math.max(0.0005, meanWidth * 0.005));
  return { x: found[0]!, y: found[1]!, radius: Math.max(0, found.distance) };
}

type Edge = readonly [ax: number, ay: number, bx: number, by: number];

const PROBES = [0.1, 0.3, 0.5, 0.7, 0.9];
/** Edges whose widest place is searched for after the first look. */
const REFINED_EDGES = 8;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * Grows circles that touch an edge from inside: the centre moves along the inward normal until
 * the circle meets another side. Every edge is probed at a few places; around the widest of them
 * the best place is found by golden-section search.
 */
function widestAlongEdges(rings: [number, number][][]): Circle {
  const edges = listEdges(rings);
  const probes: { edge: Edge; share: number; circle: Circle }[] = [];
  for (const edge of edges) {
    let widest: (typeof probes)[number] | null = null;
    for (const share of PROBES) {
      const circle = growFrom(edges, edge, share);
      if (widest === null || circle.radius > widest.circle.radius) widest = { edge, share, circle };
    }
    probes.push(widest!);
  }
  probes.sort((a, b) => b.circle.radius - a.circle.radius);
  let best: Circle = probes[0]?.circle ?? { x: rings[0]![0]![0], y: rings[0]![0]![1], radius: 0 };
  for (const { edge, share } of probes.slice(0, REFINED_EDGES)) {
    let low = Math.max(0.001, share - 0.2);
    let high = Math.min(0.999, share + 0.2);
    for (let i = 0; i < 24; i++) {
      const left = high - GOLDEN * (high - low);
      const right = low + GOLDEN * (high - low);
      const atLeft = growFrom(edges, edge, left);
      const atRight = growFrom(edges, edge, right);
      if (atLeft.radius > best.radius) best = atLeft;
      if (atRight.radius > best.radius) best = atRight;
      if (atLeft.radius < atRight.radius) low = left;
      else high = right;
    }
  }
  return best;
}

/** All edges with length, the inside on their left whatever way the rings run. */
function listEdges(rings: [number, number][][]): Edge[] {
  const edges: Edge[] = [];
  rings.forEach((ring, r) => {
    const isReversed = signedArea(ring) > 0 !== (r === 0);
    for (let i = 1; i < ring.length; i++) {
      const a = ring[i - 1]!;
      const b = ring[i]!;
      if (a[0] === b[0] && a[1] === b[1]) continue;
      edges.push(isReversed ? [b[0], b[1], a[0], a[1]] : [a[0], a[1], b[0], b[1]]);
    }
  });
  return edges;
}

/** The circle inside the polygon that touches the edge at the given share of its length. */
function growFrom(edges: readonly Edge[], [ax, ay, bx, by]: Edge, share: number): Circle {
  const length = Math.hypot(bx - ax, by - ay);
  const nx = -(by - ay) / length;
  const ny = (bx - ax) / length;
  const px = ax + share * (bx - ax);
  const py = ay + share * (by - ay);
  let radius = Number.POSITIVE_INFINITY;
  for (const edge of edges) {
    // The circle found so far lies within its diameter of p: edges beyond cannot touch it sooner.
    const reach = 2 * radius;
    const [cx, cy, dx, dy] = edge;
    if (
      (cx > px + reach && dx > px + reach) ||
      (cx < px - reach && dx < px - reach) ||
      (cy > py + reach && dy > py + reach) ||
      (cy < py - reach && dy < py - reach)
    ) {
      continue;
    }
    radius = Math.min(radius, tangentRadius(px, py, nx, ny, edge));
  }
  if (!Number.isFinite(radius)) radius = 0;
  return { x: px + nx * radius, y: py + ny * radius, radius };
}

/** Radius of the circle through p, centred on p + r·n, that touches the edge. Infinite when it never does. */
function tangentRadius(
  px: number,
  py: number,
  nx: number,
  ny: number,
  [ax, ay, bx, by]: Edge,
): number {
  let radius = Math.min(
    throughPoint(ax - px, ay - py, nx, ny),
    throughPoint(bx - px, by - py, nx, ny),
  );
  const length = Math.hypot(bx - ax, by - ay);
  const ux = (bx - ax) / length;
  const uy = (by - ay) / length;
  // Signed distance of the centre to the edge's line: `distance + slope · r`.
  let distance = -(px - ax) * uy + (py - ay) * ux;
  let slope = -nx * uy + ny * ux;
  if (distance < 0) {
    distance = -distance;
    slope = -slope;
  }
  if (distance > 1e-12 && 1 - slope > 1e-12) {
    const r = distance / (1 - slope);
    const along = (px + nx * r - ax) * ux + (py + ny * r - ay) * uy;
    if (along >= 0 && along <= length) radius = Math.min(radius, r);
  }
  return radius;
}

/** Radius of the circle through p and the point p + d, centred along n. */
function throughPoint(dx: number, dy: number, nx: number, ny: number): number {
  const towards = dx * nx + dy * ny;
  return towards > 1e-12 ? (dx * dx + dy * dy) / (2 * towards) : Number.POSITIVE_INFINITY;
}

function signedArea(ring: readonly [number, number][]): number {
  let sum = 0;
  for (let i = 1; i < ring.length; i++) {
    const [ax, ay] = ring[i - 1]!;
    const [bx, by] = ring[i]!;
    sum += ax * by - bx * ay;
  }
  return sum / 2;
}

/** Area and perimeter in the flat frame. */
function planarMeasure(rings: [number, number][][]): { area: number; perimeter: number } {
  let area = 0;
  let perimeter = 0;
  rings.forEach((ring, r) => {
    for (let i = 1; i < ring.length; i++) {
      const [ax, ay] = ring[i - 1]!;
      const [bx, by] = ring[i]!;
      perimeter += Math.hypot(bx - ax, by - ay);
    }
    area += (r === 0 ? 1 : -1) * Math.abs(signedArea(ring));
  });
  return { area: Math.max(0, area), perimeter };
}
