import type { BarrierClass, MainLine } from './lines.ts';
import { cosine, distance, PI, type Point, pointAt, type Ring, sine } from './plane.ts';
import { createRandom, type Random } from './random.ts';

/** The bare bones of the town: its rim and the lines that run through all of it. */
export interface Layout {
  /** Radius of the circle with the town's area, metres. */
  radius: number;
  rim: Ring;
  /** The wooded hill: main roads stop at the road round its foot. */
  hill: Ring;
  lines: MainLine[];
}

/** Mean distance between two vertices of a main line, metres. */
const STEP = 85;

/**
 * Draws the main lines of a town of the given radius: six named lines as its rim, a river with
 * a canal, a railway, a hill with its ridge, and a bent grid of arterial roads.
 */
export function drawMainLines(seed: number, radius: number, arterialSpacing: number): Layout {
  const sides = drawRim(createRandom(seed, 'rim'), radius);
  const rim = sides.flatMap((side) => side.points.slice(0, -1));
  const hill = drawHill(createRandom(seed, 'hill'), radius);
  const grid = drawGrid(createRandom(seed, 'grid'), radius, arterialSpacing);
  const water = drawWater(createRandom(seed, 'water'), radius, grid.canalAt, grid.place);
  return {
    radius,
    rim,
    hill: hill.points,
    lines: [...sides, ...water, drawRailway(radius), ...hill.lines, ...grid.lines],
  };
}

/** A smooth random function: waves with the given lengths, the longer the stronger, within ±1. */
function createWave(random: Random, lengths: readonly number[]): (x: number) => number {
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const waves = lengths.map((length) => ({ length, phase: random.between(0, 2 * PI) }));
  return (x) =>
    waves.reduce(
      (sum, { length, phase }) => sum + (length / total) * sine((2 * PI * x) / length + phase),
      0,
    );
}

function drawRim(random: Random, radius: number): MainLine[] {
  const classes: BarrierClass[] = ['expressway', 'arterial', 'river', 'ridge', 'canal', 'arterial'];
  const corners = classes.map((_, i): Point => {
    // The first corner lies south-east, so that the expressway limits the town in the east.
    const angle = (PI / 3) * (i - 0.5 + random.between(-0.2, 0.2));
    const reach = radius * random.between(0.9, 1.24);
    return [reach * cosine(angle) * 1.08, reach * sine(angle) * 0.96];
  });
  const unrest: Partial<Record<BarrierClass, number>> = { river: 0.055, ridge: 0.06, canal: 0.02 };
  return classes.map((kind, i) => {
    const from = pointAt(corners, i);
    const to = pointAt(corners, i + 1);
    const length = distance(from, to);
    const wave = createWave(random, [length * 0.9, length * 0.4, length * 0.21]);
    const amplitude = length * (unrest[kind] ?? 0.03);
    const bow = length * random.between(0, 0.1);
    return {
      class: kind,
      role: 'rim',
      points: sweep(from, to, (t) => {
        const window = 4 * t * (1 - t);
        return -bow * window - amplitude * wave(t * length) * Math.sqrt(window);
      }),
    };
  });
}

/** Points from one end to the other, moved to the left of the straight way by `offset(0…1)` metres. */
function sweep(from: Point, to: Point, offset: (t: number) => number, step = STEP): Point[] {
  const length = distance(from, to);
  const count = Math.max(4, Math.round(length / step));
  const left: Point = [-(to[1] - from[1]) / length, (to[0] - from[0]) / length];
  const points: Point[] = [];
  for (let i = 0; i <= count; i++) {
    const t = i / count;
    const aside = i === 0 || i === count ? 0 : offset(t);
    points.push([
      from[0] + t * (to[0] - from[0]) + aside * left[0],
      from[1] + t * (to[1] - from[1]) + aside * left[1],
    ]);
  }
  return points;
}

function drawHill(random: Random, radius: number): { points: Ring; lines: MainLine[] } {
  const centre: Point = [-0.92 * radius, -0.3 * radius];
  const reach = radius * random.between(0.46, 0.54);
  const wave = createWave(random, [PI * 1.1, PI * 0.45]);
  const count = Math.max(24, Math.round((2 * PI * reach) / STEP));
  const points: Point[] = [];
  for (let i = 0; i < count; i++) {
    const angle = (2 * PI * i) / count;
    const at = reach * (1 + 0.1 * wave(angle) * sine(angle / 2));
    points.push([centre[0] + at * cosine(angle), centre[1] + at * 0.92 * sine(angle)]);
  }
  // From the west round through east: both ends lie beyond the rim and are cut off there.
  const foot = [...points.slice(Math.ceil(count / 2)), ...points.slice(0, Math.ceil(count / 2))];
  const jag = createWave(random, [reach * 0.8, reach * 0.33]);
  const ridge = sweep(
    [centre[0] - reach, centre[1] + 0.22 * reach],
    [centre[0] + 1.2 * reach, centre[1] - 0.1 * reach],
    (t) => 0.1 * reach * jag(t * 2.2 * reach),
  );
  return {
    points,
    lines: [
      { class: 'collector', role: 'hill-foot', points: foot },
      { class: 'ridge', role: 'ridge', points: ridge },
    ],
  };
}

function drawWater(
  random: Random,
  radius: number,
  canalAt: number,
  place: (u: number, v: number) => Point,
): MainLine[] {
  const wave = createWave(random, [1.5 * radius, 0.75 * radius, 0.45 * radius]);
  const river = sweep(
    [-1.5 * radius, 0.62 * radius],
    [1.5 * radius, -0.28 * radius],
    (t) => 0.2 * radius * wave(t * 3.1 * radius),
    60,
  );
  const bend = createWave(random, [1.3 * radius]);
  const canal = sweep(place(canalAt, 1.6 * radius), place(canalAt, -0.8 * radius), (t) => {
    return 0.05 * radius * bend(t * 2.4 * radius);
  });
  return [
    { class: 'river', role: 'river', points: river },
    { class: 'canal', role: 'canal', points: canal },
  ];
}

/** A wide curve through the south-east. */
function drawRailway(radius: number): MainLine {
  const [from, pull, to]: [Point, Point, Point] = [
    [-0.3 * radius, -1.6 * radius],
    [0.42 * radius, -0.5 * radius],
    [1.6 * radius, 0.05 * radius],
  ];
  const count = Math.round((3 * radius) / STEP);
  const points: Point[] = [];
  for (let i = 0; i <= count; i++) {
    const t = i / count;
    const [p, q, r] = [(1 - t) * (1 - t), 2 * t * (1 - t), t * t];
    points.push([p * from[0] + q * pull[0] + r * to[0], p * from[1] + q * pull[1] + r * to[1]]);
  }
  return { class: 'railway', role: 'railway', points };
}

interface Grid {
  lines: MainLine[];
  /** East coordinate, before bending, of the middle between two north–south roads. */
  canalAt: number;
  /** Bends a place of the straight grid. */
  place: (u: number, v: number) => Point;
}

function drawGrid(random: Random, radius: number, spacing: number): Grid {
  const tilt = random.between(0.1, 0.2);
  const [eastward, northward] = [cosine(tilt), sine(tilt)];
  const lengths = [2.6 * radius, 1.4 * radius];
  const bendEast = createWave(random, lengths);
  const bendNorth = createWave(random, lengths);
  const place = (u: number, v: number): Point => {
    const x = u + 0.07 * radius * bendEast(v + 0.35 * u);
    const y = v + 0.07 * radius * bendNorth(u - 0.3 * v);
    return [x * eastward - y * northward, x * northward + y * eastward];
  };
  const positions = () => {
    const found: number[] = [];
    const start = spacing * random.between(0.4, 0.6);
    for (const sign of [-1, 1]) {
      let at = sign < 0 ? start - spacing : start;
      while (Math.abs(at) < 0.84 * radius) {
        found.push(at);
        // Roads lie further apart towards the rim.
        at += sign * spacing * (0.8 + (0.55 * Math.abs(at)) / radius + random.between(0, 0.25));
      }
    }
    return found.sort((a, b) => a - b);
  };
  const columns = positions();
  const rows = positions();
  const reach = 1.5 * radius;
  const count = Math.round((2 * reach) / STEP);
  const along = Array.from({ length: count + 1 }, (_, i) => -reach + (2 * reach * i) / count);
  const eastMost = columns.length - 1;
  const canalColumn = Math.max(0, Math.min(eastMost - 1, Math.floor(columns.length / 2)));
  const canalAt =
    columns.length > 1
      ? (pointAt(columns, canalColumn) + pointAt(columns, canalColumn + 1)) / 2
      : 0.3 * radius;
  return {
    canalAt,
    place,
    lines: [
      ...columns.map((u): MainLine => {
        return { class: 'arterial', role: 'north-south', points: along.map((v) => place(u, v)) };
      }),
      ...rows.map((v): MainLine => {
        return { class: 'arterial', role: 'east-west', points: along.map((u) => place(u, v)) };
      }),
    ],
  };
}
