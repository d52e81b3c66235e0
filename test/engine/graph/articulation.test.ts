import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findArticulation, walkDepthFirst } from '#engine/graph/articulation.ts';
import { findComponents } from '#engine/graph/components.ts';
import { countComponents } from './graphs.ts';

type Edge = { units: [number, number] };

function rowsOf(nodes: number, edges: readonly Edge[]) {
  const around: number[][] = Array.from({ length: nodes }, () => []);
  for (const { units } of edges) {
    const [a, b] = units;
    around[a]!.push(b);
    around[b]!.push(a);
  }
  const start = new Int32Array(nodes + 1);
  around.forEach((list, node) => {
    start[node + 1] = start[node]! + list.length;
  });
  return { nodes, start, neighbours: Int32Array.from(around.flat()) };
}

const graph = fc.integer({ min: 1, max: 14 }).chain((nodes) =>
  fc
    .uniqueArray(fc.tuple(fc.nat(nodes - 1), fc.nat(nodes - 1)), {
      maxLength: 24,
      selector: ([a, b]) => `${Math.min(a, b)},${Math.max(a, b)}`,
    })
    .map((pairs) => ({
      nodes,
      edges: pairs
        .filter(([a, b]) => a !== b)
        .map(([a, b]): Edge => ({ units: [Math.min(a, b), Math.max(a, b)] })),
    })),
);

const all = (nodes: number): number[] => Array.from({ length: nodes }, (_, i) => i);

describe('findArticulation and findComponents, any graph', () => {
  it('a node is an articulation where taking it away makes more components', () => {
    fc.assert(
      fc.property(graph, fc.nat(), ({ nodes, edges }, root) => {
        const found = findArticulation(walkDepthFirst(rowsOf(nodes, edges), [root % nodes]));
        const whole = countComponents({ edges } as never, all(nodes));
        for (const node of all(nodes)) {
          const rest = all(nodes).filter((other) => other !== node);
          const parts = countComponents({ edges } as never, rest);
          expect(found[node]).toBe(parts > whole ? 1 : 0);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('components are numbered by their first node', () => {
    fc.assert(
      fc.property(graph, ({ nodes, edges }) => {
        const { component, components } = findComponents(nodes, edges);
        expect(components).toBe(countComponents({ edges } as never, all(nodes)));
        let seen = 0;
        for (const number of component) {
          expect(number).toBeLessThanOrEqual(seen);
          if (number === seen) seen++;
        }
        for (const { units } of edges) expect(component[units[0]]).toBe(component[units[1]]);
      }),
    );
  });

  it('a chain of 100,000 nodes: no recursion', () => {
    const nodes = 100_000;
    const edges = Array.from({ length: nodes - 1 }, (_, i): Edge => ({ units: [i, i + 1] }));
    const found = findArticulation(walkDepthFirst(rowsOf(nodes, edges)));
    expect(found.reduce((sum, is) => sum + is, 0)).toBe(nodes - 2);
    expect(findComponents(nodes, edges).components).toBe(1);
  });
});
