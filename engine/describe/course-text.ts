import type { Message } from '../coverage/types.ts';
import {
  barrierWords,
  courseWords,
  featureKey,
  isStreetCrossing,
  placeWords,
} from './border-words.ts';
import { SECTOR_WORDS, type Sector } from './compass.ts';
import type { CourseStep, TurningPoint } from './types.ts';

/**
 * A length as boundary texts give it: to 5 m below 100 m, to 10 m below 1 km, then in kilometres to
 * 10 m. Always “about”: the border itself is the map's.
 */
export function roundedLength(metres: number): Message {
  if (metres >= 995) {
    const kilometres = (metres / 1000).toFixed(2);
    return { zh: `约${kilometres}千米`, en: `about ${kilometres} km` };
  }
  const step = metres < 97.5 ? 5 : 10;
  const rounded = Math.max(step, Math.round(metres / step) * step);
  return { zh: `约${rounded}米`, en: `about ${rounded} m` };
}

/** “向东再向南”; “east, then south”. */
export function directionWords(directions: readonly Sector[]): Message {
  const words = directions.map((sector) => SECTOR_WORDS[sector]);
  const [first, second, third] = words.map(({ zh }) => `向${zh}`);
  const zh =
    third !== undefined
      ? `先${first}，再${second}，后${third}`
      : second !== undefined
        ? `${first}再${second}`
        : first!;
  return { zh, en: words.map(({ en }) => en).join(', then ') };
}

/** Where a step ends, as seen from the barrier that it runs along: “its junction with B Road”. */
function meetingWords({ along, turningPoint }: CourseStep): string {
  const { kind, barriers, text, position } = turningPoint;
  if (along.kind !== 'barrier' || barriers.length === 0) return text.en;
  const key = featureKey(along);
  if (kind === 'bend' && featureKey({ kind: 'barrier', barrier: barriers[0]! }) === key) {
    return `a point at ${placeWords(position).en}`;
  }
  if (kind !== 'crossing') return text.en;
  const others = barriers.filter((barrier) => featureKey({ kind: 'barrier', barrier }) !== key);
  const [other] = others;
  if (other === undefined || others.length === barriers.length) return text.en;
  const name = barrierWords(other).en;
  return isStreetCrossing(barriers) ? `its junction with ${name}` : `where it meets ${name}`;
}

/** One step of the course; the first follows “from …”. */
export function stepText(
  step: CourseStep,
  { isFirst, isLast }: { isFirst: boolean; isLast: boolean },
): Message {
  const along = courseWords(step.along);
  const length = roundedLength(step.lengthMetres);
  const to = { zh: step.turningPoint.text.zh, en: meetingWords(step) };
  if (isFirst && isLast) {
    return {
      zh: `${along.zh}顺时针绕行一周${length.zh}，回到起点`,
      en: `clockwise all around ${along.en} for ${length.en}, back to the point of beginning`,
    };
  }
  const direction = directionWords(step.directions);
  // Several directions carry commas of their own.
  const pause = step.directions.length > 2 ? '，' : '';
  const head = {
    zh: `${isFirst ? '' : '转'}${along.zh}${direction.zh}${pause}${length.zh}`,
    en: `${isFirst ? '' : 'thence '}${direction.en} ${along.en} for ${length.en}`,
  };
  return isLast
    ? { zh: `${head.zh}，回到起点`, en: `${head.en}, back to the point of beginning` }
    : { zh: `${head.zh}，至${to.zh}`, en: `${head.en} to ${to.en}` };
}

export function courseText(
  start: TurningPoint,
  steps: readonly CourseStep[],
  lengthMetres: number,
): Message {
  const length = roundedLength(lengthMetres);
  return {
    zh: `自西北角的${start.text.zh}起，${steps.map(({ text }) => text.zh).join('；')}。全长${length.zh}。`,
    en:
      `Beginning in the north-west at ${start.text.en}, the boundary runs ` +
      `${steps.map(({ text }) => text.en).join('; ')}. ${sentence(length.en)} in all.`,
  };
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
