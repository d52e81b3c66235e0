import { isNamed } from '../../barriers/barrier-index.ts';
import type { Message } from '../../coverage/types.ts';
import { barrierWords } from '../../describe/border-words.ts';
import { percentText } from '../../rules/rule-text.ts';
import { communityAfter, type Draft } from './draft.ts';
import type { Ground } from './ground.ts';
import { distanceText, listWords } from './texts.ts';
import type { BorderEvidence } from './types.ts';

/** The borders that a draft draws where there was none, by the two communities on either side. */
export function newBorders({ communityOf, edges }: Ground, draft: Draft): BorderEvidence[] {
  const after = communityAfter(draft, communityOf);
  const byPair = new Map<string, BorderEvidence>();
  for (const {
    units: [a, b],
    borders,
  } of edges) {
    const [from, to] = [after[a]!, after[b]!];
    if (from === to || communityOf[a] !== communityOf[b]) continue;
    if (from === null || to === null) continue;
    const pair: [string, string] = from < to ? [from, to] : [to, from];
    const key = JSON.stringify(pair);
    const evidence = byPair.get(key) ?? { communities: pair, lengthMetres: 0, stretches: [] };
    byPair.set(key, evidence);
    for (const stretch of borders.flatMap(({ stretches }) => stretches)) {
      evidence.stretches.push(stretch);
      evidence.lengthMetres += stretch.lengthMetres;
    }
  }
  return [...byPair.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, evidence]) => evidence);
}

export function lengthOf(evidence: readonly BorderEvidence[]): number {
  return evidence.reduce((sum, { lengthMetres }) => sum + lengthMetres, 0);
}

/** Share of new borders along barriers that have a name; null where there are none. */
export function namedShare(evidence: readonly BorderEvidence[]): number | null {
  const length = lengthOf(evidence);
  if (length === 0) return null;
  let named = 0;
  for (const { barrier, lengthMetres } of evidence.flatMap(({ stretches }) => stretches)) {
    if (barrier !== null && isNamed(barrier)) named += lengthMetres;
  }
  return Math.min(1, Math.round((named / length) * 1e4) / 1e4);
}

/** Barriers that are told one by one; the rest together. */
const TOLD = 3;

/**
 * “新边界长 2.1 千米，其中 82% 沿文一西路，……”
 * @param knowsBarriers false where no lines were given: then nobody knows what the borders follow
 */
export function bordersText(
  evidence: readonly BorderEvidence[],
  knowsBarriers = true,
): Message | null {
  const length = lengthOf(evidence);
  if (length === 0) return null;
  const total = distanceText(length);
  if (!knowsBarriers) return { zh: `新边界长 ${total.zh}。`, en: `${total.en} of new border.` };
  const shares = sharesByBarrier(evidence);
  const off = shares.get(OFF)?.metres ?? 0;
  const along = [...shares.entries()].filter(([key]) => key !== OFF).map(([, share]) => share);
  along.sort((a, b) => b.metres - a.metres || (a.words.zh < b.words.zh ? -1 : 1));
  const told = along.slice(0, along.length === TOLD + 1 ? TOLD + 1 : TOLD);
  const rest = along.slice(told.length).reduce((sum, { metres }) => sum + metres, 0);
  const parts = told.map(({ words, metres }): Message => {
    const share = percentText(metres / length);
    return { zh: `${share.zh} 沿${words.zh}`, en: `${share.en} along ${words.en}` };
  });
  if (rest > 0) {
    const share = percentText(rest / length);
    parts.push({
      zh: `${share.zh} 沿其他道路、河流等`,
      en: `${share.en} along other roads and waters`,
    });
  }
  if (off / length >= 0.0005) {
    const share = percentText(off / length);
    parts.push({ zh: `${share.zh} 不沿任何道路、河流`, en: `${share.en} along no road or water` });
  }
  return {
    zh: `新边界长 ${total.zh}，其中 ${parts.map(({ zh }) => zh).join('，')}。`,
    en: `${total.en} of new border: ${listWords(parts).en}.`,
  };
}

const OFF = '';

function sharesByBarrier(evidence: readonly BorderEvidence[]) {
  const shares = new Map<string, { words: Message; metres: number }>();
  for (const { barrier, lengthMetres } of evidence.flatMap(({ stretches }) => stretches)) {
    const words = barrier === null ? { zh: OFF, en: OFF } : barrierWords(barrier);
    const share = shares.get(words.zh) ?? { words, metres: 0 };
    share.metres += lengthMetres;
    shares.set(words.zh, share);
  }
  return shares;
}
