import type { FieldChoice, FileField, ImportRole } from './import-protocol.ts';

/** A property that an import knows, and what files call it. */
export interface KnownField {
  /** As the import takes it. */
  name: string;
  synonyms: readonly string[];
  isRequired?: boolean;
}

const CODE: KnownField = {
  name: 'code',
  synonyms: ['code', 'id', '编码', '代码', '编号', 'dm', 'bm', 'objectid', 'fid'],
};
const NAME: KnownField = {
  name: 'name',
  synonyms: ['name', '名称', '社区名称', '社区', '小区名称', '道路名称', '镇街', 'mc', 'name_zh'],
};
const NAME_EN: KnownField = {
  name: 'nameEn',
  synonyms: ['nameen', 'name_en', 'name:en', 'english_name', '英文名', '英文名称'],
};
const HOUSEHOLDS: KnownField = {
  name: 'households',
  synonyms: ['households', '户数', '常住户数', 'hs', 'hushu'],
};
const DWELLINGS: KnownField = {
  name: 'dwellings',
  synonyms: ['dwellings', '套数', '房屋套数', '管辖户数'],
};
const POPULATION: KnownField = {
  name: 'population',
  synonyms: ['population', '人口', '常住人口', 'rk', 'pop'],
};
const COMMUNITY: KnownField = {
  name: 'community',
  synonyms: ['community', 'communitycode', 'community_code', '社区', '社区编码', '所属社区'],
};
const KIND: KnownField = { name: 'kind', synonyms: ['kind', 'type', '类型', '类别'] };

/** What an import takes from each kind of file; everything else is kept as it is. */
export const KNOWN_FIELDS: Readonly<Record<ImportRole, readonly KnownField[]>> = {
  communities: [
    { ...CODE, isRequired: true },
    NAME,
    NAME_EN,
    KIND,
    HOUSEHOLDS,
    DWELLINGS,
    POPULATION,
  ],
  jurisdiction: [CODE, NAME, NAME_EN, KIND],
  units: [CODE, COMMUNITY, HOUSEHOLDS, DWELLINGS, POPULATION],
  estates: [
    CODE,
    { ...NAME, isRequired: true },
    NAME_EN,
    HOUSEHOLDS,
    DWELLINGS,
    { name: 'houseType', synonyms: ['housetype', 'house_type', '房屋类型', '户型'] },
    { name: 'occupancy', synonyms: ['occupancy', '入住率'] },
  ],
  barriers: [
    CODE,
    { name: 'class', synonyms: ['class', 'fclass', '等级', '类别', '类型'], isRequired: true },
    NAME,
    NAME_EN,
  ],
  facilities: [
    CODE,
    { ...KIND, isRequired: true },
    { ...NAME, isRequired: true },
    NAME_EN,
    {
      name: 'spaceSquareMetres',
      synonyms: ['spacesquaremetres', 'space_square_metres', '面积', '用房面积'],
    },
    COMMUNITY,
  ],
};

/** The first property that is called like each known one; none is used twice. */
export function guessFields(role: ImportRole, fields: readonly FileField[]): FieldChoice {
  const used = new Set<string>();
  const choice: Record<string, string> = {};
  for (const { name, synonyms } of KNOWN_FIELDS[role]) {
    const found = synonyms
      .flatMap((synonym) => fields.filter((field) => field.name.toLowerCase() === synonym))
      .find((field) => !used.has(field.name));
    choice[name] = found?.name ?? '';
    if (found !== undefined) used.add(found.name);
  }
  return choice;
}

/**
 * Properties under the names that an import knows. One that bears such a name without having been chosen for it is left
 * out: the reader has said that it is something else.
 */
export function renameFields(
  role: ImportRole,
  choice: FieldChoice,
  properties: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const known = KNOWN_FIELDS[role].map(({ name }) => name);
  const chosen = new Set(known.map((name) => choice[name] ?? '').filter((name) => name !== ''));
  const renamed: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(properties)) {
    if (!chosen.has(name) && !known.includes(name)) renamed[name] = value;
  }
  for (const name of known) {
    const source = choice[name] ?? '';
    if (source !== '' && Object.hasOwn(properties, source)) renamed[name] = properties[source];
  }
  return renamed;
}
