import type { CommunityInput, Finding, Message } from '../coverage/types.ts';
import { COMMUNITY, countedNames, uncheckedFinding } from './findings.ts';
import type { Figure } from './read-figure.ts';
import type { PolicyRule } from './types.ts';

/** Communities by what is known of a figure of theirs, each group in the order of the input. */
export interface FigureGroups {
  known: { community: CommunityInput; value: number }[];
  missing: CommunityInput[];
  unreadable: { community: CommunityInput; written: string }[];
}

export function groupByFigure(
  communities: readonly CommunityInput[],
  read: (community: CommunityInput) => Figure,
): FigureGroups {
  const groups: FigureGroups = { known: [], missing: [], unreadable: [] };
  for (const community of communities) {
    const figure = read(community);
    if (figure.state === 'known') groups.known.push({ community, value: figure.value });
    else if (figure.state === 'missing') groups.missing.push(community);
    else groups.unreadable.push({ community, written: figure.written });
  }
  return groups;
}

/** How a figure is called: in a message, and in the reason of a finding. */
export interface FigureName extends Message {
  /** `households`: for `no-households` and `unreadable-households`. */
  word: string;
  /** How it is to be written; left out, in digits alone. */
  form?: Message;
}

const DIGITS: Message = {
  zh: '不是有效数字。请只用数字填写，不要加逗号或单位。',
  en: 'is not a number. Write digits only, without commas or units.',
};

/** {@link FigureName.form} of a share. */
export const SHARE_FORM: Message = {
  zh: '不是 0–1 之间的比例。请写成 0.85 或 85%。',
  en: 'is not a share between 0 and 1. Write 0.85, or 85 %.',
};

/** {@link FigureName.form} of a yes or no. */
export const FLAG_FORM: Message = {
  zh: '无法识别。请写“是”或“否”。',
  en: 'can be read neither as a yes nor as a no. Write yes or no.',
};

/**
 * One finding for the communities without a figure, one for those whose figure cannot be read.
 * @param subject what the rule could not say, e.g. “whether to split”
 */
export function uncheckedFigures(
  rule: PolicyRule,
  { missing, unreadable }: Pick<FigureGroups, 'missing' | 'unreadable'>,
  subject: Message,
  figure: FigureName,
): Finding[] {
  const findings: Finding[] = [];
  if (missing.length > 0) {
    const who = countedNames(missing.map(namesOf), COMMUNITY);
    findings.push(
      uncheckedFinding(rule, {
        reason: `no-${figure.word}`,
        communities: missing.map(({ id }) => id),
        message: {
          zh: `未检查${subject.zh}：${who.zh}没有${figure.zh}记录。`,
          en: `Not checked ${subject.en}: no ${figure.en} on record for ${who.en}.`,
        },
      }),
    );
  }
  if (unreadable.length > 0) {
    const form = figure.form ?? DIGITS;
    const who = countedNames(
      unreadable.map(({ community, written }) => ({
        ...namesOf(community),
        note: { zh: `写作“${written}”`, en: `"${written}"` },
      })),
      COMMUNITY,
    );
    findings.push(
      uncheckedFinding(rule, {
        reason: `unreadable-${figure.word}`,
        communities: unreadable.map(({ community }) => community.id),
        message: {
          zh: `未检查${subject.zh}：${who.zh}的${figure.zh}${form.zh}`,
          en: `Not checked ${subject.en}: the ${figure.en} of ${who.en} ${form.en}`,
        },
      }),
    );
  }
  return findings;
}

/** What of a community names it; `geometry` may be a getter that is dear. */
export function namesOf({ id, name, nameEn }: CommunityInput): {
  id: string;
  name?: string;
  nameEn?: string;
} {
  return {
    id,
    ...(name === undefined ? {} : { name }),
    ...(nameEn === undefined ? {} : { nameEn }),
  };
}
