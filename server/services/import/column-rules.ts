import type { MaterialKind } from '#contract/imports.ts';
import { COMMUNITY_KINDS } from '#engine/rules/community-kind.ts';
import { BARRIER_WORDS } from '../../formats/geojson/barrier-words.ts';
import { KIND_BY_WORD } from '../../formats/geojson/read-facilities.ts';
import {
  type ColumnRule,
  choice,
  count,
  halfCount,
  measure,
  text,
  toggle,
  word,
} from './read-columns.ts';

const NAME_EN: ColumnRule = { column: 'name_en', names: ['nameEn', 'name_en'], read: text() };
/** Under which files name the community of a unit or a facility. */
export const COMMUNITY_NAMES = ['community', 'communityCode', 'community_code', '社区'] as const;
const COMMUNITY_CODE: ColumnRule = {
  column: 'community_code',
  names: COMMUNITY_NAMES,
  read: text(100),
};

/** The code comes from the reader's choice of ids; the name of a community from that of names. */
export const COMMUNITY_COLUMNS: readonly ColumnRule[] = [
  NAME_EN,
  { column: 'kind', names: ['kind'], read: choice(COMMUNITY_KINDS) },
];

export const JURISDICTION_COLUMNS: readonly ColumnRule[] = [
  { column: 'code', names: ['code'], read: text(100) },
  { column: 'name', names: ['name'], read: text() },
  NAME_EN,
  { column: 'kind', names: ['kind'], read: text(50) },
];

/** Columns of the tables of material, by the member of the import that fills them. */
export const MATERIAL_COLUMNS: Record<MaterialKind, readonly ColumnRule[]> = {
  units: [
    COMMUNITY_CODE,
    { column: 'households', names: ['households'], read: halfCount },
    {
      column: 'households_estimated',
      names: ['householdsEstimated', 'households_estimated'],
      read: toggle,
    },
    { column: 'population', names: ['population'], read: count },
    { column: 'dwellings', names: ['dwellings'], read: count },
  ],
  barriers: [
    { column: 'class', names: ['class'], read: choice(BARRIER_WORDS), required: true },
    { column: 'name', names: ['name'], read: text() },
    NAME_EN,
  ],
  estates: [
    { column: 'name', names: ['name'], read: text(), required: true },
    NAME_EN,
    { column: 'house_type', names: ['houseType', 'house_type'], read: text(50) },
    { column: 'dwellings', names: ['dwellings'], read: count },
    { column: 'households', names: ['households'], read: halfCount },
    { column: 'occupancy', names: ['occupancy'], read: measure(0, 1) },
  ],
  facilities: [
    { column: 'kind', names: ['kind'], read: word(KIND_BY_WORD, 50), required: true },
    { column: 'name', names: ['name'], read: text(), required: true },
    NAME_EN,
    {
      column: 'space_square_metres',
      names: ['spaceSquareMetres', 'space_square_metres'],
      read: measure(0, 1e9),
    },
    COMMUNITY_CODE,
  ],
};
