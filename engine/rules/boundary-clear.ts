import { lengthText } from '../coverage/format-figures.ts';
import { nameOf } from '../coverage/name-of.ts';
import { communityFinding } from './findings.ts';
import { apart, fallsBelow, SHARE_TEXT } from './rule-text.ts';
import { takeMeasure, uncheckedMeasures } from './take-measure.ts';
import type { RuleModule } from './types.ts';

const SUBJECT = {
  zh: '边界是否沿道路、河流、山脉',
  en: 'whether the boundary follows roads, rivers and ridges',
};

/** `boundary.clear`: enough of the perimeter follows named barriers. */
export const boundaryClear: RuleModule = {
  id: 'boundary.clear',
  thresholds: { minNamedShare: { min: 0, max: 1 } },
  reads: ['barriers'],
  evaluate(rule, context) {
    const threshold = rule.thresholds.minNamedShare!;
    const { known, missing } = takeMeasure(context, 'barrier-share');
    return [
      ...known
        .filter(({ result }) => fallsBelow(result.value, threshold))
        .map(({ community, result }) => {
          const name = nameOf(community);
          const [share, least] = apart(result.value, threshold, SHARE_TEXT);
          const perimeter = context.measure('perimeter', community);
          const off = perimeter.state === 'known' ? perimeter.value * (1 - result.value) : null;
          const rest = off === null ? { zh: '', en: '' } : lengthText(off);
          return communityFinding(rule, context, community, {
            figures: {
              namedShare: Number(result.value.toFixed(4)),
              minNamedShare: threshold,
              ...(off === null ? {} : { offNamedMetres: Math.round(off) }),
            },
            message: {
              zh: `“${name.zh}”边界不清晰：周长只有 ${share.zh} 沿有名称的道路、河流等线状地物，低于 ${least.zh}${off === null ? '' : `；其余 ${rest.zh}不沿`}。`,
              en: `The boundary of ${name.en} is not clear: ${share.en} of it follows named roads, rivers or the like, less than ${least.en}${off === null ? '' : `; ${rest.en} do not`}.`,
            },
          });
        }),
      ...uncheckedMeasures(rule, missing, SUBJECT),
    ];
  },
};
