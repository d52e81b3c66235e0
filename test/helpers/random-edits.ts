import type { IncrementalAudit } from '#engine/coverage/incremental/incremental-audit.ts';
import type { CommunityEdit } from '#engine/coverage/incremental/register.ts';
import type { AreaGeometry, CommunityInput, Position } from '#engine/coverage/types.ts';
import type { Random } from '../../data/generator/random.ts';
import { at, ring } from './squares.ts';

/** Ways to edit a coverage. */
export const EDITS = [
  'move-vertex',
  'nudge-vertex',
  'move-shared-vertex',
  'insert-vertex',
  'drop-vertex',
  'shift',
  'remove',
  'bring-back',
  'add-box',
  'add-triangle-at-corner',
  'add-thin-strip',
  'surround',
  'copy',
  'swap',
  'cut-hole',
  'fill-hole',
  'join-parts',
  'invert',
  'spoil',
  'mend',
  'rename',
  'take-id',
] as const;
export type EditKind = (typeof EDITS)[number];

/** Draws edits of a coverage of squares some 200 m wide; undoes its own damage now and then. */
export class RandomEditor {
  private readonly random: Random;
  private readonly originals: readonly CommunityInput[];
  private names = 0;

  constructor(random: Random, originals: readonly CommunityInput[]) {
    this.random = random;
    this.originals = originals;
  }

  draw(audit: IncrementalAudit, kind: EditKind): CommunityEdit[] {
    const { random } = this;
    const living: number[] = [];
    const empty: number[] = [];
    for (let position = 0; position < audit.nextPosition; position++) {
      (audit.at(position) === null ? empty : living).push(position);
    }
    if (living.length === 0) return [{ add: { ...this.originals[0]!, id: this.nextId() } }];
    const position = random.pick(living);
    const community = audit.at(position)!;
    const change = (geometry: AreaGeometry | null): CommunityEdit[] => [
      { at: position, community: { ...community, geometry } },
    ];
    const { geometry } = community;
    switch (kind) {
      case 'move-vertex':
        return change(moveVertex(random, geometry, random.between(1, 60)));
      case 'nudge-vertex':
        return change(moveVertex(random, geometry, random.between(0.005, 0.4)));
      case 'move-shared-vertex':
        return this.moveShared(audit, living, geometry);
      case 'insert-vertex':
        return change(mapRing(random, geometry, (points, i) => insertMiddle(points, i)));
      case 'drop-vertex':
        return change(mapRing(random, geometry, (points, i) => points.filter((_, k) => k !== i)));
      case 'shift': {
        const by = offset(random, random.pick([0.02, 0.3, 5, 80]));
        return change(mapPositions(geometry, (p) => round7([p[0]! + by[0]!, p[1]! + by[1]!])));
      }
      case 'remove':
        return [{ at: position, community: null }];
      case 'bring-back': {
        if (empty.length === 0) return [];
        const back = random.pick(empty);
        const original = this.originals[back] ?? random.pick(this.originals);
        return [{ at: back, community: original }];
      }
      case 'add-box':
        return [this.add(boxSomewhere(random))];
      case 'add-triangle-at-corner':
        return [this.add(triangleAt(random, pickVertex(random, geometry)))];
      case 'add-thin-strip':
        return [this.add(stripSomewhere(random))];
      case 'surround':
        return [this.add(random.next() < 0.5 ? annulus(random) : horseshoe(random))];
      case 'copy':
        return change(audit.at(random.pick(living))!.geometry);
      case 'swap': {
        const other = random.pick(living);
        const there = audit.at(other)!;
        return [...change(there.geometry), { at: other, community: { ...there, geometry } }];
      }
      case 'cut-hole':
        return change(cutHole(random, geometry));
      case 'fill-hole':
        return [...this.fillHole(geometry)];
      case 'join-parts': {
        const other = random.pick(living);
        if (other === position) return [];
        const parts = [...polygonsOf(geometry), ...polygonsOf(audit.at(other)!.geometry)];
        return [
          ...change({ type: 'MultiPolygon', coordinates: parts }),
          { at: other, community: null },
        ];
      }
      case 'invert':
        return change(
          mapRing(random, geometry, (points, i) => {
            const swapped = [...points];
            const j = (i + 2) % points.length;
            [swapped[i], swapped[j]] = [swapped[j]!, swapped[i]!];
            return swapped;
          }),
        );
      case 'spoil':
        return change(
          random.pick<AreaGeometry | null>([
            null,
            { type: 'Polygon', coordinates: [] },
            { type: 'Polygon', coordinates: [[at(0, 0), at(9, 9), at(0, 0), at(9, 9), at(0, 0)]] },
            { type: 'Polygon', coordinates: [[at(0, 0), [200, 30], at(0, 50), at(0, 0)]] },
          ]),
        );
      case 'mend': {
        const original = this.originals[position];
        return original === undefined ? [] : [{ at: position, community: original }];
      }
      case 'rename':
        return [{ at: position, community: { ...community, name: `新${++this.names}` } }];
      case 'take-id':
        return [
          { at: position, community: { ...community, id: audit.at(random.pick(living))!.id } },
        ];
    }
  }

  private add(geometry: AreaGeometry): CommunityEdit {
    return { add: { id: this.nextId(), geometry } };
  }

  private nextId(): string {
    return `n${++this.names}`;
  }

  /** The vertex in all communities that have it: the border stays shared. */
  private moveShared(
    audit: IncrementalAudit,
    living: readonly number[],
    geometry: AreaGeometry | null,
  ): CommunityEdit[] {
    const vertex = pickVertex(this.random, geometry);
    const by = offset(this.random, this.random.between(1, 40));
    const moved = round7([vertex[0]! + by[0]!, vertex[1]! + by[1]!]);
    return living.flatMap((position) => {
      const community = audit.at(position)!;
      let isConcerned = false;
      const changed = mapPositions(community.geometry, (p) => {
        if (p[0] !== vertex[0] || p[1] !== vertex[1]) return p;
        isConcerned = true;
        return moved;
      });
      return isConcerned ? [{ at: position, community: { ...community, geometry: changed } }] : [];
    });
  }

  private fillHole(geometry: AreaGeometry | null): CommunityEdit[] {
    const holes = polygonsOf(geometry).flatMap((rings) => rings.slice(1));
    if (holes.length === 0) return [];
    return [this.add({ type: 'Polygon', coordinates: [this.random.pick(holes)] })];
  }
}

const round7 = (position: readonly number[]): Position =>
  position.map((degrees) => Math.round(degrees * 1e7) / 1e7);

const polygonsOf = (geometry: AreaGeometry | null): Position[][][] =>
  geometry === null
    ? []
    : geometry.type === 'Polygon'
      ? [geometry.coordinates]
      : geometry.coordinates;

function pickVertex(random: Random, geometry: AreaGeometry | null): Position {
  const positions = polygonsOf(geometry).flat(2);
  return positions.length === 0 ? at(100, 100) : random.pick(positions);
}

/** Degrees for so many metres in any direction. */
function offset(random: Random, metres: number): Position {
  const angle = random.between(0, 2 * Math.PI);
  const [origin, there] = [at(0, 0), at(metres * Math.cos(angle), metres * Math.sin(angle))];
  return [there[0]! - origin[0]!, there[1]! - origin[1]!];
}

function mapPositions(
  geometry: AreaGeometry | null,
  change: (position: Position) => Position,
): AreaGeometry | null {
  if (geometry === null) return null;
  return geometry.type === 'Polygon'
    ? { type: 'Polygon', coordinates: geometry.coordinates.map((r) => r.map(change)) }
    : {
        type: 'MultiPolygon',
        coordinates: geometry.coordinates.map((p) => p.map((r) => r.map(change))),
      };
}

/** Changes the open points of one ring at one index. */
function mapRing(
  random: Random,
  geometry: AreaGeometry | null,
  change: (points: Position[], index: number) => Position[],
): AreaGeometry | null {
  const polygons = polygonsOf(geometry);
  if (geometry === null || polygons.length === 0) return geometry;
  const p = random.integer(polygons.length);
  const rings = polygons[p]!;
  if (rings.length === 0) return geometry;
  const r = random.integer(rings.length);
  const open = rings[r]!.slice(0, -1);
  if (open.length < 4) return geometry;
  const points = change(open, random.integer(open.length));
  const changed = polygons.map((polygon, i) =>
    i === p ? polygon.map((one, k) => (k === r ? [...points, points[0]!] : one)) : polygon,
  );
  return geometry.type === 'Polygon'
    ? { type: 'Polygon', coordinates: changed[0]! }
    : { type: 'MultiPolygon', coordinates: changed };
}

const moveVertex = (random: Random, geometry: AreaGeometry | null, metres: number) =>
  mapRing(random, geometry, (points, i) => {
    const by = offset(random, metres);
    return points.map((p, k) => (k === i ? round7([p[0]! + by[0]!, p[1]! + by[1]!]) : p));
  });

function insertMiddle(points: Position[], i: number): Position[] {
  const [a, b] = [points[i]!, points[(i + 1) % points.length]!];
  const middle = round7([(a[0]! + b[0]!) / 2, (a[1]! + b[1]!) / 2]);
  return [...points.slice(0, i + 1), middle, ...points.slice(i + 1)];
}

const rounded = (...points: (readonly [number, number])[]): Position[] =>
  ring(...points).map(round7);

function boxSomewhere(random: Random): AreaGeometry {
  const [x, y] = [random.between(-150, 1100), random.between(-150, 1100)];
  const [w, h] = [random.between(2, 260), random.between(2, 260)];
  return {
    type: 'Polygon',
    coordinates: [rounded([x, y], [x + w, y], [x + w, y + h], [x, y + h])],
  };
}

/** Touches a corner of another community, perhaps with nothing else. */
function triangleAt(random: Random, corner: Position): AreaGeometry {
  const [a, b] = [offset(random, random.between(5, 150)), offset(random, random.between(5, 150))];
  const points = [
    corner,
    ...[a, b].map((by) => round7([corner[0]! + by[0]!, corner[1]! + by[1]!])),
  ];
  return { type: 'Polygon', coordinates: [[...points, points[0]!]] };
}

/** Narrower than the tolerance, or about as wide. */
function stripSomewhere(random: Random): AreaGeometry {
  const [x, y] = [random.between(-50, 900), random.between(-50, 900)];
  const length = random.between(20, 500);
  const width = random.between(0.03, 0.2);
  return {
    type: 'Polygon',
    coordinates: [rounded([x, y], [x + length, y], [x + length, y + width], [x, y + width])],
  };
}

/** Encloses all, at a distance or across the rim. */
function annulus(random: Random): AreaGeometry {
  const [low, high] = [random.between(-300, 60), random.between(900, 1600)];
  const square = (d: number): Position[] =>
    rounded([low - d, low - d], [high + d, low - d], [high + d, high + d], [low - d, high + d]);
  return { type: 'Polygon', coordinates: [square(40), square(0)] };
}

/** Encloses all but for a mouth. */
function horseshoe(random: Random): AreaGeometry {
  const [low, high] = [random.between(-300, 60), random.between(900, 1600)];
  const mouth = random.between(1, 400);
  return {
    type: 'Polygon',
    coordinates: [
      rounded(
        [low, low],
        [high - mouth, low],
        [high - mouth, low - 40],
        [low - 40, low - 40],
        [low - 40, high + 40],
        [high + 40, high + 40],
        [high + 40, low - 40],
        [high + 39, low - 40],
        [high + 39, high],
        [low, high],
      ),
    ],
  };
}

function cutHole(random: Random, geometry: AreaGeometry | null): AreaGeometry | null {
  const polygons = polygonsOf(geometry);
  const [first, ...rest] = polygons;
  if (first === undefined || first.length === 0) return geometry;
  const shell = first[0]!;
  const centre = [0, 1].map((k) => shell.reduce((sum, p) => sum + p[k]!, 0) / shell.length);
  const size = random.between(0.5, 40);
  const corners = [0, 1, 2, 3].map((k) => {
    const angle = (k * Math.PI) / 2 + 0.3;
    const [o, p] = [at(0, 0), at(size * Math.cos(angle), size * Math.sin(angle))];
    return round7([centre[0]! + p[0]! - o[0]!, centre[1]! + p[1]! - o[1]!]);
  });
  const cut = [...first, [...corners, corners[0]!]];
  return rest.length === 0
    ? { type: 'Polygon', coordinates: cut }
    : { type: 'MultiPolygon', coordinates: [cut, ...rest] };
}
