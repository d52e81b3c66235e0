import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { BARRIER_CLASSES } from '#engine/barriers/types.ts';
import { classifyTags } from '../../../../server/formats/osm/classify-tags.ts';
import { parseTagTable } from '../../../../server/formats/osm/tag-table.ts';
import { loadTagTable } from '../../../../server/services/import/load-tag-table.ts';

const table = loadTagTable();
const classify = (tags: Record<string, string>) =>
  classifyTags(new Map(Object.entries(tags)), table);

describe('the table that comes with the program', () => {
  test('is sound, and has a tag for every class', () => {
    const rules = [...table.lines, ...table.areas];
    const classes = rules.flatMap(({ values }) => Object.values(values).map((rule) => rule.class));
    expect(new Set(classes)).toEqual(new Set(BARRIER_CLASSES));
  });

  test('every value that makes a barrier stands in the guide', () => {
    const guide = readFileSync(new URL('../../../../docs/units-guide.md', import.meta.url), 'utf8');
    const values = [...table.lines, ...table.areas].flatMap((rule) => Object.keys(rule.values));
    expect(values.filter((value) => !guide.includes(`\`${value}\``))).toEqual([]);
  });

  test.each([
    [{ highway: 'motorway_link' }, { class: 'expressway', link: true, oneway: true }],
    [{ highway: 'primary' }, { class: 'arterial', link: false, oneway: false }],
    [{ highway: 'service' }, { class: 'path' }],
    [{ waterway: 'canal' }, { class: 'canal', form: 'line' }],
    [{ natural: 'water' }, { class: 'river', form: 'area' }],
    [{ waterway: 'riverbank' }, { class: 'river', form: 'area' }],
    [{ natural: 'cliff' }, { class: 'ridge' }],
    [{ barrier: 'wall' }, { class: 'wall' }],
    [{ railway: 'abandoned' }, { outcome: 'ignored' }],
    [{ railway: 'platform' }, { outcome: 'ignored' }],
    [{ railway: 'tram', highway: 'residential' }, { class: 'local' }],
    [{ waterway: 'drain' }, { outcome: 'ignored' }],
    [{ waterway: 'drain', name: '七号沟' }, { class: 'canal' }],
    [{ highway: 'flyover' }, { outcome: 'unknown', kind: 'highway=flyover' }],
    [{ natural: 'water', water: 'wastewater' }, { outcome: 'ignored' }],
  ])('%j', (tags, verdict) => {
    expect(classify(tags as Record<string, string>)).toMatchObject(verdict);
  });

  test('what has nothing to do with barriers is no element of theirs', () => {
    for (const tags of [
      {},
      { natural: 'wood' },
      { barrier: 'hedge' },
      { landuse: 'forest' },
      { highway: '' },
    ]) {
      expect(classify(tags)).toBeNull();
    }
  });
});

describe('a table of one’s own', () => {
  const problems = (document: unknown) => {
    const parsed = parseTagTable(document);
    return parsed.ok ? [] : parsed.error.map(({ code, pointer }) => `${code} ${pointer}`);
  };

  test('is checked for its form, with the place of each fault', () => {
    const faulty = structuredClone(table) as unknown as {
      lines: { values: object; others: string }[];
    };
    faulty.lines[0]!.others = 'guess';
    faulty.lines[1]!.values = { rail: { class: 'tram' } };
    expect(problems(faulty)).toEqual(
      expect.arrayContaining([
        'invalid-value /lines/0/others',
        'invalid-value /lines/1/values/rail/class',
      ]),
    );
    expect(problems([])).not.toEqual([]);
    expect(problems(null)).not.toEqual([]);
  });

  test('must not say of a value that it is a barrier and that it is none, nor have a key twice', () => {
    const faulty = structuredClone(table);
    faulty.lines[0]!.ignored[0]!.values.push('primary');
    faulty.lines.push(structuredClone(table.lines[1]!));
    expect(problems(faulty)).toEqual([
      'repeated-value /lines/0/ignored/0/values',
      'repeated-key /lines/5/key',
    ]);
  });
});
