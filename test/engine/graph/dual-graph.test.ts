import { describe, expect, it } from 'vitest';
import type { AreaGeometry } from '#engine/coverage/types.ts';
import { buildDualGraph } from '#engine/graph/dual-graph.ts';
import { matchUnits } from '#engine/units/match-units.ts';
import { at, box, multiPolygon, polygon } from '../../helpers/squares.ts';
import { graphOf, rotationFrom, rotationsOf } from './graphs.ts';

const square = (x: number, y: number, size = 100): AreaGeometry =>
  polygon(box(x, y, x + size, y + size));

/** Rows of squares from the south-west; a dot is no unit. */
function board(...rows: string[]): AreaGeometry[] {
  return [...rows]
    .reverse()
    .flatMap((row, y) => [...row].flatMap((c, x) => (c === '.' ? [] : [square(100 * x, 100 * y)])));
}

describe('buildDualGraph', () => {
  it('figures of two squares', () => {
    const graph = graphOf([square(0, 0), square(100, 0)]);
    expect(graph.nodes).toBe(2);
    expect(graph.edges.length).toBe(1);
    expect(graph.edges[0]!.units).toEqual([0, 1]);
    expect(graph.edges[0]!.lengthMetres).toBeCloseTo(100, 2);
    expect(Object.keys(graph.edges[0]!.lengthByClass)).toEqual(['none']);
    expect(graph.areaSquareMetres[0]).toBeCloseTo(10_000, 0);
    expect(graph.perimeterMetres[0]).toBeCloseTo(400, 1);
    expect(graph.outerLengthMetres[0]).toBeCloseTo(300, 1);
    expect(graph.components).toBe(1);
    expect(rotationsOf(graph)).toEqual([
      [1, -1],
      [-1, 0],
    ]);
    expect([...graph.edgeOf]).toEqual([0, -1, -1, 0]);
  });

  it('neighbours stand counterclockwise, with a break where four meet in a corner', () => {
    // 6 7 8
    // 3 4 5
    // 0 1 2
    const graph = graphOf(board('xxx', 'xxx', 'xxx'));
    expect(rotationFrom(graph, 4, 5)).toEqual([5, -1, 7, -1, 3, -1, 1, -1]);
    expect(rotationFrom(graph, 1, 2)).toEqual([2, -1, 4, -1, 0, -1]);
  });

  it('neighbours that border one another at the corner stand without a break', () => {
    // A long one below, two above: three meet in one corner.
    const graph = graphOf([polygon(box(0, 0, 200, 100)), square(0, 100), square(100, 100)]);
    expect(rotationFrom(graph, 0, 2)).toEqual([2, 1, -1]);
    expect(rotationFrom(graph, 1, 0)).toEqual([0, 2, -1]);
  });

  it('rotation is the same for rings written clockwise', () => {
    const clockwise = [polygon(box(0, 0, 200, 100)), square(0, 100), square(100, 100)].map(
      (geometry) => polygon([...(geometry.coordinates[0] as ReturnType<typeof box>)].reverse()),
    );
    expect(rotationFrom(graphOf(clockwise), 0, 2)).toEqual([2, 1, -1]);
  });

  it('a neighbour met in several runs stands once for each', () => {
    const arch = polygon([
      at(0, 100),
      at(100, 100),
      at(100, 150),
      at(200, 150),
      at(200, 100),
      at(300, 100),
      at(300, 200),
      at(0, 200),
      at(0, 100),
    ]);
    const block = polygon(box(100, 100, 200, 150));
    const graph = graphOf([polygon(box(0, 0, 300, 100)), arch, block]);
    expect(rotationFrom(graph, 0, 2)).toEqual([2, 1, -1, 1]);
    expect(graph.edges.filter(({ units }) => units.includes(0) && units.includes(1)).length).toBe(
      1,
    );
  });

  it('a hole is a walk of its own, parted by breaks', () => {
    const inner = box(40, 40, 60, 60);
    const graph = graphOf([polygon(box(0, 0, 100, 100), inner), polygon(inner), square(100, 0)]);
    expect(rotationFrom(graph, 0, 2)).toEqual([2, -1, 1, -1]);
    expect(rotationsOf(graph)[1]).toEqual([0]);
    expect([...graph.enclosedBy]).toEqual([-1, 0, -1]);
    expect([...graph.isArticulation]).toEqual([1, 0, 0]);
  });

  it('a unit of several parts: a walk for each', () => {
    const parts = multiPolygon([box(0, 0, 100, 100)], [box(200, 0, 300, 100)]);
    const graph = graphOf([parts, square(100, 0)]);
    expect(rotationsOf(graph)).toEqual([
      [1, -1, 1, -1],
      [-1, 0, -1, 0],
    ]);
    expect(graph.edges.length).toBe(1);
    expect(graph.edges[0]!.lengthMetres).toBeCloseTo(200, 1);
  });

  it('contact in a point is no edge whatever the threshold; a short contact is told apart', () => {
    const point = graphOf([square(0, 0), square(100, 100)], { leastBorderMetres: 0 });
    expect([point.edges.length, point.shortBorders.length, point.components]).toEqual([0, 0, 2]);
    // Meets along 3 m.
    const units = [square(0, 0), square(100, 97)];
    const graph = graphOf(units, { leastBorderMetres: 5 });
    expect([graph.edges.length, graph.components]).toEqual([0, 2]);
    expect(graph.shortBorders[0]!.units).toEqual([0, 1]);
    expect(graph.shortBorders[0]!.lengthMetres).toBeCloseTo(3, 2);
    expect(rotationsOf(graph)).toEqual([[-1], [-1]]);
    expect(graphOf(units).edges.length).toBe(1);
  });

  it('articulation: the middle of a row; none in a ring', () => {
    expect([...graphOf(board('xxx')).isArticulation]).toEqual([0, 1, 0]);
    expect([...graphOf(board('xxx', 'x.x', 'xxx')).isArticulation]).toEqual(Array(8).fill(0));
  });

  it('a group that one unit alone parts from the outside', () => {
    const hole = box(100, 100, 300, 200);
    const graph = graphOf([
      polygon(box(0, 0, 400, 300), hole),
      square(100, 100),
      square(200, 100),
      square(400, 0),
    ]);
    expect([...graph.enclosedBy]).toEqual([-1, -1, -1, -1]);
    expect(graph.enclosedGroups).toEqual([{ by: 0, nodes: [1, 2] }]);
    expect([...graph.isArticulation]).toEqual([1, 0, 0, 0]);
  });

  it('what lies around a lake is not enclosed', () => {
    const graph = graphOf(board('xxx', 'x.x', 'xxx'));
    expect(graph.enclosedGroups).toEqual([]);
    expect(graph.enclosedBy.every((by) => by === -1)).toBe(true);
  });

  it('islands: each but the largest with the nearest unit of another', () => {
    const graph = graphOf([
      ...board('xx', 'xx'),
      square(230, 40, 50),
      square(300, 40, 50),
      square(400, 400),
    ]);
    expect(graph.components).toBe(4);
    expect([...graph.component]).toEqual([0, 0, 0, 0, 1, 2, 3]);
    const links = graph.islandLinks.map(({ units, components, distanceMetres }) => [
      units,
      components,
      Math.round(distanceMetres),
    ]);
    expect(links).toEqual([
      [[4, 5], [1, 2], 20],
      [[5, 4], [2, 1], 20],
      // Across the corner at 350, 90; 200, 200 is further.
      [[6, 3], [3, 0], 283],
    ]);
    const { between } = graph.islandLinks[0]!;
    expect(between[0]![0]).toBeCloseTo(at(280, 0)[0]!, 9);
    expect(between[1]![0]).toBeCloseTo(at(300, 0)[0]!, 9);
  });

  it('units that touch in a corner only: a link without distance', () => {
    const graph = graphOf([square(0, 0), square(100, 100)]);
    expect(graph.islandLinks).toMatchObject([{ units: [1, 0], distanceMetres: 0 }]);
  });

  it('several borders of one pair, given either way round, are one edge', () => {
    const set = matchUnits(
      [square(0, 0), square(100, 0)].map((geometry, i) => ({ id: String(i), geometry })),
      [],
    );
    const [first, ...rest] = set.borders;
    const twice = { units: [1, 0] as [number, number], lengthMetres: 10, stretches: [] };
    const graph = buildDualGraph({ units: set.units, borders: [first!, twice, ...rest] });
    expect(graph.edges).toMatchObject([{ units: [0, 1] }]);
    expect(graph.edges[0]!.lengthMetres).toBeCloseTo(110, 2);
  });

  it('no units; a border without its unit; a threshold that is none', () => {
    const graph = buildDualGraph({ units: [], borders: [] });
    expect([graph.nodes, graph.components, graph.edges.length]).toEqual([0, 0, 0]);
    const border = { units: [0, 3] as [number, number], lengthMetres: 5, stretches: [] };
    const units = [{ id: 'a', geometry: square(0, 0) }];
    expect(() => buildDualGraph({ units, borders: [border] })).toThrow('border 0');
    expect(() => buildDualGraph({ units, borders: [] }, { leastBorderMetres: -1 })).toThrow(
      'leastBorderMetres',
    );
  });
});
