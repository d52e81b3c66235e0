import type { Finding, Message } from '#engine/coverage/types.ts';
import { UNIT_RULES } from '#engine/rules/find-unit-faults.ts';
import { groupedText } from './figures.ts';

/**
 * Findings to be read one by one, and the notes that a rule could not be checked: a file without
 * attributes has a dozen of them, which people read as one list. Both in the order given.
 */
export function apartFromNotes(findings: readonly Finding[]): {
  faults: Finding[];
  notes: Finding[];
} {
  const isNote = ({ kind, rule, severity, clause }: Finding): boolean =>
    kind === 'unchecked' &&
    severity === 'info' &&
    (clause !== undefined || Object.hasOwn(UNIT_RULES, rule));
  return {
    faults: findings.filter((finding) => !isNote(finding)),
    notes: findings.filter(isNote),
  };
}

/** Above the notes. */
export const notesTitle = (count: number): Message => ({
  zh: `未检查的规则：${groupedText(count)} 处提示`,
  en: `Rules not checked: ${groupedText(count)} ${count === 1 ? 'note' : 'notes'}`,
});
