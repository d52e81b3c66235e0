import type { AreaGeometry, Position } from '#engine/coverage/types.ts';
import type { EstateInput, UnitInput } from '#engine/material/types.ts';
import { planOf } from '#engine/plan/plan-state.ts';
import type { PlanContext, PlanState } from '#engine/plan/types.ts';
import { createRandom, type Random } from '../../data/generator/random.ts';

/** A plan drawn on the cells of a warped board: communities are any sets of cells. */
export interface Patchwork {
  plan: PlanState;
  context: PlanContext & { jurisdiction: { geometry: AreaGeometry }; units: UnitInput[] };
  /** Nothing was spoilt: there is no overlap, gap or missing vertex. */
  isClean: boolean;
  random: Random;
  /** A corner of the board, or a place between corners. */
  place(): Position;
}

export interface PatchworkOptions {
  /** Share of the communities that are spoilt. */
  dirt: number;
  /** Digits of the coordinates; left out: all that a number has. */
  digits?: number;
}

type Cell = readonly [column: number, row: number];
type Corner = readonly [column: number, row: number];

/** About a hundred metres. */
const STEP = 0.001;
const IDS = ['__proto__', 'constructor', '10', '9', 'toString', 'é 社区', 'a/b~c', '0', 'length'];

/**
 * Communities in several parts, with holes, enclaves and parts that touch in a corner; straight runs of corners where
 * a side may lack a vertex; units of one to three cells, some of them across a border; estates here and there.
 */
export function patchworkPlan(seed: number, { dirt, digits }: PatchworkOptions): Patchwork {
  const random = createRandom(seed, 'patchwork');
  const [columns, rows] = [3 + random.integer(4), 3 + random.integer(4)];
  const [west, south] = [116 + 5 * random.next(), 20 + 25 * random.next()];
  const warp = random.next() < 0.3 ? 0 : 0.22;
  const round = (degrees: number): number =>
    digits === undefined ? degrees : Number(degrees.toFixed(digits));
  const corners = Array.from({ length: (columns + 1) * (rows + 1) }, (_, i): Position => {
    const [x, y] = [i % (columns + 1), Math.floor(i / (columns + 1))];
    const jitter = (): number => warp * (2 * random.next() - 1);
    return [round(west + STEP * (x + jitter())), round(south + STEP * (y + jitter()))];
  });
  const at = ([x, y]: Corner): Position => corners[y * (columns + 1) + x]!;
  const cells = Array.from(
    { length: columns * rows },
    (_, i): Cell => [i % columns, Math.floor(i / columns)],
  );
  const owners = drawOwners(random, columns, rows);
  const count = Math.max(...owners) + 1;
  const idOf = (owner: number): string => IDS[owner] ?? `c${owner}`;
  const isAbsurd = random.next() < 0.3;
  const names = Array.from({ length: count }, (_, k) => (isAbsurd ? idOf(k) : `c${k}`));
  const all = trace(cells, at);
  const groups = groupCells(random, columns, rows);
  const units = groups.map((group, i): UnitInput => {
    const owner = names[owners[group[0]!]!]!;
    return {
      id: isAbsurd ? (IDS[i] ?? `u${i}`) : `u${i}`,
      geometry: trace(
        group.map((c) => cells[c]!),
        at,
      ),
      community: owner,
      ...(random.next() < 0.95 ? { households: random.integer(300) } : {}),
    };
  });
  let isClean = true;
  const communities = names.flatMap((id, k) => {
    const own = cells.filter((_, c) => owners[c] === k);
    if (own.length === 0) return [];
    let geometry = trace(own, at);
    if (random.next() < dirt) {
      isClean = false;
      geometry = spoil(random, geometry, cells, at);
    }
    return [
      {
        id,
        name: `社区${k}`,
        geometry,
        properties: {
          ...householdsOf(units.filter(({ community }) => community === id)),
          kind: 'urban',
        },
      },
    ];
  });
  const estates = Array.from({ length: random.integer(4) }, (_, i): EstateInput => {
    const [x, y] = at([random.integer(columns), random.integer(rows)]);
    const side = STEP * (0.2 + 0.5 * random.next());
    return {
      id: `e${i}`,
      name: `小区${i}`,
      geometry: {
        type: 'Polygon',
        coordinates: [
          [
            [x!, y!],
            [x! + side, y!],
            [x! + side, y! + side],
            [x!, y! + side],
            [x!, y!],
          ],
        ],
      },
      ...(random.next() < 0.8 ? { properties: { households: random.integer(500) } } : {}),
    } as EstateInput;
  });
  return {
    plan: planOf(communities, units),
    context: { jurisdiction: { geometry: all }, units, estates },
    isClean,
    random,
    place: () => {
      const [a, b] = [random.pick(corners), random.pick(corners)];
      const share = random.pick([0, 0, 0.5, random.next(), 1.3]);
      return [a[0]! + share * (b[0]! - a[0]!), a[1]! + share * (b[1]! - a[1]!)];
    },
  };
}

/** As the register would have them: those of the units, where they are all known. */
function householdsOf(units: readonly UnitInput[]): { households?: number } {
  if (units.length === 0 || units.some(({ households }) => households === undefined)) return {};
  return { households: units.reduce((sum, { households }) => sum + households!, 0) };
}

/** Owners spread from seeds; some cells go to anybody, so that there are parts, holes and touching corners. */
function drawOwners(random: Random, columns: number, rows: number): number[] {
  const count = 2 + random.integer(6);
  const seeds = Array.from({ length: count }, () => [
    random.integer(columns),
    random.integer(rows),
  ]);
  const scatter = random.pick([0, 0.1, 0.4]);
  const drawn = Array.from({ length: columns * rows }, (_, i) => {
    if (random.next() < scatter) return random.integer(count);
    const [x, y] = [i % columns, Math.floor(i / columns)];
    const distances = seeds.map(([sx, sy]) => Math.abs(sx! - x) + Math.abs(sy! - y));
    return distances.indexOf(Math.min(...distances));
  });
  const used = [...new Set(drawn)].sort((a, b) => a - b);
  return drawn.map((owner) => used.indexOf(owner));
}

function groupCells(random: Random, columns: number, rows: number): number[][] {
  const left = new Set(Array.from({ length: columns * rows }, (_, i) => i));
  const groups: number[][] = [];
  for (const cell of [...left]) {
    if (!left.delete(cell)) continue;
    const group = [cell];
    const right = cell + 1;
    if (right % columns !== 0 && random.next() < 0.5 && left.delete(right)) group.push(right);
    const above = cell + columns;
    if (random.next() < 0.3 && left.delete(above)) group.push(above);
    if (random.next() > 0.05) groups.push(group);
  }
  return groups;
}

/** The outline of cells: rings that touch in a corner are rings of their own. */
export function trace(cells: readonly Cell[], at: (corner: Corner) => Position): AreaGeometry {
  const key = (x: number, y: number): string => `${x},${y}`;
  const has = new Set(cells.map(([x, y]) => key(x, y)));
  const component = new Map<string, number>();
  let parts = 0;
  for (const [x, y] of cells) {
    if (component.has(key(x, y))) continue;
    const stack: Cell[] = [[x, y]];
    while (stack.length > 0) {
      const [cx, cy] = stack.pop()!;
      if (!has.has(key(cx, cy)) || component.has(key(cx, cy))) continue;
      component.set(key(cx, cy), parts);
      stack.push([cx + 1, cy], [cx - 1, cy], [cx, cy + 1], [cx, cy - 1]);
    }
    parts += 1;
  }
  /** Edges with their cell on the left, by where they start. */
  const edges = new Map<string, { to: Corner; cell: string }[]>();
  const add = (from: Corner, to: Corner, cell: string): void => {
    const k = key(...from);
    edges.set(k, [...(edges.get(k) ?? []), { to, cell }]);
  };
  for (const [x, y] of cells) {
    const cell = key(x, y);
    if (!has.has(key(x, y - 1))) add([x, y], [x + 1, y], cell);
    if (!has.has(key(x + 1, y))) add([x + 1, y], [x + 1, y + 1], cell);
    if (!has.has(key(x, y + 1))) add([x + 1, y + 1], [x, y + 1], cell);
    if (!has.has(key(x - 1, y))) add([x, y + 1], [x, y], cell);
  }
  const polygons: Position[][][] = Array.from({ length: parts }, () => []);
  for (const [start, list] of edges) {
    while (list.length > 0) {
      const first = list.pop()!;
      const part = component.get(first.cell)!;
      const [sx, sy] = start.split(',').map(Number) as [number, number];
      let path: Corner[] = [[sx, sy]];
      let next = first;
      for (;;) {
        const seen = path.findIndex(([x, y]) => x === next.to[0] && y === next.to[1]);
        if (seen >= 0) {
          const loop = path.slice(seen);
          path = path.slice(0, seen + 1);
          closeRing(polygons[part]!, loop, at);
          if (seen === 0) break;
        } else path.push(next.to);
        const here = edges.get(key(...next.to))!;
        // Where four meet in a corner, on along the same cells.
        const i = here.findIndex(({ cell }) => component.get(cell) === part);
        if (i < 0) break;
        next = here.splice(i, 1)[0]!;
      }
    }
  }
  for (const rings of polygons) rings.sort((a, b) => signedArea(b) - signedArea(a));
  return polygons.length === 1
    ? { type: 'Polygon', coordinates: polygons[0]! }
    : { type: 'MultiPolygon', coordinates: polygons };
}

function closeRing(rings: Position[][], loop: Corner[], at: (corner: Corner) => Position): void {
  const ring = loop.map((corner) => [...at(corner)]);
  rings.push([...ring, [...ring[0]!]]);
}

const signedArea = (ring: Position[]): number =>
  ring.slice(1).reduce((sum, [x, y], i) => {
    const [px, py] = ring[i]! as [number, number];
    return (
      sum + (px - ring[0]![0]!) * (y! - ring[0]![1]!) - (x! - ring[0]![0]!) * (py - ring[0]![1]!)
    );
  }, 0);

/** Vertices that go missing, are a hair off or too many; cells too many or too few. */
function spoil(
  random: Random,
  geometry: AreaGeometry,
  cells: readonly Cell[],
  at: (corner: Corner) => Position,
): AreaGeometry {
  const how = random.integer(5);
  const copy = structuredClone(geometry);
  const rings = copy.type === 'Polygon' ? copy.coordinates : copy.coordinates.flat();
  const ring = random.pick(rings);
  const i = 1 + random.integer(Math.max(1, ring.length - 2));
  if (how === 0 && ring.length > 4) ring.splice(i, 1);
  else if (how === 1) {
    const off = random.pick([1e-11, 1e-9, 1e-7, 1e-6, 1e-5]);
    ring[i] = [ring[i]![0]! + off, ring[i]![1]! - off];
  } else if (how === 2) {
    const [a, b] = [ring[i - 1]!, ring[i]!];
    const share = random.next();
    ring.splice(i, 0, [a[0]! + share * (b[0]! - a[0]!), a[1]! + share * (b[1]! - a[1]!)]);
  } else {
    const extra = random.pick(cells);
    const cell = trace([extra], at);
    if (cell.type !== 'Polygon') return geometry;
    // A cell that it may have already: then it is there twice.
    if (how === 3) {
      const shells = copy.type === 'Polygon' ? [copy.coordinates] : copy.coordinates;
      return { type: 'MultiPolygon', coordinates: [...shells, cell.coordinates] };
    }
    if (copy.type === 'MultiPolygon' && copy.coordinates.length > 1) copy.coordinates.pop();
    if (copy.type === 'Polygon') copy.coordinates.splice(1);
  }
  return copy;
}
