import { areaText, lengthText, listText } from '../../../coverage/format-figures.ts';
import { nameOf } from '../../../coverage/name-of.ts';
import type { CommunityInput, CoverageKind, Finding, Message } from '../../../coverage/types.ts';
import { bordersText } from '../border-evidence.ts';
import { householdText, joinSentences, listWords } from '../texts.ts';
import type { Suggestion } from '../types.ts';
import type { NeighbourPair, RepairFacts } from './repair-facts.ts';
import type { RepairCharacter, RepairOption } from './repair-options.ts';

/** What repairs aim at, in words. */
export const REPAIR_CHARACTERS: Readonly<Record<RepairCharacter | 'whole', Message>> = {
  whole: { zh: '整体修复', en: 'repair of the whole' },
  'longest-border': { zh: '归共有边界最长者', en: 'to the longest border' },
  'along-barrier': { zh: '沿道路、河流', en: 'along a road or water' },
  divided: { zh: '以道路、河流为界分开', en: 'divided at a road or water' },
  middle: { zh: '沿中线分开', en: 'divided along the middle' },
  'other-side': { zh: '归另一侧', en: 'to the other side' },
};

export type Known = ReadonlyMap<string, CommunityInput>;

const named = (known: Known, id: string): Message => nameOf(known.get(id) ?? { id });
const namesOf = (known: Known, ids: readonly string[]): Message =>
  listText(ids.map((id) => named(known, id)));

/**
 * Why this repair of a finding, in words.
 * @param knowsBarriers false where no roads or waters were given
 */
export function explainOption(
  known: Known,
  finding: Finding,
  option: RepairOption,
  { evidence, householdsMoved, repair, score }: Omit<Suggestion, 'explanation'>,
  knowsBarriers: boolean,
): Message {
  return joinSentences(
    [
      headline(known, finding, option),
      reason(known, option),
      bordersText(evidence, knowsBarriers),
      movedText(householdsMoved, repair!),
      cutText(score),
      crumbsText(repair!),
      neighboursText(known, repair!),
      auditText(repair!),
    ].filter((sentence) => sentence !== null),
  );
}

function headline(known: Known, finding: Finding, option: RepairOption): Message {
  const area = areaText(finding.areaSquareMetres ?? 0);
  const width = lengthText(finding.widthMetres ?? 0);
  const among = namesOf(known, finding.communities);
  const what: Message =
    finding.kind === 'gap'
      ? {
          zh: `管理空白 ${area.zh}（最宽处 ${width.zh}，邻${among.zh}）`,
          en: `The gap of ${area.en} (at most ${width.en} wide) beside ${among.en}`,
        }
      : {
          zh: `${among.zh}重叠的 ${area.zh}（最宽处 ${width.zh}）`,
          en: `The overlap of ${area.en} (at most ${width.en} wide) of ${among.en}`,
        };
  const takers = [
    ...new Set(
      option.decisions.flatMap(({ region, to }) =>
        to === null
          ? [...region.candidates.keys()]
          : typeof to === 'string'
            ? [to]
            : to.map((share) => share.to),
      ),
    ),
  ];
  const to = namesOf(known, takers);
  if (takers.length === 1) {
    return { zh: `${what.zh}划归${to.zh}。`, en: `${what.en} goes to ${to.en}.` };
  }
  return option.character === 'middle'
    ? {
        zh: `${what.zh}沿中线分给${to.zh}。`,
        en: `${what.en} is divided along the middle between ${to.en}.`,
      }
    : { zh: `${what.zh}分给${to.zh}。`, en: `${what.en} is divided between ${to.en}.` };
}

/** The longest border, where that is who gets it. */
function reason(known: Known, { decisions }: RepairOption): Message | null {
  const { region, to } = decisions.reduce((a, b) =>
    b.region.areaSquareMetres > a.region.areaSquareMetres ? b : a,
  );
  const [[id, metres] = ['', 0], next] = [...region.candidates];
  if (to !== id) return null;
  const { zh, en } = named(known, id);
  if (next === undefined) return { zh: `只有“${zh}”与之相邻。`, en: `Only ${en} borders it.` };
  const [length, other] = [lengthText(metres), lengthText(next[1])];
  return {
    zh: `“${zh}”与之共有边界最长（${length.zh}，其次 ${other.zh}）。`,
    en: `${en} has the longest border with it (${length.en}, the next ${other.en}).`,
  };
}

function movedText(
  { total, estimated }: Suggestion['householdsMoved'],
  facts: RepairFacts,
): Message | null {
  const joined = joinedText(facts);
  if (total === 0) return joined;
  const count = householdText(total, estimated);
  const moved: Message = {
    zh: `按地块登记，${count} 户改属其他社区。`,
    en: `By what the units say, ${count} households change their community.`,
  };
  return joined === null ? moved : joinSentences([moved, joined]);
}

/** Households that were in no community. */
export function joinedText({ householdsJoined }: RepairFacts): Message | null {
  if (householdsJoined === 0) return null;
  const count = householdText(householdsJoined, false);
  return {
    zh: `其中住户 ${count} 户原不属任何社区。`,
    en: `${count} households live there that were in no community.`,
  };
}

function cutText({ parts }: Suggestion['score']): Message | null {
  const units = parts.find(({ id }) => id === 'units-cut')?.figures.units ?? 0;
  if (units === 0) return null;
  return {
    zh: `${units} 个地块被切开，须重新统计。`,
    en: `${units} ${units === 1 ? 'unit is' : 'units are'} cut and must be counted anew.`,
  };
}

/** Land below this, in m², is not worth a sentence. */
export const TOLD_AREA = 0.01;

function crumbsText({ changes }: RepairFacts): Message | null {
  const crumbs = changes.filter(
    ({ kind, areaSquareMetres }) => kind === 'join-crumb' && (areaSquareMetres ?? 0) >= TOLD_AREA,
  );
  return crumbs.length === 0 ? null : joinSentences(crumbs.map(({ message }) => message));
}

/** More pairs are counted; `newNeighbours` has them all. */
const MOST_PAIRS = 60;

/** The audit takes a shorter border for contact at a corner. */
const CORNER_METRES = 1;

/** Who becomes whose neighbour, and who is no longer. */
export function neighboursText(known: Known, facts: RepairFacts): Message | null {
  const told = (pairs: readonly NeighbourPair[]): Message => {
    const words = pairs.slice(0, MOST_PAIRS).map(({ communities: [a, b], sharedLengthMetres }) => {
      const [one, other] = [named(known, a), named(known, b)];
      const length = lengthText(sharedLengthMetres);
      return {
        zh: `“${one.zh}”与“${other.zh}”（${length.zh}）`,
        en: `${one.en} and ${other.en} (${length.en})`,
      };
    });
    const rest = pairs.length - words.length;
    const list = listWords(words);
    return rest === 0
      ? list
      : {
          zh: `${list.zh}等 ${pairs.length} 对`,
          en: `${words.map(({ en }) => en).join('; ')} and ${rest} more pairs`,
        };
  };
  const { newNeighbours, formerNeighbours } = facts;
  const sentences: Message[] = [];
  const isCorner = ({ sharedLengthMetres }: NeighbourPair): boolean =>
    sharedLengthMetres < CORNER_METRES;
  const joined = newNeighbours.filter((pair) => !isCorner(pair));
  const corners = newNeighbours.filter(isCorner);
  if (joined.length > 0) {
    const pairs = told(joined);
    sentences.push({ zh: `新成为邻居的有${pairs.zh}。`, en: `New neighbours: ${pairs.en}.` });
  }
  if (corners.length > 0) {
    const pairs = told(corners);
    sentences.push({
      zh: `仅在角上新相接的有${pairs.zh}。`,
      en: `New contact at a corner only: ${pairs.en}.`,
    });
  }
  if (formerNeighbours.length > 0) {
    const pairs = told(formerNeighbours);
    sentences.push({ zh: `不再相邻的有${pairs.zh}。`, en: `No longer neighbours: ${pairs.en}.` });
  }
  return sentences.length === 0 ? null : joinSentences(sentences);
}

const totalOf = (counts: Readonly<Record<CoverageKind, number>>): number =>
  Object.entries(counts).reduce((sum, [kind, count]) => sum + (kind === 'sliver' ? 0 : count), 0);

/** What the audit says of the result. */
export function auditText({ before, after }: RepairFacts): Message {
  const [was, is] = [totalOf(before), totalOf(after)];
  return {
    zh: `修复后复查：问题由 ${was} 个减为 ${is} 个，没有新增。`,
    en: `The audit of the result finds ${is} ${is === 1 ? 'fault' : 'faults'}, of ${was} before, and none that is new.`,
  };
}
