import Flatbush from 'flatbush';
import type { AreaGeometry, Position } from '../coverage/types.ts';
import type { UnitInput } from '../material/types.ts';
import { placeInside } from '../rules/place-inside.ts';
import { areaBox } from './area-box.ts';
import { isInside } from './share-inside.ts';

/**
 * The id that each unit had in an earlier set: that of the unit in whose middle it lies, where the
 * middle of that one lies in it as well. So an id passes on where a unit changed a little, and to
 * at most one unit where it was divided.
 * @returns for each area its id, null where it had none
 */
export function keepIds(
  areas: readonly AreaGeometry[],
  previous: readonly UnitInput[],
): (string | null)[] {
  const earlier = previous.filter(({ geometry }) => geometry.coordinates.length > 0);
  if (earlier.length === 0 || areas.length === 0) return areas.map(() => null);
  const now = new Locator(areas);
  const then = new Locator(earlier.map(({ geometry }) => geometry));
  return areas.map((area, i) => {
    const match = then.find(placeInside(area));
    if (match < 0 || now.find(placeInside(earlier[match]!.geometry)) !== i) return null;
    return earlier[match]!.id;
  });
}

/** Tells in which of some areas a place lies. */
class Locator {
  private readonly areas: readonly AreaGeometry[];
  private readonly tree: Flatbush;

  constructor(areas: readonly AreaGeometry[]) {
    this.areas = areas;
    this.tree = new Flatbush(areas.length);
    for (const area of areas) this.tree.add(...areaBox([area]));
    this.tree.finish();
  }

  /** The first of the areas, or −1. */
  find([x, y]: Position): number {
    const holders = this.tree.search(x!, y!, x!, y!).filter((i) => {
      const area = this.areas[i]!;
      const polygons = area.type === 'Polygon' ? [area.coordinates] : area.coordinates;
      return polygons.some((rings) => isInside(rings, x!, y!));
    });
    return holders.reduce((first, i) => (first < 0 || i < first ? i : first), -1);
  }
}
