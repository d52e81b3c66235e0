import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Barrier } from '#engine/barriers/types.ts';
import { traceRegion } from '#engine/coverage/trace-region.ts';
import type { AreaGeometry, Position } from '#engine/coverage/types.ts';
import { geodesicArea, geodesicDistance } from '#engine/geometry/geodesic.ts';
import { cutBlocks } from '#engine/units/blocks.ts';
import { communitiesOutline } from '#engine/units/communities-outline.ts';
import { joinOpenGround } from '#engine/units/join-open-ground.ts';
import { keepBorders } from '#engine/units/keep-borders.ts';
import { nodeLines } from '#engine/units/node-lines.ts';
import { northWestFirst, unitIds } from '#engine/units/number-units.ts';
import { RegionHeap } from '#engine/units/region-heap.ts';
import { isStrong, Regions } from '#engine/units/regions.ts';
import { shareInside } from '#engine/units/share-inside.ts';
import { at, box, multiPolygon, polygon, ring } from '../../helpers/squares.ts';

const line = (
  id: string,
  barrierClass: Barrier['class'],
  ...points: [number, number][]
): Barrier => ({
  id,
  class: barrierClass,
  geometry: { type: 'LineString', coordinates: points.map(([x, y]) => at(x, y)) },
});

const SQUARE = polygon(box(0, 0, 400, 400));
const regionsOf = (area: AreaGeometry, lines: readonly Barrier[]): Regions =>
  new Regions(cutBlocks(nodeLines([area], lines), lines, []).blocks);

describe('nodeLines', () => {
  const lines = [
    line('a', 'local', [-50, 100], [450, 100]),
    line('b', 'local', [100, -50], [100, 450]),
    line('c', 'local', [-50, 100], [200, 100]),
  ];

  it('numbers vertices from west to east and edges by their ends, whatever the order', () => {
    const noded = nodeLines([SQUARE], lines);
    const { xs, ys, size } = noded.points;
    for (let v = 1; v < size; v++) {
      expect(xs[v]! > xs[v - 1]! || (xs[v] === xs[v - 1] && ys[v]! > ys[v - 1]!)).toBe(true);
    }
    const keys = Array.from(noded.edgeFrom, (from, e) => [from, noded.edgeTo[e]!]);
    expect(keys.every(([from, to]) => from! < to!)).toBe(true);
    const again = nodeLines([SQUARE], [lines[2]!, lines[0]!, lines[1]!]);
    expect(Array.from(again.edgeFrom)).toEqual(Array.from(noded.edgeFrom));
    expect(Array.from(again.lons.subarray(0, size))).toEqual(
      Array.from(noded.lons.subarray(0, size)),
    );
  });

  it('keeps vertices as they were given, to the last digit', () => {
    const noded = nodeLines([SQUARE], lines);
    const places = new Set(Array.from(noded.lons, (lon, v) => `${lon},${noded.lats[v]}`));
    for (const corner of SQUARE.coordinates[0] as Position[]) {
      expect(places.has(corner.join())).toBe(true);
    }
  });

  it('a line covers nothing, however often it is drawn', () => {
    const twice = [line('a', 'local', [-50, 100], [450, 100], [-50, 100])];
    const noded = nodeLines([SQUARE], twice);
    const { blocks, labels } = cutBlocks(noded, twice, []);
    expect(labels.owners.every((owners) => owners.length === 0)).toBe(true);
    expect(new Regions(blocks).list()).toHaveLength(2);
  });
});

describe('Regions', () => {
  const lines = [
    line('河', 'river', [-50, 200], [450, 200]),
    line('街', 'local', [200, -50], [200, 450]),
  ];

  it('measure areas, perimeters and borders, and keep them when joined', () => {
    const regions = regionsOf(SQUARE, lines);
    const [first] = regions.list() as [number];
    expect(regions.list()).toHaveLength(4);
    const borders = [...regions.bordersOf(first)];
    expect(borders).toHaveLength(2);
    const strong = borders.filter(([, border]) => isStrong(border));
    expect(strong).toHaveLength(1);
    const [across, river] = strong[0]!;
    expect(river).toMatchObject({
      lengthMetres: expect.closeTo(200, 1),
      cost: expect.closeTo(10, 1),
      strongMetres: expect.closeTo(200, 1),
    });
    const area = regions.areaSquareMetres[first]! + regions.areaSquareMetres[across]!;
    const joined = regions.join(first, across);
    expect(regions.list()).toHaveLength(3);
    expect(regions.find(first)).toBe(joined);
    expect(regions.find(across)).toBe(joined);
    expect(regions.areaSquareMetres[joined]).toBeCloseTo(area, 6);
    expect(regions.perimeterMetres[joined]).toBeCloseTo(1200, 0);
    expect([...regions.bordersOf(joined).values()].map(({ lengthMetres }) => lengthMetres)).toEqual(
      [expect.closeTo(200, 1), expect.closeTo(200, 1)],
    );
    for (const other of regions.bordersOf(joined).keys()) {
      expect([...regions.bordersOf(other).keys()]).toContain(joined);
    }
    const rings = regions.ringsOf(joined);
    expect(geodesicArea({ type: 'Polygon', coordinates: rings })).toBeCloseTo(area, 5);
  });

  it('all joined, in any order, are the ground again', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 8, maxLength: 8 }), (choices) => {
        const regions = regionsOf(SQUARE, [
          ...lines,
          line('巷', 'path', [0, 0], [400, 400]),
          line('湖', 'river', [50, 60], [90, 60], [90, 90], [50, 60]),
        ]);
        for (const choice of choices) {
          const list = regions.list();
          const region = list[choice % list.length]!;
          const others = [...regions.bordersOf(region).keys()];
          if (others.length > 0) regions.join(region, others[choice % others.length]!);
        }
        const all = regions.list();
        const sum = all.reduce((area, region) => area + regions.areaSquareMetres[region]!, 0);
        // A vertex on a long edge moves the geodesic by some micrometres.
        expect(sum).toBeCloseTo(geodesicArea(SQUARE), 2);
        for (const region of all) {
          let length = 0;
          for (const { lengthMetres } of regions.bordersOf(region).values()) length += lengthMetres;
          expect(length).toBeLessThanOrEqual(regions.perimeterMetres[region]! + 1e-6);
          expect(regions.facesOf(region).every((face) => regions.find(face) === region)).toBe(true);
        }
      }),
    );
  });

  it('ground of one community that no line parts is joined', () => {
    const east = polygon(box(200, 0, 400, 400));
    const within = polygon(box(300, 100, 350, 150));
    const noded = nodeLines([east, within, SQUARE], []);
    // The small one loses all it claims: its border parts nothing.
    const regions = new Regions(cutBlocks(noded, [], [0, 1]).blocks);
    expect(regions.list()).toHaveLength(3);
    joinOpenGround(regions);
    expect(regions.list()).toHaveLength(2);
  });
});

describe('keepBorders', () => {
  it('what bounds nothing leaves no vertex, what bounds something does', () => {
    const regions = regionsOf(SQUARE, [
      line('街', 'local', [200, -50], [200, 450]),
      line('断', 'local', [100, -50], [100, 150]),
      line('尽', 'local', [150, 250], [250, 250]),
    ]);
    const borders = keepBorders(regions);
    const ground = Array.from(borders.regionOf.keys()).filter(
      (face) => borders.regionOf[face]! >= 0,
    );
    expect(ground).toHaveLength(2);
    for (const face of ground) {
      const { rings } = traceRegion(borders, [face]);
      expect(rings).toHaveLength(1);
      expect(rings[0]).toHaveLength(5);
    }
  });

  it('a bend of the barrier stays, as the place where two barriers meet end to end', () => {
    const regions = regionsOf(SQUARE, [
      line('弯', 'local', [200, -50], [200, 100], [210, 200]),
      line('直', 'arterial', [210, 200], [210, 450]),
    ]);
    const borders = keepBorders(regions);
    const [face] = Array.from(borders.regionOf.keys()).filter((f) => borders.regionOf[f]! >= 0);
    expect(traceRegion(borders, [face!]).rings[0]).toHaveLength(7);
  });
});

describe('communitiesOutline', () => {
  it('is the outer border, enclosed gaps filled', () => {
    const west = polygon(box(0, 0, 200, 400));
    const east = polygon(box(200, 0, 400, 400), [...box(250, 100, 300, 150)].reverse());
    const outline = communitiesOutline([west, east])!;
    expect(outline.type).toBe('Polygon');
    expect(outline.coordinates).toHaveLength(1);
    expect(geodesicArea(outline)).toBeCloseTo(geodesicArea(SQUARE), 4);
  });

  it('parts apart, and parts that touch in a corner, are parts', () => {
    const parts = communitiesOutline([
      multiPolygon([box(0, 0, 100, 100)], [box(300, 0, 400, 100)]),
      polygon(box(100, 100, 200, 200)),
    ])!;
    expect(parts.type).toBe('MultiPolygon');
    expect(parts.coordinates).toHaveLength(3);
    expect(communitiesOutline([])).toBeNull();
  });
});

describe('shareInside', () => {
  const area = polygon(box(0, 0, 100, 100), [...box(40, 40, 60, 60)].reverse());

  it('a segment through, beside, and through the hole', () => {
    expect(shareInside(at(-100, 20), at(100, 20), area)).toBeCloseTo(0.5, 9);
    expect(shareInside(at(0, 120), at(100, 120), area)).toBe(0);
    expect(shareInside(at(0, 50), at(100, 50), area)).toBeCloseTo(0.8, 9);
    expect(shareInside(at(10, 10), at(20, 30), area)).toBe(1);
  });

  it('does not depend on the direction, and adds up over a division', () => {
    const ordinate = fc.integer({ min: -50, max: 150 });
    const place = fc.tuple(ordinate, ordinate).map(([x, y]) => at(x + 0.3, y + 0.7));
    fc.assert(
      fc.property(place, place, fc.double({ min: 0.1, max: 0.9, noNaN: true }), (a, b, t) => {
        const share = shareInside(a, b, area);
        expect(shareInside(b, a, area)).toBeCloseTo(share, 6);
        const middle = [a[0]! + t * (b[0]! - a[0]!), a[1]! + t * (b[1]! - a[1]!)];
        const sum = t * shareInside(a, middle, area) + (1 - t) * shareInside(middle, b, area);
        if (geodesicDistance(a, b) > 1) expect(sum).toBeCloseTo(share, 6);
      }),
    );
  });
});

describe('RegionHeap', () => {
  it('gives the smallest area first, of equals the lower number', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 })), (areas) => {
        const heap = new RegionHeap();
        areas.forEach((area, region) => {
          heap.push(area, region);
        });
        const popped: [number, number][] = [];
        for (let next = heap.pop(); next !== null; next = heap.pop()) {
          popped.push([next.areaSquareMetres, next.region]);
        }
        const sorted = areas
          .map((area, region): [number, number] => [area, region])
          .sort(([a, i], [b, j]) => a - b || i - j);
        expect(popped).toEqual(sorted);
      }),
    );
  });
});

describe('numbers', () => {
  it('rows from the north, in each from the west', () => {
    const places = [
      [120.01, 30.0005],
      [120.0, 30.0011],
      [120.01, 30.0031],
      [120.0, 30.0029],
    ];
    expect(northWestFirst(places)).toEqual([3, 2, 1, 0]);
  });

  it('ids with four digits or more, after the jurisdiction’s', () => {
    const none = (count: number): null[] => Array(count).fill(null);
    expect(unitIds(none(2), [], undefined)).toEqual(['U0001', 'U0002']);
    expect(unitIds(none(10_000), [], '33').at(-1)).toBe('33-U10000');
    expect(unitIds(none(1), [], '33')).toEqual(['33-U0001']);
  });

  it('kept ids stay, and no number is given twice', () => {
    const used = ['33-U0001', '33-U0007', 'U0100', '33-U9a'];
    expect(unitIds([null, '33-U0001', null], used, '33')).toEqual([
      '33-U0008',
      '33-U0001',
      '33-U0009',
    ]);
  });
});

it('a triangle of streets parts its ground in two', () => {
  const regions = regionsOf(polygon(ring([0, 0], [400, 0], [200, 400])), [
    line('街', 'local', [-50, 100], [450, 100]),
  ]);
  expect(regions.list()).toHaveLength(2);
});
