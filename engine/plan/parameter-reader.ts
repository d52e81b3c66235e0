import { findInvalid } from '../coverage/find-invalid.ts';
import type { AreaGeometry, Message, Position } from '../coverage/types.ts';
import { err, ok, type Result } from '../result.ts';
import type { NewCommunity, ParameterFault } from './types.ts';

/** Longest list, and longest line, that an operation takes. */
const MOST_ITEMS = 100_000;
const LONGEST_TEXT = 500;
/** Lists and objects within one another, in an attribute. */
const DEEPEST = 20;

/**
 * Reads parameters that came from outside: all faults with their places, nothing thrown. Values of a faulty field are stand-ins
 * that nobody sees.
 */
export function readParameters<T>(
  value: unknown,
  read: (fields: ParameterReader) => T,
): Result<T, ParameterFault[]> {
  const faults: ParameterFault[] = [];
  const reader = ParameterReader.of(value, '', faults);
  if (reader === null) return err(faults);
  const parameters = read(reader);
  reader.refuseOthers();
  return faults.length === 0 ? ok(parameters) : err(faults);
}

type Fields = Readonly<Record<string, unknown>>;

/** The fields of one object of the parameters. */
export class ParameterReader {
  private readonly fields: Fields;
  private readonly pointer: string;
  private readonly faults: ParameterFault[];
  private readonly asked = new Set<string>();

  private constructor(fields: Fields, pointer: string, faults: ParameterFault[]) {
    this.fields = fields;
    this.pointer = pointer;
    this.faults = faults;
  }

  static of(value: unknown, pointer: string, faults: ParameterFault[]): ParameterReader | null {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return new ParameterReader(value as Fields, pointer, faults);
    }
    faults.push({ pointer, message: MUST_BE.object });
    return null;
  }

  has(name: string): boolean {
    return Object.hasOwn(this.fields, name) && this.fields[name] !== undefined;
  }

  private take(name: string): unknown {
    this.asked.add(name);
    return Object.hasOwn(this.fields, name) ? this.fields[name] : undefined;
  }

  private fault(place: string, message: Message): void {
    this.faults.push({ pointer: `${this.pointer}/${place}`, message });
  }

  /** A field that is none of those asked for is a fault: a misspelt one would be passed over in silence. */
  refuseOthers(): void {
    for (const name of Object.keys(this.fields)) {
      if (!this.asked.has(name)) this.fault(escaped(name), unknownField([...this.asked]));
    }
  }

  /** A text that says something. */
  text(name: string): string {
    return this.checkText(this.take(name), name);
  }

  private checkText(value: unknown, place: string): string {
    if (isText(value)) return value;
    this.fault(place, MUST_BE.text);
    return '';
  }

  optionalText(name: string): string | undefined {
    return this.take(name) === undefined ? undefined : this.text(name);
  }

  textOrNull(name: string): string | null {
    return this.take(name) === null ? null : this.text(name);
  }

  optionalTextOrNull(name: string): string | null | undefined {
    return this.take(name) === undefined ? undefined : this.textOrNull(name);
  }

  /** Ids, each once. */
  ids(name: string, least = 1): string[] {
    const value = this.take(name);
    if (!isList(value) || value.length < least) {
      this.fault(name, mustBeList(least));
      return [];
    }
    const seen = new Set<string>();
    value.forEach((id, i) => {
      const text = this.checkText(id, `${name}/${i}`);
      if (text !== '' && seen.has(text)) this.fault(`${name}/${i}`, MUST_BE.different);
      seen.add(text);
    });
    return [...seen];
  }

  optionalIds(name: string, least = 1): string[] | undefined {
    return this.take(name) === undefined ? undefined : this.ids(name, least);
  }

  oneOf<W extends string>(name: string, words: readonly W[]): W {
    const value = this.take(name);
    if (words.includes(value as W)) return value as W;
    this.fault(name, mustBeOneOf(words));
    return words[0]!;
  }

  optionalOneOf<W extends string>(name: string, words: readonly W[]): W | undefined {
    return this.take(name) === undefined ? undefined : this.oneOf(name, words);
  }

  optionalLength(name: string): number | undefined {
    const value = this.take(name);
    if (value === undefined) return undefined;
    if (typeof value === 'number' && value >= 0 && value <= 1000) return value;
    this.fault(name, MUST_BE.length);
    return 0;
  }

  /** Two ids; the second may be null where `orNull`. */
  pair(name: string): [string, string] {
    const ids = this.ids(name, 2);
    if (ids.length > 2) this.fault(name, MUST_BE.pair);
    return [ids[0] ?? '', ids[1] ?? ''];
  }

  pairOrNull(name: string): [string, string | null] {
    const value = this.take(name);
    if (isList(value) && value.length === 2 && value[1] === null) {
      return [this.checkText(value[0], `${name}/0`), null];
    }
    return this.pair(name);
  }

  position(name: string): Position {
    return this.checkPosition(this.take(name), name);
  }

  optionalPosition(name: string): Position | undefined {
    return this.take(name) === undefined ? undefined : this.position(name);
  }

  private checkPosition(value: unknown, place: string): Position {
    if (isPosition(value)) return [value[0]!, value[1]!];
    this.fault(place, MUST_BE.position);
    return [0, 0];
  }

  line(name: string): Position[] {
    const value = this.take(name);
    if (!isList(value) || value.length < 2) {
      this.fault(name, MUST_BE.line);
      return [];
    }
    return value.map((position, i) => this.checkPosition(position, `${name}/${i}`));
  }

  /** A valid Polygon or MultiPolygon; every problem with its place. */
  area(name: string): AreaGeometry {
    const nothing: AreaGeometry = { type: 'MultiPolygon', coordinates: [] };
    const value = this.take(name);
    if (!isAreaShape(value)) {
      this.fault(name, MUST_BE.area);
      return nothing;
    }
    const problems = findInvalid(value);
    for (const { message } of problems.slice(0, 5)) this.fault(name, message);
    return problems.length > 0 ? nothing : value;
  }

  optionalProperties(name: string): Fields | undefined {
    const value = this.take(name);
    if (value === undefined) return undefined;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      const unsafe = Object.keys(value).find((key) => key === '__proto__' || key === '');
      if (unsafe === undefined) {
        if (isPlainData(value, DEEPEST)) return value as Fields;
        this.fault(name, MUST_BE.plain);
        return {};
      }
    }
    this.fault(name, MUST_BE.object);
    return {};
  }

  /** Objects, read one by one. */
  list<T>(name: string, least: number, read: (fields: ParameterReader) => T): T[] {
    const value = this.take(name);
    if (!isList(value) || value.length < least) {
      this.fault(name, mustBeList(least));
      return [];
    }
    return value.flatMap((item, i) => {
      const reader = ParameterReader.of(item, `${this.pointer}/${name}/${i}`, this.faults);
      if (reader === null) return [];
      const made = read(reader);
      reader.refuseOthers();
      return [made];
    });
  }

  optionalList<T>(name: string, read: (fields: ParameterReader) => T): T[] | undefined {
    return this.take(name) === undefined ? undefined : this.list(name, 0, read);
  }
}

/** Without the fields that are undefined. */
export function given<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

/** The attributes of a new community. */
export function readNewCommunity(fields: ParameterReader): NewCommunity {
  const [name, nameEn, properties] = [
    fields.optionalText('name'),
    fields.optionalText('nameEn'),
    fields.optionalProperties('properties'),
  ];
  return {
    id: fields.text('id'),
    ...(name === undefined ? {} : { name }),
    ...(nameEn === undefined ? {} : { nameEn }),
    ...(properties === undefined ? {} : { properties }),
  };
}

/** What JSON can hold as it is: it comes back from a store the same. */
function isPlainData(value: unknown, levels: number): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || levels === 0) return false;
  if (Array.isArray(value)) {
    return !hasHoles(value) && value.every((item) => isPlainData(item, levels - 1));
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  return Object.values(value).every((item) => isPlainData(item, levels - 1));
}

const isText = (value: unknown): value is string =>
  typeof value === 'string' &&
  value.trim() !== '' &&
  value.length <= LONGEST_TEXT &&
  !value.includes('\0');

/** A list with holes, which only a program can send, is none: `map` and `every` pass over them. */
const isList = (value: unknown): value is unknown[] =>
  Array.isArray(value) && value.length <= MOST_ITEMS && !hasHoles(value);

function hasHoles(list: readonly unknown[]): boolean {
  for (let i = 0; i < list.length; i++) if (!Object.hasOwn(list, i)) return true;
  return false;
}

function isPosition(value: unknown): value is number[] {
  if (!isList(value) || value.length < 2) return false;
  const [lon, lat] = value;
  return (
    typeof lon === 'number' &&
    typeof lat === 'number' &&
    Math.abs(lon) <= 180 &&
    Math.abs(lat) <= 90
  );
}

/** Positions at the depth that the type calls for; `findInvalid` judges the rest. */
function isAreaShape(value: unknown): value is AreaGeometry {
  if (typeof value !== 'object' || value === null) return false;
  const { type, coordinates } = value as { type?: unknown; coordinates?: unknown };
  const isRings = (rings: unknown): boolean =>
    isList(rings) && rings.every((ring) => isList(ring) && ring.every(isPosition));
  if (type === 'Polygon') return isRings(coordinates);
  return type === 'MultiPolygon' && isList(coordinates) && coordinates.every(isRings);
}

const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

const MUST_BE = {
  object: { zh: '应为一个对象。', en: 'Must be an object.' },
  plain: {
    zh: `属性值应为文本、有限的数、真假值、空值，或由它们组成的列表和对象，不超过 ${DEEPEST} 层。`,
    en: `Attributes must be texts, finite numbers, true, false, null, or lists and objects of them, at most ${DEEPEST} deep.`,
  },
  text: {
    zh: `应为非空文本，不超过 ${LONGEST_TEXT} 字。`,
    en: `Must be a text that is not empty, of at most ${LONGEST_TEXT} characters.`,
  },
  different: { zh: '重复出现。', en: 'Is there twice.' },
  pair: { zh: '应恰为两个。', en: 'Must be exactly two.' },
  length: {
    zh: '应为 0–1000 的数（米）。',
    en: 'Must be a number of metres from 0 to 1000.',
  },
  position: {
    zh: '应为坐标 [经度, 纬度]，经度在 ±180、纬度在 ±90 之内。',
    en: 'Must be a position [longitude, latitude] within ±180 and ±90 degrees.',
  },
  line: {
    zh: '应为至少两个坐标的折线。',
    en: 'Must be a line of at least two positions.',
  },
  area: {
    zh: '应为 GeoJSON 的 Polygon 或 MultiPolygon。',
    en: 'Must be a GeoJSON Polygon or MultiPolygon.',
  },
} satisfies Record<string, Message>;

const mustBeList = (least: number): Message => ({
  zh: `应为列表，至少 ${least} 项，至多 ${MOST_ITEMS} 项。`,
  en: `Must be a list of ${least} to ${MOST_ITEMS} items.`,
});

const mustBeOneOf = (words: readonly string[]): Message => ({
  zh: `应为 ${words.join('、')} 之一。`,
  en: `Must be one of ${words.join(', ')}.`,
});

const unknownField = (known: readonly string[]): Message => ({
  zh: `没有这个参数；可用的有 ${known.join('、')}。`,
  en: `There is no such parameter; known are ${known.join(', ')}.`,
});
