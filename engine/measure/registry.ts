import type { CommunityInput } from '../coverage/types.ts';
import { BARRIER_SHARE } from './barrier-share.ts';
import { CONVEX_HULL_RATIO, LENGTH_WIDTH, POLSBY_POPPER, REOCK } from './compactness.ts';
import { FURTHEST_STRAIGHT } from './furthest-straight.ts';
import { FURTHEST_WALKING } from './furthest-walking.ts';
import { MOVED_HOUSEHOLDS } from './households-moved-in.ts';
import { DENSITY, DWELLINGS, HOUSEHOLD_BAND_DEVIATION, HOUSEHOLDS, POPULATION } from './people.ts';
import { SERVICE_SPACE_PER_100_HOUSEHOLDS } from './service-space.ts';
import { AREA, PERIMETER } from './size.ts';
import type { Measure, MeasureContext, MeasureResult } from './types.ts';

const LIST: readonly Measure[] = [
  AREA,
  PERIMETER,
  POLSBY_POPPER,
  REOCK,
  CONVEX_HULL_RATIO,
  LENGTH_WIDTH,
  BARRIER_SHARE,
  FURTHEST_STRAIGHT,
  FURTHEST_WALKING,
  HOUSEHOLDS,
  POPULATION,
  DWELLINGS,
  DENSITY,
  HOUSEHOLD_BAND_DEVIATION,
  SERVICE_SPACE_PER_100_HOUSEHOLDS,
  MOVED_HOUSEHOLDS,
];

/** Every measure by its id, in the order that reports list them. */
export const MEASURES: ReadonlyMap<string, Measure> = new Map(
  LIST.map((measure) => [measure.id, measure]),
);

/**
 * One measure of one community. What is made on the way (indexes, the road network) is kept with the lists
 * of the context and made once.
 *
 * @throws RangeError for a measure that is not in the registry
 */
export function measure(
  id: string,
  community: CommunityInput,
  context: MeasureContext,
): MeasureResult {
  const found = MEASURES.get(id);
  if (found === undefined) {
    throw new RangeError(`no measure “${id}”; there are: ${[...MEASURES.keys()].join(', ')}`);
  }
  return found.measure(community, context);
}
