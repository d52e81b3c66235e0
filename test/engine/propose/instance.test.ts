import { describe, expect, it } from 'vitest';
import { type PartitionInstance, toProblem } from '#engine/propose/instance.ts';
import { joinIslands, listPieces } from '#engine/propose/join-islands.ts';
import { parseInstance } from '#engine/propose/parse-instance.ts';
import { gridInstance, type InstanceDocument } from './instances.ts';

const parsed = (document: unknown): PartitionInstance => {
  const read = parseInstance(document);
  if (!read.ok) throw new Error(JSON.stringify(read.error));
  return read.value;
};
/** Changes the document itself, and gives back none of its own. */
function set(owner: object, member: string | number, value: unknown): undefined {
  Object.assign(owner, { [member]: value });
}

const faults = (change: (document: InstanceDocument) => unknown): string[] => {
  const document = gridInstance(4, 2);
  const read = parseInstance(change(document) ?? document);
  if (read.ok) return [];
  for (const { message } of read.error) {
    expect(message.zh).not.toBe('');
    expect(message.en).not.toBe('');
  }
  return read.error.map(({ code, pointer }) => `${code} ${pointer}`);
};

describe('parseInstance', () => {
  it('reads what the format has, absent members as null', () => {
    const instance = parsed(gridInstance(4, 2));
    expect(instance.nodes[5]).toEqual({
      id: 5,
      population: 10,
      x: 100,
      y: 100,
      area: 10_000,
      outerLength: 100,
    });
    expect(instance.edges[1]).toEqual({ from: 0, to: 4, length: 100, barrierClass: 2 });
    expect(instance).toMatchObject({ k: 2, tolerance: 0.1, band: null, current: null });
  });

  it('takes an edge without a class for one off all barriers, and lets lengths by class through', () => {
    const document = gridInstance(4, 2);
    document.edges = [
      [0, 1, 5],
      [1, 2, 5, 1, { street: 5 } as never],
    ];
    expect(parsed(document).edges.map((edge) => edge.barrierClass)).toEqual([0, 1]);
  });

  it.each<[string, (document: InstanceDocument) => unknown, string[]]>([
    ['not an object', () => [1], ['wrong-type ']],
    ['misspelt member', (d) => ({ ...d, tolerence: 1 }), ['unknown-member /tolerence']],
    [
      'no nodes',
      (d) => ({ ...d, nodes: undefined }),
      [
        'missing /nodes',
        ...gridInstance(4, 2).edges.flatMap((_, i) => [
          `bad-value /edges/${i}/0`,
          `bad-value /edges/${i}/1`,
        ]),
      ],
    ],
    [
      'negative households',
      (d) => set(d.nodes[3]!, 'population', -1),
      ['bad-value /nodes/3/population'],
    ],
    [
      'households as text',
      (d) => set(d.nodes[3]!, 'population', '9'),
      ['wrong-type /nodes/3/population'],
    ],
    ['repeated id', (d) => set(d.nodes[3]!, 'id', 1), ['repeated-id /nodes/3/id']],
    ['edge to nowhere', (d) => set(d.edges[0]!, 1, 99), ['bad-value /edges/0/1']],
    ['edge to itself', (d) => set(d.edges[0]!, 1, 0), ['bad-value /edges/0']],
    ['class that does not exist', (d) => set(d.edges[0]!, 3, 3), ['bad-value /edges/0/3']],
    ['half a part', (d) => ({ ...d, k: 1.5 }), ['bad-value /k']],
    ['band the wrong way round', (d) => ({ ...d, band: [5, 2] }), ['bad-value /band/1']],
    ['too few present labels', (d) => ({ ...d, current: [0, 1] }), ['wrong-length /current']],
    [
      'weights that match no class',
      (d) => ({ ...d, classWeight: [1, 1] }),
      [
        'wrong-length /classWeight',
        'bad-value /edges/1/3',
        'bad-value /edges/3/3',
        'bad-value /edges/5/3',
      ],
    ],
  ])('%s', (_, change, expected) => {
    const found = faults(change);
    expect(found.slice(0, expected.length)).toEqual(expected.slice(0, found.length));
    expect(found.length).toBeGreaterThan(0);
  });

  it('collects all problems, and says how many it does not list', () => {
    const found = faults((d) => {
      for (const node of d.nodes) node.x = null as never;
      d.edges = Array.from({ length: 100 }, () => [0, 0, 1]);
    });
    expect(found).toHaveLength(51);
    expect(found.at(-1)).toBe('more-problems ');
    expect(found.slice(0, 8)).toEqual(
      Array.from({ length: 8 }, (_, i) => `wrong-type /nodes/${i}/x`),
    );
  });
});

describe('toProblem', () => {
  const instance = parsed({
    ...gridInstance(4, 2),
    current: [0, 0, 1, 1, 0, 0, 1, 1],
    band: [20, 60],
  });

  it('split: whole households within the tolerance, costs by class', () => {
    const problem = toProblem({ ...instance, tolerance: 0.12 }, 'split', 1);
    if (!problem.ok) throw new Error(problem.error.en);
    expect(problem.value).toMatchObject({ labels: 2, partCount: 2, lower: 36, upper: 44 });
    expect([...problem.value.edgeCost].slice(0, 4)).toEqual([100, 5, 35, 5]);
  });

  it('replan: a spare label, the band, and gamma in mean borders for mean households', () => {
    const problem = toProblem(instance, 'replan', 2);
    if (!problem.ok) throw new Error(problem.error.en);
    // 4 borders of 5 along the river, 2 of 35 along the street, 4 of 100.
    const mean = (4 * 5 + 2 * 35 + 4 * 100) / 10;
    expect(problem.value).toMatchObject({ labels: 3, partCount: null, lower: 20, upper: 60 });
    expect(problem.value.present!.gamma).toBeCloseTo((2 * mean) / 10, 9);
  });

  it('names what the task needs and the instance lacks', () => {
    const bare = { ...instance, k: null, current: null };
    expect(toProblem(bare, 'split', 1)).toMatchObject({
      ok: false,
      error: { en: expect.stringContaining('lacks k') },
    });
    expect(toProblem(bare, 'replan', 1)).toMatchObject({
      ok: false,
      error: { zh: expect.stringContaining('缺少 current') },
    });
  });
});

describe('joinIslands', () => {
  it('links each island to the nearest unit of what is joined, at no cost', () => {
    const document = gridInstance(4, 2);
    document.nodes.push(
      { id: 8, population: 3, x: 420, y: 0 },
      { id: 9, population: 3, x: 900, y: 0 },
    );
    const instance = parsed(document);
    expect(listPieces(instance).map((piece) => piece.length)).toEqual([8, 1, 1]);
    const { instance: joined, links } = joinIslands(instance);
    expect(links.map(({ from, to, distanceMetres }) => [from, to, distanceMetres])).toEqual([
      [8, 3, 120],
      [9, 8, 480],
    ]);
    expect(listPieces(joined)).toHaveLength(1);
    expect(joined.edges.slice(-2).every(({ length }) => length === 0)).toBe(true);
  });
});
