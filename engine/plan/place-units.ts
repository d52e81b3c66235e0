import type { AreaGeometry, CommunityInput, Position } from '../coverage/types.ts';
import type { UnitInput } from '../material/types.ts';
import { placeInside } from '../rules/place-inside.ts';
import { isInside } from '../units/share-inside.ts';
import { areaBox, liesIn, ringsOf } from './ground/area-box.ts';
import { indexOfMaterial } from './ground/material-index.ts';

/**
 * Units with the community that each is in where that is not on record: the one over a place inside the unit, of several that
 * claim the place the smallest by its box; null where none does. Without it a plan would take the units that it knows for all
 * there are, and count a community's households from those alone.
 * @param units those whose `community` is known stay as they are, the very objects
 */
export function placeUnits(
  units: readonly UnitInput[],
  communities: readonly CommunityInput[],
): readonly UnitInput[] {
  if (units.every(({ community }) => community !== undefined)) return units;
  const index = indexOfMaterial(communities);
  return units.map((unit): UnitInput => {
    if (unit.community !== undefined) return unit;
    const at = placeOf(unit.geometry);
    const [x, y] = at;
    const [over] = index
      .meeting([x!, y!, x!, y!])
      .filter(({ geometry }) => isInside(ringsOf(geometry), x!, y!))
      .sort((a, b) => boxSize(a.geometry) - boxSize(b.geometry));
    return { ...unit, community: over?.id ?? null };
  });
}

function boxSize(geometry: AreaGeometry): number {
  const [west, south, east, north] = areaBox(geometry);
  return (east - west) * (north - south);
}

/** The mean of the vertices where it lies inside, which is mostly so; else the place furthest from the outline. */
function placeOf(geometry: AreaGeometry): Position {
  const rings = ringsOf(geometry);
  const [shell = []] = rings;
  const mean = [0, 1].map((axis) => shell.reduce((sum, at) => sum + at[axis]!, 0) / shell.length);
  const [x, y] = mean;
  return liesIn(mean, areaBox(geometry)) && isInside(rings, x!, y!) ? mean : placeInside(geometry);
}
