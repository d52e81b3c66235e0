import { side } from '../../geometry/predicates.ts';
import type { AreaGeometry, Position } from '../types.ts';
import type { ProblemDraft } from './invalidity-problem.ts';

/**
 * The rings of an area whose shape can be examined, flat.
 *
 * Vertices of all rings stand in one sequence, each ring without its closing position and without
 * consecutive repetitions. Segment `v` runs from vertex `v` to vertex `next[v]`.
 */
export interface RingTable {
  readonly rings: number;
  readonly xs: Float64Array;
  readonly ys: Float64Array;
  readonly next: Int32Array;
  readonly previous: Int32Array;
  /** Ring r owns vertices `start[r]` to `start[r + 1] - 1`. */
  readonly start: Int32Array;
  /** Which part, and which ring of it, ring r is in the source. */
  readonly polygonOf: Int32Array;
  readonly ringOf: Int32Array;
}

/**
 * Reads an area, reports what is wrong with single rings before any two lines are compared, and
 * returns the rings that can be examined further: all coordinates on the globe, three or more
 * different vertices, not all on one line. An unclosed ring is examined as if closed.
 */
export function readRings(
  geometry: AreaGeometry,
  report: (draft: ProblemDraft) => void,
): RingTable {
  const polygons: unknown =
    geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  const usable: { polygon: number; ring: number; vertices: Vertices }[] = [];
  if (!Array.isArray(polygons) || polygons.length === 0) {
    report({ kind: 'empty', location: null, polygon: 0, ring: 0 });
    return flatten([]);
  }
  polygons.forEach((rings: unknown, polygon) => {
    if (!Array.isArray(rings) || rings.length === 0) {
      report({ kind: 'empty', location: null, polygon, ring: 0 });
      return;
    }
    rings.forEach((positions: unknown, ring) => {
      const vertices = readRing(positions, (draft) => report({ ...draft, polygon, ring }));
      if (vertices) usable.push({ polygon, ring, vertices });
    });
  });
  return flatten(usable);
}

interface Vertices {
  xs: number[];
  ys: number[];
}

type RingDraft = Omit<ProblemDraft, 'polygon' | 'ring'>;

function readRing(positions: unknown, report: (draft: RingDraft) => void): Vertices | null {
  if (!Array.isArray(positions) || positions.length === 0) {
    report({ kind: 'empty', location: null });
    return null;
  }
  if (!checkCoordinates(positions, report)) return null;
  const ring = positions as Position[];
  const [first, last] = [ring[0]!, ring.at(-1)!];
  if (first[0] !== last[0] || first[1] !== last[1]) {
    report({ kind: 'unclosed-ring', location: [last[0]!, last[1]!] });
  }
  const vertices = withoutRepetitions(ring);
  if (vertices.xs.length < 3) {
    report({ kind: 'too-few-points', location: [first[0]!, first[1]!] });
    return null;
  }
  if (isFlat(vertices)) {
    report({ kind: 'zero-area', location: lowestVertex(vertices) });
    return null;
  }
  return vertices;
}

/** One problem a ring for all its bad numbers: a file in metres would otherwise give thousands. */
function checkCoordinates(positions: unknown[], report: (draft: RingDraft) => void): boolean {
  let bad = 0;
  let firstBad = 0;
  let beyond = 0;
  let beyondAt: Position | null = null;
  for (const [i, position] of positions.entries()) {
    const [lon, lat]: unknown[] = Array.isArray(position) ? position : [];
    if (!Number.isFinite(lon) || !Number.isFinite(lat)) {
      if (bad++ === 0) firstBad = i;
    } else if (Math.abs(lon as number) > 180 || Math.abs(lat as number) > 90) {
      beyond++;
      beyondAt ??= [lon as number, lat as number];
    }
  }
  if (bad > 0) report({ kind: 'non-finite', location: null, count: bad, position: firstBad });
  if (beyondAt) {
    report({
      kind: 'out-of-range',
      location: beyondAt,
      count: beyond,
      hint: hintForOutOfRange(beyondAt),
    });
  }
  return bad === 0 && beyond === 0;
}

function hintForOutOfRange([lon, lat]: Position): { zh: string; en: string } {
  if (Math.abs(lon!) <= 90 && Math.abs(lat!) <= 180) {
    return {
      zh: '经纬度可能写反了：应先写经度，后写纬度。',
      en: 'Longitude and latitude look swapped: write longitude first.',
    };
  }
  if (Math.abs(lon!) > 360 || Math.abs(lat!) > 360) {
    return {
      zh: '坐标像是以米为单位的投影坐标：请先转换为 WGS 84 经纬度。',
      en: 'These look like projected metres: convert the file to longitude and latitude (WGS 84).',
    };
  }
  return {
    zh: '请改正这些坐标。',
    en: 'Correct these coordinates.',
  };
}

function withoutRepetitions(ring: readonly Position[]): Vertices {
  const xs: number[] = [];
  const ys: number[] = [];
  for (const [x, y] of ring) {
    if (xs.length > 0 && xs.at(-1) === x && ys.at(-1) === y) continue;
    xs.push(x!);
    ys.push(y!);
  }
  while (xs.length > 1 && xs[0] === xs.at(-1) && ys[0] === ys.at(-1)) {
    xs.pop();
    ys.pop();
  }
  return { xs, ys };
}

function isFlat({ xs, ys }: Vertices): boolean {
  for (let v = 2; v < xs.length; v++) {
    if (side(xs[0]!, ys[0]!, xs[1]!, ys[1]!, xs[v]!, ys[v]!) !== 0) return false;
  }
  return true;
}

function lowestVertex({ xs, ys }: Vertices): Position {
  let lowest = 0;
  for (let v = 1; v < xs.length; v++) {
    if (xs[v]! < xs[lowest]! || (xs[v] === xs[lowest] && ys[v]! < ys[lowest]!)) lowest = v;
  }
  return [xs[lowest]!, ys[lowest]!];
}

function flatten(usable: { polygon: number; ring: number; vertices: Vertices }[]): RingTable {
  const total = usable.reduce((sum, { vertices }) => sum + vertices.xs.length, 0);
  const table = {
    rings: usable.length,
    xs: new Float64Array(total),
    ys: new Float64Array(total),
    next: new Int32Array(total),
    previous: new Int32Array(total),
    start: new Int32Array(usable.length + 1),
    polygonOf: Int32Array.from(usable, ({ polygon }) => polygon),
    ringOf: Int32Array.from(usable, ({ ring }) => ring),
  };
  let at = 0;
  usable.forEach(({ vertices: { xs, ys } }, r) => {
    table.start[r] = at;
    table.xs.set(xs, at);
    table.ys.set(ys, at);
    for (let v = 0; v < xs.length; v++) {
      table.next[at + v] = at + ((v + 1) % xs.length);
      table.previous[at + v] = at + ((v + xs.length - 1) % xs.length);
    }
    at += xs.length;
  });
  table.start[usable.length] = at;
  return table;
}

/** The vertex of ring r with the smallest x, then y: the same whatever vertex the ring starts at. */
export function lowestVertexOf({ xs, ys, start }: RingTable, r: number): number {
  let lowest = start[r]!;
  for (let v = lowest + 1; v < start[r + 1]!; v++) {
    if (xs[v]! < xs[lowest]! || (xs[v] === xs[lowest] && ys[v]! < ys[lowest]!)) lowest = v;
  }
  return lowest;
}
