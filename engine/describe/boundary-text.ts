import { areaText } from '../coverage/format-figures.ts';
import type { Message } from '../coverage/types.ts';
import { limitWords } from './border-words.ts';
import { SIDE_WORDS, SIDES } from './compass.ts';
import { listWords } from './limit-words.ts';
import type { FourLimits, PartDescription } from './types.ts';

/** “东至…，南至…，西至…，北至…。”; “Bounded on the east by …”. */
export function limitsText(limits: FourLimits): Message {
  const english = SIDES.map((side) => `on the ${SIDE_WORDS[side].en} by ${limits[side].text.en}`);
  return {
    zh: `${SIDES.map((side) => `${SIDE_WORDS[side].zh}至${limits[side].text.zh}`).join('，')}。`,
    en: `Bounded ${english.slice(0, -1).join(', ')}, and ${english.at(-1)}.`,
  };
}

/** Who of several parts is meant; null where there is one only. */
export function partHeading(
  index: number,
  count: number,
  areaSquareMetres: number,
): Message | null {
  if (count < 2) return null;
  if (index === 0) return { zh: '主体部分：', en: 'Main part. ' };
  const area = surfaceWords(areaSquareMetres);
  const number = count > 2 ? String(index) : '';
  return {
    zh: `飞地${number}（${area.zh}）：`,
    en: `Exclave${number === '' ? '' : ` ${number}`} (${area.en}). `,
  };
}

/** “约0.42平方千米”: square kilometres from a hectare on, square metres below. */
export function surfaceWords(squareMetres: number): Message {
  if (squareMetres < 9_950) {
    const rounded = Math.round(squareMetres / 10) * 10;
    const { en } = areaText(rounded);
    return { zh: `约${rounded}平方米`, en: `about ${en}` };
  }
  const kilometres = (squareMetres / 1e6).toFixed(2);
  return { zh: `约${kilometres}平方千米`, en: `about ${kilometres} km²` };
}

/** What the reader of a boundary should know besides its text. */
export function boundaryNotes(
  parts: readonly PartDescription[],
  nameOf: (id: string) => Message,
): Message[] {
  const notes: Message[] = [];
  if (parts.length > 1) {
    notes.push({
      zh: `由${parts.length}块互不相连的部分组成，飞地另行描述`,
      en: `in ${parts.length} separate parts; the exclaves are described apart`,
    });
  }
  const enclosed = [...new Set(parts.flatMap((part) => part.enclosed))];
  if (enclosed.length > 0) {
    const names = listWords(enclosed.map(nameOf));
    notes.push({
      zh: `范围之内的${names.zh}不属于本社区`,
      en: `${names.en}, which it encloses, ${enclosed.length > 1 ? 'do' : 'does'} not belong to it`,
    });
  }
  const empty = parts.reduce((sum, { emptyHoles }) => sum + emptyHoles.count, 0);
  if (empty > 0) {
    const area = surfaceWords(
      parts.reduce((sum, { emptyHoles }) => sum + emptyHoles.areaSquareMetres, 0),
    );
    notes.push({
      zh: `范围之内有${empty}处未划入任何社区的地块（${area.zh}），不属于本社区`,
      en: `land that belongs to no community lies inside it in ${empty} place${empty === 1 ? '' : 's'} (${area.en})`,
    });
  }
  for (const side of SIDES) {
    const items = parts.flatMap(({ limits }) => limits[side].items);
    const unknown = items.filter(({ along }) => limitWords(along) === null);
    if (unknown.length === 0) continue;
    const word = SIDE_WORDS[side];
    const isWhole = unknown.length === items.length;
    notes.push({
      zh: `${word.zh}侧${isWhole ? '' : '部分'}界线没有可依的道路、河流，界外情况不明，以坐标表示`,
      en: `nothing is known to run along ${isWhole ? '' : 'part of '}its ${word.en} side, which is given by coordinates`,
    });
  }
  return notes;
}
