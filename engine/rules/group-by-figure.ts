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
}

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
    const who = countedNames(missing, COMMUNITY);
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
    const who = countedNames(
      unreadable.map(({ community, written }) => ({
        ...named(community),
        note: { zh: `写作“${written}”`, en: `"${written}"` },
      })),
      COMMUNITY,
    );
    findings.push(
      uncheckedFinding(rule, {
        reason: `unreadable-${figure.word}`,
        communities: unreadable.map(({ community }) => community.id),
        message: {
          zh: `未检查${subject.zh}：${who.zh}的${figure.zh}不是有效数字。请只用数字填写，不要加逗号或单位。`,
          en: `Not checked ${subject.en}: the ${figure.en} of ${who.en} is not a number. Write digits only, without commas or units.`,
        },
      }),
    );
  }
  return findings;
}

/** What of a community names it; `geometry` may be a getter that is dear. */
function named({ id, name, nameEn }: CommunityInput): {
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
