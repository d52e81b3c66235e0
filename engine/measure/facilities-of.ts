import Flatbush from 'flatbush';
import type { CommunityInput, Position } from '../coverage/types.ts';
import { readRings } from '../coverage/validity/ring-table.ts';
import { SegmentIndex } from '../coverage/validity/segment-index.ts';
import type { FacilityInput } from '../material/types.ts';
import { boxOf } from './box-of.ts';
import { remember } from './remember.ts';
import type { MeasureContext } from './types.ts';
import { usableGeometry } from './usable-geometry.ts';

/** Kind of the premises that distances are measured from (社区服务中心). */
export const SERVICE_CENTRE = 'service-centre';

/** The border of a usable community, to be asked which side of it a place lies on; null without one. */
const BORDER = remember((community: CommunityInput): SegmentIndex | null => {
  const usable = usableGeometry(community);
  if (!usable.ok) return null;
  return new SegmentIndex(readRings(usable.geometry, () => undefined));
});

/** Does a place lie in the community, or on its border? False for one without a usable area. */
export function lies(position: Position, community: CommunityInput): boolean {
  const border = BORDER(community);
  return border !== null && border.locate(null, position[0]!, position[1]!) >= 0;
}

interface ServedCommunities {
  /** By the id of the community. */
  groups: Map<string, FacilityInput[]>;
  /** They name no community and lie in none. */
  strays: FacilityInput[];
}

/** Facilities by the community that they serve; one that names none, by where it lies. */
const FACILITIES_BY_COMMUNITY = remember((context: MeasureContext): ServedCommunities => {
  const groups = new Map<string, FacilityInput[]>();
  const strays: FacilityInput[] = [];
  const add = (id: string, facility: FacilityInput): void => {
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [facility]);
    else group.push(facility);
  };
  const around = communitiesAround(context.communities);
  for (const facility of context.facilities ?? []) {
    if (facility.community !== undefined) add(facility.community, facility);
    else {
      // Where communities overlap, it lies in each of them.
      const ids = around(facility.position).map(({ id }) => id);
      for (const id of new Set(ids)) add(id, facility);
      if (ids.length === 0) strays.push(facility);
    }
  }
  return { groups, strays };
});

/** A function from a place to the communities that it lies in. */
function communitiesAround(
  communities: readonly CommunityInput[],
): (position: Position) => CommunityInput[] {
  const usable = communities.flatMap((community) => {
    const shape = usableGeometry(community);
    return shape.ok ? [{ community, geometry: shape.geometry }] : [];
  });
  if (usable.length === 0) return () => [];
  const tree = new Flatbush(usable.length);
  for (const { geometry } of usable) tree.add(...boxOf(geometry));
  tree.finish();
  return ([lon, lat]) =>
    tree
      .search(lon!, lat!, lon!, lat!)
      .sort((a, b) => a - b)
      .map((i) => usable[i]!.community)
      .filter((community) => lies([lon!, lat!], community));
}

/**
 * The facilities that serve a community: those that name it, and those that name none and lie in it.
 * @returns undefined where no facilities are known at all
 */
export function facilitiesOf(
  { id }: CommunityInput,
  context: MeasureContext,
): readonly FacilityInput[] | undefined {
  if (context.facilities === undefined) return undefined;
  return FACILITIES_BY_COMMUNITY(context).groups.get(id) ?? [];
}

/** The facilities that name no community and lie in none: they count for nobody. */
export const strayFacilities = (context: MeasureContext): readonly FacilityInput[] =>
  FACILITIES_BY_COMMUNITY(context).strays;
