import type { InputProblem } from '#contract/input-problem.ts';
import { readFlag } from '#engine/rules/read-figure.ts';

/** A property that goes into a column of its own. */
export interface ColumnRule {
  /** Column of the table. */
  column: string;
  /** Names under which files carry it; the first is ours. */
  names: readonly string[];
  read: (value: unknown) => Cell;
  required?: boolean;
}

type Cell =
  | { ok: true; value: string | number | boolean | null }
  | { ok: false; zh: string; en: string };

const cell = (value: string | number | boolean | null): Cell => ({ ok: true, value });
const refuse = (zh: string, en: string): Cell => ({ ok: false, zh, en });

/** A text of at most `longest` characters; a number is written out. */
export const text =
  (longest = 200) =>
  (value: unknown): Cell => {
    if (typeof value !== 'string' && typeof value !== 'number') {
      return refuse('须为文字', 'must be a text');
    }
    const trimmed = String(value).trim();
    if (trimmed.length <= longest) return cell(trimmed === '' ? null : trimmed);
    return refuse(`不得超过 ${longest} 个字符`, `must not exceed ${longest} characters`);
  };

const LARGEST_INTEGER = 2_147_483_647;

/** A whole number from 0, also as a text of digits. */
export function count(value: unknown): Cell {
  const number = toNumber(value);
  if (number === null) return cell(null);
  if (Number.isInteger(number) && number >= 0 && number <= LARGEST_INTEGER) return cell(number);
  return refuse('须为不小于 0 的整数', 'must be a whole number, 0 or more');
}

/** Households: a home in a block of single-person apartments counts one half (DOMAIN.md §1). */
export function halfCount(value: unknown): Cell {
  const number = toNumber(value);
  if (number === null) return cell(null);
  if (Number.isInteger(number * 2) && number >= 0 && number <= LARGEST_INTEGER) return cell(number);
  return refuse(
    '须为不小于 0 的数，只可为整数或半数（单身公寓每套计半户）',
    'must be a number of whole or half households, 0 or more (a single-person apartment counts one half)',
  );
}

/** A finite number from `minimum` to `maximum`. */
export const measure =
  (minimum: number, maximum: number) =>
  (value: unknown): Cell => {
    const number = toNumber(value);
    if (number === null) return cell(null);
    if (number >= minimum && number <= maximum) return cell(number);
    return refuse(
      `须为 ${minimum} 到 ${maximum} 之间的数`,
      `must be a number from ${minimum} to ${maximum}`,
    );
  };

/** A yes or no, in the words that the engine reads. */
export function toggle(value: unknown): Cell {
  const flag = readFlag({ value }, 'value');
  if (flag.state === 'unreadable') return refuse('须为 true 或 false', 'must be true or false');
  return cell(flag.state === 'missing' ? null : flag.value === 1);
}

/** A word, in the place of which another is kept where `meanings` has one. */
export const word =
  (meanings: ReadonlyMap<string, string>, longest: number) =>
  (value: unknown): Cell => {
    const read = text(longest)(value);
    if (!read.ok || typeof read.value !== 'string') return read;
    return cell(meanings.get(read.value) ?? read.value);
  };

/** One of the keys, or a synonym that stands for one. */
export const choice =
  (choices: Readonly<Record<string, readonly string[]>>) =>
  (value: unknown): Cell => {
    const wanted = typeof value === 'string' ? value.trim().toLowerCase() : '';
    if (wanted === '') return cell(null);
    for (const [key, synonyms] of Object.entries(choices)) {
      if (key === wanted || synonyms.includes(wanted)) return cell(key);
    }
    const list = Object.entries(choices);
    return refuse(
      `须为以下之一：${list.map(([key, [zh]]) => (zh ? `${key}（${zh}）` : key)).join('、')}`,
      `must be one of ${list.map(([key]) => key).join(', ')}`,
    );
  };

/** NaN for what is no number, null for nothing. */
function toNumber(value: unknown): number | null {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return Number.NaN;
  const trimmed = value.trim();
  if (trimmed === '') return null;
  return /^-?\d+(\.\d+)?$/.test(trimmed) ? Number(trimmed) : Number.NaN;
}

/** What becomes of a feature's properties. */
export interface ReadColumns {
  columns: Record<string, string | number | boolean | null>;
  /** The properties that went into no column. */
  attributes: Record<string, unknown>;
  problems: InputProblem[];
}

/**
 * Divides properties into columns and the rest.
 * @param pointer of the feature
 */
export function readColumns(
  properties: Readonly<Record<string, unknown>>,
  rules: readonly ColumnRule[],
  place: { pointer: string; id: string },
): ReadColumns {
  const attributes: Record<string, unknown> = { ...properties };
  const columns: ReadColumns['columns'] = {};
  const problems: InputProblem[] = [];
  for (const rule of rules) {
    const name = rule.names.find((candidate) => isGiven(properties, candidate));
    const read = name === undefined ? cell(null) : rule.read(properties[name]);
    if (name !== undefined) delete attributes[name];
    const pointer = `${place.pointer}/properties/${name ?? rule.names[0]}`;
    if (!read.ok) {
      const label = rule.names[0];
      problems.push({
        code: 'bad-value',
        pointer,
        id: place.id,
        message: { zh: `${label} ${read.zh}`, en: `${label} ${read.en}` },
      });
    } else if (read.value === null && rule.required) {
      problems.push({
        code: 'missing-value',
        pointer,
        id: place.id,
        message: { zh: `缺少 ${rule.names[0]}`, en: `${rule.names[0]} is missing` },
      });
    } else {
      columns[rule.column] = read.value;
    }
  }
  return { columns, attributes, problems };
}

function isGiven(properties: Readonly<Record<string, unknown>>, name: string): boolean {
  return Object.hasOwn(properties, name) && properties[name] !== null;
}
