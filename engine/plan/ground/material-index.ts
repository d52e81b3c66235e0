import Flatbush from 'flatbush';
import type { AreaGeometry } from '../../coverage/types.ts';
import { areaBox, type Box } from './area-box.ts';

/** Finds the units or estates whose box meets another. */
export class MaterialIndex<T extends { id: string; geometry: AreaGeometry | null }> {
  readonly byId: ReadonlyMap<string, T>;
  private readonly placed: readonly (T & { geometry: AreaGeometry })[];
  private readonly boxes: Flatbush | null;

  constructor(items: readonly T[]) {
    this.byId = new Map(items.map((item) => [item.id, item]));
    this.placed = items.filter(
      (item): item is T & { geometry: AreaGeometry } =>
        item.geometry !== null && item.geometry.coordinates.length > 0,
    );
    this.boxes = this.placed.length === 0 ? null : new Flatbush(this.placed.length);
    for (const { geometry } of this.placed) this.boxes!.add(...areaBox(geometry));
    this.boxes?.finish();
  }

  meeting(box: Readonly<Box>): (T & { geometry: AreaGeometry })[] {
    const found = this.boxes?.search(...box) ?? [];
    return found.sort((a, b) => a - b).map((i) => this.placed[i]!);
  }
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
