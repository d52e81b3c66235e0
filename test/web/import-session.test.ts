import { describe, expect, it } from 'vitest';
import { renameFields } from '../../web/worker/import-fields.ts';
import { ImportSession } from '../../web/worker/import-session.ts';

const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));
const collection = (properties: object, geometry: object) => ({
  type: 'FeatureCollection',
  features: [
    { type: 'Feature', properties, geometry },
    { type: 'Feature', properties, geometry },
  ],
});
const line = {
  type: 'LineString',
  coordinates: [
    [120, 30],
    [121, 31],
  ],
};

describe('files of an import', () => {
  it('are told apart by name, else by what they hold', () => {
    const role = (name: string, document: object): string | false => {
      const read = new ImportSession().read(1, name, bytes(document));
      return read.ok && read.value.role;
    };
    expect(role('道路.geojson', collection({}, line))).toBe('barriers');
    expect(role('x.geojson', collection({}, line))).toBe('barriers');
    expect(role('x.geojson', collection({}, { type: 'Point', coordinates: [1, 2] }))).toBe(
      'facilities',
    );
    const area = {
      type: 'Polygon',
      coordinates: [
        [
          [0, 0],
          [1, 0],
          [1, 1],
          [0, 0],
        ],
      ],
    };
    expect(role('x.geojson', collection({ code: 'a' }, area))).toBe('communities');
    expect(role('x.geojson', collection({ community: 'a' }, area))).toBe('units');
    expect(role('x.geojson', { type: 'Feature', properties: {}, geometry: area })).toBe(
      'jurisdiction',
    );
  });

  it('are put together under the names that the import knows, with the rest as it was', () => {
    const session = new ImportSession();
    session.read(1, 'a', bytes(collection({ 代码: 'A', code: 'other', note: 1 }, line)));
    const fields = { code: '代码' };
    const body = JSON.parse(
      session.make([{ file: 1, role: 'barriers', fields }], { code: 'T' }),
    ) as { code: string; barriers: { features: { properties: object }[] } };
    expect(body.code).toBe('T');
    expect(body.barriers.features[0]?.properties).toEqual({ code: 'A', note: 1 });
  });

  it('that are none are refused with the reason', () => {
    const session = new ImportSession();
    for (const content of [new Uint8Array([0x50, 0x4b, 3, 4]), bytes({ a: 1 }), bytes([])]) {
      expect(session.read(1, 'a', content).ok).toBe(false);
    }
  });

  it('take over no property that was chosen for something else', () => {
    const properties = { name: 'x', 名称: 'y' };
    expect(renameFields('communities', { name: '名称' }, properties)).toEqual({ name: 'y' });
    expect(renameFields('communities', { name: '' }, properties)).toEqual({ 名称: 'y' });
  });
});
