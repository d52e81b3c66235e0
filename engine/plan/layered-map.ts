/** Maps of fewer entries are copied: it costs next to nothing, and they are plain. */
const SMALL = 4096;
/** Of a large map one entry in so many may differ before it is copied as well. */
const MOST_SHARE = 8;

const GONE = Symbol('gone');

/**
 * A large map with some entries put in, changed or taken out, which shares all others with the map that it was made from. A plan
 * of a hundred thousand units keeps who has each at every step of its history: so a step costs what it moved.
 *
 * What is as it was in the map underneath is not kept: a state that all is taken back to is that very map. Entries come in
 * its order, new ones behind. It is no `Map`, and cannot be sent to a worker: send its entries.
 */
export class LayeredMap<K, V> implements ReadonlyMap<K, V> {
  readonly size: number;
  readonly #base: ReadonlyMap<K, V>;
  readonly #own: ReadonlyMap<K, V | typeof GONE>;

  private constructor(base: ReadonlyMap<K, V>, own: ReadonlyMap<K, V | typeof GONE>) {
    this.#base = base;
    this.#own = own;
    let { size } = base;
    for (const [key, value] of own) {
      if (value === GONE) size--;
      else if (!base.has(key)) size++;
    }
    this.size = size;
  }

  /** A map with some entries put in and some keys taken out; the one before stays as it is. */
  static after<K, V>(
    before: ReadonlyMap<K, V>,
    put: Iterable<readonly [K, V]>,
    gone: Iterable<K>,
    { small = SMALL } = {},
  ): ReadonlyMap<K, V> {
    const isLayered = before instanceof LayeredMap;
    const base: ReadonlyMap<K, V> = isLayered ? before.#base : before;
    if (base.size < small) return copyWith(before, put, gone);
    const own = new Map<K, V | typeof GONE>(isLayered ? before.#own : []);
    for (const [key, value] of put) {
      if (base.has(key) && base.get(key) === value) own.delete(key);
      else own.set(key, value);
    }
    for (const key of gone) {
      if (base.has(key)) own.set(key, GONE);
      else own.delete(key);
    }
    if (own.size === 0) return base;
    const layered = new LayeredMap(base, own);
    return own.size * MOST_SHARE > base.size ? new Map(layered) : layered;
  }

  get(key: K): V | undefined {
    const value = this.#own.get(key);
    if (value === undefined && !this.#own.has(key)) return this.#base.get(key);
    return value === GONE ? undefined : (value as V);
  }

  has(key: K): boolean {
    const value = this.#own.get(key);
    return value === undefined && !this.#own.has(key) ? this.#base.has(key) : value !== GONE;
  }

  *entries(): Generator<[K, V], undefined> {
    for (const [key, value] of this.#base) {
      if (!this.#own.has(key)) yield [key, value];
      else if (this.has(key)) yield [key, this.get(key) as V];
    }
    for (const [key, value] of this.#own) {
      if (value !== GONE && !this.#base.has(key)) yield [key, value as V];
    }
  }

  *keys(): Generator<K, undefined> {
    for (const [key] of this.entries()) yield key;
  }

  *values(): Generator<V, undefined> {
    for (const [, value] of this.entries()) yield value;
  }

  [Symbol.iterator](): Generator<[K, V], undefined> {
    return this.entries();
  }

  forEach(visit: (value: V, key: K, map: ReadonlyMap<K, V>) => void): void {
    for (const [key, value] of this.entries()) visit(value, key, this);
  }
}

function copyWith<K, V>(
  before: ReadonlyMap<K, V>,
  put: Iterable<readonly [K, V]>,
  gone: Iterable<K>,
): Map<K, V> {
  const after = new Map(before);
  for (const [key, value] of put) after.set(key, value);
  for (const key of gone) after.delete(key);
  return after;
}
