import { findInvalid } from '../../coverage/find-invalid.ts';
import { InconsistentCoverageError } from '../../coverage/label-faces.ts';
import { TooTangledError } from '../../coverage/node-edges.ts';
import type { AreaGeometry, CommunityInput } from '../../coverage/types.ts';
import { communitiesOutline } from '../../units/communities-outline.ts';

/** Borders that differ by less are the same line twice drawn. */
export const HAIRLINE_METRES = 1;
/**
 * Ground of the communities that no unit has, no wider than this, comes of lines drawn twice at different detail (census areas are
 * generalised to some 20 m): it goes with the units beside it. What is wider may have people on it, and nobody may lose it.
 */
export const STRIP_METRES = 25;

/**
 * The outline of the communities as they are, what they enclose included; it stands in where the jurisdiction's is
 * not given. Null where there are none, or where their lines cross beyond all measure.
 */
export function presentOutline(communities: readonly CommunityInput[]): AreaGeometry | null {
  try {
    return communitiesOutline(
      communities.flatMap(({ geometry }) =>
        geometry === null || findInvalid(geometry).length > 0 ? [] : [geometry],
      ),
    );
  } catch (error) {
    if (error instanceof TooTangledError || error instanceof InconsistentCoverageError) return null;
    throw error;
  }
}
