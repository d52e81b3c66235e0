import type { Message } from '#engine/coverage/types.ts';
import { type PackedAreas, packAreas } from '#engine/geometry/packed-areas.ts';
import type { ReadCommunities } from '../read-communities.ts';
import type { ReadOptions } from '../read-features.ts';

/** The communities of a file, column by column; all columns have `areas.count` entries. */
export interface PackedCommunities {
  areas: PackedAreas;
  ids: string[];
  /** Where the ids come from, for the reader of a message: `property “Ward_No”`. */
  idSource: Message;
  names: (string | null)[];
  namesEn: (string | null)[];
  /** The attributes of a community as they came, parsed when they are asked for. */
  properties(index: number): Record<string, unknown>;
  /** Positions, closing ones included. */
  vertices: number;
  /** What the reader had to assume or leave out. */
  notes: Message[];
}

export interface PackedReadOptions extends Omit<ReadOptions, 'pointer'> {
  /** Longer inputs are refused. Default: no limit. */
  maxBytes?: number | undefined;
  /** Deeper nesting of arrays and objects is refused. Default 100 000. */
  maxDepth?: number | undefined;
  /**
   * Size of a source that comes in pieces, where it is known for certain (a file on disk). Arrays are
   * then made in the right size at once. Not for what a client says of its own request.
   */
  expectedBytes?: number | undefined;
}

/** Communities that came as objects. */
export function packCommunities(read: ReadCommunities): PackedCommunities {
  const { communities, idSource, vertices, notes } = read;
  return {
    areas: packAreas(communities.map(({ geometry }) => geometry)),
    ids: communities.map(({ id }) => id),
    idSource,
    names: communities.map(({ name }) => name ?? null),
    namesEn: communities.map(({ nameEn }) => nameEn ?? null),
    properties: (index) => {
      const community = communities[index];
      if (community === undefined)
        throw new RangeError(`there is no community ${index}, only ${communities.length}`);
      return { ...community.properties };
    },
    vertices,
    notes,
  };
}
