import { findInvalid } from '../coverage/find-invalid.ts';
import { areaText } from '../coverage/format-figures.ts';
import type { CommunityInput } from '../coverage/types.ts';
import { geodesicArea } from '../geometry/geodesic.ts';
import { FIELDS } from './fields.ts';
import { type Condition, judgeConversions } from './judge-conversions.ts';
import { readFigure } from './read-figure.ts';
import { percentText } from './rule-text.ts';
import type { PolicyRule, RuleModule } from './types.ts';

/**
 * `village.converted`: a village that becomes a community has no collective land left, or scattered remains only, and
 * more of its households than the threshold are rehoused.
 */
export const villageConverted: RuleModule = {
  id: 'village.converted',
  thresholds: {
    /** What of a village may still be collective land to pass for scattered remains. */
    maxRemainingLandShare: { min: 0, max: 1 },
    /** Exceeded, not reached. */
    minRehousingRate: { min: 0, max: 1 },
  },
  reads: [
    `communities.${FIELDS.planOperation}`,
    `communities.${FIELDS.remainingCollectiveLandSquareMetres}`,
    `communities.${FIELDS.rehousingRate}`,
  ],
  evaluate: (rule, context) => judgeConversions(rule, context, [land(rule), rehousing(rule)]),
};

function land({ thresholds }: PolicyRule): Condition {
  const most = thresholds.maxRemainingLandShare!;
  const field = FIELDS.remainingCollectiveLandSquareMetres;
  return {
    figure: { word: 'remaining-land', zh: '剩余集体土地面积', en: 'remaining collective land' },
    member: field,
    read: ({ properties }) => readFigure(properties, field),
    // Without a shape to compare with, any remains are too much to be called scattered.
    isMet: (value, community) => value <= most * areaOf(community),
    fault(value, community) {
      const [text, area, share] = [areaText(value), areaOf(community), percentText(most)];
      const has = area > 0 ? percentText(value / area) : null;
      return {
        zh: `剩余集体土地 ${text.zh}${has ? `（占 ${has.zh}）` : ''}，多于 ${share.zh}，不属零星`,
        en: `${text.en} of collective land remain${has ? ` (${has.en})` : ''}, more than ${share.en}, which is not scattered remains`,
      };
    },
  };
}

function rehousing({ thresholds }: PolicyRule): Condition {
  const least = thresholds.minRehousingRate!;
  return {
    figure: { word: 'rehousing-rate', zh: '安置率', en: 'rehousing rate' },
    member: FIELDS.rehousingRate,
    read: ({ properties }) => readFigure(properties, FIELDS.rehousingRate),
    isMet: (value) => value > least,
    fault(value) {
      const [has, wanted] = [percentText(value), percentText(least)];
      return {
        zh: `安置率 ${has.zh}，未超过 ${wanted.zh}`,
        en: `${has.en} of its households are rehoused, not more than ${wanted.en}`,
      };
    },
  };
}

const areaOf = ({ geometry }: CommunityInput): number =>
  geometry === null || findInvalid(geometry).length > 0 ? 0 : geodesicArea(geometry);
