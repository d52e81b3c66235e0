import { isNamed } from '../../../barriers/barrier-index.ts';
import { areaText, listText } from '../../../coverage/format-figures.ts';
import type { Message } from '../../../coverage/types.ts';
import { barrierWords } from '../../../describe/border-words.ts';
import { joinSentences, listWords } from '../texts.ts';
import type { BorderEvidence, Suggestion } from '../types.ts';
import type { RepairFacts } from './repair-facts.ts';
import { auditText, joinedText, type Known, neighboursText, TOLD_AREA } from './repair-texts.ts';

/** What a repair of the whole comes to, in words. */
export function explainWhole(
  known: Known,
  { repair }: Omit<Suggestion, 'explanation'>,
  figures: { along: readonly BorderEvidence[]; leftCount: number; filledSquareMetres: number },
): Message {
  const facts = repair!;
  const sentences: (Message | null)[] = [
    wholeHeadline(facts),
    barriersText(figures.along),
    neighboursText(known, facts),
    joinedText(facts),
    coveredText(facts, figures.filledSquareMetres),
    figures.leftCount === 0
      ? null
      : {
          zh: `保留 ${figures.leftCount} 处，原因另列。`,
          en: `${figures.leftCount} ${figures.leftCount === 1 ? 'fault is' : 'faults are'} left, each with its reason below.`,
        },
    auditText(facts),
  ];
  return joinSentences(sentences.filter((sentence) => sentence !== null));
}

function wholeHeadline({ changes }: RepairFacts): Message {
  const parts = (
    [
      ['fill-gap', '填补空白', 'gap filled', 'gaps filled'],
      ['resolve-overlap', '消除重叠', 'overlap resolved', 'overlaps resolved'],
      ['snap-border', '并拢界线', 'border made one line', 'borders made one line'],
      ['join-crumb', '归并碎块', 'crumb joined', 'crumbs joined'],
      ['mend-invalid', '改正图形', 'invalid shape mended', 'invalid shapes mended'],
    ] as const
  ).flatMap(([kind, zh, one, many]): Message[] => {
    const found = changes.filter(
      ({ kind: own, areaSquareMetres }) =>
        own === kind && (kind !== 'join-crumb' || (areaSquareMetres ?? 0) >= TOLD_AREA),
    );
    if (found.length === 0) return [];
    const area = areaText(
      found.reduce((sum, { areaSquareMetres }) => sum + (areaSquareMetres ?? 0), 0),
    );
    const hasArea = kind !== 'mend-invalid';
    return [
      {
        zh: `${zh} ${found.length} 处${hasArea ? `（${area.zh}）` : ''}`,
        en: `${found.length} ${found.length === 1 ? one : many}${hasArea ? ` (${area.en})` : ''}`,
      },
    ];
  });
  const vertices = changes.filter(({ kind }) => kind === 'add-vertices').length;
  if (vertices > 0) {
    parts.push({
      zh: `给 ${vertices} 个社区的界线补上邻边的折点`,
      en: `vertices of the other side added to ${vertices} ${vertices === 1 ? 'border' : 'borders'}`,
    });
  }
  if (parts.length === 0) return { zh: '没有可以修复的问题。', en: 'Nothing could be repaired.' };
  return {
    zh: `整体修复：${parts.map(({ zh }) => zh).join('，')}。`,
    en: `Repair of the whole: ${listWords(parts).en}.`,
  };
}

function barriersText(evidence: readonly BorderEvidence[]): Message | null {
  const names = new Map<string, { words: Message; metres: number }>();
  for (const { barrier, lengthMetres } of evidence.flatMap(({ stretches }) => stretches)) {
    if (barrier === null || !isNamed(barrier)) continue;
    const words = barrierWords(barrier);
    const known = names.get(words.zh) ?? { words, metres: 0 };
    known.metres += lengthMetres;
    names.set(words.zh, known);
  }
  const ranked = [...names.values()].sort((a, b) => b.metres - a.metres);
  if (ranked.length === 0) return null;
  const list = listText(
    ranked.map(({ words }) => words),
    4,
  );
  return {
    zh: `所定界线沿${list.zh.replaceAll('“', '').replaceAll('”', '')}。`,
    en: `Borders decided by it follow ${list.en}.`,
  };
}

function coveredText(
  { coveredSquareMetres: { before, after } }: RepairFacts,
  filledSquareMetres: number,
): Message {
  const [was, is, more] = [areaText(before), areaText(after), areaText(filledSquareMetres)];
  return {
    zh: `社区覆盖的土地由 ${was.zh}变为 ${is.zh}（填补空白 ${more.zh}），没有社区消失。`,
    en: `The communities cover ${was.en} before and ${is.en} after (gaps filled: ${more.en}); no community is lost.`,
  };
}
