import type { Border } from '../find-adjacency.ts';
import type { Parted } from '../find-components.ts';
import type { Enclave } from '../find-enclaves.ts';
import type { Gap } from '../find-gaps.ts';
import type { GeneralisedSide } from '../find-generalised.ts';
import type { TJunction } from '../find-mismatches.ts';
import type { Outside } from '../find-outside.ts';
import type { OverlapPair } from '../find-overlaps.ts';
import type { PointContact } from '../residual/collect-point-contacts.ts';
import type { Box } from './boxes.ts';
import type { Contact, PolygonReference } from './contacts.ts';
import type { PairList } from './pair-list.ts';

/**
 * A region covered by nothing. Whether it counts as a gap or, without an outline, as open to the
 * outside depends on whether its shell is of one connected part, which an edit far away can change.
 */
export interface Void {
  gap: Gap;
  box: Box;
  /** Polygons along its shell. */
  shell: readonly PolygonReference[];
}

/**
 * The facts of a coverage that are known place by place: all but what depends on the whole. Owners
 * are positions of members. The lists and the facts in them are never changed.
 */
export interface LocalFacts {
  readonly overlaps: readonly OverlapPair[];
  readonly voids: readonly Void[];
  readonly outside: readonly Outside[];
  readonly parted: readonly Parted[];
  readonly enclaves: readonly Enclave[];
  readonly tJunctions: readonly TJunction[];
  readonly generalised: readonly GeneralisedSide[];
  readonly borders: PairList<Border>;
  /** Those that run near one another somewhere: all that findings are read off. */
  readonly nearBorders: PairList<Border>;
  readonly contacts: PairList<Contact>;
  /** Only when asked for. */
  readonly pointContacts?: PairList<PointContact>;
}

type PairFacts = 'borders' | 'nearBorders' | 'contacts' | 'pointContacts';

/** What a window tells about some of its members. */
export interface FoundFacts extends Omit<LocalFacts, PairFacts> {
  readonly borders: readonly Border[];
  readonly contacts: readonly Contact[];
  readonly pointContacts?: readonly PointContact[];
}

export const isNear = ({ nearPlace }: Border): boolean => nearPlace !== undefined;
