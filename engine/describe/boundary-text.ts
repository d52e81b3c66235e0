import { areaText } from '../coverage/format-figures.ts';
import type { Message } from '../coverage/types.ts';
import { limitWords } from './border-words.ts';
import { SIDE_WORDS, SIDES } from './compass.ts';
import type { GroundBeyond } from './ground-beyond.ts';
import { listWords } from './limit-words.ts';
import type { FourLimits, HoleFigures, PartDescription } from './types.ts';

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

/** “约0.42平方千米”: square kilometres from a hectare on, square metres below; never “about 0”. */
export function surfaceWords(squareMetres: number): Message {
  if (squareMetres < 0.5) return { zh: '不足1平方米', en: 'less than 1 m²' };
  if (squareMetres < 95) {
    const rounded = Math.round(squareMetres);
    return { zh: `约${rounded}平方米`, en: `about ${rounded} m²` };
  }
  if (squareMetres < 9_950) {
    const rounded = Math.round(squareMetres / 10) * 10;
    const { en } = areaText(rounded);
    return { zh: `约${rounded}平方米`, en: `about ${en}` };
  }
  const kilometres = (squareMetres / 1e6).toFixed(2);
  return { zh: `约${kilometres}平方千米`, en: `about ${kilometres} km²` };
}

/** What the reader of a boundary should know besides its text. */
export function boundaryNotes(parts: readonly PartDescription[], ground: GroundBeyond): Message[] {
  const notes: Message[] = [];
  if (parts.length > 1) {
    notes.push({
      zh: `由${parts.length}块互不相连的部分组成，飞地另行描述`,
      en: `in ${parts.length} separate parts; the exclaves are described apart`,
    });
  }
  return [...notes, ...holeNotes(parts, ground), ...unknownSideNotes(parts)];
}

/** What lies inside and does not belong to it. */
function holeNotes(parts: readonly PartDescription[], ground: GroundBeyond): Message[] {
  const notes: Message[] = [];
  const enclosed = [...new Set(parts.flatMap((part) => part.enclosed))];
  if (enclosed.length > 0) {
    const names = listWords(enclosed.map((id) => ground.nameOf(id)));
    notes.push({
      zh: `范围之内的${names.zh}不属于本社区`,
      en: `${names.en}, which it encloses, ${enclosed.length > 1 ? 'do' : 'does'} not belong to it`,
    });
  }
  const empty = sumOf(parts.map(({ emptyHoles }) => emptyHoles));
  if (empty.count > 0) {
    const area = surfaceWords(empty.areaSquareMetres);
    const places = placesWords(empty.count);
    // What the files do not hold may well be another community.
    notes.push(
      ground.hasOutline
        ? {
            zh: `范围之内有${places.zh}未划入任何社区的地块（${area.zh}），不属于本社区`,
            en: `land that belongs to no community lies inside it in ${places.en} (${area.en})`,
          }
        : {
            zh: `范围之内有${places.zh}地块（${area.zh}）不属于本社区，也不在其他所给社区之内`,
            en: `land that belongs neither to it nor to another community given lies inside it in ${places.en} (${area.en})`,
          },
    );
  }
  const foreign = sumOf(parts.map(({ foreignHoles }) => foreignHoles));
  if (foreign.count > 0) {
    const area = surfaceWords(foreign.areaSquareMetres);
    const places = placesWords(foreign.count);
    notes.push({
      zh: `范围之内有${places.zh}地块（${area.zh}）在辖区界之外，不属于本社区`,
      en: `land outside the jurisdiction lies inside it in ${places.en} (${area.en})`,
    });
  }
  return notes;
}

const sumOf = (figures: readonly HoleFigures[]): HoleFigures => ({
  count: figures.reduce((sum, { count }) => sum + count, 0),
  areaSquareMetres: figures.reduce((sum, { areaSquareMetres }) => sum + areaSquareMetres, 0),
});

const placesWords = (count: number): Message => ({
  zh: `${count}处`,
  en: count === 1 ? 'one place' : `${count} places`,
});

/** Sides of which nothing but coordinates is known; all four in one note. */
function unknownSideNotes(parts: readonly PartDescription[]): Message[] {
  const sides = SIDES.flatMap((side) => {
    const items = parts.flatMap(({ limits }) => limits[side].items);
    const unknown = items.filter(({ along }) => limitWords(along) === null);
    return unknown.length === 0 ? [] : [{ side, isWhole: unknown.length === items.length }];
  });
  if (sides.length === SIDES.length && sides.every(({ isWhole }) => isWhole)) {
    return [
      {
        zh: '四侧界线均未查得可依的道路、河流，界外情况不明，以坐标表示',
        en: 'nothing is known to run along any of its sides, which are given by coordinates',
      },
    ];
  }
  return sides.map(({ side, isWhole }) => {
    const word = SIDE_WORDS[side];
    return {
      zh: `${word.zh}侧${isWhole ? '' : '部分'}界线未查得可依的道路、河流，界外情况不明，以坐标表示`,
      en: `nothing is known to run along ${isWhole ? '' : 'part of '}its ${word.en} side, which is given by coordinates`,
    };
  });
}
