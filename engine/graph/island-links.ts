import Flatbush from 'flatbush';
import type { AreaGeometry, Position } from '../coverage/types.ts';
import { geodesicDistance, type LocalFrame } from '../geometry/geodesic.ts';
import { frameAround, fromFrame, toFrame } from '../geometry/local-plane.ts';
import type { DualGraph, IslandLink } from './types.ts';

/** Lines by which units are seen from elsewhere. */
export interface VisibleLine {
  unit: number;
  line: readonly Position[];
}

/**
 * For every component but the largest (by units; of equals the first) the nearest unit of another one,
 * and the nearest places of both: a link across water or other ground that is no unit, to be approved.
 *
 * Distances are compared in a flat frame around the middle of all units, and given geodesic.
 * @param outer lines of units with the outside; a unit of a component without any is looked at all around
 */
export function findIslandLinks(
  geometries: readonly AreaGeometry[],
  { component, components }: Pick<DualGraph, 'component' | 'components'>,
  outer: readonly VisibleLine[],
): IslandLink[] {
  if (components < 2) return [];
  const shores = collectShores(geometries, component, components, outer);
  const largest = largestComponent(component, components);
  const links: IslandLink[] = [];
  for (let own = 0; own < components; own++) {
    if (own === largest) continue;
    const link = nearestElsewhere(own, component, shores);
    if (link !== null) links.push(link);
  }
  return links;
}

/** Segments along which components face others, in metres of a frame. */
interface Shores {
  frame: LocalFrame;
  unit: number[];
  ends: number[];
  components: Shore[];
}

/** West, south, east, north in metres. */
type Box = readonly [number, number, number, number];

interface Shore {
  component: number;
  segments: number[];
  box: Box;
  /** Made when it is asked for: an index of all components would find mostly a component's own segments. */
  index: Flatbush | null;
}

function collectShores(
  geometries: readonly AreaGeometry[],
  component: Int32Array,
  components: number,
  outer: readonly VisibleLine[],
): Shores {
  const isSeen = new Uint8Array(components);
  for (const { unit } of outer) isSeen[component[unit]!] = 1;
  const lines = [...outer];
  geometries.forEach((geometry, unit) => {
    if (isSeen[component[unit]!] === 1) return;
    const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
    for (const line of polygons.flat()) lines.push({ unit, line });
  });
  const frame = frameAround(lines.map(({ line }) => line));
  const unit: number[] = [];
  const ends: number[] = [];
  const of: number[][] = Array.from({ length: components }, () => []);
  for (const { unit: owner, line } of lines) {
    for (let i = 1; i < line.length; i++) {
      of[component[owner]!]!.push(unit.length);
      unit.push(owner);
      ends.push(...toFrame(frame, line[i - 1]!), ...toFrame(frame, line[i]!));
    }
  }
  const shores = of.map((segments, c): Shore => {
    let box: Box = [Infinity, Infinity, -Infinity, -Infinity];
    for (const segment of segments) box = around(box, segmentBox(ends, segment));
    return { component: c, segments, box, index: null };
  });
  return { frame, unit, ends, components: shores };
}

function segmentBox(ends: readonly number[], segment: number): Box {
  const [ax, ay, bx, by] = [0, 1, 2, 3].map((k) => ends[4 * segment + k]!) as Four;
  return [Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by)];
}

const around = (a: Box, b: Box): Box => [
  Math.min(a[0], b[0]),
  Math.min(a[1], b[1]),
  Math.max(a[2], b[2]),
  Math.max(a[3], b[3]),
];

/** 0 for boxes that meet. */
const boxDistance = (a: Box, b: Box): number =>
  Math.hypot(Math.max(0, a[0] - b[2], b[0] - a[2]), Math.max(0, a[1] - b[3], b[1] - a[3]));

function indexOf(shore: Shore, ends: readonly number[]): Flatbush {
  if (shore.index !== null) return shore.index;
  const index = new Flatbush(shore.segments.length);
  for (const segment of shore.segments) index.add(...segmentBox(ends, segment));
  index.finish();
  shore.index = index;
  return index;
}

function largestComponent(component: Int32Array, components: number): number {
  const size = new Int32Array(components);
  for (const c of component) size[c]!++;
  return size.reduce((largest, units, c) => (units > size[largest]! ? c : largest), 0);
}

function nearestElsewhere(own: number, component: Int32Array, shores: Shores): IslandLink | null {
  const { frame, unit, ends, components } = shores;
  const shore = components[own]!;
  let best: { here: number; there: number; meeting: Meeting } | null = null;
  const consider = (here: number, there: number): void => {
    const meeting = nearestPlaces(ends, 4 * here, 4 * there);
    if (best !== null && !isNearer(here, there, meeting.distance)) return;
    best = { here, there, meeting };
  };
  /** Of equal distances the smaller indexes, so that the order of segments does not matter. */
  const isNearer = (here: number, there: number, distance: number): boolean => {
    const known = best!;
    return (
      distance < known.meeting.distance ||
      (distance === known.meeting.distance &&
        (unit[here]! - unit[known.here]! || unit[there]! - unit[known.there]!) < 0)
    );
  };
  const reach = (): number => best?.meeting.distance ?? Number.POSITIVE_INFINITY;
  const others = components
    .filter(({ segments }, c) => c !== own && segments.length > 0)
    .map((other) => ({ other, away: boxDistance(shore.box, other.box) }))
    .sort((a, b) => a.away - b.away || a.other.component - b.other.component);
  for (const { other, away } of others) {
    if (away > reach()) break;
    const index = indexOf(other, ends);
    const isWithinReach = (here: number): boolean =>
      boxDistance(segmentBox(ends, here), other.box) <= reach();
    // First an upper bound from box to box, then all whose boxes come within it.
    for (const here of shore.segments) {
      if (!isWithinReach(here)) continue;
      const [there] = index.neighbors(ends[4 * here]!, ends[4 * here + 1]!, 1, reach());
      if (there !== undefined) consider(here, other.segments[there]!);
    }
    for (const here of shore.segments) {
      if (!isWithinReach(here)) continue;
      const pad = reach();
      const [west, south, east, north] = segmentBox(ends, here);
      const near = index.search(west - pad, south - pad, east + pad, north + pad);
      for (const there of near) consider(here, other.segments[there]!);
    }
  }
  if (best === null) return null;
  const { here, there, meeting } = best as { here: number; there: number; meeting: Meeting };
  const between: [Position, Position] = [
    fromFrame(frame, meeting.x, meeting.y),
    fromFrame(frame, meeting.otherX, meeting.otherY),
  ];
  return {
    units: [unit[here]!, unit[there]!],
    components: [own, component[unit[there]!]!],
    distanceMetres: meeting.distance === 0 ? 0 : geodesicDistance(...between),
    between,
  };
}

type Four = [number, number, number, number];

interface Meeting {
  distance: number;
  x: number;
  y: number;
  otherX: number;
  otherY: number;
}

/** The nearest places of two segments that do not cross: one of them is an end. */
function nearestPlaces(ends: readonly number[], i: number, j: number): Meeting {
  let nearest: Meeting = { distance: Number.POSITIVE_INFINITY, x: 0, y: 0, otherX: 0, otherY: 0 };
  for (const [from, onto, isSwapped] of [
    [i, j, false],
    [i + 2, j, false],
    [j, i, true],
    [j + 2, i, true],
  ] as const) {
    const x = ends[from]!;
    const y = ends[from + 1]!;
    const ax = ends[onto]!;
    const ay = ends[onto + 1]!;
    const dx = ends[onto + 2]! - ax;
    const dy = ends[onto + 3]! - ay;
    const square = dx * dx + dy * dy;
    const share =
      square === 0 ? 0 : Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / square));
    const otherX = ax + share * dx;
    const otherY = ay + share * dy;
    const distance = Math.hypot(x - otherX, y - otherY);
    if (distance >= nearest.distance) continue;
    nearest = isSwapped
      ? { distance, x: otherX, y: otherY, otherX: x, otherY: y }
      : { distance, x, y, otherX, otherY };
  }
  return nearest;
}
