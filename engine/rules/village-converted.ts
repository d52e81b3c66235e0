import { findInvalid } from '../coverage/find-invalid.ts';
import { areaText } from '../coverage/format-figures.ts';
import type { CommunityInput } from '../coverage/types.ts';
import { geodesicArea } from '../geometry/geodesic.ts';
import { FIELDS } from './fields.ts';
import { SHARE_FORM } from './group-by-figure.ts';
import { type Condition, judgeConversions } from './judge-conversions.ts';
import { readFigure, readShare } from './read-figure.ts';
import { apart, goesAbove, percentText, SHARE_TEXT } from './rule-text.ts';
import type { PolicyRule, RuleModule } from './types.ts';

/**
 * `village.converted`: a village that becomes a community has no collective land left, or scattered remains only, and
 * more of its households than the threshold are rehoused.
 */
export const villageConverted: RuleModule = {
  id: 'village.converted',
  thresholds: {
    /** What of a village may still be collective land to pass for scattered remains; without it a person judges. */
    maxRemainingLandShare: { min: 0, max: 1, optional: true },
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
  const most = thresholds.maxRemainingLandShare;
  const field = FIELDS.remainingCollectiveLandSquareMetres;
  return {
    figure: { word: 'remaining-land', zh: '剩余集体土地面积', en: 'remaining collective land' },
    member: field,
    read: ({ properties }) => readFigure(properties, field),
    isMet(value, community) {
      if (value === 0) return true;
      const area = areaOf(community);
      return most === undefined || area === 0 ? null : !goesAbove(value / area, most);
    },
    fault(value, community) {
      const text = areaText(value);
      const [has, share] = apart(value / areaOf(community), most!, SHARE_TEXT);
      return {
        zh: `剩余集体土地 ${text.zh}（占 ${has.zh}），多于 ${share.zh}，不属零星`,
        en: `${text.en} of collective land remain (${has.en}), more than ${share.en}, which is not scattered remains`,
      };
    },
    open: {
      says(value, community) {
        const [text, area] = [areaText(value), areaOf(community)];
        const share = area === 0 ? null : percentText(value / area);
        return {
          zh: `剩余集体土地 ${text.zh}${share ? `，占 ${share.zh}` : ''}`,
          en: `${text.en} of collective land remain${share ? `, ${share.en} of it` : ''}`,
        };
      },
      why: (community) =>
        most !== undefined && areaOf(community) === 0 ? WITHOUT_SHAPE : LEFT_TO_JUDGEMENT,
    },
  };
}

const WITHOUT_SHAPE = {
  reason: 'no-valid-shape',
  zh: '社区没有可用的图形，无法计算所占比例。',
  en: 'Without a valid shape its share of the community is not known.',
};

const LEFT_TO_JUDGEMENT = {
  reason: 'left-to-judgement',
  zh: '政策未定数值，是否属零星土地须由人认定。',
  en: 'The policy has no figure: whether these are scattered remains is for people to judge.',
};

function rehousing({ thresholds }: PolicyRule): Condition {
  const least = thresholds.minRehousingRate!;
  return {
    figure: { word: 'rehousing-rate', zh: '安置率', en: 'rehousing rate', form: SHARE_FORM },
    member: FIELDS.rehousingRate,
    read: ({ properties }) => readShare(properties, FIELDS.rehousingRate),
    isMet: (value) => value > least,
    fault(value) {
      const [has, wanted] = apart(value, least, SHARE_TEXT);
      return {
        zh: `安置率 ${has.zh}，未超过 ${wanted.zh}`,
        en: `${has.en} of its households are rehoused, not more than ${wanted.en}`,
      };
    },
  };
}

const areaOf = ({ geometry }: CommunityInput): number =>
  geometry === null || findInvalid(geometry).length > 0 ? 0 : geodesicArea(geometry);
