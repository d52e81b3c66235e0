import type { CollectionId } from '#contract/collections.ts';

/** How a collection lies in the database: `t` is its table, `j` its jurisdiction. */
export interface CollectionTable {
  table: string;
  /** Column of the id within a jurisdiction. */
  id: string;
  /** Property of the features → SQL that gives it. Overrules attributes of the same name. */
  properties: Readonly<Record<string, string>>;
  /** Those that a feature without a value has only where its attributes have them, as null. */
  sparse?: readonly string[];
}

const jurisdiction = 'j.code';

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
};

/** SQL of a feature's properties: its attributes with the columns over them. */
export function propertiesSql({ properties, sparse = [] }: CollectionTable): string {
  const objectOf = (wanted: (name: string) => boolean): string => {
    const pairs = Object.entries(properties).filter(([name]) => wanted(name));
    return `jsonb_build_object(${pairs.map(([name, sql]) => `'${name}', ${sql}`).join(', ')})`;
  };
  const always = `t.attributes || ${objectOf((name) => !sparse.includes(name))}`;
  if (sparse.length === 0) return always;
  return `${always} || jsonb_strip_nulls(${objectOf((name) => sparse.includes(name))})`;
}
