import type { MultiPolygon, Polygon, Position } from 'geojson';

/**
 * The union of polygons that tile their ground: what is left when edges that two of them share cancel out. They must match
 * vertex for vertex and not overlap.
 */
export function dissolve(polygons: readonly Polygon[]): Polygon | MultiPolygon {
  const rings = chain(outerEdges(polygons));
  const shells = rings.filter((ring) => doubleArea(ring) > 0).map((ring) => [ring]);
  for (const hole of rings.filter((ring) => doubleArea(ring) < 0)) {
    const around = shells
      .filter(([shell = []]) => hole.some((at) => isWithin(shell, at)))
      .sort(([a = []], [b = []]) => doubleArea(a) - doubleArea(b))[0];
    if (around === undefined) throw new Error('a hole lies in no shell');
    around.push(hole);
  }
  const [only] = shells;
  return shells.length === 1 && only !== undefined
    ? { type: 'Polygon', coordinates: only }
    : { type: 'MultiPolygon', coordinates: shells };
}

/** The centre of gravity of the outline. */
export function middleOf({ coordinates: [ring = []] }: Polygon): Position {
  const [ox = 0, oy = 0] = ring[0] ?? [];
  let [sum, x, y] = [0, 0, 0];
  for (let i = 1; i < ring.length; i++) {
    const [[ax = 0, ay = 0], [bx = 0, by = 0]] = [ring[i - 1] ?? [], ring[i] ?? []];
    const cross = (ax - ox) * (by - oy) - (bx - ox) * (ay - oy);
    sum += cross;
    x += cross * (ax + bx - 2 * ox);
    y += cross * (ay + by - 2 * oy);
  }
  return [ox + x / (3 * sum), oy + y / (3 * sum)];
}

const key = (at: Position): string => at.join(' ');

/** Edges that one polygon alone has, by where they start; shells run counter-clockwise, holes clockwise. */
function outerEdges(polygons: readonly Polygon[]): Map<string, [Position, Position][]> {
  const edges = new Map<string, [Position, Position]>();
  for (const { coordinates } of polygons) {
    coordinates.forEach((ring, index) => {
      const isForward = doubleArea(ring) > 0 === (index === 0);
      const run = isForward ? ring : [...ring].reverse();
      for (let i = 1; i < run.length; i++) {
        const [a, b] = [run[i - 1] ?? [], run[i] ?? []];
        if (!edges.delete(`${key(b)},${key(a)}`)) edges.set(`${key(a)},${key(b)}`, [a, b]);
      }
    });
  }
  const from = new Map<string, [Position, Position][]>();
  for (const edge of edges.values()) {
    const known = from.get(key(edge[0]));
    if (known === undefined) from.set(key(edge[0]), [edge]);
    else known.push(edge);
  }
  return from;
}

function chain(from: Map<string, [Position, Position][]>): Position[][] {
  const rings: Position[][] = [];
  for (const starts of from.values()) {
    for (let edge = starts.pop(); edge !== undefined; edge = starts.pop()) {
      const ring: Position[] = [edge[0]];
      for (let next: [Position, Position] | undefined = edge; next !== undefined; ) {
        const [, at]: [Position, Position] = next;
        // A ring that comes back to a place it has been at is closed there: rings touch, they do not cross.
        const seen = ring.findIndex((one) => key(one) === key(at));
        if (seen >= 0) rings.push([...ring.splice(seen), at]);
        if (ring.length === 0) break;
        ring.push(at);
        next = from.get(key(at))?.pop();
      }
    }
  }
  return rings;
}

function doubleArea(ring: readonly Position[]): number {
  const [ox = 0, oy = 0] = ring[0] ?? [];
  let sum = 0;
  for (let i = 1; i < ring.length; i++) {
    const [[ax = 0, ay = 0], [bx = 0, by = 0]] = [ring[i - 1] ?? [], ring[i] ?? []];
    sum += (ax - ox) * (by - oy) - (bx - ox) * (ay - oy);
  }
  return sum;
}

/** By the crossings of a line to the east; places on the ring count as either. */
export function isWithin(ring: readonly Position[], [x = 0, y = 0]: Position): boolean {
  let inside = false;
  for (let i = 1; i < ring.length; i++) {
    const [[x0 = 0, y0 = 0], [x1 = 0, y1 = 0]] = [ring[i - 1] ?? [], ring[i] ?? []];
    if (y0 > y !== y1 > y && x < x0 + ((y - y0) / (y1 - y0)) * (x1 - x0)) inside = !inside;
  }
  return inside;
}
