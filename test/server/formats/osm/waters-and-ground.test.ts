import { describe, expect, test } from 'vitest';
import { readBarrierDocument } from '../../../../server/formats/osm/read-barrier-file.ts';
import { loadTagTable } from '../../../../server/services/import/load-tag-table.ts';

const PLACES = [
  [116, 40],
  [116.01, 40],
  [116.01, 40.01],
  [116, 40.01],
];
const nodes = PLACES.map(([lon, lat], i) => ({ type: 'node', id: i + 1, lon, lat }));
const way = (id: number, tags: Record<string, string>, refs = [1, 2, 3, 4, 1]) => ({
  type: 'way',
  id,
  nodes: refs,
  tags,
});

function read(...elements: object[]) {
  const document = { version: 0.6, elements: [...nodes, ...elements] };
  const file = readBarrierDocument(document, loadTagTable());
  if (!file.ok) throw new Error(JSON.stringify(file.error));
  return file.value;
}

describe('waters of OpenStreetMap', () => {
  test('a piece of a river in today’s tags was taken for a lake', () => {
    const { barriers } = read(way(7, { natural: 'water', water: 'river' }));
    expect(barriers).toMatchObject([{ class: 'river', kind: 'water=river' }]);
  });

  test('a shore is known from a river: the area has a part that the extract does not hold', () => {
    const { barriers } = read(
      way(7, { natural: 'water' }, [1, 2, 3]),
      way(8, { waterway: 'river' }, [1, 2, 3]),
      way(9, { natural: 'water' }),
    );
    expect(barriers.map(({ id, shore }) => [id, shore])).toEqual([
      ['way/7', true],
      ['way/8', undefined],
      ['way/9', undefined],
    ]);
  });
});

describe('land use of OpenStreetMap', () => {
  const road = way(1, { highway: 'primary' });

  test('residential ground and ground in other uses are told apart', () => {
    const file = read(
      road,
      way(2, { landuse: 'residential', leisure: 'park' }),
      way(3, { landuse: 'industrial' }),
      way(4, { amenity: 'school' }),
      way(5, { landuse: 'something' }),
    );
    expect(file.residentialAreas).toHaveLength(1);
    expect(file.otherAreas).toHaveLength(2);
  });

  test('a table that names no other ground gives none: not known', () => {
    const { otherGround: _, ...table } = loadTagTable();
    const file = readBarrierDocument({ version: 0.6, elements: [...nodes, road] }, table);
    expect(file.ok && file.value).not.toHaveProperty('otherAreas');
  });

  test('ground that lies outside the extract is not counted as missing', () => {
    const { notes } = read(road, way(3, { landuse: 'forest' }, [98, 99]));
    expect(notes.map(({ en }) => en).join()).not.toMatch(/left out/);
  });
});
