import { describe, expect, it } from 'vitest';
import { BarrierIndex } from '#engine/barriers/barrier-index.ts';
import { borderShare } from '#engine/barriers/border-share.ts';
import type { Barrier } from '#engine/barriers/types.ts';
import { ringMeasure } from '#engine/geometry/geodesic.ts';
import { at, box, multiPolygon, polygon } from '../../helpers/squares.ts';

const line = (...points: readonly (readonly [number, number])[]): Barrier['geometry'] => ({
  type: 'LineString',
  coordinates: points.map(([x, y]) => at(x, y)),
});
const road: Barrier = {
  id: 'a',
  class: 'arterial',
  name: '文一路',
  geometry: line([-50, 0], [450, 0]),
};
const river: Barrier = {
  id: 'r',
  class: 'river',
  name: '余杭塘河',
  geometry: line([400, -50], [400, 450]),
};
const nameless: Barrier = { id: 'n', class: 'path', geometry: line([450, 400], [-50, 400]) };
const index = new BarrierIndex([road, river, nameless]);

describe('borderShare', () => {
  it('a square with a road, a river, a nameless path and nothing', () => {
    const share = borderShare(polygon(box(0, 0, 400, 400)), index);
    expect(share.lengthMetres).toBeCloseTo(ringMeasure(box(0, 0, 400, 400)).perimeter, 6);
    expect(share.lengthByClass.arterial).toBeCloseTo(400, 0);
    expect(share.lengthByClass.river).toBeCloseTo(400, 0);
    expect(share.lengthByClass.path).toBeCloseTo(400, 0);
    expect(share.lengthByClass.none).toBeCloseTo(400, 0);
    // What follows a nameless path follows no named barrier.
    expect(share.share).toBeCloseTo(0.5, 2);
    expect(share.namedLengthMetres).toBeCloseTo(800, 0);
  });

  it('counts holes and all parts', () => {
    const holed = polygon(box(-100, -100, 500, 500), box(0, 0, 400, 400));
    expect(borderShare(holed, index).lengthByClass.river).toBeCloseTo(400, 0);
    const parts = multiPolygon([box(0, 0, 400, 400)], [box(2000, 0, 2100, 100)]);
    expect(borderShare(parts, index).lengthMetres).toBeCloseTo(2000, 0);
  });

  it('a ring without its closing position has the same border', () => {
    const closed = box(0, 0, 400, 400);
    const open = polygon(closed.slice(0, -1));
    expect(borderShare(open, index)).toEqual(borderShare(polygon(closed), index));
  });

  it('no barriers: a share of nothing; no border: nothing', () => {
    const share = borderShare(polygon(box(0, 0, 400, 400)), new BarrierIndex([]));
    expect(share).toMatchObject({ namedLengthMetres: 0, share: 0 });
    expect(Object.keys(share.lengthByClass)).toEqual(['none']);
    expect(borderShare({ type: 'MultiPolygon', coordinates: [] }, index)).toEqual({
      lengthMetres: 0,
      lengthByClass: {},
      namedLengthMetres: 0,
      share: 0,
    });
  });

  it('the tolerance is the caller’s', () => {
    const area = polygon(box(0, 30, 400, 400));
    expect(borderShare(area, index).lengthByClass.arterial).toBeUndefined();
    expect(
      borderShare(area, index, { toleranceMetres: 40 }).lengthByClass.arterial,
    ).toBeGreaterThan(350);
  });
});
