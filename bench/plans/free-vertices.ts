/** A vertex of a border between communities, with no other of the kind beside it. */
export interface FreeVertex {
  position: number[];
}

interface Areas {
  features: { geometry: { type: string; coordinates: unknown } }[];
}

/** Vertices that two communities share, spread evenly: nobody's move is in the way of another's. */
export function freeVertices({ features }: Areas, count: number): FreeVertex[] {
  const owners = new Map<string, number>();
  for (const { geometry } of features) {
    const seen = new Set<string>();
    for (const ring of ringsOf(geometry)) for (const position of ring) seen.add(String(position));
    for (const key of seen) owners.set(key, (owners.get(key) ?? 0) + 1);
  }
  const shared = [...owners].flatMap(([key, times]) =>
    times === 2 ? [{ position: key.split(',').map(Number) }] : [],
  );
  if (shared.length < 3 * count) throw new Error(`only ${shared.length} vertices are shared`);
  return Array.from({ length: count }, (_, index) => {
    return shared[Math.floor(((index + 0.5) * shared.length) / count)]!;
  });
}

function ringsOf({ type, coordinates }: Areas['features'][number]['geometry']): number[][][] {
  return type === 'Polygon'
    ? (coordinates as number[][][])
    : (coordinates as number[][][][]).flat();
}
