import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** An instance document as it stands in a file. */
export type InstanceDocument = Record<string, unknown> & {
  nodes: { id: number; population: number; x: number; y: number; a?: number; b?: number }[];
  edges: number[][];
};

/** A grid of units of 100 m, 10 households each, a river below the middle row and a street in the middle. */
export function gridInstance(width: number, height: number): InstanceDocument {
  const nodes: InstanceDocument['nodes'] = [];
  const edges: number[][] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const rim =
        Number(x === 0) + Number(x === width - 1) + Number(y === 0) + Number(y === height - 1);
      const id = nodes.length;
      nodes.push({ id, population: 10, x: 100 * x, y: 100 * y, a: 10_000, b: 100 * rim });
      if (x + 1 < width) edges.push([id, id + 1, 100, x + 1 === width / 2 ? 1 : 0]);
      if (y + 1 < height) edges.push([id, id + width, 100, y + 1 === height / 2 ? 2 : 0]);
    }
  }
  return {
    name: `grid ${width} × ${height}`,
    barrierClasses: ['none', 'street', 'river'],
    classWeight: [1, 0.35, 0.05],
    nodes,
    edges,
    k: 2,
    tolerance: 0.1,
  };
}

const SHARED = new URL('../../../../shared/bench/proposals/', import.meta.url);

/** The shared benchmark, which is no part of the project; null, with a loud note, where it is absent. */
export function sharedInstances(): {
  scorer: string;
  names: string[];
  read(name: string): InstanceDocument;
} | null {
  const folder = new URL('instances/', SHARED);
  if (!existsSync(folder)) {
    console.warn(
      'SKIPPED: ../shared/bench/proposals is absent; nothing is compared with the shared scorer',
    );
    return null;
  }
  return {
    scorer: new URL('score.mjs', SHARED).href,
    names: readdirSync(folder)
      .filter((name) => name.endsWith('.json') && name !== 'optima.json')
      .map((name) => name.slice(0, -'.json'.length)),
    read: (name) => JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')),
  };
}
