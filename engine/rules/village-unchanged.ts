import { findInvalid } from '../coverage/find-invalid.ts';
import { nameOf } from '../coverage/name-of.ts';
import type { AreaGeometry, CommunityInput, Finding } from '../coverage/types.ts';
import { geodesicArea } from '../geometry/geodesic.ts';
import { readKind } from './community-kind.ts';
import { areaOutside } from './community-shapes.ts';
import { COMMUNITY, communityFinding, countedNames, uncheckedFinding } from './findings.ts';
import { apart, goesAbove, SHARE_TEXT } from './rule-text.ts';
import type { PolicyRule, RuleContext, RuleModule } from './types.ts';

/**
 * `village.unchanged`: a village that becomes a community (成建制改制), and one that has become one before, keeps its range.
 * What counts is the land that it loses or gains, as a share of its range before the plan. Where no plan is audited
 * nothing changes.
 */
export const villageUnchanged: RuleModule = {
  id: 'village.unchanged',
  thresholds: { maxChangedShare: { min: 0, max: 1 } },
  reads: ['communities before the plan', 'communities.kind', 'communities.planOperation'],
  evaluate(rule, context) {
    const { before, newCommunities, conversions } = context;
    const concerned = context.communities.filter(
      (community) =>
        conversions.has(community.id) ||
        (readKind(community) === 'converted' &&
          (before === undefined ? newCommunities.has(community.id) : before.has(community.id))),
    );
    const verdicts = concerned.map((community) => ({
      community,
      ...judge(community, before?.get(community.id)),
    }));
    const threshold = rule.thresholds.maxChangedShare!;
    return [
      ...verdicts.flatMap(({ community, share }) =>
        share !== null && goesAbove(share, threshold)
          ? [changed(rule, context, community, share)]
          : [],
      ),
      ...(Object.keys(WHY) as Reason[]).flatMap((reason) =>
        unchecked(
          rule,
          reason,
          verdicts.filter((verdict) => verdict.reason === reason).map(({ community }) => community),
        ),
      ),
    ];
  },
};

type Reason = 'no-earlier-state' | 'no-valid-shape';

interface Verdict {
  share: number | null;
  reason?: Reason;
}

function judge(now: CommunityInput, then: CommunityInput | undefined): Verdict {
  if (then === undefined) return { share: null, reason: 'no-earlier-state' };
  const [after, before] = [now.geometry, then.geometry];
  if (!isUsable(after) || !isUsable(before)) return { share: null, reason: 'no-valid-shape' };
  if (after === before) return { share: 0 };
  try {
    const moved = areaOutside(before, after) + areaOutside(after, before);
    return { share: moved / geodesicArea(before) };
  } catch {
    // Turf gives up on some polygons: told as one that could not be compared.
    return { share: null, reason: 'no-valid-shape' };
  }
}

const isUsable = (geometry: AreaGeometry | null): geometry is AreaGeometry =>
  geometry !== null && findInvalid(geometry).length === 0;

function changed(
  rule: PolicyRule,
  context: RuleContext,
  community: CommunityInput,
  share: number,
): Finding {
  const name = nameOf(community);
  const [moved, most] = apart(share, rule.thresholds.maxChangedShare!, SHARE_TEXT);
  return communityFinding(rule, context, community, {
    figures: { changedShare: Number(share.toFixed(4)), ...rule.thresholds },
    message: {
      zh: `“${name.zh}”应保持原有范围，现变动 ${moved.zh}，超过 ${most.zh}。`,
      en: `${name.en} is to keep its range, but ${moved.en} of it changes, more than ${most.en}.`,
    },
  });
}

const SUBJECT = { zh: '村改社区的范围是否不变', en: 'whether the range of the village is kept' };
const WHY = {
  'no-earlier-state': { zh: '没有调整前的范围', en: 'no range before the plan on record for' },
  'no-valid-shape': {
    zh: '调整前或调整后的图形无效，或无法比较',
    en: 'the shape before or after cannot be used for',
  },
} as const;

function unchecked(
  rule: PolicyRule,
  reason: Reason,
  communities: readonly CommunityInput[],
): Finding[] {
  if (communities.length === 0) return [];
  const who = countedNames(communities, COMMUNITY);
  const why = WHY[reason];
  return [
    uncheckedFinding(rule, {
      reason,
      communities: communities.map(({ id }) => id),
      message: {
        zh: `未检查${SUBJECT.zh}：${who.zh}${why.zh}。`,
        en: `Not checked ${SUBJECT.en}: ${why.en} ${who.en}.`,
      },
    }),
  ];
}
