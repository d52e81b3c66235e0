import type { AreaGeometry, CommunityInput } from '#engine/coverage/types.ts';
import { unpackArea } from '#engine/geometry/packed-areas.ts';
import type { PackedCommunities } from './packed-communities.ts';

/**
 * The communities as the engine and the reports know them. Geometry and attributes are made when
 * they are first asked for: an audit asks only for those of communities with a finding.
 */
export function listCommunities(packed: PackedCommunities): CommunityInput[] {
  return packed.ids.map((id, index) => {
    const community: CommunityInput = new PackedCommunity(packed, index, id);
    const name = packed.names[index] ?? null;
    const nameEn = packed.namesEn[index] ?? null;
    if (name !== null) community.name = name;
    if (nameEn !== null) community.nameEn = nameEn;
    return community;
  });
}

/** One of a hundred thousand: getters of its own would take more room than all the rest of it. */
class PackedCommunity implements CommunityInput {
  readonly id: string;
  readonly #packed: PackedCommunities;
  readonly #index: number;
  #geometry: AreaGeometry | null | undefined;
  #properties: Record<string, unknown> | undefined;

  constructor(packed: PackedCommunities, index: number, id: string) {
    this.#packed = packed;
    this.#index = index;
    this.id = id;
  }

  get geometry(): AreaGeometry | null {
    if (this.#geometry === undefined) {
      this.#geometry = unpackArea(this.#packed.areas, this.#index);
    }
    return this.#geometry;
  }

  get properties(): Record<string, unknown> {
    this.#properties ??= this.#packed.properties(this.#index);
    return this.#properties;
  }
}
