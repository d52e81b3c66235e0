import { nameOf } from '../coverage/name-of.ts';
import type { CommunityInput, Finding, Message } from '../coverage/types.ts';
import type { FacilityInput } from '../material/types.ts';
import { SERVICE_CENTRE } from '../measure/facilities-of.ts';
import { FACILITY_FIELDS } from './fields.ts';
import { COMMUNITY, communityFinding, countedNames, uncheckedFinding } from './findings.ts';
import { SHARE_FORM } from './group-by-figure.ts';
import { type Figure, readShare } from './read-figure.ts';
import { AREA_TEXT, apart, SHARE_TEXT } from './rule-text.ts';
import type { PolicyRule, RuleContext, RuleModule } from './types.ts';

/**
 * `service.centre`: a community has one service centre that is large enough, and enough of it is for service and
 * activities. Of several centres the largest counts. A community without one on record is not checked.
 */
export const serviceCentre: RuleModule = {
  id: 'service.centre',
  thresholds: {
    minSquareMetres: { min: 0 },
    minServiceShare: { min: 0, max: 1 },
  },
  reads: ['facilities', `facilities.${FACILITY_FIELDS.serviceShare}`],
  evaluate(rule, context) {
    if (context.communities.length === 0) return [];
    const verdicts = context.communities.map((community) => judge(rule, context, community));
    return [
      ...verdicts.flatMap(({ finding }) => (finding === null ? [] : [finding])),
      ...unchecked(rule, context, verdicts),
    ];
  },
};

const SUBJECT = { zh: '服务中心是否达标', en: 'whether the service centre is large enough' };

type Lack =
  | 'no-service-centre'
  | 'no-centre-space'
  | 'no-service-share'
  | 'unreadable-service-share';

const SHARE_LACKS: Readonly<Record<Figure['state'], Lack[]>> = {
  known: [],
  missing: ['no-service-share'],
  unreadable: ['unreadable-service-share'],
};

interface Verdict {
  community: CommunityInput;
  finding: Finding | null;
  lacks: Lack[];
}

function judge(rule: PolicyRule, context: RuleContext, community: CommunityInput): Verdict {
  const centres = context.facilitiesOf(community).filter(({ kind }) => kind === SERVICE_CENTRE);
  const lack = (...lacks: Lack[]): Verdict => ({ community, finding: null, lacks });
  if (centres.length === 0) return lack('no-service-centre');
  // A centre without its space might be the large one.
  const known = centres.filter((centre) => centre.spaceSquareMetres !== undefined);
  const [main] = known.sort((a, b) => b.spaceSquareMetres! - a.spaceSquareMetres!);
  const { minSquareMetres, minServiceShare } = rule.thresholds;
  const isSmall = main !== undefined && main.spaceSquareMetres! < minSquareMetres!;
  if (main === undefined || (isSmall && known.length < centres.length))
    return lack('no-centre-space');
  const share = readShare(main.properties, FACILITY_FIELDS.serviceShare);
  const isMisused = share.state === 'known' && share.value < minServiceShare!;
  const lacks: Lack[] = SHARE_LACKS[share.state];
  if (!isSmall && !isMisused) return { community, finding: null, lacks };
  const parts = [
    ...(isSmall ? [spaceText(main.spaceSquareMetres!, minSquareMetres!)] : []),
    ...(isMisused ? [shareText(share.value, minServiceShare!)] : []),
  ];
  const finding = substandard(rule, context, community, main, parts, {
    squareMetres: main.spaceSquareMetres!,
    ...(share.state === 'known' ? { serviceShare: share.value } : {}),
  });
  return { community, finding, lacks };
}

function spaceText(space: number, least: number): Message {
  const [has, wanted] = apart(space, least, AREA_TEXT);
  return {
    zh: `面积 ${has.zh}，不足 ${wanted.zh}`,
    en: `it has ${has.en}, less than ${wanted.en}`,
  };
}

function shareText(share: number, least: number): Message {
  const [has, wanted] = apart(share, least, SHARE_TEXT);
  return {
    zh: `服务和活动用房占 ${has.zh}，低于 ${wanted.zh}`,
    en: `${has.en} of it is for service and activities, less than ${wanted.en}`,
  };
}

function substandard(
  rule: PolicyRule,
  context: RuleContext,
  community: CommunityInput,
  centre: FacilityInput,
  parts: readonly Message[],
  figures: Record<string, number>,
): Finding {
  const [name, called] = [nameOf(community), nameOf(centre)];
  const { minSquareMetres, minServiceShare } = rule.thresholds;
  return {
    ...communityFinding(rule, context, community, {
      figures: {
        facility: centre.id,
        ...figures,
        minSquareMetres: minSquareMetres!,
        minServiceShare: minServiceShare!,
      },
      message: {
        zh: `“${name.zh}”的服务中心“${called.zh}”不达标：${parts.map(({ zh }) => zh).join('；')}。`,
        en: `The service centre of ${name.en}, ${called.en}, falls short: ${parts.map(({ en }) => en).join('; ')}.`,
      },
    }),
    location: centre.position,
  };
}

const WHY: Readonly<Record<Lack, (who: Message) => Message>> = {
  'no-service-centre': (who) => ({
    zh: `${who.zh}没有服务中心记录。`,
    en: `no service centre on record for ${who.en}.`,
  }),
  'no-centre-space': (who) => ({
    zh: `${who.zh}的服务中心没有面积记录。`,
    en: `the space of the service centre is not on record for ${who.en}.`,
  }),
  'no-service-share': (who) => ({
    zh: `${who.zh}的服务中心没有服务和活动用房占比的记录，只检查了面积。`,
    en: `the share of the service centre that is for service and activities is not on record for ${who.en}; only its size was checked.`,
  }),
  'unreadable-service-share': (who) => ({
    zh: `${who.zh}的服务中心的服务和活动用房占比${SHARE_FORM.zh}只检查了面积。`,
    en: `the share of the service centre that is for service and activities, of ${who.en}, ${SHARE_FORM.en} Only its size was checked.`,
  }),
};

function unchecked(
  rule: PolicyRule,
  { facilities }: RuleContext,
  verdicts: readonly Verdict[],
): Finding[] {
  if (facilities === undefined) {
    return [
      uncheckedFinding(rule, {
        reason: 'no-facilities',
        communities: [],
        message: {
          zh: `未检查${SUBJECT.zh}：没有服务设施记录。`,
          en: `Not checked ${SUBJECT.en}: no facilities on record.`,
        },
      }),
    ];
  }
  return (Object.keys(WHY) as Lack[]).flatMap((lack) => {
    const group = verdicts.filter(({ lacks }) => lacks.includes(lack));
    if (group.length === 0) return [];
    const communities = group.map(({ community }) => community);
    const why = WHY[lack](countedNames(communities, COMMUNITY));
    return [
      uncheckedFinding(rule, {
        reason: lack,
        communities: communities.map(({ id }) => id),
        message: {
          zh: `未检查${SUBJECT.zh}：${why.zh}`,
          en: `Not checked ${SUBJECT.en}: ${why.en}`,
        },
      }),
    ];
  });
}
