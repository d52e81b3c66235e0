import { FIELDS } from './fields.ts';
import { SHARE_FORM } from './group-by-figure.ts';
import { judgeConversions } from './judge-conversions.ts';
import { readShare } from './read-figure.ts';
import { apart, SHARE_TEXT } from './rule-text.ts';
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
        figure: {
          word: 'off-farm-share',
          zh: '非农就业比例',
          en: 'share of labour off the land',
          form: SHARE_FORM,
        },
        member: FIELDS.offFarmLabourShare,
        read: ({ properties }) => readShare(properties, FIELDS.offFarmLabourShare),
        isMet: (value) => value > least,
        fault(value) {
          const [has, wanted] = apart(value, least, SHARE_TEXT);
          return {
            zh: `从事非农产业的劳动力占 ${has.zh}，未超过 ${wanted.zh}`,
            en: `${has.en} of its labour force works off the land, not more than ${wanted.en}`,
          };
        },
      },
    ]);
  },
};
