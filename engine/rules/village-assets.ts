import { FIELDS } from './fields.ts';
import { FLAG_FORM } from './group-by-figure.ts';
import { judgeConversions } from './judge-conversions.ts';
import { readFlag } from './read-figure.ts';
import type { RuleModule } from './types.ts';

/** `village.assets`: the assets and debts of a village that becomes a community are settled. */
export const villageAssets: RuleModule = {
  id: 'village.assets',
  thresholds: {},
  reads: [`communities.${FIELDS.planOperation}`, `communities.${FIELDS.assetsSettled}`],
  evaluate: (rule, context) =>
    judgeConversions(rule, context, [
      {
        figure: {
          word: 'assets',
          zh: '资产处置和债权债务清理情况',
          en: 'note whether assets and debts are settled',
          form: FLAG_FORM,
        },
        member: FIELDS.assetsSettled,
        read: ({ properties }) => readFlag(properties, FIELDS.assetsSettled),
        isMet: (value) => value === 1,
        fault: () => ({
          zh: '集体资产和债权债务尚未处置清理',
          en: 'its assets and debts are not settled',
        }),
      },
    ]),
};
