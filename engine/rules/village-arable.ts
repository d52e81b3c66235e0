import { FIELDS } from './fields.ts';
import { judgeConversions } from './judge-conversions.ts';
import { readFigure } from './read-figure.ts';
import { decimalText } from './rule-text.ts';
import type { RuleModule } from './types.ts';

/** `village.arable`: the arable land that remains cannot sustain the villagers of a village that becomes a community. */
export const villageArable: RuleModule = {
  id: 'village.arable',
  thresholds: { maxArableSquareMetresPerPerson: { min: 0 } },
  reads: [
    `communities.${FIELDS.planOperation}`,
    `communities.${FIELDS.arableSquareMetresPerPerson}`,
  ],
  evaluate(rule, context) {
    const most = rule.thresholds.maxArableSquareMetresPerPerson!;
    return judgeConversions(rule, context, [
      {
        figure: { word: 'arable-land', zh: '人均耕地面积', en: 'arable land for each person' },
        member: FIELDS.arableSquareMetresPerPerson,
        read: ({ properties }) => readFigure(properties, FIELDS.arableSquareMetresPerPerson),
        isMet: (value) => value < most,
        fault: (value) => ({
          zh: `人均耕地 ${decimalText(value, 1)} 平方米，达到 ${decimalText(most, 1)} 平方米，尚可维持生计`,
          en: `${decimalText(value, 1)} m² of arable land for each person, which at ${decimalText(most, 1)} m² or more can still sustain them`,
        }),
      },
    ]);
  },
};
