import { byCodePoint } from '../coverage/context.ts';
import type { AreaGeometry, CommunityInput, JurisdictionInput } from '../coverage/types.ts';
import { geodesicArea } from '../geometry/geodesic.ts';
import { communitiesOutline } from './communities-outline.ts';
import type { BarrierNote, UnitNote } from './types.ts';
import { invalidCommunity, invalidJurisdiction, outlineAssumed } from './unit-notes.ts';
import { usableArea } from './usable-area.ts';

/** The ground to cut. */
export interface Ground {
  jurisdiction: AreaGeometry;
  /** The communities as they were given; null: none were, so that units have no community. */
  communities: readonly CommunityInput[] | null;
  /** The usable area of each community, null where it has none. */
  areas: readonly (AreaGeometry | null)[];
  /** Communities in the order in which ground that several claim is given out: the smallest first. */
  preference: number[];
}

/**
 * The jurisdiction and the communities as areas to work with. Without a jurisdiction, the outline of all
 * communities together is taken, with the gaps that they enclose. What is wrong with them goes to the notes.
 * @returns null where there is no ground
 * @throws TypeError when neither is given, TooTangledError
 */
export function readGround(
  jurisdiction: JurisdictionInput | null | undefined,
  communities: readonly CommunityInput[] | undefined,
  notes: (BarrierNote | UnitNote)[],
): Ground | null {
  if (!jurisdiction && !communities) {
    throw new TypeError('units need a jurisdiction, or communities whose outline can stand for it');
  }
  const areas = (communities ?? []).map((community) => {
    const { area, problem } = usableArea(community.geometry);
    if (problem) notes.push(invalidCommunity(community, problem, area !== null));
    return area;
  });
  const outline = readOutline(jurisdiction, areas, notes);
  if (outline === null) return null;
  const sizes = areas.map((area) => (area === null ? 0 : geodesicArea(area)));
  const preference = Array.from(areas.keys()).sort(
    (a, b) => sizes[a]! - sizes[b]! || byCodePoint(communities![a]!.id, communities![b]!.id),
  );
  return { jurisdiction: outline, communities: communities ?? null, areas, preference };
}

function readOutline(
  jurisdiction: JurisdictionInput | null | undefined,
  areas: readonly (AreaGeometry | null)[],
  notes: (BarrierNote | UnitNote)[],
): AreaGeometry | null {
  if (jurisdiction) {
    const { area, problem } = usableArea(jurisdiction.geometry);
    if (problem) notes.push(invalidJurisdiction(problem, area !== null));
    return area;
  }
  notes.push(outlineAssumed());
  return communitiesOutline(areas.filter((area) => area !== null));
}
