import { nameOf } from '../../coverage/name-of.ts';
import type { CommunityInput, Message } from '../../coverage/types.ts';
import { describeAdjustment } from '../../describe/describe-adjustment.ts';
import { bordersText } from './border-evidence.ts';
import { communityAfter, type Draft } from './draft.ts';
import { type Ground, householdsOf } from './ground.ts';
import { REPAIR_CHARACTERS } from './repair/repair-texts.ts';
import { distanceText, householdText, joinSentences, listWords } from './texts.ts';
import type { Suggestion } from './types.ts';

/** More communities than this are counted, not described one by one. */
const MOST_DESCRIBED = 8;
const MOST_ESTATES = 5;

/** Why this suggestion, in words: what becomes of whom, what the borders follow, who moves, how sure it is. */
export function explainDraft(
  ground: Ground,
  draft: Draft,
  suggestion: Omit<Suggestion, 'explanation'>,
): Message {
  const sentences = [
    headline(ground, draft, suggestion),
    bordersText(suggestion.evidence, ground.input.barriers.length > 0),
    sizesText(ground, draft, suggestion),
    ground.communities.size === 0 ? null : movedText(suggestion),
    adjustmentText(ground, draft, suggestion),
    certificateText(suggestion),
    ...draft.remarks,
  ];
  return joinSentences(sentences.filter((sentence) => sentence !== null));
}

function headline(
  ground: Ground,
  draft: Draft,
  suggestion: Omit<Suggestion, 'explanation'>,
): Message {
  const sized = suggestion.communities
    .filter(({ id }) => draft.communities.some((community) => community.id === id))
    .map((community): Message => {
      const name = nameOf(community);
      const size = sizeOf(community);
      return {
        zh: `“${name.zh}”${size === null ? '' : ` ${size} 户`}`,
        en: `${name.en}${size === null ? '' : ` (${size} households)`}`,
      };
    });
  const list =
    sized.length > MOST_DESCRIBED
      ? { zh: `${sized.length} 个社区`, en: `${sized.length} communities` }
      : listWords(sized);
  const names = (ids: readonly string[]): Message =>
    listWords(
      ids.map((id): Message => {
        const { zh, en } = nameOf(ground.communities.get(id) ?? { id });
        return { zh: `“${zh}”`, en };
      }),
    );
  const count = draft.communities.length;
  switch (draft.kind) {
    case 'split': {
      const whole = names(draft.communities[0]!.from);
      return {
        zh: `将${whole.zh}拆分为 ${count} 个社区：${list.zh}。`,
        en: `Split ${whole.en} into ${count} communities: ${list.en}.`,
      };
    }
    case 'merge': {
      const gone = names(draft.abolished);
      return { zh: `将${gone.zh}并入${list.zh}。`, en: `Merge ${gone.en} into ${list.en}.` };
    }
    case 'transfer':
      return {
        zh: `调整两社区之间的界线，调整后：${list.zh}。`,
        en: `Move the border between two communities; after it: ${list.en}.`,
      };
    default: {
      const [was, now] = [ground.communities.size, countAfter(ground, draft)];
      if (was === 0) {
        const detail = sized.length > MOST_DESCRIBED ? { zh: '', en: '' } : list;
        return {
          zh: `划分为 ${now} 个社区${detail.zh === '' ? '' : `：${detail.zh}`}。`,
          en: `Divide the ground into ${now} ${now === 1 ? 'community' : 'communities'}${detail.en === '' ? '' : `: ${detail.en}`}.`,
        };
      }
      return {
        zh: `重新划分：${was === now ? `仍为 ${now} 个社区` : `由 ${was} 个社区调整为 ${now} 个`}，变动的有${list.zh}。`,
        en: `Replan: ${was === now ? `${now} communities, as before` : `${was} communities become ${now}`}; ${list.en} ${count === 1 ? 'changes' : 'change'}.`,
      };
    }
  }
}

const countAfter = ({ communityOf }: Ground, draft: Draft): number =>
  new Set(communityAfter(draft, communityOf).filter((id) => id !== null)).size;

function sizeOf({ properties }: CommunityInput): string | null {
  const households = properties?.households;
  if (typeof households !== 'number') return null;
  return householdText(households, properties?.householdsEstimated === true);
}

function sizesText(
  ground: Ground,
  draft: Draft,
  { score }: Omit<Suggestion, 'explanation'>,
): Message | null {
  const { bounds } = ground;
  if (!bounds.isGiven || !Number.isFinite(bounds.target.max)) return null;
  const { min, max } = bounds.target;
  const sizes = draft.communities.map(({ units }) => householdsOf(ground, units));
  if (sizes.every((size) => size === 0)) return null;
  const within = sizes.filter((size) => size >= min && size <= max).length;
  const band = `${householdText(min, false)}–${householdText(max, false)}`;
  const distance = score.parts.find(({ id }) => id === 'service-distance');
  const without = distance?.figures.withoutServiceCentre ?? 0;
  const centres = (ground.input.facilities ?? []).some(({ kind }) => kind === 'service-centre');
  const mean = distanceText(distance?.figures.furthestMeanMetres ?? 0);
  const service: Message = !centres
    ? { zh: '', en: '' }
    : {
        zh: `到服务中心（或社区中部）的平均距离不超过 ${mean.zh}${without > 0 ? `，${without} 个社区尚无服务中心` : ''}。`,
        en: ` The mean distance to the service centre (or the middle) is ${mean.en} at most${without > 0 ? `; ${without} ${without === 1 ? 'community has' : 'communities have'} no service centre yet` : ''}.`,
      };
  const all = sizes.length;
  return {
    zh: `${within === all ? '户数都在' : `${within}/${all} 个社区的户数在`} ${band} 户之内。${service.zh}`,
    en: `${within === all ? 'All sizes are' : `${within} of ${all} sizes are`} within ${band} households.${service.en}`,
  };
}

function movedText({ householdsMoved }: Omit<Suggestion, 'explanation'>): Message | null {
  const { total, estimated, byEstate } = householdsMoved;
  if (total === 0)
    return { zh: '没有住户改变所属社区。', en: 'No household changes its community.' };
  const told = byEstate.slice(0, MOST_ESTATES);
  const rest = byEstate.length - told.length;
  const list = (nameOfEstate: (one: (typeof told)[number]) => string): string[] =>
    told.map((one) => `${nameOfEstate(one)} ${householdText(one.households, estimated)}`);
  const estates: Message =
    told.length === 0
      ? { zh: '', en: '' }
      : {
          zh: `，涉及${list(({ name }) => name).join('、')}${rest > 0 ? ` 等 ${byEstate.length} 个楼盘` : ''}`,
          en: `, of ${list(({ name, nameEn }) => nameEn ?? name).join(', ')}${rest > 0 ? ` and ${rest} more ${rest === 1 ? 'estate' : 'estates'}` : ''}`,
        };
  const count = householdText(total, estimated);
  return {
    zh: `${count} 户改属其他社区${estates.zh}。`,
    en: `${count} households change their community${estates.en}.`,
  };
}

/** The textual adjustment, where few communities change. */
function adjustmentText(
  ground: Ground,
  draft: Draft,
  suggestion: Omit<Suggestion, 'explanation'>,
): Message | null {
  if (draft.kind === 'replan' || suggestion.communities.length > MOST_DESCRIBED) return null;
  const { communities, input } = ground;
  const ids = new Set([...draft.abolished, ...suggestion.communities.map(({ id }) => id)]);
  const before = [...communities.values()].filter(({ id }) => ids.has(id));
  const { jurisdiction, barriers } = input;
  const { items } = describeAdjustment(before, suggestion.communities, {
    barriers,
    ...(jurisdiction === undefined ? {} : { jurisdiction }),
  });
  if (items.length === 0) return null;
  return joinSentences(items.map(({ text }) => text));
}

function certificateText({
  kind,
  certificate,
  character,
}: Omit<Suggestion, 'explanation'>): Message | null {
  switch (certificate.state) {
    case 'optimal':
      return {
        zh: `在“${CHARACTERS[character]?.zh ?? character}”的目标下已证明没有更好的划分。`,
        en: `Proven: no division is better by the aim “${CHARACTERS[character]?.en ?? character}”.`,
      };
    case 'pairwise-optimal':
      return {
        zh: '已证明任何两个相邻部分之间都没有更好的分界。',
        en: 'Proven: no two neighbouring parts can be divided better.',
      };
    case 'gap':
      return {
        zh: `与理论最优值相差不超过 ${certificate.gapPercent}%。`,
        en: `At most ${certificate.gapPercent} % above the least that is possible.`,
      };
    default:
      // A merge is chosen from a few neighbours: there is nothing to prove.
      return kind === 'merge' ? null : certificate.why;
  }
}

/** What suggestions aim at, in words. */
export const CHARACTERS: Readonly<Record<string, Message>> = {
  ...REPAIR_CHARACTERS,
  'best-borders': { zh: '界线最清晰', en: 'best borders' },
  'named-borders': { zh: '界线皆有名称', en: 'named borders' },
  'short-named-borders': { zh: '界线短而有名称', en: 'short, named borders' },
  'most-even': { zh: '规模最均衡', en: 'most even' },
  'most-compact': { zh: '形状最紧凑', en: 'most compact' },
  'least-change': { zh: '变动最小', en: 'least change' },
  'splits-and-merges': { zh: '分大并小', en: 'splits and merges alone' },
  balanced: { zh: '兼顾界线与变动', en: 'balanced' },
  'few-changes': { zh: '变动较小', en: 'few changes' },
  'compact-few-changes': { zh: '紧凑且变动较小', en: 'compact, few changes' },
  bold: { zh: '大幅调整', en: 'bold' },
  alternative: { zh: '其他方案', en: 'alternative' },
};
