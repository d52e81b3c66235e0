import type { Message } from '../coverage/types.ts';
import { latitudeWords, longitudeWords } from './border-words.ts';
import { SIDE_AXES, type Side } from './compass.ts';
import type { BorderPiece } from './trace-border.ts';

/** Words that limits are put together from. */

/** “紫金港路、文一西路”; “A Road and B Road”. */
export function listWords(texts: readonly Message[]): Message {
  const english = texts.map(({ en }) => en);
  const last = english.pop() ?? '';
  return {
    zh: texts.map(({ zh }) => zh).join('、'),
    en: english.length === 0 ? last : `${english.join(', ')} and ${last}`,
  };
}

/** A nameless barrier is told by who lies beyond it. */
export const sharedWith = ({ zh, en }: Message, neighbour: Message): Message => ({
  zh: `${zh}（与${neighbour.zh}交界）`,
  en: `${en} (towards ${neighbour.en})`,
});

/** The last resort: how far the border reaches to a side. */
export function coordinateWords(
  side: Side,
  places: readonly BorderPiece[],
  items: number,
): Message {
  const [axisX, axisY] = SIDE_AXES[side];
  const reach = ({ start }: BorderPiece): number => start[0] * axisX + start[1] * axisY;
  const furthest = places.reduce((best, piece) => (reach(piece) > reach(best) ? piece : best));
  const words = axisX === 0 ? latitudeWords(furthest.from[1]!) : longitudeWords(furthest.from[0]!);
  return items > 1 ? { zh: `${words.zh}一线`, en: words.en } : words;
}
