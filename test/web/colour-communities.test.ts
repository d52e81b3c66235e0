import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AreaGeometry, Position } from '#engine/coverage/types.ts';
import { colourGreedily, findNeighbours } from '../../web/map/colour-communities.ts';

/** A rectangle in metres from a corner near Hangzhou. */
function block(x: number, y: number, width: number, height: number): AreaGeometry {
  const at = (east: number, north: number): Position => [
    120 + east / (111_320 * Math.cos((30 * Math.PI) / 180)),
    30 + north / 111_320,
  ];
  const ring = [at(x, y), at(x + width, y), at(x + width, y + height), at(x, y + height), at(x, y)];
  return { type: 'Polygon', coordinates: [ring] };
}
const listed = (neighbours: Set<number>[]): number[][] =>
  neighbours.map((set) => [...set].sort((a, b) => a - b));

describe('findNeighbours', () => {
  it('finds areas that share a border without sharing its vertices', () => {
    const areas = [block(0, 0, 1000, 1000), block(1000, -300, 1000, 700)];
    expect(listed(findNeighbours(areas))).toEqual([[1], [0]]);
  });
  it('finds areas across a narrow gap and across an overlap', () => {
    const areas = [block(0, 0, 1000, 1000), block(1008, 0, 1000, 1000), block(0, 990, 1000, 500)];
    expect(listed(findNeighbours(areas))).toEqual([
      [1, 2],
      [0, 2],
      [0, 1],
    ]);
  });
  it('leaves apart what lies apart', () => {
    const areas = [block(0, 0, 1000, 1000), block(1500, 0, 1000, 1000)];
    expect(listed(findNeighbours(areas))).toEqual([[], []]);
  });
  it('takes every part of an area, and a missing one for none', () => {
    const parts = [block(0, 0, 100, 100), block(5000, 0, 100, 100)];
    const multi: AreaGeometry = {
      type: 'MultiPolygon',
      coordinates: parts.map((part) => part.coordinates as Position[][]),
    };
    const areas = [multi, block(5100, 0, 100, 100), null];
    expect(listed(findNeighbours(areas))).toEqual([[1], [0], []]);
  });
});

describe('colourGreedily', () => {
  it('gives neighbours on a grid of blocks different colours', () => {
    const areas: AreaGeometry[] = [];
    for (let row = 0; row < 6; row++) {
      for (let column = 0; column < 6; column++) {
        areas.push(block(column * 800 + (row % 2) * 400, row * 800, 800, 800));
      }
    }
    const neighbours = findNeighbours(areas);
    const colours = colourGreedily(neighbours, 6);
    neighbours.forEach((set, node) => {
      for (const other of set) expect(colours[other], `${node}–${other}`).not.toBe(colours[node]);
    });
    // All colours are used about equally, so that the map does not lean to one.
    const uses = [0, 1, 2, 3, 4, 5].map((colour) => colours.filter((one) => one === colour).length);
    expect(Math.max(...uses) - Math.min(...uses)).toBeLessThanOrEqual(3);
  });
  it('always gives a colour of the palette, and depends on nothing but the graph', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(19), fc.nat(19)), { maxLength: 120 }), (edges) => {
        const graph = Array.from({ length: 20 }, () => new Set<number>());
        for (const [a, b] of edges) {
          if (a === b) continue;
          graph[a]?.add(b);
          graph[b]?.add(a);
        }
        const colours = colourGreedily(graph, 6);
        expect(colours.every((colour) => colour >= 0 && colour < 6)).toBe(true);
        expect(colourGreedily(graph, 6)).toEqual(colours);
        // Six colours are enough where nobody has more than five neighbours.
        if (graph.every((set) => set.size < 6)) {
          graph.forEach((set, node) => {
            for (const other of set) expect(colours[other]).not.toBe(colours[node]);
          });
        }
      }),
    );
  });
});
