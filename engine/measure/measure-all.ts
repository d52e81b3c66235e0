import { ENGINE_VERSION } from '../version.ts';
import { MEASURES, measure } from './registry.ts';
import type { MeasureContext, MeasureResult } from './types.ts';

/** Measures of all communities of a context, in the order of the communities. */
export interface Measurement {
  /** Version of the engine that took them. */
  version: string;
  /** Version of each measure, by its id: a figure with an older one is stale. */
  measures: Record<string, number>;
  communities: { id: string; measures: Record<string, MeasureResult> }[];
}

/**
 * Takes measures of every community.
 *
 * @param ids of the measures, all when left out
 * @throws RangeError for a measure that is not in the registry
 */
export function measureAll(
  context: MeasureContext,
  ids: readonly string[] = [...MEASURES.keys()],
): Measurement {
  return {
    version: ENGINE_VERSION,
    measures: Object.fromEntries(ids.map((id) => [id, MEASURES.get(id)?.version ?? 0])),
    communities: context.communities.map((community) => ({
      id: community.id,
      measures: Object.fromEntries(ids.map((id) => [id, measure(id, community, context)])),
    })),
  };
}
