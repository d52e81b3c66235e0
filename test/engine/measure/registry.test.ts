import { describe, expect, it } from 'vitest';
import type { Barrier, BarrierClass } from '#engine/barriers/types.ts';
import { linesToMeasure } from '#engine/measure/lines-to-measure.ts';
import { measureAll } from '#engine/measure/measure-all.ts';
import { MEASURES, measure } from '#engine/measure/registry.ts';
import { ENGINE_VERSION } from '#engine/version.ts';
import { at, box, closed, community, type Offset, polygonAt } from './shapes.ts';

const square = community(polygonAt([box(0, 0, 1000)]));
const line = (id: string, kind: BarrierClass, name: string | null, ...way: Offset[]): Barrier => ({
  id,
  class: kind,
  ...(name === null ? {} : { name }),
  geometry: { type: 'LineString', coordinates: at(way) },
});

describe('the registry', () => {
  it('has each measure under its id, with a version and both languages', () => {
    for (const [id, { version, name, source, ...rest }] of MEASURES) {
      expect(rest.id).toBe(id);
      expect(version).toBeGreaterThanOrEqual(1);
      for (const text of [name, source]) {
        expect(text.zh, id).toMatch(/[\u4e00-\u9fff]/);
        expect(text.en, id).toMatch(/[a-z]/);
      }
      expect(source.zh, id).toMatch(/。$/);
    }
  });

  it('refuses a measure that it does not have', () => {
    expect(() => measure('beauty', square, { communities: [] })).toThrow(/no measure “beauty”/);
    expect(() => measureAll({ communities: [square] }, ['beauty'])).toThrow(RangeError);
  });

  it('measureAll: every community in its order, with the versions', () => {
    const other = community(null, {}, 'B');
    const all = measureAll({ communities: [square, other] }, ['area', 'households']);
    expect(all).toMatchObject({ version: ENGINE_VERSION, measures: { area: 1, households: 1 } });
    expect(all.communities.map(({ id }) => id)).toEqual(['A', 'B']);
    expect(Object.keys(all.communities[1]!.measures)).toEqual(['area', 'households']);
  });
});

describe('barrier-share', () => {
  const take = (barriers: Barrier[] | undefined, more = {}) =>
    measure('barrier-share', square, {
      communities: [square],
      ...(barriers === undefined ? {} : { barriers }),
      ...more,
    });

  it('counts named barriers; its parts are shares along all of them and add up to 1', () => {
    const barriers = [
      line('1', 'river', '清河', [0, 0], [1000, 0]),
      line('2', 'local', null, [1000, 0], [1000, 1000]),
    ];
    const result = take(barriers);
    expect(result).toMatchObject({
      state: 'known',
      value: expect.closeTo(0.25, 2),
      parts: {
        river: expect.closeTo(0.25, 2),
        local: expect.closeTo(0.25, 2),
        none: expect.closeTo(0.5, 2),
      },
    });
    const parts = result.state === 'known' ? Object.values(result.parts!) : [];
    expect(parts.reduce((sum, part) => sum! + part!, 0)).toBeCloseTo(1, 12);
  });

  it('within the tolerance of the context', () => {
    const barriers = [line('1', 'river', '清河', [0, -15], [1000, -15])];
    expect(take(barriers)).toMatchObject({ value: expect.closeTo(0.25, 2) });
    expect(take(barriers, { barrierToleranceMetres: 5 })).toMatchObject({ value: 0 });
  });

  it('no barriers known: missing; none there: 0', () => {
    expect(take(undefined)).toMatchObject({ state: 'missing', reason: 'no-barriers' });
    expect(take([])).toEqual({ state: 'known', value: 0, parts: { none: 1 } });
  });
});

describe('linesToMeasure', () => {
  it('shores of waters; no tunnels but those that people walk through', () => {
    const ring = closed(at(box(0, 0, 100)));
    const way = {
      type: 'LineString' as const,
      coordinates: at([
        [0, 0],
        [1, 1],
      ]),
    };
    const lines = linesToMeasure([
      {
        id: 'lake',
        class: 'river',
        name: '湖',
        geometry: { type: 'Polygon', coordinates: [ring] },
      },
      { id: 'metro', class: 'railway', structure: 'tunnel', geometry: way },
      { id: 'underpass', class: 'path', structure: 'tunnel', oneway: true, geometry: way },
      { id: 'bridge', class: 'arterial', structure: 'bridge', layer: 1, geometry: way },
    ]);
    expect(lines).toEqual([
      {
        id: 'lake',
        class: 'river',
        name: '湖',
        geometry: { type: 'MultiLineString', coordinates: [ring] },
      },
      // People walk there, but no border follows it.
      { id: 'underpass', class: 'path', underground: true, geometry: way },
      { id: 'bridge', class: 'arterial', geometry: way },
    ]);
  });
});
