import { describe, expect, it } from 'vitest';
import { nodeStrands } from '#engine/barriers/prepare/node-strands.ts';
import { simplify } from '#engine/barriers/prepare/simplify.ts';
import { lengthOf, type Point, type Strand } from '#engine/barriers/prepare/strand.ts';
import { cutStroke, formStrokes } from '#engine/barriers/prepare/strokes.ts';
import { centrelineOf } from '#engine/barriers/prepare/water-centreline.ts';
import { weldVertices } from '#engine/barriers/prepare/weld-vertices.ts';
import { at, idsOf, line, prepare } from './town-plan.ts';

const strand = (id: string, ...points: Point[]): Strand => ({
  barrier: { id, class: 'local' },
  points,
});

const idsIn = (strands: readonly Strand[]): string =>
  strands.map(({ barrier }) => barrier.id).join('');

describe('formStrokes', () => {
  it('ways that go on into one another are one stroke, whichever way they are drawn', () => {
    const strokes = formStrokes([
      strand('a', [0, 0], [10, 0]),
      strand('b', [20, 0], [10, 0]),
      strand('c', [20, 0], [30, 1]),
    ]);
    expect(strokes.map(({ strands }) => idsIn(strands))).toEqual(['abc']);
    expect(strokes[0]?.points).toEqual([
      [0, 0],
      [10, 0],
      [20, 0],
      [30, 1],
    ]);
    expect(strokes[0]?.starts.map(Math.round)).toEqual([0, 10, 20, 30]);
  });

  it('at a fork the straightest pair goes on', () => {
    const strokes = formStrokes([
      strand('a', [0, 0], [10, 0]),
      strand('b', [10, 0], [20, 5]),
      strand('c', [10, 0], [20, 0]),
    ]);
    expect(strokes.map(({ strands }) => idsIn(strands)).sort()).toEqual(['ac', 'b']);
  });

  it('a hairpin, where two carriageways join, does not go on', () => {
    const strokes = formStrokes([strand('a', [0, 0], [10, 0]), strand('b', [10, 0], [0, 1])]);
    expect(strokes).toHaveLength(2);
  });

  it('a ring of ways is one stroke', () => {
    const corners = Array.from(
      { length: 13 },
      (_, i): Point => [
        Math.round(100 * Math.cos((i * Math.PI) / 6)),
        Math.round(100 * Math.sin((i * Math.PI) / 6)),
      ],
    );
    const ways = corners
      .slice(1)
      .map((to, i) => strand(String.fromCharCode(97 + i), corners[i]!, to));
    expect(formStrokes(ways)).toHaveLength(1);
  });
});

describe('cutStroke', () => {
  it('what is kept and what is lost are the stroke together', () => {
    const [stroke] = formStrokes([strand('a', [0, 0], [10, 0]), strand('b', [10, 0], [30, 0])]);
    const { kept, lost } = cutStroke(stroke!, [
      [5, 12],
      [20, 25],
    ]);
    expect(kept.map(({ points }) => points.map(([x]) => x))).toEqual([
      [0, 5],
      [12, 20],
      [25, 30],
    ]);
    expect(lost.map(({ points }) => points.map(([x]) => x))).toEqual([
      [5, 10],
      [10, 12],
      [20, 25],
    ]);
    const sum = [...kept, ...lost].reduce((total, { points }) => total + lengthOf(points), 0);
    expect(sum).toBeCloseTo(30, 9);
  });
});

describe('nodeStrands', () => {
  it('a crossing gives both a vertex, the same one', () => {
    const [a, b] = nodeStrands([strand('a', [0, 0], [10, 10]), strand('b', [0, 10], [10, 0])]);
    expect(a?.points).toEqual([
      [0, 0],
      [5, 5],
      [10, 10],
    ]);
    expect(b?.points).toEqual([
      [0, 10],
      [5, 5],
      [10, 0],
    ]);
  });

  it('an end on a line gives the line a vertex', () => {
    const [a] = nodeStrands([strand('a', [0, 0], [10, 0]), strand('b', [4, 0.03], [4, 9])]);
    expect(a?.points).toEqual([
      [0, 0],
      [4, 0.03],
      [10, 0],
    ]);
  });

  it('lines that overlap in part share the vertices of the overlap', () => {
    const [a, b] = nodeStrands([strand('a', [0, 0], [10, 0]), strand('b', [5, 0], [15, 0])]);
    expect(a?.points).toEqual([
      [0, 0],
      [5, 0],
      [10, 0],
    ]);
    expect(b?.points).toEqual([
      [5, 0],
      [10, 0],
      [15, 0],
    ]);
  });
});

describe('weldVertices', () => {
  it('vertices within the distance become the first by coordinates', () => {
    const [a, b] = weldVertices(
      [strand('a', [0.03, 0], [5, 0]), strand('b', [0, 0], [0, 5])],
      0.05,
    );
    expect(a?.points).toEqual([
      [0, 0],
      [5, 0],
    ]);
    expect(b?.points).toEqual([
      [0, 0],
      [0, 5],
    ]);
  });

  it('vertices of fixed strands stay', () => {
    const [a, b] = weldVertices(
      [strand('a', [0.03, 0], [5, 0]), strand('b', [0, 0], [0, 5])],
      0.05,
      1,
    );
    expect(a?.points).toEqual([
      [0.03, 0],
      [5, 0],
    ]);
    expect(b?.points).toEqual([
      [0.03, 0],
      [0, 5],
    ]);
  });
});

describe('simplify', () => {
  it('leaves out what changes the line by less than the tolerance, but for what is kept', () => {
    const points: Point[] = [
      [0, 0],
      [5, 0.4],
      [10, 0],
      [15, 3],
      [20, 0],
    ];
    expect(simplify(points, 0.5)).toEqual([
      [0, 0],
      [10, 0],
      [15, 3],
      [20, 0],
    ]);
    expect(simplify(points, 0.5, (i) => i === 1)).toEqual(points);
  });
});

describe('centrelineOf', () => {
  it('a water that branches far has no centreline', () => {
    const shell: Point[] = [
      [0, 0],
      [1000, 0],
      [1000, 20],
      [510, 20],
      [510, 900],
      [490, 900],
      [490, 20],
      [0, 20],
    ];
    expect(centrelineOf({ barrier: { id: 'w', class: 'river' }, shell, holes: [] })).toBeNull();
  });
});

describe('prepareBarriers on extremes', () => {
  it('nothing gives nothing', () => {
    expect(prepare([])).toEqual({ lines: [], lakes: [], notes: [], given: 0 });
  });

  it('a line around half the world is cut down to the area at once', () => {
    const far = {
      ...line('far', [
        [0, 0],
        [1, 1],
      ]),
      geometry: {
        type: 'LineString' as const,
        coordinates: [
          [-179, at([0, 0])[1]!],
          [179, at([0, 0])[1]!],
        ],
      },
    };
    expect(idsOf(prepare([far]))).toEqual(['far']);
  });
});
