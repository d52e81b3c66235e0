import { byCodePoint } from '../coverage/context.ts';
import { nameOf } from '../coverage/name-of.ts';
import type { CommunityInput, Finding, Message } from '../coverage/types.ts';
import type { MeasureResult } from '../measure/types.ts';
import { COMMUNITY, countedNames, uncheckedFinding } from './findings.ts';
import type { PolicyRule, RuleContext } from './types.ts';

type Known = Extract<MeasureResult, { state: 'known' }>;
type Missing = Extract<MeasureResult, { state: 'missing' }>;

/** Communities by what a measure says of them, each group in the order of the input. */
export interface Measured {
  known: { community: CommunityInput; result: Known }[];
  missing: { community: CommunityInput; result: Missing }[];
}

/** Takes one measure of the registry of every community. */
export function takeMeasure(
  context: RuleContext,
  id: string,
  communities: readonly CommunityInput[] = context.communities,
): Measured {
  const measured: Measured = { known: [], missing: [] };
  for (const community of communities) {
    const result = context.measure(id, community);
    if (result.state === 'known') measured.known.push({ community, result });
    else measured.missing.push({ community, result });
  }
  return measured;
}

/** Reasons that are about no community in particular: the material was not given at all. */
const OF_ALL: ReadonlySet<string> = new Set(['no-barriers', 'no-facilities', 'no-roads']);

function uncheckedAll(rule: PolicyRule, { reason, message }: Missing, subject: Message): Finding {
  return uncheckedFinding(rule, {
    reason,
    communities: [],
    message: {
      zh: `未检查${subject.zh}：${message.zh}`,
      en: `Not checked ${subject.en}: ${uncapitalised(message.en)}`,
    },
  });
}

/** The reason of a measure, which is a sentence of its own, behind a colon. “OSM …” keeps its capital. */
const uncapitalised = (text: string): string =>
  /^[A-Z][a-z ]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;

/**
 * One finding for each reason for which figures are missing.
 * @param subject what the rule could not say, e.g. “whether the shape is regular”
 */
export function uncheckedMeasures(
  rule: PolicyRule,
  missing: Measured['missing'],
  subject: Message,
): Finding[] {
  const reasons = [...new Set(missing.map(({ result }) => result.reason))].sort(byCodePoint);
  return reasons.map((reason) => {
    const group = missing.filter(({ result }) => result.reason === reason);
    if (OF_ALL.has(reason)) return uncheckedAll(rule, group[0]!.result, subject);
    const communities = group.map(({ community }) => community);
    const who = countedNames(communities, COMMUNITY);
    const why = group[0]!.result.message;
    // Some reasons have figures of their own for each community: one of them is given as an example.
    const isCommon = group.every(({ result }) => result.message.en === why.en);
    const example = nameOf(communities[0]!);
    // “20 个社区没有……”, but “1 个社区：图形无效……”.
    const zhOf = isCommon ? (why.zh.startsWith('没有') ? '' : '，') : `，例如“${example.zh}”：`;
    const enOf = isCommon ? uncapitalised(why.en) : `${example.en}, for example: ${why.en}`;
    return uncheckedFinding(rule, {
      reason,
      communities: communities.map(({ id }) => id),
      message: {
        zh: `未检查${subject.zh}：${who.zh}${zhOf}${why.zh}`,
        en: `Not checked ${subject.en}, for ${who.en}: ${enOf}`,
      },
    });
  });
}
