import { FIELDS } from './fields.ts';
import { FLAG_FORM } from './group-by-figure.ts';
import { judgeConversions } from './judge-conversions.ts';
import { readFlag } from './read-figure.ts';
import type { RuleModule } from './types.ts';

/** `village.urban`: a village that becomes a community lies within the planned urban construction boundary. */
export const villageUrban: RuleModule = {
  id: 'village.urban',
  thresholds: {},
  reads: [`communities.${FIELDS.planOperation}`, `communities.${FIELDS.withinUrbanBoundary}`],
  evaluate: (rule, context) =>
    judgeConversions(rule, context, [
      {
        figure: {
          word: 'urban-boundary',
          zh: '是否在城市规划建设用地范围内',
          en: 'note whether it lies within the urban construction boundary',
          form: FLAG_FORM,
        },
        member: FIELDS.withinUrbanBoundary,
        read: ({ properties }) => readFlag(properties, FIELDS.withinUrbanBoundary),
        isMet: (value) => value === 1,
        fault: () => ({
          zh: '不在城市规划建设用地范围内',
          en: 'it does not lie within the planned urban construction boundary',
        }),
      },
    ]),
};
