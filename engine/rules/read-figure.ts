/** A figure among properties, or why there is none. `written` is what stands in its place. */
export type Figure =
  | { state: 'known'; value: number }
  | { state: 'missing' }
  | { state: 'unreadable'; written: string };

/** Plain decimal digits: no separators, no units, no sign, no exponent. */
const DECIMAL = /^\d+(\.\d+)?$/;

type Properties = Readonly<Record<string, unknown>> | undefined;

/**
 * A figure of at least 0. Text is read strictly: “6200” is a figure, “6,200” and “about 6000” are not.
 */
export function readFigure(properties: Properties, field: string): Figure {
  const given = properties?.[field];
  if (given === undefined || given === null) return { state: 'missing' };
  if (typeof given === 'string') {
    const text = given.trim();
    if (text === '') return { state: 'missing' };
    if (DECIMAL.test(text)) return { state: 'known', value: Number(text) };
    return { state: 'unreadable', written: shortened(text) };
  }
  if (typeof given === 'number' && Number.isFinite(given) && given >= 0) {
    return { state: 'known', value: given };
  }
  return { state: 'unreadable', written: shown(given) };
}

/** “85%”, “85 %” or “85％”. */
const PERCENT = /^(\d+(?:\.\d+)?)\s*[%％]$/;

/**
 * A share of 0 to 1, written as a number or in per cent: 0.85 and “85 %” are shares. 85 is not: taken for a share it
 * would pass every test.
 */
export function readShare(properties: Properties, field: string): Figure {
  const given = properties?.[field];
  const percent = typeof given === 'string' ? PERCENT.exec(given.trim())?.[1] : undefined;
  const figure: Figure =
    percent === undefined
      ? readFigure(properties, field)
      : { state: 'known', value: Number(percent) / 100 };
  if (figure.state !== 'known' || figure.value <= 1) return figure;
  return { state: 'unreadable', written: shortened(String(given).trim()) };
}

const YES: ReadonlySet<unknown> = new Set([true, 1, '1', 'true', 'yes', '是']);
const NO: ReadonlySet<unknown> = new Set([false, 0, '0', 'false', 'no', '否']);

/** A yes or no among properties, as the figure 1 or 0. */
export function readFlag(properties: Properties, field: string): Figure {
  const given = properties?.[field];
  const plain = typeof given === 'string' ? given.trim().toLowerCase() : given;
  if (plain === undefined || plain === null || plain === '') return { state: 'missing' };
  if (YES.has(plain)) return { state: 'known', value: 1 };
  if (NO.has(plain)) return { state: 'known', value: 0 };
  return { state: 'unreadable', written: shown(given) };
}

/** A text that says something; null where there is none. */
export function readText(properties: Properties, field: string): string | null {
  const given = properties?.[field];
  if (typeof given !== 'string') return null;
  const text = given.trim();
  return text === '' ? null : text;
}

/** Lists and objects as they stand in a file: `[6200]` is not “6200”. */
const shown = (given: unknown): string =>
  shortened((typeof given === 'object' && JSON.stringify(given)) || String(given));

const shortened = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text);
