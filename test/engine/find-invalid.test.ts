import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findInvalid, PROBLEMS_LISTED } from '#engine/coverage/find-invalid.ts';
import type { AreaGeometry, Position } from '#engine/coverage/types.ts';
import { arbitraryAreas, mapRings } from '../helpers/arbitrary-area.ts';

type Ring = Position[];

/** A closed ring from `x y, x y, …`. */
function ring(text: string): Ring {
  const open = text.split(', ').map((pair) => pair.split(' ').map(Number));
  return [...open, [...open[0]!]];
}
const polygon = (...rings: Ring[]): AreaGeometry => ({ type: 'Polygon', coordinates: rings });
const multi = (...parts: Ring[][]): AreaGeometry => ({ type: 'MultiPolygon', coordinates: parts });

/** `kind polygon/ring @ x y` for each problem. */
function faults(geometry: AreaGeometry | null): string[] {
  return findInvalid(geometry).map(({ kind, polygon: p, ring: r, location }) =>
    [kind, `${p}/${r}`, location ? `@ ${location.join(' ')}` : ''].join(' ').trim(),
  );
}

const SQUARE = ring('0 0, 8 0, 8 8, 0 8');

describe('findInvalid: valid areas', () => {
  it.each<[string, AreaGeometry]>([
    ['a square', polygon(SQUARE)],
    ['a clockwise square', polygon([...SQUARE].reverse())],
    ['consecutive repeated vertices', polygon(ring('0 0, 0 0, 8 0, 8 0, 8 0, 8 8, 0 8, 0 0'))],
    ['vertices along a straight side', polygon(ring('0 0, 2 0, 4 0, 8 0, 8 8'))],
    ['Z coordinates', polygon(ring('0 0 1, 8 0 2, 8 8 3'))],
    [
      'minus zero',
      polygon([
        [0, 0],
        [8, 0],
        [8, 8],
        [-0, 0],
      ]),
    ],
    ['a hole that touches its shell once', polygon(SQUARE, ring('0 4, 2 2, 4 4, 2 6'))],
    [
      'holes that touch one another once',
      polygon(SQUARE, ring('1 1, 3 1, 2 3'), ring('2 3, 3 5, 1 5')),
    ],
    [
      'many holes in one point',
      polygon(SQUARE, ring('4 4, 6 5, 6 6'), ring('4 4, 2 5, 2 6'), ring('4 4, 3 2, 5 2')),
    ],
    [
      'parts that touch in points',
      multi([SQUARE], [ring('8 8, 9 8, 9 9')], [ring('8 4, 9 3, 9 5')]),
    ],
    ['an island in a hole', multi([SQUARE, ring('2 2, 6 2, 6 6, 2 6')], [ring('3 3, 5 3, 5 5')])],
    [
      'an island that touches its hole in every vertex',
      multi([SQUARE, ring('2 2, 6 2, 6 6, 2 6')], [ring('4 2, 6 4, 4 6, 2 4')]),
    ],
  ])('%s', (_, geometry) => {
    expect(faults(geometry)).toEqual([]);
  });
});

describe('findInvalid: rings', () => {
  it.each<[string, AreaGeometry | null, string[]]>([
    ['no geometry', null, ['no-geometry 0/0']],
    ['no parts', multi(), ['empty 0/0']],
    ['an empty part and an empty ring', multi([], [[]]), ['empty 0/0', 'empty 1/0']],
    ['an unclosed ring', polygon(SQUARE.slice(0, -1)), ['unclosed-ring 0/0 @ 0 8']],
    ['two different vertices', polygon(ring('0 0, 1 1, 1 1')), ['too-few-points 0/0 @ 0 0']],
    ['all on one line', polygon(ring('4 4, 0 0, 2 2, 8 8')), ['zero-area 0/0 @ 0 0']],
    ['NaN', polygon(SQUARE, ring('1 1, NaN 2, 2 2')), ['non-finite 0/1']],
    ['latitude 95', polygon(ring('0 0, 8 0, 8 95')), ['out-of-range 0/0 @ 8 95']],
    ['a bow-tie', polygon(ring('0 0, 4 4, 4 0, 0 4')), ['self-crossing 0/0 @ 2 2']],
    [
      'a vertex visited twice',
      polygon(ring('0 0, 4 4, 8 0, 8 8, 4 4, 0 8')),
      ['ring-touches-itself 0/0 @ 4 4'],
    ],
    [
      'a vertex on an own side',
      polygon(ring('0 0, 8 0, 8 8, 4 0, 0 8')),
      ['ring-touches-itself 0/0 @ 4 0'],
    ],
    [
      'a crossing in a vertex',
      polygon(ring('0 0, 2 2, 4 4, 4 0, 2 2, 0 4')),
      ['ring-touches-itself 0/0 @ 2 2'],
    ],
    ['a spike', polygon(ring('0 0, 8 0, 8 8, 9 9, 8 8, 0 8')), ['spike 0/0 @ 9 9']],
    [
      'a spike of many vertices',
      polygon(ring('0 0, 8 0, 8 8, 9 9, 9 12, 9 9, 8 8, 0 8')),
      ['spike 0/0 @ 9 12'],
    ],
    [
      'a spike that comes back past its root',
      polygon(ring('0 0, 8 0, 8 8, 12 8, 4 8')),
      ['spike 0/0 @ 12 8'],
    ],
    [
      'a side along a side',
      polygon(ring('0 0, 8 0, 8 4, 6 0, 2 0, 1 4')),
      ['self-crossing 0/0 @ 4 0'],
    ],
  ])('%s', (_, geometry, expected) => {
    expect(faults(geometry)).toEqual(expected);
  });

  it('says that longitude and latitude look swapped, or that a file is in metres', () => {
    expect(findInvalid(polygon(ring('30 120, 30 121, 31 121')))[0]!.message.en).toContain(
      'swapped',
    );
    const metres = findInvalid(polygon(ring('500000 3300000, 500010 3300000, 500010 3300010')));
    expect(metres).toHaveLength(1);
    expect(metres[0]!.message.en).toMatch(/has 4 positions .* metres/);
    expect(metres[0]!.message.zh).toContain('以米为单位');
  });

  it('takes what is not an area for no geometry', () => {
    const line = { type: 'LineString', coordinates: [] } as unknown as AreaGeometry;
    expect(faults(line)).toEqual(['no-geometry 0/0']);
    const junk = { type: 'Polygon', coordinates: [[['a', 1], null, 7]] } as unknown as AreaGeometry;
    expect(faults(junk)).toEqual(['non-finite 0/0']);
    expect(findInvalid(junk)[0]!.message.en).toContain('3 positions');
  });
});

describe('findInvalid: rings of one part', () => {
  const hole = (text: string): AreaGeometry => polygon(SQUARE, ring(text));
  it.each<[string, AreaGeometry, string[]]>([
    [
      'a hole across its shell',
      hole('6 2, 10 2, 10 4, 6 4'),
      ['rings-cross 0/0 @ 8 2', 'rings-cross 0/0 @ 8 4'],
    ],
    [
      'a hole across its shell in vertices',
      hole('-2 3, 0 1, 2 3, 0 5'),
      ['rings-cross 0/0 @ 0 1', 'rings-cross 0/0 @ 0 5'],
    ],
    ['a hole along its shell', hole('0 2, 2 2, 2 6, 0 6'), ['rings-cross 0/0 @ 0 4']],
    ['the shell again', polygon(SQUARE, SQUARE), ['rings-cross 0/0 @ 0 4']],
    ['a hole outside', hole('20 0, 21 0, 21 1'), ['hole-outside-shell 0/1 @ 20 0']],
    [
      'a hole in a bay of the shell',
      polygon(ring('0 0, 9 0, 9 9, 5 1, 1 9'), ring('5 5, 6 7, 4 7')),
      ['hole-outside-shell 0/1 @ 4 7'],
    ],
    [
      'a hole in a hole',
      polygon(SQUARE, ring('1 1, 7 1, 7 7, 1 7'), ring('2 2, 3 2, 3 3')),
      ['nested-holes 0/2 @ 2 2'],
    ],
    [
      'a hole that touches its shell twice',
      hole('0 4, 4 2, 8 4, 4 6'),
      ['interior-disconnected 0/1 @ 8 4'],
    ],
    [
      'holes in a circle',
      polygon(
        SQUARE,
        ring('2 3, 3 2, 4 3, 3 4'),
        ring('4 3, 5 2, 6 3, 5 4'),
        ring('3 4, 5 4, 4 6'),
      ),
      ['interior-disconnected 0/3 @ 5 4'],
    ],
    [
      'a chain of holes from side to side',
      polygon(SQUARE, ring('0 4, 2 3, 4 4, 2 5'), ring('4 4, 6 3, 8 4, 6 5')),
      ['interior-disconnected 0/2 @ 8 4'],
    ],
  ])('%s', (_, geometry, expected) => {
    expect(faults(geometry)).toEqual(expected);
  });
});

describe('findInvalid: parts', () => {
  it.each<[string, AreaGeometry, string[]]>([
    [
      'parts that cross',
      multi([SQUARE], [ring('6 6, 12 6, 12 12, 6 12')]),
      ['parts-overlap 0/0 @ 6 8', 'parts-overlap 0/0 @ 8 6'],
    ],
    [
      'parts that share a border of many vertices',
      multi([ring('0 0, 8 0, 8 2, 8 4, 8 8, 0 8')], [ring('8 0, 9 0, 9 8, 8 8, 8 4, 8 2')]),
      ['parts-overlap 0/0 @ 8 1'],
    ],
    ['the same part twice', multi([SQUARE], [SQUARE]), ['parts-overlap 0/0 @ 0 4']],
    ['a part in a part', multi([SQUARE], [ring('2 2, 3 2, 3 3')]), ['nested-parts 1/0 @ 2 2']],
    [
      'a part in a part, touching it in every vertex',
      multi([ring('4 0, 8 4, 4 8, 0 4')], [SQUARE]),
      ['nested-parts 0/0 @ 0 4'],
    ],
    [
      'a part that surrounds a hole',
      multi([SQUARE, ring('3 3, 5 3, 5 5, 3 5')], [ring('2 2, 6 2, 6 6, 2 6')]),
      ['nested-parts 1/0 @ 2 2'],
    ],
  ])('%s', (_, geometry, expected) => {
    expect(faults(geometry)).toEqual(expected);
  });
});

describe('findInvalid: messages', () => {
  it('name the ring, the place and the remedy in both languages', () => {
    const [problem] = findInvalid(polygon(ring('0 0, 4 4, 4 0, 0 4')));
    expect(problem!.message).toEqual({
      zh: '外环在 2, 2 处自相交。请移动或删除附近的顶点，使两条边不再交叉。',
      en: 'The outer ring crosses itself at 2, 2. Move or delete a vertex near there so that its sides no longer cross.',
    });
    const [nested] = findInvalid(multi([SQUARE], [ring('2 2, 3 2, 3 3')]));
    expect(nested!.message.en).toContain(
      'The outer ring of part 2 at 2, 2 lies inside the outer ring of part 1.',
    );
    expect(nested!.message.zh).toContain('第 2 部分的外环在 2, 2 处位于第 1 部分的外环之内');
  });

  it('list every fault of a shape, each with its place', () => {
    const twoBowTies = polygon(ring('0 0, 2 2, 4 0, 6 2, 6 0, 4 2, 2 0, 0 2'));
    expect(faults(twoBowTies)).toEqual([
      'self-crossing 0/0 @ 1 1',
      'self-crossing 0/0 @ 3 1',
      'self-crossing 0/0 @ 5 1',
    ]);
  });
});

describe('findInvalid: too much', () => {
  /** Park and Miller's generator: a fixed scribble. */
  function scribble(vertices: number): AreaGeometry {
    let state = 1;
    const random = (): number => {
      state = (state * 48271) % 2147483647;
      return (state / 2147483647) * 10;
    };
    const open = Array.from({ length: vertices }, () => [random(), random()]);
    return polygon([...open, [...open[0]!]]);
  }

  it('stops in a scribble of 1,000 vertices and says so', () => {
    const problems = findInvalid(scribble(1000));
    expect(problems).toHaveLength(PROBLEMS_LISTED + 1);
    expect(problems.at(-1)!.kind).toBe('too-many-crossings');
    expect(problems.at(-1)!.message.en).toContain('stopped');
    expect(new Set(problems.slice(0, -1).map(({ kind }) => kind))).toEqual(
      new Set(['self-crossing']),
    );
  });

  it('counts what it does not list', () => {
    const problems = findInvalid(scribble(60));
    expect(problems).toHaveLength(PROBLEMS_LISTED + 1);
    expect(problems.at(-1)!.message.en).toMatch(/^\d{3} problems were found/);
  });

  it('finds no fault in a valid ring of 100,000 vertices, and the one that is put in', () => {
    const open = Array.from({ length: 100_000 }, (_, i) => {
      const angle = (2 * Math.PI * i) / 100_000;
      const radius = 5 + Math.sin(40 * angle);
      return [radius * Math.cos(angle), radius * Math.sin(angle)];
    });
    expect(findInvalid(polygon([...open, open[0]!]))).toEqual([]);
    [open[500], open[502]] = [open[502]!, open[500]!];
    expect(findInvalid(polygon([...open, open[0]!])).length).toBeGreaterThan(0);
  });
});

describe('findInvalid: properties', () => {
  const anyArea = fc.oneof(...Object.values(arbitraryAreas));
  const rotate =
    (by: number) =>
    (r: Ring): Ring => {
      const open = r.slice(0, -1);
      const at = by % open.length;
      return [...open.slice(at), ...open.slice(0, at), [...open[at]!]];
    };

  it('does not depend on where a ring starts or which way it runs', () => {
    fc.assert(
      fc.property(anyArea, fc.nat(20), fc.boolean(), (geometry, by, back) => {
        const changed = mapRings(geometry, (r) => rotate(by)(back ? [...r].reverse() : r));
        const [before, after] = [faults(geometry), faults(changed)];
        // A ring with too few points is placed at its start.
        if (before.some((fault) => fault.startsWith('too-few'))) return;
        expect(after).toEqual(before);
      }),
      { numRuns: 500, seed: 7 },
    );
  });

  it('does not depend on the order of holes, nor does validity on the order of parts', () => {
    fc.assert(
      fc.property(anyArea, (geometry) => {
        if (geometry.type === 'Polygon') {
          const [shell, ...holes] = geometry.coordinates;
          const changed = polygon(shell!, ...holes.reverse());
          expect(faults(changed).length).toBe(faults(geometry).length);
        } else {
          const changed = multi(...[...geometry.coordinates].reverse());
          expect(faults(changed).length === 0).toBe(faults(geometry).length === 0);
        }
      }),
      { numRuns: 300, seed: 8 },
    );
  });

  it('gives every listed problem of crossing lines a place on the geometry', () => {
    fc.assert(
      fc.property(anyArea, (geometry) => {
        for (const { location, message } of findInvalid(geometry)) {
          expect(location!.every(Number.isFinite)).toBe(true);
          expect(message.zh).not.toContain('undefined');
          expect(message.en).not.toContain('undefined');
        }
      }),
      { numRuns: 300, seed: 9 },
    );
  });
});
