import { FIELDS } from './fields.ts';
import { judgeConversions } from './judge-conversions.ts';
import { readFigure } from './read-figure.ts';
import { percentText } from './rule-text.ts';
import type { RuleModule } from './types.ts';

/** `village.labour`: more than the threshold of the labour force of a village that becomes a community works off the land. */
export const villageLabour: RuleModule = {
  id: 'village.labour',
  /** Exceeded, not reached. */
  thresholds: { minOffFarmShare: { min: 0, max: 1 } },
  reads: [`communities.${FIELDS.planOperation}`, `communities.${FIELDS.offFarmLabourShare}`],
  evaluate(rule, context) {
    const least = rule.thresholds.minOffFarmShare!;
    return judgeConversions(rule, context, [
      {
        figure: { word: 'off-farm-share', zh: '非农就业比例', en: 'share of labour off the land' },
        member: FIELDS.offFarmLabourShare,
        read: ({ properties }) => readFigure(properties, FIELDS.offFarmLabourShare),
        isMet: (value) => value > least,
        fault(value) {
          const [has, wanted] = [percentText(value), percentText(least)];
          return {
            zh: `从事非农产业的劳动力占 ${has.zh}，未超过 ${wanted.zh}`,
            en: `${has.en} of its labour force works off the land, not more than ${wanted.en}`,
          };
        },
      },
    ]);
  },
};
