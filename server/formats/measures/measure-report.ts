import { BARRIER_CLASSES } from '#engine/barriers/types.ts';
import { nameOf } from '#engine/coverage/name-of.ts';
import type { CommunityInput, Message } from '#engine/coverage/types.ts';
import type { Measurement } from '#engine/measure/measure-all.ts';
import { MEASURES } from '#engine/measure/registry.ts';
import type { Measure, MeasureResult } from '#engine/measure/types.ts';

/** What the writers of measures are given. */
export interface MeasureReport {
  measurement: Measurement;
  /** Those that were measured, in the same order. */
  communities: readonly CommunityInput[];
  /** The file, `-` for standard input. */
  file: string;
  language: keyof Message;
}

export const MEASURE_FORMATS = ['text', 'json', 'csv'] as const;
export type MeasureFormat = (typeof MEASURE_FORMATS)[number];

/** The measures of a report, in its order. */
export const measuresOf = ({ measurement }: MeasureReport): Measure[] =>
  Object.keys(measurement.measures).flatMap((id) => MEASURES.get(id) ?? []);

/** A community with its results. */
export interface MeasuredCommunity {
  id: string;
  name: Message;
  results: Readonly<Record<string, MeasureResult>>;
}

export const communitiesOf = ({ measurement, communities }: MeasureReport): MeasuredCommunity[] =>
  measurement.communities.map(({ id, measures }, i) => ({
    id,
    name: nameOf(communities[i] ?? { id }),
    results: measures,
  }));

/** Classes of barrier in their order, then off any; other parts (communities) after them as they come. */
const PART_ORDER: readonly string[] = [...BARRIER_CLASSES, 'none'];

/** Names of the parts that a measure has anywhere. */
export function partsOfMeasure(
  communities: readonly MeasuredCommunity[],
  measure: string,
): string[] {
  const names = new Set<string>();
  for (const { results } of communities) {
    const result = results[measure];
    if (result?.state !== 'known') continue;
    for (const part of Object.keys(result.parts ?? {})) names.add(part);
  }
  const ordered = PART_ORDER.filter((part) => names.delete(part));
  return [...ordered, ...names];
}
