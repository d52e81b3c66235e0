import type { AreaGeometry, Position } from '../coverage/types.ts';
import type { Change, PlanCommunity, PlanState } from './types.ts';

/**
 * A change as a history keeps it. Most of what an operation puts is as it was: a vertex is dragged, and three communities of a
 * thousand vertices each are put. So a ring is told by what it takes over from the rings before, and by the positions that are new.
 * Unpacked on the state that it was packed on it is the change again, every number bit for bit as JSON keeps it.
 */
export interface PackedChange extends Omit<Change, 'put'> {
  put: readonly PackedCommunity[];
  /**
   * The communities before that rings are taken over from, each with the number of its positions: theirs are numbered through,
   * ring after ring. Left out: nothing is packed, as in histories written before there was this form.
   */
  sources?: readonly (readonly [id: string, positions: number])[];
}

type PackedCommunity = Omit<PlanCommunity, 'geometry'> & {
  geometry: AreaGeometry | PackedGeometry;
};

export interface PackedGeometry {
  type: AreaGeometry['type'];
  /** Polygons, each of its rings. */
  packed: readonly (readonly PackedRing[])[];
}

/** Runs of positions that are taken over, two numbers each (the first one's number, how many), and new positions. */
type PackedRing = readonly (number | Position)[];

/** Packs a change of a plan. */
export function packChange(plan: PlanState, change: Change): PackedChange {
  const source = new Source(plan, [...change.put.map(({ id }) => id), ...change.removed]);
  if (source.sizes.length === 0) return change;
  const put = change.put.map(({ geometry, ...rest }): PackedCommunity => {
    const { type } = geometry;
    const packed = polygonsOf(geometry).map((rings, p) =>
      rings.map((ring, r) => source.pack(ring, source.ringAt(rest.id, p, r))),
    );
    return { ...rest, geometry: { type, packed } };
  });
  return { ...change, put, sources: source.sizes };
}

/**
 * The change that was packed; one that was stored whole comes back as it is.
 * @param plan the state that it was packed on
 * @throws RangeError when it is another state
 */
export function unpackChange(plan: PlanState, packed: PackedChange): Change {
  const { sources, ...change } = packed;
  if (sources === undefined) return packed as Change;
  const source = new Source(
    plan,
    sources.map(([id]) => id),
  );
  sources.forEach(([id, size], i) => {
    const [known, there] = source.sizes[i] ?? [];
    if (known !== id || there !== size) {
      throw new RangeError(
        `the change was made where ${id} had ${size} positions, and there are ${there ?? 'none'}`,
      );
    }
  });
  const put = change.put.map(({ geometry, ...rest }): PlanCommunity => {
    if (!('packed' in geometry)) return { ...rest, geometry };
    const polygons = geometry.packed.map((rings) => rings.map((ring) => source.unpack(ring)));
    const whole: AreaGeometry =
      geometry.type === 'Polygon'
        ? { type: 'Polygon', coordinates: polygons[0] ?? [] }
        : { type: 'MultiPolygon', coordinates: polygons };
    return { ...rest, geometry: whole };
  });
  return { ...change, put };
}

const polygonsOf = (geometry: AreaGeometry): Position[][][] =>
  geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;

interface NumberedRing {
  positions: Position[];
  first: number;
}

/** So many new positions in a row are looked up among those before; of fewer it is shorter to tell them. */
const WORTH_LOOKING_UP = 8;

/** The rings that others are taken over from, with their positions numbered through. */
class Source {
  readonly sizes: [id: string, positions: number][] = [];
  readonly #rings: NumberedRing[] = [];
  readonly #ofCommunity = new Map<string, NumberedRing[][]>();
  #count = 0;
  #flat: Position[] | null = null;
  #numbers: Map<number, number[]> | null = null;

  /** @param ids of communities; those that the plan has not are passed over */
  constructor({ communities }: PlanState, ids: readonly string[]) {
    for (const id of new Set(ids)) {
      const community = communities.get(id);
      if (community === undefined) continue;
      const before = this.#count;
      const polygons = polygonsOf(community.geometry).map((rings) =>
        rings.map((positions) => this.#number(positions)),
      );
      this.#ofCommunity.set(id, polygons);
      this.sizes.push([id, this.#count - before]);
    }
  }

  #number(positions: Position[]): NumberedRing {
    const ring = { positions, first: this.#count };
    this.#rings.push(ring);
    this.#count += positions.length;
    return ring;
  }

  ringAt(id: string, polygon: number, ring: number): NumberedRing | undefined {
    return this.#ofCommunity.get(id)?.[polygon]?.[ring];
  }

  /** @param before the ring that it most likely comes from: what both begin and end with is found without a search */
  pack(ring: readonly Position[], before: NumberedRing | undefined): PackedRing {
    const items: (number | Position)[] = [];
    const old = before?.positions ?? [];
    const first = before?.first ?? 0;
    const shorter = Math.min(ring.length, old.length);
    let head = 0;
    while (head < shorter && isSame(ring[head]!, old[head]!)) head++;
    let tail = 0;
    while (tail < shorter - head && isSame(ring.at(-1 - tail)!, old.at(-1 - tail)!)) tail++;
    if (head > 0) items.push(first, head);
    this.#packMiddle(ring, head, ring.length - tail, items);
    if (tail > 0) items.push(first + old.length - tail, tail);
    return items;
  }

  #packMiddle(
    ring: readonly Position[],
    from: number,
    to: number,
    items: (number | Position)[],
  ): void {
    if (to - from < WORTH_LOOKING_UP) {
      items.push(...ring.slice(from, to));
      return;
    }
    const flat = this.#positions();
    for (let at = from; at < to; ) {
      const found = this.#find(ring[at]!);
      if (found === null) {
        items.push(ring[at++]!);
        continue;
      }
      let length = 1;
      while (
        at + length < to &&
        found + length < flat.length &&
        isSame(ring[at + length]!, flat[found + length]!)
      ) {
        length++;
      }
      items.push(found, length);
      at += length;
    }
  }

  /** The number of a position; null when it is a new one. */
  #find(position: Position): number | null {
    const flat = this.#positions();
    if (this.#numbers === null) {
      this.#numbers = new Map();
      for (let i = 0; i < flat.length; i++) {
        const key = flat[i]![0]!;
        const known = this.#numbers.get(key);
        if (known === undefined) this.#numbers.set(key, [i]);
        else known.push(i);
      }
    }
    const candidates = this.#numbers.get(position[0]!) ?? [];
    return candidates.find((i) => isSame(flat[i]!, position)) ?? null;
  }

  #positions(): Position[] {
    this.#flat ??= this.#rings.flatMap(({ positions }) => positions);
    return this.#flat;
  }

  unpack(items: PackedRing): Position[] {
    const whole = this.#wholeRing(items);
    if (whole !== null) return whole;
    const flat = this.#positions();
    const ring: Position[] = [];
    for (let i = 0; i < items.length; i++) {
      const item = items[i]!;
      if (typeof item !== 'number') {
        ring.push(item);
        continue;
      }
      const end = item + (items[++i] as number);
      for (let at = item; at < end; at++) ring.push(flat[at]!);
    }
    return ring;
  }

  /** A ring that is taken over as it is stays the same object. */
  #wholeRing([first, length, ...more]: PackedRing): Position[] | null {
    if (more.length > 0) return null;
    const ring = this.#rings.find((one) => one.first === first && one.positions.length === length);
    return ring?.positions ?? null;
  }
}

/** The same numbers, and as many; 0 and -0 are two. */
function isSame(a: Position, b: Position): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
  return true;
}
