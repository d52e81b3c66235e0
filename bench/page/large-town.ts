import { buildHexagonMesh, type Cell, type Point } from '../coverage/generator/hexagon-mesh.ts';

/** Where the generator puts its mesh, and how much smaller a town block is than its cells of a square kilometre. */
const CENTRE: Point = [104.5, 30.5];
const SHRINK = 7;
const ROOT_3 = Math.sqrt(3);
/** Pieces that a segment of a side is cut into where communities meet: about a thousand vertices each at 333 blocks. */
const PIECES = 4;

export const TOWN_CODE = 'LARGE';

export interface LargeTownOptions {
  units: number;
  communities: number;
  seed: number;
}

interface Feature {
  type: 'Feature';
  properties: Record<string, unknown>;
  geometry: { type: 'Polygon'; coordinates: Point[][] };
}

/** Body of `POST /imports`, and what it holds. */
export interface LargeTown {
  request: Record<string, unknown>;
  counts: { communities: number; communityVertices: number; units: number; unitVertices: number };
}

/**
 * A seeded town whose communities are made of its blocks: every border of a community is made of sides of blocks, shared
 * vertex for vertex, and cut finer than those between blocks, as surveyed borders are.
 */
export function buildLargeTown({ units, communities, seed }: LargeTownOptions): LargeTown {
  const mesh = buildHexagonMesh({ cells: units, seed, segments: [1, 3] });
  const communityOf = groupCells(mesh.cells, communities);
  const ownerOf = (cell: Cell | null): number => (cell === null ? -1 : communityOf[cell.index]!);
  /** A side from its corner to the next, that one left out; where communities meet, with more vertices. */
  const sideOf = (cell: Cell, k: number): Point[] => {
    const side = mesh.side(cell, k).map(shrink);
    if (ownerOf(cell) === ownerOf(mesh.neighbour(cell, k))) return side;
    const next = shrink(mesh.side(cell, (k + 1) % 6)[0]!);
    return side.flatMap((from, at) => cut(from, side[at + 1] ?? next));
  };
  const counts = { communities: 0, communityVertices: 0, units: 0, unitVertices: 0 };
  const borders = new Map<number, Map<string, Point[]>>();
  const unitFeatures: Feature[] = [];
  for (const cell of mesh.cells) {
    const sides = [0, 1, 2, 3, 4, 5].map((k) => sideOf(cell, k));
    const owner = ownerOf(cell);
    sides.forEach((side, k) => {
      const across = ownerOf(mesh.neighbour(cell, k));
      if (across === owner) return;
      keep(borders, owner, side, sides[(k + 1) % 6]![0]!);
      if (across === -1) keep(borders, -1, side, sides[(k + 1) % 6]![0]!);
    });
    const ring = sides.flat();
    counts.units += 1;
    counts.unitVertices += ring.length;
    unitFeatures.push(
      polygon([...ring, ring[0]!], {
        code: `U${cell.index}`,
        community: codeOf(owner),
        households: 5 + ((cell.index * 7919) % 9),
      }),
    );
  }
  const communityFeatures: Feature[] = [];
  for (const [owner, sides] of [...borders].sort(([a], [b]) => a - b)) {
    if (owner === -1) continue;
    const ring = chain(sides);
    counts.communities += 1;
    counts.communityVertices += ring.length - 1;
    communityFeatures.push(
      polygon(ring, {
        code: codeOf(owner),
        name: `第${owner + 1}社区`,
        nameEn: `Community ${owner + 1}`,
        kind: 'urban',
        households: 1500 + ((owner * 37) % 1500),
      }),
    );
  }
  const outline = polygon(chain(borders.get(-1)!), {
    code: TOWN_CODE,
    name: '大镇',
    nameEn: 'Large town',
    kind: 'town',
  });
  return {
    request: {
      communities: collection(communityFeatures),
      jurisdiction: outline,
      units: collection(unitFeatures),
      policy: 'yuhang-2020',
    },
    counts,
  };
}

const codeOf = (community: number): string => `C${String(community + 1).padStart(4, '0')}`;

const collection = (features: Feature[]) => ({ type: 'FeatureCollection', features });

const polygon = (ring: Point[], properties: Record<string, unknown>): Feature => ({
  type: 'Feature',
  properties,
  geometry: { type: 'Polygon', coordinates: [ring] },
});

const round = (value: number): number => Math.round(value * 1e7) / 1e7;

const shrink = ([lon, lat]: Point): Point => [
  round(CENTRE[0] + (lon - CENTRE[0]) / SHRINK),
  round(CENTRE[1] + (lat - CENTRE[1]) / SHRINK),
];

/** Both neighbours reckon from the same end, so that they get the same positions. */
function cut(from: Point, to: Point): Point[] {
  const isForward = from[0] < to[0] || (from[0] === to[0] && from[1] < to[1]);
  const [a, b] = isForward ? [from, to] : [to, from];
  const points = Array.from({ length: PIECES + 1 }, (_, i): Point => {
    const share = i / PIECES;
    if (i === 0) return a;
    if (i === PIECES) return b;
    return [round(a[0] + share * (b[0] - a[0])), round(a[1] + share * (b[1] - a[1]))];
  });
  return (isForward ? points : points.reverse()).slice(0, -1);
}

/** The nearest of evenly spread middles: whole, about hexagonal groups. */
function groupCells(cells: readonly Cell[], groups: number): number[] {
  const places = cells.map(({ q, r }): Point => [ROOT_3 * (q + r / 2), 1.5 * r]);
  const [width, height] = [0, 1].map((axis) => Math.max(...maximumOf(places, axis)) + 1) as Point;
  const rows = Math.max(1, Math.round(Math.sqrt(groups * (height / width) * (2 / ROOT_3))));
  const middles: Point[] = [];
  for (let row = 0; row < rows; row++) {
    const columns = Math.round((groups * (row + 1)) / rows) - Math.round((groups * row) / rows);
    for (let column = 0; column < columns; column++) {
      const shift = row % 2 === 0 ? 0.25 : 0.75;
      middles.push([((column + shift) / columns) * width, ((row + 0.5) / rows) * height]);
    }
  }
  return places.map(([x, y]) => {
    let nearest = 0;
    let least = Number.POSITIVE_INFINITY;
    middles.forEach(([mx, my], index) => {
      const distance = (x - mx) ** 2 + (y - my) ** 2;
      if (distance < least) [nearest, least] = [index, distance];
    });
    return nearest;
  });
}

function maximumOf(places: readonly Point[], axis: number): [number] {
  return [places.reduce((most, place) => Math.max(most, place[axis]!), 0)];
}

/** Sides of a group by where they begin. */
function keep(
  borders: Map<number, Map<string, Point[]>>,
  owner: number,
  side: Point[],
  end: Point,
) {
  const sides = borders.get(owner) ?? new Map<string, Point[]>();
  borders.set(owner, sides);
  sides.set(String(side[0]), [...side, end]);
}

/** Chains sides to one closed ring. */
function chain(sides: ReadonlyMap<string, Point[]>): Point[] {
  const [start = ''] = sides.keys();
  const ring: Point[] = [];
  let at = start;
  let steps = 0;
  do {
    const side = sides.get(at)!;
    ring.push(...side.slice(0, -1));
    at = String(side.at(-1));
    steps += 1;
  } while (at !== start && steps <= sides.size);
  if (steps !== sides.size) throw new Error('a community of the large town is not in one piece');
  return [...ring, ring[0]!];
}
