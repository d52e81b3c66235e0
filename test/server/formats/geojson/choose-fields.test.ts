import { describe, expect, test } from 'vitest';
import { readCommunities } from '../../../../server/formats/geojson/read-communities.ts';
import type { ReadOptions } from '../../../../server/formats/geojson/read-features.ts';
import { collection, feature, polygon, square } from './collections.ts';

const shape = polygon(square(120, 30));
const communities = (
  rows: Record<string, unknown>[],
  options: ReadOptions = {},
  ids?: unknown[],
) => {
  const features = rows.map((row, index) =>
    feature(shape, row, ids === undefined ? {} : { id: ids[index] }),
  );
  const result = readCommunities(collection(features), options);
  if (!result.ok) return { problems: result.error, ids: [], names: [], source: '', notes: [] };
  return {
    problems: [],
    ids: result.value.communities.map(({ id }) => id),
    names: result.value.communities.map(({ name }) => name),
    source: result.value.idSource.en,
    notes: result.value.notes.map(({ en }) => en),
  };
};

describe('ids come from', () => {
  test('the field that was asked for, even where it repeats', () => {
    const { ids, source } = communities(
      [
        { ward: 1, id: 'a' },
        { ward: 1, id: 'b' },
      ],
      { idField: 'ward' },
    );
    expect(ids).toEqual(['1', '1']);
    expect(source).toBe('property “ward”');
  });

  test('the features’ own ids, where all have one and none repeats', () => {
    const { ids, source } = communities([{ id: 'x' }, { id: 'y' }], {}, [7, 'b']);
    expect(ids).toEqual(['7', 'b']);
    expect(source).toBe('the features’ own ids');
  });

  test.each(['id', 'ID', 'Code', '编码', '代码'])('the property %s before others', (name) => {
    const { ids, source } = communities(
      [
        { a: 'p', [name]: 110105001000 },
        { a: 'q', [name]: 110105002000 },
      ],
      {},
      [1, undefined],
    );
    expect(ids).toEqual(['110105001000', '110105002000']);
    expect(source).toBe(`property “${name}”`);
  });

  test('the first property that is present in all and never repeats', () => {
    const { ids, source } = communities([
      { district: 'A', area: 1.5, Ward_No: '14' },
      { district: 'A', area: 2.5, Ward_No: '15' },
    ]);
    expect(ids).toEqual(['14', '15']);
    expect(source).toBe('property “Ward_No”');
  });

  test('the order of the features, where nothing else tells them apart', () => {
    const { ids, source } = communities([{ a: 1 }, { a: 1 }, { b: null }]);
    expect(ids).toEqual(['#1', '#2', '#3']);
    expect(source).toContain('order of the features');
  });

  test('another property when the one called id repeats, and that is said', () => {
    const { ids, notes } = communities([
      { id: 1, name: 'a' },
      { id: 1, name: 'b' },
    ]);
    expect(ids).toEqual(['a', 'b']);
    expect(notes[0]).toMatch(/property “id” is missing or repeated/);
  });

  test('the features’ own ids under --id-field id, when no property has that name', () => {
    expect(communities([{}, {}], { idField: 'id' }, ['a', 'a']).ids).toEqual(['a', 'a']);
  });

  test('no inherited property', () => {
    expect(communities([{}], { idField: 'constructor' }).problems[0]?.code).toBe(
      'unknown-id-field',
    );
  });
});

describe('an id field that is asked for', () => {
  test('and is nowhere: the fields that there are', () => {
    const { problems } = communities([{ Ward_No: 1, name: 'a' }], { idField: 'ward_no' });
    expect(problems).toMatchObject([{ code: 'unknown-id-field' }]);
    expect(problems[0]?.message.en).toContain('Ward_No, name');
  });

  test('and is missing in some: which ones', () => {
    const { problems } = communities([{ w: 1 }, { w: null }, {}, { w: '' }], { idField: 'w' });
    expect(problems.map(({ code, pointer }) => [code, pointer])).toEqual([
      ['missing-id', '/features/1/properties'],
      ['missing-id', '/features/2/properties'],
      ['missing-id', '/features/3/properties'],
    ]);
  });

  test('and repeats, for a caller that cannot have that', () => {
    const { problems } = communities([{ w: 1 }, { w: 2 }, { w: '1' }], {
      idField: 'w',
      uniqueIds: true,
    });
    expect(problems).toMatchObject([{ code: 'duplicate-id', pointer: '/features/2', id: '1' }]);
  });
});

describe('names come from', () => {
  test.each([
    [{ NAME: 'a', listname: 'b' }, 'a'],
    [{ listname: 'b', name: 'a' }, 'a'],
    [{ Ward_Name: 'a' }, 'a'],
    [{ 社区名称: 'a' }, 'a'],
    [{ 名称: 'a' }, 'a'],
    [{ other: 'a' }, undefined],
    [{ name: ' ' }, undefined],
    [{ name: { zh: 'a' } }, undefined],
  ])('%j', (row, name) => {
    expect(communities([row]).names).toEqual([name]);
  });

  test('the field that was asked for', () => {
    expect(communities([{ name: 'a', label: 'b' }], { nameField: 'label' }).names).toEqual(['b']);
    expect(communities([{ name: 'a' }], { nameField: 'label' }).problems[0]?.code).toBe(
      'unknown-name-field',
    );
  });
});
