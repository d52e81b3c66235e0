import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Position } from '#engine/coverage/types.ts';
import { localFrame } from '#engine/geometry/geodesic.ts';
import type { DualGraph } from '#engine/graph/types.ts';
import { createRandom } from '../../../data/generator/random.ts';
import { ringsOf } from '../../helpers/repair-checks.ts';
import { CELL, type CellRegions, cellRegions, sharedSides } from './cell-regions.ts';
import { countComponents, countRuns, graphOf, rotationsOf } from './graphs.ts';

const seeds = fc.integer({ min: 0, max: 1e6 });

/** Boards with straight and with crooked borders. */
function forAnyBoard(check: (cells: CellRegions, graph: DualGraph) => void, water = 0.15): void {
  fc.assert(
    fc.property(seeds, fc.constantFrom(0, 25), (seed, jitter) => {
      const cells = cellRegions(seed, water, jitter);
      check(cells, graphOf(cells.geometries));
    }),
  );
}

const all = ({ nodes }: DualGraph): number[] => Array.from({ length: nodes }, (_, i) => i);

describe('buildDualGraph, any subdivision', () => {
  it('has an edge for each pair of regions with a common side', () => {
    forAnyBoard((cells, graph) => {
      const sides = [...sharedSides(cells).keys()].filter((key) => !key.endsWith(',-1'));
      expect(graph.edges.map(({ units }) => units.join()).sort()).toEqual(sides.sort());
    });
  });

  it('rotations hold each edge at both of its ends, and breaks only where they must', () => {
    forAnyBoard((cells, graph) => {
      const sides = sharedSides(cells);
      rotationsOf(graph).forEach((rotation, node) => {
        const around = graph.edges.flatMap(({ units: [a, b] }) =>
          a === node ? [b] : b === node ? [a] : [],
        );
        expect(new Set(rotation.filter((other) => other >= 0))).toEqual(new Set(around));
        rotation.forEach((other, i) => {
          const edge = graph.edgeOf[graph.start[node]! + i]!;
          if (other < 0) expect(edge).toBe(-1);
          else expect(graph.edges[edge]!.units).toEqual([node, other].sort((a, b) => a - b));
          if (rotation.length > 1) expect(other).not.toBe(rotation.at(i - 1));
        });
        if (sides.has(`${node},-1`)) expect(rotation).toContain(-1);
      });
    });
  });

  it('a unit whose neighbours in a connected set form one run leaves the set connected', () => {
    let checked = 0;
    forAnyBoard((cells, graph) => {
      const random = createRandom(cells.regions, 'connected-sets');
      const rotations = rotationsOf(graph);
      for (let trial = 0; trial < 10 && graph.nodes > 1; trial++) {
        const set = new Set([random.integer(graph.nodes)]);
        for (let steps = random.integer(graph.nodes); steps > 0; steps--) {
          const next = [...set].flatMap((n) => rotations[n]!).filter((n) => n >= 0 && !set.has(n));
          if (next.length === 0) break;
          set.add(random.pick(next));
        }
        for (const node of set) {
          const runs = countRuns(rotations[node]!, (other) => set.has(other));
          if (runs > 1 || set.size === 1) continue;
          checked++;
          const rest = [...set].filter((other) => other !== node);
          expect(countComponents(graph, rest)).toBe(1);
        }
      }
    });
    expect(checked).toBeGreaterThan(500);
  });

  it('components, articulation units and enclosed units as flooding finds them', () => {
    forAnyBoard((cells, graph) => {
      const nodes = all(graph);
      const sides = sharedSides(cells);
      const whole = countComponents(graph, nodes);
      expect(graph.components).toBe(whole);
      for (const node of nodes) {
        const rest = nodes.filter((other) => other !== node);
        expect(graph.isArticulation[node]).toBe(countComponents(graph, rest) > whole ? 1 : 0);
        const around = graph.edges.filter(({ units }) => units.includes(node));
        const isInside = around.length === 1 && !sides.has(`${node},-1`);
        const [a, b] = around[0]?.units ?? [-1, -1];
        expect(graph.enclosedBy[node]).toBe(isInside ? (a === node ? b : a) : -1);
      }
    }, 0.03);
  });

  it('enclosed groups reach the outside through one unit alone', () => {
    forAnyBoard((cells, graph) => {
      const sides = sharedSides(cells);
      for (const { by, nodes } of graph.enclosedGroups) {
        expect(nodes.length).toBeGreaterThan(1);
        expect(countComponents(graph, nodes)).toBe(1);
        for (const { units } of graph.edges) {
          const inside = units.filter((unit) => nodes.includes(unit));
          if (inside.length === 1) expect(units).toContain(by);
        }
        for (const node of nodes) expect(sides.has(`${node},-1`)).toBe(false);
      }
    }, 0.02);
  });

  it('perimeters are the borders with neighbours and with the outside', () => {
    forAnyBoard((_, graph) => {
      const sums = graph.outerLengthMetres.slice();
      for (const { units, lengthMetres, lengthByClass } of graph.edges) {
        for (const unit of units) sums[unit]! += lengthMetres;
        expect(lengthByClass.none).toBeCloseTo(lengthMetres, 6);
      }
      for (const node of all(graph))
        expect(sums[node]).toBeCloseTo(graph.perimeterMetres[node]!, 4);
    });
  });

  it('islands are linked to what is nearest', () => {
    forAnyBoard((cells, graph) => {
      const sizes = new Map<number, number>();
      for (const c of graph.component) sizes.set(c, (sizes.get(c) ?? 0) + 1);
      const largest = [...sizes].sort(([a, m], [b, n]) => n - m || a - b)[0]?.[0];
      const islands = [...sizes.keys()].filter((c) => c !== largest).sort((a, b) => a - b);
      expect(graph.islandLinks.map(({ components }) => components[0])).toEqual(islands);
      for (const { units, components, distanceMetres } of graph.islandLinks) {
        expect(units.map((unit) => graph.component[unit])).toEqual(components);
        const own = all(graph).filter((n) => graph.component[n] === components[0]);
        const others = all(graph).filter((n) => graph.component[n] !== components[0]);
        const least = Math.min(...own.flatMap((a) => others.map((b) => distance(cells, a, b))));
        // One flat frame and the ellipsoid differ by some 1e-5.
        expect(Math.abs(distanceMetres - least)).toBeLessThan(1e-3 + 1e-4 * least);
        expect(Math.abs(distance(cells, ...units) - least)).toBeLessThan(1e-3 + 1e-4 * least);
      }
    }, 0.45);
  });
});

/** Between the borders of two regions that share no area: from each vertex of one to each segment of the other. */
function distance({ geometries }: CellRegions, a: number, b: number): number {
  const frame = localFrame(120, 30.003);
  const flat = (i: number): Position[][] =>
    ringsOf(geometries[i]!).map((ring) =>
      ring.map(([lon, lat]) => [
        (lon! - 120) * frame.metresPerDegreeLon,
        (lat! - 30) * frame.metresPerDegreeLat,
      ]),
    );
  const one = flat(a);
  const other = flat(b);
  return Math.min(...fromVertices(one, other), ...fromVertices(other, one), 100 * CELL);
}

function* fromVertices(from: Position[][], onto: Position[][]): Generator<number> {
  for (const [x, y] of from.flat() as [number, number][]) {
    for (const ring of onto) {
      for (let i = 1; i < ring.length; i++) {
        const [ax, ay] = ring[i - 1] as [number, number];
        const [dx, dy] = [ring[i]![0]! - ax, ring[i]![1]! - ay];
        const t = Math.max(
          0,
          Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)),
        );
        yield Math.hypot(x - ax - t * dx, y - ay - t * dy);
      }
    }
  }
}
