import type { InlineMeasuresRequest } from '#contract/measures.ts';
import type { Message } from '#engine/coverage/types.ts';
import { measureAll } from '#engine/measure/measure-all.ts';
import { MEASURES } from '#engine/measure/registry.ts';
import type { Measure, MeasureContext } from '#engine/measure/types.ts';

/** What to measure, with what. */
export interface MeasuresInput {
  context: MeasureContext;
  /** Ids; left out: all. */
  measures?: readonly string[];
  notes: Message[];
}

/** Without the function: what the wire carries of a measure. */
const definitionOf = ({ id, version, unit, name, source }: Measure) => ({
  ...{ id, version, unit, name, source },
});

/** The registry. */
export const listMeasures = () => [...MEASURES.values()].map(definitionOf);

/** Takes the measures. @returns the answer of `POST /measures` */
export function runMeasures({ context, measures, notes }: MeasuresInput): object {
  const chosen = [...new Set(measures ?? MEASURES.keys())];
  const measurement = measureAll(context, chosen);
  return {
    version: measurement.version,
    measures: chosen.flatMap((id) => {
      const measure = MEASURES.get(id);
      return measure === undefined ? [] : [definitionOf(measure)];
    }),
    communities: measurement.communities.map(({ id, measures: results }, index) => {
      const { name, nameEn } = context.communities[index]!;
      return {
        id,
        ...(name === undefined ? {} : { name }),
        ...(nameEn === undefined ? {} : { nameEn }),
        measures: results,
      };
    }),
    notes,
  };
}

/** How to measure, as the request says. */
export function settingsOf({
  options = {},
}: Pick<InlineMeasuresRequest, 'options'>): Pick<
  MeasureContext,
  'householdBand' | 'barrierToleranceMetres'
> {
  const { householdBand, barrierToleranceMetres } = options;
  return {
    ...(householdBand === undefined ? {} : { householdBand }),
    ...(barrierToleranceMetres === undefined ? {} : { barrierToleranceMetres }),
  };
}
