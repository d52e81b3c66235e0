import type { Message } from '#engine/coverage/types.ts';
import type { BoundaryDescription } from '#engine/describe/types.ts';
import { printable } from '../printable.ts';
import type { DescribeLanguage, DescribeReport } from './describe-report.ts';

const HEADINGS = {
  limits: { zh: '四至：', en: 'Limits. ' },
  course: { zh: '界线走向：', en: 'Course. ' },
  note: { zh: '注：', en: 'Note: ' },
} as const satisfies Record<string, Message>;

/** Texts for people, one paragraph a line: names and codes above, an empty line between communities. */
export function writeDescribeText(report: DescribeReport, language: DescribeLanguage): string {
  if (report.kind === 'adjustment') {
    const { text, notes } = report.adjustment;
    const paragraphs = [...text[language].split('\n'), ...notesText(notes, language)];
    return `${paragraphs
      .filter((line) => line !== '')
      .map(printable)
      .join('\n')}\n`;
  }
  return report.descriptions.map((description) => section(description, language)).join('\n');
}

function section(
  { community, name, text, notes }: BoundaryDescription,
  language: DescribeLanguage,
): string {
  const head = name[language] === community ? community : `${name[language]} (${community})`;
  const paragraphs = [
    language === 'zh' ? head.replace(' (', '（').replace(/\)$/, '）') : head,
    ...headed(HEADINGS.limits[language], text.limits[language]),
    ...headed(HEADINGS.course[language], text.course[language]),
    ...notesText(notes, language),
  ];
  return `${paragraphs.map(printable).join('\n')}\n`;
}

/** One paragraph stands behind its heading, several below it. */
function headed(heading: string, text: string): string[] {
  const paragraphs = text.split('\n');
  return paragraphs.length === 1 ? [heading + text] : [heading.trimEnd(), ...paragraphs];
}

const ended = (text: string, language: DescribeLanguage): string =>
  language === 'zh' ? `${text}。` : `${text}.`;

const notesText = (notes: readonly Message[], language: DescribeLanguage): string[] =>
  notes.map((note) => `${HEADINGS.note[language]}${ended(note[language], language)}`);
