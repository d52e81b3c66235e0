import { nameOf } from '../coverage/name-of.ts';
import { communityFinding } from './findings.ts';
import { apart, fallsBelow, numberText } from './rule-text.ts';
import { takeMeasure, uncheckedMeasures } from './take-measure.ts';
import type { RuleModule } from './types.ts';

const SUBJECT = { zh: '社区用房是否足够', en: 'whether there is enough service space' };

/** `service.ratio`: enough service space (社区用房) for every hundred households. */
export const serviceRatio: RuleModule = {
  id: 'service.ratio',
  thresholds: { minSquareMetresPer100Households: { min: 0 } },
  reads: ['communities.serviceSpaceSquareMetres', 'communities.households', 'facilities'],
  evaluate(rule, context) {
    const threshold = rule.thresholds.minSquareMetresPer100Households!;
    const { known, missing } = takeMeasure(context, 'service-space-per-100-households');
    // Nobody to be served: no space is asked for.
    const unknown = missing.filter(({ result }) => result.reason !== 'zero-households');
    return [
      ...known
        .filter(({ result }) => fallsBelow(result.value, threshold))
        .map(({ community, result }) => {
          const name = nameOf(community);
          const mark = result.estimated ? '*' : '';
          const [{ en: figure }, { en: least }] = apart(result.value, threshold, numberText(1));
          const has = `${figure}${mark}`;
          return communityFinding(rule, context, community, {
            figures: {
              squareMetresPer100Households: Number(result.value.toFixed(2)),
              threshold,
            },
            message: {
              zh: `“${name.zh}”每百户社区用房 ${has} 平方米，少于 ${least} 平方米。`,
              en: `${name.en} has ${has} m² of service space per 100 households, less than ${least} m².`,
            },
          });
        }),
      ...uncheckedMeasures(rule, unknown, SUBJECT),
    ];
  },
};
