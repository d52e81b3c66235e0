import type { CollectionId } from '#contract/collections.ts';

/** How a collection lies in the database: `t` is its table, `j` its jurisdiction. */
export interface CollectionTable {
  table: string;
  /** Column of the id within a jurisdiction. */
  id: string;
  /** SQL of the attributes that are no columns; by default those of the table. */
  attributes?: string;
  /** Property of the features → SQL that gives it. Overrules attributes of the same name. */
  properties: Readonly<Record<string, string>>;
  /** Those that a feature without a value has only where its attributes have them, as null. */
  sparse?: readonly string[];
  /** Figures among the attributes that may be asked for. */
  figures?: readonly string[];
  /** Lists by whose members may be asked: name of the filter → SQL of a JSON array. */
  members?: Readonly<Record<string, string>>;
  /** SQL of the feature's id where that is not the id within the jurisdiction, and what such ids look like. */
  key?: { sql: string; pattern: RegExp };
}

const jurisdiction = 'j.code';

const FINDING_KEY = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.[\w-]{1,100}$/;
const ofBody = (name: string): string => `cast(t.body ->> '${name}' as double precision)`;

/** Written by us, never by callers: goes into SQL as it is. */
export const COLLECTION_TABLES: Record<CollectionId, CollectionTable> = {
  jurisdictions: {
    table: 'jurisdiction',
    id: 'jurisdiction_id',
    properties: {
      code: 't.code',
      name: 't.name',
      nameEn: 't.name_en',
      kind: 't.kind',
      defaultPolicy: 't.default_policy',
    },
  },
  communities: {
    table: 'community',
    id: 'id',
    properties: {
      jurisdiction,
      code: 't.code',
      name: 't.name',
      nameEn: 't.name_en',
      kind: 't.kind',
      revision: 't.revision',
      validFrom: 'lower(t.valid)',
      validTo: 'upper(t.valid)',
    },
    figures: ['households', 'dwellings', 'population'],
  },
  units: {
    table: 'unit',
    id: 'id',
    properties: {
      jurisdiction,
      code: 't.code',
      community: 't.community_code',
      households: 't.households',
      householdsEstimated: 't.households_estimated',
      population: 't.population',
      dwellings: 't.dwellings',
    },
    // null: known to be in none. Left out: nobody has said.
    sparse: ['community'],
  },
  estates: {
    table: 'estate',
    id: 'id',
    properties: {
      jurisdiction,
      code: 't.code',
      name: 't.name',
      nameEn: 't.name_en',
      houseType: 't.house_type',
      dwellings: 't.dwellings',
      households: 't.households',
      occupancy: 't.occupancy',
    },
  },
  barriers: {
    table: 'barrier',
    id: 'id',
    properties: {
      jurisdiction,
      code: 't.code',
      class: 't.class',
      name: 't.name',
      nameEn: 't.name_en',
    },
  },
  facilities: {
    table: 'facility',
    id: 'id',
    properties: {
      jurisdiction,
      code: 't.code',
      kind: 't.kind',
      name: 't.name',
      nameEn: 't.name_en',
      spaceSquareMetres: 't.space_square_metres',
      community: 't.community_code',
    },
  },
  findings: {
    table: 'finding',
    id: 'id',
    // The id of a finding is one within its plan.
    key: { sql: `(t.plan_id || '.' || t.id) collate "C"`, pattern: FINDING_KEY },
    attributes: `cast('{}' as jsonb)`,
    properties: {
      jurisdiction,
      plan: 'cast(t.plan_id as text)',
      finding: 't.id',
      scope: 't.scope',
      rule: 't.rule',
      kind: 't.kind',
      severity: 't.severity',
      communities: 't.communities',
      areaSquareMetres: ofBody('areaSquareMetres'),
      widthMetres: ofBody('widthMetres'),
      messageZh: `t.body -> 'message' ->> 'zh'`,
      messageEn: `t.body -> 'message' ->> 'en'`,
      planVersion: 't.plan_version',
      engineVersion: 't.engine_version',
    },
    members: { community: 't.communities' },
  },
};

/** SQL of a feature's properties: its attributes with the columns over them. */
export function propertiesSql({
  attributes = 't.attributes',
  properties,
  sparse = [],
}: CollectionTable): string {
  const objectOf = (wanted: (name: string) => boolean): string => {
    const pairs = Object.entries(properties).filter(([name]) => wanted(name));
    return `jsonb_build_object(${pairs.map(([name, sql]) => `'${name}', ${sql}`).join(', ')})`;
  };
  const always = `${attributes} || ${objectOf((name) => !sparse.includes(name))}`;
  if (sparse.length === 0) return always;
  return `${always} || jsonb_strip_nulls(${objectOf((name) => sparse.includes(name))})`;
}

/** SQL of the id of a feature. */
export const keySql = ({ id, key }: CollectionTable): string => key?.sql ?? `t.${id}`;

/** SQL of what a property is compared by; undefined when the table does not know it. */
export function conditionSql(
  { properties, figures = [], members = {} }: CollectionTable,
  name: string,
): string | undefined {
  if (members[name] !== undefined) return members[name];
  if (!figures.includes(name)) return properties[name];
  // Attributes are as they were imported: a text that looks like a number is none.
  return `(case when jsonb_typeof(t.attributes -> '${name}') = 'number' then cast(t.attributes ->> '${name}' as double precision) end)`;
}
