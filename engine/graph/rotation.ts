import type { AreaGeometry, Position } from '../coverage/types.ts';
import { geodesicDistance, localFrame } from '../geometry/geodesic.ts';
import { IntList } from '../geometry/int-list.ts';
import type { BorderChain } from './border-chains.ts';
import type { DualGraph } from './types.ts';

/** Marks a break in the rotation around a unit. */
export const BREAK = -1;

/** Ends of borders this close together meet at one corner. Metres. */
export const CORNER_METRES = 2;

/**
 * The neighbours of each unit in the order in which its border meets them, counterclockwise along its shell,
 * then along its holes and further parts, with breaks as {@link DualGraph} says.
 * @param chains of all borders, with the outside too
 */
export function buildRotation(
  geometries: readonly AreaGeometry[],
  chains: readonly BorderChain[],
): Pick<DualGraph, 'start' | 'neighbours' | 'edgeOf'> {
  const around = groupByUnit(geometries.length, chains);
  const start = new Int32Array(geometries.length + 1);
  const neighbours = new IntList();
  const edgeOf = new IntList();
  const endsAt = (a: number, b: number, place: Position): boolean => {
    const [one, other] = around[a]!.length <= around[b]!.length ? [a, b] : [b, a];
    return around[one]!.some(
      (chain) => otherUnit(chain, one) === other && chain.edge >= 0 && isEnd(chain, place),
    );
  };
  geometries.forEach((geometry, unit) => {
    const runs = placeRuns(geometry, unit, around[unit]!);
    for (const { neighbour, edge } of listEntries(runs, endsAt)) {
      neighbours.push(neighbour);
      edgeOf.push(edge);
    }
    start[unit + 1] = neighbours.length;
  });
  return { start, neighbours: neighbours.toArray(), edgeOf: edgeOf.toArray() };
}

/** A chain as a unit meets it on its way around. */
interface Run {
  /** {@link BREAK} for the outside and for contacts that are no edge. */
  neighbour: number;
  edge: number;
  ring: number;
  /** Segment of the ring, and the place along it. */
  along: number;
  start: Position;
  end: Position;
}

interface Entry {
  neighbour: number;
  edge: number;
}

function groupByUnit(units: number, chains: readonly BorderChain[]): BorderChain[][] {
  const around: BorderChain[][] = Array.from({ length: units }, () => []);
  for (const chain of chains) {
    around[chain.units[0]]!.push(chain);
    if (chain.units[1] !== null) around[chain.units[1]]!.push(chain);
  }
  return around;
}

const otherUnit = ({ units: [a, b] }: BorderChain, unit: number): number | null =>
  a === unit ? b : a;

const isEnd = ({ line }: BorderChain, place: Position): boolean =>
  areClose(line[0]!, place) || areClose(line.at(-1)!, place);

const areClose = (a: Position, b: Position): boolean =>
  (a[0] === b[0] && a[1] === b[1]) || geodesicDistance(a, b) <= CORNER_METRES;

/** The chains around a unit, ring by ring in the ring's interior-left direction. */
function placeRuns(geometry: AreaGeometry, unit: number, chains: readonly BorderChain[]): Run[] {
  const rings = orientedRings(geometry);
  const locate = ringLocator(rings);
  const runs = chains.map((chain): Run => {
    const { line, edge } = chain;
    const { ring, along, isForward } = locate(longestSegment(line));
    const other = otherUnit(chain, unit);
    const [first, last] = [line[0]!, line.at(-1)!];
    return {
      neighbour: edge < 0 || other === null ? BREAK : other,
      edge,
      ring,
      along,
      start: isForward ? first : last,
      end: isForward ? last : first,
    };
  });
  return runs.sort((a, b) => a.ring - b.ring || a.along - b.along);
}

/** Rings with the interior on the left: shells counterclockwise, holes clockwise. */
function orientedRings(geometry: AreaGeometry): Position[][] {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  return polygons.flatMap((rings) =>
    rings.map((ring, i) => (signedArea(ring) > 0 === (i === 0) ? ring : [...ring].reverse())),
  );
}

function signedArea(ring: readonly Position[]): number {
  const [x0, y0] = ring[0] as [number, number];
  let sum = 0;
  for (let i = 1; i < ring.length; i++) {
    const [a, b] = [ring[i - 1]!, ring[i]!];
    sum += (a[0]! - x0) * (b[1]! - y0) - (b[0]! - x0) * (a[1]! - y0);
  }
  return sum;
}

type Segment = readonly [Position, Position];

/** It lies on the border of both units, wherever junctions are. */
function longestSegment(line: readonly Position[]): Segment {
  let longest = 1;
  let most = -1;
  for (let i = 1; i < line.length; i++) {
    const length = geodesicDistance(line[i - 1]!, line[i]!);
    if (length > most) {
      most = length;
      longest = i;
    }
  }
  return [line[longest - 1]!, line[longest]!];
}

/** Finds where the middle of a segment lies on the rings, and whether it runs with the ring. */
function ringLocator(rings: readonly Position[][]) {
  const [lon, lat] = rings[0]![0] as [number, number];
  const { metresPerDegreeLon: kx, metresPerDegreeLat: ky } = localFrame(lon, lat);
  return ([a, b]: Segment): { ring: number; along: number; isForward: boolean } => {
    const x = ((a[0]! + b[0]!) / 2) * kx;
    const y = ((a[1]! + b[1]!) / 2) * ky;
    const ux = (b[0]! - a[0]!) * kx;
    const uy = (b[1]! - a[1]!) * ky;
    let nearest = Number.POSITIVE_INFINITY;
    const found = { ring: 0, along: 0, isForward: true };
    rings.forEach((ring, r) => {
      for (let i = 1; i < ring.length; i++) {
        const ax = ring[i - 1]![0]! * kx;
        const ay = ring[i - 1]![1]! * ky;
        const dx = ring[i]![0]! * kx - ax;
        const dy = ring[i]![1]! * ky - ay;
        const square = dx * dx + dy * dy;
        if (square === 0) continue;
        const share = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / square));
        const px = x - ax - share * dx;
        const py = y - ay - share * dy;
        const distance = px * px + py * py;
        if (distance >= nearest) continue;
        nearest = distance;
        found.ring = r;
        found.along = i - 1 + share;
        found.isForward = dx * ux + dy * uy > 0;
      }
    });
    return found;
  };
}

/** Entries of a rotation: runs of neighbours, breaks between them. */
function listEntries(
  runs: readonly Run[],
  endsAt: (a: number, b: number, place: Position) => boolean,
): Entry[] {
  const entries: Entry[] = [];
  const add = (neighbour: number, edge: number): void => {
    if (entries.at(-1)?.neighbour !== neighbour) entries.push({ neighbour, edge });
  };
  const lastRing = runs.at(-1)?.ring ?? 0;
  const hasOneRing = lastRing === (runs[0]?.ring ?? 0);
  for (let i = 0; i < runs.length; ) {
    let end = i;
    while (end < runs.length && runs[end]!.ring === runs[i]!.ring) end++;
    for (let k = i; k < end; k++) {
      const run = runs[k]!;
      add(run.neighbour, run.neighbour === BREAK ? BREAK : run.edge);
      const next = runs[k + 1 < end ? k + 1 : i]!;
      if (!meetAtCorner(run, next, endsAt)) add(BREAK, BREAK);
    }
    if (!hasOneRing) add(BREAK, BREAK);
    i = end;
  }
  // It is a cycle: the last entry comes before the first.
  if (entries.length > 1 && entries[0]!.neighbour === entries.at(-1)!.neighbour) entries.pop();
  return entries;
}

/** Does the second run begin where the first ends, and do both neighbours share a border that ends there? */
function meetAtCorner(
  run: Run,
  next: Run,
  endsAt: (a: number, b: number, place: Position) => boolean,
): boolean {
  if (!areClose(run.end, next.start)) return false;
  if (run.neighbour === BREAK || next.neighbour === BREAK) return true;
  return run.neighbour === next.neighbour || endsAt(run.neighbour, next.neighbour, run.end);
}
