import type { AreaGeometry, Position } from '#engine/coverage/types.ts';

/** Borders nearer than this are taken for neighbours: wider than most gaps and slivers. Metres. */
const NEAR_METRES = 25;
const METRES_PER_DEGREE = 111_320;

/**
 * Which areas lie next to which, near enough for colouring: their borders pass through the same
 * or a touching cell of a grid. Unlike a test for shared vertices this also holds where the
 * coverage is dirty, which is when the page matters. Linear in the length of the borders.
 *
 * @returns for each area the set of indexes of its neighbours
 */
export function findNeighbours(areas: readonly (AreaGeometry | null)[]): Set<number>[] {
  const neighbours = areas.map(() => new Set<number>());
  const cells = new Map<string, number[]>();
  const latitude = firstLatitude(areas);
  const cellLat = NEAR_METRES / METRES_PER_DEGREE;
  const cellLon = cellLat / Math.max(0.1, Math.cos((latitude * Math.PI) / 180));

  const occupy = (lon: number, lat: number, area: number): void => {
    const key = `${Math.floor(lon / cellLon)} ${Math.floor(lat / cellLat)}`;
    const here = cells.get(key);
    if (here === undefined) cells.set(key, [area]);
    else if (here[here.length - 1] !== area) here.push(area);
  };
  areas.forEach((area, index) => {
    for (const ring of ringsOf(area)) walk(ring, cellLon, cellLat, (x, y) => occupy(x, y, index));
  });

  for (const [key, here] of cells) {
    const [x = 0, y = 0] = key.split(' ').map(Number);
    for (const [dx, dy] of HALF_NEIGHBOURHOOD) {
      const there = cells.get(`${x + dx} ${y + dy}`);
      for (const a of here) {
        for (const b of there ?? []) {
          if (a === b) continue;
          neighbours[a]?.add(b);
          neighbours[b]?.add(a);
        }
      }
    }
  }
  return neighbours;
}

/** The cell itself and one half of those around it; the other half looks back from there. */
const HALF_NEIGHBOURHOOD: readonly [number, number][] = [
  [0, 0],
  [1, 0],
  [-1, 1],
  [0, 1],
  [1, 1],
];

/**
 * Gives each node one of `colours` colours so that neighbours differ: greedy, the most connected
 * first, and among the free colours the least used one, so that the map does not lean to one hue.
 * Where no colour is free (rare with six) the one that fewest neighbours have is taken.
 *
 * @returns for each node the index of its colour
 */
export function colourGreedily(
  neighbours: readonly ReadonlySet<number>[],
  colours: number,
): number[] {
  const colourOf = neighbours.map(() => -1);
  const used = new Array<number>(colours).fill(0);
  const order = neighbours
    .map((_, node) => node)
    .sort((a, b) => (neighbours[b]?.size ?? 0) - (neighbours[a]?.size ?? 0) || a - b);
  for (const node of order) {
    const around = new Array<number>(colours).fill(0);
    for (const neighbour of neighbours[node] ?? []) {
      const colour = colourOf[neighbour] ?? -1;
      if (colour >= 0) around[colour] = (around[colour] ?? 0) + 1;
    }
    let best = 0;
    for (let colour = 1; colour < colours; colour++) {
      const conflicts = (around[colour] ?? 0) - (around[best] ?? 0);
      if (conflicts < 0 || (conflicts === 0 && (used[colour] ?? 0) < (used[best] ?? 0))) {
        best = colour;
      }
    }
    colourOf[node] = best;
    used[best] = (used[best] ?? 0) + 1;
  }
  return colourOf;
}

/** All rings of an area; none for a missing geometry. */
export function ringsOf(area: AreaGeometry | null): readonly Position[][] {
  if (area === null) return [];
  return area.type === 'Polygon' ? area.coordinates : area.coordinates.flat();
}

function firstLatitude(areas: readonly (AreaGeometry | null)[]): number {
  for (const area of areas) {
    const latitude = ringsOf(area)[0]?.[0]?.[1];
    if (latitude !== undefined) return latitude;
  }
  return 0;
}

/** Visits points along a ring, no further apart than a cell. */
function walk(
  ring: readonly Position[],
  stepLon: number,
  stepLat: number,
  visit: (lon: number, lat: number) => void,
): void {
  for (let i = 0; i + 1 < ring.length; i++) {
    const [x0 = 0, y0 = 0] = ring[i] ?? [];
    const [x1 = 0, y1 = 0] = ring[i + 1] ?? [];
    const steps = Math.ceil(Math.max(Math.abs(x1 - x0) / stepLon, Math.abs(y1 - y0) / stepLat, 1));
    // A border of a continent's length is not worth millions of cells; its ends will do.
    const count = Math.min(steps, 10_000);
    for (let s = 0; s < count; s++) {
      visit(x0 + ((x1 - x0) * s) / count, y0 + ((y1 - y0) * s) / count);
    }
  }
}
