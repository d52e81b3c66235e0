import type { AreaGeometry, CommunityInput } from '#engine/coverage/types.ts';
import { unpackArea } from '#engine/geometry/packed-areas.ts';
import type { PackedCommunities } from './packed-communities.ts';

/**
 * The communities as the engine and the reports know them. Geometry and attributes are made when
 * they are first asked for: an audit asks only for those of communities with a finding.
 */
export function listCommunities(packed: PackedCommunities): CommunityInput[] {
  return packed.ids.map((id, index) => {
    let geometry: AreaGeometry | null | undefined;
    let properties: Record<string, unknown> | undefined;
    const name = packed.names[index] ?? null;
    const nameEn = packed.namesEn[index] ?? null;
    return {
      id,
      ...(name === null ? {} : { name }),
      ...(nameEn === null ? {} : { nameEn }),
      get geometry() {
        if (geometry === undefined) geometry = unpackArea(packed.areas, index);
        return geometry;
      },
      get properties() {
        properties ??= packed.properties(index);
        return properties;
      },
    };
  });
}
