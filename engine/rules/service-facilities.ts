import { nameOf } from '../coverage/name-of.ts';
import type { CommunityInput, Finding, Message } from '../coverage/types.ts';
import { COMMUNITY, communityFinding, countedNames, uncheckedFinding } from './findings.ts';
import type { PolicyRule, RuleContext, RuleModule } from './types.ts';

/** The kinds of facility that a policy may ask for, by the name of the threshold. */
const KINDS: Readonly<Record<string, { kind: string; name: Message }>> = {
  minOffices: { kind: 'office', name: { zh: '办公用房', en: 'office' } },
  minServiceStations: { kind: 'service-station', name: { zh: '服务站', en: 'service station' } },
  minNurseries: { kind: 'nursery', name: { zh: '幼儿园', en: 'nursery' } },
  minCultureSportsRooms: {
    kind: 'culture-sports',
    name: { zh: '文体活动室', en: 'culture and sports room' },
  },
  minElderlyRooms: {
    kind: 'elderly-room',
    name: { zh: '老年活动室', en: 'room for the elderly' },
  },
  minCarParks: { kind: 'car-park', name: { zh: '停车场', en: 'car park' } },
};

const THRESHOLDS = Object.keys(KINDS);
const SUBJECT = { zh: '设施是否齐全', en: 'whether the facilities are complete' };

/**
 * `service.facilities`: a community has its facilities, so many of each kind. What of a community no facility of these
 * kinds is on record for has not been told, and is not checked.
 */
export const serviceFacilities: RuleModule = {
  id: 'service.facilities',
  thresholds: Object.fromEntries(THRESHOLDS.map((name) => [name, { min: 0, max: 100 }])),
  reads: ['facilities'],
  evaluate(rule, context) {
    const counted = context.communities.map((community) => ({
      community,
      counts: countKinds(context, community),
    }));
    const isRecorded = ({ counts }: (typeof counted)[number]): boolean =>
      Object.values(counts).some((count) => count > 0);
    return [
      ...counted
        .filter(isRecorded)
        .flatMap(({ community, counts }) => judge(rule, context, community, counts)),
      ...unchecked(
        rule,
        counted.filter((entry) => !isRecorded(entry)).map(({ community }) => community),
      ),
    ];
  },
};

type Counts = Readonly<Record<string, number>>;

function countKinds(context: RuleContext, community: CommunityInput): Counts {
  const facilities = context.facilitiesOf(community);
  return Object.fromEntries(
    THRESHOLDS.map((name) => [
      name,
      facilities.filter(({ kind }) => kind === KINDS[name]!.kind).length,
    ]),
  );
}

function judge(
  rule: PolicyRule,
  context: RuleContext,
  community: CommunityInput,
  counts: Counts,
): Finding[] {
  const short = THRESHOLDS.filter((name) => counts[name]! < rule.thresholds[name]!);
  if (short.length === 0) return [];
  const name = nameOf(community);
  const text = (language: keyof Message): string[] =>
    short.map((threshold) => {
      const { name: kind } = KINDS[threshold]!;
      const [has, wanted] = [counts[threshold]!, rule.thresholds[threshold]!];
      if (wanted === 1) return kind[language];
      return language === 'zh'
        ? `${kind.zh}（${has}/${wanted}）`
        : `${kind.en} (${has} of ${wanted})`;
    });
  return [
    communityFinding(rule, context, community, {
      figures: Object.fromEntries(
        short.flatMap((threshold) => [
          [KINDS[threshold]!.kind, counts[threshold]!],
          [threshold, rule.thresholds[threshold]!],
        ]),
      ),
      message: {
        zh: `“${name.zh}”设施不齐，缺：${text('zh').join('、')}。`,
        en: `${name.en} lacks facilities: ${text('en').join(', ')}.`,
      },
    }),
  ];
}

function unchecked(rule: PolicyRule, communities: readonly CommunityInput[]): Finding[] {
  if (communities.length === 0) return [];
  const who = countedNames(communities, COMMUNITY);
  return [
    uncheckedFinding(rule, {
      reason: 'no-facilities',
      communities: communities.map(({ id }) => id),
      message: {
        zh: `未检查${SUBJECT.zh}：${who.zh}没有这几类设施的记录。`,
        en: `Not checked ${SUBJECT.en}: no facilities of these kinds on record for ${who.en}.`,
      },
    }),
  ];
}
