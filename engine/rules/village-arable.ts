import { FIELDS } from './fields.ts';
import { type Condition, judgeConversions } from './judge-conversions.ts';
import { readFigure } from './read-figure.ts';
import { decimalText } from './rule-text.ts';
import type { RuleModule } from './types.ts';

/**
 * `village.arable`: the arable land that remains cannot sustain the villagers of a village that becomes a community.
 * Without a threshold only a village without arable land is told by its figure; of others a person judges.
 */
export const villageArable: RuleModule = {
  id: 'village.arable',
  thresholds: { maxArableSquareMetresPerPerson: { min: 0, optional: true } },
  reads: [
    `communities.${FIELDS.planOperation}`,
    `communities.${FIELDS.arableSquareMetresPerPerson}`,
  ],
  evaluate(rule, context) {
    const most = rule.thresholds.maxArableSquareMetresPerPerson;
    return judgeConversions(rule, context, [
      {
        figure: { word: 'arable-land', zh: '人均耕地面积', en: 'arable land for each person' },
        member: FIELDS.arableSquareMetresPerPerson,
        read: ({ properties }) => readFigure(properties, FIELDS.arableSquareMetresPerPerson),
        isMet: (value) => value === 0 || (most === undefined ? null : value < most),
        open: OPEN,
        fault: (value) => ({
          zh: `人均耕地 ${decimalText(value, 1)} 平方米，达到 ${decimalText(most!, 1)} 平方米，尚可维持生计`,
          en: `${decimalText(value, 1)} m² of arable land for each person, which at ${decimalText(most!, 1)} m² or more can still sustain them`,
        }),
      },
    ]);
  },
};

const OPEN: NonNullable<Condition['open']> = {
  says: (value) => ({
    zh: `人均耕地 ${decimalText(value, 1)} 平方米`,
    en: `${decimalText(value, 1)} m² of arable land for each person`,
  }),
  why: () => ({
    reason: 'left-to-judgement',
    zh: '政策未定数值，剩余耕地能否维持生计须由人认定。',
    en: 'The policy has no figure: whether that sustains the villagers is for people to judge.',
  }),
};
