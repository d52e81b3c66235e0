import Flatbush from 'flatbush';
import type { AreaGeometry } from '../../coverage/types.ts';
import { areaBox, type Box } from './area-box.ts';

/** What an index holds beside the items themselves, ready to be handed between threads. */
export interface MaterialBoxes {
  /** Indexes of the items that have an area. */
  placed: Int32Array;
  /** Their boxes, in that order: the memory of a Flatbush; null where there are none. */
  tree: ArrayBuffer | null;
}

/** Finds the units or estates whose box meets another. */
export class MaterialIndex<T extends { id: string; geometry: AreaGeometry | null }> {
  readonly #items: readonly T[];
  readonly #boxes: MaterialBoxes;
  readonly #tree: Flatbush | null;
  #byId: ReadonlyMap<string, T> | null = null;

  /** @param boxes of these very items, where they are known: no geometry is looked at then */
  constructor(items: readonly T[], boxes: MaterialBoxes = boxesOf(items)) {
    this.#items = items;
    this.#boxes = boxes;
    this.#tree = boxes.tree === null ? null : Flatbush.from(boxes.tree);
  }

  get byId(): ReadonlyMap<string, T> {
    this.#byId ??= new Map(this.#items.map((item) => [item.id, item]));
    return this.#byId;
  }

  /** For another thread, which has the same items: a copy. */
  get boxes(): MaterialBoxes {
    const { placed, tree } = this.#boxes;
    return { placed: placed.slice(), tree: tree?.slice(0) ?? null };
  }

  meeting(box: Readonly<Box>): (T & { geometry: AreaGeometry })[] {
    const found = this.#tree?.search(...box) ?? [];
    return found
      .sort((a, b) => a - b)
      .map((i) => this.#items[this.#boxes.placed[i]!] as T & { geometry: AreaGeometry });
  }
}

function boxesOf(items: readonly { geometry: AreaGeometry | null }[]): MaterialBoxes {
  const placed: number[] = [];
  const areas: AreaGeometry[] = [];
  items.forEach(({ geometry }, at) => {
    if (geometry === null || geometry.coordinates.length === 0) return;
    placed.push(at);
    areas.push(geometry);
  });
  if (areas.length === 0) return { placed: new Int32Array(0), tree: null };
  const tree = new Flatbush(areas.length);
  for (const geometry of areas) tree.add(...areaBox(geometry));
  tree.finish();
  return { placed: Int32Array.from(placed), tree: tree.data as ArrayBuffer };
}

const indexes = new WeakMap<readonly object[], unknown>();

/** The index of a list, made once: the material of a plan does not change. */
export function indexOfMaterial<T extends { id: string; geometry: AreaGeometry | null }>(
  items: readonly T[],
): MaterialIndex<T> {
  const known = indexes.get(items) as MaterialIndex<T> | undefined;
  if (known !== undefined) return known;
  const made = new MaterialIndex(items);
  indexes.set(items, made);
  return made;
}

/** Gives a list the index that another thread has made of it. */
export function takeIndex<T extends { id: string; geometry: AreaGeometry | null }>(
  items: readonly T[],
  boxes: MaterialBoxes,
): void {
  indexes.set(items, new MaterialIndex(items, boxes));
}
