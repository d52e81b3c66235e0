import { nameOf } from '../coverage/name-of.ts';
import type { CommunityInput, Finding, Message } from '../coverage/types.ts';
import { COMMUNITY, communityFinding, countedNames, uncheckedFinding } from './findings.ts';
import { namesOf } from './group-by-figure.ts';
import { householdsText, splitByHouseholds, uncheckedHouseholds } from './group-by-households.ts';
import { type EstateProfile, profileEstates } from './profile-estates.ts';
import { countText } from './rule-text.ts';
import type { PolicyRule, RuleContext, RuleModule } from './types.ts';

/**
 * `size.max`: a new community has no more households than the threshold. It is raised for a community of a
 * single estate, and for one of apartment blocks: their households are easier to serve.
 */
export const sizeMax: RuleModule = {
  id: 'size.max',
  thresholds: {
    maxHouseholds: { min: 1 },
    maxHouseholdsSingleEstate: { min: 1 },
    maxHouseholdsApartment: { min: 1 },
    /** One estate holds at least this share of the households: a single-estate community. */
    singleEstateShare: { min: 0.5, max: 1 },
    /** Apartment blocks hold at least this share: an apartment community. */
    apartmentShare: { min: 0.5, max: 1 },
  },
  ordered: [
    ['maxHouseholds', 'maxHouseholdsSingleEstate'],
    ['maxHouseholds', 'maxHouseholdsApartment'],
  ],
  reads: [
    'communities.households',
    'communities.planOperation',
    'estates.households',
    'estates.houseType',
  ],
  evaluate(rule, context) {
    const { thresholds } = rule;
    const made = context.communities.filter(({ id }) => context.newCommunities.has(id));
    const groups = splitByHouseholds(made);
    const large = groups.known.filter(({ households }) => households > thresholds.maxHouseholds!);
    const verdicts = large.map((sized) => ({ ...sized, ...limitOf(rule, context, sized) }));
    return [
      ...verdicts
        .filter(({ households, limit, certain }) => certain && households > limit)
        .map((verdict) => tooLarge(rule, context, verdict)),
      ...undecided(
        rule,
        verdicts.filter(({ certain }) => !certain),
      ),
      ...uncheckedHouseholds(rule, groups, SUBJECT),
    ];
  },
};

const SUBJECT = {
  zh: '新社区户数是否超限',
  en: 'whether the new community has too many households',
};

interface Sized {
  community: CommunityInput;
  households: number;
}

interface Limit {
  limit: number;
  why: Message;
  /** False where only the estates, which are not on record, could tell whether the raised limit holds. */
  certain: boolean;
}

const PLAIN: Message = { zh: '', en: '' };

function limitOf({ thresholds }: PolicyRule, context: RuleContext, sized: Sized): Limit {
  const plain = thresholds.maxHouseholds!;
  const ofEstate = thresholds.maxHouseholdsSingleEstate!;
  const ofApartments = thresholds.maxHouseholdsApartment!;
  const profile = profileEstates(context.estatesOf(sized.community), sized.households);
  if (profile === null) {
    // Beyond every limit nothing has to be known.
    const beyondAll = sized.households > Math.max(plain, ofEstate, ofApartments);
    return { limit: plain, why: PLAIN, certain: beyondAll };
  }
  const known = highest(raisedLimits(thresholds, profile), plain);
  const { largestShareAtMost: largestShare, apartmentShareAtMost: apartmentShare } = profile;
  const possible = { ...profile, largestShare, apartmentShare };
  const most = highest(raisedLimits(thresholds, possible), plain);
  const { households } = sized;
  return { ...known, certain: households <= known.limit || households > most.limit };
}

function highest(raised: readonly Omit<Limit, 'certain'>[], plain: number): Omit<Limit, 'certain'> {
  const [best] = [...raised].sort((a, b) => b.limit - a.limit);
  return best && best.limit > plain ? best : { limit: plain, why: PLAIN };
}

function raisedLimits(
  thresholds: PolicyRule['thresholds'],
  { largestShare, apartmentShare }: EstateProfile,
): Omit<Limit, 'certain'>[] {
  return [
    ...(largestShare >= thresholds.singleEstateShare!
      ? [
          {
            limit: thresholds.maxHouseholdsSingleEstate!,
            why: { zh: '（单一楼盘社区）', en: ' (of a single-estate community)' },
          },
        ]
      : []),
    ...(apartmentShare >= thresholds.apartmentShare!
      ? [
          {
            limit: thresholds.maxHouseholdsApartment!,
            why: { zh: '（公寓类社区）', en: ' (of an apartment community)' },
          },
        ]
      : []),
  ];
}

function tooLarge(
  rule: PolicyRule,
  context: RuleContext,
  { community, households, limit, why }: Sized & Limit,
): Finding {
  const name = nameOf(community);
  const [has, most] = [householdsText(community, households), countText(limit)];
  return communityFinding(rule, context, community, {
    figures: { households, threshold: limit },
    message: {
      zh: `新社区“${name.zh}”有 ${has} 户，超过上限 ${most} 户${why.zh}。`,
      en: `The new community ${name.en} has ${has} households, more than the limit of ${most}${why.en}.`,
    },
  });
}

function undecided(rule: PolicyRule, verdicts: readonly Sized[]): Finding[] {
  if (verdicts.length === 0) return [];
  const who = countedNames(
    verdicts.map(({ community, households }) => {
      const text = householdsText(community, households);
      return {
        ...namesOf(community),
        note: { zh: ` ${text} 户`, en: text },
      };
    }),
    COMMUNITY,
  );
  const limit = countText(rule.thresholds.maxHouseholds!);
  return [
    uncheckedFinding(rule, {
      reason: 'no-estates',
      communities: verdicts.map(({ community }) => community.id),
      message: {
        zh: `未检查${SUBJECT.zh}：${who.zh}超过 ${limit} 户，但楼盘的户数或住宅类型记录不全，无法判断是否属于放宽上限的单一楼盘或公寓类社区。`,
        en: `Not checked ${SUBJECT.en}: ${who.en} ${verdicts.length === 1 ? 'has' : 'have'} more than ${limit} households, but the households or house types of its estates are not all on record, so it is not known whether the raised limit of single-estate or apartment communities holds.`,
      },
    }),
  ];
}
