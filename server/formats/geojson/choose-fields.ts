import type { Message } from '#engine/coverage/types.ts';
import type { RawFeature } from './list-features.ts';
import type { ProblemCollector } from './problem-collector.ts';

/** Where ids or names come from. */
export type FieldSource =
  | { kind: 'property'; name: string }
  | { kind: 'feature-id' }
  | { kind: 'index' };

export interface ChosenIds {
  ids: string[];
  source: FieldSource;
}

const ID_NAMES = ['id', 'code', '编码', '代码'];
const LONGEST_ID = 100;

/**
 * Chooses the ids of features: the field that was asked for; else the features' own `id` where all
 * have one and none repeats; else a property called id, code, 编码 or 代码 (in any case); else the
 * first property that is a text or whole number, present in all and never repeated; else `#1`, `#2`, ….
 */
export function chooseIds(
  features: readonly RawFeature[],
  idField: string | undefined,
  problems: ProblemCollector,
  notes: Message[],
  pointer = '',
): ChosenIds {
  if (idField !== undefined) return idsFromField(features, idField, problems, pointer);

  const own = columnOf(features, (feature) => feature.id);
  if (own !== null && isUnique(own)) return { ids: own, source: { kind: 'feature-id' } };

  const names = propertyNames(features);
  const byName = ID_NAMES.flatMap((wanted) =>
    names.filter((name) => name.toLowerCase() === wanted),
  );
  for (const name of byName) {
    const ids = columnOf(features, (feature) => property(feature, name));
    if (ids !== null && isUnique(ids)) return { ids, source: { kind: 'property', name } };
    notes.push({
      zh: `属性 “${name}” 有缺失或重复，未用作编号；要使用它请明确指定`,
      en: `property “${name}” is missing or repeated somewhere, so it is not used for ids unless you name it as the id field`,
    });
  }
  for (const name of names) {
    const ids = columnOf(features, (feature) => identifying(property(feature, name)));
    if (ids !== null && isUnique(ids)) return { ids, source: { kind: 'property', name } };
  }
  return { ids: features.map((_, index) => `#${index + 1}`), source: { kind: 'index' } };
}

function idsFromField(
  features: readonly RawFeature[],
  field: string,
  problems: ProblemCollector,
  pointer: string,
): ChosenIds {
  const source: FieldSource = { kind: 'property', name: field };
  const names = propertyNames(features);
  // `id` also means the features' own member, which is no property.
  const read =
    names.includes(field) || field !== 'id'
      ? (feature: RawFeature) => property(feature, field)
      : (feature: RawFeature) => feature.id;
  const values = features.map((feature) => scalarText(read(feature)));
  if (features.length > 0 && values.every((value) => value === null)) {
    problems.add({ code: 'unknown-id-field', message: unknownField(field, names), pointer });
  } else {
    for (const [index, value] of values.entries()) {
      if (value !== null) continue;
      problems.add({
        code: 'missing-id',
        message: {
          zh: `第 ${index + 1} 个要素没有编号字段 “${field}” 的值`,
          en: `feature ${index + 1} has no value in the id field “${field}”`,
        },
        pointer: `${features[index]?.pointer ?? ''}/properties`,
      });
    }
  }
  return { ids: values.map((value, index) => value ?? `#${index + 1}`), source };
}

/** Names of features, by the field asked for or the first that is called like a name. */
export function chooseNames(
  features: readonly RawFeature[],
  nameField: string | undefined,
  problems: ProblemCollector,
  pointer = '',
): { names: (string | null)[]; source: string | null } {
  const available = propertyNames(features);
  if (nameField !== undefined && features.length > 0 && !available.includes(nameField)) {
    problems.add({
      code: 'unknown-name-field',
      message: unknownField(nameField, available),
      pointer,
    });
  }
  const source = nameField ?? pickNameField(available);
  const names = features.map((feature) =>
    source === null ? null : scalarText(property(feature, source)),
  );
  return { names, source };
}

const ENGLISH_NAME_FIELDS = ['nameen', 'name_en', 'name:en', 'english_name', '英文名', '英文名称'];

/** English names, from the first property that is called like one; null where there is none. */
export function chooseEnglishNames(features: readonly RawFeature[]): (string | null)[] {
  const available = propertyNames(features);
  const source = available.find((name) => ENGLISH_NAME_FIELDS.includes(name.toLowerCase()));
  return features.map((feature) =>
    source === undefined ? null : scalarText(property(feature, source)),
  );
}

function pickNameField(available: readonly string[]): string | null {
  const exact = ['name', '名称', '社区名称'];
  for (const wanted of exact) {
    const found = available.find((name) => name.toLowerCase() === wanted);
    if (found !== undefined) return found;
  }
  const likely = available.filter((name) => !ENGLISH_NAME_FIELDS.includes(name.toLowerCase()));
  return likely.find((name) => /name|名称/i.test(name)) ?? null;
}

function unknownField(field: string, available: readonly string[]): Message {
  const shown = available.slice(0, 20).join(', ') + (available.length > 20 ? ', …' : '');
  return {
    zh: `没有要素含有字段 “${field}”；现有字段：${shown || '（无）'}`,
    en: `no feature has a field “${field}”; the fields are: ${shown || '(none)'}`,
  };
}

/** Of each list of features, asked for three times. */
const knownNames = new WeakMap<readonly RawFeature[], string[]>();

/** Names of all properties, in the order of their first appearance. */
function propertyNames(features: readonly RawFeature[]): string[] {
  const known = knownNames.get(features);
  if (known !== undefined) return known;
  const names = new Set<string>();
  for (const { properties } of features) for (const name in properties) names.add(name);
  const list = [...names];
  knownNames.set(features, list);
  return list;
}

const property = (feature: RawFeature, name: string): unknown =>
  Object.hasOwn(feature.properties, name) ? feature.properties[name] : undefined;

/** The texts of a column, or null when a value is missing or no scalar. */
function columnOf(
  features: readonly RawFeature[],
  read: (feature: RawFeature) => unknown,
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

/** Measurements and long texts happen to be unique too, but nobody would know a ward by them. */
function identifying(value: unknown): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? value : null;
  return typeof value === 'string' && value.length <= LONGEST_ID ? value : null;
}

const isUnique = (texts: readonly string[]): boolean => new Set(texts).size === texts.length;
