/** A feature's members that may name it. */
export interface Nameable {
  id: unknown;
  properties: Readonly<Record<string, unknown>>;
}

const ID_NAMES = ['id', 'code', '编码', '代码'];
const NAME_NAMES = ['name', '名称', '社区名称'];
const ENGLISH_NAMES = ['nameen', 'name_en', 'name:en', 'english_name', '英文名', '英文名称'];
const LONGEST_ID = 100;

/**
 * Ids, by the same rule as the server and the command line have (a test compares them), so that a finding
 * has one id wherever a file is audited: the features' own where all have one and none repeats; else a
 * property called id or code; else the first that identifies; else `#1`, `#2`, ….
 */
export function chooseIds(features: readonly Nameable[]): string[] {
  const own = columnOf(features, ({ id }) => id);
  if (own !== null && isUnique(own)) return own;
  const names = propertyNames(features);
  const called = ID_NAMES.flatMap((wanted) =>
    names.filter((name) => name.toLowerCase() === wanted),
  );
  for (const name of called) {
    const ids = columnOf(features, (feature) => property(feature, name));
    if (ids !== null && isUnique(ids)) return ids;
  }
  for (const name of names) {
    const ids = columnOf(features, (feature) => identifying(property(feature, name)));
    if (ids !== null && isUnique(ids)) return ids;
  }
  return features.map((_, index) => `#${index + 1}`);
}

/** Names in Chinese (or whatever language) and in English, by the properties called like them. */
export function chooseNames(features: readonly Nameable[]): {
  names: (string | null)[];
  namesEn: (string | null)[];
} {
  const available = propertyNames(features);
  const isEnglish = (name: string): boolean => ENGLISH_NAMES.includes(name.toLowerCase());
  const exact = NAME_NAMES.flatMap((wanted) =>
    available.filter((name) => name.toLowerCase() === wanted),
  );
  const field =
    exact[0] ?? available.find((name) => !isEnglish(name) && /name|名称/i.test(name)) ?? null;
  const english = available.find(isEnglish) ?? null;
  const column = (name: string | null) =>
    features.map((feature) => (name === null ? null : scalarText(property(feature, name))));
  return { names: column(field), namesEn: column(english) };
}

function propertyNames(features: readonly Nameable[]): string[] {
  const names = new Set<string>();
  for (const { properties } of features)
    for (const name of Object.keys(properties)) names.add(name);
  return [...names];
}

const property = ({ properties }: Nameable, name: string): unknown =>
  Object.hasOwn(properties, name) ? properties[name] : undefined;

/** The texts of a column, or null when a value is missing or no scalar. */
function columnOf(
  features: readonly Nameable[],
  read: (feature: Nameable) => unknown,
): string[] | null {
  const texts: string[] = [];
  for (const feature of features) {
    const text = scalarText(read(feature));
    if (text === null) return null;
    texts.push(text);
  }
  return texts;
}

function scalarText(value: unknown): string | null {
  if (typeof value === 'string') return value.trim() === '' ? null : value.trim();
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : null;
}

function identifying(value: unknown): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? value : null;
  return typeof value === 'string' && value.length <= LONGEST_ID ? value : null;
}

const isUnique = (texts: readonly string[]): boolean => new Set(texts).size === texts.length;
